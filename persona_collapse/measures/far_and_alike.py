"""Pairs of respondents that differ much in what they are and little in what they answer."""

from dataclasses import dataclass

import numpy as np
import scipy

from persona_collapse.measures.arrays import Array, Indices

FAR = 0.05
"""Share of all pairs, those with the most different attributes, that are looked through."""


@dataclass(frozen=True)
class FarAndAlike:
    """The pair.

    Attributes
    ----------
    first, second : its rows, the earlier one first
    differing : attributes in which they differ
    same : items that they answer alike
    pairs : how many pairs were looked through
    """

    first: int
    second: int
    differing: int
    same: int
    pairs: int


def far_and_alike(answers: Array, codes: Indices) -> FarAndAlike:
    """Finds, among the pairs whose attributes differ most, the two respondents whose answers are nearest.

    The pairs looked through differ in at least as many attributes as all but 5 % of the pairs do. Answers are nearest by
    their mean absolute difference; of equal ones the pair that differs in more attributes, then the first, is taken.

    Parameters
    ----------
    answers : (N, D) scale points, none missing, N at least 2
    codes : (N, A) levels of the attributes as whole numbers

    The first and the last differ in both attributes and answer alike:

    >>> far_and_alike(np.array([[1.0, 5.0], [3.0, 3.0], [1.0, 5.0]]), np.array([[0, 0], [0, 1], [1, 1]]))
    FarAndAlike(first=0, second=2, differing=2, same=2, pairs=1)
    """
    differing = np.rint(scipy.spatial.distance.pdist(codes.astype(float), "hamming") * codes.shape[1]).astype(int)
    far = np.flatnonzero(differing >= np.quantile(differing, 1 - FAR, method="inverted_cdf"))
    apart = np.round(scipy.spatial.distance.pdist(answers, "cityblock")[far], 9)
    place = int(far[np.lexsort((far, -differing[far], apart))[0]])
    first, second = pair_at(place, len(answers))
    return FarAndAlike(first, second, int(differing[place]), _same(answers[first], answers[second]), len(far))


def pair_at(place: int, n: int) -> tuple[int, int]:
    """The rows of a pair from its place in a condensed list of pairs.

    >>> [pair_at(place, 3) for place in range(3)]
    [(0, 1), (0, 2), (1, 2)]
    """
    row, ends = 0, n - 1
    while place >= ends:
        row, ends = row + 1, ends + n - 2 - row
    return row, place - (ends - (n - 1 - row)) + row + 1


def nearest_of(answers: Array, pairs: int, rng: np.random.Generator, draws: int = 1) -> int:
    """Items that the nearest pair among so many pairs answers alike: what chance and people's likeness make of it.

    Parameters
    ----------
    answers : (M, D) of people, none missing
    pairs : drawn at random of all pairs; all of them where there are no more
    rng : of the draws
    draws : the middle one of so many is returned
    """
    apart = scipy.spatial.distance.pdist(answers, "cityblock")
    found = []
    for _ in range(draws):
        some = rng.choice(len(apart), min(pairs, len(apart)), replace=False)
        first, second = pair_at(int(some[np.argmin(apart[some])]), len(answers))
        found.append(_same(answers[first], answers[second]))
    return int(np.median(found))


def shared_answers(answers: Array) -> float:
    """Items that two respondents, drawn at random without replacement, answer alike on average.

    Parameters
    ----------
    answers : (N, D) scale points, none missing, N at least 2

    Of three pairs one shares both answers, and two share none:

    >>> round(shared_answers(np.array([[1, 1], [1, 1], [2, 3]])), 3)
    0.667
    """
    n, total = len(answers), 0.0
    for column in np.asarray(answers).T:
        counts = np.unique(column, return_counts=True)[1]
        total += float((counts * (counts - 1)).sum()) / (n * (n - 1))
    return total


def _same(one: Array, other: Array) -> int:
    return int((one == other).sum())
