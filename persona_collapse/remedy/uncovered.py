"""People without a persona near them, beside what as many other people leave uncovered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.neighbours import radii
from persona_collapse.measures.randomness import generator

DRAWS = 20


@dataclass(frozen=True)
class Uncovered:
    """How many people have no persona near them.

    Attributes
    ----------
    share : of people without a persona near
    people : of people without another person near, of as many people as there are personas
    se : standard error of what the two differ by
    """

    share: float
    people: float
    se: float

    @property
    def beyond_people(self) -> bool:
        """Whether personas leave more people uncovered than other people do, by more than two standard errors."""
        return self.share - self.people > 2 * self.se


def alone(personas: Array, people: Array) -> NDArray[np.bool_]:
    """Which people (M,) have no persona near: in the ball that would hold five personas if these were as people are.

    Parameters
    ----------
    personas, people : points (N, T) and (M, T)

    Personas stand in the lower half of people:

    >>> found = alone(np.linspace([0.0], [0.5], 51), np.linspace([0.0], [1.0], 101))
    >>> found[[0, 40, 100]].tolist()
    [False, False, True]
    """
    wanted = int(np.clip(round(K * len(people) / len(personas)), K, len(people) - 1))
    edges = radii(people, wanted) * (1 + 1e-9)
    return np.asarray(~(cdist(people, personas) <= edges[:, None]).any(axis=1))


def uncovered(personas: Array, people: Array, seed: int) -> Uncovered:
    """The share of people without a persona near, and without another person near, at the same size.

    Some people are set apart as many times as there are draws; the others are asked who is near: as many personas, or as
    many people set apart.

    Parameters
    ----------
    personas, people : points (N, T) and (M, T)
    seed : of the draws

    Source
    ------
    Standard error over draws that overlap: Nadeau & Bengio 2003 (Machine Learning 52, 239-281), equation 9.
    """
    rng = generator("people set apart", seed)
    size = min(len(personas), len(people) // 2)
    found = []
    for _ in range(DRAWS):
        order, some = rng.permutation(len(people)), rng.permutation(len(personas))[:size]
        others = people[order[size:]]
        found.append([alone(personas[some], others).mean(), alone(people[order[:size]], others).mean()])
    shares = np.array(found)
    difference = shares[:, 0] - shares[:, 1]
    se = np.sqrt(1 / DRAWS + size / (len(people) - size)) * difference.std(ddof=1)
    return Uncovered(float(shares[:, 0].mean()), float(shares[:, 1].mean()), float(se))
