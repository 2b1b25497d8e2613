"""Tables of shares with their sources, read and checked; they say how each attribute is drawn given those before it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.personas.attributes import schema
from persona_collapse.personas.rules import Values

ASSUMED = "assumed"
ROUNDING = 0.02
"""How far the sum of a row's shares may differ from 1 before the shares are scaled."""


@dataclass(frozen=True)
class Source:
    """The source of figures: title of the table or page, author, year, part and address."""

    title: str
    by: str
    year: int
    part: str
    read_at: str


@dataclass(frozen=True)
class Row:
    """The shares of one attribute's values among personas with known earlier attributes.

    Attributes
    ----------
    when : column -> values for which the row applies; empty if it applies to all personas
    shares : value -> share; they add up to 1
    sources : the sources of the shares; empty when all shares are assumed
    assumed : the values with a share that no source gives
    note : how the shares were computed from the source
    """

    when: Mapping[str, frozenset[str]]
    shares: Mapping[str, float]
    sources: tuple[str, ...]
    assumed: frozenset[str]
    note: str

    def holds(self, values: Values) -> bool:
        """Whether the row applies to a persona with these values."""
        return all(values[column] in allowed for column, allowed in self.when.items())

    def at(self, number: float) -> str:
        """The value at a number from 0 to 1, on the cumulative shares.

        >>> Row({}, {"No": 0.75, "Yes": 0.25}, (), frozenset(), "").at(0.8)
        'Yes'
        """
        ends = list(accumulate(self.shares.values()))
        return list(self.shares)[min(bisect_right(ends, number), len(ends) - 1)]


@dataclass(frozen=True)
class ShareTable:
    """How one attribute is drawn: the first matching row decides."""

    attribute: str
    note: str
    rows: tuple[Row, ...]

    def row(self, values: Values) -> Row:
        """The first row that applies to a persona.

        Raises
        ------
        InputError : no row applies; `read_census` refuses such tables.
        """
        for row in self.rows:
            if row.holds(values):
                return row
        raise InputError(f"table {self.attribute}: no row applies to {', '.join(values.values()) or 'any persona'}")


@dataclass(frozen=True)
class Census:
    """All tables in drawing order, the attributes drawn uniformly after them, and the sources."""

    tables: tuple[ShareTable, ...]
    uniform: tuple[str, ...]
    sources: Mapping[str, Source]


def read_census(content: Any) -> Census:
    """Tables of shares, checked: every persona needs a row, every row a persona, and every share a value and a source.

    Rounded shares are scaled to a sum of 1.

    Parameters
    ----------
    content : as in personas/data/census.json: `sources`, `tables` (an `attribute`, a `note` and `rows` each) and `uniform`

    Raises
    ------
    InputError : an attribute or value is not in the schema; an attribute is drawn twice, never, or before those it
        depends on; a share is below 0; the sum of a row's shares differs from 1 by .02 or more; a source is not listed;
        a combination has no row, or a row no combination. The message names the table and the row.
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
        raise InputError(f"table {name}: unknown attribute {name!r}; use an attribute of the schema")
    rows = []
    for number, one in enumerate(content["rows"], start=1):
        condition = ", ".join(f"{column} {' or '.join(values)}" for column, values in one["when"].items())
        rows.append(_row(one, name, f"table {name}, row {number} ({condition or 'all personas'})", sources, drawn))
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
        raise InputError(f"{place}: the shares add up to {total:.4g}; they must add up to 1, plus or minus {ROUNDING}")
    cited = () if content["source"] == ASSUMED else tuple(content["source"])
    for source in cited:
        if source not in sources:
            raise InputError(f"{place}: unknown source {source!r}; use a listed one or {ASSUMED}")
    assumed = frozenset(content.get("assumed", ()) if cited else shares)
    if not assumed <= set(shares):
        raise InputError(f"{place}: {', '.join(sorted(assumed - set(shares)))} is listed as assumed but has no share")
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
            raise InputError(f"{place}: invalid {column} {value!r}; use {', '.join(allowed_values()[column])}")


def _all_once(columns: Sequence[str]) -> None:
    for column in allowed_values():
        if columns.count(column) != 1:
            raise InputError(f"{column} is drawn {columns.count(column)} times; every attribute is drawn once")


def _combinations(table: ShareTable) -> Iterator[dict[str, str]]:
    """Every combination of values of the attributes that a table depends on."""
    columns = sorted({column for row in table.rows for column in row.when})
    for values in product(*(allowed_values()[column] for column in columns)):
        yield dict(zip(columns, values, strict=True))


def _everybody_has_a_row(table: ShareTable) -> None:
    found = {table.rows.index(table.row(values)) for values in _combinations(table)}
    unused = sorted(set(range(len(table.rows))) - found)
    if unused:
        raise InputError(
            f"table {table.attribute}, row {unused[0] + 1}: the rows above it already cover all its personas; remove it"
        )
