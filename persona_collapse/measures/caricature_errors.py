"""How much the caricature would change with other personas: d moves, and so do the label shares that people are cut at."""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import Array, as_matrix, number_or_nan
from persona_collapse.measures.intervals import Estimate
from persona_collapse.measures.label_fidelity import cohens_d
from persona_collapse.measures.level import Level

STEP = 0.05
"""How far the label shares are moved to see how people's d follows: people are cut at whole respondents."""


def caricature_estimate(d: Estimate, levels: ArrayLike, reference_sums: ArrayLike) -> Estimate | None:
    """The caricature (`fidelity`), d as a multiple of people's d, with each persona's part in its error.

    A persona moves d, and by its labels the shares at which people are cut; the ratio follows from both (delta method).

    Parameters
    ----------
    d : with its parts (N,), from `fidelity_estimates`
    levels : (N, T) labels of the same personas as 3 High, 2 Neutral, 1 Low, nan where they have no part in d
    reference_sums : (M, T) sums of keyed answers of people, nan if missing

    Returns
    -------
    None where people's d is undefined, infinite or 0 on some labelled trait.

    Source
    ------
    docs/definitions.md, section 0; docs/validity.md says how often the intervals contained the true value.

    >>> from persona_collapse.measures.intervals import of_influence
    >>> labels, people = [[3.0]] * 3 + [[1.0]] * 3, np.arange(60.0)[:, None]
    >>> caricature_estimate(of_influence(6.816, [1.0, -1.0] * 3), labels, people).value.__round__(2)
    2.0
    """
    labels, people = as_matrix(levels, "levels"), as_matrix(reference_sums, "reference")
    labelled = np.flatnonzero((~np.isnan(labels)).any(axis=0))
    found = [_of_trait(labels[:, trait], people[:, trait]) for trait in labelled]
    human = np.array([value for value, _ in found])
    parts = np.array([one for _, one in found])
    if not len(found) or not np.isfinite(parts).all() or not np.isfinite(human).all() or human.mean() == 0:
        return None
    value = d.value / human.mean()
    return Estimate(float(value), (d.parts - value * parts.mean(axis=0)) / human.mean(), d.method)


def _of_trait(labels: Array, people: Array) -> tuple[float, Array]:
    """People's d on a trait, and each persona's part (N,) in it."""
    known = np.flatnonzero(~np.isnan(labels))
    scores, size = np.sort(people[~np.isnan(people)]), len(known)
    shares = np.array([(labels[known] == level).mean() for level in Level])
    human = _d_at_shares(scores, shares)
    influence = np.full(max(int(level) for level in Level) + 1, np.nan)
    for place, level in enumerate(Level):
        towards = (1 - STEP) * shares + STEP * (np.arange(len(shares)) == place)
        influence[level] = (_d_at_shares(scores, towards) - human) / STEP
    each = influence[labels[known].astype(np.intp)]
    parts = np.zeros(len(labels))
    parts[known] = (each - each.mean()) / np.sqrt(max(size * (size - 1), 1))
    return human, parts


def _d_at_shares(ordered: Array, shares: Array) -> float:
    """d of sorted scores, of which the shares (of High, Neutral, Low) say how many at each end are compared."""
    high, low = round(float(shares[0]) * len(ordered)), round(float(shares[-1]) * len(ordered))
    return number_or_nan(cohens_d(ordered[len(ordered) - high :], ordered[:low]))
