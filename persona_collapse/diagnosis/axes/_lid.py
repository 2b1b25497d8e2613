"""The complexity axis: in how many independent ways do respondents differ?"""

import numpy as np

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, at_least, mean_or_none
from persona_collapse.measures.lid import K
from persona_collapse.results import LIDAxis, Settings


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
    sides = sides_of(matrix, reference, settings)
    answers = sides.personas.complete
    at_least(len(answers), K + 1, matrix.source, f"a neighbourhood of {K} others (k = {K})")
    if sides.published:
        return _published(sides, standardised)
    return lid_between(sides)


def lid_between(sides: Sides) -> LIDAxis:
    """`lid` of sides that are prepared, by our protocol.

    Parameters
    ----------
    sides : a population of at least one respondent, beside a reference or alone
    """
    answers = sides.personas.complete
    samples = sides.draws.samples(answers) if sides.how.rarefy else [answers]
    return _axis([measures.lid(sample, scale=sides.scale) for sample in samples], sides)


def _axis(found: list[measures.LID], sides: Sides) -> LIDAxis:
    tied, distinct = _copies(sides.personas.complete)
    return LIDAxis(
        lid=mean_or_none(one.median for one in found),
        lid_distinct=mean_or_none(one.median_distinct for one in found),
        tied=tied,
        undefined=float(np.mean([one.undefined for one in found])),
        undefined_draws=sum(one.median is None for one in found),
        distinct=distinct,
        standardised=sides.scale is not None,
        k=K,
        n=found[0].n,
        complete=len(sides.personas.complete),
        **sides.left_out,
    )


def _published(sides: Sides, standardised: bool) -> LIDAxis:
    answers = sides.personas.complete
    tied, distinct = _copies(answers)
    found = paper.lid(answers, standardised=standardised)
    return LIDAxis(
        lid=found.median,
        lid_distinct=None,
        tied=tied,
        undefined=float(found.dropped),
        undefined_draws=int(found.median is None),
        distinct=distinct,
        standardised=standardised,
        k=K,
        n=min(paper.ROWS, len(answers)),
        complete=len(answers),
        **sides.left_out,
    )


def _copies(answers: Array) -> tuple[int, float]:
    """Respondents who share their answers with another, and patterns / respondents."""
    copies = np.unique(answers, axis=0, return_counts=True)[1]
    return int(copies[copies > 1].sum()), len(copies) / len(answers)
