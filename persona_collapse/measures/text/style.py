"""Style: how personas write, whether each has its own style, and how much of it their attributes explain.

T texts, F features, P personas.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, number_or_none
from persona_collapse.measures.eta import eta_squared
from persona_collapse.measures.intervals import icc_intervals
from persona_collapse.measures.levels import level_name
from persona_collapse.measures.reliability import icc, persona_means, repeats_of
from persona_collapse.measures.text.words import phrases, sentences, words
from persona_collapse.measures.variance_explained import MOST, Attribution, attribution


@dataclass(frozen=True)
class AttributeEffect:
    """How much of a feature one attribute explains; None where fewer than two groups have six personas.

    Attributes
    ----------
    eta2 : share of the variance of persona means between the attribute's values, 0 .. 1
    omega2 : eta2 corrected for chance; about 0 for noise
    chance : expected eta2 of noise
    """

    eta2: float | None
    omega2: float | None
    chance: float | None


@dataclass(frozen=True)
class Feature:
    """One feature of style.

    Attributes
    ----------
    mean, sd : over texts with a value (ddof 0); None if there are none
    undefined : number of texts without a value
    icc : ICC(1,1), how well one text represents its persona: 0 noise .. 1; None where nothing varies, or where fewer
        than two personas have complete texts
    icc_low, icc_high : its 95 % interval, from the F distribution
    by_attribute : attribute -> its effect
    """

    mean: float | None
    sd: float | None
    undefined: int
    icc: float | None
    icc_low: float | None
    icc_high: float | None
    by_attribute: dict[str, AttributeEffect]


@dataclass(frozen=True)
class Style:
    """How personas write.

    Attributes
    ----------
    features : name -> its numbers
    icc : mean over the features with an ICC; None if there are none
    attribution : R squared of persona means on several attributes together and its parts, averaged over features; None
        without attributes
    together : the attributes in `attribution`, in order
    texts, personas : T and P
    repeats : number of texts of the persona with the most texts
    incomplete_personas : number of personas with fewer texts; they are excluded from the ICCs
    """

    features: dict[str, Feature]
    icc: float | None
    attribution: Attribution | None
    together: tuple[str, ...]
    texts: int
    personas: int
    repeats: int
    incomplete_personas: int


def lexical(texts: Sequence[str], *, first_person: Sequence[str], hedges: Sequence[str]) -> dict[str, Array]:
    """How long texts are, how varied their words, how often they use the first person and hedge: name -> (T,).

    words; sentences; sentence_length: words per sentence; type_token_ratio: different words / words, which decreases
    with length; hapax_share: words that occur once / different words; guiraud: different words / sqrt(words);
    first_person and hedges: number per 100 words.

    Parameters
    ----------
    texts : (T,) each with at least one word; case does not matter
    first_person, hedges : words or phrases

    Raises
    ------
    InputError : a text without words.

    Source
    ------
    Guiraud 1954, Les caracteres statistiques du vocabulaire; the others are ratios of counts.

    >>> found = lexical(["I paint. Maybe I paint well."], first_person=["i"], hedges=["maybe"])
    >>> {name: round(float(one[0]), 2) for name, one in found.items()} == {
    ...     "words": 6, "sentences": 2, "sentence_length": 3, "type_token_ratio": 0.67, "hapax_share": 0.5,
    ...     "guiraud": 1.63, "first_person": 33.33, "hedges": 16.67}
    True
    """
    own, careful = phrases(first_person), phrases(hedges)
    rows = []
    for number, text in enumerate(texts, start=1):
        counts = Counter(word.lower() for word in words(text))
        total, types = counts.total(), len(counts)
        if total == 0:
            raise InputError(f"text {number} has no words; exclude such texts with persona_collapse.texts.usable")
        lines = len(sentences(text))
        once = sum(count == 1 for count in counts.values())
        said = (0 if one is None else 100 * len(one.findall(text)) / total for one in (own, careful))
        rows.append([total, lines, total / lines, types / total, once / types, types / np.sqrt(total), *said])
    table = np.array(rows, dtype=np.float64).reshape(-1, len(LEXICAL))
    return {name: table[:, place] for place, name in enumerate(LEXICAL)}


LEXICAL = (
    "words",
    "sentences",
    "sentence_length",
    "type_token_ratio",
    "hapax_share",
    "guiraud",
    "first_person",
    "hedges",
)
"""What `lexical` counts, in its order."""


def style(
    features: Mapping[str, ArrayLike],
    personas: Sequence[Hashable],
    attributes: Mapping[str, Sequence[object]] | None = None,
    *,
    together: Sequence[str] | None = None,
    permutations: int = 1000,
    seed: int = 0,
) -> Style:
    """Whether each persona has its own way of writing, and how much of it their attributes explain.

    ICC(1,1) per feature is over the texts of each persona. Eta squared per feature and attribute, and R squared on
    several attributes together, use persona means: each persona counts once, however many texts it wrote.

    Parameters
    ----------
    features : name -> (T,) values, nan where undefined
    personas : (T,) the persona of each text
    attributes : name -> (T,) values of that persona
    together : attributes for R squared, in the order of its incremental parts; by default all if there are at most ten,
        otherwise none
    permutations, seed : of the chance level of R squared

    Returns
    -------
    `Style`.

    Raises
    ------
    InputError : there are no features, the number of values differs from the number of texts, a persona has two values
        of one attribute, or `together` names an unknown attribute.

    Source
    ------
    As `icc`, `icc_intervals`, `eta_squared` and `attribution`.

    Ann's texts have 10 and 12 words, Bob's 20 and 22; B = 100 and W = 2, so ICC = 98 / 102:

    >>> found = style({"words": [10, 12, 20, 22]}, ["ann", "ann", "bob", "bob"])
    >>> round(found.features["words"].icc, 3), found.repeats
    (0.961, 2)
    """
    if not features:
        raise InputError("there are no features; give at least one column of numbers, such as words=[...]")
    table = np.column_stack([_column(name, values, len(personas)) for name, values in features.items()])
    samples = repeats_of(table, personas)
    counts = Counter(personas)
    levels = {name: _of_personas(name, values, personas) for name, values in (attributes or {}).items()}
    asked = _together(levels, together)
    means = persona_means(samples)
    repeated = len(samples) > 1
    found = icc(samples) if repeated else None
    ends = icc_intervals(samples) if repeated else np.full((table.shape[1], 2), np.nan)
    effects = {name: eta_squared(means, np.array(values, dtype=object)) for name, values in levels.items()}
    return Style(
        features={
            name: Feature(
                *_moments(table[:, place]),
                icc=None if found is None else number_or_none(found.per_item[place]),
                icc_low=number_or_none(ends[place, 0]),
                icc_high=number_or_none(ends[place, 1]),
                by_attribute={
                    attribute: AttributeEffect(
                        *(number_or_none(one[place]) for one in (its.eta2, its.omega2, its.chance))
                    )
                    for attribute, its in effects.items()
                },
            )
            for place, name in enumerate(features)
        },
        icc=None if found is None else found.mean,
        attribution=_attribution(means, [levels[name] for name in asked], permutations, seed) if asked else None,
        together=asked,
        texts=len(table),
        personas=len(counts),
        repeats=len(samples),
        incomplete_personas=sum(count < len(samples) for count in counts.values()),
    )


def _attribution(means: Array, levels: list[list[object]], permutations: int, seed: int) -> Attribution:
    columns = np.empty((len(means), len(levels)), dtype=object)
    for place, values in enumerate(levels):
        columns[:, place] = values
    return attribution(means, columns, permutations=permutations, seed=seed)


def _column(name: str, values: ArrayLike, texts: int) -> Array:
    column = np.asarray(values, dtype=np.float64)
    if column.shape != (texts,):
        raise InputError(
            f"the feature {name} has the shape {column.shape} and there are {texts} texts; give one number for each"
        )
    return column


def _of_personas(name: str, values: Sequence[object], personas: Sequence[Hashable]) -> list[object]:
    """The value of an attribute for each persona, in order of appearance."""
    if len(values) != len(personas):
        raise InputError(f"there are {len(personas)} texts and {len(values)} values of {name}; give one for each text")
    found: dict[Hashable, object] = {}
    for persona, value in zip(personas, values, strict=True):
        before = found.setdefault(persona, value)
        if level_name(before) != level_name(value):
            raise InputError(f"persona {persona} has the {name} {before!r} and {value!r}; give its texts one value")
    return list(found.values())


def _together(levels: Mapping[str, object], asked: Sequence[str] | None) -> tuple[str, ...]:
    if asked is None:
        return tuple(levels) if len(levels) <= MOST else ()
    for name in asked:
        if name not in levels:
            raise InputError(f"unknown attribute {name!r} in together; known attributes: {', '.join(levels) or 'none'}")
    return tuple(asked)


def _moments(column: Array) -> tuple[float | None, float | None, int]:
    """Mean, SD and number of undefined values."""
    there = column[~np.isnan(column)]
    undefined = len(column) - len(there)
    return (float(there.mean()), float(there.std()), undefined) if len(there) else (None, None, undefined)
