"""Distances between respondents, in blocks: no table of all against all is ever in memory."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array

TOLERANCE = 1e-9
"""Two distances closer than this, relatively, are a tie."""

BLOCK_BYTES = 32 * 2**20
"""Size of one block of distances."""


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


def nearest_others(points: Array, k: int, queries: NDArray[np.intp] | None = None) -> Array:
    """Sorted distances (len(queries), k) of each respondent to its k nearest *other* respondents.

    `queries` are indices into `points`; all by default. A copy of a respondent is another respondent, at distance 0.

    >>> nearest_others(np.array([[0.0], [1.0], [3.0]]), k=2).tolist()
    [[1.0, 3.0], [1.0, 2.0], [2.0, 3.0]]
    """
    asked = np.arange(len(points)) if queries is None else queries
    nearest = np.empty((len(asked), k))
    for rows, table in distance_blocks(points[asked], points):
        table[np.arange(len(table)), asked[rows]] = np.inf
        nearest[rows] = np.sort(np.partition(table, k - 1, axis=1)[:, :k], axis=1)
    return nearest


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
