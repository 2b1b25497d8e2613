"""The reliability axis: the same personas asked again, how much of what they answer is theirs?"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures, paper
from persona_collapse.diagnosis.axes._coverage import coverage, coverage_between
from persona_collapse.diagnosis.axes._lid import lid, lid_between
from persona_collapse.diagnosis.preparation import Sides, halves, same_instrument, taking_part
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Answers, Array, complete_cases, number_or_none, sorted_respondents
from persona_collapse.measures.coverage import K as COVERAGE_K
from persona_collapse.measures.items import on_scale
from persona_collapse.measures.lid import K as LID_K
from persona_collapse.results import CoverageAxis, LIDAxis, ReliabilityAxis, Scorecard, Settings

PERSONAS = "personas"


def reliability(
    samples: ArrayLike,
    instrument: Instrument,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    held_out_people: Scorecard | None = None,
) -> ReliabilityAxis | None:
    """How much of repeated answers is noise, and how varied personas are with the noise averaged out.

    Coverage and LID are those of persona means (the mean of the answers there are to each question), on the
    reference's scale and at matched size. Means are no whole answers: two personas share a pattern only when their
    means agree on every item, so copies that waver are not seen as copies. People beside them answered once. Averaged
    noise moves to the middle, where people stand: it gains precision and coverage, never recall.

    Parameters
    ----------
    samples : (R, N, D) answers, nan where missing
    instrument : what was asked
    reference : people's answers to the same items; None leaves coverage undefined and measures LID in scale points
    settings : protocol, seed, draws, rarefaction; by the paper's protocol only the ICC is defined, and it is the paper's
    held_out_people : that column of a diagnosis with the same reference and settings, to save its time; used where as
        many are compared at once

    Returns
    -------
    None without repeats (R = 1): noise is unknown, and to be called that. Coverage needs 6 personas at the matched
    size, LID 21; with fewer they are None.

    Raises
    ------
    InputError : not three dimensions, another number of items, answers off the scale, a reference for other items.
    """
    means = measures.persona_means(samples)
    _same_items(means, instrument)
    answers = np.asarray(samples, dtype=np.float64)
    for number, one in enumerate(answers, start=1):
        on_scale(one, low=instrument.scale.low, high=instrument.scale.high, name=f"{PERSONAS}, repeat {number}")
    if len(answers) < 2:
        return None
    how = settings or Settings()
    icc = paper.icc(answers) if how.protocol == "paper" else measures.icc(answers)
    return _axis(measures.variance_components(answers), icc, means, instrument, reference, how, held_out_people)


def reliability_of_distributions(
    probabilities: ArrayLike,
    instrument: Instrument,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    held_out_people: Scorecard | None = None,
) -> ReliabilityAxis:
    """`reliability` where each answer's distribution is known, so that nothing need be asked, or drawn, again.

    Parameters
    ----------
    probabilities : (N, D, K) of the points of the scale, lowest first; each cell is divided by its sum
    instrument, reference, settings, held_out_people : as in `reliability`; the
        paper's protocol defines nothing for distributions

    Raises
    ------
    InputError : not three dimensions, another number of items or scale points, a negative probability, a reference
        for other items, the paper's protocol.
    """
    how = settings or Settings()
    low, high = instrument.scale.low, instrument.scale.high
    means = measures.expected_answers(probabilities, low=low)
    _same_items(means, instrument)
    points = np.shape(probabilities)[2]
    if points != high - low + 1:
        raise InputError(f"probabilities are of {points} scale points and {instrument.id} has {high - low + 1}")
    if how.protocol == "paper":
        raise InputError("the paper's protocol has no reliability of answer distributions; give repeated answers")
    icc = measures.expected_icc(probabilities, low=low)
    return _axis(
        measures.expected_components(probabilities, low=low), icc, means, instrument, reference, how, held_out_people
    )


def _same_items(means: Array, instrument: Instrument) -> None:
    if means.shape[1] != len(instrument):
        raise InputError(f"{PERSONAS} answered {means.shape[1]} items and {instrument.id} has {len(instrument)}")


def _axis(
    components: measures.Components,
    icc: measures.ICC,
    means: Array,
    instrument: Instrument,
    reference: BehavioralTraitMatrix | None,
    how: Settings,
    people: Scorecard | None,
) -> ReliabilityAxis:
    sides = _sides(means, instrument, reference, how)
    covered, complexity = _coverage(sides), _lid(sides)
    published = sides.published
    return ReliabilityAxis(
        persona=None if published else components.persona,
        item=None if published else components.item,
        persona_item=None if published else components.persona_item,
        within=None if published else components.within,
        noise_share=None if published else components.noise_share,
        icc=icc.mean,
        icc_per_item=tuple(map(number_or_none, icc.per_item)),
        undefined_items=icc.undefined_items,
        repeats=components.repeats,
        personas=components.personas,
        incomplete_cells=components.incomplete_cells,
        coverage=covered,
        lid=complexity,
        people_coverage=_people_coverage(covered, reference, how, people),
        people_lid=_people_lid(complexity, reference, how, people),
        excluded=sides.personas.excluded,
        excluded_reference=0 if sides.people is None else sides.people.excluded,
    )


def _sides(means: Array, instrument: Instrument, reference: BehavioralTraitMatrix | None, how: Settings) -> Sides:
    """Persona means beside people: who has one for every item, sorted by them."""
    if reference is not None:
        same_instrument(instrument, PERSONAS, reference)
    complete = complete_cases(means)
    personas = Answers(sorted_respondents(means[complete]), int((~complete).sum()))
    return Sides(personas, None if reference is None else taking_part(reference, how), instrument.keying(), how)


def _coverage(sides: Sides) -> CoverageAxis | None:
    """None without people, by the paper's protocol, with too few for a ball, or where people would meet themselves."""
    if sides.people is None or sides.published or (sides.with_itself and not sides.how.rarefy):
        return None
    everybody = min(len(sides.personas.complete), len(sides.people.complete))
    enough = (sides.size if sides.how.rarefy else everybody) > COVERAGE_K
    return coverage_between(sides, PERSONAS) if enough else None


def _lid(sides: Sides) -> LIDAxis | None:
    enough = len(sides.personas.complete) > LID_K
    return lid_between(sides) if enough and not sides.published else None


def _people_coverage(
    ours: CoverageAxis | None, people: BehavioralTraitMatrix | None, how: Settings, known: Scorecard | None
) -> CoverageAxis | None:
    """People beside other people of the same reference, as many at once as there are personas."""
    if ours is None or people is None:
        return None
    if known is not None and known.coverage is not None and known.coverage.n == ours.n:
        return known.coverage
    if not how.rarefy:
        return coverage(*halves(people, how.seed), how)
    return coverage(people, people, replace(how, size=ours.n[0]))


def _people_lid(
    ours: LIDAxis | None, people: BehavioralTraitMatrix | None, how: Settings, known: Scorecard | None
) -> LIDAxis | None:
    if ours is None or people is None:
        return None
    if known is not None and known.lid.n == ours.n:
        return known.lid
    return lid(people, people, replace(how, size=ours.n) if how.rarefy else how)
