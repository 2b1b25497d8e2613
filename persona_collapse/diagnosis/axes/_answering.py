"""The axes of answering: how carefully respondents answer, and how they use the scale."""

from collections.abc import Callable

import numpy as np

from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.measures.answering import not_reversed
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.beyond import Answering, Cut, exceeds_people
from persona_collapse.measures.items import ROWS
from persona_collapse.measures.per_respondent import mean_of, sd_of, wilson
from persona_collapse.measures.styles import acquiescence, extreme_style, midpoint_style
from persona_collapse.results import AnsweringAxis, AnsweringIndex, StyleAxis


def answering_of(sides: Sides) -> AnsweringAxis | None:
    """How carefully respondents answered: shares beyond people's own cuts.

    Parameters
    ----------
    sides : a population beside a reference; None is returned without one
    """
    if sides.people is None:
        return None
    known, given = sides.people.answering, sides.beyond
    answers = sides.reread(sides.personas.answers)
    reread = known.beyond(answers)
    units = sides.personas.count if sides.personas.persona is not None else None
    indices = {
        name: index
        for name in known.cuts
        if (index := _index(known, name, given[name], reread[name], units)) is not None
    }
    apart = _opposite_sides(sides, answers)
    return AnsweringAxis(
        **{name: one.share for name, one in indices.items()},
        indices=indices,
        opposite_sides={trait: count / of if of else None for trait, (count, of) in apart.items()},
        not_reversed=tuple(trait for trait, counts in apart.items() if _more_than_half(*counts)),
    )


def styles_of(sides: Sides) -> StyleAxis:
    """How respondents use the scale: spreads between them, and how far they agree with anything.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    """
    each = styles_of_each(sides.personas)
    return StyleAxis(
        extreme_share_sd=sd_of(each["extreme_share"]),
        midpoint_share_sd=sd_of(each["midpoint_share"]),
        acquiescence=mean_of(each["acquiescence"]),
        acquiescence_sd=sd_of(each["acquiescence"]),
    )


def styles_of_each(respondents: Respondents) -> dict[str, Array | None]:
    """Name of a style -> its value of each respondent (N,), nan where undefined; None where the style is."""
    answers, scale, keying = respondents.answers, respondents.instrument.scale, respondents.keying
    return {
        "extreme_share": _in_blocks(answers, lambda some: extreme_style(some, low=scale.low, high=scale.high)),
        "midpoint_share": _in_blocks(answers, lambda some: midpoint_style(some, low=scale.low, high=scale.high)),
        "acquiescence": None if keying is None else _in_blocks(answers, lambda some: acquiescence(some, keying)),
    }


def _in_blocks(answers: Array, each: Callable[[Array], Array | None]) -> Array | None:
    """A value of each respondent (N,), some respondents at a time."""
    found = [each(answers[start : start + ROWS]) for start in range(0, len(answers), ROWS)]
    return None if found[0] is None else np.concatenate([one for one in found if one is not None])


def _index(known: Answering, name: str, given: Array, reread: Array, personas: int | None) -> AnsweringIndex | None:
    """One index; where rows are repeats of some personas, the tests count these."""
    share, again, cut = mean_of(given), mean_of(reread), known.cuts[name]
    if share is None or again is None:
        return None
    return AnsweringIndex(
        share=share,
        respondents=int((~np.isnan(given)).sum()),
        cut=cut.at,
        people_beyond=cut.beyond,
        people=cut.people,
        p_value=_p_value(cut, given, personas),
        reread_share=again,
        reread_p_value=_p_value(cut, reread, personas),
    )


def _p_value(cut: Cut, beyond: Array, personas: int | None) -> float:
    rows = int((~np.isnan(beyond)).sum())
    counted = rows if personas is None else min(personas, rows)
    return exceeds_people(round(float(np.nanmean(beyond)) * counted), counted, cut)


def _opposite_sides(sides: Sides, reread: Array) -> dict[str, tuple[int, int]]:
    """Trait -> respondents on opposite sides of people's means with its two halves, and on either; re-read."""
    if sides.keying is None or sides.people is None:
        return {}
    found = not_reversed(reread, sides.people.complete, sides.keying)
    return {sides.instrument.traits[trait]: counts for trait, counts in found.items()}


def _more_than_half(count: int, of: int) -> bool:
    found = wilson(count, of)
    return found is not None and found.low > 0.5
