"""Personas that answered several times: which rows are whose, one row of each at random, and errors over personas."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_collapse.measures.arrays import Indices
from persona_collapse.measures.intervals import Estimate
from persona_collapse.measures.randomness import generator

Pick = Callable[[Indices], Indices]
"""From some personas to one row of each."""


@dataclass(frozen=True, eq=False)
class Sheets:
    """Whose each row of answers is.

    Attributes
    ----------
    persona : (rows,) 0..N-1, numbered as they first appear
    """

    persona: Indices

    @classmethod
    def of(cls, personas: Indices) -> "Sheets":
        """From any numbers that are the same for rows of one persona.

        >>> Sheets.of(np.array([7, 3, 7])).persona.tolist()
        [0, 1, 0]
        """
        _, first, codes = np.unique(personas, return_index=True, return_inverse=True)
        rank = np.empty(len(first), dtype=np.intp)
        rank[np.argsort(first)] = np.arange(len(first))
        return cls(rank[codes.reshape(-1)])

    @cached_property
    def repeats(self) -> Indices:
        """How many rows each persona has: (N,)."""
        return np.bincount(self.persona)

    def __len__(self) -> int:
        """How many personas there are."""
        return len(self.repeats)

    def pick(self, purpose: str, seed: int) -> Pick:
        """A function that picks one row of each persona it is given, at random, anew at every call.

        Parameters
        ----------
        purpose, seed : of the random numbers

        >>> Sheets.of(np.array([0, 1, 1])).pick("example", 0)(np.array([0])).tolist()
        [0]
        """
        rng, (order, first) = generator(f"repeats: {purpose}", seed), self._by_persona

        def picked(personas: Indices) -> Indices:
            return np.asarray(order[first[personas] + rng.integers(self.repeats[personas])])

        return picked

    def once(self, seed: int = 0) -> Indices:
        """One row (N,) of each persona, at random.

        >>> Sheets.of(np.array([0, 1, 2])).once().tolist()
        [0, 1, 2]
        """
        return self.pick("once", seed)(np.arange(len(self)))

    def in_turn(self, seed: int = 0) -> Indices:
        """Rows (R, N): every row of a persona in a random order, those of personas with fewer than R again in turn.

        >>> Sheets.of(np.array([0, 1, 1])).in_turn()[:, 0].tolist()
        [0, 0]
        """
        mixed = np.lexsort((generator("repeats: in turn", seed).random(len(self.persona)), self.persona))
        _, first = self._by_persona
        turns = np.arange(int(self.repeats.max()))[:, None]
        return np.asarray(mixed[first + turns % self.repeats])

    @cached_property
    def _by_persona(self) -> tuple[Indices, Indices]:
        """Rows ordered by persona, and where each persona begins among them."""
        return np.argsort(self.persona, kind="stable"), np.cumsum(self.repeats) - self.repeats


def number_of_row(persona: Indices) -> Indices:
    """Of each row, how many rows of its persona come before it.

    Parameters
    ----------
    persona : (rows,) whose each row is

    >>> number_of_row(np.array([1, 0, 1, 1])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(persona, kind="stable")
    starts = np.searchsorted(persona[order], persona[order], side="left")
    found = np.empty(len(persona), dtype=np.intp)
    found[order] = np.arange(len(persona)) - starts
    return found


def over_personas(found: Estimate, persona: Indices, personas: int) -> Estimate | None:
    """A number whose error is found over rows, with the error over personas: rows of one persona move together.

    The parts of a persona's rows are added up before they are squared, which is the clustered (delete-one-persona)
    error of an average. Repeating every row leaves it as it was.

    Parameters
    ----------
    found : with a part for each of `rows`, by the influence of each
    persona : (rows,) whose each row is, 0..N-1
    personas : N; personas without a row have no part

    Returns
    -------
    None where all rows are of one persona.

    Source
    ------
    Cameron & Miller 2015 (Journal of Human Resources 50, 317-372), section II; the factor is N / (N - 1) over personas.

    Two personas asked twice, who always repeat their answer, have the error of two respondents:

    >>> from persona_collapse.measures.intervals import of_influence
    >>> found = of_influence(1.0, [-1.0, -1.0, 1.0, 1.0])
    >>> round(over_personas(found, np.array([0, 0, 1, 1]), 2).se, 3), round(of_influence(1.0, [-1.0, 1.0]).se, 3)
    (1.0, 1.0)
    """
    rows, there = len(persona), len(np.unique(persona))
    if there < 2:
        return None
    sums = np.bincount(persona, weights=found.parts, minlength=personas)
    return replace(found, parts=sums * np.sqrt((rows - 1) / rows * there / (there - 1)))
