"""Numbers of which more is better, each made from one number of the register: what a page that orders models may show.

A page that orders models takes the largest number for the best. Most numbers of the register are best near people's, from
either side: raw LID is highest for noise, density for stereotypes, and d for a caricature. Here each is turned, by its entry
in the register, into a share of what people are, from 0 to 1, and its interval with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.measures.intervals import Method
from persona_collapse.measures.likeness import closeness, log_closeness, share_of_people
from persona_collapse.results.diagnosis import Diagnosis
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import EVERY

MADE_FROM = {
    "human_likeness": "human_likeness",
    "recall_share": "recall",
    "lid_closeness": "lid",
    "caricature_closeness": "caricature",
    "signal_share": "noise_share",
}
"""Name -> the number of the register that it is made from. The first is the one to order models by; the others say where a
model falls short."""


METHODS: dict[Method, str] = {"halves": "draws of half the personas"}
"""Methods that a reader would not know by their name."""


@dataclass(frozen=True)
class Way:
    """How a number becomes one of which more is better.

    Attributes
    ----------
    label : of the result, with {label} for that of the number
    of : the number, or its ratio to people's -> 0..1
    compared : whether it is of the ratio to people's, measured at the same size
    peak : the ratio at which it is highest; None where it only rises, or only falls

    >>> way_of(EVERY["lid"]).ends(0.8, 1.5)
    (0.6666666666666666, 1.0)
    >>> way_of(EVERY["recall"]).ends(0.8, 1.5), way_of(EVERY["noise_share"]).ends(0.25, 0.5)
    ((0.8, 1.0), (0.5, 0.75))
    """

    label: str
    of: Callable[[float], float]
    compared: bool = False
    peak: float | None = None

    def ends(self, low: float, high: float) -> tuple[float, float]:
        """The interval of what is made, from that of the number (or of its ratio).

        Parameters
        ----------
        low, high : ends; where the peak is between them, the highest value is that of the peak
        """
        first, last = sorted((self.of(low), self.of(high)))
        return first, last if self.peak is None or not low <= self.peak <= high else self.of(self.peak)


AS_IT_IS = Way("{label}", float)
SHARE_OF_PEOPLE = Way("share of people's {label}", share_of_people, compared=True)
CLOSENESS = Way("closeness of {label} to people's", closeness, compared=True, peak=1.0)
LOG_CLOSENESS = Way("1 - |log {label}|", log_closeness, peak=1.0)
REST = Way("1 - {label}", lambda share: 1 - share)


def way_of(one: Number) -> Way:
    """How a number becomes one of which more is better, by what the register says of it.

    Parameters
    ----------
    one : a share of which more, or less, is better; or a number that is best near people's, with a ratio to theirs

    >>> [way_of(one).label.format(label=one.short) for one in map(EVERY.get, MADE_FROM.values())]
    ['human-likeness', "share of people's recall", "closeness of LID to people's", '1 - |log caricature|', '1 - noise share']
    """
    if one.better == "lower":
        return REST
    if one.better == "higher":
        return SHARE_OF_PEOPLE if one.in_scorecard else AS_IT_IS
    return LOG_CLOSENESS if one.unit == "ratio to people" else CLOSENESS


@dataclass(frozen=True)
class MoreIsBetter:
    """A number of which more is better, of one population.

    Attributes
    ----------
    name : a key of `MADE_FROM`
    label : for people
    number : of the register that it is made from
    value : 0..1, higher is better
    low, high : ends of its 95 % interval; None where the number has none
    method : how the interval of the number was found; empty without one
    raw : the number itself
    people : held-out people's, where the two are compared; None otherwise
    """

    name: str
    label: str
    number: Number
    value: float
    low: float | None
    high: float | None
    method: str
    raw: float
    people: float | None


def more_is_better(found: Diagnosis) -> tuple[MoreIsBetter, ...]:
    """The numbers of which more is better that a diagnosis has, in the order of `MADE_FROM`.

    Parameters
    ----------
    found : with intervals where the population is large enough for them

    Returns
    -------
    Without those that are undefined: of labels without labels, of repeats without repeats, and all but the last without a
    reference.
    """
    made = (_made(name, EVERY[number], found) for name, number in MADE_FROM.items())
    return tuple(one for one in made if one is not None)


def _made(name: str, number: Number, found: Diagnosis) -> MoreIsBetter | None:
    way = way_of(number)
    raw = number.of_population(found)
    people = number.value(found.held_out_people) if way.compared else None
    if raw is None or (way.compared and not people):
        return None
    unit = 1.0 if people is None else float(people)
    around = number.around(found)
    ends = (None, None) if around is None else way.ends(around[0] / unit, around[1] / unit)
    return MoreIsBetter(
        name=name,
        label=way.label.format(label=number.short),
        number=number,
        value=way.of(raw / unit),
        low=ends[0],
        high=ends[1],
        method=METHODS.get(number.interval, number.interval) if around is not None and number.interval else "",
        raw=float(raw),
        people=None if people is None else unit,
    )
