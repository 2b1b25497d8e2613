"""One side of a comparison, from answers as they were given; the reference that was prepared last is kept."""

from dataclasses import replace
from hashlib import blake2b
from typing import TypeAlias

import numpy as np

from persona_collapse.diagnosis.respondents import LARGEST_TABLE, MOST_DRAWN_FROM, RULES, Respondents
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.results import Settings

Given: TypeAlias = BehavioralTraitMatrix | Respondents
"""Answers as they were given, or prepared already."""

_kept: tuple[tuple[object, ...], Respondents] | None = None
"""The last reference, by everything it was prepared from."""


def respondents(given: Given, how: Settings) -> Respondents:
    """One side, prepared by the protocol's rule for missing answers; one that is prepared already stays as it is."""
    if isinstance(given, Respondents):
        return given
    names = given.personas if how.by_persona else None
    persona = None if names is None else np.unique(names, return_inverse=True)[1].reshape(-1)
    rule, most = RULES[how.protocol], MOST_DRAWN_FROM if how.rarefy else None
    return Respondents(
        given.source, given.instrument, given.values, rule, given.note, given.repeats, persona, given.weighing, most
    )


def people_of(given: Given, how: Settings) -> Respondents:
    """A reference, prepared; that of the last call where its answers and the rules are the same.

    Programs measure one population after another beside the same people. What was computed from the people alone
    (distances, radii, cuts, their own column of the scorecard) is then there already. Answers are compared by their
    content, and those that are kept are a copy, so a table that is changed in place is prepared again.

    >>> from persona_collapse.references import calibrated_2058
    >>> people_of(calibrated_2058(), Settings()) is people_of(calibrated_2058(), Settings(seed=1))
    True
    """
    global _kept
    found = respondents(given, how)
    if found is given or len(found.answers) > LARGEST_TABLE or found.persona is not None or found.weighing is not None:
        return found
    answers = found.answers
    content = blake2b(answers.tobytes()).digest(), answers.shape, answers.strides
    key = (*content, found.instrument, found.source, found.note, found.repeats, found.rule, found.most)
    if _kept is None or _kept[0] != key:
        _kept = key, replace(found, answers=answers.copy(order="K"))
    return _kept[1]
