"""Which questionnaire of the catalogue a table answers; where that is not certain, what to type."""

from collections.abc import Iterable, Sequence
from typing import Any

from persona_collapse.columns.answers import reading_of
from persona_collapse.columns.cells import is_missing
from persona_collapse.columns.families import Family, families, mentions_the, names_the, span
from persona_collapse.columns.found import Found, sets_of
from persona_collapse.formats import Reply, WholeNumbers
from persona_collapse.instruments import Instrument, ResponseScale, catalogue
from persona_collapse.tables import Table

FEWEST = 3
"""Numbered columns that may be a questionnaire."""

WIDEST = (0, 10)
"""The lowest and the highest answer of a response scale that is not declared."""


def recognised(table: Table) -> tuple[Found | None, str]:
    """The questionnaire of a table and its columns; None, and a sentence that says what to type, where it is not certain.

    Parameters
    ----------
    table : a row per respondent

    >>> table = Table("a.csv", {f"Q{number}": [3] for number in range(1, 45)}, ["row 1"])
    >>> recognised(table)[1]
    'a.csv: 44 columns Q1..Q44 may be bfi44; if they are, add --instrument bfi44; if not, --instrument FILE (docs/instruments.md)'
    """
    every = _without_parts([found for one in catalogue.questionnaires() for found in sets_of(table, one)[:1]])
    sure = [found for found in every if found.names_it]
    if len({found.instrument.id for found in sure}) == 1:
        return sure[0], ""
    if sure:
        return None, f"{table.path} has {_choices(sure)}; add {_options(sure)}"
    guesses = [found for found in every if _fits(table, found)]
    if guesses:
        several = "one of " if len(guesses) > 1 else ""
        names = ", ".join(found.instrument.id for found in guesses)
        return None, (
            f"{table.path}: {guesses[0].printed} may be {several}{names}; if they are, add {_options(guesses)}; "
            "if not, --instrument FILE (docs/instruments.md)"
        )
    return None, unknown(table)


def _without_parts(every: Sequence[Found]) -> list[Found]:
    """Without sets of columns that are a part of another: the items of a short form are in the long one."""
    return [one for one in every if not any(set(one.columns) < set(other.columns) for other in every)]


def _fits(table: Table, found: Found) -> bool:
    """Whether columns that fit an instrument have a prefix that says nothing, or names it: not that of another one."""
    possible = (
        set(one.columns.values())
        for one in families(table.columns)
        if one.generic or names_the(found.instrument, one.prefix) or mentions_the(found.instrument, one.prefix)
    )
    return any(set(found.columns) <= columns for columns in possible)


def _choices(every: Sequence[Found]) -> str:
    return " and ".join(f"{found.printed} of {found.instrument.id}" for found in every)


def _options(every: Sequence[Found]) -> str:
    return " or ".join(dict.fromkeys(f"--instrument {found.instrument.id}" for found in every))


def unknown(table: Table) -> str:
    """What to type for numbered columns that no questionnaire of the catalogue has; empty where there are none.

    >>> print(unknown(Table("a.csv", {f"Q{number}": ["1", "4"] for number in range(1, 13)}, ["row 1", "row 2"])))
    a.csv: 12 columns Q1..Q12 (answers 1 to 4) match no questionnaire known here; add --instrument FILE (docs/instruments.md) \
for their traits, or --instrument items --scale 1-4 to measure them without
    """
    columns = numbered_columns(table)
    if len(columns) < FEWEST:
        return ""
    seen = answers_seen(table, columns)
    answers = "" if seen is None else f" (answers {seen[0]} to {seen[1]})"
    scale = "LOW-HIGH" if seen is None else f"{seen[0]}-{seen[1]}"
    return (
        f"{table.path}: {len(columns)} columns {span(columns)}{answers} match no questionnaire known here"
        f"{_near(table, columns)}; add --instrument FILE (docs/instruments.md) for their traits, or --instrument items "
        f"--scale {scale} to measure them without"
    )


def _near(table: Table, columns: Sequence[str]) -> str:
    """Which questionnaires a prefix names whose number of items is another."""
    family = next((one for one in families(table.columns) if set(one.columns.values()) == set(columns)), None)
    if family is None:
        return ""
    named = [one for one in catalogue.questionnaires() if names_the(one, family.prefix)]
    return f" ({', '.join(f'{one.id} has {len(one)} items' for one in named)})" if named else ""


def numbered_columns(table: Table, scale: tuple[int, int] = WIDEST) -> list[str]:
    """The columns that look like items: the largest numbered family with answers and those of half its size or more, else
    all columns of answers.

    Parameters
    ----------
    table : a row per respondent
    scale : the lowest and the highest answer
    """

    def are_answers(columns: Sequence[str]) -> bool:
        seen = answers_seen(table, columns, scale)
        return seen is not None and scale[0] <= seen[0] and seen[1] <= scale[1]

    every = [[family.columns[number] for number in sorted(family.columns)] for family in families(table.columns)]
    items = [columns for columns in every if len(columns) >= FEWEST and are_answers(columns)]
    alike = {name for columns in items if 2 * len(columns) >= len(items[0]) for name in columns}
    if alike:
        return [name for name in table.columns if name in alike]
    return [name for name in table.columns if are_answers([name])]


def answers_seen(table: Table, columns: Sequence[str], scale: tuple[int, int] = WIDEST) -> tuple[int, int] | None:
    """The lowest and highest of some columns' whole numbers; None where one holds something else, or nothing.

    Parameters
    ----------
    table : a row per respondent
    columns : some of its columns
    scale : the lowest and the highest answer that replies in words may give
    """
    found: set[float] = set()
    for name in columns:
        for cell in _different(table.columns[name]):
            if is_missing(cell) or isinstance(cell, bool):
                continue
            if isinstance(cell, Reply):
                cell = reading_of(cell, ResponseScale(*scale, labels=())).answer
                if cell is None:
                    continue
            try:
                found.add(float(cell.replace(",", ".") if isinstance(cell, str) else cell))
            except (TypeError, ValueError, OverflowError):
                return None
    if not found or not all(one.is_integer() and abs(one) < 1000 for one in found):
        return None
    return int(min(found)), int(max(found))


def _different(cells: Sequence[Any]) -> Iterable[Any]:
    if isinstance(cells, WholeNumbers):
        return cells.different
    try:
        return set(cells)
    except TypeError:  # lists and objects
        return cells


def own_instrument(table: Table, columns: Sequence[str], low: int, high: int) -> Instrument:
    """The instrument of columns that belong to no questionnaire: an item per column, named after it, without traits."""
    from persona_collapse.instruments import Item, ResponseScale

    return Instrument(
        id=f"items-{len(columns)}",
        version="1",
        items=tuple(Item(number, "", id=column) for number, column in enumerate(columns, start=1)),
        scale=ResponseScale(low, high, labels=()),
        spellings=("{id}",),
    )


def longer_family(table: Table, instrument: Instrument) -> Family | None:
    """The numbered columns that have all items' numbers of an instrument, and more."""
    wanted = set(range(1, len(instrument) + 1))
    return next(
        (one for one in families(table.columns) if set(one.columns) >= wanted and one.longer(len(instrument))), None
    )
