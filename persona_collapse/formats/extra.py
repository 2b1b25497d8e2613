"""Formats that need the extra `formats`: Excel, SPSS and Stata."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.csv_tables import with_one_header
from persona_collapse.formats.table import Table, column_name, numbered, unique

INSTALL = 'pip install "persona-collapse[formats]"'


def read_excel(content: bytes, file: Path) -> Table:
    """The first sheet with rows of an Excel workbook; formulas give the values that were saved with them.

    Raises
    ------
    InputError : openpyxl is not installed; the file is not a workbook, or empty.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(f"{file} needs openpyxl, which reads Excel's files: {INSTALL}; or save it as CSV") from None
    from zipfile import BadZipFile

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError):
        raise InputError(
            f"{file} ends in {file.suffix} and is not an Excel workbook, or it is damaged; save it again"
        ) from None
    sheets = [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
    filled = [(title, _without_empty(rows)) for title, rows in sheets]
    title, rows = next(((title, rows) for title, rows in filled if len(rows) > 1), ("", []))
    if not rows:
        raise InputError(f"{file} has no rows; give one row per respondent")
    (_, header), *below = rows
    width = max(place for place, cell in enumerate(header, start=1) if cell is not None)
    names = [column_name(cell) for cell in header[:width]]
    unique(file, names)
    places = [f"row {number} (line {line})" for number, (line, _) in enumerate(below, start=1)]
    columns = {name: [row[place] for _, row in below] for place, name in enumerate(names)}
    notes = (f"sheet {title!r} of {len(sheets)}",) if len(sheets) > 1 else ()
    return with_one_header(Table(file, columns, places, notes=notes))


def _without_empty(rows: list[list[Any]]) -> list[tuple[int, list[Any]]]:
    """Rows with a cell, each with its line."""
    return [(line, row) for line, row in enumerate(rows, start=1) if any(cell is not None for cell in row)]


def read_spss(file: Path) -> Table:
    """The table in an SPSS file with its question texts and value labels; declared missing codes are missing answers.

    Raises
    ------
    InputError : pyreadstat is not installed; the file is not an SPSS file.
    """
    return _statistics(file, "read_sav", "an SPSS file", user_missing=True)


def read_stata(file: Path) -> Table:
    """The table in a Stata file with its question texts and value labels; `.`, `.a`, .. are missing answers.

    Raises
    ------
    InputError : pyreadstat is not installed; the file is not a Stata file.
    """
    return _statistics(file, "read_dta", "a Stata file")


def _statistics(file: Path, reader: str, kind: str, **options: bool) -> Table:
    try:
        import pyreadstat
    except ImportError:
        raise InputError(f"{file} needs pyreadstat, which reads {kind}: {INSTALL}; or save it as CSV") from None
    try:
        frame, about = getattr(pyreadstat, reader)(str(file), output_format="dict", **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, UnicodeDecodeError, ValueError):
        raise InputError(f"{file} ends in {file.suffix} and is not {kind}, or it is damaged; save it again") from None
    ranges: Mapping[str, Any] = about.missing_ranges or {}
    columns = {name: _whole(list(cells), ranges.get(name, ())) for name, cells in frame.items()}
    unique(file, columns)
    texts = {name: text for name, text in about.column_names_to_labels.items() if text}
    labels: Mapping[str, Mapping[Any, str]] = about.variable_value_labels
    declared = [name for name in columns if ranges.get(name)]
    notes = (f"missing codes declared in the file for {len(declared)} columns",) if declared else ()
    return Table(file, columns, numbered(len(next(iter(columns.values()), []))), texts, labels, notes)


def _whole(cells: list[Any], missing: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Cells without missing numbers and declared missing codes; whole numbers have no decimals."""

    def is_missing(cell: Any) -> bool:
        return cell != cell or any(
            isinstance(cell, type(one["lo"])) and one["lo"] <= cell <= one["hi"] for one in missing
        )

    return [
        None if is_missing(cell) else int(cell) if isinstance(cell, float) and cell.is_integer() else cell
        for cell in cells
    ]
