"""Survey weights: respondents drawn in proportion to them, and what weights leave of a sample."""

from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.randomness import generator

DOUBLE = 0.02
"""At most this share of the respondents drawn are drawn again."""


@dataclass(frozen=True, eq=False)
class Weighing:
    """All respondents of a weighted sample, from which some were drawn in proportion to their weights.

    Attributes
    ----------
    answers, weights : (N, D) and (N,), of all
    drawn : (n, D) the answers of those drawn
    """

    answers: Array
    weights: Array
    drawn: Array


def effective_size(weights: Array) -> float:
    """How many equally weighted respondents tell as much: (sum w)^2 / sum w^2.

    Source
    ------
    Kish 1965, "Survey Sampling", section 11.7.

    >>> effective_size(np.array([1.0, 1.0, 0.0])), round(effective_size(np.array([4.0, 1.0])), 2)
    (2.0, 1.47)
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def drawn_by_weight(weights: Array, *, seed: int = 0) -> Indices:
    """Whole respondents in proportion to their weights: rows, in ascending order.

    Systematic sampling in random order: a respondent of share p is drawn floor(n p) or ceil(n p) times. n is as large as
    it can be with hardly any respondent drawn twice (at most 2 % of the draws), because copies would look like collapse.

    Parameters
    ----------
    weights : (N,) at least 0, not all 0
    seed : of the order

    Source
    ------
    Madow 1949 (Annals of Mathematical Statistics 20, 333-354).

    >>> drawn_by_weight(np.ones(4)).tolist(), len(drawn_by_weight(np.array([2.0, 1.0, 1.0])))
    ([0, 1, 2, 3], 2)
    """
    shares = weights / weights.sum()
    size = _largest(shares)
    rng = generator("respondents drawn by weight", seed)
    order = rng.permutation(len(shares))
    ends = np.round(np.cumsum(shares[order]) * size, 9)
    ticks = np.arange(size) + (rng.random() if np.ptp(shares) > 0 else 0.5)
    return np.sort(order[np.searchsorted(ends, np.minimum(ticks, ends[-1] - 1e-9), side="right")])


def _largest(shares: Array) -> int:
    """The most respondents that can be drawn with hardly any drawn twice."""
    sizes = np.arange(1, len(shares) + 1)
    ordered = np.sort(shares)[::-1]
    total = np.concatenate([[0.0], np.cumsum(ordered)])
    above = np.searchsorted(-ordered, -1 / sizes, side="left")  # respondents whose share is above 1 / n
    again = sizes * total[above] - above
    return int(sizes[again <= DOUBLE * sizes + 1e-9].max())
