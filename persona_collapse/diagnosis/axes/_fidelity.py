"""The fidelity axis: are trait labels followed, and are they overdone?"""

from persona_collapse.diagnosis.common import fidelity_record
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures import Fidelity
from persona_collapse.measures.arrays import Array


def fidelity_of(sides: Sides, levels: Array) -> Fidelity:
    """How well trait scores follow trait labels, beside what people would reach.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown

    Raises
    ------
    InputError : an instrument without traits, levels of another shape.
    """
    return fidelity_record(sides, levels, sides.people)
