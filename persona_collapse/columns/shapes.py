"""Long tables (a row per answer) and wide repeats (`bfi44_1_s2`) as tables of one row per persona and sample."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from persona_collapse.columns.cells import identifiers, is_missing
from persona_collapse.columns.rows import parting
from persona_collapse.errors import InputError
from persona_collapse.formats import Reply
from persona_collapse.tables import Table

ITEM = (
    "item",
    "item_id",
    "item_name",
    "item_number",
    "question",
    "question_id",
    "question_number",
    "statement",
    "variable",
)
ANSWER = ("answer", "response", "rating", "score", "value", "likert")
REPLY = ("reply",)
SAMPLE = ("sample", "iteration", "repeat", "repetition", "replicate", "run", "trial", "draw")
"""Columns of a long table that hold the item, the answer, a reply in words from which an answer is read where there is no column
of answers, and the number of the repeat, in any case."""

SHORT = 60
"""Characters of a question that a message names."""

_REPEAT = re.compile(r"(.+?)[_.\- ]+(?:s|sample|rep|repeat|repetition|run|iter|iteration|trial)[_.\- ]*(\d+)", re.I)
FEWEST = 3
"""Items that columns of repeats have at least."""


def a_row_per_sheet(table: Table, most: int | None = None) -> Table:
    """A table with a row per persona and sample; one that has such rows already stays as it is.

    Parameters
    ----------
    table : of any shape
    most : cells that the result may have; None for any number

    Raises
    ------
    InputError : a long table with two answers of one persona to one item in one sample; more cells than there may be.

    >>> long = {"persona": ["x", "x", "y", "y"], "item": [1, 2, 1, 2], "answer": [5, 4, 3, 2]}
    >>> a_row_per_sheet(Table("a.csv", long, [f"row {n}" for n in range(1, 5)])).columns
    {'persona': ['x', 'y'], '1': [5, 3], '2': [4, 2]}
    """
    return _from_long(table, most) or _from_repeats(table, most) or table


def _refuse_many(table: Table, rows: int, columns: int, most: int | None) -> None:
    if most is not None and rows * columns > most:
        raise InputError(
            f"{table.path} would have {rows} rows of {columns} columns, a row per persona and sample; give a part of it"
        )


def _from_long(table: Table, most: int | None) -> Table | None:
    spelled = {name.lower(): name for name in table.columns}
    names = identifiers(list(table.columns))
    item, answer, sample = (
        next((spelled[one] for one in some if one in spelled), None) for some in (ITEM, (*ANSWER, *REPLY), SAMPLE)
    )
    if item is None or answer is None or not names:
        return None
    persona = names[0]
    sheets = _sheets(table, persona, item, sample)
    rows = list(dict.fromkeys(sheets))
    items = list(dict.fromkeys(_text(cell) for cell in table.columns[item]))
    if len(items) < 2 or len(rows) == len(table):
        return None
    _refuse_many(table, len(rows), len(items) + len(table.columns), most)
    place = {key: number for number, key in enumerate(rows)}
    columns: dict[str, list[Any]] = {name: [None] * len(rows) for name in items}
    in_words = answer.lower() in REPLY
    for key, what, cell in zip(sheets, table.columns[item], table.columns[answer], strict=True):
        columns[_text(what)][place[key]] = Reply(cell) if in_words and isinstance(cell, str) else cell
    first = _first_rows(sheets)
    kept = [persona, *(name for name in table.columns if name not in (persona, item, answer, sample))]
    constant = [name for name in kept if _is_constant(table.columns[name], sheets)]
    beside = {name: [table.columns[name][row] for row in first] for name in constant if name not in columns}
    if any(number > 1 for *_, number in rows):
        beside["sample"] = [number for *_, number in rows]
    note = f"a row per answer: {len(table)} answers to {len(items)} items"
    places = [f"{persona} {name!r}" + (f", sample {number}" if "sample" in beside else "") for name, *_, number in rows]
    notes = table.notes if table.kind else (*table.notes, note)
    return replace(table, columns={**beside, **columns}, places=places, labels={}, notes=notes)


def _first_rows(sheets: Sequence[tuple[Any, ...]]) -> list[int]:
    """The first row of each sheet.

    >>> _first_rows([("x", 1), ("x", 1), ("y", 1)])
    [0, 2]
    """
    first: dict[tuple[Any, ...], int] = {}
    for row, key in enumerate(sheets):
        first.setdefault(key, row)
    return list(first.values())


def _sheets(table: Table, persona: str, item: str, sample: str | None) -> list[tuple[Any, ...]]:
    """The sheet of each row: persona, what parts its answers (model, time, ..) and sample.

    Without a column of samples, the first answer to an item is sample 1, and so on.
    """
    parted = _parted(table, persona, item)
    cells = [table.columns[name] for name in (persona, item, *parted)]
    seen: dict[tuple[Any, ...], int] = {}
    found: list[tuple[Any, ...]] = []
    for row, (name, what, *beside) in enumerate(zip(*cells, strict=True)):
        sheet = (_text(name), *map(_text, beside))
        key = (*sheet, _text(what)) if sample is None else (*sheet, _text(what), table.columns[sample][row])
        seen[key] = seen.get(key, 0) + 1
        if sample is not None and seen[key] > 1:
            raise InputError(
                f"{table.path}, {table.places[row]}: {persona} {_text(name)!r} has a second answer to {_short(what)!r} in "
                f"{sample} {table.columns[sample][row]}; give each answer a {sample} of its own, or remove it"
            )
        found.append((*sheet, seen[key] if sample is None else table.columns[sample][row]))
    if sample is not None:
        order = sorted({number for *_, number in found}, key=_in_order)
        places = {number: place for place, number in enumerate(order, start=1)}
        return [(*sheet, places[number]) for *sheet, number in found]
    return found


def _parted(table: Table, persona: str, item: str) -> list[str]:
    """Columns by which a persona has several answers to an item without repeating itself: models, times, ..

    A column that has more values than a persona has answers to an item is none of them: it says something else, such as the
    second at which an answer was given.
    """
    columns = [name for name in table.columns if parting(name) and name not in (persona, item)]
    if not columns:
        return []
    asked = Counter(
        (_text(name), _text(what)) for name, what in zip(table.columns[persona], table.columns[item], strict=True)
    )
    most = max(asked.values())
    return [name for name in columns if 2 <= len({_text(cell) for cell in table.columns[name]}) <= most]


def _short(cell: Any) -> str:
    text = _text(cell)
    return text if len(text) <= SHORT else f"{text[:SHORT]}.."


def _in_order(cell: Any) -> tuple[bool, float, str]:
    try:
        return False, float(cell), ""
    except (TypeError, ValueError):
        return True, 0.0, str(cell)


def _is_constant(cells: Sequence[Any], sheets: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a column says the same in all rows of a sheet."""
    first: dict[tuple[Any, ...], Any] = {}
    return all(first.setdefault(key, cell) == cell for key, cell in zip(sheets, cells, strict=True))


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _from_repeats(table: Table, most: int | None) -> Table | None:
    """A table whose columns are repeated under names with the number of the sample."""
    numbered: dict[int, dict[str, str]] = {}
    for name in table.columns:
        found = _REPEAT.fullmatch(name)
        if found is not None:
            numbered.setdefault(int(found[2]), {})[found[1]] = name
    if not numbered:
        return None
    bases = list(numbered[min(numbered)])
    if 1 not in numbered and 0 not in numbered and all(base in table.columns for base in bases):
        numbered[1] = {base: base for base in bases}
    if len(numbered) < 2 or len(bases) < FEWEST or any(set(some) != set(bases) for some in numbered.values()):
        return None
    samples = sorted(numbered)
    repeated = {name for some in numbered.values() for name in some.values()}
    beside = {name: cells for name, cells in table.columns.items() if name not in repeated}
    if not any(len({str(cell) for cell in beside[name]}) == len(table) for name in identifiers(list(beside))):
        beside = {"persona": [str(number) for number in range(1, len(table) + 1)], **beside}
    order = [(row, number) for row in range(len(table)) for number in samples]
    order = [one for one in order if not _is_empty(table, numbered[one[1]].values(), one[0])]
    _refuse_many(table, len(order), len(beside) + len(bases) + 1, most)
    columns = {name: [cells[row] for row, _ in order] for name, cells in beside.items()}
    columns["sample"] = [samples.index(number) + 1 for _, number in order]
    columns |= {base: [table.columns[numbered[number][base]][row] for row, number in order] for base in bases}
    places = [f"{table.places[row]}, sample {samples.index(number) + 1}" for row, number in order]
    note = f"columns of {len(samples)} samples: {numbered[samples[0]][bases[0]]} and {numbered[samples[1]][bases[0]]}"
    return replace(table, columns=columns, places=places, notes=(*table.notes, note))


def _is_empty(table: Table, columns: Any, row: int) -> bool:
    return all(is_missing(table.columns[name][row]) for name in columns)
