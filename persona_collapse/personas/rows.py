"""The rows of a persona table one at a time, so that a table may be larger than memory."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO, cast

from persona_collapse.errors import InputError
from persona_collapse.formats.table import unique
from persona_collapse.formats.text import encoding_of
from persona_collapse.tables import Table, delimited, ending, read_table

LARGE = 64 * 2**20
"""Bytes from which on a file is read row by row; a packed file always is, because it may be far larger unpacked."""

BATCH = 1024
LOOK = 2**20
"""Bytes by which the encoding of a text is found."""


@dataclass(frozen=True)
class Row:
    """A row that may be read.

    Attributes
    ----------
    number : from 1
    place : of the row, for messages: "row 3 (line 4)"
    read : its columns; until it is called, hardly anything is parsed
    """

    number: int
    place: str
    read: Callable[[], Mapping[str, Any]]


def rows_of(path: str | Path) -> Iterator[Row]:
    """The rows of a file; a large or packed CSV or JSON Lines file and any Parquet file are not held in memory.

    Raises
    ------
    InputError : as `read_table`.
    """
    file = Path(path)
    reader = None if file.suffix.lower() == ".gz" and ending(file) == ".parquet" else _READERS.get(ending(file))
    size = file.stat().st_size if file.is_file() else 0
    packed = file.suffix.lower() == ".gz" or reader is _parquet
    if reader is None or size == 0 or (size < LARGE and not packed):
        return rows_of_table(read_table(path))
    return _in_words(file, reader(file))


def _in_words(file: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; what a file cannot be read for is one sentence."""
    try:
        yield from rows
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{file} ends in .gz and is not compressed by gzip, or it is damaged; save it again") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or 'it is damaged'}; save it again") from None


def rows_of_table(table: Table) -> Iterator[Row]:
    """The rows of a table in memory."""
    for number, place in enumerate(table.places):
        yield Row(number + 1, place, partial(_of_table, table, number))


def _of_table(table: Table, row: int) -> Mapping[str, Any]:
    """A row of a table in memory, a labelled code by its label."""
    labels = table.labels
    return {
        name: labels[name].get(cells[row], cells[row]) if name in labels else cells[row]
        for name, cells in table.columns.items()
    }


def _named(names: Sequence[str], cells: Sequence[str]) -> Mapping[str, Any]:
    return dict(zip(names, cells, strict=True))


def _of_batch(batch: Any, row: int) -> Mapping[str, Any]:
    record: Mapping[str, Any] = batch.slice(row, 1).to_pylist()[0]
    return record


def _opened(file: Path) -> TextIO:
    """A text file at its beginning, unpacked where it ends in .gz."""
    opened = gzip.open if file.suffix.lower() == ".gz" else open
    with opened(file, "rb") as stream:
        start = stream.read(LOOK)
    encoding = encoding_of(start, whole=len(start) < LOOK)
    return cast(TextIO, opened(file, "rt", encoding=encoding, newline=""))


def _delimited(file: Path) -> Iterator[Row]:
    with _opened(file) as stream:
        lines = delimited(stream)
        try:
            names = [name.strip() for name in next(lines, [])]
            unique(file, names)
            for number, cells in enumerate(filter(None, lines), start=1):
                place = f"row {number} (line {lines.line_num})"
                if len(cells) != len(names):
                    raise InputError(f"{file}, {place}: {len(cells)} cells under a header of {len(names)} columns")
                yield Row(number, place, partial(_named, names, cells))
        except csv.Error as error:
            raise InputError(f"{file}, line {lines.line_num}: {error}; is a quotation mark left open?") from None


def _json_lines(file: Path) -> Iterator[Row]:
    number = 0
    with _opened(file) as stream:
        for line_number, line in enumerate(stream, start=1):
            if line.strip():
                number += 1
                place = f"row {number} (line {line_number})"
                yield Row(number, place, partial(_record, line, f"{file}, {place}"))


def _record(line: str, where: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"{where} is not a JSON object; give one object per line, column names as keys")
    return record


def _parquet(file: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    number = 0
    try:
        content = parquet.ParquetFile(file)
        unique(file, content.schema_arrow.names)
        for batch in content.iter_batches(batch_size=BATCH):
            for place in range(len(batch)):
                number += 1
                yield Row(number, f"row {number}", partial(_of_batch, batch, place))
    except pa.ArrowException:
        raise InputError(f"{file} is not a Parquet file, or it is damaged; save it again") from None


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".csv": _delimited,
    ".tsv": _delimited,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}
