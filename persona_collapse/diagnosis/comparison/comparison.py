"""Two populations, or the steps of a pipeline: what differs, by how much, and whether chance would do the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from string import ascii_uppercase

import numpy as np

from persona_collapse.diagnosis.axes import fidelity_of
from persona_collapse.diagnosis.comparison.conclusion import conclusion, signatures_of
from persona_collapse.diagnosis.comparison.pairing import pair
from persona_collapse.diagnosis.comparison.permutation import p_values
from persona_collapse.diagnosis.comparison.pool import Member, PooledPopulations
from persona_collapse.diagnosis.comparison.sentences import sentence
from persona_collapse.diagnosis.intervals import PAIRS, enough_personas, estimates
from persona_collapse.diagnosis.intervals.drawn import (
    HOPKINS,
    LEAST,
    NEAREST,
    SMOOTH,
    VENDI_PAIRS,
    Draw,
    of_noisy_pairs,
)
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.diagnosis.scorecard import default_reference, sample
from persona_collapse.diagnosis.side import people_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, number_or_none
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.cores import one_thread
from persona_collapse.measures.intervals import FEWEST, Estimate, Interval, difference, of_pairs
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.significance import adjusted, beyond_chance
from persona_collapse.results import Comparison, Difference, Place, Settings, Signature, Step
from persona_collapse.results.numbers import NUMBERS, compared

PERMUTATIONS = 999
LETTERS = ascii_uppercase
"""What the populations are called in tables and sentences."""

PEOPLE = 800
"""Reference respondents on which recall is measured in a draw; their number moves its chance error, not its value."""

BEFORE_STEPS = 2
"""How often `progress` is called before the populations are relabelled, pair by pair."""


@one_thread()
def compare(
    populations: Sequence[BehavioralTraitMatrix],
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    pairs: int = PAIRS,
    permutations: int = PERMUTATIONS,
    signatures: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Compares each population with the one before it, number by number, with 95 % intervals and p-values.

    All are measured at one size. Personas that are in both populations are one respondent in everything: in the
    standard errors, in the draws, and when labels are swapped. So are all rows of a persona that was asked repeatedly.

    Parameters
    ----------
    populations : two or more, in the order of a pipeline
    reference, targets, settings : as in `measure`
    pairs : of disjoint draws, for the intervals of LID, recall and the like
    permutations : relabellings, for the p-values; the smallest p is 1 / (1 + permutations)
    signatures : also read each population's signature, some seconds each, and conclude from them
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : fewer than two populations, different instruments or items, the published protocol, a population that
        is the reference itself, an id that is twice in a population; as `measure`.
    """
    how, say = settings or Settings(), progress or (lambda step: None)
    same_questionnaire(populations, how)
    people = reference if reference is not None else default_reference(populations[0])
    pool = _pool(populations, people, targets, how)
    say("every persona's part")
    known = [estimates(one.sides, levels=one.levels) for one in pool.members]
    say("draws")
    drawn = _draws(pool, pairs)
    who = [_who(one, who) for one, who in zip(pool.members, pool.pairing.who, strict=True)]
    measured = [
        _Measured(*one)
        for one in zip(
            pool.members, LETTERS, who, known, drawn, pool.standing, pool.relabelled, pool.sampled, strict=False
        )
    ]
    steps = [_step(pool, measured, second, permutations, say) for second in range(1, len(measured))]
    read = signatures_of(pool.members) if signatures else [None] * len(measured)
    return Comparison(
        populations=tuple(replace(one.place, signature=said) for one, said in zip(measured, read, strict=True)),
        reference=None if pool.sides.people is None else sample(pool.sides.people),
        instrument=pool.instrument.id,
        n_items=len(pool.instrument),
        settings=replace(how, size=pool.sides.size),
        pairs=pairs,
        permutations=permutations,
        steps=_concluded(_judged(steps), dict(zip(LETTERS, read, strict=False)), pool.instrument.id),
        version=version("persona-collapse"),
    )


@dataclass(frozen=True)
class _Measured:
    """A population with all its numbers.

    Attributes
    ----------
    member, name : the population
    who : (N,) the number of each of its respondents, in the order of the parts
    known : numbers to which each persona's part is known
    drawn : name -> values (P, 2) of pairs of draws
    standing, relabelled : as in `PooledPopulations`
    sampled : whether draws are made from some of its complete rows only
    """

    member: Member
    name: str
    who: Indices
    known: dict[str, Estimate]
    drawn: dict[str, Array]
    standing: Indices
    relabelled: Indices
    sampled: bool

    @cached_property
    def values(self) -> dict[str, float | None]:
        """Every number, None where undefined."""
        means = {name: float(draws.mean()) for name, draws in self.drawn.items()}
        found: dict[str, float | None] = {name: one.value for name, one in self.known.items()}
        found |= {name: number_or_none(mean) for name, mean in means.items()}
        if self.member.levels is not None:
            followed = fidelity_of(replace(self.member.sides, people=None), self.member.levels)
            found |= {"rho": followed.rho, "d": followed.d}
        return found

    @property
    def place(self) -> Place:
        """Its place on the maps."""
        coverage, lid, rho, d = (self.values.get(name) for name in ("coverage", "lid", "rho", "d"))
        standing, relabelled, personas = len(self.standing), len(self.relabelled), self.member.sides.personas
        measured = replace(sample(personas), drawn_from=standing if standing < personas.count else None)
        few = relabelled if relabelled < len(self.who) else None
        return Place(self.name, measured, coverage, lid, rho, d, relabelled_from=few)


def _pool(
    populations: Sequence[BehavioralTraitMatrix],
    people: BehavioralTraitMatrix | None,
    targets: Mapping[str, str] | None,
    how: Settings,
) -> PooledPopulations:
    """All populations beside the reference, at the size that all of them allow."""
    reference = None if people is None else people_of(people, how)
    each = [prepare(one, reference, how) for one in populations]
    size = min(sides.size for sides in each)
    members = tuple(
        Member(one, sides.at(size), one.levels(targets)) for one, sides in zip(populations, each, strict=True)
    )
    for one in members:
        if one.sides.with_itself:
            raise InputError(f"{one.matrix.source} is the reference itself; give another --reference to compare it by")
        one.sides.need(max(K + 1, 10), "a comparison")
    named = populations if how.by_persona else [replace(one, persona_column="") for one in populations]
    return PooledPopulations(members, pair(named))


def _who(member: Member, who: Indices) -> Indices:
    """The number of each respondent, from that of each row."""
    persona = member.sides.personas.persona
    return who if persona is None else who[np.unique(persona, return_index=True)[1]]


def _step(
    pool: PooledPopulations, measured: Sequence[_Measured], second: int, permutations: int, say: Callable[[str], None]
) -> Step:
    """A population beside the one before it."""
    first, names = second - 1, [one.name for one in measured]
    tested = p_values(pool, first, second, permutations=permutations, say=lambda done: say(f"{names[second]}: {done}"))
    found = tuple(
        _difference(name, measured[first], measured[second], pool.sides.size, tested.get(name))
        for name in compared()
        if name in measured[first].values or name in measured[second].values
    )
    shared, basis = pool.pairing.shared(first, second), pool.pairing.basis(first, second)
    return Step(names[first], names[second], shared, basis, found)


def _difference(name: str, first: _Measured, second: _Measured, size: int, p_value: float | None) -> Difference:
    """One number of the two, its sentence and adjusted p still to come."""
    one, other = first.values.get(name), second.values.get(name)
    gap = None if one is None or other is None or (one == other and np.isinf(one)) else other - one
    around, reason = _around(name, first, second, size)
    low, high = (None, None) if gap is None or around is None else (around.low, around.high)
    return Difference(
        name=name,
        first=one,
        second=other,
        difference=gap,
        low=low,
        high=high,
        no_interval=None if low is not None else reason if gap is not None else "one of the two is undefined",
        p_value=None if gap is None else p_value,
        adjusted_p=None,
        differs=False,
        sentence="",
    )


def _around(name: str, first: _Measured, second: _Measured, size: int) -> tuple[Interval | None, str]:
    """The interval of a difference, and why there is none if there is none."""
    both = enough_personas(first.member.sides) and enough_personas(second.member.sides)
    if size < FEWEST and (NUMBERS[name].sized or not both):
        return None, f"{size} respondents are compared at a time; an interval needs {FEWEST}"
    if name in first.known and name in second.known:
        found = difference(first.known[name], second.known[name], first.who, second.who).interval
        return (None, "all respondents are compared at a time") if np.isnan(found.se) else (found, "")
    drawn, some = size / min(len(first.standing), len(second.standing)), first.sampled or second.sampled
    if name == HOPKINS and HOPKINS in first.drawn and HOPKINS in second.drawn:
        gaps = [second.drawn[one] - first.drawn[one] for one in (HOPKINS, SMOOTH)]
        return of_noisy_pairs(gaps[0], gaps[1], drawn, 1.0 if some else 0.0), "it is undefined in a draw"
    if name in first.drawn and name in second.drawn:
        least = 1.0 if some else LEAST.get(name, 0.0)  # as in `measure`: an error that small is lost in noise
        return of_pairs(second.drawn[name] - first.drawn[name], drawn, least), "it is undefined in a draw"
    return None, "none is known to hold for it"


def _judged(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with adjusted p-values, over the differences of all of them, and with sentences."""
    p_values = iter(adjusted(one.p_value for step in steps for one in step.differences))
    return tuple(replace(step, differences=_said(step, p_values)) for step in steps)


def _concluded(steps: Sequence[Step], read: Mapping[str, Signature | None], instrument: str) -> tuple[Step, ...]:
    """The steps, each with what it comes to."""
    return tuple(
        replace(
            step,
            conclusion=conclusion(
                step.differences, [(name, read[name]) for name in (step.first, step.second)], instrument
            ),
        )
        for step in steps
    )


def _said(step: Step, p_values: Iterator[float | None]) -> tuple[Difference, ...]:
    """The differences of a step with the next adjusted p-values and with sentences."""
    tested = [
        replace(one, adjusted_p=(p_value := next(p_values)), differs=beyond_chance(p_value, one.low, one.high))
        for one in step.differences
    ]
    rising = {one.name for one in tested if one.differs and one.difference is not None and one.difference > 0}
    return tuple(replace(one, sentence=sentence(one, step.first, step.second, rising=rising)) for one in tested)


def same_questionnaire(populations: Sequence[BehavioralTraitMatrix], how: Settings) -> None:
    """Refuses what cannot be compared.

    Parameters
    ----------
    populations, how : as in `compare`

    Raises
    ------
    InputError : as `compare`, but for the reference.
    """
    if isinstance(populations, BehavioralTraitMatrix) or not 2 <= len(populations) <= len(LETTERS):
        raise InputError(f"compare takes a list of 2 to {len(LETTERS)} populations; on the command line, compare A B")
    if how.protocol == "paper" or not how.rarefy:
        raise InputError('populations are compared at equal size, by protocol="calibrated" with rarefy=True')
    first = populations[0]
    for other in populations:
        if not isinstance(other, BehavioralTraitMatrix):
            raise InputError(
                f"compare was given a {type(other).__name__}; give BehavioralTraitMatrix.read(path) or .from_arrays(answers)"
            )
        ours, theirs = first.instrument, other.instrument
        if ours.questions != theirs.questions:
            raise InputError(
                f"{first.source} answered {ours.id} (version {ours.version}, {len(ours)} items) and {other.source} "
                f"{theirs.id} (version {theirs.version}, {len(theirs)} items); compare answers to the same items"
            )


def _draws(pool: PooledPopulations, pairs: int) -> list[dict[str, Array]]:
    """For each population and number the values (P, 2) of pairs of draws; every population's draws go by one order.

    The first draw of a pair takes the personas that come first in a random order of all personas, the second those that
    come last: the same personas of every population that has them, and (but for chance, where only some are shared)
    none of them twice. Reference respondents and probes are the same for all populations.
    """
    people = None if pool.sides.people is None else len(pool.sides.people.complete)
    rng, orders = generator("people of compared draws", pool.seed), pool.pairing.orders("compared draws", pool.seed)
    none, repeats = np.zeros(0, dtype=np.intp), generator("repeats of compared draws", pool.seed)
    draws: list[list[Draw]] = [[] for _ in pool.members]
    for number in range(pairs):
        order = next(orders)
        others = [none if people is None else rng.choice(people, min(people, PEOPLE), replace=False) for _ in range(2)]
        for ours, rows in zip(draws, pool.rows, strict=True):
            standing = pool.once(rows[pool.spot[rows] >= 0], repeats)
            spots = pool.spot[standing[np.argsort(order[pool.who[standing]])]]
            ours += [
                (spots[: pool.sides.size], others[0], 2 * number),
                (spots[::-1][: pool.sides.size], others[1], 2 * number + 1),
            ]
    return [_numbers(pool, ours) for ours in draws]


def _numbers(pool: PooledPopulations, draws: list[Draw]) -> dict[str, Array]:
    """Name -> values (P, 2) of the pairs of draws of a population; fewer of its Vendi ratio."""
    found = pool.numbers.of_each(draws)
    values = {name: [one[name] for one in found] for name in pool.numbers.names}
    values[SMOOTH] = [pool.many_probes(drawn, one[NEAREST]) for (drawn, _, _), one in zip(draws, found, strict=True)]
    if (vendi := pool.vendi(pool.sides.size)) is not None:
        values["vendi_ratio"] = [vendi(drawn) for drawn, _, _ in draws[: 2 * VENDI_PAIRS]]
    return {name: np.array(all_draws).reshape(-1, 2) for name, all_draws in values.items()}
