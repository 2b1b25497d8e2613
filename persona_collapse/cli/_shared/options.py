"""Options that several commands take, and what is made of them."""

from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared.pairs import pairs
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_collapse.results import Sample

Answers = Annotated[
    list[str],
    typer.Argument(
        help="Tables (CSV, Parquet, JSON, Excel, SPSS and others: docs/formats.md), run directories, or Hub datasets "
        "(ORG/NAME, ORG/NAME:config): a row per respondent, or a row per answer."
    ),
]

Reference = Annotated[
    str | None,
    typer.Option(
        metavar="ID|PATH",
        help="People's answers: a file, a Hub dataset, twin2k500 (once built: python -m persona_collapse.hub.twin) or "
        "calibrated-2058 (bundled; simulated from published norms). By default twin2k500 if it was built, else "
        "calibrated-2058.",
    ),
]

Targets = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN=TRAIT,...",
        help="Columns that hold High/Neutral/Low labels; by default those named after a trait or big_five_<trait>.",
    ),
]

Repeats = Annotated[
    str,
    typer.Option(
        metavar="personas|rows",
        help="Read rows that name the same persona as its repeats (personas), or every row as a respondent (rows).",
    ),
]

Seed = Annotated[int, typer.Option(min=0, help="Seed of all random numbers: another seed makes other draws.")]

Draws = Annotated[
    int,
    typer.Option(
        min=1, metavar="N", help="Draw respondents N times at matched size; a number is the mean over these draws."
    ),
]


def labels_of(text: str | None) -> dict[str, str] | None:
    """`COLUMN=TRAIT,...` as a mapping; None when the option was not given.

    Raises
    ------
    InputError : an empty option, a part that is not a pair, a column or a trait named twice.

    >>> labels_of("extro=Extraversion, open = Openness")
    {'extro': 'Extraversion', 'open': 'Openness'}
    """
    if text is None:
        return None
    if not text.strip():
        raise InputError("--targets is empty; use COLUMN=TRAIT, or omit it")
    given = pairs("--targets", text, "COLUMN=TRAIT", "extro=Extraversion")
    labels = dict(given)
    if len(labels) < len(given) or len(set(labels.values())) < len(given):
        raise InputError(f"--targets {text} names a column or a trait twice; give one column per trait")
    return labels


def names_of(option: str, given: "Sequence[str]") -> tuple[str, ...]:
    """Names of columns, given one after another or with commas between them; each counts once.

    Raises
    ------
    InputError : an option without a name.

    >>> names_of("--by", ["gender, region", "age", "gender"])
    ('gender', 'region', 'age')
    """
    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if not names:
        raise InputError(f"{option} names no column; use {option} ATTRIBUTE, for example {option} gender, or omit it")
    return tuple(dict.fromkeys(names))


def say_reference(people: "Sample | None") -> None:
    """Say which reference was used where none was given."""
    from persona_collapse.cli._shared.output import say

    if people is None:
        say("no --reference given: nothing to compare with")
    else:
        say(f"no --reference given: compared with {people.source}{f', {people.note}' if people.note else ''}")
