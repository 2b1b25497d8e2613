"""Tables on disk: CSV, Parquet and JSON Lines as named columns, each row with its place in the file."""

import contextlib
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from persona_collapse.errors import InputError

IDENTIFIERS = ("respondent", "persona_id", "respondent_id", "id")
"""Columns that name respondents or personas, in order of preference, in every table that is read."""


@dataclass(frozen=True)
class Table:
    """Cells as in the file.

    Attributes
    ----------
    path : its source: a file, or the name of a dataset
    columns : name -> cells, one per row (strings from CSV, values from the other formats)
    places : place of each row, for error messages: "row 3 (line 4)"
    """

    path: str | Path
    columns: dict[str, list[Any]]
    places: list[str]

    def __len__(self) -> int:
        return len(self.places)

    def first_of(self, names: Iterable[str]) -> str | None:
        """The first of some names that is a column of the table; None where none is.

        >>> Table("a.csv", {"id": ["x"], "age": ["30"]}, ["row 1"]).first_of(IDENTIFIERS)
        'id'
        """
        return next((name for name in names if name in self.columns), None)


CONTENTS = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a ZIP archive (Excel's files are, too)",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "compressed by gzip",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"<": "a web page",
    b"version https://git-lfs": "a git-LFS pointer, not the file it points to",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"{": "JSON",
    b"[{": "JSON",
}
"""First bytes of a file -> its kind, whatever its name says."""


def content(path: str | Path) -> str | None:
    """The kind of a file by its first bytes, in words; None for a plain table or an unreadable file."""
    start = b""
    with contextlib.suppress(OSError), Path(path).open("rb") as stream:
        start = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((words for first, words in CONTENTS.items() if start.startswith(first)), None)


def read_table(path: str | Path) -> Table:
    """The table in a file; the file's ending determines the format.

    Parameters
    ----------
    path : .csv, .tsv, .parquet, .jsonl or .ndjson

    Raises
    ------
    InputError : the file does not exist, its ending is unknown, or it is empty or damaged; the message names the file
        and the line.
    """
    file = _existing(path)
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise InputError(f"{file} ends in {file.suffix or 'nothing'}; save it as CSV, or give a {_known()} file")
    return _read(file, reader)


def read_survey(path: str | Path, columns: Sequence[str]) -> tuple[Table, dict[str, str]]:
    """Some columns of a survey export: short names, then a row of question texts, then a row per respondent.

    Parameters
    ----------
    path : a comma-separated file, whatever its ending; its other columns are ignored
    columns : the short names of the columns to read

    Returns
    -------
    The table, and the question text of each column.

    Raises
    ------
    InputError : as in `read_table`; a column is missing or a duplicate.
    """
    texts: dict[str, str] = {}

    def reader(file: Path) -> Table:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            header = [name.strip() for name in next(_without_empty(rows, file), [])]
            _unique(file, [name for name in header if name in set(columns)])
            lacking = [name for name in columns if name not in header]
            if lacking:
                more = f" and {len(lacking) - 1} others" if len(lacking) > 1 else ""
                raise InputError(
                    f"{file} has no column {lacking[0]!r}{more}; its columns begin {', '.join(header[:4])[:80]}"
                )
            cells, places = _cells(rows, file, len(header), texts=1)
        found = {name: [row[header.index(name)] for row in cells] for name in columns}
        texts.update({name: column[0] for name, column in found.items() if column})
        return Table(file, {name: column[1:] for name, column in found.items()}, places[1:])

    return _read(_existing(path), reader), texts


def _existing(path: str | Path) -> Path:
    """The path of an existing, non-empty file."""
    file = Path(path)
    try:
        found = file.stat()
    except FileNotFoundError:
        raise InputError(f"file not found: {file}; check the name, or give a {_known()} file") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}; give a {_known()} file") from None
    if file.is_dir():
        raise InputError(f"{file} is a folder; give a {_known()} file in it")
    if found.st_size == 0:
        raise InputError(f"{file} is empty; give a header and one row per respondent")
    return file


def _read(file: Path, reader: Callable[[Path], Table]) -> Table:
    try:
        table = reader(file)
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or 'it is damaged'}; save it again") from None
    if len(table) == 0:
        raise InputError(f"{file} has no rows; give one row per respondent")
    return table


def delimited(stream: TextIO) -> Any:
    """A `csv.reader` of an open file, with the most frequent delimiter of its first line: tab, semicolon or comma.

    Parameters
    ----------
    stream : at its beginning, opened with newline=""

    >>> list(delimited(io.StringIO("a;b,c\\n1;2\\n")))
    [['a', 'b,c'], ['1', '2']]
    """
    header = stream.readline()
    stream.seek(0)
    return csv.reader(stream, delimiter=max("\t;,", key=header.count), strict=True)


def _read_delimited(file: Path) -> Table:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = delimited(stream)
        header = [name.strip() for name in next(rows, [])]
        _unique(file, header)
        cells, places = _cells(rows, file, len(header))
    return Table(file, {name: [row[i] for row in cells] for i, name in enumerate(header)}, places)


def _cells(rows: Any, file: Path, width: int, texts: int = 0) -> tuple[list[list[str]], list[str]]:
    """The rows below a header, each as wide as the header, with their places; `texts` rows come before respondent 1."""
    cells: list[list[str]] = []
    places: list[str] = []
    for row in _without_empty(rows, file):
        place = f"row {len(cells) + 1 - texts} (line {rows.line_num})"
        if len(row) != width:
            raise InputError(f"{file}, {place}: {len(row)} cells under a header of {width} columns")
        cells.append(row)
        places.append(place)
    return cells, places


def _without_empty(rows: Any, file: Path) -> Iterator[list[str]]:
    """The rows of a CSV file that have cells; an unclosed cell is refused."""
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(f"{file}, line {rows.line_num}: {error}; is a quotation mark left open?") from None
        if row is None:
            return
        if row:
            yield row


def _read_json_lines(file: Path) -> Table:
    records: list[dict[str, Any]] = []
    places: list[str] = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        place = f"row {len(records) + 1} (line {number})"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{file}, {place} is not JSON: {error}") from None
        except RecursionError:
            raise InputError(f"{file}, {place} is nested too deeply; give one value per column") from None
        if not isinstance(record, dict):
            raise InputError(f"{file}, {place} is not a JSON object; give one object per line, column names as keys")
        records.append(record)
        places.append(place)
    names = list(dict.fromkeys(str(name) for record in records for name in record))
    return Table(file, {name: [record.get(name) for record in records] for name in names}, places)


def _read_json(file: Path) -> Table:
    """An array of objects, alone or as the only array of an object: a row per object."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise InputError(f"{file} is not JSON: {error}; for one object per line, name it .jsonl") from None
    except RecursionError:
        raise InputError(f"{file} is nested too deeply; give a list of objects") from None
    if isinstance(content, dict):
        arrays = [one for one in content.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        content = arrays[0] if len(arrays) == 1 else [content]
    if not isinstance(content, list):
        raise InputError(f"{file} is not a list of JSON objects; give one object per row, column names as keys")
    for number, record in enumerate(content, start=1):
        if not isinstance(record, dict):
            raise InputError(
                f"{file}, row {number} is not a JSON object; give one object per row, column names as keys"
            )
    names = list(dict.fromkeys(str(name) for record in content for name in record))
    columns = {name: [record.get(name) for record in content] for name in names}
    return Table(file, columns, [f"row {number}" for number in range(1, len(content) + 1)])


def _read_parquet(file: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        content = parquet.read_table(file)
    except pa.ArrowException:
        raise InputError(f"{file} is not a Parquet file, or it is damaged; save it again") from None
    _unique(file, content.column_names)
    columns = {name: content.column(name).to_pylist() for name in content.column_names}
    return Table(file, columns, [f"row {number}" for number in range(1, content.num_rows + 1)])


def _unique(file: Path, names: Iterable[str]) -> None:
    seen = set()
    for name in names:
        if name in seen:
            raise InputError(f"{file} has two columns called {name!r}; rename one")
        seen.add(name)


Columns: TypeAlias = Mapping[str, Sequence[Any]]


def encoded(columns: Columns, suffix: str) -> bytes:
    """A table as the content of a file.

    Parameters
    ----------
    columns : name -> cells, all of the same length
    suffix : .csv, .tsv, .parquet, .jsonl or .ndjson

    Raises
    ------
    InputError : an unknown ending.

    >>> encoded({"a": [1, 2], "b": ["x", None]}, ".csv")
    b'a,b\\n1,x\\n2,\\n'
    """
    writer = _WRITERS.get(suffix.lower())
    if writer is None:
        raise InputError(f"a table cannot be written to a file ending in {suffix or 'nothing'}; use {_known()}")
    return writer(columns)


def _delimited(delimiter: str) -> Callable[[Columns], bytes]:
    def write(columns: Columns) -> bytes:
        text = io.StringIO()
        rows = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        rows.writerow(columns)
        rows.writerows(zip(*columns.values(), strict=True))
        return text.getvalue().encode()

    return write


def _json_lines(columns: Columns) -> bytes:
    records = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _parquet(columns: Columns) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    content = io.BytesIO()
    parquet.write_table(pa.table({name: list(cells) for name, cells in columns.items()}), content)
    return content.getvalue()


_WRITERS: dict[str, Callable[[Columns], bytes]] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".parquet": _parquet,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}

_READERS: dict[str, Callable[[Path], Table]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".parquet": _read_parquet,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".json": _read_json,
}


ENDINGS = tuple(_WRITERS)
"""The endings of table files that can be read and written; `.json` can be read only."""


def _known() -> str:
    return ", ".join(ENDINGS)
