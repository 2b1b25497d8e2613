"""`persona-collapse sweep`: which way of asking restores variety, and which only adds noise or exaggerates labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from scipy.stats import norm

from persona_collapse import measures
from persona_collapse.diagnosis import compare, diagnose
from persona_collapse.diagnosis.common import ratio_to
from persona_collapse.diagnosis.comparison.conclusion import PAIRS as SIGNATURE_PAIRS
from persona_collapse.diagnosis.signature import LIMITS
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.intervals import FEWEST, NORMAL, Estimate, difference, of_grouped_jackknife
from persona_collapse.measures.label_fidelity import CARICATURED
from persona_collapse.measures.significance import adjusted, beyond_chance
from persona_collapse.results import Diagnosis, Scorecard, Settings
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.results.sweep import Change, Sweep, SweptWay, Verdict, label

PAIRS = 200
"""Pairs of draws behind the intervals of coverage, recall and the like."""


COMPARED = ("coverage", "precision", "recall", "trait_coverage", "d")
OF_PEOPLE = tuple(NUMBERS[name] for name in COMPARED)
REPEATED = ("repeated_variance", "noise_variance", "noise_share")
"""Numbers that the ways are compared in: of the first answers, and of repeats."""

FEWEST_PERSONAS = 2 * FEWEST
TOO_FEW = f"coverage and recall have no interval with fewer than {FEWEST_PERSONAS} complete personas"

NEARER = ("coverage", "recall", "trait_coverage")
"""Of these, one has to rise where variety is restored."""


@dataclass(frozen=True)
class AskedWay:
    """The answers to one way of asking.

    Attributes
    ----------
    name, settings : as in `SweptWay`
    matrix : first answers (N, D), with the names of the personas
    samples : (R, N, D) repeats, R at least 2; None where distributions are known
    distributions : (N, D, K) probabilities of the points of the scale; None where answers were repeated
    beside : quality and what was asked, as `diagnose` takes them
    """

    name: str
    settings: Mapping[str, str]
    matrix: BehavioralTraitMatrix
    samples: Array | None = None
    distributions: Array | None = None
    beside: Mapping[str, Any] | None = None

    def components(self, rows: Indices) -> measures.Components:
        """Where the variance of the answers of some personas comes from."""
        if self.distributions is not None:
            return measures.expected_components(self.distributions[rows], low=self.matrix.instrument.scale.low)
        assert self.samples is not None, "checked before"
        return measures.variance_components(self.samples[:, rows])

    @cached_property
    def places(self) -> dict[str, int]:
        """Persona -> its row."""
        return {name: row for row, name in enumerate(self.matrix.respondents)}


def sweep(
    ways: Sequence[AskedWay],
    people: BehavioralTraitMatrix,
    *,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Sweep:
    """Compares each way of asking with the first one, persona by persona.

    Parameters
    ----------
    ways : two or more, of the same personas and questions; each with repeats or distributions, without which noise
        cannot be told from variety
    people : the reference
    settings : as in `diagnose`
    progress : called with the name of each step before it begins

    Returns
    -------
    The ways with their numbers, differences and verdicts.

    Raises
    ------
    InputError : fewer than two ways, one without repeats, too few personas in common; as `diagnose` and `compare`.

    Source
    ------
    Variance that repeats is the variance of true scores (Lord & Novick 1968); its components as in `variance_components`.
    """
    say, how = progress or (lambda step: None), settings or Settings()
    _check(ways)
    found = []
    for one in ways:
        say(f"{one.name}: signature")
        found.append(_diagnosed(one, people, how))
    changes: list[tuple[Change, ...]] = [()]
    for one in ways[1:]:
        say(f"{one.name}: against {ways[0].name}")
        changes.append((*_of_first_answers(ways[0], one, people, how), *_of_repeats(ways[0], one)))
    tested = _adjusted(changes)
    ceiling = found[0].held_out_people
    return Sweep(
        instrument=ways[0].matrix.instrument.id,
        reference=people.source,
        note=people.note,
        people=_numbers(ceiling, *OF_PEOPLE),
        ways=tuple(_swept(one, its, changed, found[0]) for one, its, changed in zip(ways, found, tested, strict=True)),
        version=version("persona-collapse"),
    )


def verdict(changes: Sequence[Change], caricature: float | None, near: bool, likelier: bool = True) -> Verdict:
    """What a way of asking does, from what is shown to differ.

    Variety is restored where people are better covered, and either personas differ more in what they answer again when
    they are asked again, or labels are exaggerated less. Better coverage without one of the two is that of noise. A population
    that becomes less human-like is restored by nothing: more people may be reached by exaggerating what differs.

    Parameters
    ----------
    changes : of the way against the first one
    caricature : how many times as far apart High and Low are as people's; None without trait labels
    near : whether as many personas are near people as among people, within the limits of a signature
    likelier : whether it is at least as human-like as with the first way

    >>> def rose(*names): return [Change(name, 0.1, 0.05, 0.15, 0.001, 0.001, True) for name in names]
    >>> verdict(rose("coverage", "repeated_variance", "noise_variance"), None, True)
    'restores variety'
    >>> verdict(rose("coverage", "repeated_variance"), None, True, likelier=False)
    'nothing'
    >>> verdict(rose("coverage", "noise_variance"), None, True)
    'adds noise only'
    >>> verdict(rose("d", "repeated_variance"), 1.6, False), verdict([], 1.6, False)
    ('exaggerates labels', 'nothing')
    """
    moved = {one.name: one.direction for one in changes}

    def rises(*names: str) -> bool:
        return any(moved.get(name, 0) > 0 for name in names)

    def falls(*names: str) -> bool:
        return any(moved.get(name, 0) < 0 for name in names)

    if rises("d") and caricature is not None and caricature >= CARICATURED:
        return "exaggerates labels"
    differ_more = rises("repeated_variance") and near
    let_go = falls("d") and rises("precision")
    if rises(*NEARER) and (differ_more or let_go) and likelier:
        return "restores variety"
    if rises("noise_variance") and not rises("repeated_variance"):
        return "adds noise only"
    if falls(*NEARER) or falls("repeated_variance"):
        return "loses variety"
    return "nothing"


def _check(ways: Sequence[AskedWay]) -> None:
    if len(ways) < 2:
        raise InputError(f"{len(ways)} way of asking was given; a sweep compares two or more")
    for one in ways:
        if one.distributions is None and (one.samples is None or len(one.samples) < 2):
            raise InputError(
                f"{one.name}: each question was asked once, so noise cannot be told from variety; ask at least twice "
                "(--samples 2), or for probabilities"
            )


def _diagnosed(one: AskedWay, people: BehavioralTraitMatrix, how: Settings) -> Diagnosis:
    """Its signature, and numbers of everything."""
    repeated = {"distributions": one.distributions} if one.distributions is not None else {"samples": one.samples}
    return diagnose(one.matrix, people, settings=how, pairs=SIGNATURE_PAIRS, **repeated, **(one.beside or {}))


def _of_first_answers(first: AskedWay, second: AskedWay, people: BehavioralTraitMatrix, how: Settings) -> list[Change]:
    """Differences of numbers that every way has, from its first answers."""
    found = compare([first.matrix, second.matrix], people, settings=how, pairs=PAIRS, permutations=1)
    each = {one.name: one for one in found.steps[0].differences}
    return [
        Change(name, one.difference, one.low, one.high, _p_value(one.difference, one.low, one.high))
        for name in COMPARED
        if (one := each.get(name)) is not None
    ]


def _of_repeats(first: AskedWay, second: AskedWay) -> list[Change]:
    """Differences of what repeats say, over the personas that both ways have."""
    shared = [name for name in first.places if name in second.places]
    if len(shared) < 2:
        raise InputError(f"{first.name} and {second.name} have {len(shared)} personas in common; ask the same personas")
    who = np.arange(len(shared))
    changes = []
    for name in REPEATED:
        one, other = (
            _estimate(way, np.array([way.places[persona] for persona in shared]), name) for way in (first, second)
        )
        if one is None or other is None:
            changes.append(Change(name, None, None, None, None))
            continue
        gap = difference(one, other, who, who).interval
        changes.append(Change(name, gap.value, gap.low, gap.high, _p_value(gap.value, gap.low, gap.high)))
    return changes


def _estimate(way: AskedWay, rows: Indices, name: str) -> Estimate | None:
    return of_grouped_jackknife(lambda some: variances(way.components(rows[some]))[name], len(rows))


def variances(found: measures.Components) -> dict[str, float | None]:
    """What repeats say of variety: variance that repeats, that does not, and its share; None where undefined.

    >>> variances(measures.variance_components([[[1, 1], [3, 3]], [[1, 1], [3, 3]]]))
    {'repeated_variance': 2.0, 'noise_variance': 0.0, 'noise_share': 0.0}
    """
    parts = (found.persona, found.persona_item)
    repeated = None if None in parts else sum(one for one in parts if one is not None)
    return {"repeated_variance": repeated, "noise_variance": found.within, "noise_share": found.noise_share}


def _p_value(gap: float | None, low: float | None, high: float | None) -> float | None:
    """Two-sided, of the standard error of the interval; 1 where nothing differs and nothing varies."""
    if gap is None or low is None or high is None:
        return None
    error = (high - low) / (2 * NORMAL)
    if error == 0:
        return 1.0 if gap == 0 else 0.0
    return float(2 * norm.sf(abs(gap) / error))


def _adjusted(changes: Sequence[Sequence[Change]]) -> list[tuple[Change, ...]]:
    """The changes of all ways with p-values adjusted over all of them."""
    p_values = iter(adjusted(one.p_value for way in changes for one in way))
    return [
        tuple(
            replace(one, adjusted_p=(p_value := next(p_values)), differs=beyond_chance(p_value, one.low, one.high))
            for one in way
        )
        for way in changes
    ]


def _numbers(card: Scorecard | Diagnosis | None, *numbers: Number) -> dict[str, float | None]:
    """Name -> value of some numbers of the register; None where undefined."""
    found = {one.name: one.value(card) for one in numbers}
    return {name: None if value is None else float(value) for name, value in found.items()}


def _swept(one: AskedWay, found: Diagnosis, changes: tuple[Change, ...], first: Diagnosis) -> SweptWay:
    numbers = {
        **_numbers(found.values, *OF_PEOPLE, NUMBERS["caricature"]),
        **_numbers(found, BEYOND["human_likeness"]),
        **variances(one.components(np.arange(len(one.matrix.values)))),
    }
    precision = ratio_to(numbers["precision"], _numbers(found.held_out_people, NUMBERS["precision"])["precision"])
    near = precision is not None and precision >= LIMITS["precision"][0]
    ours, theirs = numbers["human_likeness"], _numbers(first, BEYOND["human_likeness"])["human_likeness"]
    likelier = ours is None or theirs is None or ours >= theirs
    said = verdict(changes, numbers["caricature"], near, likelier) if changes else "first way"
    read = found.signature
    return SweptWay(
        name=one.name,
        settings=dict(one.settings),
        source=one.matrix.source,
        personas=found.population.complete,
        signature="" if read is None else read.name,
        support="" if read is None else read.support,
        numbers=numbers,
        changes=changes,
        verdict=said,
        why=_why(changes),
    )


def _why(changes: Sequence[Change]) -> str:
    """What rose, what fell, and what could not be shown."""
    rose, fell = (", ".join(label(one.name) for one in changes if one.direction == direction) for direction in (1, -1))
    said = [f"higher: {rose}" if rose else "", f"lower: {fell}" if fell else ""]
    shown = "; ".join(filter(None, said)) or ("no number differs beyond chance" if changes else "")
    without = any(one.name in NEARER and one.p_value is None for one in changes)
    return f"{shown}; {TOO_FEW}" if without else shown
