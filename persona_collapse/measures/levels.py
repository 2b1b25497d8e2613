"""Attributes as levels: which respondents share a value, and which have an unknown value."""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices


def level_codes(attributes: ArrayLike, respondents: int) -> Indices:
    """Levels as numbers (N, A), alphabetically from 0; unknown values form a separate level, the first.

    Raises
    ------
    InputError : attributes are not a table, or the number of rows differs from the number of respondents.

    >>> level_codes([["Peru"], ["Chad"], ["Peru"], [None]], 4)[:, 0].tolist()
    [2, 1, 2, 0]
    """
    table = np.asarray(attributes, dtype=object)
    if table.ndim != 2 or table.shape[1] == 0:
        raise InputError(
            f"attributes have the shape {table.shape}; give a table, one row per respondent, one column per attribute"
        )
    if len(table) != respondents:
        raise InputError(f"there are {respondents} respondents and attributes of {len(table)}; give one row for each")
    named = [np.unique([level_name(cell) for cell in column], return_inverse=True)[1] for column in table.T]
    return np.column_stack(named).astype(np.intp)


def level_name(cell: object) -> str:
    """A value of an attribute as it prints; empty when it is unknown.

    >>> level_name(" Peru "), level_name(3), level_name(float("nan")), level_name(None)
    ('Peru', '3', '', '')
    """
    unknown = cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell
    return "" if unknown else str(cell).strip()


def members(codes: Indices, levels: int | None = None) -> Array:
    """Which respondent has which level, one-hot: (N, levels) of 0 and 1.

    Parameters
    ----------
    codes : (N,) levels from 0
    levels : how many there are; by default, as many as the respondents need

    >>> members(np.array([1, 0])).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return np.asarray(codes[:, None] == np.arange(codes.max() + 1 if levels is None else levels), dtype=np.float64)


def by_what_they_answer(codes: Indices, answers: Array) -> Indices:
    """Levels numbered by their size and their answers, so that a seeded draw does not depend on their names."""
    filled = np.nan_to_num(answers)
    result = np.empty_like(codes)
    for column, named in zip(codes.T, result.T, strict=True):
        group = members(column)
        described = np.round(np.column_stack([group.sum(axis=0), group.T @ filled]), 6)
        named[:] = np.argsort(np.lexsort(described.T[::-1]))[column]
    return result


def unknown_values(attributes: ArrayLike) -> Indices:
    """Number of unknown values of each attribute: (A,)."""
    cells = np.asarray(attributes, dtype=object)
    return np.array([sum(level_name(cell) == "" for cell in column) for column in cells.T], dtype=np.intp)
