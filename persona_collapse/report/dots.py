"""Values below each other on one line, each a point with its interval, beside what it is compared with, as plain data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["before", "chance", "now", "people"]


@dataclass(frozen=True)
class Dot:
    """A value on a line.

    Attributes
    ----------
    kind : what it is of: before, by chance, now, people
    at : its place; finite
    said : the value as printed
    low, high : the ends of its 95 % interval; None where there is none
    """

    kind: Kind
    at: float
    said: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DotRow:
    """The values of one thing.

    Attributes
    ----------
    label : its name
    dots : the last one lies above the others
    said : what is printed beside the line; empty to print what is now
    beside : small print after it
    group : the heading that it is under, with those before and after it of the same group; empty where there is none
    """

    label: str
    dots: tuple[Dot, ...]
    said: str = ""
    beside: str = ""
    group: str = ""

    @property
    def value(self) -> str:
        """What is printed beside the line."""
        return self.said or next((one.said for one in self.dots if one.kind == "now"), "")


@dataclass(frozen=True)
class Dots:
    """Rows of values, all on one scale.

    Attributes
    ----------
    title, axis : in words; the axis may be empty
    rows : below each other
    names : what each kind of point is
    rules : places with lines down all rows, each with its name
    ends : of the line as far as it is drawn; None to draw all that there is
    percent : whether the axis counts in per cent
    numbered : whether the axis has numbers; without, the rules alone give the line its scale
    """

    title: str
    axis: str
    rows: tuple[DotRow, ...]
    names: dict[Kind, str] = field(default_factory=dict)
    rules: tuple[tuple[float, str], ...] = ()
    ends: tuple[float, float] | None = None
    percent: bool = False
    numbered: bool = True

    @property
    def grouped(self) -> list[tuple[str, tuple[DotRow, ...]]]:
        """The rows under their headings, in order."""
        return [(name, tuple(some)) for name, some in groupby(self.rows, key=lambda one: one.group)]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of points that are there, in the order of their names."""
        there = {dot.kind for row in self.rows for dot in row.dots}
        return tuple(kind for kind in self.names if kind in there)

    @property
    def reach(self) -> tuple[float, ...]:
        """Everything that an axis must hold: its ends where they are given, else all values, intervals and rules."""
        if self.ends is not None:
            return self.ends
        dots = [dot for row in self.rows for dot in row.dots]
        places = [place for dot in dots for place in (dot.at, dot.low, dot.high) if place is not None]
        return (*places, *(at for at, _ in self.rules))

    def words(self, row: DotRow) -> str:
        """The points of a row in words."""
        return ", ".join(f"{self.names[one.kind]} {one.said}" for one in row.dots if one.kind in self.names)

    @property
    def alternative(self) -> str:
        """The figure in words."""
        said = [
            f"{f'{name}, ' if name else ''}{one.label}: {self.words(one)}"
            for name, some in self.grouped
            for one in some
        ]
        rules = [f"{name} at {at:.2f}" for at, name in self.rules] if self.numbered else []
        return ", ".join(filter(None, (self.title, self.axis))) + ". " + "; ".join([*said, *rules]) + "."


def dot(
    kind: Kind, at: float | None, said: str, low: float | None = None, high: float | None = None
) -> tuple[Dot, ...]:
    """A point, or nothing where the value is undefined or infinite; an interval with such an end is no interval.

    >>> dot("now", None, "-"), dot("now", 0.5, "0.50", 0.4, float("inf"))[0].low
    ((), None)
    """
    if at is None or not math.isfinite(at):
        return ()
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        low = high = None
    return (Dot(kind, at, said, low, high),)


def dots_of(rows: Sequence[DotRow]) -> tuple[DotRow, ...]:
    """The rows that have a point of what is now."""
    return tuple(one for one in rows if any(point.kind == "now" for point in one.dots))
