"""The leaderboard as a table: its columns, its cells, and which entries are shown in which order."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from persona_collapse.hub.checks import MODEL
from persona_collapse.results.number import Number
from space.board.entries import COLUMNS, KINDS, Entry

SHOWN = ("coverage", "precision", "recall", "trait_coverage", "hopkins", "lid", "effective_likert", "midpoint_share")
FOLLOWED = ("rho", "d")
AROUND = ("coverage", "lid", "effective_likert")
"""Columns: numbers, of which three have an interval beside them."""

FACTS = ("population", "what it is", "at a time", "signature")
MORE_FACTS = ("personas", "instrument", "protocol", "asked how", "model page")
HUB = "https://huggingface.co"


_FACT_KINDS = {"personas": "number", "at a time": "number", "model page": "markdown"}


def headers() -> list[str]:
    """Names of the board's columns."""
    numbers = [[one.label, *([f"{one.label}, 95 %"] if one.name in AROUND else [])] for one in _columns()]
    return [*FACTS, *(name for names in numbers for name in names), *MORE_FACTS]


def datatypes() -> list[str]:
    """What each column holds: numbers as numbers, so that they sort; a link; everything else plain text."""
    numbers = [["number", *(["str"] if one.name in AROUND else [])] for one in _columns()]
    facts, more = ([_FACT_KINDS.get(name, "str") for name in names] for names in (FACTS, MORE_FACTS))
    return [*facts, *(kind for kinds in numbers for kind in kinds), *more]


def widths() -> list[str]:
    """Widths of the columns: words wide, numbers narrow."""
    wide = {
        "population": "200px",
        "what it is": "180px",
        "signature": "120px",
        "protocol": "160px",
        "asked how": "200px",
        "model page": "200px",
    }
    kinds = zip(headers(), datatypes(), strict=True)
    return [wide.get(name, "120px" if kind == "str" else "100px") for name, kind in kinds]


def rows(entries: Iterable[Entry]) -> list[list[Any]]:
    """The board's cells; an unknown, undefined or infinite number is an empty cell."""
    found = []
    for one in entries:
        cells: list[Any] = [one.name, KINDS[one.kind], one.size, one.signature]
        for column in _columns():
            value = one.numbers.get(column.name)
            cells.append(None if value is None or not math.isfinite(value) else round(value, column.digits))
            cells += [one.interval(column)] if column.name in AROUND else []
        page = f"[{one.name}]({HUB}/{one.name})" if one.has_page and MODEL.fullmatch(one.name) else ""
        found.append([*cells, one.personas, one.instrument, one.protocol, one.how, page])
    return found


def chosen(entries: Sequence[Entry], instrument: str, protocol: str, words: str = "") -> tuple[Entry, ...]:
    """The entries of an instrument and a protocol that have every word somewhere in their text; empty ones stand for all."""
    wanted = words.lower().split()

    def has(one: Entry) -> bool:
        searched = " ".join((one.name, KINDS[one.kind], one.instrument, one.protocol, one.signature, one.how)).lower()
        return (
            instrument in ("", one.instrument)
            and protocol in ("", one.protocol)
            and all(word in searched for word in wanted)
        )

    return tuple(filter(has, entries))


def ordered(entries: Sequence[Entry], field: str, *, lowest: bool = False) -> tuple[Entry, ...]:
    """Entries by a number, highest first unless stated otherwise; those without it come last, and an empty name leaves all as they are."""
    if not field:
        return tuple(entries)
    known = sorted(
        (one for one in entries if field in one.numbers), key=lambda one: one.numbers[field], reverse=not lowest
    )
    return (*known, *(one for one in entries if field not in one.numbers))


def sortable() -> list[tuple[str, str]]:
    """Name and field of the numbers that rows can be ordered by."""
    return [(one.label, one.name) for one in _columns()]


@cache
def _columns() -> tuple[Number, ...]:
    return tuple(COLUMNS[name] for name in (*SHOWN, *FOLLOWED))
