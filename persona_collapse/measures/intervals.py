"""Intervals: how far a number would move if other respondents had been asked.

Two ways, each for the numbers it holds for (docs/decisions.md has how often each held the truth): influence of single
respondents for averages, and pairs of disjoint draws for the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_complete, as_matrix
from persona_collapse.measures.items import answer_shares, trait_means, trait_sds

Method: TypeAlias = Literal["influence", "paired draws"]

NORMAL = 1.96
PAIRED = 2.2
"""Standard errors to either side: for known influences, and where the error itself is estimated from draws."""

FEWEST = 50
"""Below this matched size no interval is given."""


@dataclass(frozen=True)
class Interval:
    """A number and the 95 % interval around it, over respondents, given the reference.

    Attributes
    ----------
    value : the number
    low, high : ends of the interval
    se : standard error
    method : how it was found
    """

    value: float
    low: float
    high: float
    se: float
    method: Method


def around(value: float, se: float, method: Method) -> Interval:
    """The interval of a value with a standard error.

    >>> around(0.5, 0.1, "influence").high
    0.696
    """
    reach = (PAIRED if method == "paired draws" else NORMAL) * se
    return Interval(float(value), float(value - reach), float(value + reach), float(se), method)


def of_influence(value: float, influence: ArrayLike) -> Interval:
    """The interval of an average-like number, from what each respondent does to it (the delta method).

    Parameters
    ----------
    value : the number, from all respondents
    influence : (N,) derivative of the number by each respondent's weight, mean 0

    Source
    ------
    docs/measures.md, section 0; the infinitesimal jackknife of Jaeckel 1972.

    The mean of 0 and 2 has influences -1 and 1, and the standard error of a mean of two:

    >>> round(of_influence(1.0, [-1.0, 1.0]).se, 3)
    1.0
    """
    moved = np.asarray(influence, dtype=np.float64)
    size = len(moved)
    if size < 2:
        raise InputError(f"{size} respondents have no spread; give at least 2")
    return around(value, float(np.sqrt((moved**2).sum() / (size * (size - 1)))), "influence")


def with_draws(found: Interval, of_draws: ArrayLike) -> Interval:
    """An interval widened by the error of a mean over so many draws of the reference.

    Parameters
    ----------
    found : over respondents
    of_draws : (R,) the number in each draw, whose mean is the value

    >>> round(with_draws(around(0.0, 0.0, "influence"), [-1.0, 1.0]).se, 3)
    1.0
    """
    values = np.asarray(of_draws, dtype=np.float64)
    if len(values) < 2:
        return found
    return around(found.value, float(np.sqrt(found.se**2 + values.var(ddof=1) / len(values))), found.method)


def of_pairs(values: ArrayLike) -> Interval | None:
    """The interval of a mean over draws, from draws taken in pairs that share no respondent.

    The spread of draws is not the uncertainty of their mean, for they overlap. Two draws without a respondent in common
    differ as two independent samples do: half their mean squared difference is the variance of one draw; what draws of
    one population have in spread is taken off, and what remains is due to which respondents there are.

    Parameters
    ----------
    values : (P, 2) of each pair

    Returns
    -------
    None when a draw is undefined.

    Source
    ------
    docs/measures.md, section 0: SE^2 = half the mean squared difference within pairs - variance of all draws + variance / draws.
    """
    pairs = np.asarray(values, dtype=np.float64)
    if not np.isfinite(pairs).all():
        return None
    variance = float(pairs.var(ddof=1))
    of_one = float(((pairs[:, 0] - pairs[:, 1]) ** 2).mean() / 2)
    squared = max(of_one - variance, 0.0) + variance / pairs.size
    return around(float(pairs.mean()), float(np.sqrt(squared)), "paired draws")


def effective_likert_interval(answers: ArrayLike, *, low: int, high: int) -> Interval | None:
    """The interval of the effective Likert (`effective_likert`): the mean over items of 1 / sum_v p_v^2.

    A respondent moves an item's sum of squares by 2 (p_own - sum of squares).

    >>> effective_likert_interval([[1, 3], [5, 3]], low=1, high=5).value
    1.5
    """
    matrix = as_matrix(answers)
    shares = answer_shares(matrix, low=low, high=high)
    squares = (shares**2).sum(axis=1)
    answered = squares > 0
    if not answered.any() or len(matrix) < 2:
        return None
    own = np.zeros(matrix.shape)
    for place, point in enumerate(range(low, high + 1)):
        own += np.where(matrix == point, shares[:, place], 0.0)
    per_item = -2 * (own - squares) / np.where(answered, squares, 1.0) ** 2
    return of_influence(float((1 / squares[answered]).mean()), _over_items(per_item[:, answered], matrix[:, answered]))


def share_interval(answers: ArrayLike, points: Sequence[float]) -> Interval | None:
    """The interval of the share of all answers that are one of some scale points.

    >>> share_interval([[1, 1], [3, 3]], [1]).value
    0.5
    """
    matrix = as_matrix(answers)
    given = ~np.isnan(matrix)
    if not given.any() or len(matrix) < 2:
        return None
    hit = np.isin(matrix, list(points)) & given
    value = hit.sum() / given.sum()
    return of_influence(float(value), (hit - value * given).sum(axis=1) * len(matrix) / given.sum())


def sd_ratio_interval(population_scores: ArrayLike, reference_scores: ArrayLike) -> Interval | None:
    """The interval of `sd_ratio`, given the reference; a respondent moves an SD by ((x - m)^2 - s^2) / 2 s."""
    ours, people = as_complete(population_scores), as_complete(reference_scores, "reference")
    human, own = trait_sds(people), trait_sds(ours)
    if len(ours) < 2 or (human == 0).any() or (own == 0).any():
        return None
    moved = ((ours - ours.mean(axis=0)) ** 2 - own**2) / (2 * own) / human
    return of_influence(float((own / human).mean()), moved.mean(axis=1))


def desirability_interval(
    population_scores: ArrayLike, reference_scores: ArrayLike, reversed_traits: NDArray[np.bool_]
) -> Interval | None:
    """The interval of `desirability_shift`, given the reference."""
    ours, people = as_complete(population_scores), as_complete(reference_scores, "reference")
    human = trait_sds(people)
    if len(ours) < 2 or (human == 0).any():
        return None
    sign = np.where(reversed_traits, -1.0, 1.0)
    each = (sign * (ours - trait_means(people)) / human).mean(axis=1)
    return of_influence(float(each.mean()), each - each.mean())


def marginal_distance_interval(population: ArrayLike, reference: ArrayLike, *, low: int, high: int) -> Interval | None:
    """The interval of the mean of `marginal_distance` over items, given the reference.

    The distance is the area between two step functions; a respondent moves each step by whether its answer is at or
    below it, in the direction in which the two already differ.
    """
    ours, people = as_matrix(population), as_matrix(reference, "reference")
    if len(ours) < 2 or np.isnan(ours).all(axis=0).any():
        return None
    cumulative, human = (answer_shares(one, low=low, high=high).cumsum(axis=1)[:, :-1] for one in (ours, people))
    value = float(np.abs(cumulative - human).sum(axis=1).mean())
    per_item = np.zeros(ours.shape)
    for place, point in enumerate(range(low, high)):
        gap = np.sign(cumulative[:, place] - human[:, place])
        per_item += gap * ((ours <= point) - cumulative[:, place])
    return of_influence(value, _over_items(per_item, ours))


def _over_items(per_item: Array, answers: Array) -> Array:
    """Influence (N,) on a mean over items of an average over those who answered each."""
    given = ~np.isnan(answers)
    weight = len(answers) / np.maximum(given.sum(axis=0), 1)
    return np.asarray(np.where(given, per_item * weight, 0.0).mean(axis=1))
