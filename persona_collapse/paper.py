"""The exact published variants: what arXiv 2604.24698 and its released code compute, for comparison.

Each docstring says how the variant differs from the measure in `persona_collapse.measures`, which we recommend.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import (
    Answers,
    Array,
    as_complete,
    as_matrix,
    at_least,
    complete_cases,
    same_items,
)
from persona_collapse.measures.eta import ROUNDING
from persona_collapse.measures.levels import level_codes
from persona_collapse.measures.neighbours import TOLERANCE, distance_blocks, nearest, nearest_others, radii
from persona_collapse.measures.reliability import ICC, intraclass, mean_squares
from persona_collapse.measures.scaling import scaler
from persona_collapse.measures.variance_explained import largest

ROWS = 500
SEED = 42
FEWEST_COMPLETE = 50
SMALLEST_DISTANCE = 1e-10
HUMAN_TRAIT_SD = 0.75


def prepare(answers: ArrayLike) -> Answers:
    """Complete cases; if there are fewer than 50, rows with at least half of the answers are filled with their own
    median.

    Differs from ours: we never impute; an incomplete respondent is excluded from distances and counted.

    >>> prepare([[1, 2], [3, float("nan")], [float("nan")] * 2])
    Answers(complete=array([[1., 2.],
           [3., 3.]]), excluded=1, imputed=1)
    """
    matrix = as_matrix(answers)
    complete = complete_cases(matrix)
    if complete.sum() >= FEWEST_COMPLETE or complete.all():
        return Answers(matrix[complete], int((~complete).sum()))
    kept = matrix[np.isnan(matrix).mean(axis=1) <= 0.5]
    missing = np.isnan(kept)
    filled = np.where(missing, np.nanmedian(kept, axis=1, keepdims=True) if len(kept) else 0.0, kept)
    return Answers(filled, len(matrix) - len(kept), int(missing.sum()))


def draw(answers: ArrayLike) -> Array:
    """One draw of at most 500 rows with seed 42; a permutation of all rows when there are 500 or fewer.

    Differs from ours: we draw 100 times at a size matched to the reference, from sorted rows. The rows are identical to
    those of pandas `DataFrame.sample(n, random_state=42)`.

    >>> draw([[10], [11], [12]]).ravel().tolist()
    [10.0, 11.0, 12.0]
    """
    matrix = as_matrix(answers)
    size = min(ROWS, len(matrix))
    return matrix[np.random.RandomState(SEED).choice(len(matrix), size, replace=False)]


@dataclass(frozen=True)
class Coverage:
    """Published coverage (0..1) and density (0..1), and the number of rows on both sides."""

    coverage: float
    density: float
    n: tuple[int, int]


def coverage(population: ArrayLike, reference: ArrayLike, *, k: int = 5) -> Coverage:
    """Published coverage and density of a 500-row draw, in items standardised by the reference.

    Differs from ours: one draw instead of an exact average at matched size, so it grows with the number of rows; items
    only; no precision, recall or held-out ceiling (the published human value of 1.0 is the reference against itself);
    density considers only the k reference respondents nearest to each persona, so it cannot exceed 1.

    Parameters
    ----------
    population, reference : (N, D) and (M, D) answers, complete
    k : neighbours

    Raises
    ------
    InputError : different numbers of items, missing answers, fewer than k + 1 respondents.

    >>> coverage([[3.0], [3.0]], [[1.0], [2.0], [4.0]], k=1)
    Coverage(coverage=0.6666666666666666, density=1.0, n=(2, 3))
    """
    personas, people = as_complete(draw(population)), as_complete(draw(reference), "reference")
    same_items(personas, people)
    at_least(len(personas), 1, "population", "coverage")
    at_least(len(people), k + 1, "reference", f"a ball of the {k} nearest others (k = {k})")
    standardise = scaler(people)
    personas, people = standardise(personas), standardise(people)
    reach = radii(people, k) * (1 + TOLERANCE)
    held = np.zeros(len(people), dtype=bool)
    within_nearest = 0
    for _, distances in distance_blocks(personas, people):
        inside = distances <= reach
        held |= inside.any(axis=0)
        neighbours = np.argsort(distances, axis=1, kind="stable")[:, :k]
        within_nearest += int(np.take_along_axis(inside, neighbours, axis=1).sum())
    return Coverage(float(held.mean()), within_nearest / (k * len(personas)), (len(personas), len(people)))


def hopkins(answers: ArrayLike) -> float | None:
    """Published Hopkins statistic: 0.5 for random answers, towards 1 for clumps; None when all are identical.

    Differs from ours: standardised by the population's own means and SDs, with probes uniform within the population's
    own range, which hides how narrow it is; one draw of probes; U against all rows but W among the rows that were not
    sampled.

    Parameters
    ----------
    answers : (N, D), complete

    Raises
    ------
    InputError : missing answers, or fewer than 4 respondents.
    """
    matrix = as_complete(draw(answers))
    at_least(len(matrix), 4, "population", "the published Hopkins statistic (one probe per three respondents)")
    points = scaler(matrix)(matrix)
    probes = min(100, len(points) // 3)
    rng = np.random.RandomState(SEED)
    sampled = rng.choice(len(points), probes, replace=False)
    rest = np.delete(points, sampled, axis=0)
    to_other = nearest(points[sampled], rest)
    uniform = rng.uniform(points.min(axis=0), points.max(axis=0), (probes, points.shape[1]))
    to_respondent = nearest(uniform, points)
    total = float(to_respondent.sum() + to_other.sum())
    return float(to_respondent.sum()) / total if total > 0 else None


@dataclass(frozen=True)
class LID:
    """Published LID (None when no value is finite), and the number of rows dropped because their value is not finite."""

    median: float | None
    dropped: int


def lid(answers: ArrayLike, *, k: int = 20, standardised: bool = False) -> LID:
    """Published local intrinsic dimensionality of a 500-row draw: median over the rows with a finite value.

    Differs from ours: copies are neighbours at a distance of at least 1e-10, so this constant decides the value of
    repeated answers; non-finite values are dropped (we count them); models were measured on raw answers and people on
    standardised ones.

    Parameters
    ----------
    answers : (N, D), complete
    k : neighbours
    standardised : by the population's own means and SDs, as the paper does for people

    Raises
    ------
    InputError : missing answers, or fewer than k + 1 respondents.
    """
    matrix = as_complete(draw(answers))
    at_least(len(matrix), k + 1, "population", f"{k} neighbours (k = {k})")
    points = scaler(matrix)(matrix) if standardised else matrix
    distances = np.maximum(nearest_others(points, k), SMALLEST_DISTANCE)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = -1 / np.log(distances[:, :-1] / distances[:, -1:]).mean(axis=1)
    finite = values[np.isfinite(values)]
    return LID(float(np.median(finite)) if len(finite) else None, len(values) - len(finite))


@dataclass(frozen=True)
class Attribution:
    """Published attribution.

    Attributes
    ----------
    r2 : mean over items of the share that all attributes explain
    incremental : (A,) mean over items of what each adds to those before it; nan if no item is defined
    dominant : position of the attribute that adds most; None when r2 is 0
    dominance : its share of r2
    r2_per_item : (D,) nan for an item that all respondents answered alike, or with no more respondents than parameters
    """

    r2: float | None
    incremental: Array
    dominant: int | None
    dominance: float | None
    r2_per_item: Array


def attribution(answers: ArrayLike, attributes: ArrayLike) -> Attribution:
    """Published attribution: R squared of attributes entered one after the other, each coded as its alphabetical rank.

    Differs from ours: a country is coded as its alphabetical rank, so only linear trends along the alphabet are found,
    and the result depends on names; the first attribute gets what it shares with the others; there is no chance level
    (noise has a total of A / (N - 1), and the largest of four shares is about .28).

    Chad, Mali and Peru answer 1, 3 and 1, which is not a linear trend along the alphabet:

    >>> attribution([[1], [3], [1]] * 2, [["Chad"], ["Mali"], ["Peru"]] * 2).r2
    0.0
    """
    matrix = as_matrix(answers)
    numbers = level_codes(attributes, len(matrix)).astype(np.float64)
    per_item = np.column_stack([_added(column[~np.isnan(column)], numbers[~np.isnan(column)]) for column in matrix.T])
    defined = ~np.isnan(per_item).any(axis=0)
    if not defined.any():
        return Attribution(None, np.full(len(per_item), np.nan), None, None, per_item.sum(axis=0))
    incremental = per_item[:, defined].mean(axis=1)
    r2 = float(incremental.sum())
    return Attribution(
        r2=r2,
        incremental=incremental,
        dominant=largest(incremental) if r2 else None,
        dominance=float(incremental.max() / r2) if r2 else None,
        r2_per_item=per_item.sum(axis=0),
    )


def _added(answers: Array, numbers: Array) -> Array:
    """What each attribute (N, A) adds to R squared of one item (N,): (A,), nan where undefined."""
    count = numbers.shape[1]
    if len(answers) <= count + 1 or np.ptp(answers) == 0:
        return np.full(count, np.nan)
    deviations, centred = answers - answers.mean(), numbers - numbers.mean(axis=0)
    fits = [centred[:, :k] @ np.linalg.lstsq(centred[:, :k], deviations)[0] for k in range(count + 1)]
    r2 = np.array([(fit**2).sum() for fit in fits]) / (deviations**2).sum()
    return np.maximum(np.diff(np.where(r2 < ROUNDING, 0, r2)), 0)


def sd_ratio(scores: ArrayLike) -> float:
    """Published ratio of trait SDs: mean over traits of SD / 0.75.

    Differs from ours: the reference's own SDs (0.69 to 1.00 in Twin-2K-500) are replaced by one constant.

    >>> sd_ratio([[1.0], [2.5]])
    1.0
    """
    return float(np.nanstd(as_matrix(scores), axis=0).mean() / HUMAN_TRAIT_SD)


def icc(samples: ArrayLike) -> ICC:
    """Published ICC(1,1), per item and mean.

    Differs from ours: the variance within personas has ddof 0, which is (R - 1) / R of the unbiased one. Pure noise
    therefore has 1 / (R^2 - R + 1) instead of 0: 1/7 with three repeats.

    Parameters
    ----------
    samples : (R, N, D) answers, nan where missing; R at least 2

    Raises
    ------
    InputError : not three dimensions, fewer than two repeats.

    B = 4 and W = 2, which gives (4 - 2) / (4 + 2) with ours; here W is 1:

    >>> icc([[[1.0], [3.0]], [[3.0], [5.0]]]).mean
    0.6
    """
    between, within, repeats = mean_squares(samples)
    return intraclass(between, within * (repeats - 1) / repeats, repeats)
