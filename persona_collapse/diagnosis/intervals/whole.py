"""Intervals of a population's numbers: what other respondents of the same kind would have given."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from persona_collapse.diagnosis.intervals.drawn import (
    HOPKINS,
    LARGEST_TABLE,
    VENDI_PAIRS,
    DrawnNumbers,
    VendiRatio,
    many_probes,
    of_noisy_pairs,
    wanted,
)
from persona_collapse.diagnosis.intervals.parts import estimates, named_spaces
from persona_collapse.diagnosis.preparation import Sides, with_respondents
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.ball_coverage import coverage_interval
from persona_collapse.measures.intervals import FEWEST, Interval, of_pairs
from persona_collapse.measures.randomness import generator

PAIRS = 500


@dataclass(frozen=True)
class _Drawing:
    """Draws in disjoint pairs, each with reference respondents of its own."""

    size: int
    population: int
    reference: int | None
    pairs: int
    seed: int

    def __iter__(self) -> Iterator[tuple[Indices, Indices, int]]:
        """Personas, people (none without a reference) and the number of each draw, pair by pair."""
        rng = generator("paired draws", self.seed)
        for number in range(self.pairs):
            both = rng.choice(self.population, 2 * self.size, replace=False)
            for side, drawn in enumerate((both[: self.size], both[self.size :])):
                people = np.zeros(0, dtype=np.intp)
                if self.reference is not None:
                    people = rng.choice(self.reference, self.size, replace=False)
                yield drawn, people, 2 * number + side


def intervals(
    sides: Sides,
    *,
    pairs: int = PAIRS,
    step: Callable[[str], None] = lambda name: None,
    names: Collection[str] | None = None,
    levels: Array | None = None,
) -> dict[str, Interval] | None:
    """95 % intervals by name of the number, over respondents, given the reference.

    Parameters
    ----------
    sides : the population beside its reference, or alone
    pairs : of disjoint draws
    step : called with the name of each step before it begins
    names : only of these numbers, to save the time of the others; the same intervals as among all
    levels : (N, T) target levels, for rho and d; None without labels

    Returns
    -------
    None under a matched size of 50. A number that has no value, or for which no interval is known to hold (the forest,
    the energy distance), has none.
    """
    if sides.size < FEWEST or sides.with_itself:
        return None
    step("intervals: items and coverage")
    known = estimates(sides, names, levels)
    found: dict[str, Interval | None] = {name: one.interval for name, one in known.items()}
    found |= {
        f"{prefix}coverage": coverage_interval(pair, sides.draws)
        for prefix, pair in named_spaces(sides)
        if wanted(f"{prefix}coverage", names)
    }
    step("intervals: draws")
    found |= _of_draws(sides, pairs, names)
    return {name: one for name, one in found.items() if one is not None and wanted(name, names)}


def _of_draws(sides: Sides, pairs: int, names: Collection[str] | None) -> dict[str, Interval | None]:
    """Numbers of whole sets of respondents, from pairs of draws that have no respondent in common."""
    kept = with_respondents(sides, sides.personas.complete[_kept(len(sides.personas.complete), sides.how.seed)])
    numbers, size = DrawnNumbers.of(kept, names), len(kept.personas.complete)
    people = None if sides.people is None else len(sides.people.complete)
    drawing = _Drawing(sides.size, size, people, pairs, sides.how.seed)
    draws = [numbers(drawn, others, number) for drawn, others, number in (drawing if numbers.statistics else ())]
    found = {name: of_pairs(np.array([one[name] for one in draws]).reshape(-1, 2)) for name in numbers.statistics}
    if HOPKINS in found:
        smooth = many_probes(kept)
        few = np.array([one[HOPKINS] for one in draws]).reshape(-1, 2)
        found[HOPKINS] = of_noisy_pairs(few, np.array([smooth(drawn) for drawn, _, _ in drawing]).reshape(-1, 2))
    vendi = VendiRatio.of(kept, sides.size) if wanted("vendi_ratio", names) else None
    if vendi is not None:
        drawing = _Drawing(sides.size, size, None, VENDI_PAIRS, sides.how.seed)
        found["vendi_ratio"] = of_pairs(np.array([vendi(drawn) for drawn, _, _ in drawing]).reshape(-1, 2))
    return found


def _kept(size: int, seed: int) -> Indices:
    """Of more respondents than a table holds, this many are drawn for the paired draws."""
    if size <= LARGEST_TABLE:
        return np.arange(size)
    return np.sort(generator("kept for paired draws", seed).choice(size, LARGEST_TABLE, replace=False))
