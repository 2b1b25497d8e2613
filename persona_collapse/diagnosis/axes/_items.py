"""The item axes: how much of the scale is used, and how items and traits differ from people's."""

import numpy as np
from numpy.typing import NDArray

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import comparable, taking_part
from persona_collapse.instruments import UNDESIRED, Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import number_or_none
from persona_collapse.measures.scaling import Keying
from persona_collapse.results import ItemsAxis, LikertAxis, Settings

WORST = 5
"""How many items are named for being farthest from people's answers."""


def effective_likert(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None = None, settings: Settings | None = None
) -> LikertAxis:
    """How much of the response scale a population uses, over all its answers.

    Parameters
    ----------
    matrix : answers
    reference : not needed; taken so that every axis is called alike
    settings : the protocol decides about missing answers only: the paper leaves incomplete respondents out

    Raises
    ------
    InputError : by the paper's protocol, nobody is left.
    """
    how = settings or Settings()
    published = how.protocol == "paper"
    answers = taking_part(matrix, how).complete if published else matrix.values
    # the paper's imputed medians may stand between two scale points, which are then left out and counted as missing
    answers = np.where(answers == np.round(answers), answers, np.nan)
    found = measures.effective_likert(answers, low=matrix.instrument.scale.low, high=matrix.instrument.scale.high)
    return LikertAxis(
        effective_likert=found.mean,
        midpoint_share=found.midpoint_share,
        extreme_share=found.extreme_share,
        zero_variance_items=found.zero_variance_items,
        unanswered_items=found.unanswered_items,
        per_item=tuple(map(number_or_none, found.per_item)),
        missing_answers=int(np.isnan(matrix.values).sum()),
    )


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
    how = settings or Settings()
    comparable(matrix, reference)
    scale = matrix.instrument.scale
    distance = measures.marginal_distance(matrix.values, reference.values, low=scale.low, high=scale.high)
    answered = np.flatnonzero(~np.isnan(distance))
    worst = answered[np.argsort(-distance[answered], kind="stable")][:WORST]
    keying = matrix.instrument.keying()
    traits = matrix.instrument.traits
    return ItemsAxis(
        sd_ratio=_sd_ratio(matrix, reference, keying, how),
        marginal_distance=float(distance[answered].mean()) if len(answered) else None,
        marginal_distance_per_item=tuple(map(number_or_none, distance)),
        worst_items=tuple(matrix.instrument.items[item].number for item in worst),
        cronbach_alpha={}
        if keying is None
        else dict(zip(traits, measures.cronbach_alpha(matrix.values, keying), strict=True)),
        tucker_phi={} if keying is None else dict(zip(traits, _phi(matrix, reference, keying, how), strict=True)),
        desirability_shift=_shift(matrix, reference, keying),
    )


def _sd_ratio(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix, keying: Keying | None, how: Settings
) -> float | None:
    if keying is None:
        return None
    if how.protocol == "paper":
        return paper.sd_ratio(keying.scores(matrix.values))
    return measures.sd_ratio(keying.scores(matrix.values), keying.scores(reference.values))


def _phi(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix, keying: Keying, how: Settings
) -> list[float | None]:
    return measures.tucker_phi(taking_part(matrix, how).complete, taking_part(reference, how).complete, keying)


def _shift(matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix, keying: Keying | None) -> float | None:
    if keying is None:
        return None
    turned = undesired(matrix.instrument)
    return measures.desirability_shift(keying.scores(matrix.values), keying.scores(reference.values), turned)


def undesired(instrument: Instrument) -> NDArray[np.bool_]:
    """Which traits (T,) people would rather not have."""
    return np.array([trait in UNDESIRED for trait in instrument.traits], dtype=np.bool_)
