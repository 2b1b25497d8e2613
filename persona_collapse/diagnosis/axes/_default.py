"""The default axis: how strongly are personas pulled to what their model answers without a persona?"""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, as_matrix
from persona_collapse.measures.items import on_scale
from persona_collapse.results import DefaultAxis, Settings

HELD_OUT = 200
"""People towards whom the pull is measured too: its null."""


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
    settings : the seed says who is held out; by the paper's protocol, which knows no default, nothing is defined

    Returns
    -------
    None for what is undefined: everything when the default never answered some item (`unanswered_items`), the pull
    when all people stand at the default, the shift when the default is less than 2.5 standardised units from people.

    Raises
    ------
    InputError : different items, answers off the scale, nobody complete, fewer than four people.
    """
    sides = sides_of(matrix, reference, settings)
    answers = _control_run(matrix, default_answers)
    default = measures.persona_means(answers[:, None, :])[0]
    unanswered = int(np.isnan(default).sum())
    if sides.published or unanswered:
        return _axis(sides, answers, unanswered)
    assert sides.scale is not None, "the default is measured on a reference's scale"
    assert sides.people is not None, "the default is measured beside people"
    personas, people = sides.scale(sides.personas.complete), sides.scale(sides.people.complete)
    point = sides.scale(default[None])[0]
    found = measures.default_pull(personas, people, point, held_out=HELD_OUT, seed=sides.how.seed)
    shift = measures.default_shift(personas, people, point)
    distance = float(np.linalg.norm(point - people.mean(axis=0)))
    return _axis(sides, answers, unanswered, found, shift, distance)


def _control_run(matrix: BehavioralTraitMatrix, default_answers: ArrayLike) -> Array:
    """The default's answers (R, D)."""
    answers = as_matrix(np.atleast_2d(default_answers), "the default")
    if answers.shape[1] != len(matrix.instrument):
        raise InputError(
            f"the default answered {answers.shape[1]} items and {matrix.source} {len(matrix.instrument)}; "
            "both must answer the same items in the same order"
        )
    on_scale(answers, low=matrix.instrument.scale.low, high=matrix.instrument.scale.high, name="the default")
    return answers


def _axis(
    sides: Sides,
    answers: Array,
    unanswered: int,
    found: measures.DefaultPull | None = None,
    shift: float | None = None,
    distance: float | None = None,
) -> DefaultAxis:
    null = np.empty(0) if found is None else found.null
    defined = null[~np.isnan(null)]
    low, high = np.percentile(defined, [2.5, 97.5]).tolist() if len(defined) else (None, None)
    people = 0 if sides.people is None else len(sides.people.complete)
    return DefaultAxis(
        default_pull=None if found is None else found.pull,
        null_mean=float(defined.mean()) if len(defined) else None,
        null_low=low,
        null_high=high,
        undefined_null=len(null) - len(defined),
        default_shift=shift,
        distance=distance,
        held_out=len(null),
        samples=len(answers),
        unanswered_items=unanswered,
        n=(len(sides.personas.complete), people),
        **sides.left_out,
    )
