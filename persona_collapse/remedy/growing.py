"""`run --grow`: rounds of personas towards people that no persona is near, until coverage is shown to be high enough."""

from collections.abc import Sequence
from dataclasses import replace

from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.scorecard import beside
from persona_collapse.diagnosis.side import respondents
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import PersonaPool
from persona_collapse.remedy._next_personas import next_personas
from persona_collapse.results import Settings
from persona_collapse.study.manifest import Round

LITTLE = 0.01
"""A rise of coverage below this is nothing."""

PATIENCE = 2
"""Rounds in a row that bring nothing, after which a run stops."""

DRAWN = 50
"""Personas of a draw that coverage is measured in: the fewest that have an interval."""

FEWEST = 2 * DRAWN
"""Personas of the first round: an interval comes from two draws that share no persona."""


def measure_of(instrument: Instrument) -> str:
    """The number that has to be high: coverage in traits, or in items where there are no traits.

    Five stereotypes reach coverage .99 in items and .74 in traits (people: .97 in both).

    >>> from persona_collapse.instruments import bfi44
    >>> measure_of(bfi44())
    'trait_coverage'
    """
    return "trait_coverage" if instrument.traits else "coverage"


def first_round(pool: PersonaPool, size: int) -> Round:
    """The first personas of a pool."""
    return Round(tuple(one.id for one in pool.respondents[:size]), "order of the pool")


def measured_round(last: Round, asked: BehavioralTraitMatrix, people: BehavioralTraitMatrix) -> Round:
    """The round with the coverage of all personas asked so far; without it where they are too few for an interval.

    Every round is measured in draws of the same size, because coverage is lower in larger ones.

    Parameters
    ----------
    last : the round
    asked, people : answers of all personas so far, and of people
    """
    if respondents(asked, Settings()).count < FEWEST:  # some of the first round gave no complete answers
        return last
    name = measure_of(asked.instrument)
    found = (intervals(beside(asked, people, None).at(DRAWN), names=[name]) or {}).get(name)
    return last if found is None else replace(last, coverage=found.value, low=found.low, high=found.high)


def next_round(
    asked: BehavioralTraitMatrix, people: BehavioralTraitMatrix, pool: PersonaPool, size: int, seed: int
) -> Round:
    """The next personas: `next_personas`, or all that are left where they are fewer.

    Parameters
    ----------
    asked, people : answers of all personas so far, and of people
    pool : the personas to choose from
    size : how many
    seed : of the choice

    Raises
    ------
    InputError : as `next_personas`.
    """
    known = set(asked.personas or asked.respondents)
    left = sum(one.id not in known for one in pool.respondents)
    found = next_personas([asked], people, pool, min(size, left), seed=seed)
    return Round(found.chosen, found.way)


def reason_to_stop(rounds: Sequence[Round], target: float, pool: PersonaPool) -> str:
    """Why no further round is asked; empty to continue.

    Parameters
    ----------
    rounds : all so far, the last one measured
    target : of coverage
    pool : the personas to choose from

    >>> some = [Round(("a",), "towards people", coverage, coverage - 0.05, coverage + 0.05) for coverage in (0.5, 0.505, 0.5)]
    >>> more = PersonaPool("pool", (None,) * 9)
    >>> reason_to_stop(some[:2], 0.9, more), reason_to_stop(some, 0.9, more)
    ('', 'two rounds in a row raised coverage by less than 0.01')
    >>> reason_to_stop(some[:1], 0.4, more)
    'the 95 % interval of coverage, 0.45 to 0.55, lies above 0.40'
    """
    last = rounds[-1]
    if last.low is not None and last.high is not None and last.low >= target:
        return f"the 95 % interval of coverage, {last.low:.2f} to {last.high:.2f}, lies above {target:.2f}"
    known = [one.coverage for one in rounds if one.coverage is not None]
    if len(known) > PATIENCE and max(known[-PATIENCE:]) < known[-PATIENCE - 1] + LITTLE:
        return f"two rounds in a row raised coverage by less than {LITTLE:.2f}"
    if sum(len(one.chosen) for one in rounds) >= len(pool.respondents):
        return f"all {len(pool.respondents):,} personas of {pool.name} were asked"
    return ""
