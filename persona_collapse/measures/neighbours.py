"""Distances between respondents, in blocks or kept for many draws; a full table is kept only if it is small."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array, Indices

TOLERANCE = 1e-9
"""Two distances with a relative difference below this are a tie."""

BLOCK_BYTES = 32 * 2**20
"""Size of one block of distances."""

TABLE_BYTES = 128 * 2**20
"""Size up to which all distances between two sides are kept: 4,096 by 4,096 respondents."""


CANCELLED = 1e-4
"""Share of the squared norms below which a squared distance has lost too many digits in a product."""

LEAST_SHARE = 50
"""Where more than one distance in this many is small, all are computed from differences."""

MANY = 40_000
"""Distances from which a product is faster than to compute each, or to look it up."""


def distances(points: Array, others: Array) -> Array:
    """Euclidean distances (N, M) of points (N, D) to others (M, D): one product of matrices where there are many.

    |x|^2 + |y|^2 - 2 x.y is exact to about 1e-14 of the squared norms. A distance that is small beside the norms is
    computed from the difference itself, so copies are at 0 and every distance is exact to 1e-10 of itself; a tie is a
    difference below 1e-9.

    >>> distances(np.array([[0.0], [3.0]]), np.array([[1.0]])).tolist()
    [[1.0], [2.0]]
    """
    if len(points) * len(others) < MANY:
        return np.asarray(cdist(points, others))
    own, theirs = (points**2).sum(axis=1), (others**2).sum(axis=1)
    squared = squared_by_product(points, others, own, theirs)
    lost = np.flatnonzero(squared <= CANCELLED * (own.max() + theirs.max()))
    if len(lost) * LEAST_SHARE > squared.size:
        return np.asarray(cdist(points, others))
    rows, columns = np.divmod(lost, len(others))
    squared.ravel()[lost] = ((points[rows] - others[columns]) ** 2).sum(axis=1)
    found: Array = np.sqrt(squared, out=squared)
    return found


def squared_by_product(points: Array, others: Array, own: Array, theirs: Array) -> Array:
    """|x|^2 + |y|^2 - 2 x.y of points (N, D) and others (M, D) with these squared norms, as one product: (N, M)."""
    ours = np.hstack([-2 * points, own[:, None], np.ones((len(points), 1))])
    return np.asarray(ours @ np.hstack([others, np.ones((len(others), 1)), theirs[:, None]]).T)


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
        """Distances (n, m) of some of the points to some of the others; a new array."""
        if len(rows) * len(columns) >= MANY or self.table is None:
            return distances(self.points[rows], self.others[columns])
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
        yield rows, distances(points[rows], others)


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
