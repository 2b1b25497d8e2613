"""What personas say of an item, learned from other items: all that can be gained where no persona belongs to a person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator

GROUPS = 20
"""Groups of people that are left out in turn: answers of one person to several items err together."""

PERMUTATIONS = 400
LEAST = 1e-3
"""The least error variance of a prediction, as a share of the variance of answers: no run replaces more than 1,000 people."""


@dataclass(frozen=True)
class Learned:
    """Means of D items (or shares of a scale point in them).

    Attributes
    ----------
    mean, low, high : (D,) with 95 % intervals that hold on average over items
    worth : people that the personas replace
    worth_low, worth_high : its 95 % interval, over items and people
    """

    mean: Array
    low: Array
    high: Array
    worth: float
    worth_low: float
    worth_high: float


@dataclass(frozen=True)
class _Errors:
    """Predictions of people's means, and how they err.

    Attributes
    ----------
    predicted : (D,) each from the other items
    shared : covariance of the sampling errors of prediction and mean, as a share of the variance of the mean
    squares : (D,) squared distance of prediction and true mean, unbiased; may be negative
    """

    predicted: Array
    shared: float
    squares: Array

    def variance(self, typical: float) -> float:
        """The mean of the squares, plus one standard error because it is known roughly.

        Parameters
        ----------
        typical : the variance of single answers
        """
        se = float(self.squares.std(ddof=1) / np.sqrt(len(self.squares)))
        return max(float(self.squares.mean()), 0.0) + max(se, LEAST * typical)


def learned_means(people: Array, personas: Array, *, valued: bool = True, seed: int = 0) -> Learned:
    """People's means of D items, each between people's own and what personas say of the item.

    People's means are predicted from the personas' by a line through all other items, and mean and prediction are weighted
    so that the squared error is least; people's sampling error, which the items of a person share, is found by leaving out
    groups of people. The worth is the number of people whose means miss by as much as these predictions, less that number
    for predictions without personas (the mean of the other items): personas that say nothing about items are worth 0.

    Parameters
    ----------
    people : (n, D) answers, nan where missing
    personas : (D,) the personas' means
    valued : whether the worth is wanted, which takes most of the time; nan without
    seed : of groups and permutations

    Source
    ------
    Fay & Herriot 1979 (JASA 74, 269-277), with the prediction from other items only. A number of people as the measure of
    a simulation's error: Huang, Wu & Wang 2025 (arXiv 2502.17773).
    """
    count = (~np.isnan(people)).sum(axis=0)
    variance = np.maximum(np.nanvar(people, axis=0, ddof=1), 1e-6)
    mean, sampling, typical = np.nanmean(people, axis=0), variance / count, float(variance.mean())
    without = _without_groups(people, seed)
    line, flat = np.column_stack([np.ones(len(personas)), personas]), np.ones((len(personas), 1))
    found, alone = (_errors(design, mean, sampling, without) for design in (line, flat))
    error = found.variance(typical)
    shared = found.shared * sampling
    belief = np.clip((sampling - shared) / np.maximum(sampling + error - 2 * shared, 1e-12), 0, 1)
    left = (1 - belief) ** 2 * sampling + belief**2 * error + 2 * belief * (1 - belief) * shared
    both = mean + belief * (found.predicted - mean)
    reach = t.ppf(0.975, min(len(people), len(mean)) - 2) * np.sqrt(left)
    if not valued:
        return Learned(both, both - reach, both + reach, np.nan, np.nan, np.nan)
    known = typical / alone.variance(typical)
    gains = _around([found, alone], typical, (line, mean, sampling, without), seed)
    worth, low, high = (min(known * (float(np.exp(one)) - 1), 1 / LEAST) for one in gains)
    return Learned(both, both - reach, both + reach, worth, low, high)


def _around(
    both: Sequence[_Errors], typical: float, known: tuple[Array, Array, Array, Array], seed: int
) -> tuple[float, float, float]:
    """How many times more people predictions with personas are worth than those without (its logarithm), with its interval.

    By leaving out items and groups of people; 0 is in the interval where mixed up items give as much.
    """
    line, mean, sampling, without = known
    found, alone = both

    def gain(one: _Errors, other: _Errors) -> float:
        return float(np.log(other.variance(typical) / one.variance(typical)))

    def fewer(one: _Errors, item: int) -> _Errors:
        return _Errors(one.predicted, one.shared, np.delete(one.squares, item))

    def again(one: _Errors, design: Array, means: Array) -> _Errors:
        return _errors(design, means, sampling, without, one.shared)

    value = gain(found, alone)
    items = np.array([gain(fewer(found, item), fewer(alone, item)) for item in range(len(mean))])
    groups = np.array([gain(again(found, line, one), again(alone, line[:, :1], one)) for one in without])
    reach = float(t.ppf(0.975, len(without) - 1) * np.sqrt(_jackknifed(items) + _jackknifed(groups)))
    rng = generator("items mixed up", seed)
    mixed = [gain(again(found, rng.permutation(line), mean), alone) for _ in range(PERMUTATIONS)]
    usual = np.quantile(mixed, [0.025, 0.975])
    low, high = value - reach, value + reach
    return (value, min(low, 0.0), max(high, 0.0)) if usual[0] <= value <= usual[1] else (value, low, high)


def _errors(design: Array, mean: Array, sampling: Array, without: Array, shared: float | None = None) -> _Errors:
    """Predictions with their errors; the shared error where it is known already."""
    predicted = _left_out(design, mean)
    if shared is None:
        others = np.array([_left_out(design, one) for one in without])
        shared = float(_jackknife_covariance(others, without).mean() / sampling.mean())
    return _Errors(predicted, shared, (mean - predicted) ** 2 - sampling + 2 * shared * sampling)


def _without_groups(people: Array, seed: int) -> Array:
    """People's means (G, D) without each group of them."""
    group = generator("groups of people", seed).permutation(len(people)) % min(GROUPS, len(people))
    whole = np.nanmean(people, axis=0)
    found = []
    for one in np.unique(group):
        rest = people[group != one]
        asked = ~np.isnan(rest).all(axis=0)
        found.append(np.where(asked, np.nanmean(np.where(asked, rest, 0.0), axis=0), whole))
    return np.array(found)


def _jackknife_covariance(ours: Array, theirs: Array) -> Array:
    """Covariance (D,) of two statistics, from their values (G, D) without each group."""
    count = len(ours)
    return np.asarray((count - 1) / count * ((ours - ours.mean(axis=0)) * (theirs - theirs.mean(axis=0))).sum(axis=0))


def _jackknifed(values: Array) -> float:
    """Variance of a statistic, from its values (G,) without each group."""
    return float(_jackknife_covariance(values[:, None], values[:, None])[0])


def _left_out(design: Array, values: Array) -> Array:
    """Least-squares predictions (D,) of each value from all others.

    >>> _left_out(np.ones((3, 1)), np.array([1.0, 2.0, 6.0])).tolist()
    [4.0, 3.5, 1.5]
    """
    hat = design @ np.linalg.pinv(design)
    leverage = np.minimum(np.diag(hat), 1 - 1e-9)
    return np.asarray(values - (values - hat @ values) / (1 - leverage))
