"""The scorecard of each level of an attribute, at equal size: which one is caricatured, and which one vanishes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.record import Record, presented

Called: TypeAlias = Literal["caricatured", "exaggerated", "vanishes", "narrow"]
"""What may be said of a level: its labels are overdone; its scores are spread too widely; hardly any person has a persona
of it nearby; its scores hardly spread."""


@dataclass(frozen=True)
class LevelNumber:
    """A number of one level of an attribute.

    Attributes
    ----------
    value, others : of the level, and of all other levels together, at the same size; None where undefined
    people : of people: held-out people at the same size; of the SD ratio, people of that level where the reference has the
        attribute, else 1; 1 for caricature
    p_value : how often a group of that size drawn from all personas is as far from the middle of such groups
    adjusted_p : the same by Benjamini and Hochberg, over all attributes, levels and numbers
    differs : whether adjusted_p is below .05
    """

    value: float | None
    others: float | None
    people: float | None
    p_value: float | None
    adjusted_p: float | None
    differs: bool


@dataclass(frozen=True)
class Subgroup:
    """One level of an attribute.

    Attributes
    ----------
    level : as it prints
    personas : complete ones of this level
    people : respondents of the reference with this level; None where the reference lacks the attribute, or has fewer than 50
    numbers : name -> number: caricature (with trait labels), coverage, recall, sd_ratio (of questionnaires with traits)
    called : what may be said of it; empty for a level like the others or like people
    human_likeness : without an interval, at the same size; None where it was not asked for, or is undefined
    """

    level: str
    personas: int
    people: int | None
    numbers: dict[str, LevelNumber]
    called: tuple[Called, ...]
    human_likeness: float | None = None


@dataclass(frozen=True)
class ByAttribute:
    """The levels of one attribute.

    Attributes
    ----------
    attribute : the column
    size : personas that are compared at a time, at most as many as the smallest level has
    subgroups : the levels with enough personas, in alphabetical order
    left_out : level -> its personas, of those with fewer
    unknown : personas without a value
    """

    attribute: str
    size: int
    subgroups: tuple[Subgroup, ...]
    left_out: dict[str, int]
    unknown: int


@dataclass(frozen=True, repr=False)
class Subgroups(Record):
    """The levels of one attribute, or of several, beside each other and beside people.

    Attributes
    ----------
    source : of the personas
    reference, note : of people, and what must be said of them
    permutations : behind each p-value
    tables : one per attribute
    """

    source: str
    reference: str
    note: str
    permutations: int
    tables: tuple[ByAttribute, ...]

    def __str__(self) -> str:
        return str(presented(self, "brief"))
