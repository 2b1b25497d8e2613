"""The behavioural trait matrix: the answers of respondents, with everything known about the respondents."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.columns import ColumnMapping, is_missing, label_columns, mapping, names_in
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44, instrument_beside, unnamed_instrument
from persona_collapse.measures.arrays import Array, as_matrix
from persona_collapse.measures.items import on_scale
from persona_collapse.measures.level import Level
from persona_collapse.tables import Table, columns_in_memory, encoded, flat, read_table


@dataclass(frozen=True)
class BehavioralTraitMatrix:
    """Answers of a population (or of people) to one instrument.

    Attributes
    ----------
    values : (N, D) whole scale points as given (reversed keys are not applied), nan where missing
    instrument : the instrument that was answered; its items are the columns
    respondents : names of the rows
    source : the origin of the answers, printed above their numbers
    attributes : column name -> N cells: persona attributes, target labels, and any other information
    note : a remark that must be shown wherever these answers are used

    Raises
    ------
    InputError : the number of items is wrong, an answer is off the scale, there are no answers, or lengths differ.

    >>> matrix = BehavioralTraitMatrix.from_arrays([[1, 5], [2, 4]])
    >>> matrix.values.shape, matrix.respondents
    ((2, 2), ('1', '2'))
    """

    values: Array = field(repr=False)
    instrument: Instrument = field(repr=False)
    respondents: tuple[str, ...] = field(repr=False)
    source: str
    attributes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    note: str = ""

    def __post_init__(self) -> None:
        if self.values.shape[1] != len(self.instrument):
            raise InputError(
                f"{self.source} has answers to {self.values.shape[1]} items "
                f"and {self.instrument.id} has {len(self.instrument)}"
            )
        on_scale(self.values, low=self.instrument.scale.low, high=self.instrument.scale.high, name=self.source)
        if np.isnan(self.values).all():
            raise InputError(f"{self.source}: every answer is missing; nothing can be measured")
        for name, cells in (("respondents", self.respondents), *self.attributes.items()):
            if len(cells) != len(self.values):
                raise InputError(f"{self.source}: {len(self.values)} rows of answers and {len(cells)} of {name}")

    def __len__(self) -> int:
        return len(self.values)

    @property
    def items(self) -> tuple[str, ...]:
        """Column names of the items."""
        return tuple(self.instrument.column(item) for item in self.instrument.items)

    @classmethod
    def from_arrays(
        cls,
        values: ArrayLike,
        *,
        instrument: Instrument | None = None,
        respondents: Sequence[str] | None = None,
        source: str = "population",
        attributes: Mapping[str, Sequence[Any]] | None = None,
        note: str = "",
    ) -> Self:
        """A matrix from an array or a DataFrame of answers (N, D).

        Item columns of a DataFrame are found by name, in any order, if the set is complete (`bfi44_1`.. and so on); the
        others become attributes. Without such names, columns are items in published order.

        Parameters
        ----------
        values : whole scale points, nan where missing
        instrument : by default the BFI-44 for 44 columns, otherwise an instrument without traits on a scale from 1 to 5
        respondents : names, "1", "2", ... by default
        source : name of these answers
        attributes : further columns, N cells per name
        note : a remark that must be shown wherever these answers are used

        Raises
        ------
        InputError : as in the class.
        """
        beside = {str(name): tuple(cells) for name, cells in ({} if attributes is None else attributes).items()}
        if hasattr(values, "columns"):
            values, others = _split_frame(values, instrument or bfi44())
            beside = {**others, **beside}
        answers = as_matrix(values, source)
        asked = instrument or (bfi44() if answers.shape[1] == len(bfi44()) else unnamed_instrument(answers.shape[1]))
        names = tuple(map(str, range(1, len(answers) + 1) if respondents is None else respondents))
        return cls(answers, asked, names, source, beside, note)

    @classmethod
    def read(cls, path: str | Path, *, instrument: Instrument | None = None) -> Self:
        """A matrix from a file in any format that `read_table` reads: a row per respondent.

        Item columns are `bfi44_1`.. or `BFI_Q1`.. or `1`..`44`; all other columns are kept as attributes.

        Parameters
        ----------
        path : the file
        instrument : the instrument that was answered; by default the one that `export` wrote beside the file, else the
            bundled one (BFI-44, moral131) with columns in the file

        Raises
        ------
        InputError : the file cannot be read, the set of item columns is incomplete, or a cell has text or an answer off
            the scale; the message names row, column and value.
        """
        table = flat(read_table(path))
        return cls.from_table(table, mapping(table, instrument or instrument_beside(path)))

    @classmethod
    def from_columns(cls, columns: Any, *, instrument: Instrument | None = None, source: str = "population") -> Self:
        """A matrix from named columns, such as those of a dataset: items are found by name as in `read`.

        Parameters
        ----------
        columns : name -> cells, one per respondent; or a DataFrame, an Arrow table, a `datasets.Dataset`
        instrument : as in `read`
        source : name of these answers

        Raises
        ------
        InputError : as in `read`.

        >>> columns = {"mood": ["High"], **{f"BFI_Q{number}": [3] for number in range(1, 45)}}
        >>> matrix = BehavioralTraitMatrix.from_columns(columns)
        >>> matrix.values.shape, matrix.attributes
        ((1, 44), {'mood': ('High',)})
        """
        cells = columns_in_memory(columns)
        rows = len(next(iter(cells.values()), []))
        if rows == 0:
            raise InputError(f"{source} has no rows; give one row per respondent")
        table = Table(source, cells, [f"row {number}" for number in range(1, rows + 1)])
        return cls.from_table(table, mapping(table, instrument))

    @classmethod
    def from_table(cls, table: Table, columns: ColumnMapping) -> Self:
        """A matrix from a table with known roles of its columns.

        Parameters
        ----------
        table : a row per respondent; columns that are not items are kept as attributes
        columns : the result of `persona_collapse.columns.mapping`, possibly corrected

        Raises
        ------
        InputError : an item has no column, a column is assigned to two items, a cell has text or an answer off the
            scale, or a respondent has no name or a duplicate one.
        """
        items = columns.item_columns(table)
        values = np.column_stack([answers_in(table, column, columns.instrument) for column in items])
        beside = {name: tuple(cells) for name, cells in table.columns.items() if name not in set(items)}
        numbers = tuple(map(str, range(1, len(table) + 1)))
        names = numbers if columns.respondent is None else names_in(table, columns.respondent)
        return cls(values, columns.instrument, names, str(table.path), beside)

    def to_csv(self) -> str:
        """The table as text that `read` can read: respondent, attributes, then a column per item.

        >>> BehavioralTraitMatrix.from_arrays([[1, float("nan")]]).to_csv()
        'respondent,1,2\\n1,1,\\n'
        """
        return encoded(self._columns(), ".csv").decode()

    def _columns(self) -> dict[str, Sequence[Any]]:
        """Respondents, attributes and items as columns; missing answers are None."""
        beside = {name: cells for name, cells in self.attributes.items() if name != "respondent"}
        answers = [[None if np.isnan(one) else int(one) for one in column] for column in self.values.T]
        return {"respondent": self.respondents, **beside, **dict(zip(self.items, answers, strict=True))}

    def levels(self, targets: Mapping[str, str] | None = None) -> Array | None:
        """Target levels (N, T) of the instrument's traits: 3 High, 2 Neutral, 1 Low, nan for unknown; None if there are
        no labels.

        Parameters
        ----------
        targets : column -> trait; by default the columns named after a trait or `big_five_<trait>`

        Raises
        ------
        InputError : a column or trait does not exist, or a label is not High, Neutral or Low.
        """
        chosen = label_columns(self.attributes, self.instrument) if targets is None else targets
        if not chosen:
            return None
        result = np.full((len(self), len(self.instrument.traits)), np.nan)
        known = {trait.lower(): index for index, trait in enumerate(self.instrument.traits)}
        for column, trait in chosen.items():
            if column not in self.attributes:
                raise InputError(
                    f"{self.source} has no column {column!r}; its columns other than items: "
                    f"{', '.join(self.attributes) or 'none'}"
                )
            if trait.lower() not in known:
                raise InputError(f"unknown trait {trait!r}; traits: {', '.join(self.instrument.traits) or 'none'}")
            result[:, known[trait.lower()]] = [
                level(label, f"{self.source}, respondent {name}, column {column}")
                for label, name in zip(self.attributes[column], self.respondents, strict=True)
            ]
        return result


def _split_frame(frame: Any, instrument: Instrument) -> tuple[Any, dict[str, tuple[Any, ...]]]:
    """The item columns of a DataFrame in published order, and its other columns; all columns if no item is found by name."""
    names = {str(name): name for name in frame.columns}
    if list(names.values()) == list(range(len(names))):
        return _numbers(frame), {}
    for columns in instrument.columns():
        if all(column in names for column in columns):
            others = [name for name in frame.columns if str(name) not in set(columns)]
            beside = {str(name): tuple(frame[name].tolist()) for name in others}
            return _numbers(frame[[names[column] for column in columns]]), beside
    return _numbers(frame), {}


def _numbers(frame: Any) -> Any:
    """The cells of a DataFrame, with pandas' missing values as nan."""
    try:
        return frame.to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        wrong = [str(name) for name in frame.columns if frame[name].dtype.kind not in "iufb"]
        named = f" (column {', '.join(wrong[:3])})" if wrong else ""
        raise InputError(
            f"the table holds something that is not a number{named}; give item columns only, or name them bfi44_1.."
        ) from None


def level(label: object, place: str) -> float:
    """The level of a target label: 3 High, 2 Neutral, 1 Low, nan for an empty one.

    Parameters
    ----------
    label : "High", "Neutral" or "Low" in any case, or empty
    place : its place, for the message

    >>> level("High", "row 1"), level(" low ", "row 2")
    (3.0, 1.0)
    """
    if is_missing(label):
        return float("nan")
    found = Level.named(label)
    if found is None:
        raise InputError(
            f"{place}: {label!r} is not a level; levels are High, Neutral and Low. If the column holds something else, "
            "rename it, or name the columns with labels (--targets COLUMN=TRAIT)"
        )
    return float(found)


def answers_in(table: Table, column: str, instrument: Instrument) -> Array:
    """The answers (N,) in a column of a table: scale points, nan where missing.

    Raises
    ------
    InputError : a cell has text, or a number off the scale; the message names file, row, column and value.
    """
    return np.array(
        [
            _answer(cell, instrument, table, place, column)
            for cell, place in zip(table.columns[column], table.places, strict=True)
        ]
    )


def _answer(cell: object, instrument: Instrument, table: Table, place: str, column: str) -> float:
    if is_missing(cell):
        return float("nan")
    try:
        value = float("text") if isinstance(cell, bool) else float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        value = None
    scale = instrument.scale
    if value is None or value not in scale.points:
        wrong = "is not a number" if value is None else "is not on the scale"
        raise InputError(
            f"{table.path}, {place}, column {column}: {cell!r} {wrong}; "
            f"answers are whole numbers from {scale.low} to {scale.high}, or empty where missing{_range(table, column)}"
        )
    return value


def _range(table: Table, column: str) -> str:
    """The range of a column's numbers, which shows a scale that begins at 0 or ends at 7."""
    numbers = []
    for cell in table.columns[column]:
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            numbers.append(float(cell))
    finite = [number for number in numbers if np.isfinite(number)]
    return f" (in this column they range from {min(finite):g} to {max(finite):g})" if finite else ""
