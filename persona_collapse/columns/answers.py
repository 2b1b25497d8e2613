"""What a cell of an item's column means: a scale point, a missing answer, or something that is refused by its place."""

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from persona_collapse.columns.asked import ReadAs
from persona_collapse.columns.cells import is_missing
from persona_collapse.columns.families import shortened
from persona_collapse.errors import InputError
from persona_collapse.formats import Reply, WholeNumbers
from persona_collapse.instruments import Instrument, Item, ResponseScale
from persona_collapse.measures.arrays import Array
from persona_collapse.tables import Table

if TYPE_CHECKING:
    from persona_collapse.reading import Reading

SHOWN = 60
"""Characters of a reply that a message shows."""

_DECIMAL_COMMA = re.compile(r"\s*-?\d+,\d+\s*")
_NUMBERED_LABEL = re.compile(r"\s*[(\[]?(-?\d+)[)\]]?\s*(?:[-\u2013\u2014=:.,)]|\s|$)\s*(.*)", re.DOTALL)
_LABEL_NUMBERED = re.compile(r"(.*?)\s*[(\[=:-]\s*(-?\d+)\s*[)\]]?\s*", re.DOTALL)

AGREEMENT = (
    ("strongly disagree", "disagree strongly", "totally disagree", "completely disagree"),
    ("disagree", "disagree a little", "somewhat disagree", "slightly disagree", "disagree somewhat"),
    ("neutral", "neither agree nor disagree", "neither", "undecided", "neutral no opinion"),
    ("agree", "agree a little", "somewhat agree", "slightly agree", "agree somewhat"),
    ("strongly agree", "agree strongly", "totally agree", "completely agree"),
)
"""What the five points of agreement are called, lowest first."""


def answers_in(table: Table, column: str, instrument: Instrument) -> Array:
    """The answers (N,) in a column of a table: scale points, nan where missing.

    Raises
    ------
    InputError : a cell has text, or a number off the scale; the message names file, row, column and value.
    """
    return _column(table, column, Cells(instrument.scale, ReadAs(), table, (column,)))


def answers_of(table: Table, columns: Mapping[str, str], instrument: Instrument, read_as: ReadAs) -> Array:
    """The answers (N, D) in the item columns of a table, on the instrument's scale and as they were given.

    Parameters
    ----------
    table : a row per respondent
    columns : item -> column
    instrument : what was answered
    read_as : what is declared: codes for missing answers, labels, another scale, items that are reverse-scored already

    Raises
    ------
    InputError : as `answers_in`; a declared scale with another number of points.
    """
    names = tuple(columns[item.name] for item in instrument.items)
    cells = Cells(instrument.scale, read_as, table, names)
    found = np.empty((len(table), len(names)))
    for place, (item, name) in enumerate(zip(instrument.items, names, strict=True)):
        found[:, place] = _given(_column(table, name, cells), item, instrument, read_as)
    return found


def _given(answers: Array, item: Item, instrument: Instrument, read_as: ReadAs) -> Array:
    """Answers as they were given: those of an item that the table has reverse-scored are reversed again."""
    if not (read_as.reversed_already and item.key < 0):
        return answers
    given: Array = instrument.scale.low + instrument.scale.high - answers
    return given


def _column(table: Table, column: str, cells: "Cells") -> Array:
    whole = table.columns[column]
    if isinstance(whole, WholeNumbers):
        return _of_whole_numbers(whole, table, column, cells)
    known: dict[tuple[type, object], float] = {}
    found = np.empty(len(table))
    for row, (cell, place) in enumerate(zip(table.columns[column], table.places, strict=True)):
        key = (type(cell), cell) if isinstance(cell, (str, int, float)) else None
        if key is None or key not in known:
            value = cells.value(cell, place, column)
            if key is not None:
                known[key] = value
            found[row] = value
        else:
            found[row] = known[key]
    return found


def _of_whole_numbers(whole: WholeNumbers, table: Table, column: str, cells: "Cells") -> Array:
    """The same of many whole numbers: each different one is read once, at the first row that has it."""
    by_row = sorted((whole.first(cell), cell) for cell in whole.different)
    found = np.full(len(table), np.nan)
    for row, cell in by_row:
        value = cells.value(cell, table.places[row], column)
        if cell is not None:
            found[whole.values == cell] = value
    if whole.missing is not None:
        found[whole.missing] = np.nan
    return found


@dataclass(frozen=True)
class Cells:
    """How the cells of some columns are read.

    Attributes
    ----------
    scale : of the instrument
    read_as : what is declared
    table : for messages
    columns : all item columns, which show how the table is meant where a cell is refused
    """

    scale: ResponseScale
    read_as: ReadAs
    table: Table
    columns: tuple[str, ...]

    @cached_property
    def shift(self) -> int:
        """What is added to each answer."""
        return self.read_as.shift(self.scale)

    def value(self, cell: object, place: str, column: str) -> float:
        """The scale point of a cell; nan where there is no answer.

        Raises
        ------
        InputError : neither.
        """
        if is_missing(cell) or self._is_code(cell):
            return float("nan")
        if isinstance(cell, Reply):
            return self._read(cell)
        number = _number(cell)
        if number is None and self.read_as.labels and isinstance(cell, str):
            number = point_of(cell, self.scale)
            if number is not None:
                return float(number)
        if number is None:
            raise InputError(self._refused(cell, place, column, "is not a number", None))
        shifted = number + self.shift
        if shifted not in self.scale.points:
            raise InputError(self._refused(cell, place, column, "is not on the scale", number))
        return shifted

    def _read(self, reply: Reply) -> float:
        """The scale point that a reply in words chooses; nan where it chooses none."""
        answer = reading_of(reply, self.asked).answer
        return float("nan") if answer is None else float(answer + self.shift)

    @cached_property
    def asked(self) -> ResponseScale:
        """The scale as it was printed to those who replied."""
        return replace(self.scale, low=self.scale.low - self.shift, high=self.scale.high - self.shift)

    def _is_code(self, cell: object) -> bool:
        if not self.read_as.missing:
            return False
        number = _number(cell)
        return any(
            str(cell).strip() == code or (number is not None and _number(code) == number)
            for code in self.read_as.missing
        )

    def _refused(self, cell: object, place: str, column: str, wrong: str, number: float | None) -> str:
        low, high = (self.scale.low, self.scale.high) if self.read_as.scale is None else self.read_as.scale
        return (
            f"{self.table.path}, {place}, column {' '.join(column.split())}: {cell!r} {wrong}; "
            f"answers are whole numbers from {low} to {high}, or empty where missing"
            f"{_range(self.table, column)}{self._hint(cell, number, low, high)}"
        )

    def _hint(self, cell: object, number: float | None, low: int, high: int) -> str:
        """What to add where the table is meant otherwise."""
        if number is None:
            words = isinstance(cell, str) and not self.read_as.labels and point_of(cell, self.scale) is not None
            return "; for the labels of the scale add --labels" if words else ""
        if not (np.isfinite(number) and number == int(number)):
            return ""
        seen = sorted({one for name in self.columns for one in _numbers(self.table, name) if one == int(one)})
        off = [int(one) for one in seen if not low <= one <= high]
        hints = []
        points = len(self.scale.points)
        if self.read_as.scale is None and low - 1 == seen[0] and seen[-1] == high - 1:
            hints.append(f"--scale {seen[0]:g}-{seen[0] + points - 1:g} if that is its scale")
        if len(off) <= 5:
            codes = ",".join(map(str, off))
            hints.append(f"--missing {codes} if {'that means' if len(off) == 1 else 'these mean'} no answer")
        return f"; add {', or '.join(hints)}" if hints else ""


@lru_cache(20_000)
def reading_of(reply: str, scale: ResponseScale) -> "Reading":
    """What a reply answers, as `persona_collapse.reading` reads it.

    >>> reading_of("I would say 4.", ResponseScale(1, 5)).answer
    4
    """
    from persona_collapse.reading import read_answer

    return read_answer(reply, scale)


@dataclass(frozen=True)
class RepliesRead:
    """Replies in words in the item columns of a table.

    Attributes
    ----------
    replies : how many
    unread : how many of them hold no answer
    first : the place of the first of these, the reply and the reason; empty where there is none
    """

    replies: int
    unread: int
    first: str = ""

    @property
    def printed(self) -> str:
        """The counts in words; empty where there are no replies.

        >>> RepliesRead(40, 1, "row 1, Q1: 'maybe' (no answer)").printed
        "40 replies read, 1 of them without an answer (the first: row 1, Q1: 'maybe' (no answer))"
        """
        if not self.replies:
            return ""
        lacking = f", {self.unread} of them without an answer (the first: {self.first})" if self.unread else ""
        return f"{self.replies} replies read{lacking}"


def replies_read(
    table: Table, columns: Sequence[str], answers: Array, instrument: Instrument, read_as: ReadAs
) -> RepliesRead:
    """How many cells of some item columns are replies in words, and how many of these hold no answer.

    Parameters
    ----------
    table : a row per respondent
    columns : of the D items
    answers : (N, D) what was read in them, nan where there is no answer
    instrument, read_as : as in `answers_of`

    Raises
    ------
    InputError : there are replies, and no cell holds an answer.
    """
    replies, unread = 0, []
    for place, column in enumerate(columns):
        if Reply not in set(map(type, table.columns[column])):
            continue
        for row, cell in enumerate(table.columns[column]):
            if isinstance(cell, Reply) and not is_missing(cell):
                replies += 1
                if np.isnan(answers[row, place]):
                    unread.append((row, column))
    if not unread:
        return RepliesRead(replies, 0)
    row, column = unread[0]
    reply = " ".join(table.columns[column][row].split())
    short = reply if len(reply) <= SHOWN else f"{reply[:SHOWN]}.."
    asked = Cells(instrument.scale, read_as, table, tuple(columns)).asked
    reason = reading_of(table.columns[column][row], asked).reason or "a code that means no answer"
    first = f"{table.places[row]}, {shortened(column)}: {short!r} ({reason})"
    if replies == len(unread) and np.isnan(answers).all():
        raise InputError(
            f"{table.named}: none of its {replies} replies holds an answer from {instrument.scale.low} to "
            f"{instrument.scale.high} of {instrument.id} (the first: {first}); ask for one of these numbers, or add --scale "
            "LOW-HIGH"
        )
    return RepliesRead(replies, len(unread), first)


def _number(cell: object) -> float | None:
    """A cell as a number, with a decimal comma too; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str) and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def _numbers(table: Table, column: str) -> Iterator[float]:
    for cell in table.columns[column]:
        if isinstance(cell, (str, int, float)) and (number := _number(cell)) is not None and np.isfinite(number):
            yield number


def _range(table: Table, column: str) -> str:
    """The range of a column's numbers, which shows a scale that begins at 0 or ends at 7."""
    numbers = []
    for cell in table.columns[column]:
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            numbers.append(float(cell))
    finite = [number for number in numbers if np.isfinite(number)]
    return f" (in this column they range from {min(finite):g} to {max(finite):g})" if finite else ""


def point_of(cell: str, scale: ResponseScale) -> int | None:
    """The scale point that a label means, with or without its number; None where it means none, or number and label differ.

    Parameters
    ----------
    cell : "Agree strongly", "strongly agree", "5 - Agree strongly", "Agree strongly (5)"
    scale : with its labels

    >>> scale = ResponseScale(1, 5)
    >>> [point_of(cell, scale) for cell in ("Agree strongly", "strongly agree", "5 - Agree strongly", "4 = Agree strongly")]
    [5, 5, 5, None]
    """
    named = None if any(map(str.isdigit, cell)) else _named(cell, scale)
    if named is not None:
        return named
    for pattern, number, label in ((_NUMBERED_LABEL, 1, 2), (_LABEL_NUMBERED, 2, 1)):
        found = pattern.fullmatch(cell)
        if found is None or int(found[number]) not in scale.points:
            continue
        point = int(found[number])
        words = _words(found[label])
        if not words or (_named(found[label], scale) or (point if not _labelled(scale, point) else None)) == point:
            return point
    return None


def _labelled(scale: ResponseScale, point: int) -> bool:
    return bool(scale.labels) and bool(scale.labels[point - scale.low])


def _named(label: str, scale: ResponseScale) -> int | None:
    """The point whose label has these words, in any order."""
    words = _words(label)
    if not words or not scale.labels:
        return None
    found = [point for point in scale.points if _labelled(scale, point) and _words(scale.label(point)) == words]
    if len(found) == 1:
        return found[0]
    ends = {*_words(scale.labels[0]), *_words(scale.labels[-1])}
    if len(scale.points) != len(AGREEMENT) or not {"agree", "disagree"} <= ends:
        return None
    return next(
        (scale.low + place for place, names in enumerate(AGREEMENT) if any(_words(name) == words for name in names)),
        None,
    )


def _words(text: str) -> list[str]:
    return sorted(re.findall(r"[^\W\d_]+", text.lower()))
