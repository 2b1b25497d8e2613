"""Distances of many draws: kept, or sorted, once for all draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices, at_least, row_blocks
from persona_collapse.measures.neighbours import MANY, TABLE_BYTES, distance_blocks, distances, smallest

AHEAD = 2
"""The k nearest of a draw are first sought among this multiple of (k + 1) N / n others; it changes only the speed."""

DRAWS_AT_ONCE = 200
"""Draws whose distances are added up by one product."""

FEW_DRAWS = 5
"""Of more points for each that is drawn, it takes longer to sort the others of all points than those of some draws."""


def ahead(size: int, drawn: int, k: int) -> int:
    """How many others of each of `size` respondents are looked at first, for the k nearest among `drawn` of them.

    >>> ahead(1000, 500, 5)
    24
    """
    return AHEAD * (k + 1) * size // drawn


def members(draws: Sequence[Indices], size: int) -> Array:
    """How often each draw holds each of `size` respondents (draws, size).

    >>> members([np.array([0, 2, 2])], 3).tolist()
    [[1.0, 0.0, 2.0]]
    """
    member = np.zeros((len(draws), size))
    for number, drawn in enumerate(draws):
        np.add.at(member[number], drawn, 1)
    return member


@dataclass(frozen=True)
class Distances:
    """Distances between two sets of points, for many draws.

    Attributes
    ----------
    points, others : (N, D) and (M, D)
    fits : whether all of them may be kept
    """

    points: Array
    others: Array
    fits: bool
    _sorted: "list[Neighbourhoods]" = field(default_factory=list, init=False, repr=False, compare=False)
    """Of each point, the others that can be its nearest in the draws so far; none before the first draw."""

    @classmethod
    def between(cls, points: Array, others: Array) -> "Distances":
        """Distances of `points` (N, D) to `others` (M, D).

        >>> Distances.between(np.array([[0.0], [3.0]]), np.array([[1.0], [9.0]])).of(np.array([1]), np.array([1, 0])).tolist()
        [[6.0, 2.0]]
        """
        return cls(points, others, 8 * len(points) * len(others) <= TABLE_BYTES)

    @cached_property
    def table(self) -> Array | None:
        """All of them (N, M), computed once; None if they would be too large."""
        return distances(self.points, self.others) if self.fits else None

    def of(self, rows: Indices, columns: Indices) -> Array:
        """Distances (n, m) of some of the points to some of the others; a new array.

        Parameters
        ----------
        rows, columns : n of the points, and m of the others
        """
        if len(rows) * len(columns) >= MANY or self.table is None:
            return distances(self.points[rows], self.others[columns])
        return np.asarray(self.table[rows].take(columns, axis=1))

    def totals(self, draws: Sequence[tuple[Indices, Indices]]) -> Array:
        """The sum of the distances of each of several draws (B,), added up by products where there are many.

        Parameters
        ----------
        draws : rows and columns of each, as for `of`

        >>> there = Distances.between(np.array([[0.0], [3.0]]), np.array([[1.0], [9.0]]))
        >>> there.totals([(np.array([0]), np.array([0, 1])), (np.array([0, 1]), np.array([0]))]).tolist()
        [10.0, 3.0]
        """
        asked = sum(len(rows) * len(columns) for rows, columns in draws)
        if asked < len(self.points) * len(self.others) or self.table is None:
            return np.array([self.of(rows, columns).sum() for rows, columns in draws])
        found = np.empty(len(draws))
        for some in row_blocks(len(draws), DRAWS_AT_ONCE):
            ours = members([rows for rows, _ in draws[some]], len(self.points))
            theirs = members([columns for _, columns in draws[some]], len(self.others))
            found[some] = ((ours @ self.table) * theirs).sum(axis=1)
        return found

    def among(self, drawn: Indices) -> Array:
        """Distances (n, n) among drawn points, of which the others are the same; infinite on the diagonal.

        Parameters
        ----------
        drawn : n of the points
        """
        table = self.of(drawn, drawn)
        np.fill_diagonal(table, np.inf)
        return table

    def nearest(self, drawn: Indices, k: int) -> Array:
        """Distances (n, k) of each drawn point to its k nearest others among the drawn, ascending.

        Parameters
        ----------
        drawn : n of the points, of which the others are the same
        k : how many; fewer than n

        Raises
        ------
        InputError : a draw of k or fewer.

        >>> Distances.between(*[np.array([[0.0], [1.0], [3.0]])] * 2).nearest(np.array([0, 2]), 1).tolist()
        [[3.0], [3.0]]
        """
        if len(drawn) == 0:
            return np.empty((0, k))
        at_least(len(drawn), k + 1, "a draw", f"its nearest others (k = {k})")
        if len(drawn) ** 2 < MANY or len(self.points) > FEW_DRAWS * len(drawn) or not self.fits:
            return smallest(self.among(drawn), k)
        needed = min(ahead(len(self.points), len(drawn), k), len(self.points) - 1)
        if not self._sorted or self._sorted[0].others.shape[1] < needed:
            self._sorted[:] = [Neighbourhoods.of(self.points, needed)]
        return self._sorted[0].nearest(drawn, k)


@dataclass(frozen=True)
class Neighbourhoods:
    """For each respondent, all others, nearest first.

    Attributes
    ----------
    others : (N, N - 1) indices; of many respondents only the nearest
    distances : the same, ascending
    points : (N, D)
    """

    others: NDArray[np.int32]
    distances: Array
    points: Array

    @classmethod
    def of(cls, points: Array, most: int | None = None) -> "Neighbourhoods":
        """Distances among points (N, D), sorted.

        Parameters
        ----------
        points : as said
        most : how many others of each are kept, the nearest; None all

        >>> Neighbourhoods.of(np.array([[0.0], [1.0], [3.0]])).others.tolist()
        [[1, 2], [0, 2], [1, 0]]
        """
        size = len(points)
        kept = max(size - 1, 0) if most is None else min(most, size - 1)
        others, found = np.empty((size, kept), dtype=np.int32), np.empty((size, kept))
        if kept == 0:
            return cls(others, found, points)
        for rows, table in distance_blocks(points, points):
            table[np.arange(len(table)), np.arange(rows.start, rows.stop)] = -1.0  # itself first, before any copy
            order = np.argpartition(table, kept, axis=1)[:, : kept + 1] if kept + 1 < size else None
            near = table if order is None else np.take_along_axis(table, order, axis=1)
            by_distance = np.argsort(near, axis=1, kind="stable")[:, 1:]
            found[rows] = np.take_along_axis(near, by_distance, axis=1)
            others[rows] = by_distance if order is None else np.take_along_axis(order, by_distance, axis=1)
        return cls(others, found, points)

    def nearest(self, drawn: Indices, k: int) -> Array:
        """Distances (n, k) of each drawn respondent to its k nearest others among the drawn, ascending.

        Parameters
        ----------
        drawn : n of the respondents
        k : how many; fewer than n

        Raises
        ------
        InputError : a draw of k or fewer.

        >>> Neighbourhoods.of(np.array([[0.0], [1.0], [3.0]])).nearest(np.array([0, 2]), 1).tolist()
        [[3.0], [3.0]]
        """
        if len(drawn) == 0:
            return np.empty((0, k))
        at_least(len(drawn), k + 1, "a draw", f"its nearest others (k = {k})")
        among = np.zeros(len(self.others), dtype=bool)
        among[drawn] = True
        found, asked = np.empty((len(drawn), k)), np.arange(len(drawn))
        for first in (min(ahead(len(self.others), len(drawn), k), self.others.shape[1]), self.others.shape[1]):
            others, begin = self.others[drawn[asked], :first], first * np.arange(len(asked) + 1)
            there = np.flatnonzero(among[others])
            known = np.searchsorted(there, begin)
            enough = np.diff(known) >= k
            column = there[known[:-1][enough, None] + np.arange(k)] - begin[:-1][enough, None]
            found[asked[enough]] = self.distances[drawn[asked[enough]][:, None], column]
            asked = asked[~enough]
        if len(asked):
            table = distances(self.points[drawn[asked]], self.points[drawn])
            table[np.arange(len(asked)), asked] = np.inf
            found[asked] = smallest(table, k)
        return found
