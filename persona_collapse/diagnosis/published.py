"""The published protocol: every axis by the definitions of arXiv 2604.24698 and its released code, in our records.

The formulas are in `persona_collapse.paper`, which says how each differs from ours; what the paper does not define is
None here. Intervals, the null panel and the signature are ours alone.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse import measures, paper
from persona_collapse.diagnosis.common import (
    Repeated,
    control_run,
    fidelity_record,
    items_record,
    likert_record,
    undefined_default,
)
from persona_collapse.diagnosis.preparation import Sides, prepare
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Fidelity
from persona_collapse.measures.arrays import Array, at_least, number_or_none
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.measures.levels import level_codes
from persona_collapse.results import (
    AttributeShare,
    AttributionAxis,
    CoverageAxis,
    DefaultAxis,
    HopkinsAxis,
    ItemsAxis,
    LIDAxis,
    LikertAxis,
    ReliabilityAxis,
    Scorecard,
    Settings,
    SpreadAxis,
    Tracked,
)


def coverage_of(sides: Sides) -> CoverageAxis:
    """Coverage and density in items, of one draw of at most 500 rows; the rest is not defined.

    Parameters
    ----------
    sides : a population beside a reference
    """
    assert sides.people is not None, "coverage is that of a reference"
    found = paper.coverage(sides.personas.complete, sides.people.complete)
    return CoverageAxis(
        coverage=found.coverage,
        density=found.density,
        precision=None,
        recall=None,
        trait_coverage=None,
        trait_density=None,
        trait_precision=None,
        trait_recall=None,
        n=found.n,
        **sides.left_out,
        constant_items=sides.people.scale.constant,
    )


def coverage_of_people(sides: Sides) -> CoverageAxis:
    """Coverage of people beside other people: one half of the reference beside the other.

    Parameters
    ----------
    sides : a reference beside itself
    """
    return coverage_of(sides.halves)


def lid_of(sides: Sides) -> LIDAxis:
    """Local intrinsic dimensionality of a model: of raw answers, in one draw of at most 500 rows.

    Parameters
    ----------
    sides : a population beside a reference, or alone

    Raises
    ------
    InputError : fewer than 21 (k + 1) respondents.
    """
    return _lid(sides, standardised=False)


def lid_of_people(sides: Sides) -> LIDAxis:
    """Local intrinsic dimensionality of people, which the paper standardises by their own means and SDs.

    Parameters
    ----------
    sides : a reference beside itself

    Raises
    ------
    InputError : as `lid_of`.
    """
    return _lid(sides, standardised=True)


def _lid(sides: Sides, *, standardised: bool) -> LIDAxis:
    answers = sides.personas.complete
    at_least(len(answers), LID_K + 1, sides.personas.source, f"a neighbourhood of {LID_K} others (k = {LID_K})")
    tied, distinct = sides.personas.copies
    found = paper.lid(answers, standardised=standardised)
    return LIDAxis(
        lid=found.median,
        lid_distinct=None,
        tied=tied,
        undefined=float(found.dropped),
        undefined_draws=int(found.median is None),
        distinct=distinct,
        standardised=standardised,
        k=LID_K,
        n=min(paper.ROWS, len(answers)),
        complete=len(answers),
        **sides.left_out,
    )


def hopkins_of(sides: Sides) -> HopkinsAxis:
    """The Hopkins statistic in the population's own box, of one draw of at most 500 rows.

    Parameters
    ----------
    sides : a population beside a reference, or alone

    Raises
    ------
    InputError : fewer than 4 respondents.
    """
    statistic = paper.hopkins(sides.personas.complete)
    n = min(paper.ROWS, len(sides.personas.complete))
    return HopkinsAxis(
        hopkins=statistic,
        hopkins_sd=None,
        hyperspherical_uniformity=None,
        undefined=int(statistic is None),
        without_direction=None,
        probes=min(100, n // 3),
        n=n,
        **sides.left_out,
    )


def likert_of(sides: Sides) -> LikertAxis:
    """How much of the response scale is used by the respondents that take part.

    Imputed medians may be between two scale points; those are excluded and counted as missing.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    """
    answers = sides.personas.complete
    return likert_record(sides.personas, np.where(answers == np.round(answers), answers, np.nan))


def items_of(sides: Sides) -> ItemsAxis:
    """How item answers and trait scores differ from people's; the SD ratio is divided by 0.75, not by people's SDs.

    Parameters
    ----------
    sides : a population beside a reference
    """
    return items_record(sides, None if sides.keying is None else paper.sd_ratio(sides.personas.scores))


def spread_of(sides: Sides, against_people: bool = True) -> SpreadAxis:
    """Participation ratio and nearest neighbours in scale points, of one draw of at most 500 rows.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    against_people : not needed: nothing is measured against people
    """
    rows = paper.draw(sides.personas.complete)
    return SpreadAxis(
        participation_ratio=measures.participation_ratio(rows),
        mean_nearest_neighbour_distance=measures.mean_nearest_neighbour_distance(rows) if len(rows) > 1 else None,
        vendi=None,
        vendi_people=None,
        vendi_ratio=None,
        energy_distance=None,
        energy_p_value=None,
        separability=None,
        undefined_draws=0,
        n=len(rows),
        n_against_people=None,
    )


def not_defined(sides: Sides) -> None:
    """An axis that the paper does not have."""


def fidelity_of(sides: Sides, levels: Array) -> Fidelity:
    """How well trait scores follow trait labels, without ceilings, people's d and the trap.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown

    Raises
    ------
    InputError : an instrument without traits, levels of another shape.
    """
    found = fidelity_record(sides, levels, None)
    return replace(
        found,
        rho_ceiling=None,
        rho_attainable=None,
        per_trait={
            trait: replace(one, rho_ceiling=None, rho_attainable=None) for trait, one in found.per_trait.items()
        },
    )


def attribution_of(
    matrix: BehavioralTraitMatrix, names: tuple[str, ...], levels: NDArray[np.object_], seed: int, by_persona: bool
) -> AttributionAxis:
    """R squared of the items, its incremental parts and the largest of their shares; levels are alphabetical numbers.

    Parameters
    ----------
    matrix : answers
    names : the attributes, in the order in which they are entered
    levels : (N, A) of these attributes, as text
    seed, by_persona : not needed: nothing is drawn, and every row is a respondent
    """
    found = paper.attribution(matrix.values, levels)
    counts = level_codes(levels, len(matrix)).max(axis=0) + 1
    shares = {
        name: AttributeShare(
            eta2=None,
            omega2=None,
            eta2_chance=None,
            eta2_items=0,
            incremental=number_or_none(found.incremental[index]),
            shapley=None,
            share=None,
            share_chance=None,
            levels=int(counts[index]),
            unknown=int((levels[:, index] == "").sum()),
            groups_left_out=0,
            respondents_left_out=0,
        )
        for index, name in enumerate(names)
    }
    items = Tracked(
        r2=found.r2,
        adjusted_r2=None,
        r2_chance=None,
        p_value=None,
        null_95=None,
        dominant=None if found.dominant is None else names[found.dominant],
        dominance=found.dominance,
        dominance_chance=None,
        per_attribute=shares,
        r2_each=tuple(map(number_or_none, found.r2_per_item)),
        undefined_items=int(np.isnan(found.r2_per_item).sum()),
    )
    return AttributionAxis(names, items, None, {}, 0)


def reliability_of(
    repeated: Repeated, people: Respondents | None, how: Settings, held_out_people: Scorecard | None = None
) -> ReliabilityAxis | None:
    """The ICC of repeated answers; nothing else is defined.

    Parameters
    ----------
    repeated : the answers
    people : the reference, prepared
    how : the settings
    held_out_people : not needed: nothing is measured against people

    Returns
    -------
    None without repeats (R = 1).

    Raises
    ------
    InputError : a reference for other items.
    """
    if len(repeated.answers) < 2:
        return None
    sides, counted = prepare(repeated.means, people, how), measures.variance_components(repeated.answers)
    icc = paper.icc(repeated.answers)
    return ReliabilityAxis(
        persona=None,
        item=None,
        persona_item=None,
        within=None,
        noise_share=None,
        icc=icc.mean,
        icc_per_item=tuple(map(number_or_none, icc.per_item)),
        undefined_items=icc.undefined_items,
        repeats=counted.repeats,
        personas=counted.personas,
        incomplete_cells=counted.incomplete_cells,
        coverage=None,
        lid=None,
        people_coverage=None,
        people_lid=None,
        excluded=sides.personas.excluded,
        excluded_reference=0 if sides.people is None else sides.people.excluded,
    )


def reliability_of_shares(
    probabilities: ArrayLike,
    instrument: Instrument,
    people: Respondents | None,
    how: Settings,
    held_out_people: Scorecard | None = None,
) -> ReliabilityAxis:
    """Not defined for distributions of answers.

    Raises
    ------
    InputError : always.
    """
    raise InputError("the paper's protocol has no reliability of answer distributions; give repeated answers")


def default_pull_of(sides: Sides, default_answers: ArrayLike) -> DefaultAxis:
    """Only the counts: the paper knows no pull of the default.

    Parameters
    ----------
    sides : a population beside a reference
    default_answers : (R, D) or (D,) answers of a control run without a persona, nan where missing

    Raises
    ------
    InputError : another number of items, answers off the scale.
    """
    return undefined_default(sides, control_run(sides, default_answers))
