"""Retrieval: is the most similar other text one of the same persona?

T texts, P personas.
"""

from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices, row_blocks
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.intervals import Interval, of_influence
from persona_collapse.measures.neighbours import BLOCK_BYTES
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.text.directions import Directions

SAME = 1e-6
"""Similarities of vectors (with seven digits) that differ by less than this count as equal."""

TIES = 50
"""Of more equally similar texts than this, so many are drawn to stand for all."""

MOST_TEXTS = 6000
"""Of more texts, this many are drawn once, and the most similar of all others is sought for these."""


@dataclass(frozen=True)
class Nearest:
    """The most similar other texts of each text that is asked.

    Attributes
    ----------
    asked : (n,) the texts
    text, other, worth : (pairs,) pair by pair, with the share of a hit that each is worth
    """

    asked: Indices
    text: Indices
    other: Indices
    worth: Array

    @classmethod
    def of(cls, unit: Directions, seed: int) -> "Nearest":
        """The nearest of all texts, for all up to `MOST_TEXTS`, and for that many of more.

        Those asked are drawn by the place of their directions among all, so neither order nor persona has an effect.
        """
        size, rng = len(unit), generator("identity, equally similar texts", seed)
        if size <= MOST_TEXTS:
            asked, height = np.arange(size), BLOCK_BYTES // (8 * size)
        else:
            asked = np.sort(generator("identity, texts asked", seed).choice(size, MOST_TEXTS, replace=False))
            height = 4 * BLOCK_BYTES // (8 * size)  # each block computes all directions again, so it is a large one
        others: list[Indices] = []
        for some in row_blocks(len(asked), max(1, height)):
            similar = unit.cosines(asked[some])
            similar[np.arange(len(similar)), asked[some]] = -np.inf
            alike = similar >= similar.max(axis=1, keepdims=True) - SAME
            for same in map(np.flatnonzero, alike):
                others.append(same if len(same) <= TIES else rng.choice(same, TIES, replace=False))
        counts = np.array([len(one) for one in others])
        return cls(asked, np.repeat(asked, counts), np.concatenate(others), np.repeat(1 / counts, counts))

    def found(self, codes: Indices) -> "Found":
        """What is found if the texts are of these personas (T,)."""
        sizes = np.bincount(codes)
        whose = codes[self.text]
        own = whose == codes[self.other]
        hits = np.bincount(whose[own], weights=self.worth[own], minlength=len(sizes))
        asked = np.bincount(codes[self.asked], minlength=len(sizes))
        some = (sizes > 1) & (asked > 0)
        return Found(hits[some] / asked[some], asked[some] / sizes[some])

    def p_value(self, codes: Indices, permutations: int, seed: int) -> float:
        """Share of shuffles of texts among personas with at least this retrieval, the texts as they are included."""
        rng = generator("identity, retrieval by chance", seed)
        value = self.found(codes).mean
        reached = sum(self.found(rng.permutation(codes)).mean >= value - SAME for _ in range(permutations))
        return float((1 + reached) / (1 + permutations))


@dataclass(frozen=True)
class Found:
    """Personas with several texts, one of them asked at least.

    Attributes
    ----------
    shares : (n,) of those of each persona's texts that are asked, the share whose most similar other text is its own
    weights : (n,) share of its texts that are asked: 1 where all are
    """

    shares: Array
    weights: Array

    @property
    def mean(self) -> float:
        """Mean over personas. A persona counts as much as it is asked, so each counts alike in all draws together."""
        return float((self.weights * self.shares).sum() / self.weights.sum())

    @property
    def interval(self) -> Interval:
        """The interval of the mean."""
        influence = self.weights * (self.shares - self.mean) / self.weights.mean()
        return within_range(of_influence(self.mean, influence).interval, len(self.shares))
