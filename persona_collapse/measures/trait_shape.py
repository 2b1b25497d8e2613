"""The shape of one trait's scores: its spread, whether it falls into two groups, and who is at the ends of the scale."""

from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices

QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
DIPS = {
    10: (0.310, 0.361, 0.413, 0.441, 0.466, 0.501, 0.528, 0.562),
    20: (0.329, 0.381, 0.435, 0.473, 0.504, 0.543, 0.568, 0.621),
    50: (0.347, 0.401, 0.458, 0.498, 0.531, 0.577, 0.606, 0.661),
    100: (0.353, 0.410, 0.469, 0.509, 0.547, 0.588, 0.622, 0.683),
    200: (0.362, 0.419, 0.480, 0.520, 0.554, 0.599, 0.629, 0.693),
    500: (0.369, 0.429, 0.489, 0.533, 0.571, 0.616, 0.646, 0.707),
    1000: (0.372, 0.432, 0.495, 0.536, 0.576, 0.622, 0.652, 0.718),
    5000: (0.375, 0.437, 0.501, 0.539, 0.574, 0.622, 0.652, 0.738),
}
"""Respondents -> quantiles of sqrt(n) times the dip of uniform scores, from 20,000 samples each (5,000 of 5,000)."""


@dataclass(frozen=True)
class TraitShape:
    """One trait's scores beside people's.

    Attributes
    ----------
    sd_ratio : SD / people's; None where people do not vary
    dip, dip_p_value : Hartigan's dip of the scores, and how often uniform scores have a larger one; None under 10 respondents
    floor, ceiling : share of respondents at the lowest and at the highest possible score
    people_floor, people_ceiling : the same of people
    """

    sd_ratio: float | None
    dip: float | None
    dip_p_value: float | None
    floor: float
    ceiling: float
    people_floor: float
    people_ceiling: float


def trait_shape(sums: Array, people: Array, *, low: int, high: int) -> TraitShape:
    """The shape of one trait's scores beside people's.

    Parameters
    ----------
    sums, people : (N,) and (M,) sums of keyed answers of respondents that answered all items of the trait
    low, high : the least and the highest sum

    >>> found = trait_shape(np.array([2.0, 10.0, 10.0]), np.array([4.0, 8.0]), low=2, high=10)
    >>> round(found.sd_ratio, 2), round(found.floor, 2), round(found.ceiling, 2), found.people_ceiling
    (1.89, 0.33, 0.67, 0.0)
    """
    human = float(people.std())
    found = dip(spread_evenly(sums)) if len(sums) >= min(DIPS) else None
    return TraitShape(
        sd_ratio=float(sums.std()) / human if human > 0 else None,
        dip=found,
        dip_p_value=None if found is None else dip_p_value(found, len(sums)),
        floor=float((sums == low).mean()),
        ceiling=float((sums == high).mean()),
        people_floor=float((people == low).mean()),
        people_ceiling=float((people == high).mean()),
    )


def spread_evenly(whole: Array) -> Array:
    """Whole numbers (N,), equal ones spread evenly over the unit around them: ties would count as modes.

    >>> spread_evenly(np.array([3.0, 4.0, 3.0])).tolist()
    [2.75, 3.25, 4.0]
    """
    ordered = np.sort(whole)
    _, first, counts = np.unique(ordered, return_index=True, return_counts=True)
    place = np.arange(len(ordered)) - np.repeat(first, counts)
    return np.asarray(ordered + (place + 0.5) / np.repeat(counts, counts) - 0.5, dtype=np.float64)


def dip(scores: Array) -> float:
    """Hartigan's dip: how far scores are from any distribution with a single mode.

    The largest difference between their cumulative shares and the nearest unimodal distribution function: convex up to
    its mode and concave from there. Between two bounds of the mode, the greatest convex minorant and the least concave
    majorant are compared where they are farthest apart; these two places are the next bounds.

    Parameters
    ----------
    scores : (N,) all different

    Returns
    -------
    1 / 2 N (evenly spread) .. 1/4 (two points far apart).

    Source
    ------
    Hartigan & Hartigan 1985 (Annals of Statistics 13, 70-84), sections 1 and 5; written from that description.

    >>> round(dip(np.arange(10.0)), 3), round(dip(np.append(np.arange(10) / 1000, 1 + np.arange(10) / 1000)), 2)
    (0.05, 0.25)
    """
    ordered = np.sort(np.asarray(scores, dtype=np.float64))
    size = len(ordered)
    below = np.arange(size, dtype=np.float64)
    above, deepest, low, high = below + 1, 1.0, 0, size - 1
    while high > low:
        part = slice(low, high + 1)
        points, under, over = ordered[part], below[part], above[part]
        convex, concave = _corners(points, under), _corners(points, -over)
        minorant = np.interp(points, points[convex], under[convex])
        majorant = np.interp(points, points[concave], over[concave])
        gap = majorant - minorant
        left, right = _farthest(gap, convex, concave)
        if max(gap[left], gap[right]) <= deepest:
            break
        deepest = max(deepest, (over - minorant)[: left + 1].max(), (majorant - under)[right:].max())
        if left == 0 and right == high - low:
            break
        low, high = low + left, low + right
    return float(deepest / (2 * size))


def _farthest(gap: Array, convex: Indices, concave: Indices) -> tuple[int, int]:
    """Between which corner of the minorant and which of the majorant the two are farthest apart."""
    of_convex, of_concave = (int(corners[np.argmax(gap[corners])]) for corners in (convex, concave))
    if gap[of_convex] > gap[of_concave]:
        return of_convex, int(concave[np.searchsorted(concave, of_convex)])
    return int(convex[np.searchsorted(convex, of_concave, side="right") - 1]), of_concave


BENT = 5000
"""Scores above which corners are sought only where their spacing changes: between evenly spread ones there are none."""


def _corners(points: Array, heights: Array) -> Indices:
    """`_convex_corners` of heights that rise, or fall, by the same from each point to the next."""
    if len(points) <= BENT:
        return _convex_corners(points, heights)
    spaces = np.diff(points)
    bent = np.abs(np.diff(spaces)) > EVEN * (spaces[1:] + spaces[:-1])
    some = np.concatenate([[0], 1 + np.flatnonzero(bent), [len(points) - 1]])
    return np.asarray(some[_convex_corners(points[some], heights[some])])


EVEN = 1e-6
"""Spaces that differ by a smaller share than this are the same but for rounding."""


def _convex_corners(points: Array, heights: Array) -> Indices:
    """The corners of the greatest convex function below some heights at increasing points."""
    corners: list[int] = []
    for place in range(len(points)):
        while len(corners) > 1:
            before, last = corners[-2], corners[-1]
            rise, run = heights[last] - heights[before], points[last] - points[before]
            if rise * (points[place] - points[before]) < (heights[place] - heights[before]) * run:
                break
            corners.pop()
        corners.append(place)
    return np.array(corners, dtype=np.intp)


def dip_p_value(found: float, size: int) -> float:
    """How often uniform scores of that many respondents have a larger dip, from .001 to .5.

    Uniform scores have the largest dip of all that have one mode, so p is never too small. Between the sizes of the
    table it is interpolated along 1 / sqrt(n).

    Parameters
    ----------
    found : the dip
    size : respondents, 10 or more

    >>> dip_p_value(0.01, 500), round(dip_p_value(0.1, 500), 3)
    (0.5, 0.001)
    """
    sizes = np.array(sorted(DIPS, reverse=True))
    table = np.array([DIPS[one] for one in sizes])
    at = [np.interp(1 / np.sqrt(size), 1 / np.sqrt(sizes), table[:, column]) for column in range(len(QUANTILES))]
    return float(np.interp(found * np.sqrt(size), at, [1 - one for one in QUANTILES]))
