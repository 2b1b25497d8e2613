"""The fidelity axis: are trait labels followed, and are they overdone?"""

import dataclasses

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import comparable
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.results import FidelityAxis, Settings


def fidelity(
    matrix: BehavioralTraitMatrix,
    levels: Array,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
) -> FidelityAxis:
    """How well trait scores follow trait labels, beside what people would reach.

    Parameters
    ----------
    matrix : answers to an instrument with traits
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown (`BehavioralTraitMatrix.levels`)
    reference : people whose spread says how far apart High and Low are; None leaves that undefined
    settings : by the paper's protocol ceilings, the reference's d and the trap are left out

    Raises
    ------
    InputError : an instrument without traits, different items, levels of another shape.
    """
    how = settings or Settings()
    keying = matrix.instrument.keying()
    if keying is None:
        raise InputError(f"{matrix.instrument.id} has no traits, so there are no trait labels to follow")
    if reference is not None:
        comparable(matrix, reference)
    human = None if reference is None or how.protocol == "paper" else keying.sums(reference.values)
    found = measures.fidelity(keying.sums(matrix.values), levels, human)
    published = how.protocol == "paper"
    traits = found.per_trait
    if published:
        traits = tuple(dataclasses.replace(one, rho_ceiling=None, rho_attainable=None) for one in traits)
    return FidelityAxis(
        rho=found.rho,
        d=found.d,
        rho_ceiling=None if published else found.rho_ceiling,
        rho_attainable=None if published else found.rho_attainable,
        d_reference=found.d_reference,
        caricature=found.caricature,
        within_level_sd_ratio=found.within_level_sd_ratio,
        within_level_sd_ratio_perfect=found.within_level_sd_ratio_perfect,
        trapped=found.trapped,
        trapped_traits=found.trapped_traits,
        undefined_traits=found.undefined_traits,
        per_trait=dict(zip(matrix.instrument.traits, traits, strict=True)),
    )
