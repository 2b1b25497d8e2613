"""Crowding: personas that have neighbours nearer than people have them."""

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices, at_least
from persona_collapse.measures.ball_coverage import K, within
from persona_collapse.measures.drawn_distances import members
from persona_collapse.measures.intervals import Estimate, of_jackknife
from persona_collapse.measures.neighbours import BLOCK_BYTES, distance_blocks

RARE = 0.01
"""This share of people have k neighbours within the radius of a crowd."""

HALVINGS = 30
"""Steps in which the radius is found: to a billionth of the largest distance."""

Close = NDArray[np.bool_]
"""Which respondents (N, N) are nearer to each other than the radius of a crowd in every space; none to itself."""


def crowd_radius(distances: Array, n: int, *, k: int = K, rare: float = RARE) -> float:
    """The distance within which hardly any person has k others, when n people are compared at once.

    The largest radius at which the expected share of people with k others nearer is at most `rare`. It is expected over
    all draws of n, exactly, so no draw is made.

    Parameters
    ----------
    distances : among people (M, M), in any unit
    n : matched size
    k : neighbours
    rare : that share

    Returns
    -------
    A distance; 0 where more people than that have k copies.

    Raises
    ------
    InputError : n is below k + 1, or above M.

    Source
    ------
    docs/definitions.md, section 1.

    Two of three people are 1 apart, so within more than 1 two of them have another:

    >>> round(crowd_radius(np.array([[0.0, 1.0, 9.0], [1.0, 0.0, 8.0], [9.0, 8.0, 0.0]]), 3, k=1), 6)
    1.0
    """
    at_least(len(distances), n, "reference", f"a draw of {n}")
    chance, low, high = chance_of_a_crowd(len(distances), n, k), 0.0, 2 * float(distances.max()) + 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        others = np.count_nonzero(distances < middle, axis=1) - 1
        low, high = (low, middle) if chance[others].mean() > rare else (middle, high)
    return low


def chance_of_a_crowd(size: int, n: int, k: int = K) -> Array:
    """The chance (size,) that k of 0, 1, .. size - 1 close others are in a draw of n that the respondent itself is in.

    >>> chance_of_a_crowd(3, 2, 1).tolist()
    [0.0, 0.5, 1.0]
    """
    at_least(n, k + 1, "a draw", f"{k} neighbours (k = {k})")
    chance: Array = np.clip(scipy.stats.hypergeom.sf(k - 1, size - 1, np.arange(size), n - 1), 0.0, 1.0)
    return chance


def close_pairs(spaces: Sequence[tuple[Array, float]]) -> Close:
    """Which respondents are nearer to each other than a radius, in every space.

    Parameters
    ----------
    spaces : points (N, D) of the same respondents, and the radius

    >>> close_pairs([(np.array([[0.0], [1.0], [9.0]]), 2.0)]).sum(axis=1).tolist()
    [1, 1, 0]
    """
    size = len(spaces[0][0])
    close = ~np.eye(size, dtype=bool)
    for points, radius in spaces:
        for rows, distances in distance_blocks(points, points):
            close[rows] &= within(distances, np.asarray(radius), "exclude")
    return close


def crowding(close: Close, n: int, *, k: int = K) -> float:
    """The share of personas that have k neighbours nearer than people have them, when n are compared at once.

    Expected over all draws of n, exactly.

    Parameters
    ----------
    close : (N, N) from `close_pairs`
    n : matched size
    k : neighbours

    Returns
    -------
    0 (at most one person in a hundred is crowded, and fewer in items and traits at once) .. 1 (copies of a few).

    Raises
    ------
    InputError : n is below k + 1, or above N.

    Source
    ------
    docs/definitions.md, section 1.

    Two of three respondents have another that is close:

    >>> round(crowding(close_pairs([(np.array([[0.0], [1.0], [9.0]]), 2.0)]), 3, k=1), 3)
    0.667
    """
    at_least(len(close), n, "population", f"a draw of {n}")
    return float(chance_of_a_crowd(len(close), n, k)[np.count_nonzero(close, axis=1)].mean())


def crowding_of_each(close: Close, groups: Sequence[Indices], n: int, *, k: int = K) -> list[float]:
    """`crowding` of several groups of the respondents, each as if it were the whole population; counted by one product.

    Parameters
    ----------
    close, n, k : as in `crowding`
    groups : respondents of each, none of them twice

    >>> crowding_of_each(~np.eye(3, dtype=bool), [np.array([0, 2])], 2, k=1)
    [1.0]
    """
    at_least(min(map(len, groups), default=n), n, "population", f"a draw of {n}")
    if not groups:
        return []
    some = np.unique(np.concatenate(groups))
    if len(some) < len(close):
        return crowding_of_each(close[np.ix_(some, some)], [np.searchsorted(some, one) for one in groups], n, k=k)
    counts = members(groups, len(close)).astype(np.float32) @ close.astype(np.float32)
    chances = {size: chance_of_a_crowd(size, n, k) for size in set(map(len, groups))}
    return [
        float(chances[len(rows)][one[rows].astype(np.intp)].mean()) for rows, one in zip(groups, counts, strict=True)
    ]


def crowding_estimate(close: Close, n: int, *, k: int = K) -> Estimate | None:
    """`crowding` with its error, from its values without one persona at a time.

    Without a persona, each of those close to it has one close other less.

    Parameters
    ----------
    close, n, k : as in `crowding`

    Returns
    -------
    None where n is the whole population, so that no persona can be excluded.

    >>> crowding_estimate(~np.eye(4, dtype=bool), 3, k=1).se
    0.0
    """
    size = len(close)
    if size <= n:
        return None
    counts, chance = np.count_nonzero(close, axis=1), chance_of_a_crowd(size - 1, n, k)
    kept = chance[np.minimum(counts, size - 2)]
    lost = kept - chance[np.maximum(counts - 1, 0)]
    without = (kept.sum() - kept - _summed(close, lost)) / (size - 1)
    return of_jackknife(crowding(close, n, k=k), without)


def _summed(close: Close, values: Array) -> Array:
    """The sum (N,) of the values of those close to each, some rows at a time."""
    height = max(1, BLOCK_BYTES // (8 * len(values)))
    starts = range(0, len(close), height)
    return np.concatenate([close[start : start + height].astype(np.float64) @ values for start in starts])
