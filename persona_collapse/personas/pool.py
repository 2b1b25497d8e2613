"""The respondents to ask: the bundled pool or your own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.personas.attributes import TRAIT_PREFIX, Persona, describe, schema
from persona_collapse.personas.cells import cells_as_text
from persona_collapse.personas.sampler import sample
from persona_collapse.tables import IDENTIFIERS, Table, read_table

FULL = 1144
"""Number of personas in the bundled pool."""

TEXTS = ("description", "persona")

_WITH_NONE = frozenset(one.column for one in schema() if "None" in one.values)
"""Columns of our schema in which None is a value: no disability, no medical history."""


@dataclass(frozen=True)
class Respondent:
    """A respondent to ask.

    Attributes
    ----------
    id : a unique name
    description : the persona, as given to the model
    unlabelled : the same without trait labels
    attributes : column -> value, stored with the answers
    """

    id: str
    description: str = field(repr=False)
    unlabelled: str = field(repr=False)
    attributes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class PersonaPool:
    """Respondents in a fixed order, so that the first N are always the same.

    >>> bundled_pool().name, len(bundled_pool().respondents)
    ('personas', 1144)
    """

    name: str
    respondents: tuple[Respondent, ...] = field(repr=False)

    @property
    def digest(self) -> str:
        """A hash of everything that a model may be given about its respondents."""
        content = [[one.id, one.description, one.unlabelled] for one in self.respondents]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def first(self, count: int | None) -> tuple[Respondent, ...]:
        """The first `count` respondents, or all.

        Raises
        ------
        InputError : the pool has fewer respondents.
        """
        if count is None:
            return self.respondents
        if not 1 <= count <= len(self.respondents):
            raise InputError(
                f"{count} personas were requested; {self.name} has {len(self.respondents)}, so give 1 to {len(self.respondents)}"
            )
        return self.respondents[:count]


@cache
def bundled_pool() -> PersonaPool:
    """The 1,144 personas of the dataset persona-collapse/personas, configuration default."""
    drawn = [one.persona for one in sample(FULL, rules="published", seed=0) if one.consistent]
    return PersonaPool("personas", tuple(map(as_respondent, drawn)))


def as_respondent(persona: Persona) -> Respondent:
    """A persona of the schema as a respondent."""
    return Respondent(persona.id, describe(persona), describe(persona, labels=False), persona.values)


def pool_from_table(path: str | Path, columns: Mapping[str, str] | None = None) -> PersonaPool:
    """A pool from your own CSV, Parquet or JSON Lines file: a row per persona.

    Parameters
    ----------
    path : the file
    columns : the columns of `id` and `description`; by default the first of the columns
        respondent, persona_id, respondent_id, id, and of description, persona. Without a description, every other
        column is given to the model as "Name: value". A missing value (an empty cell, nan, None) is not given, and a
        whole number has no decimals.

    Raises
    ------
    InputError : the file or a column does not exist; an id is empty or a duplicate; a persona has no description.
    """
    return pool_from_columns(read_table(path), columns or {})


def pool_from_columns(table: Table, columns: Mapping[str, str]) -> PersonaPool:
    """Like `pool_from_table`, from a table already read."""
    unknown = set(columns) - {"id", "description"}
    if unknown:
        raise InputError(f"unknown persona column {sorted(unknown)[0]!r}; use id=COLUMN or description=COLUMN")
    for what, column in columns.items():
        if column not in table.columns:
            raise InputError(
                f"{table.path} has no column {column!r} for {what}; its columns: {', '.join(table.columns)}"
            )
    names = columns.get("id") or table.first_of(name for name in IDENTIFIERS if name not in TEXTS)
    texts = columns.get("description") or table.first_of(TEXTS)
    ids = [str(n) for n in range(1, len(table) + 1)] if names is None else _names(table.columns[names])
    _all_different(table, ids)
    beside = {
        name: cells_as_text(cells, none_is_a_value=name in _WITH_NONE)
        for name, cells in table.columns.items()
        if name not in (names, texts, "label")
    }
    described = None if texts is None else cells_as_text(table.columns[texts])
    people = []
    for row, id in enumerate(ids):
        values = {name: cells[row] for name, cells in beside.items() if cells[row]}
        if described is None:
            description, plain = _told(values), _told({n: v for n, v in values.items() if not _is_label(n)})
        else:
            description = plain = described[row]
        if described is not None and _is_ours(values):
            plain = describe(Persona(id, values), labels=False)
        if not description:
            raise InputError(
                f"{table.path}, {table.places[row]}: this persona has no description; add one or remove the row"
            )
        people.append(Respondent(id, description, plain, values))
    return PersonaPool(Path(table.path).stem, tuple(people))


def _is_ours(values: Mapping[str, str]) -> bool:
    """Whether these are exactly the attributes of our schema, so that labels can be excluded from a description."""
    return all(one.column in values for one in schema())


def _is_label(column: str) -> bool:
    traits = {one.column.removeprefix(TRAIT_PREFIX) for one in schema() if one.is_trait_label}
    return column.lower().removeprefix(TRAIT_PREFIX) in traits


def _told(values: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in values.items())


def _names(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _all_different(table: Table, ids: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for row, id in enumerate(ids):
        if not id or id in seen:
            what = f"duplicate id {id!r}" if id else "the id is empty"
            raise InputError(f"{table.path}, {table.places[row]}: {what}; every persona needs a unique id")
        seen[id] = row
