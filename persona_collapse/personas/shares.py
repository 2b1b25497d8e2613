"""Tables of shares with their sources, read and checked: how each attribute is drawn given those before it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.personas.rules import Values
from persona_collapse.personas.schema import schema

ASSUMED = "assumed"
ROUNDING = 0.02
"""How far from 1 the shares of a row may add up, before they are scaled to 1."""


@dataclass(frozen=True)
class Source:
    """Where figures were read: the title of the table or page, by whom, of which year, which part, and the address."""

    title: str
    by: str
    year: int
    part: str
    read_at: str


@dataclass(frozen=True)
class Row:
    """The shares of one attribute's values among personas of whom something is known already.

    Attributes
    ----------
    when : column -> values it may have for the row to hold; empty for everybody
    shares : value -> share; they add up to 1
    sources : what the shares were computed from; empty when all of them are assumed
    assumed : the values whose share no source gives
    note : how the source's figures became these
    """

    when: Mapping[str, frozenset[str]]
    shares: Mapping[str, float]
    sources: tuple[str, ...]
    assumed: frozenset[str]
    note: str

    def holds(self, values: Values) -> bool:
        """Whether the row is about a persona with these values."""
        return all(values[column] in allowed for column, allowed in self.when.items())

    def at(self, number: float) -> str:
        """The value at a number from 0 to 1, the shares laid end to end.

        >>> Row({}, {"No": 0.75, "Yes": 0.25}, (), frozenset(), "").at(0.8)
        'Yes'
        """
        ends = list(accumulate(self.shares.values()))
        return list(self.shares)[min(bisect_right(ends, number), len(ends) - 1)]


@dataclass(frozen=True)
class ShareTable:
    """How one attribute is drawn: the first row that holds decides."""

    attribute: str
    note: str
    rows: tuple[Row, ...]

    def row(self, values: Values) -> Row:
        """The first row that holds for a persona.

        Raises
        ------
        InputError : no row does; `read_census` lets no such table pass.
        """
        for row in self.rows:
            if row.holds(values):
                return row
        raise InputError(f"table {self.attribute}: no row holds for {', '.join(values.values()) or 'anybody'}")


@dataclass(frozen=True)
class Census:
    """All tables in the order in which they are drawn, the attributes drawn uniformly after them, and the sources."""

    tables: tuple[ShareTable, ...]
    uniform: tuple[str, ...]
    sources: Mapping[str, Source]


def read_census(content: Any) -> Census:
    """Tables of shares, checked: every persona must find a row, every row a persona, every share a value and a word on
    where it is from.

    Shares written with rounding are scaled to 1.

    Parameters
    ----------
    content : as in personas/data/census.json: `sources`, `tables` (an `attribute`, a `note` and `rows` each) and `uniform`

    Raises
    ------
    InputError : an attribute or value that is not in the schema, drawn twice, never, or before what it is conditioned
        on; a share below 0, or shares of a row that are .02 or more from adding up to 1; a source that is not listed; a
        combination without a row, a row without a combination. The table and the row are named.
    """
    sources = {name: Source(**one) for name, one in content["sources"].items()}
    drawn: list[str] = []
    tables = []
    for one in content["tables"]:
        tables.append(_table(one, sources, drawn))
        drawn.append(one["attribute"])
    _all_once([*drawn, *content["uniform"]])
    return Census(tuple(tables), tuple(content["uniform"]), sources)


def _table(content: Mapping[str, Any], sources: Mapping[str, Source], drawn: Sequence[str]) -> ShareTable:
    name = content["attribute"]
    if name not in allowed_values():
        raise InputError(f"table {name}: there is no attribute {name!r}")
    rows = []
    for number, one in enumerate(content["rows"], start=1):
        told = ", ".join(f"{column} {' or '.join(values)}" for column, values in one["when"].items())
        rows.append(_row(one, name, f"table {name}, row {number} ({told or 'everybody'})", sources, drawn))
    table = ShareTable(name, content["note"], tuple(rows))
    _everybody_has_a_row(table)
    return table


def _row(
    content: Mapping[str, Any], attribute: str, place: str, sources: Mapping[str, Source], drawn: Sequence[str]
) -> Row:
    shares = content["shares"]
    for column, values in content["when"].items():
        if column not in drawn:
            raise InputError(f"{place}: {column} is not drawn before {attribute}")
        _known(column, values, place)
    _known(attribute, shares, place)
    if min(shares.values()) < 0:
        raise InputError(f"{place}: a share is below 0")
    total = sum(shares.values())
    if not abs(total - 1) < ROUNDING:
        raise InputError(f"{place}: the shares add up to {total:.4g}; they must add up to 1, give or take {ROUNDING}")
    cited = () if content["source"] == ASSUMED else tuple(content["source"])
    for source in cited:
        if source not in sources:
            raise InputError(f"{place}: there is no source {source!r}; say one of those listed, or {ASSUMED}")
    assumed = frozenset(content.get("assumed", ()) if cited else shares)
    if not assumed <= set(shares):
        raise InputError(f"{place}: {', '.join(sorted(assumed - set(shares)))} is called assumed and has no share")
    return Row(
        when={column: frozenset(values) for column, values in content["when"].items()},
        shares={value: share / total for value, share in shares.items()},
        sources=cited,
        assumed=assumed,
        note=content.get("note", ""),
    )


@cache
def allowed_values() -> dict[str, tuple[str, ...]]:
    """Column -> its values, in the order of the schema."""
    return {attribute.column: attribute.values for attribute in schema()}


def _known(column: str, values: Sequence[str] | Mapping[str, float], place: str) -> None:
    for value in values:
        if value not in allowed_values()[column]:
            raise InputError(
                f"{place}: {column} cannot be {value!r}; it is one of {', '.join(allowed_values()[column])}"
            )


def _all_once(columns: Sequence[str]) -> None:
    for column in allowed_values():
        if columns.count(column) != 1:
            raise InputError(f"{column} is drawn {columns.count(column)} times; every attribute is drawn once")


def _combinations(table: ShareTable) -> Iterator[dict[str, str]]:
    """Every combination of values of the attributes a table looks at."""
    columns = sorted({column for row in table.rows for column in row.when})
    for values in product(*(allowed_values()[column] for column in columns)):
        yield dict(zip(columns, values, strict=True))


def _everybody_has_a_row(table: ShareTable) -> None:
    found = {table.rows.index(table.row(values)) for values in _combinations(table)}
    unused = sorted(set(range(len(table.rows))) - found)
    if unused:
        raise InputError(f"table {table.attribute}, row {unused[0] + 1}: rows above it hold for everybody it is about")
