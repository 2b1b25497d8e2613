"""A file that a visitor has just given: what is in it and which column was taken for what, in words for the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_collapse.columns import ColumnMapping
from persona_collapse.diagnosis.caveats import contradiction_sentence
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.tables import Table, flat
from space.files.bounds import read_bounded, shown_name
from space.files.declared import Declared, sheets_of
from space.files.roles import (
    KINDS,
    NOTHING,
    RESPONDENT,
    TEXTS,
    asked_of,
    column_mapping,
    in_order,
    lacking,
    likely,
    mapping,
    population,
    roles,
    taken,
)
from space.files.spoken import in_page_words
from space.sentences import sentence

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
    asked : what the roles are asked by: the kind, or the instrument of items without a questionnaire; None where that
        has no response scale yet
    certain : whether the kind is named by the columns or by the visitor, rather than only likely
    declared : what the visitor says about the table
    by_hand : whether the visitor chose columns
    said : what was taken for what, as the library says it
    is_contradictory : whether the items of a trait contradict each other, as if reversed ones were reverse-scored already
    problem : why the answers cannot be read as they are, as the library says it; empty where they can
    """

    path: str
    name: str
    rows: int
    columns: tuple[str, ...] = field(repr=False)
    kind: str
    mapping: Mapping[str, str] = field(repr=False)
    headers: list[str] = field(repr=False)
    cells: list[list[str]] = field(repr=False)
    asked: str | Instrument | None = field(default=None, repr=False)
    certain: bool = True
    declared: Declared = NOTHING
    by_hand: bool = False
    said: str = ""
    is_contradictory: bool = False
    problem: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it is certain what the rows hold, and every role that needs a column has one."""
        return self.certain and self.asked is not None and not lacking(self.mapping, self.asked)

    @property
    def roles(self) -> dict[str, str]:
        """Every role that a column can have, and what the page calls it."""
        return {} if self.asked is None else roles(self.asked)

    @property
    def table(self) -> list[list[str]]:
        """Role and column, a row each."""
        return [[words, self.mapping.get(role, NO_COLUMN)] for role, words in self.roles.items()]

    @property
    def sentences(self) -> str:
        """What was found, in words of the page; not escaped."""
        counts = f"{self.name}: {_count(self.rows, 'row')}, {_count(len(self.columns), 'column')}."
        of_library = (in_page_words(one) for one in (self.said, self.problem))
        return " ".join(filter(None, (counts, *of_library, _found(self))))

    def corrected(self, role: str, column: str) -> "Received":
        """With another column for a role, or with none."""
        rest = {name: one for name, one in self.mapping.items() if name != role}
        return self._by_hand(rest if column not in self.columns else {**rest, role: column})

    def _by_hand(self, mapped: Mapping[str, str]) -> "Received":
        return replace(self, mapping=mapped, certain=True, by_hand=True, said="", problem="")


def receive(path: str, kind: str | None = None, declared: Declared = NOTHING) -> Received:
    """What a file holds.

    Parameters
    ----------
    path : where the app has put it
    kind : what its rows hold; None to tell by its columns
    declared : what the visitor says about the table

    Raises
    ------
    InputError : the file is not read, as `bounded.read_bounded`. What is refused later is the problem of the file, which stays.
    """
    table = read_bounded(Path(path), Path(path).name)
    first = Received(path, shown_name(Path(path).name), len(table), (), KIND, {}, [], [], None, declared=declared)
    try:
        sheets = sheets_of(table, declared, texts=kind == TEXTS)
        chosen = kind or likely(sheets, declared)
        if chosen == TEXTS:
            sheets = sheets_of(table, declared, texts=True)
        found = replace(_as(first, sheets), kind=chosen)
    except InputError as refused:
        return replace(_as(first, flat(table)), kind=kind or KIND, certain=False, problem=_words(refused, first.name))
    try:
        found = replace(found, asked=asked_of(chosen, sheets, declared))
        found = replace(found, mapping=mapping(sheets, kind or (chosen if chosen == TEXTS else None), declared))
        return _read(found, sheets, named=kind is not None)
    except InputError as refused:
        return replace(found, problem=_words(refused, found.name))


KIND = next(iter(KINDS))
"""What a file is shown as until more is known."""


def again(received: Received, kind: str | None, declared: Declared) -> Received:
    """The same file by what the visitor says now; columns that were chosen by hand stay chosen.

    Parameters
    ----------
    received : the file
    kind : what its rows hold; None while that is not known
    declared : what the visitor says about the table

    Raises
    ------
    InputError : as `receive`.
    """
    if received.declared == declared and kind == (received.kind if received.certain else None):
        return received
    found = receive(received.path, kind, declared)
    if received.by_hand and found.kind == received.kind and set(received.mapping.values()) <= set(found.columns):
        return found._by_hand(received.mapping)
    return found


def ordered(received: Received, first: str) -> Received:
    """With the items taken from columns that stand side by side.

    Parameters
    ----------
    received : the file
    first : the column of the first item

    Raises
    ------
    InputError : there are too few columns from there on; there are no items yet.
    """
    if received.asked is None:
        raise InputError(received.problem or "choose first what the rows hold")
    return received._by_hand({**received.mapping, **in_order(received.columns, received.asked, first)})


def _as(received: Received, table: Table) -> Received:
    """With the rows and columns of a table."""
    headers, cells = preview(table)
    return replace(received, rows=len(table), columns=tuple(table.columns), headers=headers, cells=cells)


def _read(received: Received, table: Table, *, named: bool) -> Received:
    """With what the library takes the columns for, or why it does not, and what is to be known of the answers.

    Parameters
    ----------
    received : the file with its columns
    table : its rows
    named : whether the visitor named the kind

    Raises
    ------
    InputError : the answers of a persona are those of several models.
    """
    if received.kind == TEXTS:
        return received
    found = taken(table, received.kind if named else None, received.declared)
    if lacking(received.mapping, received.asked or received.kind):
        if named:
            return replace(received, problem=_words(found.problem, received.name))
        return received if found.items else replace(received, certain=False, problem=_of_columns(found, table))
    received = replace(received, said=_words(found.how_read(table), received.name))
    try:
        matrix = population(table, received.mapping, received.kind, received.declared)
        matrix.levels(column_mapping(received.mapping, matrix.instrument).labels)
    except InputError as refused:
        return replace(received, problem=_words(refused, received.name))
    repeats, against = matrix.repeats, contradiction_sentence(matrix)
    many = "" if repeats is None else f"{len(matrix)} rows: {repeats.printed} (column {repeats.column})"
    said = " ".join(filter(None, (received.said, *(_words(one, received.name) for one in (many, against)))))
    return replace(received, said=said, is_contradictory=bool(against))


def _of_columns(found: ColumnMapping, table: Table) -> str:
    """Why the items of a table have no columns."""
    try:
        found.item_columns(table)
    except InputError as refused:
        return _words(refused, str(table.path))
    return ""


def _words(said: object, name: str) -> str:
    """A message as a sentence, without the name of the file before it; empty where there is none."""
    words = str(said).removeprefix(f"{name}: ")
    return sentence(words) if words else ""


def preview(table: Table) -> tuple[list[str], list[list[str]]]:
    """Names and first cells of the first columns, shortened: text only, to be shown as such."""
    names = list(table.columns)[:PREVIEW_COLUMNS]
    rows = [[_short(table.columns[name][row]) for name in names] for row in range(min(PREVIEW_ROWS, len(table)))]
    return [_short(name) for name in names], rows


def _found(received: Received) -> str:
    """Which columns were taken for what, in words."""
    if received.asked is None:
        return ""
    missing = lacking(received.mapping, received.asked)
    if received.kind == TEXTS:
        text, who = (received.mapping.get(role) for role in roles(TEXTS))
        said = "No column is taken for the texts; choose one below." if missing else f"Texts are in column {text}"
        return said if missing else f"{said}, {f'their personas in {who}' if who else 'each by a persona of its own'}."
    asked = [role for role in received.roles if role in received.mapping]
    items = len(received.roles) - len(_beside(received))
    named = ", ".join(missing[:NAMED_IN_WORDS]) + (", ..." if len(missing) > NAMED_IN_WORDS else "")
    if missing:
        unsure = "" if received.certain else f"As {KINDS[received.kind]}: "
        return f"{unsure}{items - len(missing)} of {items} items were found; choose columns below for {named}."
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
    every = list(received.roles)
    return every[every.index(RESPONDENT) :]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _short(cell: object) -> str:
    words = "" if cell is None else str(cell)
    return words if len(words) <= PREVIEW_CELL else f"{words[: PREVIEW_CELL - 3]}..."
