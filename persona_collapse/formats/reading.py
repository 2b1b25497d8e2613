"""A file as a `Table`: its ending says the format, with or without .gz."""

import gzip
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from persona_collapse.errors import InputError
from persona_collapse.formats import csv_tables, tools
from persona_collapse.formats.columnar import read_feather, read_parquet
from persona_collapse.formats.extra import read_excel, read_spss, read_stata
from persona_collapse.formats.nested import read_json, read_json_lines, read_yaml
from persona_collapse.formats.table import Table

Found = TypeVar("Found")

KNOWN = "CSV, Parquet, Feather, JSON, JSON Lines, YAML, .xlsx, .sav or .dta"

_BY_CONTENT: dict[str, Callable[[bytes, Path], Table]] = {
    ".csv": csv_tables.read_delimited,
    ".tsv": csv_tables.read_delimited,
    ".tab": csv_tables.read_delimited,
    ".txt": csv_tables.read_delimited,
    ".parquet": read_parquet,
    ".feather": read_feather,
    ".arrow": read_feather,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".xlsx": read_excel,
    ".xlsm": read_excel,
}
_BY_PATH: dict[str, Callable[[Path], Table]] = {".sav": read_spss, ".zsav": read_spss, ".dta": read_stata}

ENDINGS = (*_BY_CONTENT, *_BY_PATH)
"""The endings of table files; all but .sav and .dta also with .gz behind them."""

TOOL_ENDINGS = tools.ENDINGS
"""The endings of other tools' files whose ending does not say that they are tables: archives and databases."""

_BY_CONTENT |= dict.fromkeys((".eval", ".ep"), tools.table_in_archive)
_BY_PATH |= dict.fromkeys((".db", ".sqlite", ".sqlite3"), tools.table_in_database)


def ending(path: str | Path) -> str:
    """The ending that says the format of a file; empty where there is none.

    >>> ending("a/answers.csv.gz"), ending("answers.SAV"), ending("answers")
    ('.csv', '.sav', '')
    """
    file = Path(path)
    suffix = file.suffix.lower()
    return Path(file.stem).suffix.lower() if suffix == ".gz" else suffix


def read_table(path: str | Path) -> Table:
    """The table in a file; the file's ending determines the format.

    Parameters
    ----------
    path : .csv (any delimiter and encoding), .tsv, .txt, .parquet, .feather, .json, .jsonl, .ndjson or .yaml, each also
        with .gz behind it; with the extra `formats` also .xlsx, .sav and .dta; files of other tools (`formats.tools`), which
        are also .eval, .ep and .db, or a folder of results

    Raises
    ------
    InputError : the file does not exist, its ending is unknown, or it is empty or damaged; the message names the file
        and the line.
    """
    file = _existing(path, folder=True)
    if file.is_dir():
        of_tool = tools.table_in_folder(file)
        if of_tool is None:
            raise InputError(f"{file} is a folder; give a file in it ({KNOWN})")
        return of_tool
    kind = ending(file)
    if kind in _BY_PATH and file.suffix.lower() != ".gz":
        return _with_rows(file, _of_system(file, lambda: _BY_PATH[kind](file)))
    reader = _BY_CONTENT.get(kind)
    if reader is None:
        raise InputError(f"{file} ends in {file.suffix or 'nothing'}; save it as CSV, or give a file in {KNOWN}")
    return _with_rows(file, _of_system(file, lambda: reader(_content(file), file)))


def read_survey(path: str | Path, columns: Sequence[str]) -> tuple[Table, dict[str, str]]:
    """As `csv_tables.read_survey`, of a file that may be missing, empty or not UTF-8."""
    file = _existing(path)
    try:
        table, texts = _of_system(file, lambda: csv_tables.read_survey(file, columns))
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    return _with_rows(file, table), texts


def _content(file: Path) -> bytes:
    """The content of a file, unpacked where it ends in .gz."""
    if file.suffix.lower() != ".gz":
        return file.read_bytes()
    try:
        return gzip.decompress(file.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{file} ends in .gz and is not compressed by gzip, or it is damaged; save it again") from None


def _of_system(file: Path, read: Callable[[], Found]) -> Found:
    try:
        return read()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or 'it is damaged'}; save it again") from None


def _with_rows(file: Path, table: Table) -> Table:
    if len(table) == 0:
        raise InputError(f"{file} has no rows; give one row per respondent")
    return table


def _existing(path: str | Path, *, folder: bool = False) -> Path:
    """The path of an existing, non-empty file; a folder's only where that may be."""
    file = Path(path)
    try:
        found = file.stat()
    except FileNotFoundError:
        raise InputError(f"file not found: {file}; check the name, or give a file in {KNOWN}") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}; give a file in {KNOWN}") from None
    if file.is_dir():
        if folder:
            return file
        raise InputError(f"{file} is a folder; give a file in it ({KNOWN})")
    if found.st_size == 0:
        raise InputError(f"{file} is empty; give a header and one row per respondent")
    return file
