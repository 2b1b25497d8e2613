"""Cells that mean "no answer", and columns that name respondents."""

from persona_collapse.errors import InputError
from persona_collapse.tables import IDENTIFIERS, Table

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
"""Cells that mean "no answer"."""

LONGEST = 80
"""Characters of a name; a longer text is a description, not the name of a row."""


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


def identifiers(names: list[str]) -> list[str]:
    """Those of some columns that name respondents or personas, in order of preference, in any case.

    A field of a nested record goes by its own name, with or without that of the record: `agent.agent_name`, `agent.name`.

    >>> identifiers(["age", "ID", "persona", "agent.name", "town.name"])
    ['persona', 'agent.name', 'ID']
    """
    place = {name.lower(): number for number, name in enumerate(IDENTIFIERS)}

    def found(column: str) -> int | None:
        return place.get(last_part(column), place.get("_".join(column.lower().split(".")[-2:])))

    return sorted((name for name in names if found(name) is not None), key=lambda name: found(name) or 0)


def last_part(column: str) -> str:
    """The name of a column in lower case, without the records that it is nested in.

    >>> last_part("agent.agent_name"), last_part("ID")
    ('agent_name', 'id')
    """
    return column.rpartition(".")[2].strip().lower()


def naming(table: Table, beside: list[str]) -> tuple[str | None, str | None]:
    """The column that names each row, and the column of personas that occur in several rows; None where there is none.

    Parameters
    ----------
    table : a row per respondent, or per answer sheet of a persona
    beside : its columns other than items

    >>> naming(Table("a.csv", {"persona": ["x", "x"], "id": ["1", "2"]}, ["row 1", "row 2"]), ["persona", "id"])
    ('id', 'persona')
    """
    found = [name for name in identifiers(beside) if not any(map(is_missing, table.columns[name]))]
    unique = [name for name in found if len(set(_texts(table, name))) == len(table)]
    short = [name for name in unique if max(map(len, _texts(table, name))) <= LONGEST]
    first = found[0] if found and found[0] not in unique else None
    return next(iter(short), None), first


def _texts(table: Table, column: str) -> list[str]:
    return [str(cell).strip() for cell in table.columns[column]]


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
