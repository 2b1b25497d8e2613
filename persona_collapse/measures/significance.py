"""Several p-values judged together."""

from collections.abc import Iterable

import scipy

SIGNIFICANT = 0.05
"""An adjusted p below this is called a difference."""


def adjusted(p_values: Iterable[float | None]) -> list[float | None]:
    """The p-values adjusted over all that are known; None stays None.

    Source
    ------
    Benjamini & Hochberg 1995 (J. R. Stat. Soc. B 57, 289-300).

    >>> adjusted([0.01, None, 0.03]), adjusted([None])
    ([0.02, None, 0.03], [None])
    """
    given = list(p_values)
    known = [one for one in given if one is not None]
    found = iter(scipy.stats.false_discovery_control(known).tolist() if known else [])
    return [None if one is None else float(next(found)) for one in given]


def beyond_chance(adjusted_p: float | None, low: float | None, high: float | None) -> bool:
    """Whether a difference is called one: its adjusted p is small, and its interval, where it has one, does not hold 0.

    >>> beyond_chance(0.01, 0.1, 0.3), beyond_chance(0.01, -0.1, 0.3), beyond_chance(0.01, None, None)
    (True, False, True)
    """
    around_0 = low is not None and high is not None and low <= 0 <= high
    return adjusted_p is not None and adjusted_p < SIGNIFICANT and not around_0
