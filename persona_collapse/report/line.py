"""A number on a line: where its value, its interval and what it is read beside are, from 0 (left) to 1 (right)."""

from dataclasses import dataclass

from persona_collapse.results.number import Value, finite_or_none


@dataclass(frozen=True)
class Line:
    """Places on the line; None for a mark that does not exist.

    Attributes
    ----------
    value : of the number
    low, high : ends of its interval, `low` the left one
    people, shuffled : of held-out people and of the shuffled population
    zero : of no difference, for a difference
    """

    value: float
    low: float | None
    high: float | None
    people: float | None = None
    shuffled: float | None = None
    zero: float | None = None


def line(
    value: Value,
    low: Value,
    high: Value,
    *,
    people: Value = None,
    shuffled: Value = None,
    zero: Value = None,
) -> Line | None:
    """The line of a number: from the least to the greatest of its marks.

    The shuffled population is never to the right of people: the line is mirrored for numbers that noise raises.

    Parameters
    ----------
    value, low, high, people, shuffled, zero : in the unit of the number; None or infinite where there is no mark

    Returns
    -------
    None for a yes or no, without a finite value, where all marks coincide, or where nothing gives the line a scale: an
    interval, or people and the shuffled population.

    >>> line(4, 3, 5, people=6, shuffled=2)
    Line(value=0.5, low=0.25, high=0.75, people=1.0, shuffled=0.0, zero=None)
    >>> line(20, None, None, people=15, shuffled=25)
    Line(value=0.5, low=None, high=None, people=1.0, shuffled=0.0, zero=None)
    """
    marks = [finite_or_none(one) for one in (low, high, people, shuffled, zero)]
    at, others = finite_or_none(value), [one for one in marks if one is not None]
    scaled = None not in marks[:2] or None not in marks[2:4]
    if at is None or isinstance(value, bool) or not scaled:
        return None
    least, most = min(at, *others), max(at, *others)
    if least == most:
        return None
    mirrored = marks[2] is not None and marks[3] is not None and marks[3] > marks[2]

    def share(one: float) -> float:
        across = (one - least) / (most - least)
        return 1 - across if mirrored else across

    places = [None if mark is None else share(mark) for mark in marks]
    left, right = (places[1], places[0]) if mirrored else (places[0], places[1])
    return Line(share(at), left, right, *places[2:])
