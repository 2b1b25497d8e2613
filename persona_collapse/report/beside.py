"""A value with what it is read beside: people, and the shuffled population."""

import math
from dataclasses import dataclass

from persona_collapse.results.percent import percent

Value = float | None


def _shaped(value: float, shape: str) -> str:
    """A value in a format; a share has a space before its sign, as everywhere.

    >>> _shaped(0.5, ".0%"), _shaped(0.5, ".2f")
    ('50 %', '0.50')
    """
    return percent(value, int(shape[1:-1])) if shape.endswith("%") else format(value, shape)


class _Finite(float):
    """A value in a sentence, where an infinite one is a word."""

    def __format__(self, shape: str) -> str:
        return "infinitely many" if math.isinf(self) else _shaped(float(self), shape)


@dataclass(frozen=True)
class _Clause:
    """Named values that a format writes into a sentence as one clause in brackets; nothing where none is known."""

    named: tuple[tuple[str, Value], ...]

    def __format__(self, shape: str) -> str:
        known = [f"{name}: {_shaped(one, shape)}" for name, one in self.named if one is not None]
        return f" ({', '.join(known)})" if known else ""


@dataclass(frozen=True)
class Beside:
    """A number with its ceiling and its floor.

    Attributes
    ----------
    value : of the population
    people : of held-out people, or what the labels allow; None where unknown
    shuffled : of the shuffled population; None where unknown
    people_is : what `people` is
    """

    value: float
    people: Value
    shuffled: Value
    people_is: str = "people"

    def fill(self, sentence: str) -> str:
        """A sentence with the value, and with what it is read beside.

        Parameters
        ----------
        sentence : with {value}, {people} and {others}, each with a format

        >>> Beside(0.5, 0.9, None).fill("{value:.0%} of people{others:.0%}.")
        '50 % of people (people: 90 %).'
        """
        people, shuffled = (self.people_is, self.people), ("shuffled population", self.shuffled)
        return sentence.format(value=_Finite(self.value), people=_Clause((people,)), others=_Clause((people, shuffled)))
