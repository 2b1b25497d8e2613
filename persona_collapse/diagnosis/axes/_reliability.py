"""The reliability axis: the same personas asked again, how much of what they answer is theirs?"""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.diagnosis.axes._coverage import coverage_of, coverage_of_people
from persona_collapse.diagnosis.axes._lid import lid_of
from persona_collapse.diagnosis.common import Repeated, mean_answers
from persona_collapse.diagnosis.preparation import Sides, prepare
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.measures.arrays import number_or_none
from persona_collapse.measures.ball_coverage import K as COVERAGE_K
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.results import CoverageAxis, LIDAxis, ReliabilityAxis, Scorecard, Settings


def reliability_of(
    repeated: Repeated,
    people: Respondents | None,
    how: Settings,
    held_out_people: Scorecard | None = None,
    *,
    size: int | None = None,
) -> ReliabilityAxis | None:
    """How much of repeated answers is noise, and how varied personas are with the noise averaged out.

    Parameters
    ----------
    repeated : the answers
    people : the reference, prepared; None leaves coverage undefined and measures LID in scale points
    how : seed, draws, rarefaction
    held_out_people : that column of a diagnosis with the same reference and settings, used where the size is the same
    size : persona means per draw; by default as in `prepare`

    Returns
    -------
    None without repeats (R = 1).

    Raises
    ------
    InputError : a reference for other items.
    """
    if len(repeated.answers) < 2:
        return None
    found, icc = measures.variance_components(repeated.answers), measures.icc(repeated.answers)
    return _axis(found, icc, prepare(repeated.means, people, how, size=size), held_out_people)


def reliability_of_shares(
    probabilities: ArrayLike,
    instrument: Instrument,
    people: Respondents | None,
    how: Settings,
    held_out_people: Scorecard | None = None,
) -> ReliabilityAxis:
    """`reliability_of` where each answer's distribution is known.

    Parameters
    ----------
    probabilities : (N, D, K) of the points of the scale, lowest first; each cell is divided by its sum
    instrument : what was asked
    people, how, held_out_people : as in `reliability_of`

    Raises
    ------
    InputError : not three dimensions, another number of items or scale points, a negative probability, a reference
        for other items.
    """
    low, high = instrument.scale.low, instrument.scale.high
    means = mean_answers(measures.expected_answers(probabilities, low=low), instrument)
    points = np.shape(probabilities)[2]
    if points != high - low + 1:
        raise InputError(f"probabilities are of {points} scale points and {instrument.id} has {high - low + 1}")
    found, icc = measures.expected_components(probabilities, low=low), measures.expected_icc(probabilities, low=low)
    return _axis(found, icc, prepare(means, people, how), held_out_people)


def _axis(components: measures.Components, icc: measures.ICC, sides: Sides, known: Scorecard | None) -> ReliabilityAxis:
    covered, complexity = _coverage(sides), _lid(sides)
    people = None if sides.people is None else prepare(sides.people, sides.people, sides.how)
    return ReliabilityAxis(
        persona=components.persona,
        item=components.item,
        persona_item=components.persona_item,
        within=components.within,
        noise_share=components.noise_share,
        icc=icc.mean,
        icc_per_item=tuple(map(number_or_none, icc.per_item)),
        undefined_items=icc.undefined_items,
        repeats=components.repeats,
        personas=components.personas,
        incomplete_cells=components.incomplete_cells,
        coverage=covered,
        lid=complexity,
        people_coverage=_people_coverage(covered, people, known),
        people_lid=_people_lid(complexity, people, known),
        excluded=sides.personas.excluded,
        excluded_reference=0 if sides.people is None else sides.people.excluded,
    )


def _coverage(sides: Sides) -> CoverageAxis | None:
    """None without people, with too few for a ball, or where people would be compared with themselves."""
    if sides.people is None or sides.personas.count == 0 or (sides.with_itself and not sides.how.rarefy):
        return None
    all_at_once = min(sides.personas.count, len(sides.people.complete))
    enough = (sides.size if sides.how.rarefy else all_at_once) > COVERAGE_K
    return coverage_of(sides) if enough else None


def _lid(sides: Sides) -> LIDAxis | None:
    return lid_of(sides) if sides.personas.count > LID_K else None


def _people_coverage(ours: CoverageAxis | None, people: Sides | None, known: Scorecard | None) -> CoverageAxis | None:
    """People beside other people of the same reference, at the size at which the personas are compared."""
    if ours is None or people is None:
        return None
    if known is not None and known.coverage is not None and known.coverage.n == ours.n:
        return known.coverage
    return coverage_of_people(people.at(ours.n[0]))


def _people_lid(ours: LIDAxis | None, people: Sides | None, known: Scorecard | None) -> LIDAxis | None:
    if ours is None or people is None:
        return None
    if known is not None and known.lid.n == ours.n:
        return known.lid
    return lid_of(people.at(ours.n))
