"""Which column of a visitor's file is what: an item, a trait label, the respondent's name, a text or its writer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_collapse import columns
from persona_collapse.columns import ITEMS, ColumnMapping, naming
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import CALIBRATED, with_note
from persona_collapse.study.texts import text_columns
from persona_collapse.tables import Table
from space.files.declared import Declared
from space.files.spoken import KINDS, TEXTS

__all__ = ["ITEMS", "KINDS", "TEXTS"]

RESPONDENT, TEXT, PERSONA = "respondent", "text", "persona"
"""Roles of columns beside items and trait labels."""

NOTHING = Declared()


def asked_of(kind: str, table: Table, declared: Declared = NOTHING) -> str | Instrument:
    """What the roles of a table are asked by: the kind itself, or the instrument made of columns without a questionnaire.

    Raises
    ------
    InputError : items without a questionnaire whose response scale is not declared, or is not that of any column.
    """
    return kind if kind != ITEMS else taken(table, ITEMS, declared).instrument


def likely(table: Table, declared: Declared = NOTHING) -> str:
    """What a table holds, by the names of its columns: a key of `KINDS`.

    >>> likely(Table("a.csv", {"persona": ["x"], "text": ["I am"]}, ["row 1"]))
    'texts'
    """
    found = taken(table, None, declared)
    if not found.items and text_columns(table)[0] is not None:
        return TEXTS
    return found.instrument.id if found.instrument.id in KINDS else next(iter(KINDS))


def has_people(kind: str | Instrument) -> bool:
    """Whether a reference of people is bundled for a questionnaire.

    >>> has_people("bfi44"), has_people("moral131"), has_people("texts")
    (True, False, False)
    """
    return isinstance(kind, str) and kind in catalogue.names() and CALIBRATED in catalogue.bundled(kind).references


def roles(kind: str | Instrument) -> dict[str, str]:
    """Every role that a column can have, and what the page calls it.

    >>> list(roles("bfi44").items())[6]
    ('bfi44_7', 'item 7: is helpful and unselfish with others')
    """
    if kind == TEXTS:
        return {TEXT: "the text", PERSONA: "who wrote it"}
    asked = _instrument(kind)
    items = {item.name: f"item {item.number}: {item.text or item.id}"[:60] for item in asked.items}
    labels = {trait: f"label of {trait}: High, Neutral or Low" for trait in asked.traits}
    return {**items, RESPONDENT: "name of the respondent", **labels}


def mapping(table: Table, kind: str | Instrument | None, declared: Declared = NOTHING) -> dict[str, str]:
    """Role -> column, as the library's rules take them; roles without a column are left out.

    >>> mapping(Table("a.csv", {"id": ["x"], "BFI_Q1": [3], "Openness": ["High"]}, ["row 1"]), "bfi44")
    {'bfi44_1': 'BFI_Q1', 'respondent': 'id', 'Openness': 'Openness'}
    """
    if kind == TEXTS:
        text, who = text_columns(table)
        return {role: column for role, column in ((TEXT, text), (PERSONA, who)) if column is not None}
    found = taken(table, kind, declared)
    named = {} if found.respondent is None else {RESPONDENT: found.respondent}
    return {**found.items, **named, **{trait: column for column, trait in found.labels.items()}}


def taken(table: Table, kind: str | Instrument | None, declared: Declared = NOTHING) -> ColumnMapping:
    """What the library takes the columns of a table for.

    Parameters
    ----------
    table : a row per respondent
    kind : a questionnaire, or items without one; None to have it recognised
    declared : what a visitor says about the table

    Raises
    ------
    InputError : what is declared does not fit the table.
    """
    if kind == ITEMS:
        return columns.mapping(table, read_as=declared.read_as(ITEMS))
    return columns.mapping(table, None if kind is None else _instrument(kind), declared.read_as())


def in_order(names: Sequence[str], kind: str | Instrument, first: str) -> dict[str, str]:
    """Items -> columns where the items stand side by side in published order.

    Parameters
    ----------
    names : of all columns
    kind : a questionnaire
    first : the column of the first item

    Raises
    ------
    InputError : there are too few columns from there on.
    """
    asked = _instrument(kind)
    taken = names[names.index(first) :][: len(asked)] if first in names else []
    if len(taken) < len(asked):
        raise InputError(
            f"{len(taken)} columns begin at {first!r} and {asked.id} has {len(asked)} items; choose an earlier column"
        )
    return dict(zip((item.name for item in asked.items), taken, strict=True))


def lacking(mapped: Mapping[str, str], kind: str | Instrument) -> list[str]:
    """Roles that must have a column and have none, as the page calls them."""
    needed = [TEXT] if kind == TEXTS else [item.name for item in _instrument(kind).items]
    return [roles(kind)[role] for role in needed if role not in mapped]


def population(
    table: Table, mapped: Mapping[str, str], kind: str | Instrument, declared: Declared = NOTHING
) -> BehavioralTraitMatrix:
    """The answers of a table by the columns that were chosen.

    Parameters
    ----------
    table : a row per respondent or answer sheet
    mapped : role -> column
    kind : a questionnaire, or items without one
    declared : what a visitor says about the table

    Raises
    ------
    InputError : an item without a column, a column that does not exist or is taken twice, a cell that is not an answer.
    """
    found = taken(table, kind, declared)
    chosen = column_mapping(mapped, found.instrument)
    said = found.said if chosen.items == found.items else ""
    beside = [name for name in table.columns if name not in set(chosen.items.values())]
    _, persona = naming(table, beside)  # rows that name the same persona are its repeats, as on the command line
    whole = replace(chosen, persona=persona, said=said, problem="" if chosen.items else found.problem)
    return with_note(BehavioralTraitMatrix.from_table(table, whole, declared.read_as()))


def _instrument(kind: str | Instrument) -> Instrument:
    if isinstance(kind, Instrument):
        return kind
    if kind not in catalogue.names():
        raise InputError(
            f"{str(kind)[:40]!r} is not a questionnaire of this app; choose {' or '.join(catalogue.names())}"
        )
    return catalogue.bundled(kind)


def column_mapping(mapped: Mapping[str, str], asked: Instrument) -> ColumnMapping:
    """Roles as the library has them."""
    items = {item.name: mapped[item.name] for item in asked.items if item.name in mapped}
    labels = {mapped[trait]: trait for trait in asked.traits if trait in mapped}
    return ColumnMapping(asked, items, mapped.get(RESPONDENT), labels)
