"""Intervals of a population's numbers: what other respondents of the same kind would have given."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from persona_collapse.diagnosis.axes import recognition_of
from persona_collapse.diagnosis.intervals.drawn import (
    HOPKINS,
    LEAST,
    NEAREST,
    VENDI_PAIRS,
    Draw,
    DrawnNumbers,
    VendiRatio,
    many_probes,
    of_noisy_pairs,
    wanted,
)
from persona_collapse.diagnosis.intervals.parts import estimates, named_spaces
from persona_collapse.diagnosis.preparation import Sides, with_respondents
from persona_collapse.diagnosis.respondents import LARGEST_TABLE, Respondents
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.coverage_errors import coverage_interval
from persona_collapse.measures.intervals import FEWEST, Estimate, Interval, of_pairs
from persona_collapse.measures.per_respondent import wilson
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.sheets import Sheets
from persona_collapse.results.number import SHARE
from persona_collapse.results.numbers import NUMBERS

PAIRS = 500

FEWEST_PERSONAS = 30
"""Personas with repeats from which numbers of items, traits and labels have an interval (docs/validity.md)."""


@dataclass(frozen=True)
class _Drawing:
    """Draws in disjoint pairs, each with reference respondents of its own."""

    size: int
    population: int
    reference: int | None
    pairs: int
    seed: int
    sheets: Sheets | None = None

    def __iter__(self) -> Iterator[Draw]:
        """Personas, people (none without a reference) and the number of each draw, pair by pair."""
        rng = generator("paired draws", self.seed)
        pick = None if self.sheets is None else self.sheets.pick("paired draws", self.seed)
        for number in range(self.pairs):
            both = rng.choice(self.population, 2 * self.size, replace=False)
            both = both if pick is None else pick(both)
            for side, drawn in enumerate((both[: self.size], both[self.size :])):
                people = np.zeros(0, dtype=np.intp)
                if self.reference is not None:
                    people = rng.choice(self.reference, self.size, replace=False)
                yield drawn, people, 2 * number + side


@dataclass(frozen=True)
class Drawn:
    """Draws of the personas, and their numbers.

    Attributes
    ----------
    sides : the respondents that were drawn from
    draws : personas, people and number of each draw
    numbers : name -> value, of each
    """

    sides: Sides
    draws: list[Draw]
    numbers: list[dict[str, float]]


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
    None under a matched size of 50; of personas with repeats, from 30 personas up, those of items, traits and labels,
    which need no draws. A number that has no value, or for which no interval is known to hold (the energy
    distance), has none.
    """
    return intervals_and_draws(sides, pairs=pairs, step=step, names=names, levels=levels)[0]


def intervals_and_draws(
    sides: Sides,
    *,
    pairs: int = PAIRS,
    step: Callable[[str], None] = lambda name: None,
    names: Collection[str] | None = None,
    levels: Array | None = None,
) -> tuple[dict[str, Interval] | None, Drawn | None]:
    """`intervals`, and the first draws they were found from: those that have every number.

    Parameters
    ----------
    sides, pairs, step, names, levels : as in `intervals`
    """
    few = sides.size < FEWEST
    if sides.with_itself or (few and not enough_personas(sides)):
        return None, None
    step("intervals: items and coverage")
    known = estimates(sides, names, levels)
    if few:
        return _without_draws(sides, known, names), None
    found: dict[str, Interval | None] = {name: one.interval for name, one in known.items()}
    found |= {
        f"{prefix}coverage": coverage_interval(pair, sides.draws)
        for prefix, pair in named_spaces(sides)
        if wanted(f"{prefix}coverage", names)
    }
    found |= _of_shares(sides, known)
    if wanted("separability", names) and (forest := recognition_of(sides)) is not None:
        found["separability"] = forest
    step("intervals: draws")
    of_draws, drawn = _of_draws(sides, pairs, names)
    found |= of_draws
    return {
        name: _in_range(name, one, sides) for name, one in found.items() if one is not None and wanted(name, names)
    }, drawn


def _in_range(name: str, found: Interval, sides: Sides) -> Interval:
    """The interval with both ends where the number can be: of a share Wilson's, of any other cut at its ends."""
    one = NUMBERS[name]
    if one.range == SHARE and found.method != "Wilson":
        return within_range(found, sides.personas.count)
    return one.cut(found, len(sides.instrument.scale.points))


def enough_personas(sides: Sides) -> bool:
    """Whether there are repeats of enough personas for intervals of what needs no draws, though too few for draws."""
    return sides.personas.sheets is not None and sides.personas.count >= FEWEST_PERSONAS


def _without_draws(sides: Sides, known: Mapping[str, Estimate], names: Collection[str] | None) -> dict[str, Interval]:
    """Intervals of the numbers that do not depend on how many respondents are compared at a time."""
    found = {**{name: one.interval for name, one in known.items()}, **_of_shares(sides, known)}
    return {
        name: _in_range(name, one, sides)
        for name, one in found.items()
        if one is not None and not NUMBERS[name].sized and wanted(name, names)
    }


def _of_shares(sides: Sides, known: Mapping[str, Estimate]) -> dict[str, Interval | None]:
    """Wilson's intervals of shares of respondents; of repeats from as many respondents as would have the same error."""
    found: dict[str, Interval | None] = {}
    for name, beyond in sides.beyond.items():
        size, one = float((~np.isnan(beyond)).sum()), known.get(name)
        if one is not None and sides.personas.persona is not None:
            size = min(one.value * (1 - one.value) / one.se**2 + 1, size) if one.se > 0 else float(sides.personas.count)
        found[name] = None if one is None else wilson(one.value * size, size)
    return found


def _of_draws(sides: Sides, pairs: int, names: Collection[str] | None) -> tuple[dict[str, Interval | None], Drawn]:
    """Numbers of whole sets of respondents, from pairs of draws that have no respondent in common."""
    rows, whose = rows_of_draws(sides.personas, sides.how.seed), sides.personas.sheets
    kept = with_respondents(sides, sides.personas.complete[rows], None if whose is None else whose.persona[rows])
    numbers, size, sheets = DrawnNumbers.of(kept, names), kept.personas.count, kept.personas.sheets
    people = None if sides.people is None else len(sides.people.complete)
    drawing = _Drawing(sides.size, size, people, pairs, sides.how.seed, sheets)
    draws = numbers.of_each(list(drawing) if numbers.names else [])
    some = len(rows) < len(sides.personas.complete)  # an error that small is lost in the noise of pairs: take its bound
    least = {name: 1.0 if some else LEAST.get(name, 0.0) for name in numbers.names}
    found = {
        name: of_pairs(np.array([one[name] for one in draws]).reshape(-1, 2), sides.size / size, least[name])
        for name in numbers.names
    }
    if HOPKINS in found:
        smooth = many_probes(kept)
        few = np.array([one[HOPKINS] for one in draws]).reshape(-1, 2)
        quiet = [smooth(drawn, one.get(NEAREST)) for (drawn, _, _), one in zip(drawing, draws, strict=True)]
        many = np.array(quiet).reshape(-1, 2)
        found[HOPKINS] = of_noisy_pairs(few, many, sides.size / size, 1.0 if some else 0.0)
    first = list(islice(drawing, 2 * VENDI_PAIRS))
    vendi = VendiRatio.of(kept, sides.size) if wanted("vendi_ratio", names) else None
    ratios = [] if vendi is None else [vendi(drawn) for drawn, _, _ in first]
    if ratios:
        found["vendi_ratio"] = of_pairs(np.array(ratios).reshape(-1, 2), sides.size / size, 1.0 if some else 0.0)
    every = [{**one, **({"vendi_ratio": ratios[at]} if ratios else {})} for at, one in enumerate(draws[: len(first)])]
    return found, Drawn(kept, first[: len(every)], every)


def rows_of_draws(personas: Respondents, seed: int) -> Indices:
    """Of more rows of `complete` than a table holds, this many for the paired draws; of repeats, as many of each persona.

    Parameters
    ----------
    personas : the population
    seed : of the choice
    """
    size, sheets = len(personas.complete), personas.sheets
    if size <= LARGEST_TABLE:
        return np.arange(size)
    if sheets is not None:
        turns = sheets.in_turn(seed)[: max(1, LARGEST_TABLE // len(sheets))]
        rows = np.unique(turns)
        return rows if len(rows) <= LARGEST_TABLE else rows[np.isin(sheets.persona[rows], _some(len(sheets), seed))]
    return np.sort(_some(size, seed))


def _some(size: int, seed: int) -> Indices:
    return generator("kept for paired draws", seed).choice(size, LARGEST_TABLE, replace=False)
