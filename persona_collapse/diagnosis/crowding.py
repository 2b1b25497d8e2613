"""Crowding of a population beside people: nearer to its neighbours than people are, in items and in traits."""

import numpy as np

from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import at_most
from persona_collapse.measures.arrays import Indices
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.crowding import Close, close_pairs, crowding, crowding_estimate
from persona_collapse.measures.intervals import FEWEST, Estimate, Interval


def crowd_size(sides: Sides) -> int | None:
    """How many respondents are compared at once; None where crowding is not defined.

    It needs people, and more respondents at once than the neighbours that make a crowd.
    """
    return sides.size if sides.people is not None and sides.size > K else None


def crowding_of(sides: Sides) -> float | None:
    """The share of personas nearer to their neighbours than people are; of people, one half beside the other.

    Parameters
    ----------
    sides : a population beside a reference, or alone

    Returns
    -------
    None without a reference, and with too few respondents at once.
    """
    size = crowd_size(sides)
    if size is None:
        return None
    beside = sides.halves.at(size) if sides.with_itself else sides
    return crowding(pairs_in_a_crowd(beside, _kept(beside)), size)


def crowding_with_error(sides: Sides) -> Estimate | None:
    """The same with its error over personas; None where undefined, too.

    Parameters
    ----------
    sides : a population beside a reference that it is not, or alone
    """
    size = crowd_size(sides)
    if size is None:
        return None
    rows = _kept(sides)
    found = crowding_estimate(pairs_in_a_crowd(sides, rows), size)
    if found is None:
        return None
    parts = np.zeros(len(sides.personas.once))
    parts[np.isin(sides.personas.once, rows)] = found.parts
    return Estimate(found.value, parts, found.method)


def crowding_interval(sides: Sides) -> Interval | None:
    """Its interval over personas; None where undefined, and where fewer than 50 are compared at once."""
    found = None if sides.size < FEWEST else crowding_with_error(sides)
    return None if found is None else within_range(found.interval, len(found.parts))


def pairs_in_a_crowd(sides: Sides, rows: Indices) -> Close:
    """Which of some respondents are nearer to each other than hardly any person is to its neighbours.

    Parameters
    ----------
    sides : a population beside a reference
    rows : (N,) complete respondents
    """
    assert sides.people is not None, "crowds are denser than people"
    radii = sides.people.crowd_radii(sides.size)
    return close_pairs([(pair.population[rows], radius) for pair, radius in zip(sides.spaces, radii, strict=True)])


def _kept(sides: Sides) -> Indices:
    """One row of each persona."""
    return at_most(sides.personas.once, sides.how.seed)
