"""Many draws from one population: distances are computed and sorted once, and each draw only counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.ball_coverage import Ties, chance_that_none_is_drawn, within
from persona_collapse.measures.intrinsic_dimension import maximum_likelihood
from persona_collapse.measures.neighbours import TOLERANCE, radii
from persona_collapse.measures.rarefaction import Draws, Pair

AHEAD = 2
"""The k nearest of a draw are first sought among this multiple of (k + 1) N / n others; it changes only the speed."""


@dataclass(frozen=True)
class Neighbourhoods:
    """For each respondent, all others, nearest first.

    Attributes
    ----------
    others : (N, N - 1) indices
    distances : (N, N - 1) ascending
    """

    others: NDArray[np.int32]
    distances: Array

    @classmethod
    def of(cls, points: Array) -> "Neighbourhoods":
        """All distances among points (N, D), sorted.

        >>> Neighbourhoods.of(np.array([[0.0], [1.0], [3.0]])).others.tolist()
        [[1, 2], [0, 2], [1, 0]]
        """
        table = cdist(points, points)
        np.fill_diagonal(table, -1.0)  # the respondent itself is first, before any copy
        order = np.argsort(table, axis=1, kind="stable")[:, 1:]
        return cls(order.astype(np.int32), np.take_along_axis(table, order, axis=1))

    def nearest(self, drawn: Indices, k: int) -> Array:
        """Distances (n, k) of each drawn respondent to its k nearest others among the drawn, ascending.

        >>> Neighbourhoods.of(np.array([[0.0], [1.0], [3.0]])).nearest(np.array([0, 2]), 1).tolist()
        [[3.0], [3.0]]
        """
        among = np.zeros(len(self.others), dtype=bool)
        among[drawn] = True
        found, asked = np.empty((len(drawn), k)), np.arange(len(drawn))
        for first in (AHEAD * (k + 1) * len(self.others) // len(drawn), len(self.others)):
            there = among[self.others[drawn[asked], :first]]
            enough = np.count_nonzero(there, axis=1) >= k
            there = there[enough]
            there &= there.cumsum(axis=1, dtype=np.int32) <= k
            found[asked[enough]] = self.distances[drawn[asked[enough]], :first][there].reshape(-1, k)
            asked = asked[~enough]
        return found


@dataclass(frozen=True)
class DrawnRecall:
    """Recall of drawn personas among drawn people (`coverage`), from distances computed once.

    Attributes
    ----------
    personas : neighbourhoods among the personas
    to_people : (M, N) distances of every reference respondent to every persona
    k : neighbours that set a ball's radius
    """

    personas: Neighbourhoods
    to_people: Array
    k: int

    def __call__(self, drawn: Indices, people: Indices) -> float:
        """The share of the drawn people inside at least one drawn persona's ball."""
        reach = np.full(self.to_people.shape[1], -1.0)  # a persona that is not drawn has an empty ball
        reach[drawn] = self.personas.nearest(drawn, self.k)[:, -1] * (1 + TOLERANCE)
        inside = self.to_people[people] <= reach
        return float(inside.any(axis=1).mean())


@dataclass(frozen=True)
class Clumping:
    """The limit of the Hopkins statistic (`hopkins`) of drawn respondents with many probes and all respondents sampled.

    Its value differs from that of a few probes. Respondents affect both in the same way, and here the randomness of
    single probes does not hide by how much.

    Attributes
    ----------
    respondents : neighbourhoods among them
    to_respondents : (m, N) distances of every probe to every respondent
    """

    respondents: Neighbourhoods
    to_respondents: Array

    def __call__(self, drawn: Indices) -> float:
        """sum U / (sum U + sum W), with equal weight for probes and respondents; nan where all distances are 0."""
        probe = float(self.to_respondents.take(drawn, axis=1).min(axis=1).mean())
        respondent = float(self.respondents.nearest(drawn, 1).mean())
        return probe / (probe + respondent) if probe + respondent > 0 else float("nan")


@dataclass(frozen=True)
class Complexity:
    """The LID of drawn respondents (`lid`), from distances computed once.

    Attributes
    ----------
    patterns : neighbourhoods among the answer patterns, each counted once
    pattern_of : (N,) which pattern each respondent has
    k : neighbours
    """

    patterns: Neighbourhoods
    pattern_of: Indices
    k: int

    @classmethod
    def of(cls, answers: Array, points: Array, k: int) -> "Complexity":
        """From whole answers (N, D), which identify copies, and the same answers as points (N, D)."""
        _, first, pattern_of = np.unique(answers, axis=0, return_index=True, return_inverse=True)
        return cls(Neighbourhoods.of(points[first]), pattern_of.reshape(-1), k)

    def __call__(self, drawn: Indices) -> float:
        """The median over the drawn respondents; nan where `lid` gives None."""
        patterns, counts = np.unique(self.pattern_of[drawn], return_counts=True)
        copies = int(counts[counts > 1].sum())
        if len(patterns) < self.k + 1:
            return 0.0 if 2 * copies > len(drawn) else float("nan")
        of_pattern = maximum_likelihood(self.patterns.nearest(patterns, self.k))
        values = np.repeat(np.where(counts > 1, 0.0, of_pattern), counts)
        known = values[~np.isnan(values)]
        return float(np.median(known)) if len(known) else float("nan")


@dataclass(frozen=True)
class Balls:
    """Coverage, density and precision of some personas at a matched size (`rarefied_coverage`), from memberships
    computed once.

    Attributes
    ----------
    inside : (N, R * n) whether each persona is in each ball of each reference draw, 0 or 1
    some : (N,) share of the reference draws in which a persona is in at least one ball
    n : matched size
    k : neighbours that set a ball's radius
    """

    inside: NDArray[np.uint8]
    some: Array
    n: int
    k: int

    @classmethod
    def of(cls, pair: Pair, draws: Draws, k: int, ties: Ties = "include") -> "Balls":
        """From a population, not held out, and the reference draws of `rarefied_coverage`."""
        distances = cdist(pair.population, pair.reference)
        tables = [
            within(distances[:, people], radii(pair.reference[people], k), ties) for _, people in draws.pairs(pair)
        ]
        some = np.mean([table.any(axis=1) for table in tables], axis=0)
        return cls(np.hstack(tables).astype(np.uint8), some, draws.n, k)

    def __call__(self, personas: Indices) -> tuple[float, float, float]:
        """Coverage, density and precision of these personas, as if they were the whole population."""
        counts = self.inside[personas].sum(axis=0, dtype=np.uint16)
        coverage = 1 - chance_that_none_is_drawn(len(personas), self.n)[counts].mean()
        density = counts.mean(dtype=np.float64) * self.n / (self.k * len(personas))
        return float(coverage), float(density), float(self.some[personas].mean())
