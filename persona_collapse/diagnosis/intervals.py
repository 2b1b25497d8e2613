"""Intervals of a population's numbers: what other respondents of the same kind would have given."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.spread import kernel_width, mean_vendi
from persona_collapse.instruments import UNDESIRED, Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.coverage import K as COVERAGE_K
from persona_collapse.measures.coverage import coverage_intervals
from persona_collapse.measures.intervals import (
    FEWEST,
    Interval,
    around,
    desirability_interval,
    effective_likert_interval,
    marginal_distance_interval,
    of_pairs,
    sd_ratio_interval,
    share_interval,
    with_draws,
)
from persona_collapse.measures.lid import K as LID_K
from persona_collapse.measures.neighbours import Distances
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.subsets import Clumping, Complexity, Neighbourhoods, Recall

PAIRS = 500
VENDI_PAIRS = 50
PROBES = 200
SMOOTH = "hopkins of many probes"
LARGEST_TABLE = 6000
"""Respondents whose distances are kept all at once; of more, this many are drawn for the paired draws."""

Rows = NDArray[np.intp]


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
) -> dict[str, Interval] | None:
    """95 % intervals by name of the number, over respondents, given the reference.

    Parameters
    ----------
    matrix : the population
    sides : the same, prepared beside its reference
    pairs : of disjoint draws
    step : called with the name of each step before it begins

    Returns
    -------
    None under a matched size of 50. A number that has no value, or for which no interval is known to hold (rho, d, the
    forest, the energy distance), has none.
    """
    if sides.published or sides.size < FEWEST or sides.with_itself:
        return None
    step("intervals: items")
    found: dict[str, Interval | None] = dict(_of_items(matrix, sides))
    if sides.people is not None:
        step("intervals: coverage")
        found |= _of_coverage(sides)
    step("intervals: draws")
    found |= _of_draws(matrix.instrument, sides, pairs)
    return {name: one for name, one in found.items() if one is not None}


def _of_items(matrix: BehavioralTraitMatrix, sides: Sides) -> Iterator[tuple[str, Interval | None]]:
    low, high = matrix.instrument.scale.low, matrix.instrument.scale.high
    yield "effective_likert", effective_likert_interval(matrix.values, low=low, high=high)
    middle = (low + high) / 2
    yield "midpoint_share", share_interval(matrix.values, [middle]) if (low + high) % 2 == 0 else None
    yield "extreme_share", share_interval(matrix.values, [low, high])
    if sides.people is None:
        return
    people = sides.people.complete
    yield "marginal_distance", marginal_distance_interval(matrix.values, people, low=low, high=high)
    if sides.keying is not None:
        ours, theirs = sides.keying.scores(sides.personas.complete), sides.keying.scores(people)
        undesired = np.array([trait in UNDESIRED for trait in matrix.instrument.traits])
        yield "sd_ratio", sd_ratio_interval(ours, theirs)
        yield "desirability_shift", desirability_interval(ours, theirs, undesired)


def _of_coverage(sides: Sides) -> dict[str, Interval | None]:
    found: dict[str, Interval | None] = {}
    for prefix, pair in zip(("", "trait_"), sides.spaces, strict=False):
        space = coverage_intervals(pair, sides.draws)
        found |= {f"{prefix}{name}": getattr(space, name) for name in ("coverage", "density", "precision")}
    return found


def _of_draws(instrument: Instrument, sides: Sides, pairs: int) -> dict[str, Interval | None]:
    """Numbers of whole sets of respondents, from pairs of draws with nobody in common."""
    kept = _kept(len(sides.personas.complete), sides.how.seed)
    answers = sides.personas.complete[kept]
    points = answers if sides.scale is None else sides.scale(answers)
    spaces = _recalls(sides, kept)
    clumping = _clumping(points, spaces["recall"].personas if spaces else Neighbourhoods.of(points), instrument, sides)
    complexity = Complexity.of(answers, points, LID_K)
    people = None if sides.people is None else len(sides.people.complete)
    drawing = _Drawing(sides.size, len(answers), people, pairs, sides.how.seed)
    low, high = instrument.scale.low, instrument.scale.high
    values: dict[str, list[float]] = {}
    for drawn, others, number in drawing:
        one = {name: space(drawn, others) for name, space in spaces.items()}
        one["lid"] = complexity(drawn)
        one["participation_ratio"] = _or_nan(measures.participation_ratio(answers[drawn]))
        rng = generator(f"hopkins of paired draw {number}", sides.how.seed)
        few_probes = measures.hopkins(answers[drawn], low=low, high=high, scale=sides.scale, seed=rng)
        one["hopkins"], one[SMOOTH] = _or_nan(few_probes.statistic), clumping(drawn)
        for name, value in one.items():
            values.setdefault(name, []).append(value)
    found = {name: of_pairs(np.array(all_draws).reshape(-1, 2)) for name, all_draws in values.items()}
    found["hopkins"] = _about(found["hopkins"], found.pop(SMOOTH), values["hopkins"])
    if sides.people is not None:
        found["vendi_ratio"] = _vendi(sides, points)
    return found


def _recalls(sides: Sides, kept: Rows) -> dict[str, Recall]:
    if sides.people is None:
        return {}
    return {
        name: Recall(Neighbourhoods.of(pair.population[kept]), cdist(pair.reference, pair.population[kept]), COVERAGE_K)
        for name, pair in zip(("recall", "trait_recall"), sides.spaces, strict=False)
    }


def _clumping(points: Array, neighbours: Neighbourhoods, instrument: Instrument, sides: Sides) -> Clumping:
    """With probes of their own, the same for every draw."""
    ends, seed = instrument.scale, sides.how.seed
    probes = measures.uniform_answers(PROBES, points.shape[1], low=ends.low, high=ends.high, seed=seed)
    return Clumping(neighbours, cdist(probes if sides.scale is None else sides.scale(probes), points))


def _about(mean: Interval | None, smooth: Interval | None, draws: list[float]) -> Interval | None:
    """The interval of a mean over noisy draws, from the error of what the draws would be without their noise."""
    if mean is None or smooth is None:
        return None
    return with_draws(around(mean.value, smooth.se, "paired draws"), draws)


def _vendi(sides: Sides, points: Array) -> Interval | None:
    """The Vendi ratio, with the kernel and the people of the scorecard."""
    pair = sides.spaces[0]
    draws = measures.Draws(sides.size, VENDI_PAIRS, sides.how.seed)
    people = Distances.between(pair.reference, pair.reference)
    width = kernel_width(people, draws)
    if width == 0:
        return None
    human, personas = mean_vendi(people, draws, width), Distances.between(points, points)
    drawing = _Drawing(sides.size, len(points), None, VENDI_PAIRS, sides.how.seed)
    values = [measures.vendi_of(personas.of(drawn, drawn), scale=width) / human for drawn, _, _ in drawing]
    return of_pairs(np.array(values).reshape(-1, 2))


def _kept(size: int, seed: int) -> Rows:
    if size <= LARGEST_TABLE:
        return np.arange(size)
    return np.sort(generator("kept for paired draws", seed).choice(size, LARGEST_TABLE, replace=False))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
