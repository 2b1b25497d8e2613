"""The values that the paper printed, for comparison with those measured here."""

from persona_collapse import resources
from persona_collapse.instruments import catalogue

PUBLISHED = catalogue.FIRST
"""The questionnaires of the paper's tables."""


def published_results(instrument: str = catalogue.USUAL) -> dict[str, dict[str, float | str]]:
    """Model -> measure -> value, as published in "The Chameleon's Limit" (arXiv 2604.24698v1).

    >>> published_results()["Qwen3-4B"]["coverage"]
    0.802
    """
    table: dict[str, dict[str, float | str]] = resources.data("references/data/published_results.json")[instrument]
    return table


def published_mentions() -> dict[str, float]:
    """Attribute -> share of self-introductions that mention it, mean over models, as published.

    >>> published_mentions()["social_class"]
    0.25
    """
    shares: dict[str, float] = resources.data("references/data/published_results.json")["attribute_mention_mean"]
    return shares
