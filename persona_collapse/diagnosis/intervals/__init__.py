"""Intervals of a population's numbers: from each respondent's part in a number, or from pairs of draws."""

from persona_collapse.diagnosis.intervals.parts import estimates
from persona_collapse.diagnosis.intervals.whole import (
    FEWEST_PERSONAS,
    PAIRS,
    Drawn,
    enough_personas,
    intervals,
    intervals_and_draws,
    rows_of_draws,
)

__all__ = [
    "FEWEST_PERSONAS",
    "PAIRS",
    "Drawn",
    "enough_personas",
    "estimates",
    "intervals",
    "intervals_and_draws",
    "rows_of_draws",
]
