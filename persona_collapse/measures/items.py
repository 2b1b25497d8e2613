"""Item by item: how much of the response scale a population uses, and how its answers differ from people's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_matrix, same_items

ROWS = 65_536
"""Respondents that are looked at together, to save memory."""


@dataclass(frozen=True)
class EffectiveLikert:
    """How many scale points are actually in use.

    Attributes
    ----------
    mean : over items, 1 (all answers the same) .. number of scale points (all used equally); None if there are no
        answers
    per_item : (D,) nan for an item without answers
    midpoint_share, extreme_share : of all answers, 0..1; midpoint_share is None for a scale without a midpoint
    zero_variance_items : number of items that all respondents answered alike
    unanswered_items : number of items without answers
    """

    mean: float | None
    per_item: Array
    midpoint_share: float | None
    extreme_share: float | None
    zero_variance_items: int
    unanswered_items: int


def effective_likert(answers: ArrayLike, *, low: int, high: int, weights: Array | None = None) -> EffectiveLikert:
    """How many points of the response scale a population uses, as if each were used equally often.

    Per item 1 / sum_v p_v^2 over the shares p_v of its scale points, then the mean over items; missing answers are
    excluded item by item.

    Parameters
    ----------
    answers : (N, D) whole scale points, nan where missing
    low, high : ends of the response scale
    weights : (N,) of the respondents; None weighs all alike

    Raises
    ------
    InputError : an answer that is not a whole point of the scale.

    Source
    ------
    The inverse of Simpson 1949 (Nature 163, 688), Hill number of order 2 (Hill 1973, Ecology 54, 427-432).

    On the first item half answer 1 and half 5, which uses two points; on the second all answer 3, which uses one:

    >>> result = effective_likert([[1, 3], [5, 3]], low=1, high=5)
    >>> result.per_item.tolist(), result.midpoint_share, result.extreme_share, result.zero_variance_items
    ([2.0, 1.0], 0.5, 0.5, 1)
    """
    matrix = as_matrix(answers)
    shares = answer_shares(matrix, low=low, high=high, weights=weights)
    per_item = points_in_use(shares)
    there = ~np.isnan(matrix)
    count = int(there.sum())
    each = None if weights is None else np.broadcast_to(weights[:, None], matrix.shape)[there]

    def share(hit: NDArray[np.bool_]) -> float:
        return float(hit.sum() / count if each is None else np.average(hit[there], weights=each))

    return EffectiveLikert(
        mean=float(np.nanmean(per_item)) if count else None,
        per_item=per_item,
        midpoint_share=share(matrix == (low + high) / 2) if count and (low + high) % 2 == 0 else None,
        extreme_share=share((matrix == low) | (matrix == high)) if count else None,
        zero_variance_items=int((shares >= 1 - 1e-12).any(axis=1).sum()),
        unanswered_items=int(np.isnan(per_item).sum()),
    )


def points_in_use(shares: Array) -> Array:
    """1 / sum_v p_v^2 of each item (D,), from its shares (D, V); nan for an item without answers.

    >>> points_in_use(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [2.0, 1.0]
    """
    squares = (shares**2).sum(axis=1)
    points: Array = np.divide(1.0, squares, out=np.full(len(squares), np.nan), where=squares > 0)
    return points


def answer_shares(answers: ArrayLike, *, low: int, high: int, weights: Array | None = None) -> Array:
    """Share of each scale point on each item: (D, high - low + 1), rows sum to 1, or to 0 for an item without answers.

    >>> answer_shares([[1], [2], [2], [float("nan")]], low=1, high=2).round(3).tolist()
    [[0.333, 0.667]]
    """
    matrix = as_matrix(answers)
    on_scale(matrix, low=low, high=high)
    each = np.ones(len(matrix)) if weights is None else weights
    counts = np.zeros((matrix.shape[1], high - low + 1))
    for start in range(0, len(matrix), ROWS):
        rows = slice(start, start + ROWS)
        for place, point in enumerate(range(low, high + 1)):
            counts[:, place] += each[rows] @ (matrix[rows] == point)
    answered = counts.sum(axis=1, keepdims=True)
    shares: Array = np.divide(counts, answered, out=counts, where=answered > 0)
    return shares


def on_scale(answers: Array, *, low: int, high: int, name: str = "population") -> None:
    """Refuse answers that are not whole points of the scale."""
    for start in range(0, len(answers), ROWS):
        some = answers[start : start + ROWS]
        off = ~np.isnan(some) & ((some < low) | (some > high) | (some != np.round(some)))
        if off.any():
            row, column = np.argwhere(off)[0]
            raise InputError(
                f"{name}: respondent {start + row + 1} answered {some[row, column]:g} to item {column + 1}; "
                f"answers are whole numbers from {low} to {high}"
            )


def marginal_distance(
    population: ArrayLike,
    reference: ArrayLike,
    *,
    low: int,
    high: int,
    weights: Array | None = None,
    reference_weights: Array | None = None,
) -> Array:
    """How far the answers to each item would have to move to match people's answers: (D,) in scale points.

    First Wasserstein distance between the two distributions of scale points: 0 (same) .. high - low; nan where either
    side has no answers.

    Parameters
    ----------
    population, reference : (N, D) and (M, D), nan where missing
    low, high : ends of the response scale
    weights, reference_weights : (N,) and (M,) of the respondents; None weighs all alike

    Raises
    ------
    InputError : different numbers of items, answers off the scale.

    Source
    ------
    docs/definitions.md, section 2; for ordered categories the distance is the area between the cumulative shares.

    >>> marginal_distance([[1], [1]], [[1], [3]], low=1, high=5).tolist()
    [1.0]
    """
    personas, people = as_matrix(population), as_matrix(reference, "reference")
    same_items(personas, people)
    return area_between(
        answer_shares(personas, low=low, high=high, weights=weights),
        answer_shares(people, low=low, high=high, weights=reference_weights),
    )


def area_between(ours: Array, theirs: Array) -> Array:
    """Area (D,) between the cumulative shares of two populations (D, V); nan where either has no answers.

    >>> area_between(np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])).tolist()
    [2.0]
    """
    area = np.abs(np.cumsum(ours - theirs, axis=1)).sum(axis=1)
    answered = (ours.sum(axis=1) > 0) & (theirs.sum(axis=1) > 0)
    return np.where(answered, area, np.nan)


def trait_means(scores: Array, weights: Array | None = None) -> Array:
    """Means (T,) of trait scores (N, T) without missing ones; nan for a trait without scores.

    >>> trait_means(np.array([[1.0], [4.0]]), np.array([2.0, 1.0])).tolist()
    [2.0]
    """
    return _by_trait(scores, lambda column, each: np.average(column, weights=each), weights)


def trait_sds(scores: Array, weights: Array | None = None) -> Array:
    """SDs (T,) of trait scores (N, T) with ddof 0 and without missing ones; nan for a trait without scores."""
    return _by_trait(scores, _sd, weights)


def sd_ratio(
    population_scores: ArrayLike,
    reference_scores: ArrayLike,
    *,
    weights: Array | None = None,
    reference_weights: Array | None = None,
) -> float | None:
    """How much trait scores vary compared with people's: mean over traits of population SD / reference SD.

    Parameters
    ----------
    population_scores, reference_scores : (N, T) and (M, T) in scale points, nan where missing
    weights, reference_weights : (N,) and (M,) of the respondents; None weighs all alike

    Returns
    -------
    0 (all the same) .., 1 like people, above 1 wider; None when a trait has no scores, or people do not vary on it.

    >>> sd_ratio([[2.0], [4.0]], [[1.0], [5.0]])
    0.5
    """
    ours, theirs = as_matrix(population_scores), as_matrix(reference_scores, "reference")
    same_items(ours, theirs)
    wide, human = trait_sds(ours, weights), trait_sds(theirs, reference_weights)
    return _mean_if_defined(wide, human)


def desirability_shift(
    population_scores: ArrayLike,
    reference_scores: ArrayLike,
    reversed_traits: NDArray[np.bool_],
    *,
    weights: Array | None = None,
    reference_weights: Array | None = None,
) -> float | None:
    """How much more favourably than people a population presents itself, in reference SDs.

    Mean over traits of (population mean - reference mean) / reference SD, reverse-scored for undesirable traits
    (Neuroticism). Midpoint or uniform answers give about -.8, and balanced High/Low designs move in that direction, so
    interpret it only for personas without trait labels.

    Parameters
    ----------
    population_scores, reference_scores : (N, T) and (M, T)
    reversed_traits : (T,) True for Neuroticism
    weights, reference_weights : as in `sd_ratio`

    Returns
    -------
    0 like people, above 0 more favourable; None when a trait has no scores, or people do not vary on it.

    >>> desirability_shift([[4.0, 2.0]], [[2.0, 2.0], [4.0, 4.0]], np.array([False, True]))
    1.0
    """
    ours, theirs = as_matrix(population_scores), as_matrix(reference_scores, "reference")
    same_items(ours, theirs)
    sign = np.where(reversed_traits, -1.0, 1.0)
    shift = trait_means(ours, weights) - trait_means(theirs, reference_weights)
    return _mean_if_defined(sign * shift, trait_sds(theirs, reference_weights))


def _by_trait(scores: Array, statistic: Callable[[Array, Array | None], float], weights: Array | None) -> Array:
    there = [~np.isnan(column) & (True if weights is None else weights > 0) for column in scores.T]
    return np.array(
        [
            statistic(column[rows], None if weights is None else weights[rows]) if rows.any() else np.nan
            for column, rows in zip(scores.T, there, strict=True)
        ]
    )


def _sd(values: Array, weights: Array | None) -> float:
    if weights is None:
        return float(np.std(values))
    return float(np.sqrt(np.average((values - np.average(values, weights=weights)) ** 2, weights=weights)))


def _mean_if_defined(numerator: Array, denominator: Array) -> float | None:
    if np.isnan(numerator).any() or np.isnan(denominator).any() or (denominator == 0).any():
        return None
    return float((numerator / denominator).mean())


def over_items(per_item: Callable[[Array], Array], answers: Array) -> Array:
    """Influence (N,) on a mean over items of averages over those who answered each, from that on each average (n, D)."""
    weight = len(answers) / np.maximum((~np.isnan(answers)).sum(axis=0), 1)
    found = np.empty(len(answers))
    for start in range(0, len(answers), ROWS):
        some = answers[start : start + ROWS]
        found[start : start + ROWS] = np.where(~np.isnan(some), per_item(some) * weight, 0.0).mean(axis=1)
    return found
