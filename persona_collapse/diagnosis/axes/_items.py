"""The item axes: how much of the scale is used, and how items and traits differ from people's."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.common import WORST, items_record, likert_record
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.correlations import correlation_difference, trait_pairs
from persona_collapse.measures.psychometrics import alpha_intervals
from persona_collapse.measures.trait_shape import TraitShape, trait_shape
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
        return _with_correlations(items_record(sides, None), sides)
    (answers, weights), (human, of_people) = sides.personas.weighed, sides.people.weighed
    ours, theirs = (sides.keying.scores(one) for one in (answers, human))
    found = items_record(sides, measures.sd_ratio(ours, theirs, weights=weights, reference_weights=of_people))
    around = [None] * len(sides.keying.keys) if weights is not None else _around_alphas(sides.personas, answers)
    alphas = dict(zip(sides.instrument.traits, around, strict=True))
    return _with_correlations(replace(found, per_trait=_shapes(sides), cronbach_alpha_interval=alphas), sides)


def _around_alphas(ours: Respondents, answers: Array) -> Sequence[tuple[float, float] | None]:
    assert ours.keying is not None, "alpha is that of a trait's items"
    return alpha_intervals(answers, ours.keying, ours.persona)


def _with_correlations(found: ItemsAxis, sides: Sides) -> ItemsAxis:
    """The axis with how far the correlations between items are from people's, and where most."""
    assert sides.people is not None, "items are compared with people's"
    ours, people = sides.personas.correlations, sides.people.correlations
    pairs = [] if sides.keying is None else trait_pairs(ours, people, sides.keying.keys, sides.instrument.traits)
    return replace(
        found, correlation_difference=correlation_difference(ours, people), worst_trait_pairs=tuple(pairs[:WORST])
    )


def _shapes(sides: Sides) -> dict[str, TraitShape]:
    """The shape of each trait's scores, of respondents that answered all its items."""
    assert sides.people is not None, "scores are compared with people's"
    assert sides.keying is not None, "scores are those of traits"
    items = np.count_nonzero(sides.keying.keys, axis=1)
    shapes = {}
    for place, trait in enumerate(sides.instrument.traits):
        ours, people = (_sums(side)[:, place] for side in (sides.personas, sides.people))
        low, high = (int(items[place]) * end for end in (sides.keying.low, sides.keying.high))
        known, human = ours[~np.isnan(ours)], people[~np.isnan(people)]
        if len(known) and len(human):
            shapes[trait] = trait_shape(known, human, low=low, high=high)
    return shapes


def _sums(side: Respondents) -> Array:
    """Sums of keyed answers, of repeats one answer sheet of each persona."""
    if side.persona is None or side.keying is None:
        return side.sums
    return side.keying.sums(side.complete[side.once])
