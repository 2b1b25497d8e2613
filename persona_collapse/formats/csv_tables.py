"""CSV in any delimiter, with one header row or the three of Qualtrics (names, question texts, ImportIds)."""

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from persona_collapse.errors import InputError
from persona_collapse.formats import tools
from persona_collapse.formats.table import Table, unique
from persona_collapse.formats.text import decoded

DELIMITERS = "\t;,|"
SAMPLE = 2**16
"""Characters by which the delimiter is found."""

ROWS = 20
"""Rows by which the delimiter is found."""

IMPORT_ID = '"ImportId"'
"""What each cell of the last header row of Qualtrics holds."""


def read_delimited(content: bytes, file: Path) -> Table:
    """The table in a CSV file.

    Parameters
    ----------
    content : of the file
    file : its name

    Raises
    ------
    InputError : a row of another width than the header, an open quotation mark, two columns of one name.
    """
    text, notes = decoded(content, file)
    rows, above = rows_in(text)
    header = [name.strip() for name in next(without_empty(rows, file), [])]
    cells, places = rows_below(rows, file, len(header), shift=above)
    kept = [place for place, name in enumerate(header) if name or any(row[place].strip() for row in cells)]
    unique(file, [header[place] for place in kept])
    table = Table(file, {header[place]: [row[place] for row in cells] for place in kept}, places, notes=notes)
    return tools.of_columns(with_one_header(table))


def rows_in(text: str) -> tuple[Any, int]:
    """A `csv.reader` of a text by its delimiter, and the number of lines above the header (Excel's `sep=;`).

    >>> rows, above = rows_in("sep=;\\na;b\\n1;2\\n")
    >>> list(rows), above
    ([['a', 'b'], ['1', '2']], 1)
    """
    declared, text = _declared(text)
    delimiter = declared or delimiter_of(text[:SAMPLE])
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1 if declared else 0


def delimited(stream: TextIO) -> Any:
    """A `csv.reader` of an open file, with its delimiter: tab, semicolon, comma or vertical bar.

    Parameters
    ----------
    stream : at its beginning, opened with newline=""

    >>> list(delimited(io.StringIO("a;b,c\\n1;2\\n")))
    [['a', 'b,c'], ['1', '2']]
    """
    sample = stream.read(SAMPLE)
    stream.seek(0)
    return csv.reader(stream, delimiter=delimiter_of(sample), strict=True)


def delimiter_of(sample: str) -> str:
    """The delimiter of a table: its header has several cells by it, and most rows have the same number.

    Parameters
    ----------
    sample : the beginning of the file

    >>> delimiter_of('"a; b; c; d",e,f\\nx,1,2\\n'), delimiter_of("a|b\\n1,5|2,5\\n"), delimiter_of("a\\n1\\n")
    (',', '|', ',')
    """
    return max(DELIMITERS, key=lambda one: (*_agreement(sample, one), one == ","))


def _agreement(sample: str, delimiter: str) -> tuple[bool, float, int]:
    """Whether the header has several cells, the share of rows that are as wide, and the width."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    widths: list[int] = []
    with contextlib.suppress(csv.Error):  # of a wrong delimiter, or said with its line when the file is read
        widths.extend(len(row) for row in islice(filter(None, rows), ROWS))
    if not widths:
        return False, 0.0, 0
    complete = widths if len(widths) in (1, ROWS) or len(sample) < SAMPLE else widths[:-1]
    return widths[0] > 1, sum(one == widths[0] for one in complete) / len(complete), widths[0]


def _declared(text: str) -> tuple[str | None, str]:
    """The delimiter of Excel's first line `sep=;`, and the text below it."""
    first, _, rest = text.partition("\n")
    if first.startswith("sep=") and len(first.strip("\r")) == 5:
        return first[4], rest
    return None, text


def rows_below(
    rows: Any, file: Path, width: int, *, texts: int = 0, shift: int = 0
) -> tuple[list[list[str]], list[str]]:
    """The rows below a header, each as wide as the header, with their places.

    Parameters
    ----------
    rows : a `csv.reader` past the header
    file : its name, for messages
    width : columns of the header
    texts : rows before the first respondent
    shift : lines above the header

    Raises
    ------
    InputError : a row of another width.
    """
    cells: list[list[str]] = []
    places: list[str] = []
    for row in without_empty(rows, file):
        place = f"row {len(cells) + 1 - texts} (line {rows.line_num + shift})"
        if len(row) != width:
            raise InputError(f"{file}, {place}: {len(row)} cells under a header of {width} columns")
        cells.append(row)
        places.append(place)
    return cells, places


def without_empty(rows: Any, file: Path) -> Iterator[list[str]]:
    """The rows of a CSV file that have cells.

    Raises
    ------
    InputError : an open quotation mark.
    """
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(f"{file}, line {rows.line_num}: {error}; is a quotation mark left open?") from None
        if row is None:
            return
        if row:
            yield row


def with_one_header(table: Table) -> Table:
    """A table without the further header rows of Qualtrics: question texts and ImportIds.

    Question texts without ImportIds are known by what they are: text above numbers, in half of the columns or more.

    >>> table = Table("a.csv", {"Q1": ["I am talkative", "3"]}, ["row 1 (line 2)", "row 2 (line 3)"])
    >>> with_one_header(table).columns, with_one_header(table).texts
    ({'Q1': ['3']}, {'Q1': 'I am talkative'})
    """
    for rows in (2, 1):
        if len(table) >= rows and _import_ids(table, rows - 1):
            return _below(table, rows)
    if len(table) > 1 and _question_texts(table):
        return _below(table, 1)
    return table


def _below(table: Table, rows: int) -> Table:
    """The table below some rows, the first of which has the question texts."""
    texts = {name: str(cells[0]) for name, cells in table.columns.items()}
    if rows == 1 and IMPORT_ID in next(iter(texts.values())):
        texts = {}
    places = [f"row {number} ({_line(place)})" for number, place in enumerate(table.places[rows:], start=1)]
    columns = {name: cells[rows:] for name, cells in table.columns.items()}
    note = f"{rows + 1} header rows"
    return Table(table.path, columns, places, texts, table.labels, (*table.notes, note))


def _line(place: str) -> str:
    return place.partition("(")[2].rstrip(")") or place


def _import_ids(table: Table, row: int) -> bool:
    cells = [str(column[row]) for column in table.columns.values()]
    return any(cells) and all(IMPORT_ID in cell for cell in cells if cell)


def _question_texts(table: Table) -> bool:
    def text_above_numbers(cells: Sequence[object]) -> bool:
        first, *below = (str(cell).strip() for cell in cells)
        answered = [one for one in below if one]
        return " " in first and not _is_number(first) and bool(answered) and all(map(_is_number, answered))

    above = sum(text_above_numbers(cells) for cells in table.columns.values())
    return 2 * above >= len(table.columns)


def _is_number(text: str) -> bool:
    return text.replace(",", ".", 1).replace(".", "", 1).lstrip("-").isdecimal()


def read_survey(path: Path, columns: Sequence[str]) -> tuple[Table, dict[str, str]]:
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
    InputError : a column is missing or a duplicate; as `read_delimited`.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, strict=True)
        header = [name.strip() for name in next(without_empty(rows, path), [])]
        unique(path, [name for name in header if name in set(columns)])
        lacking = [name for name in columns if name not in header]
        if lacking:
            more = f" and {len(lacking) - 1} others" if len(lacking) > 1 else ""
            raise InputError(
                f"{path} has no column {lacking[0]!r}{more}; its columns begin {', '.join(header[:4])[:80]}"
            )
        cells, places = rows_below(rows, path, len(header), texts=1)
    if len(cells) > 1 and all(IMPORT_ID in cell for cell in cells[1] if cell) and any(cells[1]):
        del cells[1], places[1]
        places = [place if row == 0 else f"row {row} ({_line(place)})" for row, place in enumerate(places)]
    found = {name: [row[header.index(name)] for row in cells] for name in columns}
    texts = {name: column[0] for name, column in found.items() if column}
    return Table(path, {name: column[1:] for name, column in found.items()}, places[1:]), texts
