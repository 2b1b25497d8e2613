"""A whole population at the size it has: whom all personas together reach, and how complex their differences are."""

import math

import numpy as np

from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.ball_coverage import K, reach
from persona_collapse.measures.intrinsic_dimension import lid
from persona_collapse.measures.near import held
from persona_collapse.measures.neighbours import radii
from persona_collapse.measures.rarefaction import Pair
from persona_collapse.results.full_size import FullSize

MOST_ASKED = 2000
"""Personas of which the dimensionality is estimated. Its interval is then a fiftieth of the value for people's answers."""

NORMAL = 1.959964
"""The quantile of a normal distribution for a 95 % interval."""


def at_full_size(sides: Sides) -> FullSize:
    """Coverage of people by all personas at once, and the dimensionality of some personas among all of them.

    A ball around each person reaches the fifth nearest other person of all (`coverage`, with edges included); the share of
    balls with a persona in them is exact. The dimensionality (`lid`) of at most 2,000 personas, drawn by the seed of the
    settings, is that among all personas; the interval of its median is by order statistics (Conover 1999, section 3.2),
    narrowed for a finite population.

    Raises
    ------
    InputError : the paper's protocol; personas with several rows each; weights; no complete persona.
    """
    if sides.published:
        raise InputError("the published protocol measures at one size; omit --full-size, or --protocol paper")
    if sides.personas.sheets is not None:
        raise InputError(
            f"{sides.personas.source} has several rows per persona, which would be neighbours of each other; give one row per "
            "persona to --full-size, or add --repeats rows to read each row as a respondent"
        )
    if sides.personas.weighing is not None:
        raise InputError(f"{sides.personas.source} is weighted, so no size is its own; omit --full-size, or --weight")
    rows = sides.personas
    answers = rows.complete if rows.places is None else rows.answers[rows.whole]
    if len(answers) == 0:
        raise InputError(f"{rows.source} has no complete respondent, so it has no size")
    beside = [] if sides.people is None or sides.with_itself else sides.spaces
    reached = [_reached(pair) for pair in beside]
    asked = min(MOST_ASKED, len(answers))
    found = lid(answers, scale=sides.scale, sample=asked if asked < len(answers) else None, seed=sides.how.seed)
    low, high = median_interval(found.pointwise, len(answers))
    return FullSize(
        personas=len(answers),
        people=len(beside[0].reference) if beside else None,
        coverage=reached[0] if reached else None,
        trait_coverage=reached[1] if len(reached) > 1 else None,
        lid=found.median,
        lid_low=low,
        lid_high=high,
        asked=asked,
    )


def _reached(pair: Pair) -> float:
    """The share of people with at least one of all personas in their ball."""
    edges = reach(radii(pair.reference, K), "include")
    found = np.zeros(len(pair.reference), dtype=bool)
    for _, people in held(pair.counted, pair.reference, edges):
        found[people] = True
    return float(found.mean())


def median_interval(values: Array, size: int) -> tuple[float | None, float | None]:
    """The 95 % interval of the median of a population, by order statistics of some of it; two None where all are known.

    Parameters
    ----------
    values : (m,) of those drawn; nan where undefined, which do not count
    size : of the population

    >>> median_interval(np.arange(1.0, 101.0), 10**9), median_interval(np.arange(3.0), 3)
    ((40.0, 61.0), (None, None))
    """
    known = np.sort(values[~np.isnan(values)])
    if len(values) >= size or len(known) < 2:
        return None, None
    spread = NORMAL * math.sqrt(len(known) * (size - len(values)) / max(size - 1, 1)) / 2
    low = max(math.floor(len(known) / 2 - spread), 1)
    high = min(math.ceil(len(known) / 2 + spread) + 1, len(known))
    return float(known[low - 1]), float(known[high - 1])
