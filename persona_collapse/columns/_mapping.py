"""Which columns of a table hold answers, names and labels: the rules that identify them, and the result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from persona_collapse.columns.asked import ITEMS, ReadAs, columns_by
from persona_collapse.columns.cells import naming
from persona_collapse.columns.families import pattern_of, span
from persona_collapse.columns.found import Found, has_own_names, sets_of
from persona_collapse.columns.recognised import longer_family, numbered_columns, own_instrument, recognised
from persona_collapse.columns.rows import of_one_kind
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, as_column, catalogue
from persona_collapse.tables import TEXTS, Table


@dataclass(frozen=True)
class ColumnMapping:
    """The roles of a table's columns.

    Attributes
    ----------
    instrument : the instrument that was answered
    items : name of an item -> its column, without items for which none was found
    respondent : the column that names the respondents; None where rows are numbered
    labels : column -> trait; the column holds High, Neutral and Low labels of the trait
    persona : the column of personas that occur in several rows; None where each row is a respondent
    said : what was taken for what, in a sentence; empty where the columns are named as this project names them
    problem : why items have no column, and what to type
    """

    instrument: Instrument
    items: Mapping[str, str]
    respondent: str | None
    labels: Mapping[str, str]
    persona: str | None = None
    said: str = ""
    problem: str = ""

    @property
    def lacking(self) -> list[int]:
        """Numbers of the items without a column."""
        return [item.number for item in self.instrument.items if item.name not in self.items]

    def how_read(self, table: Table, replies: str = "") -> str:
        """What was taken for what, and what had to be decided about the table; empty where nothing had to be.

        Parameters
        ----------
        table : as read
        replies : how many replies in words it has, in words

        Raises
        ------
        InputError : the answers of a persona are those of several models, times, platforms or scenarios.
        """
        notes = [*table.notes, *filter(None, [of_one_kind(table, self.persona), replies])]
        if self.said:
            return "; ".join([self.said, *notes])
        return f"{table.named}: {'; '.join(notes)}" if notes else ""

    def item_columns(self, table: Table) -> list[str]:
        """The columns of the items in published order.

        Raises
        ------
        InputError : an item has no column, or a column does not exist or is assigned to two items.
        """
        if self.lacking:
            raise InputError(self.problem or _incomplete(table, self))
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


def mapping(table: Table, instrument: Instrument | None = None, read_as: ReadAs | None = None) -> ColumnMapping:
    """Which columns of a table hold items, names of respondents and trait labels, identified by their names.

    Parameters
    ----------
    table : a row per respondent
    instrument : the instrument that was answered; by default the bundled one that the columns name
    read_as : what is declared about the table

    Raises
    ------
    InputError : what is declared does not fit the table.

    >>> from persona_collapse.instruments import bfi44
    >>> columns = {"id": ["x"], "Openness": ["High"], "BFI_Q1": [3], "BFI_Q3": [4]}
    >>> found = mapping(Table("a.csv", columns, ["row 1"]))
    >>> found.items, found.respondent, found.labels, found.lacking[:3]
    ({'bfi44_1': 'BFI_Q1', 'bfi44_3': 'BFI_Q3'}, 'id', {'Openness': 'Openness'}, [2, 4, 5])
    """
    declared = read_as or ReadAs()
    asked = instrument or declared.instrument
    if declared.items:
        return _of_items(table, declared)
    if declared.columns is not None:
        return _declared(table, asked, declared.columns)
    if asked is None:
        found, problem = recognised(table)
    else:
        found, problem = _of(table, asked)
    if found is not None:
        items = {item.name: column for item, column in zip(found.instrument.items, found.columns, strict=True)}
        return _with_roles(table, found.instrument, items, said=_said(table, found, given=asked is not None))
    asked = asked or _most(table)
    nearest = _nearest(table, asked)
    items = {item.name: column for item, column in zip(asked.items, nearest, strict=True) if column in table.columns}
    if items and len(items) == len(asked):
        items = {}
    near = len(items) >= NEARLY * len(asked)
    return _with_roles(table, asked, items, problem="" if near else problem)


NEARLY = 0.8
"""Share of the items from which a table is taken for one whose other columns are missing."""


def _with_roles(
    table: Table, instrument: Instrument, items: Mapping[str, str], *, said: str = "", problem: str = ""
) -> ColumnMapping:
    """Items with the other roles of columns."""
    beside = [name for name in table.columns if name not in set(items.values())]
    respondent, persona = naming(table, beside)
    return ColumnMapping(instrument, items, respondent, label_columns(beside, instrument), persona, said, problem)


def _of(table: Table, instrument: Instrument) -> tuple[Found | None, str]:
    """The columns of an instrument that was named."""
    every = sets_of(table, instrument)
    sure = [found for found in every if found.names_it] or every
    if sure and (len(sure) == 1 or sure[0].names_it):
        return sure[0], ""
    if sure:
        choices = ", ".join(found.printed for found in sure)
        maps = " or ".join(f'--map "{pattern_of(found.columns[0])}"' for found in sure)
        return None, f"{table.path}: {instrument.id} fits {choices}; name the columns that are meant: {maps}"
    longer = longer_family(table, instrument)
    if longer is None:
        return None, ""
    others = [one.id for one in catalogue.questionnaires() if len(one) == len(longer.columns)]
    more = f"add --instrument {' or '.join(others)}, or " if others else ""
    return None, (
        f"{table.path} has {len(longer.columns)} columns {longer.printed} and {instrument.id} has {len(instrument)} "
        f"items; {more}name the columns that are meant with --map PATTERN|FILE"
    )


def _declared(table: Table, asked: Instrument | None, declared: str) -> ColumnMapping:
    """The columns that --map names."""
    if asked is None:
        raise InputError(f"--map {declared} needs the questionnaire too; add --instrument NAME ({_names()})")
    items = columns_by(declared, asked, table)
    columns = list(items.values())
    said = f"{table.named}: {len(columns)} columns {span(columns)} taken for: {asked.id}, as --map says"
    return _with_roles(table, asked, items, said=said)


def _of_items(table: Table, declared: ReadAs) -> ColumnMapping:
    """Columns without a questionnaire."""
    if declared.scale is None:
        raise InputError(f"--instrument {ITEMS} needs the response scale; add --scale LOW-HIGH, as in --scale 1-5")
    columns = numbered_columns(table, declared.scale)
    if not columns:
        raise InputError(
            f"{table.path} has no columns of whole numbers from {declared.scale[0]} to {declared.scale[1]}; give a column per item, or an instrument file "
            "(--instrument FILE, docs/instruments.md)"
        )
    instrument = own_instrument(table, columns, *declared.scale)
    items = {column: column for column in columns}
    said = f"{table.path}: {len(columns)} columns {span(columns)} taken for items without traits, {_scale(instrument)}"
    return _with_roles(table, instrument, items, said=said)


def _scale(instrument: Instrument) -> str:
    return f"{instrument.scale.low} to {instrument.scale.high}"


def _names() -> str:
    return ", ".join(catalogue.names())


def _said(table: Table, found: Found, *, given: bool) -> str:
    """What was taken for what; nothing for columns named as this project names them."""
    instrument = found.instrument
    if list(found.columns) == instrument.columns()[0] and not table.kind:
        return ""
    overrule = "" if given else ". Another questionnaire: --instrument NAME"
    own = ""
    if has_own_names(instrument) and not found.names_it:
        first, last = instrument.items[0], instrument.items[-1]
        own = f" in the order {first.columns[0]}..{last.columns[0]} (persona-collapse instrument show {instrument.id})"
    return f"{table.named}: {found.printed} taken for: {instrument.id}{own}{overrule}"


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


def _most(table: Table) -> Instrument:
    """The bundled instrument with the most columns in the table; the first if none has any."""
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
    begin = ", ".join(" ".join(name.split()) for name in list(table.columns)[:4])
    read = f" ({'; '.join(table.notes)})" if table.notes else ""
    return (
        f"{table.path} has no complete set of item columns; accepted: {accepted}. "
        f"Of {nearest[0]}..{nearest[-1]} {found}; its columns begin {begin}{read}"
        f"{'; for free texts add --texts' if table.first_of(TEXTS) else ''}"
    )
