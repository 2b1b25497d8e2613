"""Which columns of a table hold answers, names and labels: the rules by which they are known, and what they found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44, moral131
from persona_collapse.tables import IDENTIFIERS, Table

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
"""Cells that mean: no answer."""


@dataclass(frozen=True)
class ColumnMapping:
    """Which column of a table holds what.

    Attributes
    ----------
    instrument : what was asked
    items : name of an item -> its column; an item for which none was found is left out
    respondent : the column that names the respondents; None where rows are numbered
    labels : column -> trait whose High, Neutral and Low it holds
    """

    instrument: Instrument
    items: Mapping[str, str]
    respondent: str | None
    labels: Mapping[str, str]

    @property
    def lacking(self) -> list[int]:
        """Numbers of the items that have no column."""
        return [item.number for item in self.instrument.items if item.name not in self.items]

    def item_columns(self, table: Table) -> list[str]:
        """The columns of the items in published order.

        Raises
        ------
        InputError : an item without a column, a column that the table does not have or that is taken for two items.
        """
        if self.lacking:
            raise InputError(_incomplete(table, self))
        columns = [self.items[item.name] for item in self.instrument.items]
        taken: dict[str, int] = {}
        for item, column in zip(self.instrument.items, columns, strict=True):
            if column not in table.columns:
                raise InputError(f"{table.path} has no column {column!r}, which is taken for item {item.number}")
            if column in taken:
                raise InputError(
                    f"{table.path}: column {column!r} is taken for the items {taken[column]} and {item.number}; "
                    "give each item a column of its own"
                )
            taken[column] = item.number
        return columns


def mapping(table: Table, instrument: Instrument | None = None) -> ColumnMapping:
    """Which columns of a table hold items, names of respondents and trait labels, by what they are called.

    Parameters
    ----------
    table : a row per respondent
    instrument : what was asked; by default the one of ours (BFI-44, moral131) of which the table has most columns

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
    """Column -> trait: the columns named after a trait or `big_five_<trait>`.

    >>> label_columns(["big_five_openness", "age"], bfi44())
    {'big_five_openness': 'Openness'}
    """
    spelled = {name.lower(): name for name in names}
    found = {}
    for trait in instrument.traits:
        for spelling in (trait.lower(), f"big_five_{trait.lower()}"):
            if spelling in spelled:
                found[spelled[spelling]] = trait
                break
    return found


def names_in(table: Table, column: str) -> tuple[str, ...]:
    """The names of the respondents in a column, each there once.

    Raises
    ------
    InputError : no such column, a row without a name, a name that is there twice.
    """
    if column not in table.columns:
        raise InputError(f"{table.path} has no column {column!r}, which is to name the respondents")
    seen: dict[str, str] = {}
    for cell, place in zip(table.columns[column], table.places, strict=True):
        name = str(cell).strip()
        if is_missing(cell):
            raise InputError(f"{table.path}, {place}, column {column}: the respondent has no name")
        if name in seen:
            raise InputError(f"{table.path}, {place}, column {column}: {name!r} stands in {seen[name]} already")
        seen[name] = place
    return tuple(seen)


def is_missing(cell: object) -> bool:
    """Whether a cell means that there is no answer.

    >>> is_missing(" NA "), is_missing(0)
    (True, False)
    """
    if isinstance(cell, str):
        return cell.strip().lower() in MISSING
    return (
        cell is None or type(cell).__name__ in ("NAType", "NaTType") or bool(isinstance(cell, float) and cell != cell)
    )


def _identifies(table: Table, column: str) -> bool:
    """Whether every cell of a column is there, and no two are the same."""
    cells = table.columns[column]
    return not any(map(is_missing, cells)) and len({str(cell).strip() for cell in cells}) == len(table)


def _asked(table: Table) -> Instrument:
    """Which of our instruments the table answers: the one with most of its columns; the BFI-44 if there are none."""
    return max((bfi44(), moral131()), key=lambda one: _there(table, _nearest(table, one)))


def _nearest(table: Table, instrument: Instrument) -> list[str]:
    """The spelling of the item columns of which the table has most, the first of several."""
    return max(instrument.columns(), key=lambda columns: _there(table, columns))


def _there(table: Table, columns: list[str]) -> int:
    return sum(column in table.columns for column in columns)


def _incomplete(table: Table, given: ColumnMapping) -> str:
    """What to say of a table some of whose items are not there."""
    sets, nearest, lacking = given.instrument.columns(), _nearest(table, given.instrument), given.lacking
    accepted = " or ".join(f"{columns[0]}..{columns[-1]}" for columns in sets)
    found = "none is there" if len(lacking) == len(given.instrument) else f"missing: {', '.join(map(str, lacking))}"
    return (
        f"{table.path} has no complete set of item columns; accepted: {accepted}. "
        f"Of {nearest[0]}..{nearest[-1]} {found}; its columns begin {', '.join(list(table.columns)[:4])}"
    )
