"""Every number in words, as one page of Markdown: docs/numbers.md is made by this.

python -m persona_collapse.report.explained [RECORD ...] > numbers.md

Each RECORD is what `measure --json` wrote (also compressed, .json.gz). The sentence of a number is that of the first
record that has the number.
"""

import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.report._around_words import AROUND, Around
from persona_collapse.report.numbers import WORDS, by_section, range_text
from persona_collapse.report.printed import number, sentence
from persona_collapse.report.wrapping import wrapped
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import record_of
from persona_collapse.results.number import Need, Number

NEEDS: dict[Need, str] = {
    "answers": "",
    "reference": "a reference",
    "traits": "a reference, and a questionnaire with traits",
    "labels": "a reference, and personas with trait labels",
    "repeats": "two or more answers of each persona to each question",
    "default": "a run with the model as itself (`run --with-default`)",
    "attributes": "personas with attributes",
}
"""What a number needs besides answers."""

INTRODUCTION = """\
Every number that `persona-collapse measure` prints, first those of its table, in its order: what it is, its range, how
to read it, what the report says of a value, and its formula. Those above and below the table are [last](#around-the-table). `persona-collapse report` writes the same sentences beside the values
of a population. [definitions.md](definitions.md) has the details: sample sizes, ties, undefined values, intervals.
[texts.md](texts.md) explains the numbers of free texts.
"""

LETTERS = """\
In the formulas, N personas x and M people h answered D items; both are standardised by people's means and SDs. In the
sentences, people are held-out people: the reference compared with other people of the reference. The shuffled
population has each item's answers shuffled among its personas, so that items are related by chance only.
"""

AROUND_TITLE = "Around the table"

EXAMPLES = "The values in the sentences are those of {populations}."


def explained(examples: Sequence[Diagnosis] = ()) -> str:
    """The page.

    Parameters
    ----------
    examples : the sentences have their values; a number that none of them has gets no sentence

    Returns
    -------
    Markdown, prose wrapped at 100 columns.

    >>> "### LID" in explained()
    True
    """
    lines = ["# The numbers, one by one", "", *wrapped(INTRODUCTION), "", *wrapped(LETTERS)]
    if examples:
        names = " and ".join(_named(one) for one in examples)
        lines += ["", *wrapped(EXAMPLES.format(populations=names))]
    for title, numbers in by_section(beyond=True):
        lines += ["", f"## {title}"]
        for one in numbers:
            lines += ["", *_number(one, examples)]
    lines += ["", f"## {AROUND_TITLE}"]
    for other in AROUND:
        lines += ["", *_around(other)]
    return "\n".join(lines) + "\n"


def _number(one: Number, examples: Sequence[Diagnosis]) -> list[str]:
    """The part of one number."""
    words = WORDS[one.name]
    said = next((text for each in examples if (text := _example(one, each))), "")
    points = [
        f"**Read it.** {words.direction}",
        f"**Range.** {_first_upper(range_text(one))}{_unit(one)}.",
        f"**Needs.** {_first_upper(NEEDS[one.needs])}." if NEEDS[one.needs] else "",
        f"**The report says** {said}" if said else "",
        f"**In records** `{_place(one)}`, {_interval(one)}.",
    ]
    formula = ["", "```math", words.formula, "```", *([] if not words.where else ["", *wrapped(words.where)])]
    return [
        f"### {one.label}",
        "",
        *wrapped(words.says),
        "",
        *(line for one in points for line in wrapped(one, point=True)),
        *formula,
    ]


def _around(one: Around) -> list[str]:
    """The part of a number above or below the table."""
    points = [
        f"**Read it.** {one.direction}",
        f"**Range.** {_first_upper(one.range)}.",
        f"**Needs.** {_first_upper(one.needs)}." if one.needs else "",
        f"**In records** {', '.join(f'`{place}`' for place in one.record)}." if one.record else "",
    ]
    formula = ["", "```math", one.formula, "```"] if one.formula else []
    return [
        f"### {one.label}",
        "",
        *wrapped(one.says),
        "",
        *(line for point in points for line in wrapped(point, point=True)),
        *formula,
        *(["", *wrapped(one.where)] if one.where else []),
    ]


def _example(one: Number, diagnosis: Diagnosis) -> str:
    """Its value in a record and what the report says of it; empty where it is undefined."""
    value, said = one.of_population(diagnosis), sentence(one, diagnosis)
    return f'of {number(value, one.digits)}: "{said}"' if said else ""


def _place(one: Number) -> str:
    """Where a record holds it."""
    axis = f"{one.axis}.items" if one.needs == "attributes" else one.axis
    return f"{axis}.{one.name}"


def _interval(one: Number) -> str:
    """Whether it has an interval and is compared, and why not."""
    if one.interval is None:
        return f"without an interval: {one.why_not}"
    return "with a 95 % interval" + (f"; `compare` leaves it out: {one.why_not}" if one.why_not else "")


def _named(example: Diagnosis) -> str:
    people = example.population
    as_rows = "; every row taken for a respondent" if people.repeats and people.personas is None else ""
    return f"{Path(people.source).name} ({people.size}{as_rows})"


def _unit(one: Number) -> str:
    """Its unit, where the range does not say it."""
    return "" if one.unit in ("share", "yes or no", "correlation") else f" ({one.unit})"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_example(path: str) -> Diagnosis:
    """A record of `measure --json`, also a compressed one.

    Raises
    ------
    InputError : it cannot be read, or is the record of something else.
    """
    try:
        kept = Path(path).read_bytes()
        record = json.loads(gzip.decompress(kept) if path.endswith(".gz") else kept)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}; give a file that measure --json wrote") from None
    found = record_of(record, path)
    if not isinstance(found, Diagnosis):
        raise InputError(f"{path} is not the record of one population's answers; give a file that measure --json wrote")
    return found


if __name__ == "__main__":
    try:
        print(explained([read_example(path) for path in sys.argv[1:]]), end="")
    except InputError as mistake:
        sys.exit(f"explained: {mistake}")
