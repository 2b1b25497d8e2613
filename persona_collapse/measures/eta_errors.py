"""How sure it is that an attribute matters: the p-value and the interval of the share that it explains."""

import numpy as np
import scipy
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import Array, Indices, as_matrix
from persona_collapse.measures.eta import (
    EQUAL,
    ROUNDING,
    SMALLEST,
    GroupSums,
    from_item_means,
    from_sums,
    largest,
)
from persona_collapse.measures.levels import by_what_they_answer, level_codes
from persona_collapse.measures.randomness import generator

GROUPS = 50
"""The respondents are left out in this many random groups of equal size."""

FEWEST = 50
"""Fewer respondents have no interval."""

MOST = 10_000
"""Respondents that are shuffled, and left out in turn; of more, so many are drawn."""

AT_ONCE = 100_000
"""Respondents of all orders that are summed at once."""


def eta_p_value(
    answers: ArrayLike, labels: ArrayLike, *, permutations: int = 1000, seed: int = 0, weights: Array | None = None
) -> float | None:
    """How often shuffled labels explain as much of the answers as the true ones do, mean over items.

    Parameters
    ----------
    answers : (N, D) nan where missing
    labels : (N,) the attribute's value for each respondent, as in `eta_squared`
    permutations : B
    seed : of the permutations; respondents are sorted first, so their order does not matter
    weights : (D,) of the items; None weighs all alike

    Returns
    -------
    (1 + b) / (1 + B), from 1 / (1 + B) to 1; None where fewer than two groups have 6 respondents or no item varies.
    Of more than 10,000 respondents, so many are drawn.

    Raises
    ------
    InputError : the answers are not a table, or there is not one label per respondent.

    Source
    ------
    Phipson & Smyth 2010 (SAGMB 9, 39), section 3.

    Two groups of six that answer differently: of the shuffles, hardly one separates them as well.

    >>> eta_p_value([[1.0]] * 6 + [[3.0]] * 6, ["man"] * 6 + ["woman"] * 6, permutations=99)
    0.01
    """
    matrix, codes = _some(*_sorted(answers, labels), seed)
    deviations, answered = from_item_means(matrix), ~np.isnan(matrix)
    total = (deviations**2).sum(axis=0)
    items = total > answered.sum(axis=0) * (EQUAL * largest(matrix)) ** 2
    sizes = np.bincount(codes)
    sizes = sizes[sizes > 0]
    kept = sizes >= SMALLEST
    if kept.sum() < 2 or not items.any():
        return None
    each = (np.ones(matrix.shape[1]) if weights is None else weights)[items] / total[items]
    deviations, known = deviations[:, items], answered[:, items].astype(np.float64)
    complete = sizes[kept, None] if known.all() else None
    everything = deviations if complete is not None else np.hstack([deviations, known])

    def explained(orders: list[Indices]) -> Array:
        sums = _group_sums(everything, orders, sizes)[:, kept]
        there = sums[:, :, len(each) :] if complete is None else complete
        shares: Array = (sums[:, :, : len(each)] ** 2 / np.maximum(there, 1) @ each).sum(axis=1)
        return shares

    rng = generator("permuted attribute", seed)
    observed = explained([np.argsort(codes, kind="stable")])[0]
    as_much, at_once = 0, max(1, AT_ONCE // len(codes))
    for start in range(0, permutations, at_once):
        orders = [rng.permutation(len(codes)) for _ in range(min(at_once, permutations - start))]
        as_much += int((explained(orders) >= observed - ROUNDING).sum())
    return (1 + as_much) / (1 + permutations)


def _group_sums(values: Array, orders: list[Indices], sizes: Indices) -> Array:
    """Sums of values (N, D) over the groups that an order of the respondents makes: (orders, groups, D).

    The first respondents of an order are the first group, and so on.
    """
    ends = np.cumsum(np.tile(sizes, len(orders)))
    each = (np.ones(ends[-1]), np.concatenate(orders), np.r_[0, ends])
    grouped = scipy.sparse.csr_array(each, shape=(len(ends), len(values))) @ values
    return np.asarray(grouped).reshape(len(orders), len(sizes), -1)


def omega_interval(
    answers: ArrayLike, labels: ArrayLike, *, seed: int = 0, weights: Array | None = None
) -> tuple[float, float] | None:
    """The 95 % interval of omega squared, mean over items: with other respondents.

    A delete-a-group jackknife, with 50 random groups of respondents.

    Parameters
    ----------
    answers, labels, weights : as in `eta_p_value`
    seed : of the groups

    Returns
    -------
    Its two ends, of which the lower can be negative as omega squared can; None under 50 respondents and where omega
    squared is undefined. Of more than 10,000 respondents, so many are drawn for the error.

    Raises
    ------
    InputError : the answers are not a table, or there is not one label per respondent.

    Source
    ------
    Kott 2001 (Journal of Official Statistics 17, 521-526), the delete-a-group jackknife.
    """
    matrix, codes = _sorted(answers, labels)
    everybody = GroupSums.of(matrix, from_item_means(matrix), codes)
    value = _omega(everybody, largest(matrix), weights)
    if len(matrix) < FEWEST or value is None:
        return None
    some, those = _some(matrix, codes, seed)
    group = generator("groups of respondents", seed).permutation(len(some)) % GROUPS
    deviations, size, levels = from_item_means(some), largest(some), int(those.max()) + 1
    groups = [group == one for one in range(GROUPS)]
    each = [GroupSums.of(some[one], deviations[one], those[one], levels) for one in groups]
    every = everybody if len(some) == len(matrix) else GroupSums.of(some, deviations, those, levels)
    left = [_omega(every.without(one), size, weights) for one in each]
    known = np.array([one for one in left if one is not None])
    if len(known) < GROUPS:
        return None
    squared = (GROUPS - 1) / GROUPS * ((known - known.mean()) ** 2).sum() * len(some) / len(matrix)
    reach = float(scipy.stats.t.ppf(0.975, GROUPS - 1) * np.sqrt(squared))
    return value - reach, min(value + reach, 1.0)


def _sorted(answers: ArrayLike, labels: ArrayLike) -> tuple[Array, Indices]:
    """Answers and codes of the labels, in an order that neither rows nor names of levels decide."""
    matrix = as_matrix(answers)
    codes = level_codes(np.asarray(labels, dtype=object)[:, None], len(matrix))
    numbered = by_what_they_answer(codes, matrix)[:, 0]
    order = np.lexsort((numbered, *np.where(np.isnan(matrix), np.inf, matrix).T[::-1]))
    return matrix[order], numbered[order]


def _some(matrix: Array, codes: Indices, seed: int) -> tuple[Array, Indices]:
    """All respondents, or so many of them that are drawn."""
    if len(matrix) <= MOST:
        return matrix, codes
    rows = np.sort(generator("respondents that are shuffled", seed).choice(len(matrix), MOST, replace=False))
    return matrix[rows], codes[rows]


def _omega(sums: GroupSums, size: Array, weights: Array | None) -> float | None:
    """Omega squared, mean over items, from what `from_sums` takes."""
    omega2 = from_sums(sums, size).omega2
    defined = ~np.isnan(omega2)
    each = np.ones(len(omega2)) if weights is None else weights
    return float((omega2[defined] * each[defined]).mean()) if defined.any() else None
