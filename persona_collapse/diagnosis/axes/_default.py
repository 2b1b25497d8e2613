"""The default axis: how strongly are personas pulled to what their model answers without a persona?"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.diagnosis.common import control_run, undefined_default
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array
from persona_collapse.results import DefaultAxis

HELD_OUT = 200
"""Number of people towards which the pull is measured too: its null."""


def default_pull_of(sides: Sides, default_answers: ArrayLike) -> DefaultAxis:
    """The pull of a model's own character, beside the pull towards single people, and the shift of the mean.

    Parameters
    ----------
    sides : a population beside a reference
    default_answers : (R, D) or (D,) answers of a control run without a persona, nan where missing

    Raises
    ------
    InputError : another number of items, answers off the scale, fewer than four people.
    """
    assert sides.people is not None, "the default is measured beside people"
    answers = control_run(sides, default_answers)
    default = measures.persona_means(answers[:, None, :])[0]
    undefined = undefined_default(sides, answers)
    if undefined.unanswered_items:
        return undefined
    people, point = sides.people.points, sides.people.scale(default[None])[0]
    found = measures.default_pull(sides.points, people, point, held_out=HELD_OUT, seed=sides.how.seed)
    defined = found.null[~np.isnan(found.null)]
    low, high = np.percentile(defined, [2.5, 97.5]).tolist() if len(defined) else (None, None)
    return replace(
        undefined,
        default_pull=found.pull,
        null_mean=float(defined.mean()) if len(defined) else None,
        null_low=low,
        null_high=high,
        undefined_null=len(found.null) - len(defined),
        default_shift=measures.default_shift(sides.points, people, point),
        distance=float(np.linalg.norm(point - people.mean(axis=0))),
        held_out=len(found.null),
        profile=_profile(sides, default),
    )


def _profile(sides: Sides, default: Array) -> dict[str, tuple[float, float]]:
    """Trait -> the default's score and the personas' mean, in people's SDs above people's mean."""
    if sides.people is None or sides.keying is None:
        return {}
    people = sides.people.complete_scores
    middle, spread = people.mean(axis=0), people.std(axis=0)
    rows = (sides.keying.scores(default[None])[0], sides.personas.complete_scores.mean(axis=0))
    return {
        trait: (
            float((rows[0][place] - middle[place]) / spread[place]),
            float((rows[1][place] - middle[place]) / spread[place]),
        )
        for place, trait in enumerate(sides.instrument.traits)
        if spread[place] > 0
    }
