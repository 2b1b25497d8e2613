"""Files of visitors, read within bounds: what is too much of anything is refused before it fills the memory."""

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.tables import Table, content, delimited, read_table

LONGEST_NAME = 60
LONGEST_SENTENCE = 500


@dataclass(frozen=True)
class Limits:
    """How much of anything a file may have.

    Attributes
    ----------
    size : bytes of the file
    rows, columns, cells : of the table
    cell, name, line : characters of a cell, of a column's name, of a line
    unpacked : bytes that the columns of a Parquet file may take in memory
    memory, seconds : bytes and time that the process which tries a Parquet file may take before it is stopped
    """

    size: int = 20 * 2**20
    rows: int = 20_000
    columns: int = 500
    cells: int = 4_000_000
    cell: int = 20_000
    name: int = 200
    line: int = 2_000_000
    unpacked: int = 100 * 2**20
    memory: int = 512 * 2**20
    seconds: int = 30


LIMITS = Limits()


def read_bounded(path: Path, name: str, limits: Limits = LIMITS) -> Table:
    """The table in a visitor's file, called by its shown name.

    Parameters
    ----------
    path : where the file lies; its ending says the format
    name : what the visitor calls it; only shown
    limits : how much of anything is read

    Raises
    ------
    InputError : another ending than those of tables, another content than the ending says, too much of anything, a
        null byte, a cell that holds a list; and everything `read_table` refuses. The message has no path of this machine.
    """
    called = shown_name(name)
    with _speaking_of(path, called):
        check = _CHECKS.get(path.suffix.lower())
        if check is None:
            raise InputError(f"{path} does not end in one of {', '.join(_CHECKS)}; save it as one of these")
        if path.is_file() and path.stat().st_size > limits.size:
            raise InputError(f"{path} has more than {limits.size // 2**20} MB; remove columns or rows")
        if path.is_file() and path.stat().st_size:
            _refuse_other_content(path)
            with suppress(csv.Error):  # read_table says where and why
                _in_utf8(check, path, limits)
        table = read_table(path)
    return Table(called, table.columns, table.places)


def shown_name(name: str) -> str:
    """The name of a file as it may be shown anywhere: no folders, letters and digits and . - _ ( ) only, 60 at most.

    >>> shown_name("../../etc/<b>answers</b>.csv"), shown_name("C:\\\\mine\\\\a.csv")
    ('b_.csv', 'a.csv')
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w .()-]", "_", base).strip(" .") or "file"
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 20]}...{plain[-17:]}"


def cell_fault(cell: object, limits: Limits) -> str | None:
    """What is wrong with a cell, in words that follow "holds"; None where it is a value.

    >>> cell_fault("a" * 9, Limits(cell=8)), cell_fault([1], Limits()), cell_fault(1e308, Limits())
    ('more than 8 characters; shorten it', 'several values; give one value per cell', None)
    """
    if isinstance(cell, (list, dict)):
        return "several values; give one value per cell"
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


@contextmanager
def _speaking_of(path: Path, called: str) -> Iterator[None]:
    """Refusals in which the file goes by its shown name, shortened to a sentence that can be read."""
    try:
        yield
    except InputError as error:
        words = str(error).replace(str(path), called)
        half = LONGEST_SENTENCE // 2
        raise InputError(words if len(words) <= 2 * half else f"{words[:half]} ... {words[-half:]}") from None


def _in_utf8(check: Callable[[Path, Limits], None], path: Path, limits: Limits) -> None:
    try:
        check(path, limits)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def _refuse_other_content(path: Path) -> None:
    """Refuse a file whose content is of another format than its ending says."""
    found, ending = content(path), path.suffix.lower()
    expected = {".parquet": "a Parquet file", ".jsonl": "JSON", ".ndjson": "JSON"}.get(ending)
    if found is not None and found != expected:
        raise InputError(
            f"{path} ends in {ending} and is {found}; save the table as {ending}, or name it as what it is"
        )


def _check_delimited(path: Path, limits: Limits) -> None:
    _check_lines(path, limits)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = delimited(stream)
        header: list[str] = next(rows, [])
        refuse_shape(path, 0, len(header), limits)
        refuse_names(path, header, limits)
        for number, row in enumerate(filter(None, rows), start=1):
            refuse_shape(path, number, len(header), limits)
            if max(map(len, row)) > limits.cell:
                _refuse_cells(path, f"row {number} (line {rows.line_num})", zip(header, row, strict=False), limits)


def _check_json_lines(path: Path, limits: Limits) -> None:
    _check_lines(path, limits)
    names: set[str] = set()
    rows = 0
    with path.open(encoding="utf-8-sig", newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            rows += 1
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                return  # read_table says where and why
            if not isinstance(record, dict):
                return
            refuse_names(path, record.keys() - names, limits)
            names |= record.keys()
            refuse_shape(path, rows, len(names), limits)
            _refuse_cells(path, f"row {rows} (line {number})", record.items(), limits)


def _check_lines(path: Path, limits: Limits) -> None:
    """Refuse a text with null bytes or endless lines."""
    text = path.read_bytes()
    null, begin = text.find(b"\0"), 0
    if null >= 0:
        line = text.count(b"\n", 0, null) + 1
        raise InputError(f"{path}, line {line} holds a null byte; save the file as plain UTF-8 text")
    while len(text) - begin > limits.line:
        begin, before = text.rfind(b"\n", begin, begin + limits.line + 1) + 1, begin
        if not begin:
            line = text.count(b"\n", 0, before) + 1
            raise InputError(f"{path}, line {line} has more than {limits.line} bytes; is it a table, a row per line?")


def _refuse_cells(path: Path, place: str, row: Iterable[tuple[str, Any]], limits: Limits) -> None:
    for name, cell in row:
        fault = cell_fault(cell, limits)
        if fault:
            raise InputError(f"{path}, {place}: column {name} holds {fault}")


def _check_parquet(path: Path, limits: Limits) -> None:
    """Have a process of its own try the file first, with a limit on its memory and time: a footer can lie."""
    given = json.dumps(asdict(limits))
    try:
        tried = subprocess.run(
            [sys.executable, "-P", "-m", "space.files.parquet_check", str(path), given],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            encoding="utf-8",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"{path} takes more than {limits.seconds} seconds to read; save it as CSV") from None
    if tried.returncode == 0:
        return
    said = tried.stdout.strip()
    raise InputError(said or f"{path} cannot be read within {limits.memory // 2**20} MB of memory; save it as CSV")


_CHECKS: dict[str, Callable[[Path, Limits], None]] = {
    ".csv": _check_delimited,
    ".tsv": _check_delimited,
    ".parquet": _check_parquet,
    ".jsonl": _check_json_lines,
    ".ndjson": _check_json_lines,
}

ENDINGS = tuple(_CHECKS)
"""The endings of files that a visitor may give."""
