"""Do personas answer differently after something than when they are merely asked again?

Every persona was asked three times: before, after, and again without anything in between. What re-asking alone moves is
seen between before and again, and is subtracted.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_matrix
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.intervals import LEVEL, Interval, around, of_jackknife

CHANCE = 0.05
"""Share of re-asked personas that lie beyond the limit above which a persona is counted as changed."""

TAIL = 0.15
"""Re-asked personas, the farthest ones, by which it is judged how densely changed ones lie around the limit."""

WIDEST = 4.0
"""Standard errors that the distance between personas needs before a drift is expressed as a share of it."""


@dataclass(frozen=True)
class PairedEffect:
    """A mean over personas.

    Attributes
    ----------
    value : the mean
    low, high : its 95 % interval
    p_value : two-sided, that it is 0
    """

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of N personas to D items at one time, over the rows of each persona.

    Attributes
    ----------
    mean, square : (N, D) means of the answers and of their squares, nan where none was given
    """

    mean: Array
    square: Array

    @classmethod
    def of(cls, answers: ArrayLike, persona: Indices, size: int) -> "Answers":
        """From rows.

        Parameters
        ----------
        answers : (R, D), nan where missing
        persona : (R,) whose each row is, 0..N-1
        size : N

        >>> found = Answers.of([[1.0], [3.0], [2.0]], np.array([0, 0, 1]), 2)
        >>> found.mean.tolist(), found.square.tolist()
        ([[2.0], [2.0]], [[5.0], [4.0]])
        """
        matrix = as_matrix(answers)
        given = ~np.isnan(matrix)
        filled, sums = np.where(given, matrix, 0.0), np.zeros((3, size, matrix.shape[1]))
        for one, values in zip(sums, (given, filled, filled**2), strict=True):
            np.add.at(one, persona, values)
        counts = np.where(sums[0] > 0, sums[0], np.nan)
        return cls(sums[1] / counts, sums[2] / counts)


def squared_differences(first: Answers, second: Answers) -> Array:
    """Mean squared difference (N, D) between an answer of one time and an answer of another, in squared scale points.

    Over all pairs of a persona's rows, so that its expectation does not depend on how often a persona was asked: the squared
    difference of what a persona tends to answer, and the noise of one answer of each time. nan where one is missing.

    >>> once = Answers.of([[1.0], [5.0]], np.array([0, 1]), 2)
    >>> twice = Answers.of([[1.0], [3.0], [5.0]], np.array([0, 0, 1]), 2)
    >>> squared_differences(once, twice).tolist()
    [[2.0], [0.0]]
    """
    return np.asarray(first.square - 2 * first.mean * second.mean + second.square)


def mean_effect(values: ArrayLike) -> PairedEffect:
    """The mean over personas with Student's interval and p.

    Parameters
    ----------
    values : (N,) one per persona

    Raises
    ------
    InputError : fewer than two.

    >>> found = mean_effect([0.0, 2.0, 1.0])
    >>> found.value, round(found.low, 2), round(found.high, 2), round(found.p_value, 3)
    (1.0, -1.48, 3.48, 0.225)
    """
    each = np.asarray(values, dtype=np.float64)
    if len(each) < 2:
        raise InputError(f"{len(each)} personas have no spread; give at least 2")
    return _tested(float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))), len(each))


def _tested(value: float, se: float, size: int) -> PairedEffect:
    """Student's interval and p with N - 1 degrees of freedom; without spread, p is 1 for 0 and 0 for anything else."""
    reach = float(scipy.special.stdtrit(size - 1, 0.5 + LEVEL / 2)) * se
    p_value = 2 * float(scipy.special.stdtr(size - 1, -abs(value) / se)) if se > 0 else float(value == 0)
    return PairedEffect(value, value - reach, value + reach, p_value)


def share_of_distance(beyond: ArrayLike, before: Array, again: Array) -> PairedEffect | None:
    """How far personas moved, as a share of how far two personas are apart.

    The mean of what each moved beyond re-asking, over the mean squared difference between one persona asked before and
    another one asked again, less that of re-asking one persona: twice the covariance of before and again, mean over items.

    Parameters
    ----------
    beyond : (N,) of each persona, in squared scale points
    before, again : (N, D) answers, nan where missing in either

    Returns
    -------
    0 (they stayed) .. 1 (as far as from one persona to another) and beyond; None where personas hardly differ: the
    distance is below four of its standard errors, or an item has fewer than three personas. The p-value is that of the
    share, not of a mean.

    Source
    ------
    The interval is that of a delete-one jackknife (Efron & Stein 1981), as `of_jackknife`, with Student's quantile.

    Each of four personas moved by half of what two are apart:

    >>> rows = np.array([[1.0], [1.0], [3.0], [3.0]] * 10)
    >>> distance = 2 * np.cov(rows[:, 0])
    >>> round(share_of_distance(np.full(40, distance / 2), rows, rows).value, 3)
    0.5
    """
    moved = np.asarray(beyond, dtype=np.float64)
    distance, without = _distances(before, again)
    if not np.isfinite(without).all() or not distance > WIDEST * of_jackknife(distance, without).se:
        return None
    shares = (moved.sum() - moved) / (len(moved) - 1) / without
    value = float(moved.mean() / distance)
    return _tested(value, of_jackknife(value, shares).se, len(moved))


def _distances(before: Array, again: Array) -> tuple[float, Array]:
    """Twice the covariance of two times, mean over items: with all personas, and (N,) without each."""
    there = ~np.isnan(before + again)
    first, second = (np.where(there, one, 0.0) for one in (before, again))
    counts = there.sum(axis=0)
    first, second = (np.where(there, one - one.sum(axis=0) / np.maximum(counts, 1), 0.0) for one in (first, second))
    products = first * second
    whole = products.sum(axis=0)  # centred: the sums of both are 0
    left = counts - there
    with np.errstate(divide="ignore", invalid="ignore"):
        covariances = np.where(counts > 2, whole / (counts - 1), np.nan)
        reduced = np.where(left > 1, (whole - products - products / left) / (left - 1), np.nan)
    return float(2 * covariances.mean()), np.asarray(2 * np.where(there, reduced, covariances).mean(axis=1))


@dataclass(frozen=True)
class Places:
    """How well personas keep their places among the others.

    Attributes
    ----------
    after, again : correlation of scores before with those after, and with those asked again
    difference : after less again, with its interval and p
    """

    after: float
    again: float
    difference: PairedEffect


def places_kept(before: ArrayLike, after: ArrayLike, again: ArrayLike) -> Places | None:
    """Whether scores after go with those before as well as those asked again do, over personas.

    Parameters
    ----------
    before, after, again : (N,) scores of one trait, or (N, T) of several, of whose correlations the mean is taken; nan
        where undefined

    Returns
    -------
    None where scores do not vary, or have fewer than four personas.

    Source
    ------
    The difference of two correlations with a variable in common; its error by a delete-one jackknife (Efron & Stein 1981).

    >>> found = places_kept([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0])
    >>> found.after, found.again, found.difference.value
    (-1.0, 1.0, -2.0)
    """
    scores = [np.asarray(one, dtype=np.float64).reshape(len(np.asarray(one)), -1) for one in (before, after, again)]
    there = ~np.isnan(sum(scores)).any(axis=1)
    first, later, repeated = (one[there] for one in scores)
    if len(first) < 4:
        return None
    whole, without = zip(*(_correlations(first, one) for one in (later, repeated)), strict=True)
    value, left = float(whole[0] - whole[1]), without[0] - without[1]
    if not np.isfinite(left).all() or not np.isfinite(value):
        return None
    return Places(float(whole[0]), float(whole[1]), _tested(value, of_jackknife(value, left).se, len(first)))


def _correlations(first: Array, second: Array) -> tuple[float, Array]:
    """Pearson correlations, mean over columns: with all rows, and (N,) without each."""
    size = len(first)
    first, second = first - first.mean(axis=0), second - second.mean(axis=0)
    shrink = size / (size - 1)

    def product(one: Array, other: Array) -> tuple[Array, Array]:
        whole = (one * other).sum(axis=0)
        return whole, whole - shrink * one * other

    (both, both_left), (own, own_left), (others, others_left) = (
        product(*two) for two in ((first, second), (first, first), (second, second))
    )
    tiny = 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where((own > tiny) & (others > tiny), both / np.sqrt(own * others), np.nan)
        left = np.where((own_left > tiny) & (others_left > tiny), both_left / np.sqrt(own_left * others_left), np.nan)
    return float(whole.mean()), np.asarray(left.mean(axis=1))


@dataclass(frozen=True, eq=False)
class Changed:
    """Personas that changed more than re-asking moves them.

    Attributes
    ----------
    p_values : (N,) of each persona
    changed : (N,) whether it is beyond 95 % of what re-asking does
    share : of changed ones, with its 95 % interval; by chance exactly 5 %, for which personas of the next rank count in part
        where N is no multiple of 20
    """

    p_values: Array
    changed: np.ndarray
    share: Interval


def changed_personas(after: ArrayLike, again: ArrayLike) -> Changed:
    """Which personas changed more than 95 % of re-asked ones.

    A persona's difference after is ranked among the differences of the other personas asked again, never beside its own: a
    conformal p-value, (1 + those at least as large) / N. Where nothing but re-asking happens it is at most .05 for 5 % of
    personas or fewer. The limit is estimated from as many personas as are counted, which the interval of the share allows
    for: Wilson's, with the effective number of personas from the spread of (changed, less density at the limit times own
    re-asking beyond it).

    Parameters
    ----------
    after, again : (N,) mean squared difference of each persona from before

    Raises
    ------
    InputError : fewer than 20 personas, of which none could be beyond 95 % of the others.

    Source
    ------
    Vovk, Gammerman & Shafer 2005 (Algorithmic Learning in a Random World, chapter 2); the influence of an estimated
    quantile: Serfling 1980 (Approximation Theorems, section 2.5).

    >>> found = changed_personas([9.0] + [0.0] * 19, [1.0, 2.0] * 10)
    >>> found.changed.sum(), float(found.p_values[0]), found.share.value
    (np.int64(1), 0.05, 0.05)
    """
    moved, asked = np.asarray(after, dtype=np.float64), np.asarray(again, dtype=np.float64)
    size = len(moved)
    if size < 1 / CHANCE:
        raise InputError(f"{size} personas; which of them changed needs at least {round(1 / CHANCE)}")
    limit = moved - 1e-9  # equal but for rounding
    at_least = size - np.searchsorted(np.sort(asked), limit, side="left") - (asked >= limit)
    p_values = (1 + at_least) / size
    whole = int(size * CHANCE + 1e-9)
    rest = size * CHANCE - whole  # of the next rank, so that by chance exactly 5 % are counted
    counted = (1 - rest) * (p_values < (whole + 0.5) / size) + rest * (p_values < (whole + 1.5) / size)
    beyond = asked > np.quantile(asked, 1 - CHANCE)
    parts = counted - _density(moved, asked) * beyond
    found = around(float(counted.mean()), float(np.std(parts, ddof=1) / np.sqrt(size)), "Wilson")
    return Changed(p_values, p_values <= CHANCE + 1e-12, within_range(found, size))


def _density(moved: Array, asked: Array) -> float:
    """How many times as densely personas lie around the limit after as asked again; 1 where nothing happens."""
    start, end = np.quantile(asked, [1 - TAIL, 1.0])
    return float(((moved > start) & (moved <= end)).mean() / max(float((asked > start).mean()), 1 / len(asked)))
