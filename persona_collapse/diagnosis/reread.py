"""The re-read: would the population be like people if it used the scale as people do?"""

from dataclasses import replace

from persona_collapse.diagnosis.axes import coverage_of, lid_of
from persona_collapse.diagnosis.common import ratio_to
from persona_collapse.diagnosis.crowding import crowding_of
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.measures.styles import with_peoples_marginals
from persona_collapse.results import ReRead, Scorecard

DRAWS = 20
"""Draws of the re-read: fewer than of the scorecard, to save time; coverage and precision are exact for each."""

NEAR = ("coverage", "recall", "precision", "trait_coverage", "trait_recall")
"""The numbers by which a re-read population is like people."""


def reread_of(sides: Sides, people: Scorecard | None) -> ReRead | None:
    """The geometry of the answers mapped to people's distribution of each item, beside people's with the same use of the scale.

    A population that uses three points of five stays coarser than people when it is mapped. So it is compared with one
    half of people after the same loss (mapped to the population's distribution of each item, and back), beside the other.

    Parameters
    ----------
    sides : a population beside a reference
    people : the column of held-out people, at the same size

    Returns
    -------
    None without a reference, and where too few respondents are compared at a time.
    """
    if sides.people is None or people is None or people.coverage is None or sides.size < LID_K + 1:
        return None
    how = replace(sides.how, draws=min(DRAWS, sides.how.draws))
    personas = sides.personas
    some = sides.reread(personas.answers if personas.places is None else personas.answers[personas.places])
    found = _numbers(replace(sides, personas=replace(personas, answers=some), how=how, fixed_size=sides.size))
    same_use = _numbers(_people_with_the_same_use(replace(sides, how=how, fixed_size=sides.size)))
    whole = {name: getattr(people.coverage, name) for name in NEAR}
    return ReRead(
        **found,
        relative={name: ratio_to(found[name], same_use[name]) for name in (*NEAR, "lid")},
        kept={name: ratio_to(same_use[name], whole[name]) for name in NEAR},
        people_crowding=same_use["crowding"],
        changed=_changed(sides),
        draws=how.draws if how.rarefy else 1,
    )


def _numbers(sides: Sides) -> dict[str, float | None]:
    axis = coverage_of(sides)
    return {
        **{name: getattr(axis, name) for name in NEAR},
        "lid": lid_of(sides).lid,
        "crowding": crowding_of(sides),
    }


def _changed(sides: Sides) -> float | None:
    """The share of all answers that mean another scale point to people; None without answers."""
    answers, scale = sides.personas.answers, sides.instrument.scale
    given = moved = 0
    for item, points in enumerate(sides.points_of_people):
        for point, becomes in zip(scale.points, points, strict=True):
            count = int((answers[:, item] == point).sum())
            given, moved = given + count, moved + count * int(becomes != point)
    return moved / given if given else None


def _people_with_the_same_use(sides: Sides) -> Sides:
    """One half of people, mapped to the population's use of the scale and back, beside the other half."""
    halves, scale = sides.halves.at(sides.size), sides.instrument.scale
    assert halves.people is not None, "halves are two"

    def mapped(some: Array, others: Array) -> Array:
        return with_peoples_marginals(some, others, low=scale.low, high=scale.high)

    there = mapped(halves.personas.answers, sides.personas.answers)
    return replace(halves, personas=replace(halves.personas, answers=mapped(there, halves.people.complete)))
