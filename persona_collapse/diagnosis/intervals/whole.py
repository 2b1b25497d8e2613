"""Intervals of a population's numbers: what other respondents of the same kind would have given."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from persona_collapse.diagnosis.axes import undesired
from persona_collapse.diagnosis.further import further_estimates
from persona_collapse.diagnosis.intervals.drawn import (
    HOPKINS,
    LARGEST_TABLE,
    VENDI_PAIRS,
    DrawnNumbers,
    Rows,
    VendiRatio,
    many_probes,
    of_noisy_pairs,
    wanted,
    with_respondents,
)
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.instruments import ResponseScale
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, complete_rows
from persona_collapse.measures.coverage import coverage_estimates, coverage_interval
from persona_collapse.measures.fidelity_errors import fidelity_estimates
from persona_collapse.measures.intervals import (
    FEWEST,
    Estimate,
    Interval,
    desirability_estimate,
    effective_likert_estimate,
    marginal_distance_estimate,
    of_pairs,
    sd_ratio_estimate,
    share_estimate,
)
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Pair

PAIRS = 500


@dataclass(frozen=True)
class _Drawing:
    """Draws in disjoint pairs, each with reference respondents of its own."""

    size: int
    population: int
    reference: int | None
    pairs: int
    seed: int

    def __iter__(self) -> Iterator[tuple[Rows, Rows, int]]:
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
    matrix: BehavioralTraitMatrix,
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
    matrix : the population
    sides : the same, prepared beside its reference
    pairs : of disjoint draws
    step : called with the name of each step before it begins
    names : only of these numbers, to save the time of the others; the same intervals as among all
    levels : (N, T) target levels, for rho and d; None without labels

    Returns
    -------
    None under a matched size of 50. A number that has no value, or for which no interval is known to hold (the forest,
    the energy distance), has none.
    """
    if sides.published or sides.size < FEWEST or sides.with_itself:
        return None
    step("intervals: items and coverage")
    known = estimates(matrix, sides, names, levels)
    found: dict[str, Interval | None] = {name: one.interval for name, one in known.items()}
    found |= {
        f"{prefix}coverage": coverage_interval(pair, sides.draws)
        for prefix, pair in _spaces(sides)
        if wanted(f"{prefix}coverage", names)
    }
    step("intervals: draws")
    found |= _of_draws(matrix.instrument.scale, sides, pairs, names)
    return {name: one for name, one in found.items() if one is not None and wanted(name, names)}


def estimates(
    matrix: BehavioralTraitMatrix,
    sides: Sides,
    names: Collection[str] | None = None,
    levels: Array | None = None,
) -> dict[str, Estimate]:
    """Numbers to which each respondent's part is known, by name: those of items, and (with a reference) of traits and coverage.

    Parts are those of all rows of the matrix; who is left out of a number has none.

    Parameters
    ----------
    matrix, sides, names, levels : as in `intervals`
    """
    found = {**dict(_of_items(matrix, sides)), **further_estimates(matrix.values, matrix.instrument.scale)}
    if levels is not None and sides.keying is not None:
        found |= fidelity_estimates(sides.keying.sums(matrix.values), levels)
    if sides.people is not None:
        rows = complete_rows(matrix.values)
        whole = {**dict(_of_traits(matrix, sides)), **_of_coverage(sides, names)}
        found |= {name: one and _spread(one, rows, len(matrix)) for name, one in whole.items()}
    return {name: one for name, one in found.items() if one is not None}


def _spread(found: Estimate, rows: Rows, size: int) -> Estimate:
    """The parts of some rows as parts of all."""
    parts = np.zeros(size)
    parts[rows] = found.parts
    return replace(found, parts=parts)


def _of_items(matrix: BehavioralTraitMatrix, sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    low, high = matrix.instrument.scale.low, matrix.instrument.scale.high
    yield "effective_likert", effective_likert_estimate(matrix.values, low=low, high=high)
    middle = (low + high) / 2
    yield "midpoint_share", share_estimate(matrix.values, [middle]) if (low + high) % 2 == 0 else None
    yield "extreme_share", share_estimate(matrix.values, [low, high])
    if sides.people is None:
        return
    people = sides.people.complete
    yield "marginal_distance", marginal_distance_estimate(matrix.values, people, low=low, high=high)


def _of_traits(matrix: BehavioralTraitMatrix, sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    if sides.keying is not None and sides.people is not None:
        people = sides.people.complete
        ours, theirs = sides.keying.scores(sides.personas.complete), sides.keying.scores(people)
        yield "sd_ratio", sd_ratio_estimate(ours, theirs)
        yield "desirability_shift", desirability_estimate(ours, theirs, undesired(matrix.instrument))


def _of_coverage(sides: Sides, names: Collection[str] | None) -> dict[str, Estimate | None]:
    found: dict[str, Estimate | None] = {}
    for prefix, pair in _spaces(sides):
        there = {f"{prefix}{name}": name for name in ("coverage", "density", "precision")}
        if any(wanted(name, names) for name in there):
            space = coverage_estimates(pair, sides.draws)
            found |= {name: getattr(space, field) for name, field in there.items()}
    return found


def _spaces(sides: Sides) -> Iterator[tuple[str, Pair]]:
    """How the names of numbers in each space begin, and its points; none without a reference."""
    if sides.people is not None:
        yield from zip(("", "trait_"), sides.spaces, strict=False)


def _of_draws(
    scale: ResponseScale, sides: Sides, pairs: int, names: Collection[str] | None
) -> dict[str, Interval | None]:
    """Numbers of whole sets of respondents, from pairs of draws with nobody in common."""
    kept = with_respondents(sides, sides.personas.complete[_kept(len(sides.personas.complete), sides.how.seed)])
    numbers, size = DrawnNumbers.of(kept, scale, names), len(kept.personas.complete)
    people = None if sides.people is None else len(sides.people.complete)
    drawing = _Drawing(sides.size, size, people, pairs, sides.how.seed)
    draws = [numbers(drawn, others, number) for drawn, others, number in (drawing if numbers.statistics else ())]
    found = {name: of_pairs(np.array([one[name] for one in draws]).reshape(-1, 2)) for name in numbers.statistics}
    if HOPKINS in found:
        smooth = many_probes(kept, scale)
        few = np.array([one[HOPKINS] for one in draws]).reshape(-1, 2)
        found[HOPKINS] = of_noisy_pairs(few, np.array([smooth(drawn) for drawn, _, _ in drawing]).reshape(-1, 2))
    vendi = VendiRatio.of(kept, sides.size) if wanted("vendi_ratio", names) else None
    if vendi is not None:
        drawing = _Drawing(sides.size, size, None, VENDI_PAIRS, sides.how.seed)
        found["vendi_ratio"] = of_pairs(np.array([vendi(drawn) for drawn, _, _ in drawing]).reshape(-1, 2))
    return found


def _kept(size: int, seed: int) -> Rows:
    """Of more respondents than a table holds, this many are drawn for the paired draws."""
    if size <= LARGEST_TABLE:
        return np.arange(size)
    return np.sort(generator("kept for paired draws", seed).choice(size, LARGEST_TABLE, replace=False))
