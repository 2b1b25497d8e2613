"""Every number of a diagnosis with all that it is read beside, unrounded: what frames, notebooks and plots show."""

from dataclasses import dataclass

from persona_collapse.report.line import Line, line
from persona_collapse.report.numbers import by_section
from persona_collapse.results import Diagnosis
from persona_collapse.results.number import Number, Value


@dataclass(frozen=True)
class Row:
    """A number of a diagnosis.

    Attributes
    ----------
    number : its entry in the register
    section : of the table
    value : of the population
    low, high : ends of its 95 % interval
    people : of held-out people; for numbers of trait labels, what people or the labels allow
    shuffled : of the shuffled population
    """

    number: Number
    section: str
    value: Value
    low: float | None
    high: float | None
    people: Value
    shuffled: Value

    @property
    def line(self) -> Line | None:
        """Its place between the shuffled population and people; None with nothing to compare it with."""
        if not self.number.in_scorecard:
            return None
        return line(self.value, self.low, self.high, people=self.people, shuffled=self.shuffled)


def rows(diagnosis: Diagnosis) -> list[Row]:
    """All numbers of the register, in the order of the table; undefined ones among them.

    Parameters
    ----------
    diagnosis : from `diagnose`, or from `measure`, which gives no intervals
    """
    return [_row(one, title, diagnosis) for title, numbers in by_section(beyond=True) for one in numbers]


def _row(one: Number, section: str, diagnosis: Diagnosis) -> Row:
    value = one.of_population(diagnosis)
    low, high = (None if value is None else one.around(diagnosis)) or (None, None)
    if not one.in_scorecard:
        return Row(one, section, value, low, high, None, None)
    return Row(
        number=one,
        section=section,
        value=value,
        low=low,
        high=high,
        people=one.value(diagnosis.values if one.allowed else diagnosis.held_out_people, one.allowed),
        shuffled=one.value(diagnosis.shuffled_population),
    )
