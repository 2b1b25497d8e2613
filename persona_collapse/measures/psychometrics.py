"""Are the population's answers as consistent as people's, with the same factors? Cronbach's alpha and Tucker's phi."""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import Array, as_complete, as_matrix, same_items
from persona_collapse.measures.scaling import Keying


def cronbach_alpha(answers: ArrayLike, keying: Keying) -> list[float | None]:
    """How consistently the items of each trait are answered: Cronbach's alpha, one per trait.

    D / (D - 1) * (1 - sum of item variances / variance of the sum), excluding respondents with a missing answer in the
    trait.

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait

    Returns
    -------
    1 fully consistent, 0 unrelated items, below 0 items that contradict each other; None for a trait with fewer
    than two items or respondents, or without variance.

    Raises
    ------
    InputError : the number of items differs from that of the keying.

    Source
    ------
    Cronbach 1951 (Psychometrika 16, 297-334), equation 2.
    """
    matrix = as_matrix(answers)
    same_items(matrix, keying.keys)
    keyed = np.where(keying.keys[:, None, :] < 0, keying.low + keying.high - matrix, matrix)
    return [_alpha(items[:, row != 0]) for items, row in zip(keyed, keying.keys, strict=True)]


def _alpha(items: Array) -> float | None:
    complete = items[~np.isnan(items).any(axis=1)]
    count = complete.shape[1]
    if count < 2 or len(complete) < 2:
        return None
    total = complete.sum(axis=1).var(ddof=1)
    if total == 0:
        return None
    return float(count / (count - 1) * (1 - complete.var(axis=0, ddof=1).sum() / total))


def tucker_phi(population: ArrayLike, reference: ArrayLike, keying: Keying) -> list[float | None]:
    """Whether the items form the same factors as among people: congruence, one value per trait.

    Loadings of T principal components, one for each of the T traits. The reference's loadings are rotated to the trait
    keys, so that each factor corresponds to a trait; the population's are rotated to the reference's (orthogonal
    Procrustes). Constant items load 0.

    Parameters
    ----------
    population, reference : (N, D) and (M, D), complete
    keying : which items make up which trait

    Returns
    -------
    -1..1 per trait; above .95 the same factor, .85 to .94 similar; None for all traits when the population varies in
    fewer directions than there are traits, because rotation would then spread few factors over many.

    Raises
    ------
    InputError : different numbers of items, missing answers.

    Source
    ------
    Tucker 1951; Procrustes: McCrae et al. 1996 (JPSP 70, 552-566); limits: Lorenzo-Seva & ten Berge 2006.
    """
    personas, people = as_complete(population), as_complete(reference, "reference")
    same_items(personas, people)
    same_items(people, keying.keys)
    factors = len(keying.keys)
    target = _procrustes(_loadings(people, factors), keying.keys.T.astype(np.float64))
    loadings = _loadings(personas, factors)
    if np.linalg.matrix_rank(loadings) < factors:
        return [None] * factors
    rotated = _procrustes(loadings, target)
    return [_congruence(ours, theirs) for ours, theirs in zip(rotated.T, target.T, strict=True)]


def _loadings(answers: Array, factors: int) -> Array:
    """Principal component loadings (D, factors) of the items' correlation matrix."""
    varying = answers.max(axis=0) > answers.min(axis=0)
    result = np.zeros((answers.shape[1], factors))
    if varying.sum() > 1:
        values, vectors = np.linalg.eigh(np.corrcoef(answers[:, varying], rowvar=False))
        kept = min(factors, len(values))
        result[varying, :kept] = (vectors * np.sqrt(np.where(values > 1e-9, values, 0)))[:, ::-1][:, :kept]
    return result


def _procrustes(loadings: Array, target: Array) -> Array:
    """The loadings, rotated as close to the target as an orthogonal rotation can."""
    u, _, v = np.linalg.svd(loadings.T @ target)
    rotated: Array = loadings @ u @ v
    return rotated


def _congruence(ours: Array, theirs: Array) -> float | None:
    length = np.sqrt((ours**2).sum() * (theirs**2).sum())
    return float((ours * theirs).sum() / length) if length > 0 else None
