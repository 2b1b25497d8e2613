"""Vendi scores of many draws: how alike two respondents are is computed once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.neighbours import MANY
from persona_collapse.measures.spread import alike, effective_number, vendi_of


@dataclass(frozen=True)
class Likeness:
    """How alike respondents are, exp(-d^2 / 2 s^2), for the Vendi scores (`vendi`) of draws.

    Attributes
    ----------
    distances : among them
    scale : s
    """

    distances: Distances
    scale: float

    @cached_property
    def table(self) -> Array | None:
        """That of all of them (N, N); None if it would be too large."""
        known = self.distances.table
        return None if known is None else alike(known, self.scale)

    def vendi(self, drawn: Indices) -> float:
        """The Vendi score of drawn respondents.

        >>> far = Distances.between(*[np.array([[0.0], [99.0], [0.0], [99.0]])] * 2)
        >>> round(Likeness(far, 1.0).vendi(np.arange(3)), 3)
        1.89
        """
        if len(drawn) ** 2 < MANY or self.table is None:
            return vendi_of(self.distances.of(drawn, drawn), scale=self.scale)
        rows = np.sort(drawn)  # the order changes nothing, and this one is looked up faster
        return effective_number(self.table[rows].take(rows, axis=1))
