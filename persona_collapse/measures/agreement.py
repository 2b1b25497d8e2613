"""Does each persona answer like the person it was made from?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_matrix


@dataclass(frozen=True)
class Agreement:
    """Personas compared with the people they represent, one to one.

    Attributes
    ----------
    correlation : mean over persons of Pearson's r over items, -1..1; None when no person has a defined r
    undefined : persons without a defined r (one side gave the same answer to every item, or fewer than two items are
        shared)
    absolute_error : mean distance of answers, in scale points, 0 upwards, lower is closer
    correlation_of_strangers, absolute_error_of_strangers : the same between each persona and the other personas'
        persons: the value without any knowledge of the individual
    pairs : persons compared
    """

    correlation: float | None
    undefined: int
    absolute_error: float
    correlation_of_strangers: float | None
    absolute_error_of_strangers: float
    pairs: int


def agreement(personas: ArrayLike, people: ArrayLike) -> Agreement:
    """How closely each persona's answers match its own person, compared with how closely they match other persons.

    Correlations are over the items both answered. Most of a high correlation comes from the items' common order, which
    all persons share. Only the part above the strangers' value concerns the individual.

    Parameters
    ----------
    personas : (N, D) answers, nan where missing
    people : (N, D) answers of the people they were made from, row by row

    Raises
    ------
    InputError : different shapes, fewer than two pairs, or no item answered on both sides.

    >>> found = agreement([[1, 2, 5], [5, 4, 1]], [[1, 2, 5], [5, 4, 1]])
    >>> found.correlation, found.absolute_error, round(found.absolute_error_of_strangers, 2)
    (1.0, 0.0, 3.33)
    """
    twins, own = as_matrix(personas, "personas"), as_matrix(people, "people")
    if twins.shape != own.shape or len(twins) < 2:
        raise InputError(
            f"personas {twins.shape} and people {own.shape}: give at least two of each, row by row, with the same items"
        )
    both = ~np.isnan(twins) & ~np.isnan(own)
    if not both.any():
        raise InputError("no item was answered by a persona and by its person; nothing can be compared")
    shifts = range(1, min(len(twins), STRANGERS + 1))
    correlations = _correlations(twins, own)
    strangers = [_correlations(twins, np.roll(own, shift, axis=0)) for shift in shifts]
    errors = [np.nanmean(np.abs(twins - np.roll(own, shift, axis=0))) for shift in shifts]
    return Agreement(
        correlation=_mean(correlations),
        undefined=int(np.isnan(correlations).sum()),
        absolute_error=float(np.nanmean(np.abs(twins - own))),
        correlation_of_strangers=_mean(np.concatenate(strangers)),
        absolute_error_of_strangers=float(np.mean(errors)),
        pairs=len(twins),
    )


STRANGERS = 200
"""The largest number of other people each persona is compared with."""


def _correlations(left: Array, right: Array) -> Array:
    """Pearson's r of each row (N,) over the items both have; nan where it is undefined."""
    both = ~np.isnan(left) & ~np.isnan(right)
    count = both.sum(axis=1)
    x, y = (np.where(both, one, 0.0) for one in (left, right))
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (np.where(both, one - (one.sum(axis=1) / count)[:, None], 0.0) for one in (x, y))
        scale = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
        return np.where((count > 1) & (scale > 1e-12), (x * y).sum(axis=1) / scale, np.nan)


def _mean(values: Array) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
