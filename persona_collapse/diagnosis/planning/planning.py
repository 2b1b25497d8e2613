"""How many personas are enough: the intervals of a pilot, or of simulated populations, carried over to other sizes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.diagnosis.axes import fidelity_of, lid_of, likert_of, spread_of
from persona_collapse.diagnosis.further import further_numbers
from persona_collapse.diagnosis.intervals import PAIRS, intervals, rows_of_draws
from persona_collapse.diagnosis.planning.repeats import repeats_needed
from persona_collapse.diagnosis.preparation import Sides, prepare, with_respondents
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.diagnosis.scorecard import default_reference
from persona_collapse.diagnosis.side import people_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.cores import one_thread
from persona_collapse.measures.intervals import FEWEST, Interval
from persona_collapse.measures.rarefaction import LARGEST, matched_size
from persona_collapse.measures.reliability import repeats_of
from persona_collapse.references import calibrated_2058
from persona_collapse.results import PersonasNeeded, Plan, Settings
from persona_collapse.results.numbers import EVERY, NUMBERS, compared
from persona_collapse.simulation import POPULATION, simulate

MEASURES = ("coverage", "precision", "lid", "effective_likert", "sd_ratio")
"""What is planned for by default; the standard error of recall is itself known too roughly (docs/validity.md)."""

KINDS = ("human", "shallow", "caricature", "collapsed")
"""Simulated populations, used where there is no pilot."""

SIZES = (150, 400, POPULATION)
"""How many of each are measured: intervals at other sizes lie between."""

SIMULATED_PAIRS = 200
"""Pairs of draws for each simulated population: 12 are measured, and a pilot is one."""

DRAWS = 20
"""Of people, for their value of LID and participation ratio."""

FEWEST_PERSONAS = 2 * FEWEST
"""With fewer there is no interval, so no plan has fewer."""

OF_PEOPLE = ("dimensions", "points in use", "SDs within labels")
"""Units of numbers whose width is a share of people's value (of the population's own without a reference)."""

OF_THE_SCALE = ("scale points",)
"""Units of numbers whose width is a share of the length of the response scale. All other widths are absolute."""


@dataclass(frozen=True)
class Ladder:
    """How wide an interval is among more and more respondents.

    Between sizes that were measured, width times the square root of the size runs straight over the size's logarithm;
    beyond them it stays: nothing is known of how the number would change with the matched size.

    Attributes
    ----------
    respondents : sizes that were measured, ascending
    widths : of the interval at each
    """

    respondents: tuple[int, ...]
    widths: tuple[float, ...]

    def width(self, respondents: ArrayLike) -> NDArray[np.float64]:
        """The width among this many respondents.

        >>> float(Ladder((100,), (0.2,)).width(400))
        0.1
        """
        sizes = np.asarray(respondents, dtype=np.float64)
        steady = np.array(self.widths) * np.sqrt(self.respondents)
        found: NDArray[np.float64] = np.interp(np.log(sizes), np.log(self.respondents), steady) / np.sqrt(sizes)
        return found

    def needed(self, width: float) -> int:
        """The fewest respondents, from 100 up, whose interval is no wider.

        >>> Ladder((100,), (0.2,)).needed(0.1), Ladder((100,), (0.2,)).needed(0.5)
        (400, 100)
        """
        last = self.respondents[-1]
        beyond = last * (self.widths[-1] / width) ** 2
        if beyond > last:
            return int(np.ceil(beyond - 1e-9))
        tried = np.arange(FEWEST_PERSONAS, last + 1)
        return int(tried[np.argmax(self.width(tried) <= width * (1 + 1e-9))])


@one_thread()
def plan(
    width: float,
    pilot: BehavioralTraitMatrix | None = None,
    reference: BehavioralTraitMatrix | None = None,
    *,
    names: Collection[str] = MEASURES,
    targets: Mapping[str, str] | None = None,
    reliability: float = 0.9,
    samples: ArrayLike | None = None,
    distributions: ArrayLike | None = None,
    seed: int = 0,
    pairs: int | None = None,
    sizes: tuple[int, ...] = SIZES,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Says how many personas give 95 % intervals as narrow as wanted, and how many repeats reliable answers.

    A standard error falls with the square root of the number of respondents; the pilot's intervals are carried over by
    that. Of a pilot of more than 6,000, as many are drawn once, and the plan is theirs. Without a pilot four simulated
    populations are measured at three sizes each. How a number changes as the matched size n = min(500, N // 2, M // 2)
    grows, a pilot cannot know: docs/validity.md has how far that leads astray.

    Parameters
    ----------
    width : wanted full width of the interval: times people's value for LID, participation ratio, effective Likert and d,
        times the scale's length for marginal distance, acquiescence and acquiescence, SD, and as it is for all others
    pilot : answers of some of the personas, at least 100 complete; None: simulated populations
    reference : people's answers; by default as in `measure`
    names : of numbers that have intervals; rho and d need trait labels beside the answers
    targets : column -> trait, for the labels personas were given, as in `measure`
    reliability : wanted of the mean of a persona's answers to one item, above 0 and below 1
    samples, distributions : of the pilot, as in `diagnose`
    seed, pairs : of the draws, and how many pairs of them; by default as in `diagnose`, 200 for simulated populations
    sizes : of the simulated populations, ascending
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : a width not above 0, an unknown number, a reliability outside 0..1, a pilot that is too small, is the
        reference itself or has no interval for any of the numbers.
    """
    check_wanted(width, names)
    if not 0 < reliability < 1:
        raise InputError(f"a reliability of {reliability} was given; give one between 0 and 1, such as 0.9")
    say = progress or (lambda step: None)
    given = reference if reference is not None else default_reference(calibrated_2058() if pilot is None else pilot)
    people = None if given is None else people_of(given, Settings())
    pairs = pairs or (SIMULATED_PAIRS if pilot is None else PAIRS)
    populations = _populations(pilot, sizes, seed)
    measured = {}
    for population, rungs in populations.items():
        say(population)
        measured[population] = [_measured(one, people, names, targets, seed, pairs) for one in rungs]
    last = next(iter(measured.values()))[-1]
    values = {} if people is None else _of_people(people, names, last.size, seed)
    rows = [
        row
        for population, rungs in measured.items()
        for name in names
        if (row := _row(name, population, rungs, width, values)) is not None
    ]
    source = None if pilot is None else pilot.source
    if not rows:
        instead = "name other numbers" if people is not None else "give people's answers as the reference"
        if all(NUMBERS[name].needs == "labels" for name in names):
            instead = "they need trait labels: name their columns with --targets COLUMN=TRAIT,.."
        raise InputError(f"{source}: no interval for {', '.join(names)} there; {instead}")
    return Plan(
        width=width,
        pilot=source,
        reference=None if people is None else people.source,
        note="" if people is None else people.note,
        size=last.size,
        largest_size=matched_size(2 * LARGEST, last.people),
        pool=POPULATION,
        rows=tuple(rows),
        without_interval=tuple(name for name in names if name not in {row.name for row in rows}),
        repeats=repeats_needed(width, reliability, _asked_again(pilot, samples), distributions),
        version=version("persona-collapse"),
    )


def _asked_again(pilot: BehavioralTraitMatrix | None, samples: ArrayLike | None) -> ArrayLike | None:
    """Repeats as they are given, else the rows of a pilot's personas."""
    names = None if pilot is None else pilot.personas
    if samples is not None or pilot is None or names is None:
        return samples
    return repeats_of(pilot.values, names)


def check_wanted(width: float, names: Collection[str]) -> None:
    """Refuse a width or a number that cannot be planned for.

    Raises
    ------
    InputError : a width not above 0, an unknown number, no number at all.
    """
    if not 0 < width < np.inf:
        raise InputError(f"a width of {width} was given; give one above 0, such as 0.05")
    known = compared()
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        given = f"{unknown[0]!r} is not a number with an interval" if unknown else "no number was named"
        if unknown and (other := EVERY.get(unknown[0])) is not None:
            given = f"{unknown[0]!r} cannot be planned for ({other.why_not})"
        raise InputError(f"{given}; use one of {', '.join(sorted(known))}")


@dataclass(frozen=True)
class _Measured:
    """A population's intervals, and what their widths are read by."""

    respondents: int
    people: int | None
    size: int
    scale_length: int
    intervals: dict[str, Interval]
    people_d: float | None


def _populations(
    pilot: BehavioralTraitMatrix | None, sizes: tuple[int, ...], seed: int
) -> Mapping[str, list[BehavioralTraitMatrix]]:
    """Name -> populations of it, ever larger."""
    if pilot is not None:
        return {pilot.source: [pilot]}
    return {kind: [simulate(kind, size, seed=seed) for size in sizes] for kind in KINDS}


def _measured(
    matrix: BehavioralTraitMatrix,
    people: Respondents | None,
    names: Collection[str],
    targets: Mapping[str, str] | None,
    seed: int,
    pairs: int,
) -> _Measured:
    sides = prepare(matrix, people, Settings(seed=seed))
    sides.need(FEWEST, "an interval")
    if sides.with_itself:
        raise InputError(f"{matrix.source} is the reference itself; give answers of personas to plan from")
    sides, levels = _in_one_table(sides, matrix.levels(targets) if _need_labels(names) else None)
    found = intervals(sides, pairs=pairs, names=names, levels=levels)
    assert found is not None, "enough respondents, and not the reference"
    scale = matrix.instrument.scale
    complete = None if sides.people is None else len(sides.people.complete)
    people_d = fidelity_of(sides, levels).d_reference if levels is not None and "d" in names else None
    return _Measured(sides.personas.count, complete, sides.size, scale.high - scale.low, found, people_d)


def _in_one_table(sides: Sides, levels: Array | None) -> tuple[Sides, Array | None]:
    """The respondents that paired draws are made from, and their levels, so that all intervals come from the same number.

    Beside others, the error of these draws would be at its bound, which says little of fewer respondents.
    """
    ours = sides.personas
    rows = rows_of_draws(ours, sides.how.seed)
    if len(rows) == len(ours.complete):
        return sides, levels
    persona = None if ours.sheets is None else ours.sheets.persona[rows]
    places = ours.whole if ours.places is None else ours.places
    return with_respondents(sides, ours.complete[rows], persona), None if levels is None else levels[places[rows]]


def _need_labels(names: Collection[str]) -> bool:
    return any(NUMBERS[name].needs == "labels" for name in names)


def _of_people(people: Respondents, names: Collection[str], size: int, seed: int) -> dict[str, float | None]:
    """People's values of the numbers whose widths are shares of them, `size` at a time."""
    sides = prepare(people, people, Settings(seed=seed, draws=DRAWS), size=size)
    found: dict[str, float | None] = {}
    if "lid" in names:
        found["lid"] = lid_of(sides).lid
    if "effective_likert" in names:
        found["effective_likert"] = likert_of(sides).effective_likert
    if "participation_ratio" in names:
        found["participation_ratio"] = spread_of(sides, against_people=False).participation_ratio
    return {**further_numbers(people.answers, people.instrument.scale), **found}


def _row(
    name: str, population: str, rungs: list[_Measured], width: float, of_people: Mapping[str, float | None]
) -> PersonasNeeded | None:
    """None where the number has no interval, or no unit."""
    if any(name not in rung.intervals for rung in rungs):
        return None
    found = rungs[-1].intervals[name]
    unit, unit_is = _unit(name, rungs[-1], of_people)
    if not unit:
        return None
    ladder = Ladder(tuple(rung.respondents for rung in rungs), tuple(_width(rung.intervals[name]) for rung in rungs))
    return PersonasNeeded(
        name=name,
        population=population,
        value=found.value,
        se=found.se,
        width=_width(found),
        respondents=rungs[-1].respondents,
        wanted=width * unit,
        unit=unit,
        unit_is=unit_is,
        personas=ladder.needed(width * unit),
        width_of_pool=float(ladder.width(POPULATION)),
    )


def _unit(name: str, last: _Measured, of_people: Mapping[str, float | None]) -> tuple[float | None, str]:
    """What a width is multiplied by for this number, and what this is; None where people have no such value."""
    unit = NUMBERS[name].unit
    if unit in OF_PEOPLE:
        human = last.people_d if name == "d" else of_people.get(name)
        return (human, "people's") if last.people is not None else (last.intervals[name].value, "its own")
    if unit in OF_THE_SCALE:
        return float(last.scale_length), "the scale's length"
    return 1.0, ""


def _width(found: Interval) -> float:
    return found.high - found.low
