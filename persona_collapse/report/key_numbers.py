"""The key numbers of a population: those that a first glance needs, on lines from their floor to their ceiling."""

import math

from persona_collapse.report.figures import CEILING, Scale, Scales
from persona_collapse.report.printed import interval_text, people_text, text_of
from persona_collapse.report.rows import Row, rows
from persona_collapse.results import Diagnosis
from persona_collapse.results.number import Number

KEY = ("coverage", "trait_recall", "lid", "correlation_difference", "sd_ratio", "d", "participation_ratio", "precision")
"""Which numbers, the first ones first: kinds of people found, in items and traits; how complex differences are; how traits
hang together and how wide they are; labels. The last two fill in where others are undefined."""

MOST = 6

APART = 0.1
"""Floor and ceiling that are closer than this share of the larger one give a line no scale."""


def key_numbers(diagnosis: Diagnosis) -> Scales | None:
    """At most six numbers between the shuffled population and people; None where there is no reference.

    Parameters
    ----------
    diagnosis : from `diagnose`, or from `measure`, which gives no intervals
    """
    found = {one.number.name: one for one in rows(diagnosis)}
    scales = [one for name in KEY if (one := _scale(found[name], diagnosis)) is not None]
    if not scales:
        return None
    ceiling = f"simulated {CEILING}" if diagnosis.reference is not None and diagnosis.reference.note else CEILING
    return Scales("Key numbers, from noise to people", tuple(scales[:MOST]), ceiling=(ceiling, "ceiling"))


def _scale(row: Row, diagnosis: Diagnosis) -> Scale | None:
    """A number on its line; None where it, its floor or its ceiling is undefined, or both ends are the same."""
    value, floor, ceiling = (None if one is None else float(one) for one in (row.value, row.shuffled, row.people))
    if value is None or floor is None or ceiling is None or not all(map(math.isfinite, (value, floor, ceiling))):
        return None
    if too_close(floor, ceiling) or turned(row.number, floor, ceiling):
        return None
    low, high = _ends(row, floor, ceiling)
    return Scale(
        row.number.label,
        text_of(row.number, diagnosis.values),
        interval_text(row.number, diagnosis),
        on_line(value, floor, ceiling),
        low,
        high,
        text_of(row.number, diagnosis.shuffled_population),
        people_text(row.number, diagnosis),
    )


def _ends(row: Row, floor: float, ceiling: float) -> tuple[float | None, float | None]:
    """The ends of its interval on the line, the left one first."""
    if row.low is None or row.high is None:
        return None, None
    low, high = (on_line(end, floor, ceiling) for end in (row.low, row.high))
    return min(low, high), max(low, high)


def on_line(value: float, floor: float, ceiling: float) -> float:
    """Where a value is, from 0 at its floor to 1 at its ceiling, and beyond either.

    >>> on_line(0.5, 0.0, 1.0), on_line(10.0, 20.0, 15.0)
    (0.5, 2.0)
    """
    return (value - floor) / (ceiling - floor)


def too_close(floor: float, ceiling: float) -> bool:
    """Whether two ends are too near each other to give a line its scale.

    >>> too_close(0.58, 0.61), too_close(22.0, 14.0)
    (True, False)
    """
    return abs(ceiling - floor) < APART * max(abs(floor), abs(ceiling))


def turned(one: Number, floor: float, ceiling: float) -> bool:
    """Whether the shuffled population is on the other side of people than noise is: then it is no floor."""
    return (one.noise == "below" and floor > ceiling) or (one.noise == "above" and floor < ceiling)
