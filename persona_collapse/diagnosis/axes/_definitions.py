"""Which definition of every axis holds: ours or the published one. Nothing else in the axes asks for the protocol."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.typing import ArrayLike

from persona_collapse.diagnosis import published
from persona_collapse.diagnosis.axes._answering import answering_of, styles_of
from persona_collapse.diagnosis.axes._attribution import Levels, attribution_of
from persona_collapse.diagnosis.axes._coverage import coverage_of, coverage_of_people
from persona_collapse.diagnosis.axes._default import default_pull_of
from persona_collapse.diagnosis.axes._fidelity import fidelity_of
from persona_collapse.diagnosis.axes._hopkins import hopkins_of
from persona_collapse.diagnosis.axes._items import items_of, likert_of
from persona_collapse.diagnosis.axes._lid import lid_of
from persona_collapse.diagnosis.axes._reliability import reliability_of, reliability_of_shares
from persona_collapse.diagnosis.axes._spread import spread_of
from persona_collapse.diagnosis.common import Repeated
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Fidelity
from persona_collapse.measures.arrays import Array
from persona_collapse.results import (
    AnsweringAxis,
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
    StyleAxis,
)


@dataclass(frozen=True)
class Definitions:
    """A protocol's definition of every axis; each takes prepared sides and gives the axis' record.

    Attributes
    ----------
    coverage, lid, hopkins, likert, items : of a population beside a reference
    coverage_of_people, lid_of_people : of a reference beside itself
    answering, styles : how carefully respondents answer, and how they use the scale; None where a protocol has no such axis
    spread : with whether to compare with people
    fidelity : with levels (N, T)
    attribution : of a matrix, with names, levels (N, A), seed, and whether rows of a persona are its repeats
    reliability : of repeated answers, with people, settings, and held-out people where they are known
    reliability_of_shares : of probabilities (N, D, K) and their instrument, with the same
    default_pull : with the answers of a control run
    """

    coverage: Callable[[Sides], CoverageAxis]
    coverage_of_people: Callable[[Sides], CoverageAxis]
    lid: Callable[[Sides], LIDAxis]
    lid_of_people: Callable[[Sides], LIDAxis]
    hopkins: Callable[[Sides], HopkinsAxis]
    likert: Callable[[Sides], LikertAxis]
    items: Callable[[Sides], ItemsAxis]
    answering: Callable[[Sides], AnsweringAxis | None]
    styles: Callable[[Sides], StyleAxis | None]
    spread: Callable[[Sides, bool], SpreadAxis]
    fidelity: Callable[[Sides, Array], Fidelity]
    attribution: Callable[[BehavioralTraitMatrix, tuple[str, ...], Levels, int, bool], AttributionAxis]
    reliability: Callable[[Repeated, Respondents | None, Settings, Scorecard | None], ReliabilityAxis | None]
    reliability_of_shares: Callable[
        [ArrayLike, Instrument, Respondents | None, Settings, Scorecard | None], ReliabilityAxis
    ]
    default_pull: Callable[[Sides, ArrayLike], DefaultAxis]


CALIBRATED = Definitions(
    coverage=coverage_of,
    coverage_of_people=coverage_of_people,
    lid=lid_of,
    lid_of_people=lid_of,
    hopkins=hopkins_of,
    likert=likert_of,
    items=items_of,
    answering=answering_of,
    styles=styles_of,
    spread=spread_of,
    fidelity=fidelity_of,
    attribution=attribution_of,
    reliability=reliability_of,
    reliability_of_shares=reliability_of_shares,
    default_pull=default_pull_of,
)

PUBLISHED = Definitions(
    coverage=published.coverage_of,
    coverage_of_people=published.coverage_of_people,
    lid=published.lid_of,
    lid_of_people=published.lid_of_people,
    hopkins=published.hopkins_of,
    likert=published.likert_of,
    items=published.items_of,
    answering=published.not_defined,
    styles=published.not_defined,
    spread=published.spread_of,
    fidelity=published.fidelity_of,
    attribution=published.attribution_of,
    reliability=published.reliability_of,
    reliability_of_shares=published.reliability_of_shares,
    default_pull=published.default_pull_of,
)


def definitions(how: Settings) -> Definitions:
    """The definitions of the protocol that was asked for."""
    return PUBLISHED if how.protocol == "paper" else CALIBRATED
