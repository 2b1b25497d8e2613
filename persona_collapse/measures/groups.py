"""Numbers of many groups of personas at once: whether one group differs from the others, by permuting who is in which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices, number_or_none
from persona_collapse.measures.ball_coverage import K, chance_that_none_is_drawn, within
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.level import Level
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Draws, Pair

Members: TypeAlias = NDArray[np.bool_]
"""(B, N): which of N personas belong to each of B groups of the same size."""

GroupNumber: TypeAlias = Callable[[Members], Array]
"""A number of each group, (B,); nan where it is undefined."""

AT_ONCE = 100
"""Groups whose numbers are computed at once; it changes only memory and speed."""

NOTHING = 1e-9
"""A sum of squares below this is 0."""


@dataclass(frozen=True, eq=False)
class GroupCoverage:
    """Coverage of groups at a matched size, as `rarefied_coverage` computes it.

    Attributes
    ----------
    inside : (balls, N) 1 where a persona is in a ball of the drawn people, else 0
    n : respondents at a time on each side
    """

    inside: NDArray[np.float32]
    n: int

    @classmethod
    def of(cls, pair: Pair, draws: Draws, k: int = K) -> "GroupCoverage":
        """Balls of people, in as many draws as `draws` says.

        Parameters
        ----------
        pair : personas (N, D) and people (M, D), not held out
        draws : of people
        k : neighbours that set a ball's radius
        """
        among = Distances.between(pair.reference, pair.reference)
        towards = Distances.between(pair.reference, pair.population)
        everyone, found = np.arange(len(pair.population)), []
        for people in draws.single(len(pair.reference)):
            radius = among.nearest(people, k)[:, -1]
            found.append(within(towards.of(people, everyone), radius[:, None], "include"))
        return cls(np.vstack(found).astype(np.float32), draws.n)

    def __call__(self, members: Members) -> Array:
        """1 - mean over balls of C(N - c, n) / C(N, n), c of the group's N personas in the ball."""
        inside = np.rint(self.inside @ members.T.astype(np.float32)).astype(np.intp)
        missed = chance_that_none_is_drawn(int(members[0].sum()), self.n)
        return np.asarray(1 - missed[inside].mean(axis=0))


@dataclass(frozen=True, eq=False)
class GroupRecall:
    """Recall of groups at a matched size: share of people inside a ball of some of n personas of the group.

    A group of more than n personas is cut into parts of n, and the mean over its parts is taken.

    Attributes
    ----------
    among : distances among the personas, whose order must be random
    between : from personas to people
    n : personas at a time
    k : neighbours that set a ball's radius
    """

    among: Distances
    between: Distances
    n: int
    k: int = K

    @classmethod
    def of(cls, pair: Pair, n: int, k: int = K) -> "GroupRecall":
        """From points.

        Parameters
        ----------
        pair : personas (N, D) in random order, and people (M, D)
        n, k : as in the class
        """
        personas = Distances.between(pair.population, pair.population)
        return cls(personas, Distances.between(pair.population, pair.reference), n, k)

    def __call__(self, members: Members) -> Array:
        """The mean over the parts of each group."""
        return np.array([np.mean([self._recall(part) for part in self._parts(one)]) for one in members])

    def _parts(self, members: NDArray[np.bool_]) -> list[Indices]:
        rows = np.flatnonzero(members)
        return [rows[start : start + self.n] for start in range(0, len(rows) - self.n + 1, self.n)]

    def _recall(self, rows: Indices) -> float:
        reach = self.among.nearest(rows, self.k)[:, -1]
        people = np.arange(len(self.between.others))
        return float(within(self.between.of(rows, people), reach[:, None], "include").any(axis=0).mean())


@dataclass(frozen=True, eq=False)
class GroupSpread:
    """The SD ratio of groups (`sd_ratio`).

    Attributes
    ----------
    scores : (N, T) trait scores
    people : (T,) SDs of people
    """

    scores: Array
    people: Array

    def __call__(self, members: Members) -> Array:
        """Mean over traits of the group's SD / people's."""
        weights, centred = members.astype(np.float64), self.scores - self.scores.mean(axis=0)
        size = weights.sum(axis=1, keepdims=True)
        variance = weights @ centred**2 / size - (weights @ centred / size) ** 2
        variance[variance < NOTHING] = 0
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((np.sqrt(variance) / self.people).mean(axis=1))


@dataclass(frozen=True, eq=False)
class GroupCaricature:
    """Caricature of groups (`fidelity`): how far apart High and Low are, as a multiple of people cut at the same shares.

    Attributes
    ----------
    sums : (N, T) trait scores
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown
    people : (M, T) trait scores of people, each column sorted
    """

    sums: Array
    levels: Array
    people: Array

    @classmethod
    def of(cls, sums: Array, levels: Array, people: Array) -> "GroupCaricature":
        """From people in any order.

        Parameters
        ----------
        sums, levels, people : as in the class
        """
        middle = sums.mean(axis=0)
        return cls(sums - middle, levels, np.sort(people - middle, axis=0))

    def __call__(self, members: Members) -> Array:
        """Mean over traits of d / mean over the same traits of people's d."""
        weights = members.astype(np.float64)
        high, low = (self._moments(weights, level) for level in (Level.HIGH, Level.LOW))
        known = weights @ ~np.isnan(self.levels)
        with np.errstate(divide="ignore", invalid="ignore"):
            own, people = _d(high, low), self._of_people(high[0] / known, low[0] / known)
            defined = ~np.isnan(own) & ~np.isnan(people) & (people != 0)
            own, people = np.where(defined, own, 0), np.where(defined, people, 0)
            return np.asarray(own.sum(axis=1) / people.sum(axis=1))

    def _moments(self, weights: Array, level: Level) -> "_Moments":
        there = (self.levels == level).astype(np.float64)
        return weights @ there, weights @ (there * self.sums), weights @ (there * self.sums**2)

    def _of_people(self, high: Array, low: Array) -> Array:
        """d (B, T) of people, of whom shares `high` and `low` (B, T) are called High and Low."""
        size, zero = len(self.people), np.zeros((1, self.people.shape[1]))
        sums = np.vstack([zero, self.people.cumsum(axis=0)])
        squares = np.vstack([zero, (self.people**2).cumsum(axis=0)])
        below = np.rint(np.nan_to_num(low) * size).astype(np.intp)
        above = np.rint((1 - np.nan_to_num(high)) * size).astype(np.intp)

        def up_to(place: Indices) -> _Moments:
            return (
                place.astype(np.float64),
                np.take_along_axis(sums, place, axis=0),
                np.take_along_axis(squares, place, axis=0),
            )

        lowest, (count, total, square) = up_to(below), up_to(above)
        highest = size - count, sums[-1] - total, squares[-1] - square
        return _d(highest, lowest)


_Moments: TypeAlias = tuple[Array, Array, Array]
"""How many scores, their sum, and their sum of squares."""


def _d(high: _Moments, low: _Moments) -> Array:
    """Cohen's d of two groups by their moments; infinite where no score varies within them, nan where one is empty."""
    (n, sum_high, square_high), (m, sum_low, square_low) = high, low
    apart = sum_high / n - sum_low / m
    left = square_high - sum_high**2 / n + square_low - sum_low**2 / m
    left = np.where(left < NOTHING, 0, left)
    found = apart / np.sqrt(left / (n + m - 2))
    return np.where((n > 0) & (m > 0) & (n + m > 2), found, np.nan)


@dataclass(frozen=True)
class GroupTest:
    """A number of one group beside that of all others.

    Attributes
    ----------
    value, others : of the group and of the other personas; None where undefined
    p_value : how often a group of that size, drawn at random from all, is as far from the middle of such groups; None
        where the value is undefined
    """

    value: float | None
    others: float | None
    p_value: float | None


def group_tests(
    numbers: Mapping[str, GroupNumber], codes: Indices, *, permutations: int, seed: int = 0
) -> list[dict[str, GroupTest]]:
    """For each group and number whether the group differs from the others: group -> name -> test.

    Personas keep their answers and are shuffled among the groups. The p-value is two-sided: the share of the shuffles
    (and of the groups as they are) in which the number is at least as far from its median over all of these.

    Parameters
    ----------
    numbers : name -> number
    codes : (N,) the group of each persona, from 0
    permutations : B
    seed : of the shuffles

    Source
    ------
    Phipson & Smyth 2010 (SAGMB 9, 39); the groups are exchangeable if the attribute says nothing about answers.

    The first four answer alike, the others do not:

    >>> spread = GroupSpread(np.array([[3.0]] * 4 + [[1.0], [5.0]] * 4), np.array([2.0]))
    >>> found = group_tests({"sd": spread}, np.repeat([0, 1], [4, 8]), permutations=99)
    >>> found[0]["sd"].value, found[0]["sd"].others, found[0]["sd"].p_value < 0.05
    (0.0, 1.0, True)
    """
    rng = generator("shuffled groups", seed)
    shuffled = np.stack([codes, *(rng.permutation(codes) for _ in range(permutations))])
    return [
        {name: _tested(number, shuffled == group, codes == group) for name, number in numbers.items()}
        for group in range(int(codes.max()) + 1)
    ]


def _tested(number: GroupNumber, shuffled: Members, members: NDArray[np.bool_]) -> GroupTest:
    parts = range(0, len(shuffled), AT_ONCE)
    drawn = np.concatenate([number(shuffled[start : start + AT_ONCE]) for start in parts])
    others = number(~members[None])[0]
    value = drawn[0]
    if np.isnan(value):
        return GroupTest(None, number_or_none(others), None)
    with np.errstate(invalid="ignore"):
        apart = np.abs(drawn - np.nanmedian(drawn))
    as_far = ~(apart < apart[0] * (1 - NOTHING))
    return GroupTest(float(value), number_or_none(others), float(as_far.mean()))
