"""How much of a label that stood in the prompt the answers give away, and which items do."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.record import Record, presented

LabelledBy: TypeAlias = Literal["label", "scores", ""]
"""How people have the label: the reference has the column; each trait's scores are cut at the same shares; not at all."""


@dataclass(frozen=True)
class ItemLeak:
    """What one item alone recovers of a label.

    Attributes
    ----------
    item : its column
    share : Goodman and Kruskal's tau of label given answer, corrected for chance: about 0 for none, 1 for all of it
    people_share : the same of people; None where people have no such label
    p_value : how often, of shuffled labels, some item recovers as much
    answers_it : it recovers half of the label or more, and chance does not explain that
    """

    item: str
    share: float
    people_share: float | None
    p_value: float
    answers_it: bool


@dataclass(frozen=True)
class LabelLeak:
    """What the answers give away of one label.

    Attributes
    ----------
    label : the column
    levels, respondents : taken into account; levels of fewer than 10 are excluded
    share : of the label that all items together recover, cross-validated, 0..1; None where fewer than two levels are large enough
    p_value, adjusted_p : of labels shuffled among respondents; adjusted by Benjamini and Hochberg over the labels
    people_share : the same of as many people; None where they have no such label
    people_by : how people have it
    items : every item, the largest share first
    """

    label: str
    levels: int
    respondents: int
    share: float | None
    p_value: float | None
    adjusted_p: float | None
    people_share: float | None
    people_by: LabelledBy
    items: tuple[ItemLeak, ...]


@dataclass(frozen=True, repr=False)
class Leakage(Record):
    """What the answers give away of several labels.

    Attributes
    ----------
    source, reference : of the personas and of people; None without people
    permutations : behind each p-value
    labels : one after another
    """

    source: str
    reference: str | None
    permutations: int
    labels: tuple[LabelLeak, ...]

    def __str__(self) -> str:
        return str(presented(self, "brief"))
