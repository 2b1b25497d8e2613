"""A file that a visitor has just given: what is in it and which column was taken for what, in words for the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_collapse.tables import Table
from space.files.bounds import read_bounded, shown_name
from space.files.roles import KINDS, RESPONDENT, TEXTS, in_order, lacking, likely, mapping, roles

NO_COLUMN = "(no column)"

AT_ONCE = 2
"""Files read at a time, whoever gives them: one of 16 MB takes 250 MB of memory while it is read."""

READING: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "files"}
"""Of every event that reads a file."""

PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_CELL = 5, 8, 40

NAMED_IN_WORDS = 5
"""Missing items that are named one by one."""


@dataclass(frozen=True)
class Received:
    """What the page remembers of a file; the cells stay on disk.

    Attributes
    ----------
    path, name : where it lies, and what it is called on the page
    rows, columns : how many rows, and the names of the columns
    kind : what its rows hold, a key of `roles.KINDS`
    mapping : role -> column
    headers, cells : the first of both, shortened
    """

    path: str
    name: str
    rows: int
    columns: tuple[str, ...] = field(repr=False)
    kind: str
    mapping: Mapping[str, str] = field(repr=False)
    headers: list[str] = field(repr=False)
    cells: list[list[str]] = field(repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether every role that needs a column has one."""
        return not lacking(self.mapping, self.kind)

    @property
    def table(self) -> list[list[str]]:
        """Role and column, a row each."""
        return [[words, self.mapping.get(role, NO_COLUMN)] for role, words in roles(self.kind).items()]

    @property
    def sentences(self) -> str:
        """What was found, in words; not escaped."""
        return f"{self.name}: {_count(self.rows, 'row')}, {_count(len(self.columns), 'column')}. {_found(self)}"

    def corrected(self, role: str, column: str) -> "Received":
        """With another column for a role, or with none."""
        rest = {name: one for name, one in self.mapping.items() if name != role}
        return replace(self, mapping=rest if column not in self.columns else {**rest, role: column})


def receive(path: str, kind: str | None = None) -> Received:
    """What a file holds.

    Parameters
    ----------
    path : where the app has put it
    kind : what its rows hold; None to tell by its columns

    Raises
    ------
    InputError : the file is not read, as `bounded.read_bounded`.
    """
    table = read_bounded(Path(path), Path(path).name)
    chosen = kind or likely(table)
    headers, cells = preview(table)
    found = mapping(table, chosen)
    return Received(path, shown_name(Path(path).name), len(table), tuple(table.columns), chosen, found, headers, cells)


def ordered(received: Received, first: str) -> Received:
    """With the items taken from columns that stand side by side.

    Parameters
    ----------
    received : the file
    first : the column of the first item

    Raises
    ------
    InputError : there are too few columns from there on.
    """
    return replace(received, mapping={**received.mapping, **in_order(received.columns, received.kind, first)})


def preview(table: Table) -> tuple[list[str], list[list[str]]]:
    """Names and first cells of the first columns, shortened: text only, to be shown as such."""
    names = list(table.columns)[:PREVIEW_COLUMNS]
    rows = [[_short(table.columns[name][row]) for name in names] for row in range(min(PREVIEW_ROWS, len(table)))]
    return [_short(name) for name in names], rows


def _found(received: Received) -> str:
    """Which columns were taken for what, in words."""
    missing = lacking(received.mapping, received.kind)
    if received.kind == TEXTS:
        text, who = (received.mapping.get(role) for role in roles(TEXTS))
        said = "No column is taken for the texts; choose one below." if missing else f"Texts are in column {text}"
        return said if missing else f"{said}, {f'their personas in {who}' if who else 'each by a persona of its own'}."
    asked = [role for role in roles(received.kind) if role in received.mapping]
    items = len(roles(received.kind)) - len(_beside(received))
    named = ", ".join(missing[:NAMED_IN_WORDS]) + (", ..." if len(missing) > NAMED_IN_WORDS else "")
    if missing:
        return f"{items - len(missing)} of {items} items were found; choose columns below for {named}."
    first, last = received.mapping[asked[0]], received.mapping[asked[items - 1]]
    who = received.mapping.get(RESPONDENT)
    labels = [role for role in _beside(received) if role != RESPONDENT and role in received.mapping]
    return (
        f"{KINDS[received.kind]}: all {items} items are there, {first} to {last}. "
        f"Respondents are {f'named by column {who}' if who else 'numbered'}. "
        f"Trait labels: {', '.join(labels) or 'none'}."
    )


def _beside(received: Received) -> list[str]:
    """Roles other than items."""
    every = list(roles(received.kind))
    return every[every.index(RESPONDENT) :]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _short(cell: object) -> str:
    words = "" if cell is None else str(cell)
    return words if len(words) <= PREVIEW_CELL else f"{words[: PREVIEW_CELL - 3]}..."
