"""Intervals of numbers that have a least and a most, such as shares: no end lies outside."""

from dataclasses import replace

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.measures.intervals import NORMAL, PAIRED, Interval

RULE_OF_THREE = 3.0
"""Where none of n respondents has it, up to 3 / n of all may: (1 - 3 / n) ** n is .05."""

AT_AN_END = 1e-12
"""A share nearer to 0 or 1 than this is at it."""


def within_range(found: Interval, respondents: int, low: float = 0.0, high: float = 1.0) -> Interval:
    """The interval of a number between two ends, by Wilson's score with an effective number of respondents.

    As a share p of the way from the lowest to the highest value, the number has the error of a share of n* respondents,
    p (1 - p) / n* = se^2. Wilson's interval of such a share reaches less far towards the nearer end. At an end there is
    no error, and the rule of three takes its place.

    Parameters
    ----------
    found : the interval as it would be without ends
    respondents : N
    low, high : the least and the most that the number can be

    Returns
    -------
    The same value and standard error, with other ends. An error of 0 between the ends leaves no width.

    Raises
    ------
    InputError : the number is outside its range, by more than rounding.

    Source
    ------
    Wilson 1927 (JASA 22), as recommended by Brown, Cai & DasGupta 2001 (Statistical Science 16); effective numbers:
    Korn & Graubard 1998 (Survey Methodology 24); Hanley & Lippman-Hand 1983 (JAMA 249).

    None of 300 personas, and one in ten of 100:

    >>> within_range(Interval(0.0, 0.0, 0.0, 0.0, "jackknife"), 300).high
    0.01
    >>> one_in_ten = within_range(Interval(0.1, 0.0412, 0.1588, 0.03, "jackknife"), 100)
    >>> round(one_in_ten.low, 3), round(one_in_ten.high, 3)
    (0.055, 0.174)
    """
    length = high - low
    share, error = (found.value - low) / length, found.se / length
    if not -1e-9 <= share <= 1 + 1e-9:
        raise InputError(f"{found.value} is not between {low} and {high}")
    if share <= AT_AN_END or share >= 1 - AT_AN_END:
        reach = min(RULE_OF_THREE / respondents, 1.0)
        ends = (0.0, reach) if share <= AT_AN_END else (1 - reach, 1.0)
    else:
        z = PAIRED if found.method == "paired draws" else NORMAL
        ends = wilson_ends(share, (z * error) ** 2 / (share * (1 - share)))
    return replace(found, low=float(low + length * ends[0]), high=float(low + length * ends[1]))


def wilson_ends(share: float, weight: float) -> tuple[float, float]:
    """Both ends of Wilson's score interval of a share; never outside 0 to 1, and not of width 0 at its ends.

    Parameters
    ----------
    share : 0..1
    weight : z^2 / n, for z standard errors on each side and n respondents

    >>> [round(one, 3) for one in wilson_ends(0.5, 1.0)]
    [0.146, 0.854]
    """
    middle = (share + weight / 2) / (1 + weight)
    reach = float(np.sqrt(weight * share * (1 - share) + weight**2 / 4)) / (1 + weight)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
