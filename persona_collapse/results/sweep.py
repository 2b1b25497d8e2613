"""A sweep: the same personas asked in several ways, and what each way does to their variety."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.numbers import EVERY
from persona_collapse.results.record import TableRecord

SWEEP_SCHEMA = "persona-collapse/sweep/1"

Verdict: TypeAlias = Literal[
    "first way", "restores variety", "exaggerates labels", "adds noise only", "loses variety", "nothing"
]

OWN = {"repeated_variance": "variance that repeats", "noise_variance": "noise variance"}
"""Numbers that only a sweep has -> as people read them."""


def label(name: str) -> str:
    """A number of a sweep, as people read it.

    >>> label("trait_coverage"), label("repeated_variance"), label("caricature")
    ('trait coverage', 'variance that repeats', 'caricature')
    """
    return OWN.get(name) or EVERY[name].short


@dataclass(frozen=True)
class Change:
    """One number of a way less the same of the first way, over the personas that both have.

    Attributes
    ----------
    name : of the number, as in a Diagnosis; or repeated_variance (variance between personas that comes back when they
        are asked again, squared scale points), noise_variance (that which does not), noise_share
    difference, low, high : with its 95 % interval, paired by persona; None where one of the two is undefined
    p_value, adjusted_p : of the same standard error, two-sided; adjusted by Benjamini and Hochberg over all ways and
        numbers
    differs : whether the adjusted p is below .05 and the interval does not hold 0
    """

    name: str
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    adjusted_p: float | None = None
    differs: bool = False

    @property
    def direction(self) -> int:
        """1 where the number rose, -1 where it fell, 0 where neither was shown."""
        if not self.differs or self.difference is None:
            return 0
        return 1 if self.difference > 0 else -1


@dataclass(frozen=True)
class SweptWay:
    """One way of asking.

    Attributes
    ----------
    name : what is varied, in words
    settings : what is varied -> its value
    source : the run
    personas : complete ones
    signature, support : its reading, and how firmly it is read
    numbers : name -> value; None where undefined
    changes : against the first way; empty for the first way itself
    verdict : what the way does
    why : the numbers that say so
    """

    name: str
    settings: dict[str, str]
    source: str
    personas: int
    signature: str
    support: str
    numbers: dict[str, float | None]
    changes: tuple[Change, ...]
    verdict: Verdict
    why: str


@dataclass(frozen=True, repr=False)
class Sweep(TableRecord):
    """All ways, the first of which the others are compared with.

    Attributes
    ----------
    instrument : id of what was answered
    reference, note : the people compared with, and the note about them
    people : numbers of held-out people: what there is to reach
    ways : in the order in which they were asked
    commands : what was typed; empty in Python, and in records of versions that did not keep it
    """

    instrument: str
    reference: str
    note: str
    people: dict[str, float | None]
    ways: tuple[SweptWay, ...]
    version: str
    schema: str = SWEEP_SCHEMA
    commands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a sweep without a way.

        Raises
        ------
        ValueError : there is none.
        """
        if not self.ways:
            raise ValueError("it has no way of asking")
