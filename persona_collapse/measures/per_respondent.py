"""Errors of what each respondent has a value of: a mean, a spread between respondents, a share.

A respondent without a value has no part in the error.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.bounded import wilson_ends
from persona_collapse.measures.intervals import NORMAL, Estimate, Interval, of_influence


def mean_of(each: Array | None) -> float | None:
    """The mean of the respondents that have a value; None without any.

    >>> mean_of(np.array([1.0, 0.0, np.nan]))
    0.5
    """
    known = _known(each)
    return float(known.mean()) if len(known) else None


def sd_of(each: Array | None) -> float | None:
    """The SD (ddof 0) between the respondents that have a value; None without any.

    >>> sd_of(np.array([1.0, 0.0, np.nan]))
    0.5
    """
    known = _known(each)
    return float(known.std()) if len(known) else None


def mean_estimate(each: Array | None) -> Estimate | None:
    """The mean over respondents, with its error.

    Parameters
    ----------
    each : (N,) values, nan where undefined; None where nothing has one

    >>> mean_estimate(np.array([0.0, 2.0])).value
    1.0
    """
    return _of_known(each, lambda known: (float(known.mean()), known - known.mean()))


def sd_estimate(each: Array | None) -> Estimate | None:
    """The SD (ddof 0) between respondents, with its error: influence is ((x - m)^2 - s^2) / 2 s.

    Parameters
    ----------
    each : (N,) values, nan where undefined; None where nothing has one

    >>> sd_estimate(np.array([0.0, 2.0])).value
    1.0
    """

    def of(known: Array) -> tuple[float, Array]:
        spread = float(known.std())
        squares = (known - known.mean()) ** 2
        return spread, (squares - spread**2) / (2 * spread) if spread > 0 else np.zeros(len(known))

    return _of_known(each, of)


def _of_known(each: Array | None, of: Callable[[Array], tuple[float, Array]]) -> Estimate | None:
    """An estimate from the respondents that have a value; the others have no part in its error."""
    known = np.zeros(0, dtype=np.intp) if each is None else np.flatnonzero(~np.isnan(each))
    if each is None or len(known) < 2:
        return None
    found = of_influence(*of(each[known]))
    parts = np.zeros(len(each))
    parts[known] = found.parts
    return replace(found, parts=parts)


def _known(each: Array | None) -> Array:
    return np.zeros(0) if each is None else each[~np.isnan(each)]


def wilson(successes: float, trials: float) -> Interval | None:
    """The 95 % interval of a share by Wilson's score: never outside 0 to 1, and not of width 0 at its ends.

    Parameters
    ----------
    successes, trials : respondents beyond, and all

    Returns
    -------
    None without trials.

    Source
    ------
    Wilson 1927 (JASA 22, 209-212); Brown, Cai & DasGupta 2001 (Statistical Science 16, 101-133).

    >>> found = wilson(0, 10)
    >>> found.low, round(found.high, 3)
    (0.0, 0.278)
    """
    if trials == 0:
        return None
    share = float(successes / trials)
    se = float(np.sqrt(share * (1 - share) / trials))
    return Interval(share, *wilson_ends(share, NORMAL**2 / trials), se, "Wilson")
