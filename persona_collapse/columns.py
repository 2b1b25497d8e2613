"""Which columns of a table hold answers, names and labels: the rules that identify them, and the result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, as_column, catalogue
from persona_collapse.tables import IDENTIFIERS, Table

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
"""Cells that mean "no answer"."""


@dataclass(frozen=True)
class ColumnMapping:
    """The roles of a table's columns.

    Attributes
    ----------
    instrument : the instrument that was answered
    items : name of an item -> its column, without items for which none was found
    respondent : the column that names the respondents; None where rows are numbered
    labels : column -> trait; the column holds High, Neutral and Low labels of the trait
    """

    instrument: Instrument
    items: Mapping[str, str]
    respondent: str | None
    labels: Mapping[str, str]

    @property
    def lacking(self) -> list[int]:
        """Numbers of the items without a column."""
        return [item.number for item in self.instrument.items if item.name not in self.items]

    def item_columns(self, table: Table) -> list[str]:
        """The columns of the items in published order.

        Raises
        ------
        InputError : an item has no column, or a column does not exist or is assigned to two items.
        """
        if self.lacking:
            raise InputError(_incomplete(table, self))
        columns = [self.items[item.name] for item in self.instrument.items]
        taken: dict[str, int] = {}
        for item, column in zip(self.instrument.items, columns, strict=True):
            if column not in table.columns:
                raise InputError(f"{table.path} has no column {column!r}, which is assigned to item {item.number}")
            if column in taken:
                raise InputError(
                    f"{table.path}: column {column!r} is assigned to the items {taken[column]} and {item.number}; "
                    "give each item its own column"
                )
            taken[column] = item.number
        return columns


def mapping(table: Table, instrument: Instrument | None = None) -> ColumnMapping:
    """Which columns of a table hold items, names of respondents and trait labels, identified by their names.

    Parameters
    ----------
    table : a row per respondent
    instrument : the instrument that was answered; by default the bundled one with the most columns in the table

    >>> columns = {"id": ["x"], "Openness": ["High"], "BFI_Q1": [3], "BFI_Q3": [4]}
    >>> found = mapping(Table("a.csv", columns, ["row 1"]))
    >>> found.items, found.respondent, found.labels, found.lacking[:3]
    ({'bfi44_1': 'BFI_Q1', 'bfi44_3': 'BFI_Q3'}, 'id', {'Openness': 'Openness'}, [2, 4, 5])
    """
    asked = instrument or _asked(table)
    nearest = _nearest(table, asked)
    items = {item.name: column for item, column in zip(asked.items, nearest, strict=True) if column in table.columns}
    beside = [name for name in table.columns if name not in set(items.values())]
    respondent = next((name for name in IDENTIFIERS if name in beside and _identifies(table, name)), None)
    return ColumnMapping(asked, items, respondent, label_columns(beside, asked))


def label_columns(names: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """Column -> trait: the columns named after a trait, by any of its names, or `big_five_<trait>`.

    >>> from persona_collapse.instruments import bfi44
    >>> label_columns(["big_five_openness", "age"], bfi44())
    {'big_five_openness': 'Openness'}
    """
    spelled = {as_column(name): name for name in names}
    found = {}
    for trait in instrument.traits:
        for name in instrument.names_of(trait):
            column = next((spelled[one] for one in (name, f"big_five_{name}") if one in spelled), None)
            if column is not None:
                found[column] = trait
                break
    return found


def names_in(table: Table, column: str) -> tuple[str, ...]:
    """The names of the respondents in a column, which must be unique.

    Raises
    ------
    InputError : the column does not exist, a row has no name, or a name is a duplicate.
    """
    if column not in table.columns:
        raise InputError(f"{table.path} has no column {column!r} for the names of the respondents")
    seen: dict[str, str] = {}
    for cell, place in zip(table.columns[column], table.places, strict=True):
        name = str(cell).strip()
        if is_missing(cell):
            raise InputError(
                f"{table.path}, {place}, column {column}: the respondent has no name; give every respondent a name"
            )
        if name in seen:
            raise InputError(
                f"{table.path}, {place}, column {column}: {name!r} is also the name in {seen[name]}; names must be unique"
            )
        seen[name] = place
    return tuple(seen)


def is_missing(cell: object) -> bool:
    """Whether a cell means "no answer".

    >>> is_missing(" NA "), is_missing(0)
    (True, False)
    """
    if isinstance(cell, str):
        return cell.strip().lower() in MISSING
    return (
        cell is None or type(cell).__name__ in ("NAType", "NaTType") or bool(isinstance(cell, float) and cell != cell)
    )


def _identifies(table: Table, column: str) -> bool:
    """Whether a column has no empty cells and no duplicates."""
    cells = table.columns[column]
    return not any(map(is_missing, cells)) and len({str(cell).strip() for cell in cells}) == len(table)


def _asked(table: Table) -> Instrument:
    """The bundled questionnaire with the most columns in the table; the BFI-44 if none has any."""
    return max(catalogue.questionnaires(), key=lambda one: _there(table, _nearest(table, one)))


def _nearest(table: Table, instrument: Instrument) -> list[str]:
    """The spelling of the item columns with the most matches in the table, the first of several."""
    return max(instrument.columns(), key=lambda columns: _there(table, columns))


def _there(table: Table, columns: list[str]) -> int:
    return sum(column in table.columns for column in columns)


def _incomplete(table: Table, given: ColumnMapping) -> str:
    """The message for a table with missing items."""
    sets, nearest, lacking = given.instrument.columns(), _nearest(table, given.instrument), given.lacking
    accepted = " or ".join(f"{columns[0]}..{columns[-1]}" for columns in sets)
    found = "none was found" if len(lacking) == len(given.instrument) else f"missing: {', '.join(map(str, lacking))}"
    read = f" ({'; '.join(table.notes)})" if table.notes else ""
    return (
        f"{table.path} has no complete set of item columns; accepted: {accepted}. "
        f"Of {nearest[0]}..{nearest[-1]} {found}; its columns begin {', '.join(list(table.columns)[:4])}{read}"
    )
