"""Personas of a pool as a table that is read again as the same personas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.personas.respondents import PersonaPool, Respondent
from persona_collapse.tables import Table

ID, DESCRIPTION = "id", "description"


@dataclass(frozen=True)
class Written:
    """Personas as a table.

    Attributes
    ----------
    columns : name -> cells, a row per persona
    labels_stay : whether descriptions hold trait labels that cannot be excluded from them any more
    """

    columns: dict[str, list[Any]]
    labels_stay: bool


def table_of(pool: PersonaPool, chosen: Sequence[Respondent]) -> Written:
    """Some personas of a pool as columns: id, attributes, and the description where it is needed.

    A description is written unchanged, so that a model reads the same words whichever personas are beside it in the
    table. Single columns are written in its place where trait labels could not be excluded from it otherwise.

    Parameters
    ----------
    pool : where the personas are from
    chosen : some of its personas

    >>> from persona_collapse.personas import bundled_pool
    >>> found = table_of(bundled_pool(), bundled_pool().respondents[:2])
    >>> list(found.columns)[:2], found.columns["description"][0].splitlines()[0], found.labels_stay
    (['id', 'age'], 'Age: Middle Adults (30-49)', False)
    """
    names = dict.fromkeys(name for one in pool.respondents for name in one.attributes)
    ids = {ID: [one.id for one in chosen]}
    beside = _cells([name for name in names if name not in (ID, DESCRIPTION)], chosen)
    whole = {**ids, **beside, DESCRIPTION: [one.description for one in chosen]}
    parts = {**ids, **_cells([one.column for one in pool.columns if one.stated and one.column in names], chosen)}
    for columns in (whole, parts):
        if _same(columns, chosen):
            return Written(columns, labels_stay=False)
    return Written(whole, labels_stay=True)


def _same(columns: dict[str, list[Any]], chosen: Sequence[Respondent]) -> bool:
    """Whether a model would read the same of them."""
    table = Table("personas", columns, [f"row {number}" for number in range(1, len(chosen) + 1)])
    try:
        again = pool_from_columns(table, {})
    except InputError:
        return False
    return [_read(one) for one in again.respondents] == [_read(one) for one in chosen]


def _read(one: Respondent) -> tuple[str, str, str]:
    return one.id, one.description, one.unlabelled


def _cells(names: Sequence[str], chosen: Sequence[Respondent]) -> dict[str, list[Any]]:
    return {name: [one.attributes.get(name) for one in chosen] for name in names}
