"""The personas to ask: the bundled pool, or a table of your own."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.personas.attributes import Persona, describe, schema
from persona_collapse.personas.cells import Value, is_cut_off, values_of
from persona_collapse.personas.columns import BESIDE, ColumnUse, unstated
from persona_collapse.personas.respondents import PersonaPool, Respondent
from persona_collapse.personas.rows import Row, rows_of, rows_of_table
from persona_collapse.personas.sampler import sample
from persona_collapse.personas.selection import ALL, Selection, Taken, take
from persona_collapse.personas.wording import described, in_words
from persona_collapse.tables import IDENTIFIERS, Table

FULL = 1144
"""Number of personas in the bundled pool."""


SHORT_NAME = "label"
"""The column of our own tables with a short name of a persona, which is neither stated nor kept."""

_WITH_NONE = frozenset(one.column for one in schema() if "None" in one.values)
"""Columns of our schema in which None is a value: no disability, no medical history."""

Named = Mapping[str, Value]


@cache
def bundled_pool() -> PersonaPool:
    """The 1,144 personas of the dataset persona-collapse/personas, configuration default."""
    drawn = [one.persona for one in sample(FULL, rules="published", seed=0) if one.consistent]
    return PersonaPool("personas", tuple(map(as_respondent, drawn)))


def as_respondent(persona: Persona) -> Respondent:
    """A persona of the schema as a respondent."""
    return Respondent(persona.id, describe(persona), describe(persona, labels=False), persona.values)


def pool_from_table(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    *,
    tell: Collection[str] = (),
    selection: Selection = ALL,
) -> PersonaPool:
    """A pool from your own table: a row per persona.

    Parameters
    ----------
    path : the file
    columns : the columns of `id` and `description`; by default the first of `tables.IDENTIFIERS`, and description or
        persona (which is the id where it holds single words and there is no other id). Without a description, every column that
        says something about a persona is given to the model as "name: value": no ids, indices, codes, nor columns that
        repeat another one. A missing value (an empty cell, nan, None, NA) is not given, a whole number has no decimals,
        a list is "a, b and c", an object is a heading with indented lines.
    tell : columns that are given whatever they are, after a description if there is one
    selection : which rows

    Raises
    ------
    InputError : the file or a column does not exist; an id is empty or a duplicate; a persona has no description; there
        are fewer rows than were chosen, or more than 10,000 and none were chosen.
    """
    return pool_from_rows(rows_of(path), Path(path), columns or {}, tell=tell, selection=selection)


def pool_from_columns(table: Table, columns: Mapping[str, str], *, tell: Collection[str] = ()) -> PersonaPool:
    """Like `pool_from_table`, from a table already read."""
    return pool_from_rows(rows_of_table(table), Path(table.path), columns, tell=tell)


def pool_from_rows(
    rows: Iterable[Row],
    name: Path,
    columns: Mapping[str, str],
    *,
    tell: Collection[str] = (),
    selection: Selection = ALL,
) -> PersonaPool:
    """Like `pool_from_table`, from rows as they come."""
    taken = take(rows, selection, name)
    _known(taken.looked, columns, tell)
    ids_in, text_in = _roles(taken.looked, columns)
    ids = list(map(str, taken.numbers)) if ids_in is None else _names(taken.table.columns[ids_in])
    _all_different(taken.table, ids)
    beside = [column for column in taken.looked.columns if column not in (ids_in, text_in, SHORT_NAME)]
    silent = _silent(taken, beside, text_in, tell)
    stated = [column for column in beside if column not in silent]
    values = {column: _values(taken, column) for column in (*beside, *([text_in] if text_in else []))}
    people = []
    for row, id in enumerate(ids):
        person = {column: cells[row] for column, cells in values.items()}
        description, plain = _descriptions(id, person, text_in, stated)
        if not description:
            raise InputError(
                f"{name}, {taken.table.places[row]}: this persona has no description; add one or remove the row"
                + (f", or state another column: --tell {next(iter(silent))}" if silent and not stated else "")
            )
        kept = {column: _as_kept(person[column]) for column in beside if person[column] is not None}
        people.append(Respondent(id, description, plain, kept))
    uses = _uses(taken, ids_in, text_in, silent, stated)
    return PersonaPool(name.stem, tuple(people), uses, taken.sentence)


def _as_kept(value: Value) -> str:
    """A value as it is stored with the answers: a text unchanged, a list or an object in words."""
    return value if isinstance(value, str) else in_words(value)


def _known(table: Table, columns: Mapping[str, str], tell: Collection[str]) -> None:
    """Refuse what names no column."""
    unknown = set(columns) - {"id", "description"}
    if unknown:
        raise InputError(f"unknown persona column {sorted(unknown)[0]!r}; use id=COLUMN or description=COLUMN")
    wanted = [*((f" for {what}", column) for what, column in columns.items()), *((" for --tell", one) for one in tell)]
    for what, column in wanted:
        if column not in table.columns:
            raise InputError(f"{table.path} has no column {column!r}{what}; its columns: {', '.join(table.columns)}")


def _roles(table: Table, columns: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The columns of the ids and of whole descriptions; a column `persona` is one or the other."""
    text_in = columns.get("description")
    if text_in is None and "description" in table.columns:
        text_in = "description"
    if text_in is None and "persona" in table.columns and columns.get("id") != "persona":
        others = [one for one in IDENTIFIERS if one != "persona" and one in table.columns]
        text_in = None if not others and len(table.columns) > 1 and _are_names(table.columns["persona"]) else "persona"
    ids_in = columns.get("id") or next((one for one in IDENTIFIERS if one in table.columns and one != text_in), None)
    return ids_in, text_in


def _are_names(cells: Sequence[Any]) -> bool:
    """Whether cells are single words that all differ."""
    found = [str(cell).strip() for cell in cells]
    return len(set(found)) == len(found) and not any(re.search(r"\s|^$", one) for one in found)


def _silent(taken: Taken, beside: Sequence[str], text_in: str | None, tell: Collection[str]) -> dict[str, str]:
    """The columns that are not stated, each with the reason."""
    if text_in is not None:
        return {column: BESIDE for column in beside if column not in tell}
    looked = {column: _looked(taken, column) for column in beside}
    return unstated(looked, taken.looked_numbers, tell)


def _descriptions(id: str, person: Named, text_in: str | None, stated: Sequence[str]) -> tuple[str, str]:
    """What a model reads about a persona, with and without trait labels."""
    told = {column: person[column] for column in stated}
    beside, beside_plain = described(told), described(told, labels=False)
    if text_in is None:
        return beside, beside_plain
    text = person[text_in]
    whole = text if isinstance(text, str) else in_words(text)
    plain = text if isinstance(text, str) else in_words(text, labels=False)
    if whole and _is_ours(person):
        plain = describe(Persona(id, {name: one for name, one in person.items() if isinstance(one, str)}), labels=False)
    if not whole:
        return "", ""
    return "\n".join(filter(None, (whole, beside))), "\n".join(filter(None, (plain, beside_plain)))


def _is_ours(values: Named) -> bool:
    """Whether these are exactly the attributes of our schema, so that labels can be excluded from a description."""
    return all(isinstance(values.get(one.column), str) for one in schema())


def _values(taken: Taken, column: str) -> list[Value]:
    """The values of the rows that were taken, as the whole column is written."""
    both = [*taken.table.columns[column], *taken.looked.columns[column]]
    return _read(taken, column, both)[: len(taken.table)]


def _looked(taken: Taken, column: str) -> list[Value]:
    return _read(taken, column, taken.looked.columns[column])


def _read(taken: Taken, column: str, cells: Sequence[Any]) -> list[Value]:
    try:
        return values_of(cells, none_is_a_value=column in _WITH_NONE)
    except InputError as error:
        raise InputError(f"{taken.table.path}, column {column}: {error}") from None


def _uses(
    taken: Taken, ids_in: str | None, text_in: str | None, silent: Mapping[str, str], stated: Collection[str]
) -> tuple[ColumnUse, ...]:
    """What became of every column, in the order of the table."""
    uses = []
    for column, cells in taken.looked.columns.items():
        cut = sum(map(is_cut_off, cells))
        note = f"{cut} of {len(cells)} lists end before their bracket; an entry cut off is omitted" if cut else ""
        if column == ids_in:
            uses.append(ColumnUse(column, False, "the ids"))
        elif column == text_in:
            uses.append(ColumnUse(column, True, "the description", note))
        elif column in stated:
            uses.append(ColumnUse(column, True, "", note))
        else:
            uses.append(ColumnUse(column, False, silent.get(column, "a short name")))
    return tuple(uses)


def _names(cells: Sequence[Any]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _all_different(table: Table, ids: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for row, id in enumerate(ids):
        if not id or id in seen:
            what = f"duplicate id {id!r}" if id else "the id is empty"
            raise InputError(f"{table.path}, {table.places[row]}: {what}; every persona needs a unique id")
        seen[id] = row
