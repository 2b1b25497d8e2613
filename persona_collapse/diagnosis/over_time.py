"""A gate over time: a population measured again and again, with intervals that hold over all of its readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from persona_collapse.diagnosis.gate import COLLAPSED, gate_words, refused_by
from persona_collapse.diagnosis.signature import TOO_FEW
from persona_collapse.errors import InputError
from persona_collapse.measures.intervals import NORMAL, Interval
from persona_collapse.results import Diagnosis
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.percent import percent

LOGGED = ("coverage", "precision", "recall", "trait_recall", "lid", "sd_ratio")
"""The numbers that are logged."""

ERROR = 0.05
"""Chance that one of the intervals of a number, over all evaluations, is wrong."""


@dataclass(frozen=True)
class GateReading:
    """What one evaluation found.

    Attributes
    ----------
    step : of training, or the number of the reading
    signature : the one-word reading
    reason : why the gate would close; empty where it passes
    intervals : name of a number -> its interval, valid over all evaluations up to this one
    closed : whether the gate is closed now
    """

    step: int
    signature: str
    reason: str
    intervals: dict[str, Interval]
    closed: bool


class Watch:
    """Reads a population that is measured again and again, and closes where it has surely collapsed.

    It closes when `patience` readings in a row have a signature of `fail_on`, or when a number is surely below its least
    share of people's. "Surely" holds over all readings together: the interval of reading k has the error
    .05 / (k (k + 1)), and these sum to .05 however many there are.

    Parameters
    ----------
    points : number of points of the response scale
    fail_on, patience : signatures that close the gate, and the number of readings in a row
    least : name of a number -> least share of held-out people's, 0 to 1; recall only together with precision

    Attributes
    ----------
    readings : what was found, from the first

    Raises
    ------
    InputError : an unknown signature or number, recall without precision, a patience below 1.
    """

    def __init__(
        self,
        points: int,
        *,
        fail_on: str | Sequence[str] = COLLAPSED,
        patience: int = 2,
        least: Mapping[str, float] | None = None,
    ) -> None:
        if patience < 1:
            raise InputError(f"patience is {patience}; give at least 1")
        self.least = dict(least or {})
        unknown = [name for name in self.least if name not in LOGGED]
        if unknown:
            raise InputError(f"least: unknown number {unknown[0]!r}; choose from {', '.join(LOGGED)}")
        if "recall" in self.least and "precision" not in self.least:
            raise InputError("least has recall without precision; random answers have a high recall, so give both")
        self.points, self.patience = points, patience
        self.fail_on = gate_words(fail_on) if fail_on else ()
        self.readings: list[GateReading] = []

    def read(self, found: Diagnosis, step: int) -> GateReading:
        """Add one evaluation to the readings.

        Parameters
        ----------
        found : the panel's diagnosis
        step : of training, or the number of the reading

        Raises
        ------
        InputError : a number of `least` that has no interval or no people to compare with.
        """
        assert found.signature is not None, "a diagnosis has a signature"
        intervals = {
            name: NUMBERS[name].cut(over_all(one, len(self.readings) + 1), self.points)
            for name in LOGGED
            if (one := (found.intervals or {}).get(name)) is not None
        }
        word = refused_by(found, self.fail_on) if self.fail_on else ""
        low = [reason for name, least in self.least.items() if (reason := _too_low(found, name, least, intervals))]
        return self._add(step, found.signature.name, word, low, intervals)

    def unread(self, why: str, step: int) -> GateReading:
        """Add a reading of a population that cannot be measured at all: what is not known does not pass.

        Parameters
        ----------
        why : in words
        step : number of the reading

        >>> watch = Watch(5)
        >>> [watch.unread("3 complete respondents", step).closed for step in (1, 2)]
        [False, True]
        """
        return self._add(step, TOO_FEW, f"{TOO_FEW} ({why})" if self.fail_on else "", [], {})

    def _add(
        self, step: int, signature: str, word: str, low: Sequence[str], intervals: dict[str, Interval]
    ) -> GateReading:
        """A reading beside those before it.

        Parameters
        ----------
        step, signature, intervals : as in `GateReading`
        word : why it would close if it stays so; empty where it passes
        low : the numbers that are surely too low
        """
        before = self.readings[len(self.readings) - self.patience + 1 :] if self.patience > 1 else []
        lasting = bool(word) and len(before) == self.patience - 1 and all(one.reason for one in before)
        reason = "; ".join(filter(None, (word, *low)))
        was_closed = bool(self.readings) and self.readings[-1].closed
        reading = GateReading(step, signature, reason, intervals, was_closed or lasting or bool(low))
        self.readings.append(reading)
        return reading


def over_all(interval: Interval, evaluation: int) -> Interval:
    """The interval at one of many evaluations, wide enough that all of them hold together.

    Parameters
    ----------
    interval : the 95 % interval
    evaluation : its number, from 1

    >>> from persona_collapse.measures.intervals import around
    >>> [round(over_all(around(0.5, 0.1, "influence"), k).high, 2) for k in (1, 2, 10)]
    [0.72, 0.76, 0.85]
    """
    low, high = ends_over_all(interval.value, interval.low, interval.high, evaluation)
    return replace(interval, low=low, high=high)


def ends_over_all(value: float, low: float, high: float, evaluation: int) -> tuple[float, float]:
    """Both ends of `over_all`, also of a difference.

    >>> [round(end, 2) for end in ends_over_all(0.0, -1.0, 1.0, 1)]
    [-1.14, 1.14]
    """
    error = ERROR / (evaluation * (evaluation + 1))
    wider = NormalDist().inv_cdf(1 - error / 2) / NORMAL
    return value - wider * (value - low), value + wider * (high - value)


def _too_low(found: Diagnosis, name: str, least: float, intervals: Mapping[str, Interval]) -> str:
    people = None if found.held_out_people is None else NUMBERS[name].value(found.held_out_people)
    own = intervals.get(name)
    if people is None or own is None:
        raise InputError(f"{name} needs people to compare with; give a reference")
    return (
        f"{name} {own.low:.2f} to {own.high:.2f}, below {percent(least)} of people's {people:.2f}"
        if own.high < least * people
        else ""
    )
