"""Matched sizes: every distance measure depends on the number of respondents, so all use the same number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.kept import Kept
from persona_collapse.measures.near import Points
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.sheets import Pick, Sheets

LARGEST = 500


MOST_AT_ONCE = 49
"""Of personas with repeats, all are compared at once up to this number, below which no interval needs disjoint draws."""


def matched_size(population: int, reference: int | None = None, *, repeated: bool = False) -> int:
    """The size n at which populations are compared: min(500, N // 2, M // 2).

    Half, so that held-out halves of the reference have the same n and two draws can be disjoint. Studies that repeat
    have few personas; these are all compared at once, up to 49.

    Parameters
    ----------
    population, reference : respondents on each side; personas, where rows are their repeats
    repeated : whether they are personas with repeats

    >>> matched_size(1144, 2058), matched_size(320, 228), matched_size(60)
    (500, 114, 30)
    >>> [matched_size(personas, 228, repeated=True) for personas in (32, 60, 98, 100, 300)]
    [32, 49, 49, 50, 114]
    """
    own = max(population // 2, min(population, MOST_AT_ONCE)) if repeated else population // 2
    return min(LARGEST, own, LARGEST if reference is None else reference // 2)


@dataclass(frozen=True)
class Pair:
    """A population and a reference, both as points of the same space.

    Attributes
    ----------
    population, reference : (N, D) and (M, D), sorted by their answers
    held_out : the population *is* the reference, and no respondent may be on both sides of a draw
    sheets : whose each row of the population is, where personas have several; None where each is a respondent
    whole : all personas, where `population` holds those of them that draws are made from; None where it holds all
    of_reference : distances among the reference, where they are kept for further populations; None where they are not
    kept : what was counted of this pair, for those that need it again
    """

    population: Array
    reference: Array
    held_out: bool = False
    sheets: Sheets | None = None
    whole: Points | None = None
    of_reference: Distances | None = field(default=None, repr=False, compare=False)
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)

    @property
    def among_reference(self) -> Distances:
        """Distances among the reference, for many draws."""
        kept = self.of_reference
        if kept is not None and kept.points is self.reference:
            return kept
        return Distances.between(self.reference, self.reference)

    @property
    def personas(self) -> int:
        """N, respondents of the population."""
        return len(self.population) if self.sheets is None else len(self.sheets)

    @property
    def counted(self) -> Points:
        """The personas that are counted in balls: all of them."""
        return self.population if self.whole is None else self.whole

    def outside(self, rows: slice, drawn: Indices) -> NDArray[np.bool_] | None:
        """Which of these rows of the population are not among the drawn reference respondents; None: all of them."""
        if not self.held_out:
            return None
        free = np.ones(len(self.reference), dtype=bool)
        free[drawn] = False
        return free[rows]


@dataclass(frozen=True)
class PairDistances:
    """The distances of a pair, for many draws.

    Attributes
    ----------
    personas, people : within each side
    between : from the population to the reference
    """

    personas: Distances
    between: Distances
    people: Distances

    @classmethod
    def of(cls, pair: Pair) -> "PairDistances":
        """All three; for held-out people they are the same.

        >>> PairDistances.of(Pair(np.array([[0.0], [1.0]]), np.array([[4.0]]))).between.table.tolist()
        [[4.0], [3.0]]
        """
        people = pair.among_reference
        if pair.held_out:
            return cls(people, people, people)
        personas = Distances.between(pair.population, pair.population)
        return cls(personas, Distances.between(pair.population, pair.reference), people)


def held_out(reference: Array) -> Pair:
    """People against other people: the ceiling of every comparison."""
    return Pair(population=reference, reference=reference, held_out=True)


@dataclass(frozen=True)
class Draws:
    """Seeded draws of n respondents without replacement.

    Attributes
    ----------
    n : respondents per draw
    count : number of draws
    seed : the same seed gives the same draws
    """

    n: int
    count: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        if self.n < 1 or self.count < 1:
            raise InputError(f"{self.count} draws of {self.n} respondents were requested; both must be at least 1")

    def _fit(self, largest: int) -> None:
        if self.n > largest:
            raise InputError(f"{self.n} respondents cannot be drawn from these; draw at most {largest}")

    def single(self, size: int, sheets: Sheets | None = None) -> Iterator[Indices]:
        """Indices (n,) of each draw from `size` rows: of personas that have several, one at random of each drawn."""
        personas = size if sheets is None else len(sheets)
        self._fit(personas)
        rng, pick = generator("draws of one population", self.seed), self._pick(sheets)
        for _ in range(self.count):
            yield pick(rng.choice(personas, self.n, replace=False))

    def samples(self, answers: Array, sheets: Sheets | None = None) -> Iterator[Array]:
        """Rows (n, D) of each draw.

        >>> [len(sample) for sample in Draws(n=4, count=3).samples(np.zeros((10, 2)))]
        [4, 4, 4]
        """
        return (answers[drawn] for drawn in self.single(len(answers), sheets))

    def pairs(self, pair: Pair) -> Iterator[tuple[Indices, Indices]]:
        """Indices (n,) of each draw from both sides; disjoint when the pair is held out."""
        if pair.held_out:
            self._fit(len(pair.reference) // 2)
        else:
            self._fit(min(pair.personas, len(pair.reference)))
        rng, pick = generator("draws of two populations", self.seed), self._pick(pair.sheets)
        for _ in range(self.count):
            if pair.held_out:
                both = rng.choice(len(pair.reference), 2 * self.n, replace=False)
                yield both[: self.n], both[self.n :]
            else:
                reference = rng.choice(len(pair.reference), self.n, replace=False)
                yield pick(rng.choice(pair.personas, self.n, replace=False)), reference

    def all_personas(self, pair: Pair) -> Iterator[Indices | None]:
        """Rows (N,) beside each draw of the reference: one of each persona, at random; None where each row is a respondent."""
        if pair.sheets is None:
            yield from [None] * self.count
            return
        pick, everyone = pair.sheets.pick("beside draws of the reference", self.seed), np.arange(len(pair.sheets))
        for _ in range(self.count):
            yield pick(everyone)

    def _pick(self, sheets: Sheets | None) -> Pick:
        return (lambda drawn: drawn) if sheets is None else sheets.pick("draws", self.seed)
