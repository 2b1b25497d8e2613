"""Axes of a plot: their ends, the places of values on them, and their round numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROOM = 0.07
"""Of an axis, free on each side of what is on it."""
ONE_VALUE = 1e-9
"""Of the largest value (or of 1): values that differ by no more than this are one value, for no number tells them apart."""


@dataclass(frozen=True)
class Axis:
    """A direction of a plot: its name, its ends, and where it carries numbers."""

    name: str
    low: float
    high: float
    ticks: tuple[float, ...] = ()

    def at(self, value: float) -> float:
        """The place of a value, in percent of the axis; what lies beyond an end is at the end.

        >>> Axis("coverage", 0.0, 2.0).at(0.5)
        25.0
        """
        return round(100 * min(max((value - self.low) / (self.high - self.low), 0.0), 1.0), 2)

    def down(self, value: float) -> float:
        """The same from the other end, as SVG counts, whose numbers grow downwards."""
        return round(100 - self.at(value), 2)


def axis(name: str, values: Sequence[float], room: float = ROOM) -> Axis:
    """An axis that holds all values, with some room on each side; values that are one value are in its middle.

    >>> axis("d", [0.0, 10.0], room=0.1).ticks
    (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
    >>> axis("d", [0.0, 5e-324]).ticks
    (-0.4, -0.2, 0.0, 0.2, 0.4)
    """
    low, high = min(values), max(values)
    free = room * (high - low)
    if high - low <= ONE_VALUE * max(1.0, abs(low), abs(high)):
        free = 0.5 * max(1.0, abs(low), abs(high))
    return Axis(name, low - free, high + free, ticks(low - free, high + free))


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers between two ends, steps of 1, 2 or 5 times a power of ten, `about` of them.

    >>> ticks(0.03, 1.02)
    (0.2, 0.4, 0.6, 0.8, 1.0)
    """
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((power * factor for factor in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(number * step, 10) + 0.0 for number in range(first, last + 1))
