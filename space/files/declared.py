"""What a visitor says about a table of answers, and the table as the library reads it by that."""

import re
from dataclasses import dataclass
from typing import Any

from persona_collapse.columns import ReadAs, a_row_per_sheet, rows_where
from persona_collapse.errors import InputError
from persona_collapse.tables import Table, flat
from space.files.limits import LIMITS

LONGEST = 200
"""Characters of what is typed."""

_PATTERN = re.compile(r"[^{}]*\{(?::0\d)?\}[^{}]*")


@dataclass(frozen=True)
class Declared:
    """What is said about a table rather than found in it, as it is typed; nothing by default.

    Attributes
    ----------
    missing : codes that mean no answer, with commas between them
    labels : whether cells are the labels of the scale, in words
    scale : the lowest and the highest answer in the table, as in 0-4
    reversed_already : whether reversed items are reverse-scored in the table
    where : column=value, of the only rows that are meant
    columns : a pattern of the items' columns, as in Q{}
    """

    missing: str = ""
    labels: bool = False
    scale: str = ""
    reversed_already: bool = False
    where: str = ""
    columns: str = ""

    def read_as(self, instrument: str | None = None) -> ReadAs:
        """The same as the library takes it.

        Parameters
        ----------
        instrument : of the table; None to have it recognised

        Raises
        ------
        InputError : as `ReadAs.typed`; something too long, or not a pattern.

        >>> Declared(missing="0,99", scale="0-4").read_as().missing
        ('0', '99')
        """
        for option in ("missing", "scale", "where", "columns"):
            given = getattr(self, option)
            if not isinstance(given, str) or len(given) > LONGEST:
                raise InputError(
                    f"--{'map' if option == 'columns' else option} is a text of at most {LONGEST} characters"
                )
        if self.columns and not _PATTERN.fullmatch(self.columns):
            raise InputError(f'--map {self.columns}: use "{{}}" for the number of an item, as in "Q{{}}"')
        return ReadAs.typed(
            instrument,
            self.columns or None,
            missing=self.missing.strip() or None,
            labels=bool(self.labels),
            scale=self.scale.strip() or None,
            reversed_already=bool(self.reversed_already),
            where=[self.where] if self.where.strip() else [],
        )

    @property
    def typed(self) -> list[str]:
        """The same as options of the command line.

        >>> Declared(missing="0", labels=True).typed
        ['--missing', '0', '--labels']
        """
        found = []
        for option, given in (
            ("--map", self.columns),
            ("--missing", self.missing),
            ("--labels", self.labels),
            ("--scale", self.scale),
            ("--reversed-already", self.reversed_already),
            ("--where", self.where),
        ):
            found += [option] if given is True else [option, given.strip()] if given and given.strip() else []
        return found

    @classmethod
    def of(cls, record: Any) -> "Declared":
        """What a job's record holds; nothing where it is older than that."""
        return cls(**(record or {}))


def sheets_of(table: Table, declared: Declared, *, texts: bool = False) -> Table:
    """The rows that are meant, one per respondent or answer sheet, a column per value.

    Parameters
    ----------
    table : as it was read
    declared : which rows are meant
    texts : whether the rows are free texts, which stay a row each

    Raises
    ------
    InputError : no such rows; a table of answers that cannot be put in rows of one sheet, or has too many of them.
    """
    rows = rows_where(flat(table), declared.read_as().where)
    return rows if texts else a_row_per_sheet(rows, LIMITS.cells)
