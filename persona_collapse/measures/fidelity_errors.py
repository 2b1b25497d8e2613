"""How much rho and d would change with other personas."""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import Array, Indices, as_matrix
from persona_collapse.measures.intervals import Estimate, of_jackknife
from persona_collapse.measures.level import Level


def fidelity_estimates(sums: ArrayLike, levels: ArrayLike, sheets: Indices | None = None) -> dict[str, Estimate]:
    """rho and d (`fidelity`), means over traits, with each persona's part in their error (a delete-one jackknife).

    A persona without a score or a label on a trait does not contribute to that trait; a trait without any label is
    left out.

    Parameters
    ----------
    sums : (N, T) sums of keyed answers, nan if missing
    levels : (N, T) labels as 3 High, 2 Neutral, 1 Low, nan if unknown
    sheets : (R, N) rows of each answer sheet of personas that have several, over which values are averaged; the parts
        are then those of personas

    Returns
    -------
    By name. A number that is undefined or infinite on some labelled trait, with all personas or without one of them, is absent.

    Source
    ------
    Efron & Stein 1981 (Annals of Statistics 9, 586-596); docs/validity.md says how often the intervals contained the
    true value.

    >>> found = fidelity_estimates([[4.0], [6.0], [0.0], [2.0]], [[3], [3], [1], [1]])
    >>> round(found["d"].value, 3), round(found["rho"].value, 3)
    (2.828, 0.894)
    """
    scores, labels = as_matrix(sums), as_matrix(levels, "levels")
    labelled = np.flatnonzero((~np.isnan(labels)).any(axis=0))
    turns = np.arange(len(scores))[None] if sheets is None else sheets
    traits = [_over_sheets(scores[:, trait], labels[:, trait], turns) for trait in labelled]
    found = {}
    for name, place in (("rho", 0), ("d", 1)):
        whole = np.array([values[place] for values, _ in traits])
        without = np.array([left[place] for _, left in traits])
        if len(traits) and np.isfinite(whole).all() and np.isfinite(without).all():
            found[name] = of_jackknife(float(whole.mean()), without.mean(axis=0))
    return found


def _over_sheets(scores: Array, labels: Array, sheets: Indices) -> tuple[Array, Array]:
    """`_without_each`, averaged over answer sheets."""
    whole, left = zip(*(_without_each(scores[rows], labels[rows]) for rows in sheets), strict=True)
    return np.mean(whole, axis=0), np.mean(left, axis=0)


def _without_each(scores: Array, labels: Array) -> tuple[Array, Array]:
    """rho and d (2,) of a trait, and their values (2, N) without each persona."""
    known = np.flatnonzero(~np.isnan(scores) & ~np.isnan(labels))
    mine, level = scores[known], labels[known]
    whole, of_kind, kind = _of_counts(mine, level)
    left = np.repeat(whole[:, None], len(scores), axis=1)
    if of_kind:
        left[:, known] = np.array(of_kind).T[:, kind]
    return whole, left


def _of_counts(scores: Array, labels: Array) -> tuple[Array, list[Array], Indices]:
    """rho and d, their values without a persona of each score and label, and which of these each persona has.

    Without any of the personas with the same score and label, the values are the same.
    """
    of_score, score = np.unique(scores, return_inverse=True)
    of_label, label = np.unique(labels, return_inverse=True)
    kind = score.reshape(-1) * len(of_label) + label.reshape(-1)
    counts = np.bincount(kind, minlength=len(of_score) * len(of_label)).astype(np.float64)

    def both(some: Array) -> Array:
        return _both_counted(of_score, of_label, some.reshape(len(of_score), len(of_label)))

    present, place = np.flatnonzero(counts), np.zeros(len(counts), dtype=np.intp)
    place[present] = np.arange(len(present))
    without = []
    for one in present:
        counts[one] -= 1
        without.append(both(counts))
        counts[one] += 1
    return both(counts), without, place[kind]


def _both_counted(scores: Array, labels: Array, counts: Array) -> Array:
    """rho and d (`fidelity`) of scores and labels of which each pair is there as often as counts (scores, labels) say."""
    high, low = (counts[:, labels == one].sum(axis=1) for one in (Level.HIGH, Level.LOW))
    return np.array([_rho_counted(counts), _d_counted(scores, high, low)])


def _rho_counted(counts: Array) -> float:
    total, sides = counts.sum(), (counts.sum(axis=1), counts.sum(axis=0))
    if (np.array([np.count_nonzero(side) for side in sides]) < 2).any():
        return np.nan
    first, second = (side.cumsum() - side / 2 - total / 2 for side in sides)  # mid-ranks less their mean
    return float(first @ counts @ second / np.sqrt((sides[0] @ first**2) * (sides[1] @ second**2)))


def _d_counted(scores: Array, high: Array, low: Array) -> float:
    sizes = high.sum(), low.sum()
    freedom = sizes[0] + sizes[1] - 2
    if min(sizes) == 0 or freedom < 1:
        return np.nan
    means = high @ scores / sizes[0], low @ scores / sizes[1]
    squares = high @ (scores - means[0]) ** 2 + low @ (scores - means[1]) ** 2
    difference = means[0] - means[1]
    if squares > 0:
        return float(difference / np.sqrt(squares / freedom))
    return np.nan if difference == 0 else float(np.copysign(np.inf, difference))
