"""Which personas to ask next: where people stand and no persona does, and which attributes lead there."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.record import TableRecord

NEXT_SCHEMA = "persona-collapse/next/1"

Way: TypeAlias = Literal["towards people", "order of the pool"]


@dataclass(frozen=True)
class LevelChosen:
    """A level of an attribute that is chosen more often than it is in the pool.

    Attributes
    ----------
    attribute, level : as the pool spells them
    pool : its share of the personas not asked yet
    chosen : its share of those chosen
    """

    attribute: str
    level: str
    pool: float
    chosen: float


@dataclass(frozen=True)
class Share:
    """How much attributes explain of one dimension of the answers.

    Attributes
    ----------
    name : of the trait or component
    share : of its variance, among personas that were not used to learn from; None where personas do not differ
    """

    name: str
    share: float | None


@dataclass(frozen=True)
class AttributeAlone:
    """An attribute that explains answers beyond chance by itself.

    Attributes
    ----------
    attribute : its name
    name : the trait or component
    share : of its variance that is explained, cross-validated
    """

    attribute: str
    name: str
    share: float


@dataclass(frozen=True, repr=False)
class NextPersonas(TableRecord):
    """Personas to ask next.

    Attributes
    ----------
    sources : of the answers
    reference, note : people, and the note about them
    asked, people : complete personas and people
    pool, left : name of the pool, and how many of its personas were not asked yet
    space : what personas and people are compared in
    uncovered, uncovered_people, se : share of people without a persona near, without another person near (of as many people
        as personas), and the standard error of the difference
    attributes : those that take part
    left_out : attribute -> why it takes no part
    explained : share of the variance of answers that attributes explain, of personas not used to learn from
    explained_each : the same of every dimension
    alone : attributes that explain a dimension beyond chance by themselves, the largest share first
    p_value : how often attributes that are shuffled among personas explain as much
    way : how personas were chosen
    reason : why in the order of the pool: "explain nothing", "nothing to fill"; empty where they were not
    levels : chosen clearly more often than in the pool, the clearest first
    chosen : ids, in the order in which they are to be asked
    seed : of folds, permutations and draws
    commands : what was typed; empty in Python, and in records of versions that did not keep it
    """

    sources: tuple[str, ...]
    reference: str
    note: str
    asked: int
    people: int
    pool: str
    left: int
    space: str
    uncovered: float
    uncovered_people: float
    se: float
    attributes: tuple[str, ...]
    left_out: dict[str, str]
    explained: float
    explained_each: tuple[Share, ...]
    alone: tuple[AttributeAlone, ...]
    p_value: float
    way: Way
    reason: str
    levels: tuple[LevelChosen, ...]
    chosen: tuple[str, ...]
    seed: int
    version: str
    schema: str = NEXT_SCHEMA
    commands: tuple[str, ...] = ()
