"""The behavioural trait matrix: the answers of respondents, with everything known about the respondents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.columns import (
    ColumnMapping,
    ReadAs,
    Repeats,
    a_row_per_sheet,
    is_missing,
    label_columns,
    mapping,
    names_in,
    rows_where,
)
from persona_collapse.columns.answers import answers_in as answers_in
from persona_collapse.columns.answers import answers_of, replies_read
from persona_collapse.columns.marks import calibrated, noted
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44, instrument_beside, unnamed_instrument
from persona_collapse.measures.arrays import Array, as_matrix
from persona_collapse.measures.items import on_scale
from persona_collapse.measures.level import Level
from persona_collapse.measures.weights import Weighing
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
    taken : which columns of a table were taken for what, in a sentence; empty where nothing had to be decided
    weighing : of a matrix that `persona_collapse.diagnosis.weighted` drew: all respondents and their weights, which numbers of items use
    persona_column : the attribute that names the persona of each row where personas have several; empty where none has

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
    taken: str = ""
    persona_column: str = ""
    weighing: Weighing | None = field(default=None, repr=False, compare=False)

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
    def calibrated(self) -> str:
        """That answers are calibrated, and to whose; empty where they are as given.

        >>> BehavioralTraitMatrix.from_arrays([[1, 5]], attributes={"calibrated_answers": ["people.csv"]}).note
        'calibrated answers, mapped to those of people.csv'
        """
        return calibrated(self.attributes)

    @property
    def named(self) -> str:
        """The source, with what must be said of its answers, for records that name nothing else of them."""
        return f"{self.source} (calibrated answers)" if self.calibrated else self.source

    @property
    def items(self) -> tuple[str, ...]:
        """Column names of the items."""
        return tuple(self.instrument.column(item) for item in self.instrument.items)

    @property
    def repeats(self) -> Repeats | None:
        """Personas that answered in several rows; None where each row is a respondent of its own.

        >>> columns = {"persona": ["x", "x", "y", "y"], **{f"bfi44_{n}": [1, 2, 3, 4] for n in range(1, 45)}}
        >>> BehavioralTraitMatrix.from_columns(columns).repeats.printed
        '2 personas, 2 answers each'
        """
        names = self.personas
        return None if names is None else Repeats.of(names, self.persona_column)

    @property
    def personas(self) -> tuple[str, ...] | None:
        """The persona of each row; None where each row is a respondent of its own."""
        names = self.attributes.get(self.persona_column) if self.persona_column else None
        if not names or len(set(map(str, names))) == len(names):
            return None
        return tuple(map(str, names))

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
        asked = instrument
        if hasattr(values, "columns"):
            values, others, asked = _split_frame(values, instrument)
            beside = {**others, **beside}
        answers = as_matrix(values, source)
        if asked is None:
            asked = bfi44() if answers.shape[1] == len(bfi44()) else unnamed_instrument(answers.shape[1])
        names = tuple(map(str, range(1, len(answers) + 1) if respondents is None else respondents))
        return cls(answers, asked, names, source, beside, noted(note, beside))

    @classmethod
    def read(cls, path: str | Path, *, instrument: Instrument | None = None, read_as: ReadAs | None = None) -> Self:
        """A matrix from a file in any format that `read_table` reads: a row per respondent, or a row per answer.

        Item columns are found by name: as the instrument spells them, by item id or text, or by a prefix and a number
        (docs/formats.md); all other columns are kept as attributes.

        Parameters
        ----------
        path : the file
        instrument : the instrument that was answered; by default the one that `export` wrote beside the file, else the
            bundled one that the columns name
        read_as : what is declared about the table: missing codes, labels, another scale, columns of items

        Raises
        ------
        InputError : the file cannot be read, the set of item columns is incomplete or may be several instruments', or a
            cell has text or an answer off the scale; the message names row, column and value, and what to add.
        """
        table = read_table(path)
        declared = read_as is not None and (read_as.items or read_as.instrument is not None)
        asked = instrument or (None if declared else instrument_beside(path))
        return cls.of_table(table, instrument=asked, read_as=read_as)

    @classmethod
    def of_table(cls, table: Table, *, instrument: Instrument | None = None, read_as: ReadAs | None = None) -> Self:
        """A matrix from a table, the roles of its columns found by name.

        Parameters
        ----------
        table : a row per respondent, or a row per answer
        instrument, read_as : as in `read`

        Raises
        ------
        InputError : as in `read`.
        """
        sheets = a_row_per_sheet(rows_where(flat(table), read_as.where if read_as is not None else ()))
        return cls.from_table(sheets, mapping(sheets, instrument, read_as), read_as)

    @classmethod
    def from_columns(
        cls,
        columns: Any,
        *,
        instrument: Instrument | None = None,
        source: str = "population",
        read_as: ReadAs | None = None,
    ) -> Self:
        """A matrix from named columns, such as those of a dataset: items are found by name as in `read`.

        Parameters
        ----------
        columns : name -> cells, one per respondent; or a DataFrame, an Arrow table, a `datasets.Dataset`
        instrument, read_as : as in `read`
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
        return cls.of_table(table, instrument=instrument, read_as=read_as)

    @classmethod
    def from_table(cls, table: Table, columns: ColumnMapping, read_as: ReadAs | None = None) -> Self:
        """A matrix from a table with known roles of its columns.

        Parameters
        ----------
        table : a row per respondent; columns that are not items are kept as attributes
        columns : the result of `persona_collapse.columns.mapping`, possibly corrected
        read_as : what is declared about the answers

        Raises
        ------
        InputError : an item has no column, a column is assigned to two items, a cell has text or an answer off the
            scale, or a respondent has no name or a duplicate one.
        """
        items = columns.item_columns(table)
        by_item = dict(zip((item.name for item in columns.instrument.items), items, strict=True))
        values = answers_of(table, by_item, columns.instrument, read_as or ReadAs())
        replies = replies_read(table, items, values, columns.instrument, read_as or ReadAs())
        beside = {name: _labelled(table, name) for name in table.columns if name not in set(items)}
        numbers = tuple(map(str, range(1, len(table) + 1)))
        names = numbers if columns.respondent is None else names_in(table, columns.respondent)
        return cls(
            values,
            columns.instrument,
            names,
            str(table.path),
            beside,
            noted("", beside),
            taken=columns.how_read(table, replies.printed),
            persona_column=columns.persona or "",
        )

    def to_csv(self) -> str:
        """The table as text that `read` can read: respondent, attributes, then a column per item.

        >>> BehavioralTraitMatrix.from_arrays([[1, float("nan")]]).to_csv()
        'respondent,1,2\\n1,1,\\n'
        """
        return encoded(self.to_columns(), ".csv").decode()

    def to_columns(self) -> dict[str, Sequence[Any]]:
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
            result[:, known[trait.lower()]] = self._levels(column)
        return result

    def _levels(self, column: str) -> list[float]:
        """The level of each cell of a column; of equal texts the first is read."""
        read: dict[str, float] = {}
        found = []
        for label, name in zip(self.attributes[column], self.respondents, strict=True):
            value = read.get(label) if isinstance(label, str) else None
            if value is None:
                value = level(label, f"{self.source}, respondent {name}, column {column}")
                if isinstance(label, str):
                    read[label] = value
            found.append(value)
        return found


def _labelled(table: Table, column: str) -> tuple[Any, ...]:
    """The cells of a column, with the labels that the file gives to its values."""
    labels = table.labels.get(column, {})
    if not labels:
        return tuple(table.columns[column])
    return tuple(
        labels.get(cell, cell) if isinstance(cell, (int, float, str)) else cell for cell in table.columns[column]
    )


def _split_frame(
    frame: Any, instrument: Instrument | None
) -> tuple[Any, dict[str, tuple[Any, ...]], Instrument | None]:
    """The item columns of a DataFrame in published order, its other columns, and the instrument that the columns name.

    Without such names, all columns.
    """
    names = {str(name): name for name in frame.columns}
    if list(names.values()) == list(range(len(names))) or len(names) < len(frame.columns):
        return _numbers(frame), {}, instrument
    table = Table("population", {name: [] for name in names}, [])
    found = mapping(table, instrument)
    if found.lacking:
        return _numbers(frame), {}, instrument
    columns = found.item_columns(table)
    beside = {name: tuple(frame[names[name]].tolist()) for name in names if name not in set(columns)}
    return _numbers(frame[[names[column] for column in columns]]), beside, found.instrument


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
