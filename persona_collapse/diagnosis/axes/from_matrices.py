"""Every axis from tables of answers: prepares them, and measures by the definition of the protocol asked for."""

from collections.abc import Sequence

from numpy.typing import ArrayLike

from persona_collapse.diagnosis.axes._attribution import attribute_columns, attribute_levels
from persona_collapse.diagnosis.axes._definitions import definitions
from persona_collapse.diagnosis.common import Repeated
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.diagnosis.side import people_of
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Fidelity
from persona_collapse.measures.arrays import Array
from persona_collapse.results import (
    AttributionAxis,
    CoverageAxis,
    DefaultAxis,
    HopkinsAxis,
    ItemsAxis,
    LIDAxis,
    LikertAxis,
    ReliabilityAxis,
    Scorecard,
    Settings,
    SpreadAxis,
)


def coverage(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix,
    settings: Settings | None = None,
) -> CoverageAxis:
    """Coverage, density, precision and recall of a population among people, in items and in traits.

    Parameters
    ----------
    matrix, reference : answers to the same instrument
        (when they hold the same answers, no respondent is compared with itself: these are held-out people)
    settings : protocol, seed, draws, rarefaction

    Raises
    ------
    InputError : different items, too few respondents for a ball of 5 neighbours at the matched size, or a population
        that is the reference itself without rarefaction.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).coverage(sides)


def lid(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    standardised: bool = False,
) -> LIDAxis:
    """Local intrinsic dimensionality, on the reference's scale.

    Parameters
    ----------
    matrix : answers
    reference : gives the scale and the matched size; None measures in raw scale points
    settings : protocol, seed, draws, rarefaction
    standardised : for the paper's protocol only, which standardises people (by themselves) and leaves models raw

    Raises
    ------
    InputError : different items, or fewer than 21 (k + 1) respondents. With fewer than 21 at the matched size, or as
        soon as one draw is undefined, the value is None: a mean of the draws that happen to be defined is another
        number.
    """
    sides = prepare(matrix, reference, settings)
    axes = definitions(sides.how)
    return axes.lid_of_people(sides) if standardised else axes.lid(sides)


def hopkins(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None = None, settings: Settings | None = None
) -> HopkinsAxis:
    """The Hopkins statistic and hyperspherical uniformity, on the reference's scale.

    Parameters
    ----------
    matrix : answers
    reference : gives the scale and the matched size; None measures in raw scale points, and leaves the directions of
        hyperspherical uniformity undefined: they start from the reference's mean
    settings : protocol, seed, draws, rarefaction

    Raises
    ------
    InputError : different items, or fewer than 10 respondents at the matched size.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).hopkins(sides)


def effective_likert(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None = None, settings: Settings | None = None
) -> LikertAxis:
    """How much of the response scale a population uses, over all its answers.

    Parameters
    ----------
    matrix : answers
    reference : not needed; taken so that every axis is called alike
    settings : the protocol decides about missing answers only: the paper excludes incomplete respondents

    Raises
    ------
    InputError : by the paper's protocol, no respondent is left.
    """
    sides = prepare(matrix, None, settings)
    return definitions(sides.how).likert(sides)


def items(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix, settings: Settings | None = None
) -> ItemsAxis:
    """How item answers and trait scores differ from the reference's, over all answers.

    Parameters
    ----------
    matrix, reference : answers to the same instrument
    settings : the protocol decides about the SD ratio: the paper divides by 0.75

    Raises
    ------
    InputError : different items.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).items(sides)


def spread(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    against_people: bool = True,
) -> SpreadAxis:
    """Participation ratio, nearest neighbours, and how the population differs from people as a whole.

    Parameters
    ----------
    matrix : answers
    reference : people; None leaves what needs them undefined
    settings : protocol, seed, draws, rarefaction; what is measured against people always has matched size
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds

    Raises
    ------
    InputError : different items.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).spread(sides, against_people)


def fidelity(
    matrix: BehavioralTraitMatrix,
    levels: Array,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
) -> Fidelity:
    """How well trait scores follow trait labels, beside what people would reach.

    Parameters
    ----------
    matrix : answers to an instrument with traits
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown (`BehavioralTraitMatrix.levels`)
    reference : people whose spread says how far apart High and Low are; None leaves that undefined
    settings : by the paper's protocol ceilings, the reference's d and the trap are not defined

    Raises
    ------
    InputError : an instrument without traits, different items, levels of another shape.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).fidelity(sides, levels)


def attribution(
    matrix: BehavioralTraitMatrix, columns: Sequence[str] | None = None, *, settings: Settings | None = None
) -> AttributionAxis:
    """How far attributes that personas were given predict their answers, and their trait scores.

    Every respondent takes part; missing answers are excluded item by item, and a trait score with one is missing. An
    unknown value is a level of its own: a persona to which nothing was stated. Personas that answered several times
    count once (docs/definitions.md, section 3).

    Parameters
    ----------
    matrix : answers, with attributes beside them
    columns : attributes, in the order for the incremental parts; by default those of political_spectrum, gender,
        country_of_residence and social_class that are there
    settings : the seed; by the paper's protocol levels are alphabetical numbers, and only R squared of the items, its
        incremental parts and the largest of their shares are defined

    Raises
    ------
    InputError : a column that does not exist or is named twice, none at all, more than 10.
    """
    how = settings or Settings()
    names = attribute_columns(matrix, columns, how.by_persona)
    return definitions(how).attribution(matrix, names, attribute_levels(matrix, names), how.seed, how.by_persona)


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
    reference's scale and at matched size. Means are not whole answers: two personas share a pattern only when their
    means agree on every item, so copies that waver are not seen as copies. People beside them answered once. Averaged
    noise moves to the middle, where people are: it gains precision and coverage, never recall.

    Parameters
    ----------
    samples : (R, N, D) answers, nan where missing
    instrument : what was asked
    reference : people's answers to the same items; None leaves coverage undefined and measures LID in scale points
    settings : protocol, seed, draws, rarefaction; by the paper's protocol only the ICC is defined, and it is the paper's
    held_out_people : that column of a diagnosis with the same reference and settings, to save its time; used where the
        same number is compared at once

    Returns
    -------
    None without repeats (R = 1): noise is unknown then. Coverage needs 6 personas at the matched size, LID 21; with
    fewer they are None.

    Raises
    ------
    InputError : not three dimensions, another number of items, answers off the scale, a reference for other items.
    """
    how = settings or Settings()
    people = None if reference is None else people_of(reference, how)
    return definitions(how).reliability(Repeated.of(samples, instrument), people, how, held_out_people)


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
    people = None if reference is None else people_of(reference, how)
    return definitions(how).reliability_of_shares(probabilities, instrument, people, how, held_out_people)


def default_pull(
    matrix: BehavioralTraitMatrix,
    default_answers: ArrayLike,
    reference: BehavioralTraitMatrix,
    settings: Settings | None = None,
) -> DefaultAxis:
    """The pull of a model's own character, beside the pull towards single people, and the shift of the mean.

    The default is the mean of the control run's answers to each item. It and the personas are measured in items, on the
    reference's scale, all complete respondents at once (means over respondents do not depend on how many there are).

    Parameters
    ----------
    matrix, reference : answers to the same instrument
    default_answers : (R, D) or (D,) answers of a control run without a persona, nan where missing
    settings : the seed decides which people are held out; by the paper's protocol, which knows no default, nothing is
        defined

    Returns
    -------
    None for what is undefined: everything when the default never answered some item (`unanswered_items`), the pull
    when all people are at the default, the shift when the default is less than 2.5 standardised units from people.

    Raises
    ------
    InputError : different items, answers off the scale, no complete respondent, fewer than four people.
    """
    sides = prepare(matrix, reference, settings)
    return definitions(sides.how).default_pull(sides, default_answers)
