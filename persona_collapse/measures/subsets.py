"""Many draws from one population: distances are computed and sorted once, and each draw only counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices, at_least, number_or_nan, row_blocks
from persona_collapse.measures.ball_coverage import Ties, chance_that_none_is_drawn, within
from persona_collapse.measures.drawn_distances import DRAWS_AT_ONCE, Neighbourhoods, ahead, members
from persona_collapse.measures.intrinsic_dimension import maximum_likelihood
from persona_collapse.measures.neighbours import BLOCK_BYTES, TABLE_BYTES, distance_blocks, distances, radii
from persona_collapse.measures.rarefaction import Draws, Pair
from persona_collapse.measures.spread import hyperspherical_uniformity

AT_ONCE = 2000
"""Balls whose personas are counted by one product."""

FEW_TABLES = 2
"""Where draws have fewer pairs together than this many tables of all, it takes longer to make one table than theirs."""


@dataclass(frozen=True)
class Clumping:
    """The limit of the Hopkins statistic (`hopkins`) of drawn respondents with many probes and all respondents sampled.

    Its value differs from that of a few probes. Respondents affect both in the same way, and here the randomness of
    single probes does not hide by how much.

    Attributes
    ----------
    respondents : neighbourhoods among them
    order : (P, N) the respondents, nearest first, for each probe
    distances : (P, N) how far they are, ascending
    """

    respondents: Neighbourhoods
    order: NDArray[np.int32]
    distances: Array

    @classmethod
    def of(cls, respondents: Neighbourhoods, probes: Array) -> "Clumping":
        """With these probes (P, D).

        >>> line = np.array([[0.0], [1.0], [3.0]])
        >>> Clumping.of(Neighbourhoods.of(line), np.array([[2.0]]))(np.array([0, 1]))
        0.5
        """
        table = distances(probes, respondents.points)
        order = np.argsort(table, axis=1, kind="stable")
        return cls(respondents, order.astype(np.int32), np.take_along_axis(table, order, axis=1))

    def __call__(self, drawn: Indices, respondent: float | None = None) -> float:
        """sum U / (sum U + sum W), with equal weight for probes and respondents; nan where all distances are 0.

        Parameters
        ----------
        drawn : respondents
        respondent : their mean distance to the nearest other, where it is known
        """
        if respondent is None:
            respondent = float(self.respondents.nearest(drawn, 1).mean())
        probe = float(self._to_nearest(drawn).mean())
        return probe / (probe + respondent) if probe + respondent > 0 else float("nan")

    def _to_nearest(self, drawn: Indices) -> Array:
        """Distance (P,) of each probe to the nearest drawn respondent."""
        size = self.order.shape[1]
        among = np.zeros(size, dtype=bool)
        among[drawn] = True
        found, asked = np.empty(len(self.order)), np.arange(len(self.order))
        for first in (ahead(size, len(drawn), 1), size):
            there = among[self.order[asked, :first]]
            known, place = there.any(axis=1), there.argmax(axis=1)
            found[asked[known]] = self.distances[asked[known], place[known]]
            asked = asked[~known]
        return found


@dataclass(frozen=True)
class Directions:
    """The hyperspherical uniformity of drawn respondents (`hyperspherical_uniformity`), from likenesses computed once.

    Attributes
    ----------
    points : (N, D)
    directed : (N,) whether each has a direction
    likeness : (N, N) exp(-2 |x - y|^2) of their directions, 0 on the diagonal; None if it would be too large
    """

    points: Array
    directed: NDArray[np.bool_]
    likeness: Array | None

    @classmethod
    def of(cls, points: Array) -> "Directions":
        """Of standardised points (N, D).

        >>> round(Directions.of(np.array([[1.0, 0.0], [-3.0, 0.0], [0.0, 0.0]]))(np.arange(3)), 9)
        -8.0
        """
        length = np.linalg.norm(points, axis=1)
        if 8 * len(points) ** 2 > TABLE_BYTES:
            return cls(points, length > 0, None)
        return cls(points, length > 0, _likeness(_directions(points), slice(0, len(points))))

    def __call__(self, drawn: Indices) -> float:
        """The logarithm of the mean likeness of two drawn respondents; nan with fewer than two directions."""
        known = drawn[self.directed[drawn]]
        if len(known) < 2:
            return float("nan")
        if self.likeness is None:
            return number_or_nan(hyperspherical_uniformity(self.points[known])[0])
        total = float(self.likeness[known].take(known, axis=1).sum())
        return float(np.log(total / (len(known) * (len(known) - 1))))

    def of_each(self, draws: Sequence[Indices]) -> list[float]:
        """The same of several draws, added up by products; of very many respondents, with some rows of likenesses at a time.

        >>> directions = Directions.of(np.array([[1.0, 0.0], [0.0, 3.0], [0.0, 0.0], [0.0, -2.0]]))
        >>> [round(one, 9) for one in directions.of_each([np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([2])])]
        [-4.0, -8.0, nan]
        """
        found = []
        for rows in row_blocks(len(draws), DRAWS_AT_ONCE):
            pairs = sum(len(one) ** 2 for one in draws[rows])
            if self.likeness is None and pairs < FEW_TABLES * len(self.points) ** 2:
                found += [self(drawn) for drawn in draws[rows]]
                continue
            member = members(draws[rows], len(self.points))
            member[:, ~self.directed] = 0.0
            size, total = member.sum(axis=1), self._totals(member)
            found += [
                float(np.log(one / (n * (n - 1)))) if n > 1 else float("nan")
                for n, one in zip(size, total, strict=True)
            ]
        return found

    def _totals(self, member: Array) -> Array:
        """The summed likeness of the respondents of each draw (draws, N)."""
        if self.likeness is not None:
            return np.asarray(((member @ self.likeness) * member).sum(axis=1))
        unit, total = _directions(self.points), np.zeros(len(member))
        for rows in row_blocks(len(unit), max(1, BLOCK_BYTES // (8 * len(unit)))):
            total += ((member @ _likeness(unit, rows).T) * member[:, rows]).sum(axis=1)
        return total


def _directions(points: Array) -> Array:
    """Points (N, D) at a length of 1; those of length 0 stay there."""
    length = np.linalg.norm(points, axis=1)
    return np.asarray(points / np.where(length > 0, length, 1.0)[:, None])


def _likeness(unit: Array, rows: slice) -> Array:
    """exp(-2 |x - y|^2) of some of these directions and all (rows, N), 0 of each and itself."""
    table = np.exp(4 * np.minimum(unit[rows] @ unit.T, 1.0) - 4)  # the cosine of equal rows may round above 1
    table[np.arange(len(table)), np.arange(rows.start, rows.start + len(table))] = 0.0
    return np.asarray(table)


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
    def of(cls, answers: Array, points: Array, k: int, known: Neighbourhoods | None = None) -> "Complexity":
        """From whole answers (N, D), which identify copies, and the same answers as points (N, D).

        `known` are the neighbourhoods of all these points, which are taken where no two answer alike.
        """
        _, first, pattern_of = np.unique(answers, axis=0, return_index=True, return_inverse=True)
        if known is not None and len(first) == len(answers):
            return cls(known, np.arange(len(answers)), k)
        return cls(Neighbourhoods.of(points[first]), pattern_of.reshape(-1), k)

    def __call__(self, drawn: Indices, nearest: Array | None = None) -> float:
        """The median over the drawn respondents; nan where `lid` gives None.

        Parameters
        ----------
        drawn : respondents
        nearest : distances (n, k) of each to its k nearest others, where they are known; taken if no two answer alike
        """
        if nearest is None or len(self.patterns.points) < len(self.pattern_of) or len(drawn) <= self.k:
            return self._of_patterns(*np.unique(self.pattern_of[drawn], return_counts=True))
        return self._median(maximum_likelihood(nearest))

    def _of_patterns(self, patterns: Indices, counts: Indices) -> float:
        copies = counts > 1
        if len(patterns) < self.k + 1:
            return 0.0 if 2 * counts[copies].sum() > counts.sum() else float("nan")
        of_pattern = maximum_likelihood(self.patterns.nearest(patterns, self.k))
        return self._median(np.repeat(np.where(copies, 0.0, of_pattern), counts))

    def _median(self, values: Array) -> float:
        known = values[~np.isnan(values)]
        return float(np.median(known)) if len(known) else float("nan")


@dataclass(frozen=True)
class Balls:
    """Coverage, density and precision of some personas at a matched size (`rarefied_coverage`), from memberships
    computed once.

    Attributes
    ----------
    inside : (N, R * n) whether each persona is in each ball of each reference draw
    some : (N,) share of the reference draws in which a persona is in at least one ball
    n : matched size
    k : neighbours that set a ball's radius
    """

    inside: NDArray[np.bool_]
    some: Array
    n: int
    k: int

    @classmethod
    def of(cls, pair: Pair, draws: Draws, k: int, ties: Ties = "include") -> "Balls":
        """From a population, not held out, and the reference draws of `rarefied_coverage`."""
        drawn = [people for _, people in draws.pairs(pair)]
        edges = [radii(pair.reference[people], k) for people in drawn]
        size = len(pair.population)
        inside, some = np.empty((size, len(drawn) * draws.n), dtype=np.bool_), np.empty(size)
        for rows, to_people in distance_blocks(pair.population, pair.reference):
            tables = [within(to_people[:, people], edge, ties) for people, edge in zip(drawn, edges, strict=True)]
            np.concatenate(tables, axis=1, out=inside[rows])
            some[rows] = np.mean([table.any(axis=1) for table in tables], axis=0)
        return cls(inside, some, draws.n, k)

    def of_each(self, draws: Sequence[Indices]) -> list[tuple[float, float, float]]:
        """Coverage, density and precision of some personas as if they were the whole population; of several sets of
        them, counted by one product.

        Parameters
        ----------
        draws : the personas of each set

        Raises
        ------
        InputError : a set of fewer personas than are compared at once.
        """
        at_least(min(map(len, draws)), self.n, "population", f"a draw of {self.n}")
        member = members(draws, len(self.inside)).astype(np.float32)
        counts = np.empty((len(draws), self.inside.shape[1]), dtype=np.intp)
        for start in range(0, self.inside.shape[1], AT_ONCE):
            columns = slice(start, start + AT_ONCE)
            counts[:, columns] = member @ self.inside[:, columns].astype(np.float32)
        return [self._numbers(one, personas) for one, personas in zip(counts, draws, strict=True)]

    def _numbers(self, counts: Indices, personas: Indices) -> tuple[float, float, float]:
        coverage = 1 - chance_that_none_is_drawn(len(personas), self.n)[counts].mean()
        density = counts.mean(dtype=np.float64) * self.n / (self.k * len(personas))
        return float(coverage), float(density), float(self.some[personas].mean())
