"""A panel: personas chosen or weighted so that their answers fit people, and what that gains."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.record import TableRecord

PANEL_SCHEMA = "persona-collapse/panel/1"

Goal: TypeAlias = Literal["match", "cover"]

NAMES = ("traits coverage", "traits precision", "items coverage", "items precision", "distance")
"""Numbers of a panel."""

VERDICTS = ("gain", "nothing to mend", "no gain", "not judged")


@dataclass(frozen=True)
class Gain:
    """One number of a panel among people it was not fitted to; means over splits.

    Attributes
    ----------
    name : one of `NAMES`
    pool : of the whole pool, every persona alike
    random : of random choices of the same size (with weights: of the same weights, shuffled among personas)
    panel : of the panel
    people : of people it was fitted to, beside the others
    difference, se : panel less random, and its standard error over splits
    need, need_se : random less people, and its standard error: what there is to mend
    """

    name: str
    pool: float
    random: float
    panel: float
    people: float
    difference: float
    se: float
    need: float
    need_se: float


@dataclass(frozen=True)
class Reach:
    """People where there are hardly any personas.

    Attributes
    ----------
    share, low, high : of people, with a 95 % interval
    rarer : how many times rarer personas are there than people, at least
    space : what people and personas are compared in
    """

    share: float
    low: float
    high: float
    rarer: int
    space: str


@dataclass(frozen=True)
class Member:
    """A persona of the panel.

    Attributes
    ----------
    respondent, source : its name, and the table or run it is from
    weight : mean 1
    """

    respondent: str
    source: str
    weight: float


@dataclass(frozen=True, repr=False)
class Panel(TableRecord):
    """A panel with what it gains.

    Attributes
    ----------
    sources : of the pool
    reference, note : the people fitted to, and the note about them
    goal, weighted : match or cover; whether personas are weighted
    pool, people : complete personas and people
    near : personas of the pool that are near people
    members : the panel, fitted to all people and all items
    effective_size : equally weighted personas that tell as much
    splits, seed : random halves behind the numbers
    items, items_held_out : items of the questionnaire, and whether half of them were held out
    drawn : personas that coverage is expected of
    gains : the numbers
    judged_by : the number that the verdict rests on
    verdict : one of `VERDICTS`
    reach : people that no choice can reach
    commands : what was typed; empty in Python, and in records of versions that did not keep it
    """

    sources: tuple[str, ...]
    reference: str
    note: str
    goal: Goal
    weighted: bool
    pool: int
    people: int
    near: int
    members: tuple[Member, ...]
    effective_size: float
    splits: int
    seed: int
    items: int
    items_held_out: bool
    drawn: int
    gains: tuple[Gain, ...]
    judged_by: str
    verdict: str
    reach: Reach
    version: str
    schema: str = PANEL_SCHEMA
    commands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no panel can be.

        Raises
        ------
        ValueError : a number or a verdict that is not known, or no number that the verdict rests on.
        """
        names = [one.name for one in self.gains]
        if not set(names) <= set(NAMES) or self.judged_by not in names:
            raise ValueError(f"its numbers are {', '.join(names) or 'none'}, and it is judged by {self.judged_by}")
        if self.verdict not in VERDICTS:
            raise ValueError(f"its verdict is {self.verdict}")

    def gain(self, name: str) -> Gain:
        """One of the numbers, by name."""
        return next(one for one in self.gains if one.name == name)
