"""A weighted sample as respondents that all count alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from persona_collapse.columns import is_missing
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, sorting
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.weights import Weighing, drawn_by_weight, effective_size
from persona_collapse.results import Scorecard
from persona_collapse.results.numbers import NUMBERS


def weighted(matrix: BehavioralTraitMatrix, column: str, *, seed: int = 0) -> BehavioralTraitMatrix:
    """The respondents that represent a weighted sample: drawn in proportion to their weights.

    Shares, means and SDs of items and traits are those of all respondents with their weights. What compares respondents
    with each other uses those drawn.

    Parameters
    ----------
    matrix : a population, or people
    column : the attribute that holds the weights
    seed : of the draw

    Raises
    ------
    InputError : there is no such column, a weight is missing, not a number or below 0, or all are 0; personas that have
        several rows.

    >>> columns = {"w": [2, 0, 2], **{str(n): [1, 2, 3] for n in range(1, 45)}}
    >>> found = weighted(BehavioralTraitMatrix.from_columns(columns), "w")
    >>> found.respondents, found.note
    (('1', '3'), 'weighted by w: effective size 2 of 3, 2 drawn')
    """
    weights = _weights(matrix, column)
    if matrix.repeats is not None:
        raise InputError(
            f"{matrix.source}: personas have several rows (column {matrix.persona_column}); give one row per persona, "
            "or measure without weights"
        )
    order = sorting(matrix.values)
    rows = order[drawn_by_weight(weights[order], seed=seed)]
    drawn = matrix.values[rows]
    size = effective_size(weights)
    note = f"weighted by {column}: effective size {size:,.0f} of {len(matrix):,}, {len(rows):,} drawn"
    return replace(
        matrix,
        values=drawn,
        respondents=_told_apart([matrix.respondents[row] for row in rows]),
        attributes={name: tuple(cells[row] for row in rows) for name, cells in matrix.attributes.items()},
        note=f"{matrix.note}; {note}" if matrix.note else note,
        persona_column="",  # a persona that is drawn twice has not answered twice
        weighing=Weighing(matrix.values, weights, drawn),
    )


def around_weighted(
    intervals: Mapping[str, Interval] | None, values: Scorecard, population: Respondents
) -> dict[str, Interval] | None:
    """Intervals of those drawn, moved to the values of all respondents with their weights.

    Parameters
    ----------
    intervals, values : of a population
    population : its respondents; without weights nothing moves
    """
    if intervals is None or population.weighed[1] is None:
        return None if intervals is None else dict(intervals)
    points = len(population.instrument.scale.points)
    return {
        name: NUMBERS[name].cut(_moved(one, NUMBERS[name].value(values)), points) for name, one in intervals.items()
    }


def _moved(one: Interval, value: float | bool | None) -> Interval:
    if value is None:
        return one
    by = float(value) - one.value
    return replace(one, value=float(value), low=one.low + by, high=one.high + by)


def _weights(matrix: BehavioralTraitMatrix, column: str) -> Array:
    """A column of weights (N,)."""
    if column not in matrix.attributes:
        others = ", ".join(matrix.attributes) or "none"
        raise InputError(f"{matrix.source} has no column {column!r} of weights; its columns other than items: {others}")
    weights = np.array([_number(cell) for cell in matrix.attributes[column]])
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(wrong):
        name, cell = matrix.respondents[wrong[0]], matrix.attributes[column][wrong[0]]
        raise InputError(
            f"{matrix.source}, respondent {name}, column {column}: {cell!r} is not a weight; weights are numbers from 0 "
            "up, one for every respondent"
        )
    if not weights.any():
        raise InputError(f"{matrix.source}, column {column}: every weight is 0; nothing can be measured")
    return weights


def _number(cell: object) -> float:
    """A cell as a number; nan for anything else."""
    try:
        return float("nan") if is_missing(cell) else float(str(cell))
    except ValueError:
        return float("nan")


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of rows, of which one that is there again gets a number.

    >>> _told_apart(["a", "b", "a"])
    ('a', 'b', 'a (2)')
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)
