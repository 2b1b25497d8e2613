"""Calibrated answers: what mapping them to people's use of the scale changes among other people."""

from dataclasses import dataclass

from persona_collapse.results.diagnosis import Diagnosis
from persona_collapse.results.record import TableRecord

CALIBRATION_SCHEMA = "persona-collapse/calibration/1"


@dataclass(frozen=True)
class Distances:
    """Mean distance of items to their distribution among people that were held out, in scale points.

    Attributes
    ----------
    before : of the answers as given
    own : of each item mapped to its own distribution among the people learned from
    scale : of items mapped by what the other half of the items says about the use of the scale
    people : of the people learned from
    """

    before: float
    own: float
    scale: float
    people: float


@dataclass(frozen=True, repr=False)
class Calibration(TableRecord):
    """What calibration changes, learned from half of people and measured beside the other half.

    Attributes
    ----------
    source : of the personas' answers
    reference, note : people, and the note about them
    personas : rows of the population
    learned_from, measured_beside : halves of people
    items : mapped to their own distribution among people
    items_by_scale : mapped by the use of the scale, because people did not answer them
    changed : share of the answers that another scale point replaces in the table that is written
    distances : of items to people's distribution
    before, after : all numbers, of the answers as given and calibrated, beside the half that was not learned from
    seed : of the halves
    commands : what was typed; empty in Python, and in records of versions that did not keep it
    """

    source: str
    reference: str
    note: str
    personas: int
    learned_from: int
    measured_beside: int
    items: int
    items_by_scale: tuple[str, ...]
    changed: float
    distances: Distances
    before: Diagnosis
    after: Diagnosis
    seed: int
    version: str
    schema: str = CALIBRATION_SCHEMA
    commands: tuple[str, ...] = ()
