"""The complexity axis: how complex are the differences between respondents that are most alike?"""

from functools import partial

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import mean_or_none
from persona_collapse.measures.intrinsic_dimension import K
from persona_collapse.results import LIDAxis


def lid_of(sides: Sides) -> LIDAxis:
    """Local intrinsic dimensionality, on the reference's scale.

    Parameters
    ----------
    sides : a population beside a reference, or alone

    Raises
    ------
    InputError : fewer than 21 (k + 1) respondents.
    """
    personas = sides.personas
    personas.need(K + 1, f"a neighbourhood of {K} others (k = {K})")
    found = [
        measures.lid(
            personas.complete[drawn],
            scale=sides.scale,
            nearest=partial(sides.distances.nearest, drawn, K) if sides.how.rarefy else None,
        )
        for drawn in sides.drawn
    ]
    tied, distinct = personas.copies
    return LIDAxis(
        lid=mean_or_none(one.median for one in found),
        lid_distinct=mean_or_none(one.median_distinct for one in found),
        lid_harmonic=mean_or_none(one.harmonic for one in found),
        tied=tied,
        undefined=float(np.mean([one.undefined for one in found])),
        undefined_draws=sum(one.median is None for one in found),
        distinct=distinct,
        standardised=sides.scale is not None,
        k=K,
        n=found[0].n,
        complete=personas.count,
        **sides.left_out,
    )
