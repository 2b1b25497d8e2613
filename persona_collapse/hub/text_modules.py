"""What the `evaluate` modules about texts share: one text per row, and what is known of the persona who wrote it."""

from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import datasets
import evaluate

from persona_collapse.errors import InputError
from persona_collapse.hub.cards import Card

__all__ = ["Card", "TextMetric", "columns"]


class TextMetric(evaluate.Metric):
    """An `evaluate` module about texts; a module of metrics/ adds its `Card` and `numbers`."""

    card: Card

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=self.card.description,
            citation=self.card.citation,
            inputs_description=self.card.inputs_description,
            features=datasets.Features({"predictions": datasets.Value("string")}),
        )

    def _compute(self, *, predictions: Sequence[str | None], personas: Any = None, **given: Any) -> dict[str, Any]:
        for row, text in enumerate(predictions, start=1):
            if text is None:
                raise InputError(f"text {row} is missing; leave it out, with its persona and attributes")
        return self.numbers([str(text) for text in predictions], _one_each(personas, len(predictions)), **given)

    @abstractmethod
    def numbers(self, texts: Sequence[str], personas: Sequence[Hashable] | None, **given: Any) -> dict[str, Any]:
        """The module's numbers: one call of the axis it stands for."""


def columns(attributes: Any, texts: int) -> dict[str, list[str | None]]:
    """Attributes by column, from a mapping, a DataFrame or one mapping per text; None where nothing is known.

    Raises
    ------
    InputError : they are nothing of the kind, or not one per text.
    """
    if isinstance(attributes, Sequence) and all(isinstance(one, Mapping) for one in attributes):
        names = list(dict.fromkeys(name for one in attributes for name in one))
        attributes = {name: [one.get(name) for one in attributes] for name in names}
    if not isinstance(attributes, Mapping) and not hasattr(attributes, "columns"):
        raise InputError(
            f"attributes are a {type(attributes).__name__}; give one dictionary per text, or a dictionary from column to "
            'one value per text, such as {"gender": ["Male", ...]}'
        )
    table = {str(name): [_cell(one) for one in attributes[name]] for name in attributes}
    for name, cells in table.items():
        if len(cells) != texts:
            raise InputError(f"there are {texts} texts and {len(cells)} values of {name}; give one per text")
    return table


def _cell(cell: Any) -> str | None:
    return None if cell is None or cell != cell or cell == "" else str(cell)


def _one_each(personas: Any, texts: int) -> list[Hashable] | None:
    if personas is None:
        return None
    named = list(personas)
    if len(named) != texts:
        raise InputError(f"there are {texts} texts and {len(named)} personas; name one per text")
    return named
