"""Intervals: how much a number would change with other respondents.

There are six methods, each for the numbers where it is valid: influence of single respondents for averages, Wilson's
score for shares of respondents, a delete-one jackknife for exactly rarefied shares, DeLong's error for the area under a
ROC curve, resampled personas for what their texts say, and pairs of disjoint draws for the rest. docs/validity.md says how often each interval contained the true value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_complete, as_matrix
from persona_collapse.measures.items import answer_shares, over_items, trait_means, trait_sds
from persona_collapse.measures.reliability import mean_squares

Method: TypeAlias = Literal[
    "DeLong", "halves", "influence", "jackknife", "paired draws", "paired personas", "resampling", "Wilson"
]

NORMAL = 1.96
PAIRED = 2.2
"""Half-widths in standard errors: where the standard error is well known, and where it depends on single draws."""

LEVEL = 0.95
"""Of every interval."""

FEWEST = 50
"""Below this matched size no interval is given."""


@dataclass(frozen=True)
class Interval:
    """A number and the 95 % interval around it, over respondents, for a fixed reference.

    Attributes
    ----------
    value : the number
    low, high : ends of the interval
    se : standard error
    method : how it was computed
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


@dataclass(frozen=True)
class Estimate:
    """A number, and what each respondent contributes to its error.

    Attributes
    ----------
    value : the number
    parts : (N,) in units of the number; their squares sum to the squared standard error over respondents
    method : how they were computed
    draws : (R,) the number in each draw of the reference; the value is their mean; None without draws
    """

    value: float
    parts: Array
    method: Method
    draws: Array | None = None

    @property
    def se(self) -> float:
        """Standard error: over respondents, and of the mean over the draws."""
        squared = (self.parts**2).sum()
        if self.draws is not None and len(self.draws) > 1:
            squared += self.draws.var(ddof=1) / len(self.draws)
        return float(np.sqrt(squared))

    @property
    def interval(self) -> Interval:
        """The 95 % interval around the number."""
        return around(self.value, self.se, self.method)


def of_influence(value: float, influence: ArrayLike) -> Estimate:
    """The error of an average-like number, from the influence of each respondent (the delta method).

    Parameters
    ----------
    value : the number, from all respondents
    influence : (N,) derivative of the number by each respondent's weight, mean 0

    Source
    ------
    docs/definitions.md, section 0; the infinitesimal jackknife of Jaeckel 1972.

    The mean of 0 and 2 has influences -1 and 1, and the standard error of a mean of two:

    >>> round(of_influence(1.0, [-1.0, 1.0]).se, 3)
    1.0
    """
    moved = np.asarray(influence, dtype=np.float64)
    size = len(moved)
    if size < 2:
        raise InputError(f"{size} respondents have no spread; give at least 2")
    return Estimate(float(value), moved / np.sqrt(size * (size - 1)), "influence")


def of_jackknife(value: float, without: ArrayLike) -> Estimate:
    """The error of a number, from its values without one respondent at a time.

    Parameters
    ----------
    value : from all respondents
    without : (N,) from all but one

    Source
    ------
    Efron & Stein 1981 (Annals of Statistics 9, 586-596).

    For a mean it is the standard error of a mean:

    >>> round(of_jackknife(1.0, [2.0, 0.0]).se, 3)
    1.0
    """
    left = np.asarray(without, dtype=np.float64)
    size = len(left)
    return Estimate(float(value), (left.mean() - left) * np.sqrt((size - 1) / size), "jackknife")


GROUPS = 1000
"""Respondents are excluded one at a time up to this number of respondents, otherwise in groups of equal size."""


def of_grouped_jackknife(
    measure: Callable[[Indices], float | None], size: int, persona: Indices | None = None
) -> Estimate | None:
    """The error of any number of respondents, by leaving them out one at a time (or, of many, group by group).

    Parameters
    ----------
    measure : the number of some respondents, given as rows; None where undefined
    size : N, how many respondents there are
    persona : (rows,) whose each row is, 0..N-1, where respondents have several, which leave together

    Returns
    -------
    None where the number is undefined for all respondents, or without some of them; and for a single respondent.

    Source
    ------
    Efron & Stein 1981, as `of_jackknife`; in groups Quenouille 1956 (Biometrika 43, 353-360).

    >>> answers = np.array([0.0, 2.0])
    >>> found = of_grouped_jackknife(lambda rows: float(answers[rows].mean()), 2)
    >>> found.value, round(found.se, 3)
    (1.0, 1.0)
    """
    persona = np.arange(size) if persona is None else persona
    rows, groups = np.arange(len(persona)), np.arange(size) % GROUPS
    value = measure(rows) if size > 1 else None
    if value is None:
        return None
    without = [measure(rows[groups[persona] != group]) for group in range(min(size, GROUPS))]
    known = [one for one in without if one is not None]
    if len(known) < len(without):
        return None
    found = of_jackknife(value, known)
    return replace(found, parts=(found.parts / np.sqrt(np.bincount(groups)))[groups])


def with_draws(found: Estimate, of_draws: ArrayLike) -> Estimate:
    """An estimate plus the error of its mean over the draws of the reference.

    Parameters
    ----------
    found : over respondents
    of_draws : (R,) the number in each draw, whose mean is the value

    >>> round(with_draws(of_influence(0.0, [0.0, 0.0]), [-1.0, 1.0]).se, 3)
    1.0
    """
    return replace(found, draws=np.asarray(of_draws, dtype=np.float64))


def difference(first: Estimate, second: Estimate, who_first: Indices, who_second: Indices) -> Estimate:
    """The second number minus the first, where some respondents may be on both sides.

    A respondent on both sides counts once: its two parts are subtracted before squaring (in a jackknife it leaves both
    sides together). A respondent on one side contributes its own part. Draws of the reference are subtracted one by
    one.

    Parameters
    ----------
    first, second : computed with the same method
    who_first, who_second : (N,) and (M,) whole numbers; equal numbers are the same respondent

    Source
    ------
    docs/definitions.md, section 9; for a mean with all respondents on both sides, it is the standard error of a paired
    t-test.

    Two respondents rose by one and by three, so the mean rose by two with the standard error of (1, 3):

    >>> before, after = of_influence(1.0, [-1.0, 1.0]), of_influence(3.0, [-2.0, 2.0])
    >>> both = np.array([0, 1])
    >>> found = difference(before, after, both, both)
    >>> found.value, round(found.se, 3), round(difference(before, after, both, both + 2).se, 3)
    (2.0, 1.0, 2.236)
    """
    size = int(max(who_first.max(), who_second.max())) + 1
    parts = np.zeros(size)
    np.add.at(parts, who_second, second.parts)
    np.subtract.at(parts, who_first, first.parts)
    draws = None if first.draws is None or second.draws is None else second.draws - first.draws
    return Estimate(second.value - first.value, parts, first.method, draws)


def of_pairs(values: ArrayLike, drawn: float = 0.0, least: float = 0.0) -> Interval | None:
    """The interval of a mean over draws, from pairs of draws that share no respondent.

    The spread of draws is not the uncertainty of their mean, because draws overlap. Two draws without a common
    respondent differ as two independent samples do: half their mean squared difference is the variance of one draw. The
    spread of draws from one population is subtracted from it, and the rest is due to the choice of respondents. That rest
    is itself uncertain and may vanish; it cannot exceed sqrt(n / N) times the error of one draw (Hoeffding 1948).

    Parameters
    ----------
    values : (P, 2) of the two draws of each pair
    drawn : n / N, the share of respondents in a draw
    least : the error is at least this share of that bound

    Returns
    -------
    None when a draw is undefined.

    Source
    ------
    docs/definitions.md, section 0: SE^2 = half the mean squared difference within pairs - variance of all draws + variance / draws.
    """
    pairs = np.asarray(values, dtype=np.float64)
    if not np.isfinite(pairs).all():
        return None
    variance = float(pairs.var(ddof=1))
    of_one = float(((pairs[:, 0] - pairs[:, 1]) ** 2).mean() / 2)
    squared = max(of_one - variance, least**2 * drawn * of_one, 0.0) + variance / pairs.size
    return around(float(pairs.mean()), float(np.sqrt(squared)), "paired draws")


def of_resamples(value: float, drawn: ArrayLike) -> Interval | None:
    """The interval of a number from its values in samples of respondents drawn with replacement: their percentiles.

    Parameters
    ----------
    value : from all respondents
    drawn : (B,) from each sample

    Returns
    -------
    None when the number is undefined for all respondents or in a sample.

    Source
    ------
    Efron 1979 (Annals of Statistics 7, 1-26), percentiles of the bootstrap.

    >>> found = of_resamples(2.0, [1.0, 2.0, 3.0])
    >>> round(found.low, 3), round(found.high, 3)
    (1.05, 2.95)
    """
    values = np.asarray(drawn, dtype=np.float64)
    if np.isnan(value) or np.isnan(values).any():
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(value), float(low), float(high), float(values.std(ddof=1)), "resampling")


def effective_likert_estimate(answers: ArrayLike, *, low: int, high: int) -> Estimate | None:
    """The effective Likert (`effective_likert`) with its error: the mean over items of 1 / sum_v p_v^2.

    A respondent's influence on an item's sum of squares is 2 (p_own - sum of squares).

    >>> effective_likert_estimate([[1, 3], [5, 3]], low=1, high=5).value
    1.5
    """
    matrix = as_matrix(answers)
    shares = answer_shares(matrix, low=low, high=high)
    squares = (shares**2).sum(axis=1)
    answered = squares > 0
    if not answered.any() or len(matrix) < 2:
        return None

    def per_item(some: Array) -> Array:
        own = np.zeros(some.shape)
        for place, point in enumerate(range(low, high + 1)):
            own += np.where(some == point, shares[answered, place], 0.0)
        return np.asarray(-2 * (own - squares[answered]) / squares[answered] ** 2)

    return of_influence(
        float((1 / squares[answered]).mean()), over_items(per_item, matrix if answered.all() else matrix[:, answered])
    )


def share_estimate(answers: ArrayLike, points: Sequence[float]) -> Estimate | None:
    """The share of all answers that are one of some scale points, with its error.

    >>> share_estimate([[1, 1], [3, 3]], [1]).value
    0.5
    """
    matrix = as_matrix(answers)
    given = ~np.isnan(matrix)
    if not given.any() or len(matrix) < 2:
        return None
    hit = np.isin(matrix, list(points)) & given
    value = hit.sum() / given.sum()
    return of_influence(float(value), (hit.sum(axis=1) - value * given.sum(axis=1)) * len(matrix) / given.sum())


def sd_ratio_estimate(population_scores: ArrayLike, reference_scores: ArrayLike) -> Estimate | None:
    """`sd_ratio` with its error, for a fixed reference; influence on an SD is ((x - m)^2 - s^2) / 2 s."""
    ours, people = as_complete(population_scores), as_complete(reference_scores, "reference")
    human, own = trait_sds(people), trait_sds(ours)
    if len(ours) < 2 or (human == 0).any() or (own == 0).any():
        return None
    moved = ((ours - ours.mean(axis=0)) ** 2 - own**2) / (2 * own) / human
    return of_influence(float((own / human).mean()), moved.mean(axis=1))


def desirability_estimate(
    population_scores: ArrayLike, reference_scores: ArrayLike, reversed_traits: NDArray[np.bool_]
) -> Estimate | None:
    """`desirability_shift` with its error, for a fixed reference."""
    ours, people = as_complete(population_scores), as_complete(reference_scores, "reference")
    human = trait_sds(people)
    if len(ours) < 2 or (human == 0).any():
        return None
    sign = np.where(reversed_traits, -1.0, 1.0)
    each = (sign * (ours - trait_means(people)) / human).mean(axis=1)
    return of_influence(float(each.mean()), each - each.mean())


def marginal_distance_estimate(population: ArrayLike, reference: ArrayLike, *, low: int, high: int) -> Estimate | None:
    """The mean of `marginal_distance` over items with its error, for a fixed reference.

    The distance is the area between two step functions. A respondent moves a step if its answer is at or below it, in
    the direction in which the two already differ.
    """
    ours, people = as_matrix(population), as_matrix(reference, "reference")
    if len(ours) < 2 or np.isnan(ours).all(axis=0).any():
        return None
    cumulative, human = (answer_shares(one, low=low, high=high).cumsum(axis=1)[:, :-1] for one in (ours, people))
    value = float(np.abs(cumulative - human).sum(axis=1).mean())

    def per_item(some: Array) -> Array:
        found = np.zeros(some.shape)
        for place, point in enumerate(range(low, high)):
            found += np.sign(cumulative[:, place] - human[:, place]) * ((some <= point) - cumulative[:, place])
        return found

    return of_influence(value, over_items(per_item, ours))


def icc_intervals(samples: ArrayLike) -> Array:
    """The interval of each ICC(1,1) (`icc`), from the distribution of F: (D, 2), nan where the ICC is undefined.

    With F = B / W, its ends are (F / q - 1) / (F / q + R - 1), q the .975 and the .025 quantile of F with N - 1 and
    N (R - 1) degrees of freedom. It is valid for normally distributed answers.

    Parameters
    ----------
    samples : (R, N, D) as in `icc`

    Source
    ------
    Shrout & Fleiss 1979 (Psychological Bulletin 86, 420-428), case 1.

    Personas that always repeat their answer give an interval of width 0:

    >>> icc_intervals([[[1], [3]], [[1], [3]]]).tolist()
    [[1.0, 1.0]]
    """
    between, within, repeats = mean_squares(samples)
    personas = (~np.isnan(np.asarray(samples, dtype=np.float64)).any(axis=0)).sum(axis=0)
    freedom = np.maximum(personas - 1, 1), np.maximum(personas * (repeats - 1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = between / within
        ends = [ratio / scipy.stats.f.ppf(level, *freedom) for level in (0.975, 0.025)]
        found = np.stack([1 - repeats / (one + repeats - 1) for one in ends], axis=1)
    return np.asarray(found, dtype=np.float64)
