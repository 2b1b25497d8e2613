"""What the `evaluate` modules about free texts share: which replies are measured, whose they are, a plain result."""

from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import datasets
import evaluate

from persona_collapse.errors import InputError
from persona_collapse.hub.cards import Card
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.identity import identity
from persona_collapse.measures.text.style import style
from persona_collapse.measures.text.templates import templates
from persona_collapse.results import as_json_types
from persona_collapse.texts.duplicates import near_duplicates
from persona_collapse.texts.embedding import DEFAULT, embed
from persona_collapse.texts.exclusions import FEWEST, Usable, usable
from persona_collapse.texts.style_words import style_table

__all__ = [
    "Card",
    "Corpus",
    "TextMetric",
    "asdict",
    "embed",
    "identity",
    "near_duplicates",
    "spans",
    "style",
    "style_table",
    "templates",
    "values_to_mask",
]

SAID_BY_ALL = ("yes", "no")
"""Values that are words of every text, and are not masked."""


@dataclass(frozen=True)
class Corpus:
    """Texts that can be measured, and what belongs to each.

    Attributes
    ----------
    kept : the texts, and which replies they are
    owners : who wrote each reply
    columns : name -> values of the persona of each reply, None where unknown
    """

    kept: Usable
    owners: list[Hashable]
    columns: dict[str, list[str | None]]

    @property
    def texts(self) -> tuple[str, ...]:
        """(T,)."""
        return self.kept.texts

    @property
    def english(self) -> tuple[bool, ...]:
        """(T,) whether each is in English."""
        return self.kept.english

    @property
    def personas(self) -> list[Hashable]:
        """(T,) who wrote each."""
        return self.kept.of(self.owners)

    @property
    def attributes(self) -> dict[str, list[str | None]]:
        """Name -> (T,) values of its persona, None where unknown."""
        return {name: self.kept.of(column) for name, column in self.columns.items()}

    def in_english(self) -> "Corpus":
        """The texts in English."""
        return replace(self, kept=self.kept.in_english())


class TextMetric(evaluate.Metric):
    """An `evaluate` module about free texts; a module of metrics/ adds its `Card` and `numbers`."""

    card: Card

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=self.card.description,
            citation=self.card.citation,
            inputs_description=self.card.inputs_description,
            features=datasets.Features({"predictions": datasets.Value("string")}),
        )

    def compute(self, *, predictions: Any = None, references: Any = None, **settings: Any) -> dict[str, Any] | None:
        """Measure replies; there are no references."""
        if references is not None:
            raise InputError("references were given, but texts have no reference; omit references")
        given = None if predictions is None else _replies(predictions)
        computed: dict[str, Any] | None = super().compute(predictions=given, **settings)
        return computed

    def add_batch(self, *, predictions: Any = None, references: Any = None, **others: Any) -> None:
        """Add replies; whose they are is given to `compute`."""
        super().add_batch(predictions=None if predictions is None else _replies(predictions), **others)

    def _compute(
        self,
        *,
        predictions: Sequence[str | None],
        personas: Sequence[Hashable] | None = None,
        attributes: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | Any = None,
        fewest: int = FEWEST,
        model: str = DEFAULT,
        folder: str | Path | None = None,
        seed: int = 0,
    ) -> dict[str, Any]:
        if personas is None and "personas" in self.card.needs:
            raise InputError("personas are missing; give the writer of each reply, as one name or number per reply")
        whose = range(len(predictions)) if personas is None else personas
        owners = _one_each("personas", whose, len(predictions))
        columns = _columns(attributes, len(predictions))
        kept = usable(predictions, fewest=fewest)
        if not kept.texts:
            reasons = ", ".join(f"{count} {reason}" for reason, count in kept.excluded.items() if count)
            raise InputError(f"no reply can be measured ({reasons}); give texts of at least {fewest} words")
        found = self.numbers(
            Corpus(kept, owners, columns), model, vectors_folder() if folder is None else Path(folder), seed
        )
        counts = {
            "texts": len(kept.texts),
            "excluded": dict(kept.excluded),
            "not_english": kept.not_english,
            "repaired": kept.repaired,
        }
        result: dict[str, Any] = as_json_types({**found, **counts})
        return result

    @abstractmethod
    def numbers(self, corpus: Corpus, model: str, folder: Path, seed: int) -> dict[str, Any]:
        """The module's numbers about texts that can be measured."""


def spans(name: str, found: Interval | None) -> dict[str, float | None]:
    """The ends of an interval, named after its number; None without one.

    >>> spans("ratio", None)
    {'ratio_low': None, 'ratio_high': None}
    """
    ends = (None, None) if found is None else (found.low, found.high)
    return {f"{name}_low": ends[0], f"{name}_high": ends[1]}


def values_to_mask(corpus: Corpus) -> list[list[str]]:
    """The values of each text's persona, without Yes and No, which are words of every text."""
    rows = zip(*corpus.attributes.values(), strict=True) if corpus.attributes else ((),) * len(corpus.texts)
    return [[value for value in row if value and value.lower() not in SAID_BY_ALL] for row in rows]


def vectors_folder() -> Path:
    """Where vectors are kept by default."""
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / "persona-collapse"


def _replies(given: Any) -> list[str | None]:
    """Replies as strings that Arrow can hold, None where there is none (None, nan)."""
    replies: list[str | None] = []
    for row, reply in enumerate(given, start=1):
        if isinstance(reply, str):
            replies.append(reply.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        elif reply is None or reply != reply:
            replies.append(None)
        else:
            raise InputError(f"reply {row} is a {type(reply).__name__}; give text, or None where there is none")
    return replies


def _columns(attributes: Any, replies: int) -> dict[str, list[str | None]]:
    """Attributes: name -> one value per reply, None where unknown."""
    given = _by_name({} if attributes is None else attributes)
    return {str(name): [_value(one) for one in _one_each(f"values of {name}", given[name], replies)] for name in given}


def _by_name(attributes: Any) -> Any:
    """Attributes as a mapping from name to values, or a DataFrame; a list of dictionaries becomes one too."""
    if isinstance(attributes, Sequence) and attributes and all(isinstance(one, Mapping) for one in attributes):
        names = dict.fromkeys(name for one in attributes for name in one)
        return {name: [one.get(name) for one in attributes] for name in names}
    if isinstance(attributes, Mapping) or hasattr(attributes, "columns"):
        return attributes
    raise InputError(
        f"attributes are a {type(attributes).__name__}; give one dictionary per reply, or a dictionary from name to one "
        'value per reply, such as {"gender": ["Male", ...]}'
    )


def _value(given: Any) -> str | None:
    return None if given is None or given != given or given == "" else str(given)


def _one_each(what: str, given: Any, replies: int) -> list[Any]:
    column = list(given)
    if len(column) != replies:
        raise InputError(f"there are {replies} replies and {len(column)} {what}; give one per reply")
    return column
