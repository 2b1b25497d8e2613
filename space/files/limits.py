"""How much of anything a visitor's file may have, and what is refused: of its shape, its names, its cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.tables import Table


@dataclass(frozen=True)
class Limits:
    """How much of anything a file may have.

    Attributes
    ----------
    size : bytes of the file
    rows, columns, cells : of the table
    cell, name, line : characters of a cell, of a column's name, of a line
    values : of a cell that holds a list or an object
    unpacked : bytes that a compressed file, or the columns of a Parquet file, may take in memory
    memory, seconds : bytes and time that the process which tries a file may take before it is stopped
    """

    size: int = 20 * 2**20
    rows: int = 20_000
    columns: int = 4_000
    cells: int = 4_000_000
    cell: int = 20_000
    name: int = 200
    line: int = 2_000_000
    values: int = 20_000
    unpacked: int = 100 * 2**20
    memory: int = 512 * 2**20
    seconds: int = 30


LIMITS = Limits()


def cell_fault(cell: object, limits: Limits) -> str | None:
    """What is wrong with a cell, in words that follow "holds"; None where nothing is.

    >>> cell_fault("a" * 9, Limits(cell=8)), cell_fault([[1], [2, 3]], Limits(values=4)), cell_fault(1e308, Limits())
    ('more than 8 characters; shorten it', 'more than 4 values; give one value per column', None)
    >>> cell_fault([1, "\\0"], Limits())
    'a null byte; save the file as plain UTF-8 text'
    """
    if not isinstance(cell, (list, dict)):
        return _fault(cell, limits)
    seen, waiting = 0, [cell]
    while waiting:
        one = waiting.pop()
        parts = [*one, *one.values()] if isinstance(one, dict) else one
        seen += len(parts)
        if seen > limits.values:
            return f"more than {limits.values} values; give one value per column"
        for part in parts:
            if isinstance(part, (list, dict)):
                waiting.append(part)
            elif fault := _fault(part, limits):
                return fault
    return None


def _fault(cell: object, limits: Limits) -> str | None:
    """The same of a single value."""
    if isinstance(cell, (bytes, bytearray)):
        return "bytes, not text or a number; save it as text"
    if not isinstance(cell, str):
        return None
    if len(cell) > limits.cell:
        return f"more than {limits.cell} characters; shorten it"
    if "\0" in cell:
        return "a null byte; save the file as plain UTF-8 text"
    if not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell):
        return "half a character (a lone surrogate); save the file as UTF-8 text"
    return None


def refuse_shape(path: Path, rows: int, columns: int, limits: Limits) -> None:
    """Refuse a table with too many rows, columns or cells.

    Raises
    ------
    InputError : says how many are read.
    """
    if rows > limits.rows:
        raise InputError(f"{path} has more than {limits.rows} rows; give a part of them, drawn at random")
    if columns > limits.columns:
        raise InputError(f"{path} has more than {limits.columns} columns; remove those that are not needed")
    if rows * columns > limits.cells:
        raise InputError(f"{path} has more than {limits.cells} cells; remove columns or rows")


def refuse_names(path: Path, names: Iterable[str], limits: Limits) -> None:
    """Refuse names of columns that are too long, or not text.

    Raises
    ------
    InputError : names the column by its number.
    """
    for number, name in enumerate(names, start=1):
        if len(name) > limits.name:
            raise InputError(f"{path}: the name of column {number} has more than {limits.name} characters; shorten it")
        fault = cell_fault(name, limits)
        if fault:
            raise InputError(f"{path}: the name of column {number} holds {fault}")


def refuse_cells(path: Path, place: str, row: Iterable[tuple[str, Any]], limits: Limits) -> None:
    """Refuse a row with a cell that is too long, or not text, a number or a date.

    Raises
    ------
    InputError : names the row and the column.
    """
    for name, cell in row:
        fault = cell_fault(cell, limits)
        if fault:
            raise InputError(f"{path}, {place}: column {name} holds {fault}")


def refuse_unpacked(path: Path, size: int, limits: Limits) -> None:
    """Refuse what takes more room than is given.

    Raises
    ------
    InputError : says how much is.
    """
    if size > limits.unpacked:
        raise InputError(f"{path} unpacks to more than {limits.unpacked // 2**20} MB; remove columns or rows")


def refuse_table(path: Path, table: Table, limits: Limits) -> None:
    """Refuse a table that was read whole, before anything is made of it.

    Raises
    ------
    InputError : as the others of this module; columns count as they will be where nested keys are columns.
    """
    refuse_shape(path, len(table), len(table.columns), limits)
    refuse_names(path, table.columns, limits)
    columns: set[tuple[str, ...]] = set()
    for name, cells in table.columns.items():
        columns.add((name,))
        for cell, place in zip(cells, table.places, strict=True):
            if cell is None or isinstance(cell, (int, float)):
                continue
            refuse_cells(path, place, [(name, cell)], limits)
            if isinstance(cell, (list, dict)):
                columns |= columns_of(name, cell)
        refuse_shape(path, len(table), len(columns), limits)


def columns_of(name: str, cell: object) -> set[tuple[str, ...]]:
    """The columns that a cell becomes: a nested object one per key, a list of numbers one per place.

    Parameters
    ----------
    name, cell : of the column; the cell has no more values than there may be

    >>> sorted(columns_of("a", {"b": 1, "c": {"d": [1, 2]}}))
    [('a', 'b'), ('a', 'c', 'd', '1'), ('a', 'c', 'd', '2')]
    """
    found: set[tuple[str, ...]] = set()
    waiting: list[tuple[tuple[str, ...], object]] = [((name,), cell)]
    while waiting:
        place, one = waiting.pop()
        keyed: Mapping[Any, object] = one if isinstance(one, Mapping) else _numbers(one)
        if keyed:
            waiting += [((*place, str(key)), part) for key, part in keyed.items()]
        else:
            found.add(place)
    return found


def _numbers(cell: object) -> dict[int, object]:
    """The places of a list of numbers; empty for anything else."""
    if isinstance(cell, list) and all(isinstance(one, (int, float, type(None))) for one in cell):
        return dict(enumerate(cell, start=1))
    return {}
