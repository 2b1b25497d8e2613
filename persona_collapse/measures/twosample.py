"""Can the population be distinguished from people at all? Energy distance, and a classifier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import roc_auc_score

from persona_collapse.errors import InputError
from persona_collapse.measures._forest import judged
from persona_collapse.measures.arrays import Array, Indices, as_complete, at_least, same_items
from persona_collapse.measures.intervals import Interval, around
from persona_collapse.measures.neighbours import distance_blocks
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import PairDistances

FOLDS = 5

OF_THE_FOREST = 4 / 3
"""Standard errors of an AUC are this multiple of those for a fixed score: other respondents also grow another forest."""


@dataclass(frozen=True)
class Energy:
    """Energy distance between two samples.

    Attributes
    ----------
    distance : in the units of the points; about 0 for samples of one distribution (slightly negative values are
        possible), larger for more different ones
    p_value : share of permutations with a distance at least as large, (1 + b) / (1 + B); None without permutations
    permutations : B
    """

    distance: float
    p_value: float | None
    permutations: int


def energy_distance(population: ArrayLike, reference: ArrayLike, *, permutations: int = 0, seed: int = 0) -> Energy:
    """How far apart two samples are as whole distributions, and whether chance explains the distance.

    2 mean d(x, y) - mean d(x, x') - mean d(y, y'), the last two over pairs of different respondents; for the p-value,
    the pooled respondents are shuffled into groups of the same sizes.

    Parameters
    ----------
    population, reference : (N, D) and (M, D) points
    permutations : number of permutations, 0 for none
    seed : of the permutations

    Raises
    ------
    InputError : different numbers of items, missing answers, fewer than two respondents on a side.

    Source
    ------
    Székely & Rizzo 2013 (J. Stat. Plan. Inference 143, 1249-1272), equation 2.2, in its unbiased form.

    All respondents of one side are at 0, of the other at 3:

    >>> energy_distance([[0.0], [0.0]], [[3.0], [3.0]]).distance
    6.0
    """
    personas, people = as_complete(population), as_complete(reference, "reference")
    same_items(personas, people)
    for sample, name in ((personas, "population"), (people, "reference")):
        at_least(len(sample), 2, name, "a distance between different respondents")
    member = _memberships(len(personas), len(people), permutations, seed)
    distances = _distance_of_memberships(np.vstack([personas, people]), member, len(personas), len(people))
    observed = float(distances[0])
    if permutations == 0:
        return Energy(distance=observed, p_value=None, permutations=0)
    as_far = int((distances[1:] >= observed - 1e-12 * abs(observed)).sum())
    return Energy(distance=observed, p_value=(1 + as_far) / (1 + permutations), permutations=permutations)


def energies(distances: PairDistances, draws: Sequence[tuple[Indices, Indices]]) -> Array:
    """Energy distance of the drawn personas and people of each draw (`energy_distance`), from distances computed once.

    Parameters
    ----------
    distances : of all personas and people
    draws : personas and people of each draw

    Returns
    -------
    (B,) as `Energy.distance`; nan for a draw with fewer than two personas or two people.

    >>> from persona_collapse.measures import Pair
    >>> apart = PairDistances.of(Pair(np.zeros((2, 1)), np.full((2, 1), 3.0)))
    >>> energies(apart, [(np.array([0, 1]), np.array([0, 1]))]).tolist()
    [6.0]
    """
    n, m = np.array([(len(personas), len(people)) for personas, people in draws], dtype=float).reshape(-1, 2).T
    with np.errstate(invalid="ignore"):
        own = distances.personas.totals([(personas, personas) for personas, _ in draws]) / (n * (n - 1))
        theirs = distances.people.totals([(people, people) for _, people in draws]) / (m * (m - 1))
        return np.asarray(2 * distances.between.totals(draws) / (n * m) - own - theirs)


def separability(population: ArrayLike, reference: ArrayLike, *, seed: int = 0) -> float:
    """How well a random forest distinguishes personas from people: the area under its ROC curve.

    200 trees, at least 3 respondents per leaf, five stratified folds, each respondent judged by a forest that has not
    seen it. Compare it with the same number for people against people: about .5 for halves of one sample, about .8 for
    samples of different studies (docs/decisions/numbers.md).

    Parameters
    ----------
    population, reference : (N, D) and (M, D) answers or points
    seed : of folds and forests

    Returns
    -------
    0..1; .5 means that they cannot be distinguished, 1 that every respondent is recognised.

    Raises
    ------
    InputError : different numbers of items, missing answers, fewer than five respondents on a side.

    Source
    ------
    Lopez-Paz & Oquab 2017 (arXiv 1610.06545), with the classifier of docs/definitions.md, section 1.

    >>> separability([[1.0]] * 10, [[5.0]] * 10)
    1.0
    """
    return recognition(population, reference, seed=seed).value


def recognition(population: ArrayLike, reference: ArrayLike, *, seed: int = 0) -> Interval:
    """`separability` with its 95 % interval, over personas and people.

    Parameters
    ----------
    population, reference, seed : as in `separability`

    Raises
    ------
    InputError : as in `separability`.

    Source
    ------
    DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44, 837-845), equation 4, for a score that is fixed; times 4/3, since
    the forest is grown from the same respondents (docs/validity.md says how often the interval held).

    >>> found = recognition([[1.0]] * 10, [[5.0]] * 10)
    >>> found.value, found.se
    (1.0, 0.0)
    """
    personas, people = as_complete(population), as_complete(reference, "reference")
    same_items(personas, people)
    for sample, name in ((personas, "population"), (people, "reference")):
        at_least(len(sample), FOLDS, name, f"a forest in {FOLDS} folds")
    is_persona = np.r_[np.ones(len(personas), dtype=int), np.zeros(len(people), dtype=int)]
    number = int(generator("forest", seed).integers(2**31))
    chance = judged(np.vstack([personas, people]), is_persona, FOLDS, number)
    of_fixed = error_of_area(chance[: len(personas)], chance[len(personas) :])
    return around(float(roc_auc_score(is_persona, chance)), OF_THE_FOREST * of_fixed, "DeLong")


def error_of_area(personas: Array, people: Array) -> float:
    """Standard error of the share of pairs in which the persona has the higher score, a tie as half.

    Parameters
    ----------
    personas, people : (N,) and (M,) scores

    Source
    ------
    DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44, 837-845), equation 4.

    Of two personas one is above both people, the other above one: shares 1 and 1/2, and of the people 1/2 and 1.

    >>> round(error_of_area(np.array([4.0, 2.0]), np.array([1.0, 3.0])), 4)
    0.3536
    """
    ranks = scipy.stats.rankdata(np.r_[personas, people])
    below = (ranks[: len(personas)] - scipy.stats.rankdata(personas)) / len(people)
    above = 1 - (ranks[len(personas) :] - scipy.stats.rankdata(people)) / len(personas)
    return float(np.sqrt(below.var(ddof=1) / len(personas) + above.var(ddof=1) / len(people)))


def _memberships(personas: int, people: int, permutations: int, seed: int) -> NDArray[np.float64]:
    """(N + M, 1 + B): 1 where a pooled respondent counts as a persona; the first column holds the true sides."""
    if permutations < 0:
        raise InputError(f"{permutations} permutations were requested; give 0 or more")
    truth = np.r_[np.ones(personas), np.zeros(people)]
    rng = generator("energy", seed)
    return np.column_stack([truth, *(rng.permutation(truth) for _ in range(permutations))])


def _distance_of_memberships(pooled: Array, member: Array, n: int, m: int) -> Array:
    """Energy distance for each column of `member`, in one pass over the distances."""
    among_personas, to_all_from_personas, total = np.zeros(member.shape[1]), np.zeros(member.shape[1]), 0.0
    for rows, table in distance_blocks(pooled, pooled):
        towards = table @ member
        among_personas += (member[rows] * towards).sum(axis=0)
        to_all_from_personas += towards.sum(axis=0)
        total += float(table.sum())
    between = to_all_from_personas - among_personas
    among_people = total - among_personas - 2 * between
    result: Array = 2 * between / (n * m) - among_personas / (n * (n - 1)) - among_people / (m * (m - 1))
    return result
