"""How much rho and d would change with other personas."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.measures.arrays import Array, Indices, as_matrix, number_or_nan
from persona_collapse.measures.intervals import Estimate, of_jackknife
from persona_collapse.measures.label_fidelity import cohens_d, spearman
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
    whole = _both(mine, level)
    left = np.repeat(whole[:, None], len(scores), axis=1)
    # without any of the personas with the same score and label, the values are the same
    _, first, kind = np.unique(np.column_stack([mine, level]), axis=0, return_index=True, return_inverse=True)
    of_kind = [_both(np.delete(mine, one), np.delete(level, one)) for one in first]
    if of_kind:
        left[:, known] = np.array(of_kind).T[:, kind.reshape(-1)]
    return whole, left


def _both(scores: Array, labels: NDArray[np.float64]) -> Array:
    rho, d = spearman(labels, scores), cohens_d(scores[labels == Level.HIGH], scores[labels == Level.LOW])
    return np.array([number_or_nan(rho), number_or_nan(d)])
