"""Which points are within an edge of which others, by matrix products in tiles; doubtful pairs are computed again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.coarse import HEIGHT, Coarse, pairs_within
from persona_collapse.measures.neighbours import DOUBT, Others, squared_apart

PAIRS = 4 * 2**20
"""Pairs of a block of points and all others at most: as many may be near, where all are."""

AT_ONCE = 128
"""Points whose distances to all others are made at once where only the smallest is kept."""


class Points(Protocol):
    """Points (N, D), some at a time."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> Array: ...


@dataclass(frozen=True)
class Blocks:
    """Points that are made when they are asked for.

    Attributes
    ----------
    size : how many there are
    made : the points (n, D) of some rows
    """

    size: int
    made: Callable[[slice], Array]

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, rows: slice) -> Array:
        return self.made(rows)


@dataclass(frozen=True)
class Near:
    """Pairs of points of a block and others that are near, row by row.

    Attributes
    ----------
    rows : slice, the block
    points, others : (E,) their numbers, the points from 0 within the block, ascending
    squared : (E,) squared distances
    doubt : (E,) how much larger they may be; 0 where they are computed from differences
    """

    rows: slice
    points: Indices
    others: Indices
    squared: Array
    doubt: Array


def near_pairs(points: Points, others: Array, edges: Array) -> Iterator[Near]:
    """Pairs whose distance may be within the edge of the other point, a block of points at a time.

    No pair within an edge is left out; `settled` computes again which of these are (how far products in float32 may be
    from a squared distance is told where they are made, in `Coarse`).

    Parameters
    ----------
    points, others : (N, D) and (M, D)
    edges : (M,) the largest distance of each of the others that is asked for; -inf for none

    >>> [(one.points.tolist(), one.others.tolist()) for one in near_pairs(np.array([[0.0], [5.0]]), np.array([[1.0]]), np.array([1.0]))]
    [([0], [0])]
    """
    coarse = Coarse.around(others)
    right, limits, unit = coarse.right(others), coarse.limits(edges), coarse.unit**2
    height = max(1, min(HEIGHT, PAIRS // max(1, len(others))))
    for start in range(0, len(points), height):
        block = points[start : start + height]
        found = pairs_within(coarse.left(block), right, limits)
        rows, doubt = slice(start, start + len(block)), found.most - found.least
        yield Near(rows, found.rows, found.columns, unit * found.least, unit * doubt)


def settled(found: Near, points: Points, others: Array, edges: Array) -> Near:
    """The same pairs, with the squared distance of every pair that is close to one of its edges computed directly.

    Parameters
    ----------
    found : from `near_pairs` of these points and others
    points, others : as there
    edges : (M, W) squared edges of each of the others, ascending along a row; the pairs are compared with these
    """
    again = np.flatnonzero(_close_to_an_edge(edges, found.others, found.squared, found.doubt))
    if len(again) == 0:
        return found
    squared, doubt = found.squared.copy(), found.doubt.copy()
    squared[again] = squared_apart(points[found.rows], found.points[again], others, found.others[again])
    doubt[again] = 0.0
    return replace(found, squared=squared, doubt=doubt)


def held(points: Points, others: Array, edges: Array) -> Iterator[tuple[Indices, Indices]]:
    """Which points are within the edge of which others: numbers of points, from 0 overall, and of others, block by block.

    Parameters
    ----------
    points, others, edges : as in `near_pairs`

    >>> [(one.tolist(), two.tolist()) for one, two in held(np.array([[0.0], [2.0]]), np.array([[1.0]]), np.array([1.0]))]
    [([0, 1], [0, 0])]
    """
    squared = edges * np.abs(edges)
    for found in near_pairs(points, others, edges):
        near = settled(found, points, others, squared[:, None])
        inside = near.squared <= squared[near.others]
        yield near.points[inside] + near.rows.start, near.others[inside]


def nearest_squared(points: Array, others: Array, edges: Array) -> Array:
    """Squared distance (M,) of each of the others to the nearest point, computed directly where it is close to an edge.

    Parameters
    ----------
    points, others : (n, D) and (M, D)
    edges : (M, W) squared edges with which it is compared, ascending along a row
    """
    prepared = Others(others)
    nearest = np.full(len(others), np.inf)
    for start in range(0, len(points), AT_ONCE):
        some = points[start : start + AT_ONCE]
        table = prepared.squared(some, (some**2).sum(axis=1))
        np.minimum(nearest, table.min(axis=0), out=nearest)
    doubt = DOUBT * (1 + nearest + 4 * prepared.norms)
    for other in np.flatnonzero(_close_to_an_edge(edges, np.arange(len(others)), nearest, doubt)):
        nearest[other] = ((points - others[other]) ** 2).sum(axis=1).min()
    return np.asarray(nearest)


def ranks(edges: Array, rows: Indices, values: Array) -> Indices:
    """How many of a row's edges (M, W), ascending, are below each value (E,).

    >>> ranks(np.array([[1.0, 2.0], [5.0, 6.0]]), np.array([0, 0, 1]), np.array([1.0, 3.0, 5.5])).tolist()
    [0, 2, 1]
    """
    width = edges.shape[1]
    size = 1 << int(width).bit_length()
    padded = np.full((len(edges), size), np.inf)
    padded[:, :width] = edges
    flat, first = padded.ravel(), rows * size
    found = np.zeros(len(values), dtype=np.intp)
    step = size >> 1
    while step:
        found += step * (flat[first + (found + step - 1)] < values)
        step >>= 1
    return np.minimum(found, width)


def _close_to_an_edge(edges: Array, rows: Indices, squared: Array, doubt: Array) -> NDArray[np.bool_]:
    """Which squared distances (E,), each in some doubt (E,), might be on the other side of an edge of their row (M, W)."""
    at, width = ranks(edges, rows, squared), edges.shape[1]
    above = np.abs(edges[rows, np.minimum(at, width - 1)] - squared)
    below = np.abs(edges[rows, np.maximum(at - 1, 0)] - squared)
    return np.asarray(np.minimum(above, below) <= doubt, dtype=np.bool_)
