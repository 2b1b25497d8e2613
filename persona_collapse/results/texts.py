"""The record of a population's free texts, and how it is written."""

from dataclasses import dataclass

from persona_collapse.measures.text.identity import Identity
from persona_collapse.measures.text.mention import Mention
from persona_collapse.measures.text.templates import Templates
from persona_collapse.results.asked import Asked
from persona_collapse.results.record import StoredRecord
from persona_collapse.results.views import Points

TEXTS_SCHEMA = "persona-collapse/texts/3"


@dataclass(frozen=True)
class Doubles:
    """Near-duplicates: `share` of texts that have one, `across` personas, `groups` of them, the `largest`, from a Jaccard index of `threshold`."""

    share: float
    across: float | None
    groups: int
    largest: int
    threshold: float


@dataclass(frozen=True)
class StyleFeature:
    """A feature of style: mean over texts, ICC(1,1) with its 95 % interval, attribute -> omega squared; None where undefined."""

    name: str
    mean: float | None
    icc: float | None
    icc_low: float | None
    icc_high: float | None
    omega2: dict[str, float | None]


@dataclass(frozen=True)
class TextStyle:
    """How personas write.

    Attributes
    ----------
    features : in the order of docs/texts.md
    icc : mean over features that have one
    r2, r2_chance, p_value : what the attributes `together` account for of personas' style; None without attributes
    """

    features: tuple[StyleFeature, ...]
    icc: float | None
    r2: float | None
    r2_chance: float | None
    p_value: float | None
    together: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class TextDiagnosis(StoredRecord):
    """What survives of personas in free text.

    Attributes
    ----------
    source, note : of the texts, and a note about them
    replies : received, failed ones among them
    excluded : reason -> replies that cannot be measured
    repaired : texts from which control characters were removed
    texts, personas : measured
    mentions : one record per attribute that is known; empty without attributes
    identity : whether a text finds its persona; None without an embedding
    model : of the embedding
    means : personas' mean vectors on their two principal axes, at most 500
    templates, doubles, style : form, near-duplicates, style
    examples : up to three texts with the commonest skeleton
    warnings : sentences
    commands : what to type to reproduce this
    asked : what the run asked; None for texts from elsewhere, and in old records
    not_english : measured texts in other languages, which are excluded from mention and from style by English words; None
        in old records
    windowed : texts longer than the embedding model reads at once, which it read in windows; None without an embedding,
        and in old records, where it read only their beginning
    """

    source: str
    note: str
    replies: int
    excluded: dict[str, int]
    repaired: int
    texts: int
    personas: int
    mentions: tuple[Mention, ...]
    identity: Identity | None
    model: str | None
    means: Points
    templates: Templates
    doubles: Doubles
    style: TextStyle
    examples: tuple[str, ...]
    warnings: tuple[str, ...]
    commands: tuple[str, ...]
    version: str
    asked: Asked | None = None
    not_english: int | None = None
    windowed: int | None = None
    schema: str = TEXTS_SCHEMA
