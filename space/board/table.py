"""The leaderboard as a table: for the page, with everything escaped, and as CSV."""

import csv
import io
import math
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from persona_collapse.hub.checks import MODEL
from persona_collapse.report.numbers import WORDS
from persona_collapse.report.printed import between, number
from persona_collapse.results.diagnosis import in_words
from persona_collapse.results.number import Number
from space.board.entries import COLUMNS, KINDS, Entry
from space.board.rows import RANKED, rank

HUB = "https://huggingface.co"

FACTS = ("rank", "population", "what it is", "signature")
MORE_FACTS = (
    "personas",
    "at a time",
    "instrument",
    "protocol",
    "asked how",
    "model page",
    "parameters",
    "licence",
    "base model",
    "made by",
)

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text must not begin with in a CSV file: spreadsheets would compute it."""


def page_table(
    entries: Sequence[Entry], columns: Sequence[str], label: str, *, among: Sequence[Entry], download: str
) -> str:
    """The table, and a link that downloads it.

    Parameters
    ----------
    entries : the rows, in order
    columns : fields of the numbers beside human-likeness; unknown ones are left out
    label : what the table is called
    among : the entries among which models are ranked; those of the search and more
    download : name of the CSV file
    """
    numbers = [COLUMNS[RANKED], *(COLUMNS[one] for one in columns if one in COLUMNS and one != RANKED)]
    if not entries:
        return '<p role="status">No row fits this choice.</p>'
    at = [rank(one, among) for one in entries]
    people = _people(among)
    head = "".join(
        f'<th scope="col">{words}</th>' for words in ("rank", "population", "signature", *map(_head, numbers))
    )
    body = "".join(_row(one, place, numbers, people) for one, place in zip(entries, at, strict=True))
    file = b64encode(as_csv(entries, at).encode()).decode()
    return (
        f'<div class="scroll board" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="small"><a href="data:text/csv;charset=utf-8;base64,{file}" download="{escape(download)}">'
        "Download these rows with all numbers as CSV</a></p>"
    )


def as_csv(entries: Sequence[Entry], at: Sequence[int | None]) -> str:
    """Rows with every number and the ends of its interval; an unknown, undefined or infinite number is an empty cell.

    Parameters
    ----------
    entries : the rows
    at : their ranks, None for those that have none
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    fields = [name for name in COLUMNS if any(name in one.numbers for one in entries)]
    write([*FACTS, *(name for field in fields for name in (field, f"{field}_low", f"{field}_high")), *MORE_FACTS])
    for one, place in zip(entries, at, strict=True):
        facts = (place, one.name, KINDS[one.kind], in_words(one.signature))
        cells = [
            value if value is not None and math.isfinite(value) else ""
            for field in fields
            for value in (one.numbers.get(field), *one.intervals.get(field, (None, None)))
        ]
        more = (one.personas, one.size, one.instrument, one.protocol, one.how, page_of(one))
        of_model = (one.card.parameters, one.card.license, one.card.base, one.card.relation)
        write([*map(_harmless, facts), *cells, *map(_harmless, (*more, *of_model))])
    return out.getvalue()


def page_of(one: Entry) -> str:
    """The address of the model's page; empty where it has none.

    >>> from space.board.entries import known
    >>> page_of(known()[0])
    ''
    """
    return f"{HUB}/{one.name}" if one.has_page and MODEL.fullmatch(one.name) else ""


def _people(among: Sequence[Entry]) -> dict[tuple[str, int | None], float]:
    """Human-likeness of people: instrument and number at a time -> value, the ceiling of each bar."""
    return {
        (one.instrument, one.size): one.numbers[RANKED]
        for one in among
        if one.kind == "simulated" and RANKED in one.numbers
    }


def _head(one: Number) -> str:
    words = WORDS.get(one.name)
    said = "" if words is None else f' title="{escape(f"{words.says} {words.direction}")}"'
    return f"<span{said}>{escape(one.label)}</span>"


def _row(one: Entry, at: int | None, numbers: Sequence[Number], people: dict[tuple[str, int | None], float]) -> str:
    name, page = escape(one.name), page_of(one)
    linked = f'<a href="{escape(page)}">{name}</a>' if page else name
    size = "" if one.size is None else f"{one.size} at a time"
    large = "" if one.card.parameters is None else f"{one.card.parameters / 1e9:.2g} billion parameters"
    made = one.card.base and f"made from {one.card.base}"
    facts = (KINDS[one.kind], one.instrument, size, one.how, large, one.card.license, made)
    about = escape(", ".join(filter(None, facts)))
    cells = "".join(
        _cell(one, number_of, people.get((one.instrument, one.size)) if number_of.name == RANKED else None)
        for number_of in numbers
    )
    return (
        f'<tr class="{one.kind}"><td class="rank">{"" if at is None else at}</td>'
        f'<th scope="row">{linked}<small>{about}</small></th><td class="word">{escape(in_words(one.signature))}</td>{cells}</tr>'
    )


def _cell(one: Entry, shown: Number, people: float | None) -> str:
    value = one.numbers.get(shown.name)
    if value is None:
        return "<td></td>"
    within = between(*one.intervals[shown.name], shown.digits) if shown.name in one.intervals else ""
    small = f"<small>{within}</small>" if within else ""
    bar = _bar(value, one.ends(shown.name), people) if shown.name == RANKED else ""
    return f"<td>{number(value, shown.digits)}{small}{bar}</td>"


def _bar(value: float, ends: tuple[float, float], people: float | None) -> str:
    """The value and its interval between 0 and 1, with a mark where people are; the numbers stand beside it as text."""
    low, high = (min(max(one, 0.0), 1.0) for one in ends)
    ceiling = "" if people is None else f'<i class="people" style="left:{people:.1%}"></i>'
    within = f'<i class="within" style="left:{low:.1%};width:{high - low:.1%}"></i>'
    return (
        f'<span class="bar" aria-hidden="true">{within}{ceiling}<i class="point" style="left:{value:.1%}"></i></span>'
    )


def _harmless(cell: str | int | None) -> str | int:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.startswith(FORMULA) else cell
