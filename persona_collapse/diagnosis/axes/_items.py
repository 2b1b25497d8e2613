"""The item axes: how much of the scale is used, and how items and traits differ from people's."""

from persona_collapse import measures
from persona_collapse.diagnosis.common import items_record, likert_record
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.results import ItemsAxis, LikertAxis


def likert_of(sides: Sides) -> LikertAxis:
    """How much of the response scale a population uses, over all its answers.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    """
    return likert_record(sides.personas, sides.personas.answers)


def items_of(sides: Sides) -> ItemsAxis:
    """How item answers and trait scores differ from the reference's, over all answers.

    Parameters
    ----------
    sides : a population beside a reference

    Raises
    ------
    InputError : an instrument with traits and a side without complete respondents.
    """
    assert sides.people is not None, "items are compared with people's"
    if sides.keying is None:
        return items_record(sides, None)
    (answers, weights), (human, of_people) = sides.personas.weighed, sides.people.weighed
    ours, theirs = (sides.keying.scores(one) for one in (answers, human))
    return items_record(sides, measures.sd_ratio(ours, theirs, weights=weights, reference_weights=of_people))
