"""Answers in every form that the functions of Python take: matrix, DataFrame, Dataset, array, path, run directory, or name."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.arguments import kind_of
from persona_collapse.columns import a_row_per_sheet, mapping
from persona_collapse.errors import InputError
from persona_collapse.formats import frame_of
from persona_collapse.inputs import Population, read_answers, read_population, read_reference
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import as_matrix
from persona_collapse.tables import IDENTIFIERS, Table

FORMS = (
    "a BehavioralTraitMatrix, a DataFrame, an array (a row per respondent, a column per item), a datasets.Dataset, the path of a table or of "
    "a run directory, or the name of a dataset on the Hub (ORG/NAME)"
)


class Frame(Protocol):
    """A DataFrame, of pandas or like it: named columns of cells."""

    @property
    def columns(self) -> Iterable[Any]:
        """Names of the columns."""

    def __getitem__(self, name: Any, /) -> Any: ...


Answers: TypeAlias = BehavioralTraitMatrix | Frame | ArrayLike | str | os.PathLike[str]
"""A population, or people, as `FORMS` says."""


def population_of(given: Answers, function: str, *, called: str = "population") -> Population:
    """A population, with repeats and the control run of a run directory.

    Parameters
    ----------
    given : answers
    function : what was called, for messages
    called : the name of answers that have none

    Raises
    ------
    InputError : something else than answers; answers that cannot be read or are not on the scale.

    >>> population_of([[1, 5], [2, 4]], "diagnose").matrix.values.shape
    (2, 2)
    >>> population_of(3, "diagnose")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: diagnose was given an int; give a BehavioralTraitMatrix, a DataFrame, ...
    """
    if isinstance(given, (str, os.PathLike)):
        return read_population(given if isinstance(given, str) else Path(given))
    return Population(_matrix(given, function, called), {})


def populations_of(given: Sequence[Answers], function: str) -> list[BehavioralTraitMatrix]:
    """Several populations.

    Parameters
    ----------
    given : a list or tuple of answers
    function : what was called, for messages

    Raises
    ------
    InputError : not a list; as `population_of`.
    """
    if not isinstance(given, (list, tuple)):
        raise InputError(f"{function} was given {kind_of(given)}; give two populations or more in a list, each {FORMS}")
    return [population_of(one, function).matrix for one in given]


def reference_of(
    given: Answers | None, function: str, *, instrument: Instrument | None = None
) -> BehavioralTraitMatrix | None:
    """People's answers; None where none are given.

    Parameters
    ----------
    given : answers, or the name of a reference: calibrated-2058 or twin2k500
    function : what was called, for messages
    instrument : of the population, for columns without names

    Raises
    ------
    InputError : as `population_of`; a reference that does not exist.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return read_reference(given, "reference")
    if isinstance(given, os.PathLike):
        return read_answers(Path(given))
    return _matrix(given, function, "reference", instrument)


def _matrix(given: Any, function: str, called: str, instrument: Instrument | None = None) -> BehavioralTraitMatrix:
    """Answers that are in memory."""
    given = frame_of(given)
    if isinstance(given, BehavioralTraitMatrix):
        return given
    if _is_frame(given):
        return _of_frame(given, called, instrument)
    first = given[0] if isinstance(given, (list, tuple)) and given else None
    if isinstance(first, (BehavioralTraitMatrix, str, os.PathLike)) or _is_frame(first):
        given_is, instead = f"a {type(given).__name__} of {type(first).__name__}", "; it takes one at a time"
    elif hasattr(given, "to_pandas"):
        given_is, instead = kind_of(given), f"; of {kind_of(given)}, give its to_pandas()"
    elif isinstance(given, (list, tuple, np.ndarray)) or hasattr(given, "__array__"):
        return _of_columns(as_matrix(given, called), called, instrument)
    elif isinstance(given, dict):
        given_is, instead = "a dict", "; for columns by name use BehavioralTraitMatrix.from_columns(columns)"
    else:
        given_is, instead = kind_of(given), ""
    role = " as reference" if called == "reference" else ""
    raise InputError(f"{function} was given {given_is}{role}; give {FORMS}{instead}")


def _is_frame(given: object) -> bool:
    """Whether it is a DataFrame of pandas, which need not be imported to know that."""
    return hasattr(given, "columns") and hasattr(given, "iloc")


def _of_columns(values: Any, called: str, instrument: Instrument | None) -> BehavioralTraitMatrix:
    """Columns as items in published order: of the instrument, if it has as many."""
    same = instrument is not None and values.shape[1] == len(instrument)
    return BehavioralTraitMatrix.from_arrays(values, source=called, instrument=instrument if same else None)


def _of_frame(frame: Any, called: str, instrument: Instrument | None) -> BehavioralTraitMatrix:
    """As the same table in a file is read; without names of items, columns are items in published order."""
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names) or list(frame.columns) == list(range(len(names))):
        return _of_columns(frame, called, instrument)
    cells = {str(name): list(frame[name]) for name in frame.columns}
    if frame.index.name in IDENTIFIERS and frame.index.name not in cells:
        cells = {frame.index.name: list(frame.index), **cells}
    table = Table(called, cells, [f"row {number}" for number in range(1, len(frame) + 1)])
    table = a_row_per_sheet(table)
    found = mapping(table)
    if found.lacking and all(column.isdigit() for column in found.items.values()):
        return _of_columns(frame, called, instrument)
    return BehavioralTraitMatrix.from_table(table, found)
