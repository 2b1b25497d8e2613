"""Numbers to which each respondent's part is known: their errors follow from these parts, without any draw."""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from persona_collapse.diagnosis.common import undesired
from persona_collapse.diagnosis.further import further_estimates
from persona_collapse.diagnosis.intervals.drawn import wanted
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array, Indices, complete_rows
from persona_collapse.measures.ball_coverage import coverage_estimates
from persona_collapse.measures.fidelity_errors import fidelity_estimates
from persona_collapse.measures.intervals import (
    Estimate,
    desirability_estimate,
    effective_likert_estimate,
    marginal_distance_estimate,
    sd_ratio_estimate,
    share_estimate,
)
from persona_collapse.measures.rarefaction import Pair


def estimates(sides: Sides, names: Collection[str] | None = None, levels: Array | None = None) -> dict[str, Estimate]:
    """Numbers to which each respondent's part is known, by name: those of items, and (with a reference) of traits and coverage.

    Parts are those of all respondents; one that is excluded from a number has none.

    Parameters
    ----------
    sides, names, levels : as in `persona_collapse.diagnosis.intervals.intervals`
    """
    answers = sides.personas.answers
    found = {**dict(_of_items(sides)), **further_estimates(answers, sides.instrument.scale)}
    if levels is not None and sides.keying is not None:
        found |= fidelity_estimates(sides.personas.sums, levels)
    if sides.people is not None:
        rows = complete_rows(answers)
        whole = {**dict(_of_traits(sides)), **_of_coverage(sides, names)}
        found |= {name: one and _spread(one, rows, len(answers)) for name, one in whole.items()}
    return {name: one for name, one in found.items() if one is not None}


def named_spaces(sides: Sides) -> Iterator[tuple[str, Pair]]:
    """How the names of numbers in each space begin, and its points; none without a reference."""
    if sides.people is not None:
        yield from zip(("", "trait_"), sides.spaces, strict=False)


def _spread(found: Estimate, rows: Indices, size: int) -> Estimate:
    """The parts of some rows as parts of all."""
    parts = np.zeros(size)
    parts[rows] = found.parts
    return replace(found, parts=parts)


def _of_items(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    answers, low, high = sides.personas.answers, sides.instrument.scale.low, sides.instrument.scale.high
    yield "effective_likert", effective_likert_estimate(answers, low=low, high=high)
    middle = (low + high) / 2
    yield "midpoint_share", share_estimate(answers, [middle]) if (low + high) % 2 == 0 else None
    yield "extreme_share", share_estimate(answers, [low, high])
    if sides.people is not None:
        yield "marginal_distance", marginal_distance_estimate(answers, sides.people.complete, low=low, high=high)


def _of_traits(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    if sides.keying is not None and sides.people is not None:
        ours, theirs = sides.personas.complete_scores, sides.people.complete_scores
        yield "sd_ratio", sd_ratio_estimate(ours, theirs)
        yield "desirability_shift", desirability_estimate(ours, theirs, undesired(sides.instrument))


def _of_coverage(sides: Sides, names: Collection[str] | None) -> dict[str, Estimate | None]:
    found: dict[str, Estimate | None] = {}
    for prefix, pair in named_spaces(sides):
        there = {f"{prefix}{name}": name for name in ("coverage", "density", "precision")}
        if any(wanted(name, names) for name in there):
            space = coverage_estimates(pair, sides.draws)
            found |= {name: getattr(space, field) for name, field in there.items()}
    return found
