"""Which rows of a persona table become personas: all, the first N, or N drawn at random, in one pass over the table."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas.rows import Row
from persona_collapse.tables import Table

MOST = 10_000
"""Rows that are taken without being asked for by --first or --sample."""

LOOK = 1_000
"""Rows that say what the columns of a table are, beside those that are taken."""

_BLOCK = 4096


@dataclass(frozen=True)
class Selection:
    """Which rows are taken.

    Attributes
    ----------
    first : the first N rows; None all
    sample : N rows drawn at random; None all
    seed : of the draw; a larger sample of the same seed begins with the smaller one

    Raises
    ------
    InputError : both, fewer than one row, or a seed below 0.

    >>> Selection(first=5).count, Selection(sample=3, seed=1).count, ALL.count
    (5, 3, None)
    """

    first: int | None = None
    sample: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.first is not None and self.sample is not None:
            raise InputError("--first and --sample both say which rows to take; omit one of them")
        for option, count in (("--first", self.first), ("--sample", self.sample)):
            if count is not None and count < 1:
                raise InputError(f"{option} {count}: give at least 1")
        if self.seed < 0:
            raise InputError(f"a seed of {self.seed} was given; it must be 0 or above")

    @property
    def count(self) -> int | None:
        """Number of rows that are taken; None all."""
        return self.sample if self.first is None else self.first


ALL = Selection()
"""Every row, if there are no more than `MOST`."""


@dataclass(frozen=True)
class Taken:
    """The rows that were taken.

    Attributes
    ----------
    table : these rows, in the order in which they are asked; its places say where they are
    numbers : the number of each row in its table
    looked : rows by which the columns are judged: the first ones and those taken
    looked_numbers : their numbers
    sentence : what was taken, for people
    """

    table: Table
    numbers: tuple[int, ...]
    looked: Table
    looked_numbers: tuple[int, ...]
    sentence: str


def take(rows: Iterable[Row], chosen: Selection, name: str | Path) -> Taken:
    """The chosen rows of a table, in one pass that holds no others than these and the first ones.

    Parameters
    ----------
    rows : of the table
    chosen : which
    name : of the table, for messages

    Raises
    ------
    InputError : the table has fewer rows than are wanted, or more than `MOST` and it was not said which.
    """
    if chosen.sample is not None:
        return _sampled(iter(rows), chosen.sample, chosen.seed, name)
    count = chosen.first
    wanted = MOST + 1 if count is None else max(count, LOOK)
    read = [(row, row.read()) for row in islice(rows, wanted)]
    if count is None and len(read) > MOST:
        raise InputError(
            f"{name} has more than {MOST:,} rows; choose with --first 200 or --sample 200 (for all of them, --first N "
            "with N their number)"
        )
    _enough(len(read), count, name)
    taken = read if count is None else read[:count]
    rows_in_words = "all" if len(taken) == len(read) and count is None else "the first"
    return _of(taken, read, name, f"{rows_in_words} {len(taken):,} rows of {name}")


def _sampled(rows: Iterator[Row], count: int, seed: int, name: str | Path) -> Taken:
    """The rows with the smallest random numbers, which belong to (seed, row): a uniform draw from a table of any length."""
    looked: list[tuple[Row, Mapping[str, Any]]] = []
    kept: list[tuple[float, int, Row, Mapping[str, Any]]] = []
    total = 0
    for row, key in zip(rows, _keys(seed), strict=False):
        total += 1
        enters = len(kept) < count or -key > kept[0][0]
        if not enters and total > LOOK:
            continue
        record = row.read()
        if total <= LOOK:
            looked.append((row, record))
        if enters:
            (heapq.heappush if len(kept) < count else heapq.heappushpop)(kept, (-key, -row.number, row, record))
    _enough(total, count, name)
    taken = [(row, record) for _, _, row, record in sorted(kept, key=lambda one: (-one[0], -one[1]))]
    seen = {row.number for row, _ in looked}
    looked += [(row, record) for row, record in taken if row.number not in seen]
    return _of(taken, looked, name, f"{count:,} of the {total:,} rows of {name}, drawn at random (seed {seed})")


def draw_order(count: int, seed: int) -> list[int]:
    """Places 0 to `count` - 1 in the order in which a sample takes them.

    >>> sorted(draw_order(3, 0)), draw_order(3, 0) == draw_order(3, 1)
    ([0, 1, 2], False)
    """
    return [place for _, place in sorted(zip(islice(_keys(seed), count), range(count), strict=True))]


def _keys(seed: int) -> Iterator[float]:
    """A random number for each row in turn."""
    draws = generator("rows of a persona table", seed)
    while True:
        yield from draws.random(_BLOCK).tolist()


def _enough(there: int, count: int | None, name: str | Path) -> None:
    if not there:
        raise InputError(f"{name} has no rows; give one row per persona")
    if count is not None and there < count:
        raise InputError(f"{count:,} personas were requested; {name} has {there:,}, so give 1 to {there:,}")


def _of(
    taken: list[tuple[Row, Mapping[str, Any]]],
    looked: list[tuple[Row, Mapping[str, Any]]],
    name: str | Path,
    sentence: str,
) -> Taken:
    names = list(dict.fromkeys(chain.from_iterable(map(str, record) for _, record in looked)))
    return Taken(
        _table(taken, names, name),
        tuple(row.number for row, _ in taken),
        _table(looked, names, name),
        tuple(row.number for row, _ in looked),
        sentence,
    )


def _table(rows: list[tuple[Row, Mapping[str, Any]]], names: list[str], name: str | Path) -> Table:
    columns = {column: [record.get(column) for _, record in rows] for column in names}
    return Table(name, columns, [row.place for row, _ in rows])
