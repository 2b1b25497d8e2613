"""What a run of personas is worth beside a small sample of people."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.record import TableRecord

WORTH_SCHEMA = "persona-collapse/worth/1"

How: TypeAlias = Literal["paired", "items"]


@dataclass(frozen=True)
class Estimated:
    """A mean or share of people, estimated in two ways; each with its 95 % interval.

    Attributes
    ----------
    people, people_low, people_high : from people alone
    both, both_low, both_high : from people and personas
    personas : of the personas alone
    """

    people: float
    people_low: float
    people_high: float
    both: float
    both_low: float
    both_high: float
    personas: float


@dataclass(frozen=True)
class ItemWorth:
    """One item.

    Attributes
    ----------
    item : its column
    respondents : people that answered it (of pairs, where personas are paired)
    mean : in scale points
    shares : of each scale point, from the lowest
    worth : people that the personas replace for its mean; below 0 where they make it less certain
    low, high : its 95 % interval; None where personas are not paired, since all items then have the worth of all
    """

    item: str
    respondents: int
    mean: Estimated
    shares: tuple[Estimated, ...]
    worth: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, repr=False)
class Worth(TableRecord):
    """What personas add to a small sample of people.

    Attributes
    ----------
    source, reference, note : of the personas, of people, and what must be said of people
    how : paired (each person beside the persona made from it) or items (what personas say of an item, learned from the
        other items)
    personas, people : respondents; people are those in pairs where personas are paired
    unanswered : paired personas whose person is not in the sample; what is gained comes from these
    worth, low, high : people that the personas replace, over all items, with a 95 % interval; below 0 where they harm
    missed : root mean square distance of the personas' own item means from people's, in scale points, less sampling error
    alone : people whose means would miss by as much
    items : one by one
    left_out : items that fewer than two people answered
    commands : what was typed; empty in Python, and in records of versions that did not keep it
    """

    source: str
    reference: str
    note: str
    how: How
    personas: int
    people: int
    unanswered: int
    worth: float
    low: float
    high: float
    missed: float
    alone: float
    items: tuple[ItemWorth, ...]
    left_out: tuple[str, ...]
    version: str
    schema: str = WORTH_SCHEMA
    commands: tuple[str, ...] = ()
