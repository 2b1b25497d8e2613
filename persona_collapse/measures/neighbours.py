"""Distances between respondents, in blocks or kept for many draws; a full table is kept only if it is small."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array, Indices

TOLERANCE = 1e-9
"""Two distances with a relative difference below this are a tie."""

BLOCK_BYTES = 32 * 2**20
"""Size of one block of distances."""

TABLE_BYTES = 128 * 2**20
"""Size up to which all distances between two sides are kept: 4,096 by 4,096 respondents."""


@dataclass(frozen=True)
class Distances:
    """Distances between two sets of points, for many draws; computed once if they fit in memory.

    Attributes
    ----------
    points, others : (N, D) and (M, D)
    table : (N, M), or None if it would be too large; each draw then computes its own distances
    """

    points: Array
    others: Array
    table: Array | None

    @classmethod
    def between(cls, points: Array, others: Array) -> "Distances":
        """Distances of `points` (N, D) to `others` (M, D).

        >>> Distances.between(np.array([[0.0], [3.0]]), np.array([[1.0], [9.0]])).of(np.array([1]), np.array([1, 0])).tolist()
        [[6.0, 2.0]]
        """
        fits = 8 * len(points) * len(others) <= TABLE_BYTES
        return cls(points, others, cdist(points, others) if fits else None)

    def of(self, rows: Indices, columns: Indices) -> Array:
        """Distances (n, m) of some of the points to some of the others; a new array."""
        if self.table is None:
            return np.asarray(cdist(self.points[rows], self.others[columns]))
        return np.asarray(self.table[rows].take(columns, axis=1))

    def among(self, drawn: Indices) -> Array:
        """Distances (n, n) among drawn points of one set; infinite on the diagonal."""
        table = self.of(drawn, drawn)
        np.fill_diagonal(table, np.inf)
        return table


def distance_blocks(points: Array, others: Array) -> Iterator[tuple[slice, Array]]:
    """Euclidean distances from `points` (N, D) to all `others` (M, D), some rows at a time.

    Yields the rows as a slice and their distances (rows, M).

    >>> [(rows.stop, table.tolist()) for rows, table in distance_blocks(np.zeros((1, 1)), np.array([[3.0]]))]
    [(1, [[3.0]])]
    """
    height = max(1, BLOCK_BYTES // (8 * len(others)))
    for start in range(0, len(points), height):
        rows = slice(start, min(start + height, len(points)))
        yield rows, cdist(points[rows], others)


def nearest_others(points: Array, k: int, queries: Indices | None = None) -> Array:
    """Sorted distances (len(queries), k) of each respondent to its k nearest *other* respondents.

    `queries` are indices into `points`; all by default. A copy of a respondent is another respondent, at distance 0.

    >>> nearest_others(np.array([[0.0], [1.0], [3.0]]), k=2).tolist()
    [[1.0, 3.0], [1.0, 2.0], [2.0, 3.0]]
    """
    asked = np.arange(len(points)) if queries is None else queries
    nearest = np.empty((len(asked), k))
    for rows, table in distance_blocks(points[asked], points):
        table[np.arange(len(table)), asked[rows]] = np.inf
        nearest[rows] = smallest(table, k)
    return nearest


def smallest(distances: Array, k: int) -> Array:
    """The k smallest of each row, sorted: (n, k).

    >>> smallest(np.array([[3.0, 1.0, 2.0]]), 2).tolist()
    [[1.0, 2.0]]
    """
    if k == 1:
        return np.asarray(distances.min(axis=1, keepdims=True))
    return np.sort(np.partition(distances, k - 1, axis=1)[:, :k], axis=1)


def radii(points: Array, k: int) -> Array:
    """Distance (N,) of each respondent to its k-th nearest other respondent: the radius of its ball.

    >>> radii(np.array([[0.0], [1.0], [3.0]]), k=1).tolist()
    [1.0, 1.0, 2.0]
    """
    return nearest_others(points, k)[:, -1]


def nearest(points: Array, others: Array) -> Array:
    """Distance (N,) of each of `points` to the nearest of `others`.

    >>> nearest(np.array([[0.0]]), np.array([[2.0], [-1.0]])).tolist()
    [1.0]
    """
    return np.concatenate([table.min(axis=1) for _, table in distance_blocks(points, others)])
