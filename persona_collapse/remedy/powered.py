"""Prediction-powered means: people's answers, corrected by those of the personas made from the same people."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator

FOLDS = 10
GROUPS = 20
"""Groups of people that are left out in turn, for the interval of the worth."""


@dataclass(frozen=True)
class Powered:
    """Means of D columns.

    Attributes
    ----------
    mean, low, high : (D,) with 95 % intervals
    variance, alone : (D,) of the mean, and of the mean of people alone
    """

    mean: Array
    low: Array
    high: Array
    variance: Array
    alone: Array


def powered_means(people: Array, twins: Array, others: Array, *, seed: int = 0) -> Powered:
    """People's means, from n people with a persona each, and N personas whose person has not been asked.

    mean(y) - l (mean(f) - mean(f')), with y and f the answers of people and of their personas, f' those of the other
    personas, and l = cov(y, f) / ((1 + n / N) var(f)), within 0 and 1: personas that predict nothing get l = 0. For each
    tenth of people l is estimated from the others, so that its error cannot make the interval too narrow.

    Parameters
    ----------
    people, twins : (n, D) each
    others : (N, D); without any, people's means remain as they are
    seed : of the folds

    Source
    ------
    Angelopoulos et al. 2023 (Science 382, 669-674), prediction-powered inference for means; the tuning of PPI++
    (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453, section 6); folds as Zrnic & Candès 2024 (PNAS 121, e2322083121).
    """
    size = len(people)
    middle = others.mean(axis=0) if len(others) else np.zeros(people.shape[1])
    spread = others.var(axis=0, ddof=1) if len(others) > 1 else np.zeros(people.shape[1])
    fold = generator("folds of people", seed).permutation(size) % min(FOLDS, size)
    corrected, tuned = np.empty_like(people), np.zeros(people.shape[1])
    for part in np.unique(fold):
        rest, here = fold != part, fold == part
        factor = _factor(people[rest], twins[rest], len(others), size)
        corrected[here] = people[here] - factor * (twins[here] - middle)
        tuned += factor * here.mean()
    variance = corrected.var(axis=0, ddof=1) / size + tuned**2 * spread / max(len(others), 1)
    mean, reach = corrected.mean(axis=0), t.ppf(0.975, size - 1) * np.sqrt(variance)
    return Powered(mean, mean - reach, mean + reach, variance, people.var(axis=0, ddof=1) / size)


def replaced(people: Array, twins: Array, others: Array, *, seed: int = 0) -> tuple[float, float, float]:
    """The number of people that the personas replace over all columns, with a 95 % interval.

    n (sum of variances of people alone / sum of those with personas - 1); its error by leaving out groups of people.

    Parameters
    ----------
    people, twins, others, seed : as in `powered_means`
    """
    size = len(people)
    group = generator("groups of people", seed).permutation(size) % min(GROUPS, size)
    value = _ratio(people, twins, others, seed)
    without = np.array([_ratio(people[group != g], twins[group != g], others, seed) for g in np.unique(group)])
    count = len(without)
    se = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))
    reach = float(t.ppf(0.975, count - 1)) * se
    return size * value, size * (value - reach), size * (value + reach)


def _ratio(people: Array, twins: Array, others: Array, seed: int) -> float:
    found = powered_means(people, twins, others, seed=seed)
    both = float(found.variance.sum())
    return float(found.alone.sum()) / both - 1 if both > 0 else 0.0


def _factor(people: Array, twins: Array, others: int, size: int) -> Array:
    """How far the personas are believed, column by column (D,), 0 to 1."""
    if others == 0:
        return np.zeros(people.shape[1])
    own = twins - twins.mean(axis=0)
    spread = (own**2).mean(axis=0)
    together = (own * (people - people.mean(axis=0))).mean(axis=0)
    factor = np.divide(together, spread, out=np.zeros(len(spread)), where=spread > 0) / (1 + size / others)
    return np.asarray(np.clip(factor, 0, 1))
