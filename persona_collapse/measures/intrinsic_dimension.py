"""Local intrinsic dimensionality: how complex are the differences between respondents that are most alike?"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_complete, fewest_patterns
from persona_collapse.measures.neighbours import TOLERANCE, nearest_others
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Scaler

K = 20


@dataclass(frozen=True)
class LID:
    """Local intrinsic dimensionality of a population; higher is more complex, and noise has the highest.

    Attributes
    ----------
    median : over respondents; a respondent that shares its answer pattern counts as 0. With fewer than k + 1 patterns
        it is 0 if more than half share theirs, else None
    median_distinct : over patterns, each counted once
    tied : number of respondents that share their pattern with another
    undefined : number of respondents with k equally distant neighbours; they are excluded from both medians
    distinct : patterns / respondents, in (0, 1]
    n : number of respondents evaluated
    k : number of neighbours
    pointwise : (n,) the value of each respondent, nan where undefined
    harmonic : harmonic mean over respondents (MacKay & Ghahramani 2005); 0 with any that shares its pattern
    """

    median: float | None
    median_distinct: float | None
    tied: int
    undefined: int
    distinct: float
    n: int
    k: int
    pointwise: Array = field(repr=False)
    harmonic: float | None = None


def lid(
    answers: ArrayLike,
    *,
    k: int = K,
    scale: Scaler | None = None,
    sample: int | None = None,
    seed: int = 0,
    nearest: Callable[[], Array] | None = None,
) -> LID:
    """How complex the differences are between respondents and their nearest neighbours.

    Neighbours are other answer patterns, each counted once; with r_1 <= ... <= r_k their distances, the estimate is
    -1 / mean_{i<k} log(r_i / r_k). A respondent that shares a pattern with another has dimension 0, so copies always
    lower the value. It grows with n (people: 12 at 150, 15 at 500): compare at equal n only.

    Parameters
    ----------
    answers : (N, D), complete
    k : number of neighbours
    scale : the reference's `Scaler`; None measures distances in the units given
    sample : evaluate this number of drawn respondents instead of all (neighbours are still found among all)
    seed : of that draw
    nearest : gives the distances (N, k) of each respondent to its k nearest others, where they are known; asked if no
        two answer alike

    Raises
    ------
    InputError : missing answers, k below 2, or a sample larger than the population.

    Source
    ------
    Levina & Bickel 2004 (NeurIPS 17), equation 8, with the mean over k - 1 terms of the maximum-likelihood
    estimate; the harmonic mean beside it: MacKay & Ghahramani 2005 (a comment on the former); the treatment of repeated patterns is ours (docs/definitions.md, section 1).

    The neighbours of 0 are 1 and 2, so its value is -1 / log(1/2) = 1.443; 1 has two neighbours at distance 1,
    where the estimate is undefined.

    >>> result = lid([[0.0], [1.0], [2.0]], k=2)
    >>> result.pointwise.round(3).tolist(), result.undefined
    ([1.443, nan, 1.443], 1)
    >>> lid([[0.0], [0.0], [1.0], [2.0]], k=2).tied
    2
    """
    matrix = as_complete(answers)
    if k < 2:
        raise InputError(f"k is {k}; the estimate compares neighbours, so give at least 2")
    patterns, pattern_of, copies = _patterns(matrix)
    asked = _asked(len(matrix), sample, seed)
    if len(patterns) < k + 1:
        return _without_neighbours(copies, pattern_of[asked], k)
    queried = np.unique(pattern_of[asked])
    of_pattern = np.full(len(patterns), np.nan)
    if nearest is None or len(patterns) < len(matrix):
        points = patterns if scale is None else scale(patterns)
        of_pattern[queried] = maximum_likelihood(nearest_others(points, k, queried))
    else:
        of_pattern[pattern_of[asked]] = maximum_likelihood(nearest()[asked])
    shared = copies > 1
    pointwise = np.where(shared, 0.0, of_pattern)[pattern_of[asked]]
    return LID(
        median=_median(pointwise),
        median_distinct=_median(of_pattern[queried]),
        tied=int(shared[pattern_of[asked]].sum()),
        undefined=int(np.isnan(pointwise).sum()),
        distinct=len(queried) / len(asked),
        n=len(asked),
        k=k,
        pointwise=pointwise,
        harmonic=_harmonic(pointwise),
    )


def maximum_likelihood(distances: Array) -> Array:
    """-1 / mean_{i<k} log(r_i / r_k) for each row of sorted, positive distances (n, k); nan where all are equal.

    >>> maximum_likelihood(np.array([[1.0, np.e]])).round(9).tolist()
    [1.0]
    """
    farthest = distances[:, -1:]
    equal = distances[:, 0] >= farthest[:, 0] * (1 - TOLERANCE)
    mean_log = np.log(distances[:, :-1] / farthest).mean(axis=1)
    estimate: Array = np.divide(-1.0, mean_log, out=np.full(len(distances), np.nan), where=~equal)
    return estimate


def _patterns(matrix: Array) -> tuple[Array, Indices, Indices]:
    """Answer patterns, the pattern of each respondent, and how many respondents have each pattern.

    >>> patterns, pattern_of, copies = _patterns(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]]))
    >>> patterns[pattern_of].tolist(), copies[pattern_of].tolist()
    ([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]], [2, 1, 2])
    """
    if fewest_patterns(matrix) == len(matrix):
        return matrix, np.arange(len(matrix)), np.ones(len(matrix), dtype=np.intp)
    patterns, pattern_of, copies = np.unique(matrix, axis=0, return_inverse=True, return_counts=True)
    return patterns, pattern_of.reshape(-1), copies


def _asked(size: int, sample: int | None, seed: int) -> Indices:
    if sample is None:
        return np.arange(size)
    if not 1 <= sample <= size:
        raise InputError(f"a sample of {sample} was asked for and the population has {size} respondents")
    return generator("lid", seed).choice(size, sample, replace=False)


def _without_neighbours(copies: Indices, pattern_of: Indices, k: int) -> LID:
    """Fewer than k + 1 patterns: copies are 0, and the other respondents have too few neighbours for an estimate.

    No value is below 0. The median is therefore 0 when more than half are copies, whatever the other values are.
    """
    shared = (copies > 1)[pattern_of]
    pointwise = np.where(shared, 0.0, np.nan)
    return LID(
        median=0.0 if 2 * shared.sum() > len(shared) else None,
        median_distinct=None,
        tied=int(shared.sum()),
        undefined=int((~shared).sum()),
        distinct=len(np.unique(pattern_of)) / len(pattern_of),
        n=len(pattern_of),
        k=k,
        pointwise=pointwise,
    )


def _harmonic(values: Array) -> float | None:
    """1 / mean(1 / value) over the defined values: the estimate that pools the neighbourhoods of all respondents.

    >>> _harmonic(np.array([1.0, 3.0, np.nan])), _harmonic(np.array([0.0, 3.0]))
    (1.5, 0.0)
    """
    defined = values[~np.isnan(values)]
    if len(defined) == 0:
        return None
    return 0.0 if (defined == 0).any() else float(1 / (1 / defined).mean())


def _median(values: Array) -> float | None:
    defined = values[~np.isnan(values)]
    return float(np.median(defined)) if len(defined) else None
