"""Repeats: how much of the variance is due to the persona, and how much is new each time a question is asked?

R repeats, N personas, D items; a cell is one persona's answers to one item.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_matrix

ARITHMETIC = 1e-12
"""A component below this share of all variation is a rounding error and set to 0."""


@dataclass(frozen=True)
class Components:
    """Where the variance of single answers comes from, in squared scale points.

    Estimates are unbiased, and small components may be negative; None where too few cells are complete.

    Attributes
    ----------
    persona : between personas over all items
    item : between items over all personas
    persona_item : between personas, differently for each item (interaction)
    within : between the answers of one persona to one item
    noise_share : within / (all components except item), negative components taken as 0; 0 (all persona) .. 1 (all
        noise); None when all of them are 0
    repeats : R; None from distributions
    personas, items : number with at least one complete cell
    incomplete_cells : number of cells with fewer than R answers, which are excluded
    """

    persona: float | None
    item: float | None
    persona_item: float | None
    within: float | None
    noise_share: float | None
    repeats: int | None
    personas: int
    items: int
    incomplete_cells: int


@dataclass(frozen=True)
class ICC:
    """How well one answer represents what the persona answers to that item.

    Attributes
    ----------
    mean : over the items with a value; None if there are none
    per_item : (D,) -1 / (R - 1) .. 1, 0 for noise; nan where nothing varies, or fewer than two personas are complete
    undefined_items : number of items without a value
    """

    mean: float | None
    per_item: Array = field(repr=False)
    undefined_items: int


def variance_components(samples: ArrayLike) -> Components:
    """How much answers differ between personas, and how much they differ when the same persona is asked again.

    A persona x item design with R replicates per cell, all effects random. `within` is the mean variance of cells (ddof
    1); the other components equate mean squares of the cell means to their expectations. Cells with fewer than R
    answers are excluded and counted; each effect is then measured after fitting the other to the remaining cells.

    Parameters
    ----------
    samples : (R, N, D) answers in scale points, nan where missing; R at least 2

    Raises
    ------
    InputError : not three dimensions, fewer than two repeats, an infinite number.

    Source
    ------
    docs/definitions.md, section 3. Generalizability theory: Cronbach, Gleser, Nanda & Rajaratnam 1972; Brennan 2001,
    chapter 3 (ANOVA estimators). Missing cells: Henderson 1953 (Biometrics 9, 226-252), method 3, which gives the same
    result when no cell is missing.

    Two personas always answer 1 and 3; then both answer at random (variance 2 within cells, 0 between their means):

    >>> steady = variance_components([[[1, 1], [3, 3]], [[1, 1], [3, 3]]])
    >>> steady.persona, steady.persona_item, steady.within, steady.noise_share
    (2.0, 0.0, 0.0, 0.0)
    >>> random = variance_components([[[1, 3], [3, 1]], [[3, 1], [1, 3]]])
    >>> random.persona_item, random.within, random.noise_share
    (-1.0, 2.0, 1.0)
    """
    answers = _repeated(samples)
    return _components(answers.mean(axis=0), _variances(answers), len(answers))


def expected_components(probabilities: ArrayLike, *, low: int = 1) -> Components:
    """`variance_components` of personas with known answer distributions: the expected result of sampling them.

    The mean and variance of each cell's distribution replace those of its answers, so nothing is drawn. The result is
    the limit for infinitely many repeats and, when no cell is missing, the expectation for any number of repeats.

    Parameters
    ----------
    probabilities : (N, D, K) of the scale points low, low + 1, ..; each cell is divided by its sum; a cell with nan or
        a sum of 0 is incomplete
    low : the lowest point of the scale

    Raises
    ------
    InputError : not three dimensions, a negative or infinite number.

    Source
    ------
    As `variance_components`.

    Two personas choose 1 or 3 by a coin: variance 1 within, none between.

    >>> coin = expected_components([[[0.5, 0, 0.5]] * 2] * 2)
    >>> coin.persona, coin.within, coin.noise_share
    (0.0, 1.0, 1.0)
    """
    return _components(*_moments(probabilities, low), None)


def icc(samples: ArrayLike) -> ICC:
    """For each item, how similar a persona's repeated answers are, compared with other personas' answers: ICC(1,1).

    (B - W) / (B + (R - 1) W) with B and W the mean squares between and within personas. For each item, personas with
    fewer than R answers are excluded.

    Parameters
    ----------
    samples : (R, N, D) answers, nan where missing; R at least 2

    Raises
    ------
    InputError : as `variance_components`.

    Source
    ------
    Shrout & Fleiss 1979 (Psychological Bulletin 86, 420-428), case 1.

    Two personas always repeat their answer to the first item, and never to the second:

    >>> icc([[[1, 1], [3, 3]], [[1, 3], [3, 1]]]).per_item.tolist()
    [1.0, -1.0]
    """
    return intraclass(*mean_squares(samples))


def expected_icc(probabilities: ArrayLike, *, low: int = 1) -> ICC:
    """`icc` of personas with known answer distributions: 0 (noise) .. 1, the limit for infinitely many repeats.

    Variance of the persona means (ddof 1) / (this variance + mean variance of the distributions).

    Parameters
    ----------
    probabilities, low : as in `expected_components`

    Raises
    ------
    InputError : as `expected_components`.

    >>> expected_icc([[[1, 0, 0]], [[0, 0.5, 0.5]]]).per_item.round(3).tolist()  # means 1 and 2.5: 1.125 and .125
    [0.9]
    """
    means, variances = _moments(probabilities, low)
    between, within = _between(means), _mean(variances)
    return _icc(between, between + within)


def persona_means(samples: ArrayLike) -> Array:
    """What each persona answers on average (N, D): the mean over the available repeats, nan where there are none.

    >>> persona_means([[[1, 2]], [[2, float("nan")]]]).tolist()
    [[1.5, 2.0]]
    """
    answers = _three(samples, "samples", "(repeats, personas, items)")
    return _mean(answers)


def expected_answers(probabilities: ArrayLike, *, low: int = 1) -> Array:
    """`persona_means` from answer distributions: (N, D), nan where a cell has none.

    >>> expected_answers([[[0.5, 0.5]]], low=1).tolist()
    [[1.5]]
    """
    return _moments(probabilities, low)[0]


def repeats_of(rows: ArrayLike, personas: Sequence[Hashable]) -> Array:
    """Rows of answers as repeats: (R, N, D), personas in order of appearance, nan where a persona has fewer than R
    rows.

    Parameters
    ----------
    rows : (rows, D) answers
    personas : the persona of each row

    Raises
    ------
    InputError : the number of personas differs from the number of rows.

    >>> repeats_of([[1], [5], [2]], ["ann", "bob", "ann"]).tolist()
    [[[1.0], [5.0]], [[2.0], [nan]]]
    """
    matrix = as_matrix(rows)
    if len(personas) != len(matrix):
        raise InputError(f"there are {len(matrix)} rows of answers and {len(personas)} personas; name one for each row")
    own: dict[Hashable, list[int]] = {}
    for row, persona in enumerate(personas):
        own.setdefault(persona, []).append(row)
    samples = np.full((max(map(len, own.values())), len(own), matrix.shape[1]), np.nan)
    for place, its_rows in enumerate(own.values()):
        samples[: len(its_rows), place] = matrix[its_rows]
    return samples


def between_share(samples: ArrayLike) -> Array:
    """Share (D,) of the variance of single answers that lies between personas' means; each persona counts once.

    It is the most of a single answer that can be explained by what a persona is. 1 for personas that always repeat
    their answer; nan where no answer varies.

    Parameters
    ----------
    samples : (R, N, D) answers, nan where missing

    >>> between_share([[[1, 1], [3, 3]], [[1, 3], [3, 1]]]).tolist()
    [1.0, 0.0]
    """
    answers = _three(samples, "samples", "(repeats, personas, items)")
    means = _mean(answers)
    within = _mean(_mean((answers - means) ** 2))
    between = _mean((means - _mean(means)) ** 2)
    total = between + within
    return np.asarray(np.divide(between, total, out=np.full(len(total), np.nan), where=total > 0))


def mean_squares(samples: ArrayLike) -> tuple[Array, Array, int]:
    """Mean squares between and within personas of each item, (D,) each, and R; nan below 2 complete personas."""
    answers = _repeated(samples)
    between = len(answers) * _between(answers.mean(axis=0))
    within = np.where(np.isnan(between), np.nan, _mean(_variances(answers)))
    return between, within, len(answers)


def intraclass(between: Array, within: Array, repeats: int) -> ICC:
    """ICC(1,1) of each item from its mean squares (D,) and R.

    >>> intraclass(np.array([3.0, 0.0]), np.array([1.0, 0.0]), 2)
    ICC(mean=0.5, undefined_items=1)
    """
    return _icc(between - within, between + (repeats - 1) * within)


def _components(means: Array, variances: Array, repeats: int | None) -> Components:
    """Components from cell means and variances (N, D), nan where incomplete; without repeats, means have no error."""
    there = ~np.isnan(means)
    rows, columns = there.any(axis=1), there.any(axis=0)
    within = float(variances[there].mean()) if there.any() else None
    effects = _crossed(means[np.ix_(rows, columns)]) if there.any() else None
    persona = item = persona_item = None
    if effects is not None and within is not None:
        persona, item, residual = effects
        persona_item = residual if repeats is None else residual - within / repeats
        spread = float(means[there].var()) + within
        persona, item, persona_item, within = (
            0.0 if abs(one) <= ARITHMETIC * spread else one for one in (persona, item, persona_item, within)
        )
    return Components(
        persona=persona,
        item=item,
        persona_item=persona_item,
        within=within,
        noise_share=_noise_share(persona, persona_item, within),
        repeats=repeats,
        personas=int(rows.sum()),
        items=int(columns.sum()),
        incomplete_cells=int((~there).sum()),
    )


def _noise_share(persona: float | None, persona_item: float | None, within: float | None) -> float | None:
    if persona is None or persona_item is None or within is None:
        return None
    total = max(persona, 0.0) + max(persona_item, 0.0) + within
    return within / total if total > 0 else None


def _crossed(cells: Array) -> tuple[float, float, float] | None:
    """Components of rows, columns and the residual of a table (N, D), nan for a missing cell; None if not estimable.

    Without missing cells: (MS_row - MS_rest) / D, (MS_column - MS_rest) / N and MS_rest.
    """
    there = ~np.isnan(cells)
    m, y = there.astype(np.float64), np.where(there, cells - np.nanmean(cells), 0.0)
    n, d, count = *cells.shape, int(there.sum())
    of_row, of_column = m.sum(axis=1, keepdims=True), m.sum(axis=0, keepdims=True)
    row_means, column_means = y.sum(axis=1, keepdims=True) / of_row, y.sum(axis=0, keepdims=True) / of_column
    # additive fit: the normal equations of the columns, rows eliminated
    normal = np.diag(of_column[0]) - m.T @ (m / of_row)
    column_effects = np.linalg.lstsq(normal, (m * (y - row_means)).sum(axis=0), rcond=None)[0]
    fitted = row_means + column_effects - m @ column_effects[:, None] / of_row
    rank = int(np.linalg.matrix_rank(normal))
    freedom = count - n - rank
    if min(n, d) < 2 or freedom < 1:
        return None
    rest = float((m * (y - fitted) ** 2).sum()) / freedom
    rows = float((m * (fitted - column_means) ** 2).sum()) - (n + rank - d) * rest
    columns = float((m * (fitted - row_means) ** 2).sum()) - rank * rest
    return rows / (count - d), columns / (count - n), rest


def _icc(numerator: Array, denominator: Array) -> ICC:
    defined = ~np.isnan(denominator) & (denominator > 0)
    per_item = np.divide(numerator, denominator, out=np.full(len(denominator), np.nan), where=defined)
    return ICC(
        mean=float(per_item[defined].mean()) if defined.any() else None,
        per_item=per_item,
        undefined_items=int((~defined).sum()),
    )


def _between(means: Array) -> Array:
    """Variance (ddof 1) of each column of persona means (N, D), without nan; nan for fewer than two; 0 if all equal."""
    there = ~np.isnan(means)
    enough = there.sum(axis=0) > 1
    result = np.full(means.shape[1], np.nan)
    for item in np.flatnonzero(enough):
        column = means[there[:, item], item]
        result[item] = (column - column[0]).var(ddof=1)
    return result


def _variances(answers: Array) -> Array:
    """Variance (ddof 1) of each cell (N, D), nan where incomplete; exactly 0 where all answers are the same."""
    variances: Array = (answers - answers[0]).var(axis=0, ddof=1)
    return variances


def _mean(values: Array) -> Array:
    """Mean over the first axis without missing values; nan where all are missing."""
    there = ~np.isnan(values)
    counts = there.sum(axis=0)
    result: Array = np.divide(
        np.where(there, values, 0.0).sum(axis=0), counts, out=np.full(counts.shape, np.nan), where=counts > 0
    )
    return result


def _repeated(samples: ArrayLike) -> Array:
    """Samples (R, N, D) with R at least 2."""
    answers = _three(samples, "samples", "(repeats, personas, items)")
    if len(answers) < 2:
        raise InputError(
            "each question has one answer; noise is unknown without repeats, so ask each question at least twice"
        )
    return answers


def _moments(probabilities: ArrayLike, low: int) -> tuple[Array, Array]:
    """Mean and variance (N, D) of the answer distributions (N, D, K)."""
    shares = _three(probabilities, "probabilities", "(personas, items, scale points)")
    if (shares < 0).any():
        persona, item, _ = np.argwhere(shares < 0)[0]
        raise InputError(f"probabilities: persona {persona + 1}, item {item + 1} has a negative one; give 0 or more")
    total = shares.sum(axis=2, keepdims=True)
    shares = np.divide(shares, total, out=np.full(shares.shape, np.nan), where=total > 0)
    points = low + np.arange(shares.shape[2])
    means = shares @ points
    return means, (shares * (points - means[:, :, None]) ** 2).sum(axis=2)


def _three(values: ArrayLike, name: str, axes: str) -> Array:
    try:
        array: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} holds something that is not a number, or repeats of unequal size; give {axes}"
        ) from None
    if array.ndim != 3 or 0 in array.shape:
        raise InputError(f"{name} has shape {array.shape}; give {axes}, none of them empty")
    if np.isinf(array).any():
        raise InputError(f"{name} holds an infinite number; give scale points, nan where missing")
    return array
