"""What a report draws: respondents on maps, answers item by item, trait scores by label."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Points: TypeAlias = tuple[tuple[float, float], ...]
Counts: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Projection:
    """People and personas in the same two dimensions.

    Attributes
    ----------
    method : "PCA" (axes fitted to people, or to the population without a reference) or "t-SNE" (fitted to both)
    explained : share of the variance of those fitted that each axis holds; None for t-SNE
    people, personas : a point each, of at most `SHOWN` on each side, drawn at random
    """

    method: Literal["PCA", "t-SNE"]
    explained: tuple[float, float] | None
    people: Points
    personas: Points


@dataclass(frozen=True)
class ItemAnswers:
    """How an item is answered.

    Attributes
    ----------
    item : the column of the answers
    text : the item, without the stem that all begin with; empty where it is long
    shares : share of the population's answers on each scale point; None for an item without answers
    people : people's
    """

    item: str
    text: str
    shares: tuple[float, ...] | None
    people: tuple[float, ...] | None


@dataclass(frozen=True)
class TraitScores:
    """Histograms of a trait score.

    Attributes
    ----------
    trait : its name
    edges : (B + 1) ends of the bins, on the response scale
    population, people : respondents in each bin; None without a reference
    by_level : target level -> respondents with that label; empty without labels
    """

    trait: str
    edges: tuple[float, ...]
    population: Counts
    people: Counts | None
    by_level: dict[str, Counts]


@dataclass(frozen=True)
class Views:
    """The data of the figures that show respondents rather than numbers about them.

    Attributes
    ----------
    points : scale points, from the lowest
    items : in published order
    traits : of an instrument that has them
    projections : PCA, and t-SNE where it was asked for
    """

    points: tuple[int, ...]
    items: tuple[ItemAnswers, ...]
    traits: tuple[TraitScores, ...]
    projections: tuple[Projection, ...]
