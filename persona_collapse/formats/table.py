"""What every reader returns: named columns, each row with its place in the file."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.long_columns import MANY, RowPlaces

IDENTIFIERS = (
    *("persona", "respondent", "persona_id", "respondent_id", "participant_id", "subject_id", "agent_id", "agent_name"),
    *("twin_id", "user_id", "ResponseId", "case_id", "id"),
)
"""Columns that name respondents or personas, in order of preference, in every table that is read."""


class Reply(str):
    """A reply in words in a cell of an item, from which an answer is to be read.

    >>> Reply("I would say 4") == "I would say 4"
    True
    """

    __slots__ = ()


TEXTS = ("text", "reply", "introduction")
"""Columns that hold free texts, in order of preference."""


@dataclass(frozen=True)
class Table:
    """Cells as in the file.

    Attributes
    ----------
    path : its source: a file, or the name of a dataset
    columns : name -> cells, one per row (strings from CSV, values from the other formats)
    places : place of each row, for error messages: "row 3 (line 4)"
    texts : column (in a long table: item) -> the text of its question, where the file has one (Qualtrics, SPSS, Stata, EDSL)
    labels : column -> value -> label, where the file has value labels (SPSS, Stata)
    notes : what the reader had to decide, in words: "not UTF-8, read as Windows-1252"
    kind : the tool whose file it is and how much of what it holds, in words; empty for a plain table
    """

    path: str | Path
    columns: Mapping[str, Sequence[Any]]
    places: Sequence[str]
    texts: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    kind: str = ""

    def __len__(self) -> int:
        return len(self.places)

    @property
    def named(self) -> str:
        """The source, with the tool whose file it is.

        >>> Table("a.json", {}, [], kind="EDSL Results of 3 agents and 20 questions").named
        'a.json, EDSL Results of 3 agents and 20 questions'
        """
        return f"{self.path}, {self.kind}" if self.kind else str(self.path)

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
    return kind_of(start)


def kind_of(start: bytes) -> str | None:
    """The kind of a file by its first bytes, in words; None for a plain table.

    >>> kind_of(b"PAR1"), kind_of(b"a,b")
    ('a Parquet file', None)
    """
    return next((words for first, words in CONTENTS.items() if start.startswith(first)), None)


def unique(file: str | Path, names: Iterable[str]) -> None:
    """Refuse names of columns that occur twice.

    Raises
    ------
    InputError : names the column.
    """
    seen = set()
    for name in names:
        if name in seen:
            called = f"called {' '.join(name.split())!r}; rename one" if name else "without a name; name them"
            raise InputError(f"{file} has two columns {called}")
        seen.add(name)


def numbered(rows: int) -> Sequence[str]:
    """Places of rows of a format without lines.

    >>> numbered(2)
    ['row 1', 'row 2']
    """
    return RowPlaces(rows) if rows >= MANY else [f"row {number}" for number in range(1, rows + 1)]


def column_name(given: object) -> str:
    """The name of a column as text; a whole number has no decimals.

    >>> column_name(3.0), column_name(" age "), column_name(None)
    ('3', 'age', '')
    """
    if given is None or given != given:
        return ""
    return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given).strip()
