"""Other orders of the table of numbers: the farthest from people first, and by name."""

import math
from collections.abc import Sequence

from persona_collapse.diagnosis.comparison.conclusion import UNKNOWN_UNIT
from persona_collapse.references import other_people
from persona_collapse.report.rows import Row, rows
from persona_collapse.report.section import Order, RowGroup
from persona_collapse.results import Diagnosis

DISTANCE, NAME = "distance from people", "name"

FARTHEST = "Farthest from people first"
ALONE = "Without people to compare with"

BESIDE_PEOPLE = (
    "The distance is a multiple of how far people of two studies differ in the number, or of a fifth of its value."
)
BESIDE_VALUES = (
    "The distance is a share of the larger of both values: how far people of two studies differ is not known here."
)


def orders(diagnosis: Diagnosis, groups: Sequence[RowGroup]) -> tuple[Order, ...]:
    """The rows of a table by distance from people, where there are people, and by name.

    Numbers have different units, so a distance is a multiple of how far people of two studies differ in the number, as in the
    conclusion of a comparison; where that is not known, of a fifth of the larger value.

    Parameters
    ----------
    diagnosis : whose numbers they are
    groups : the rows in the order of the table, each named by the label of its number
    """
    every = [row for group in groups for row in group.rows]
    known = {one.number.label: one for one in rows(diagnosis)}
    other = other_people(diagnosis.instrument)
    apart = {} if other is None else other.apart
    far = {row.cells[0]: found for row in every if (found := distance(known[row.cells[0]], apart)) is not None}
    by_name = Order(NAME, (RowGroup("", tuple(sorted(every, key=lambda row: row.cells[0].casefold()))),))
    if not far:
        return (by_name,)
    near = tuple(sorted((row for row in every if row.cells[0] in far), key=lambda row: -far[row.cells[0]]))
    alone = tuple(row for row in every if row.cells[0] not in far)
    by_distance = (RowGroup(FARTHEST, near), *([RowGroup(ALONE, alone)] if alone else []))
    return Order(DISTANCE, by_distance, BESIDE_PEOPLE if apart else BESIDE_VALUES), by_name


def distance(row: Row, apart: dict[str, float]) -> float | None:
    """How far a number is from people's, in a unit that numbers have in common; None where either is undefined.

    Parameters
    ----------
    row : of a diagnosis
    apart : name of a number -> how far people of two studies differ in it
    """
    if row.value is None or row.people is None:
        return None
    ours, theirs = float(row.value), float(row.people)
    if not (math.isfinite(ours) and math.isfinite(theirs)):
        return math.inf if math.isfinite(theirs) else None
    unit = apart.get(row.number.name) or UNKNOWN_UNIT * max(abs(ours), abs(theirs))
    return abs(ours - theirs) / unit if unit else 0.0
