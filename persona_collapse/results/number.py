"""What the register says of a number: what it needs, its range, its unit, and how it is compared."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.intervals import Interval, Method

if TYPE_CHECKING:
    from persona_collapse.results.axes import Scorecard
    from persona_collapse.results.diagnosis import Diagnosis

Value: TypeAlias = float | int | bool | None
Need: TypeAlias = Literal["answers", "reference", "traits", "labels", "repeats", "default", "attributes"]
Unit: TypeAlias = Literal[
    "share",
    "ratio to people",
    "correlation",
    "SDs of people",
    "SDs within labels",
    "scale points",
    "points in use",
    "dimensions",
    "count",
    "yes or no",
    "log",
]
Bound: TypeAlias = float | Literal["points", "length"]
Measure: TypeAlias = Callable[[Array, int, int], float | None]

SIZED = ("coverage", "hopkins", "lid", "spread")
"""Axes whose numbers depend on how many respondents are compared at a time."""

OF_DIAGNOSIS = ("reliability", "attribution", "default_pull", "likeness")
"""Axes of a diagnosis that a scorecard lacks."""

ANY = (-math.inf, math.inf)
SHARE = (0.0, 1.0)
UP = (0.0, math.inf)


def finite_or_none(value: Value) -> float | None:
    """A number that can be drawn, or written as JSON; None for an undefined or infinite one.

    >>> finite_or_none(3), finite_or_none(math.inf), finite_or_none(None)
    (3.0, None, None)
    """
    return None if value is None or not math.isfinite(value) else float(value)


@dataclass(frozen=True)
class Change:
    """How the difference of a number between two populations is said.

    Attributes
    ----------
    text : a sentence with {a} and {b} for the populations, {by} for the amount and {way} for one of the two words
    more, less : the words for a rise and a fall
    """

    text: str
    more: str = "more"
    less: str = "less"


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes
    ----------
    name : field of its axis, and its name in records, options and results
    label : as people read it
    axis : field of `Scorecard` (or of `Diagnosis`) whose record holds it; "further" where `of` is its measure
    needs : what it cannot be measured without: answers alone, a reference, an instrument with traits (and a
        reference), trait labels, repeats, a control run or attributes
    range : the least and the most it can be; "points" and "length" stand for those of the response scale
    unit : of the value
    better : "higher", "lower", or "people" for a number that is best near people's
    noise : on which side of people's the shuffled population lies; None where it cannot reveal noise
    interval : how its 95 % interval is found; None where none is known to hold
    change : the sentence for a difference; None without an interval, and for a number that is not compared and planned for
    why_not : why it has no interval or, with one, is not compared; empty for a number that is compared
    digits : printed after the point
    shuffled : whether the shuffled population has the number
    allowed : field of the same axis with what people, or the labels, allow; printed in the column of held-out people
    allowed_is : the word before it, where it is not people's own value
    smallest : the least value that it can be found to have, where that is above its range: printed with "<=" there
    of : the measure of a number of single answers, (N, D) answers with nan where missing, lowest and highest scale
        point; None where the function of its axis computes it
    """

    name: str
    label: str
    axis: str
    needs: Need
    range: tuple[Bound, Bound]
    unit: Unit
    better: Literal["higher", "lower", "people"]
    noise: Literal["below", "above"] | None = None
    interval: Method | None = None
    change: Change | None = None
    why_not: str = ""
    digits: int = 2
    shuffled: bool = True
    allowed: str | None = None
    allowed_is: str = ""
    smallest: float | None = None
    of: Measure | None = None

    @property
    def short(self) -> str:
        """The label without what stands in brackets, where a line has no room for it."""
        return self.label.partition(" (")[0]

    def value(self, card: "Scorecard | Diagnosis | None", field: str | None = None) -> Value:
        """The number in a scorecard (or, for numbers of repeats and the like, in a diagnosis); None where undefined.

        Parameters
        ----------
        card : whose number
        field : another field of the same axis, such as `allowed`
        """
        record = getattr(card, self.axis, None)
        if isinstance(record, dict):
            found: Value = record.get(self.name) if field is None else None
        else:
            found = getattr(
                getattr(record, "items", record) if self.needs == "attributes" else record, field or self.name, None
            )
        return found

    def of_population(self, found: "Diagnosis") -> Value:
        """The number of the population of a diagnosis, in its scorecard or beyond; None where undefined."""
        return self.value(found.values if self.in_scorecard else found)

    def around(self, found: "Diagnosis") -> tuple[float, float] | None:
        """The ends of its 95 % interval in a diagnosis; None without one.

        The interval of a number beyond the scorecard is in the fields `low` and `high` of its axis.
        """
        if self.in_scorecard:
            known = (found.intervals or {}).get(self.name)
            return None if known is None else (known.low, known.high)
        low, high = (None, None) if self.interval is None else (self.value(found, "low"), self.value(found, "high"))
        return None if low is None or high is None else (float(low), float(high))

    @property
    def in_scorecard(self) -> bool:
        """Whether every scorecard has its axis; the others are numbers of repeats, attributes, a control run, or of the
        whole diagnosis."""
        return self.axis not in OF_DIAGNOSIS

    @property
    def sized(self) -> bool:
        """Whether it depends on how many respondents are compared at a time."""
        return self.axis in SIZED

    def bounds(self, points: int) -> tuple[float, float]:
        """The least and the most it can be on a response scale of so many points.

        >>> Number("x", "x", "items", "answers", (0.0, "length"), "scale points", "lower").bounds(5)
        (0.0, 4.0)
        """
        low, high = (
            float(points) if end == "points" else float(points - 1) if end == "length" else float(end)
            for end in self.range
        )
        return low, high

    def cut(self, found: Interval, points: int) -> Interval:
        """An interval without what is outside the range, on a response scale of so many points.

        >>> Number("x", "x", "items", "answers", (0.0, 1.0), "share", "lower").cut(Interval(0.9, 0.7, 1.1, 0.1, "jackknife"), 5).high
        1.0
        """
        low, high = self.bounds(points)
        return replace(found, low=max(found.low, low), high=min(found.high, high))
