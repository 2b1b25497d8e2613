"""Are the population's answers as consistent as people's, with the same factors? Cronbach's alpha and Tucker's phi."""

from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import ArrayLike

from persona_collapse.measures.arrays import Array, Indices, as_complete, as_matrix, same_items
from persona_collapse.measures.eta import EQUAL
from persona_collapse.measures.intervals import of_jackknife
from persona_collapse.measures.scaling import Keying

FEWEST_RESPONDENTS = 50
"""Fewer respondents have no interval of alpha."""


def cronbach_alpha(answers: ArrayLike, keying: Keying, weights: Array | None = None) -> list[float | None]:
    """How consistently the items of each trait are answered: Cronbach's alpha, one per trait.

    D / (D - 1) * (1 - sum of item variances / variance of the sum), excluding respondents with a missing answer in the
    trait.

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait
    weights : (N,) of the respondents; None weighs all alike

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
    return [_alpha(keying.items(matrix, trait), weights) for trait in range(len(keying.keys))]


def alpha_intervals(
    answers: ArrayLike, keying: Keying, persona: Indices | None = None
) -> list[tuple[float, float] | None]:
    """95 % intervals of `cronbach_alpha`, over respondents.

    By leaving out one respondent at a time, on the scale of log(1 - alpha), so that no end is above 1.

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait
    persona : (N,) number of the persona of each row, where rows are repeats: personas then vary, not rows

    Returns
    -------
    Lower and upper end, one pair per trait; None where alpha is undefined or 1, and under 50 respondents.

    Raises
    ------
    InputError : the number of items differs from that of the keying.

    Source
    ------
    The jackknife of Efron & Stein 1981 (Annals of Statistics 9, 586-596); the scale of log(1 - alpha): Bonett 2002
    (J. Educ. Behav. Stat. 27, 335-340).
    """
    matrix = as_matrix(answers)
    same_items(matrix, keying.keys)
    owner = np.arange(len(matrix)) if persona is None else persona
    return [_alpha_interval(keying.items(matrix, trait), owner) for trait in range(len(keying.keys))]


def _alpha_interval(items: Array, owner: Indices) -> tuple[float, float] | None:
    rows = ~np.isnan(items).any(axis=1)
    complete, alpha = items[rows], _alpha(items)
    _, whose = np.unique(owner[rows], return_inverse=True)
    if alpha is None or whose.max() + 1 < FEWEST_RESPONDENTS:
        return None
    middle = complete - complete.mean(axis=0)
    parts = np.column_stack([middle, middle.sum(axis=1), (middle**2).sum(axis=1), middle.sum(axis=1) ** 2])
    each = np.column_stack([np.bincount(whose), *(np.bincount(whose, part) for part in parts.T)])
    without = each.sum(axis=0) - each  # rows, sums of the items, of their sum, and of the squares of both
    size, sums, total, squares, of_total = without[:, 0], *np.split(without[:, 1:], [-3, -2, -1], axis=1)
    of_items = squares[:, 0] - (sums**2).sum(axis=1) / size
    of_sum = of_total[:, 0] - total[:, 0] ** 2 / size
    if min(of_items.min(), of_sum.min()) <= EQUAL * of_total.max():
        return None
    count = complete.shape[1]
    unexplained = 1 - count / (count - 1) * (1 - of_items / of_sum)
    if unexplained.min() <= EQUAL:
        return None
    reach = float(scipy.stats.t.ppf(0.975, len(each) - 1)) * of_jackknife(0.0, np.log(unexplained)).se
    return float(1 - (1 - alpha) * np.exp(reach)), float(1 - (1 - alpha) * np.exp(-reach))


def _alpha(items: Array, weights: Array | None = None) -> float | None:
    complete, each, missing = items, weights, np.isnan(items)
    if missing.any():
        rows = ~missing.any(axis=1)
        complete, each = items[rows], None if weights is None else weights[rows]
    count = complete.shape[1]
    if count < 2 or len(complete) < 2:
        return None
    total = _variance(complete.sum(axis=1), each)
    if total == 0:
        return None
    return float(count / (count - 1) * (1 - _variance(complete, each).sum() / total))


def _variance(values: Array, weights: Array | None) -> Array:
    """Over respondents; alpha is a ratio of two of them, so that with weights no ddof matters."""
    if weights is None:
        return np.asarray(values.var(axis=0, ddof=1))
    return np.asarray(np.average((values - np.average(values, axis=0, weights=weights)) ** 2, axis=0, weights=weights))


@dataclass(frozen=True)
class Contradiction:
    """Items of traits that contradict each other as they are keyed.

    Attributes
    ----------
    traits : number of the trait -> its Cronbach's alpha
    turned : the same traits' alphas with reversed items taken as reverse-scored already; empty where that explains nothing
    """

    traits: dict[int, float]
    turned: dict[int, float]


CONTRADICTORY = -0.2
"""Cronbach's alpha below which a trait's items contradict each other."""

CONSISTENT, GAIN = 0.5, 0.3
"""Alpha, and what it gains, by which items agree when reversed ones are taken as reverse-scored already.

Real people's answers (BFI-44, BFI-2, IPIP-50), reverse-scored beforehand, gain .6 to 1.1 in most traits.
"""


def contradiction(answers: ArrayLike, keying: Keying) -> Contradiction | None:
    """Do the items of a trait contradict each other, and do they agree if reversed items are reverse-scored already?

    Cronbach's alpha as keyed and with all keys positive. Items are taken as reverse-scored already where at least half
    of the traits with keys of both signs agree so (alpha .5, and .3 more than as keyed).

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait

    Returns
    -------
    The traits that agree if reverse-scored already, else those whose alpha is below `CONTRADICTORY`; None without any.

    Raises
    ------
    InputError : the number of items differs from that of the keying.

    >>> from persona_collapse.measures.scaling import keying
    >>> two = keying(["a", "a"], [1, -1], ["a"], low=1, high=5)
    >>> contradiction([[1, 1], [3, 3], [5, 4]], two).turned != {}, contradiction([[1, 5], [5, 1]], two)
    (True, None)
    """
    keys = keying.keys
    alphas, turned = cronbach_alpha(answers, keying), cronbach_alpha(answers, replace(keying, keys=abs(keys)))
    known = {
        number: (ours, theirs)
        for number, (ours, theirs) in enumerate(zip(alphas, turned, strict=True))
        if ours is not None and theirs is not None
    }
    both = [number for number in known if (keys[number] < 0).any() and (keys[number] > 0).any()]
    agree = {number for number in both if known[number][1] >= max(CONSISTENT, known[number][0] + GAIN)}
    if agree and 2 * len(agree) >= len(both):
        return Contradiction({n: known[n][0] for n in sorted(agree)}, {n: known[n][1] for n in sorted(agree)})
    low = {number: ours for number, (ours, _) in known.items() if ours < CONTRADICTORY}
    return Contradiction(low, {}) if low else None


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
