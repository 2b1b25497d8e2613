"""Arrays as the measures take them, and one error message for each kind of array they refuse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError

Array: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
"""Rows, columns or codes."""


def as_matrix(values: ArrayLike, name: str = "population") -> Array:
    """`values` as a float matrix (N respondents, D items); text, wrong shapes and infinite numbers are refused.

    >>> as_matrix([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    try:
        matrix = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} holds something that is not a number; give whole scale points or nan") from None
    if matrix.ndim != 2:
        raise InputError(
            f"{name} has {matrix.ndim} dimension(s); give a table, one row per respondent, one column per item"
        )
    if 0 in matrix.shape:
        raise InputError(f"{name} is empty: {matrix.shape[0]} respondents by {matrix.shape[1]} items")
    if not _finite(matrix) and np.isinf(matrix).any():
        row, column = np.argwhere(np.isinf(matrix))[0]
        raise InputError(f"{name} holds an infinite number at respondent {row + 1}, item {column + 1}")
    return matrix


def as_complete(values: ArrayLike, name: str = "population") -> Array:
    """`as_matrix`, refusing missing values too: distances need whole respondents.

    >>> as_complete([[1, float("nan")]])
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: population: respondent 1 has no answer to item 2; exclude it from distances
    """
    matrix = as_matrix(values, name)
    if not _finite(matrix) and np.isnan(matrix).any():
        row, column = np.argwhere(np.isnan(matrix))[0]
        raise InputError(f"{name}: respondent {row + 1} has no answer to item {column + 1}; exclude it from distances")
    return matrix


def _finite(matrix: Array) -> bool:
    """Whether the sum of all numbers is one: then each is, and this is faster than to look at each."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(matrix.sum()))


def row_blocks(rows: int, height: int) -> Iterator[slice]:
    """So many rows, at most `height` of them at a time.

    >>> [(one.start, one.stop) for one in row_blocks(5, 2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    for start in range(0, rows, height):
        yield slice(start, min(start + height, rows))


def same_items(population: NDArray[Any], reference: NDArray[Any]) -> None:
    """Refuse two populations that answered a different number of items."""
    if population.shape[1] != reference.shape[1]:
        raise InputError(
            f"population answered {population.shape[1]} items and the reference {reference.shape[1]}; "
            "both must answer the same items in the same order"
        )


def at_least(respondents: int, needed: int, name: str, why: str) -> None:
    """Refuse a population that is too small for a neighbour count."""
    if respondents < needed:
        raise InputError(f"{name} has {respondents} complete respondents and {why} needs at least {needed}")


def complete_cases(answers: Array) -> NDArray[np.bool_]:
    """Which respondents answered every item: a mask (N,).

    >>> complete_cases(np.array([[1, 2], [np.nan, 2]])).tolist()
    [True, False]
    """
    return np.asarray(~np.isnan(answers).any(axis=1), dtype=np.bool_)


@dataclass(frozen=True)
class Answers:
    """The respondents used for distances.

    Attributes
    ----------
    complete : (n, D) without missing answers
    excluded : number of respondents excluded
    imputed : number of answers filled in; only the paper's protocol does this
    """

    complete: Array
    excluded: int
    imputed: int = 0


def complete_rows(answers: Array) -> Indices:
    """Respondents who answered every item, in the order of their answers.

    >>> complete_rows(np.array([[2.0, 1.0], [np.nan, 2.0], [1.0, 5.0]])).tolist()
    [2, 0]
    """
    complete = np.flatnonzero(complete_cases(answers))
    return complete[sorting(answers[complete])]


def sorted_respondents(answers: Array) -> Array:
    """Rows sorted by their answers, first item first, so that a seeded draw does not depend on row order.

    >>> sorted_respondents(np.array([[2., 1.], [1., 5.], [1., 3.]])).tolist()
    [[1.0, 3.0], [1.0, 5.0], [2.0, 1.0]]
    """
    return answers[sorting(answers)]


def sorting(answers: Array) -> Indices:
    """Rows (N,) in the order of their answers, first item first, a missing answer last.

    >>> sorting(np.array([[2.0], [np.nan], [1.0]])).tolist()
    [2, 0, 1]
    """
    keys = packed(answers)
    return np.lexsort(answers.T[::-1]) if keys is None else np.lexsort(keys.T[::-1])


def pattern_counts(answers: Array) -> Indices:
    """How many rows (N, D) have each pattern of answers.

    >>> sorted(pattern_counts(np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 1.0]])).tolist())
    [1, 2]
    """
    keys = packed(answers)
    if keys is None:
        return np.asarray(np.unique(answers, axis=0, return_counts=True)[1], dtype=np.intp)
    ordered = keys[np.lexsort(keys.T[::-1])]
    starts = np.flatnonzero(np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)]))
    return np.diff(np.append(starts, len(ordered)))


def fewest_patterns(answers: Array) -> int:
    """A number of patterns that complete rows (N, D) have at least: of different weighted sums, which equal rows share.

    Comparing whole rows takes as long as finding neighbours.

    >>> fewest_patterns(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]]))
    2
    """
    return len(np.unique((answers * np.sqrt(np.arange(2, answers.shape[1] + 2))).sum(axis=1)))


PACKED = 4096
"""Rows packed at once."""

WIDEST = 254
"""The largest difference of two answers that are packed."""


def packed(answers: Array) -> NDArray[np.uint64] | None:
    """Rows (N, D) of whole numbers as few large numbers (N, words), which are in the order of the rows' answers.

    A missing answer is above all others.

    Returns
    -------
    None for answers that are not whole numbers close to each other; these cannot be packed.

    >>> packed(np.array([[1.0, 2.0], [1.0, np.nan]])).tolist(), packed(np.array([[0.5, 1.0]]))
    ([[1], [2]], None)
    """
    if answers.size == 0 or np.isnan(answers).all():
        return None
    low, high = np.nanmin(answers), np.nanmax(answers)
    if not (np.isfinite([low, high]).all() and high - low < WIDEST):
        return None
    bits = int(high - low + 1).bit_length()
    each = 64 // bits
    keys = np.zeros((len(answers), -(-answers.shape[1] // each)), dtype=np.uint64)
    for start in range(0, len(answers), PACKED):
        some = slice(start, start + PACKED)
        codes = np.nan_to_num(answers[some] - low, nan=high - low + 1)
        if (codes != np.floor(codes)).any():
            return None
        whole = codes.astype(np.uint64)
        for item in range(answers.shape[1]):
            word = keys[some, item // each]
            word <<= np.uint64(bits)
            word |= whole[:, item]
    return keys


def number_or_none(value: float) -> float | None:
    """A number as records have it: None for nan.

    >>> number_or_none(0.5), number_or_none(float("nan"))
    (0.5, None)
    """
    return None if np.isnan(value) else float(value)


def number_or_nan(value: float | None) -> float:
    """A number as arrays have it: nan for None.

    >>> number_or_nan(0.5), number_or_nan(None)
    (0.5, nan)
    """
    return np.nan if value is None else float(value)


def mean_or_none(values: Iterable[float | None]) -> float | None:
    """The mean, if every value and the mean itself are defined (the mean of +inf and -inf is not); else None.

    Excluding undefined values would change what the mean describes: only the draws that happened to be defined.

    >>> mean_or_none([1.0, 2.0]), mean_or_none([1.0, None]), mean_or_none([]), mean_or_none([float("inf"), -float("inf")])
    (1.5, None, None, None)
    """
    found = list(values)
    if not found or any(value is None or np.isnan(value) for value in found):
        return None
    infinite = {value for value in found if value is not None and np.isinf(value)}
    if len(infinite) == 2:
        return None
    return infinite.pop() if infinite else float(np.mean(np.array(found, dtype=np.float64)))
