"""Templates: how much do personas' texts follow one filled-in template?"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.intervals import of_influence
from persona_collapse.measures.text.sequences import sequences
from persona_collapse.measures.text.words import HEADER, LIST_ITEM, phrases, running_text, sentences, words

OPENING = 5
"""Number of words in a text's opening, and the fewest words of a sentence that is a skeleton."""

RUN = 4
"""Length, in words, of the sequences that count as repeated if another persona's text contains them."""

NUMBER = re.compile(r"\b\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|%)?\b")
WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*\w)?")
FIRST_PERSON = re.compile(r"I(?:['\u2019]\w+)?\Z")
MASK = re.compile(r"\bx(value|number|name)x\b")


@dataclass(frozen=True)
class Commonest:
    """How often forms recur.

    Attributes
    ----------
    distinct : different forms / texts: 1 / T (all the same) .. 1 (all different)
    share : share of texts with the commonest form, 1 / T .. 1
    form : the commonest form; of equally common ones, the alphabetically first
    low, high : 95 % interval of the share over personas; None without personas or with one
    """

    distinct: float
    share: float
    form: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Structure:
    """The layout of texts.

    Attributes
    ----------
    headers, paragraphs, list_items : mean number per text
    with_headers, with_lists : share of texts that have any, 0 .. 1
    same_layout : share of texts with the commonest numbers of headers, paragraphs and list items, 1 / T .. 1
    """

    headers: float
    paragraphs: float
    list_items: float
    with_headers: float
    with_lists: float
    same_layout: float


@dataclass(frozen=True)
class Templates:
    """How similar texts are in form.

    Attributes
    ----------
    openings : the first five words
    skeletons : the first sentence (of five words and more) with names, numbers and the persona's own values masked
    compression_ratio : length / compressed length of all texts together; about 3 for English prose, higher means more
        alike; grows with T, so compare at equal numbers only
    self_repetition : share of a text's four-word sequences that are also in another persona's text, mean over texts; 0
        .. 1; grows with T; None with one persona
    structure : headers, paragraphs, lists
    texts : T
    """

    openings: Commonest
    skeletons: Commonest
    compression_ratio: float
    self_repetition: float | None
    structure: Structure
    texts: int


def templates(
    texts: Sequence[str], personas: Sequence[Hashable], values: Sequence[Sequence[str]] | None = None
) -> Templates:
    """How much personas' texts follow one form: the same opening, or the same sentence with different names.

    Parameters
    ----------
    texts : (T,) each with at least one word
    personas : (T,) the persona of each text
    values : (T,) values of the attributes of that persona, masked in its skeleton; none by default

    Returns
    -------
    `Templates`.

    Raises
    ------
    InputError : there are no texts, a text has no words, or there is not one persona (or list of values) per text.

    Source
    ------
    Skeletons and layout: "The Chameleon's Limit" (arXiv 2604.24698), whose released code looks for capitals after
    lower-casing; compression ratio: Shaib et al. 2024 (arXiv 2403.00553), here with zlib; self-repetition: after Salkar
    et al. 2022 (AACL), sequences of four words, here as a share so that long texts do not score higher.

    >>> found = templates(["Hi, I am Ann from Peru.", "Hi, I am Bob Lee from Chad."], ["a", "b"])
    >>> found.skeletons.form, found.skeletons.share, found.openings.distinct
    ('hi i am <name> from <name>', 1.0, 1.0)
    """
    _checked(texts, personas, values)
    own = [()] * len(texts) if values is None else [tuple(one) for one in values]
    return Templates(
        openings=commonest([opening(text) for text in texts], personas),
        skeletons=commonest([skeleton(text, its) for text, its in zip(texts, own, strict=True)], personas),
        compression_ratio=compression_ratio(texts),
        self_repetition=self_repetition(texts, personas),
        structure=structure(texts),
        texts=len(texts),
    )


def opening(text: str) -> str:
    """The first five words of the running text, in lower case.

    >>> opening("# Me\\n\\nHello, I'm Ann, a poet.")
    "hello i'm ann a poet"
    """
    return " ".join(_lower(_body(text))[:OPENING])


def skeleton(text: str, values: Sequence[str] = ()) -> str:
    """The first sentence of the running text, with a persona's own details masked; extended to at least five words.

    Three things are masked in this order, before lower-casing: the persona's values (whole words, in any case), numbers in
    digits, and sequences of capitalised words that do not begin the sentence (except "I"). Punctuation is removed last.
    Names that begin a sentence stay, and names in a script without capitals are not found.

    Parameters
    ----------
    text : with at least one word
    values : of the persona's attributes

    >>> skeleton("As a 34-year-old nurse from Lima, Peru, I love the Andes!", ["Nurse"])
    'as a <number> year-old <value> from <name> <name> i love the <name>'
    """
    own = _pattern(tuple(values))
    masked = []
    for sentence in _first_sentences(_body(text)):
        valued = sentence if own is None else own.sub(" xvaluex ", sentence)
        masked.append(_without_names(NUMBER.sub(" xnumberx ", valued)))
    return MASK.sub(r"<\1>", " ".join(_lower(" ".join(masked))))


def commonest(forms: Sequence[str], personas: Sequence[Hashable] | None = None) -> Commonest:
    """How many different forms there are, and how frequent the commonest is.

    The interval is that of the share of this form, from the contribution of each persona's texts (texts of one persona
    are one cluster), +- 1.96 standard errors, cut to 0..1. It does not include the chance that another form could have
    been the commonest.

    Parameters
    ----------
    forms : (T,) one per text
    personas : (T,) the persona of each text; without personas, the interval is None

    >>> commonest(["b", "a", "a", "c"])
    Commonest(distinct=0.75, share=0.5, form='a', low=None, high=None)
    >>> found = commonest(["b", "a", "a", "c"], [1, 1, 2, 2])  # a in half of the texts of each
    >>> found.low, found.high
    (0.5, 0.5)
    """
    counts = Counter(forms)
    form = min(counts, key=lambda one: (-counts[one], one))
    share = counts[form] / len(forms)
    low, high = (None, None) if personas is None else _ends(np.array([one == form for one in forms]), personas)
    return Commonest(len(counts) / len(forms), share, form, low, high)


def _ends(has: NDArray[np.bool_], personas: Sequence[Hashable]) -> tuple[float | None, float | None]:
    """The ends of the 95 % interval of a share of texts, over personas."""
    numbers = {persona: number for number, persona in enumerate(dict.fromkeys(personas))}
    if len(numbers) < 2:
        return None, None
    whose = np.array([numbers[persona] for persona in personas])
    share = float(has.mean())
    influence = np.bincount(whose, has - share) * len(numbers) / len(has)
    interval = of_influence(share, np.sort(influence)).interval  # sorted, so that the order of texts has no effect
    return max(interval.low, 0.0), min(interval.high, 1.0)


def compression_ratio(texts: Sequence[str]) -> float:
    """How repetitive the texts are for a compressor: bytes / compressed bytes of all texts together.

    Texts are sorted first, so their order does not matter and those with the same opening are adjacent: the compressor
    (zlib, level 9) looks back 32 KiB. Above 1, unless texts are very short.

    >>> compression_ratio(["one and the same"] * 100) > 30
    True
    """
    compressor, size, compressed = zlib.compressobj(9), 0, 0
    for place, text in enumerate(sorted(texts)):
        part = f"\n{text}" if place else text
        line = part.encode("utf-8", "surrogatepass")
        size += len(line)
        compressed += len(compressor.compress(line))
    return size / (compressed + len(compressor.flush()))


def self_repetition(texts: Sequence[str], personas: Sequence[Hashable]) -> float | None:
    """How much of a text is also in other personas' texts: the share of its different four-word sequences, mean over
    texts.

    >>> self_repetition(["I love my old dog", "I love my old cat"], ["a", "b"])  # one of two sequences is shared
    0.5
    """
    if len(set(personas)) < 2:
        return None
    runs = sequences((_lower(text) for text in texts), RUN)
    numbers = {persona: number for number, persona in enumerate(dict.fromkeys(personas))}
    counts = np.diff(runs.starts)
    whose = np.repeat(np.array([numbers[persona] for persona in personas], dtype=np.int32), counts)
    first, last = np.full(runs.different, len(numbers), dtype=np.int32), np.full(runs.different, -1, dtype=np.int32)
    np.minimum.at(first, runs.numbers, whose)
    np.maximum.at(last, runs.numbers, whose)
    shared = np.add.reduceat((first < last)[runs.numbers], runs.starts[:-1], dtype=np.intp)
    return math.fsum(shared / counts) / len(texts)


def structure(texts: Sequence[str]) -> Structure:
    """How many headers, paragraphs and list items texts have (Markdown), and how many texts share a layout.

    Paragraphs are separated by empty lines; a header is not a paragraph, and a list is part of one.

    >>> found = structure(["# Me\\n\\nI am Ann.\\n\\nI paint.", "I am Bob."])
    >>> found.headers, found.paragraphs, found.with_lists, found.same_layout
    (0.5, 1.5, 0.0, 0.5)
    """
    layouts = [
        (
            len(HEADER.findall(text)),
            sum(bool(words(part)) for part in re.split(r"\n[ \t]*\n", HEADER.sub("\n\n", text))),
            len(LIST_ITEM.findall(HEADER.sub("", text))),
        )
        for text in texts
    ]
    table = np.array(layouts, dtype=np.float64)
    headers, paragraphs, items = table.mean(axis=0)
    with_headers, _, with_lists = (table > 0).mean(axis=0)
    same = max(Counter(layouts).values()) / len(texts)
    return Structure(*(float(one) for one in (headers, paragraphs, items, with_headers, with_lists, same)))


@cache
def _pattern(values: tuple[str, ...]) -> re.Pattern[str] | None:
    return phrases(values)


def _without_names(sentence: str) -> str:
    """The sentence with a mask for each sequence of capitalised words, except its first word and "I"."""
    found = list(WORD.finditer(sentence))
    capital = [one.group()[0].isupper() and not FIRST_PERSON.match(one.group()) for one in found]
    parts, end = [], 0
    for place, one in enumerate(found):
        if place == 0 or not capital[place]:
            continue
        between = sentence[found[place - 1].end() : one.start()]
        runs_on = place > 1 and capital[place - 1] and between.strip(".").isspace()
        parts.append("" if runs_on else sentence[end : one.start()] + " xnamex ")
        end = one.end()
    return "".join(parts) + sentence[end:]


def _first_sentences(text: str) -> list[str]:
    """The first sentence, plus following ones until there are at least five words."""
    found: list[str] = []
    for sentence in sentences(text):
        found.append(sentence)
        if len(words(" ".join(found))) >= OPENING:
            break
    return found


def _body(text: str) -> str:
    """The running text; the whole text when it has only headers."""
    body = running_text(text)
    return body if words(body) else text


def _lower(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def _checked(texts: Sequence[str], personas: Sequence[Hashable], values: Sequence[Sequence[str]] | None) -> None:
    if not texts:
        raise InputError("there are no texts; give at least one")
    for name, given in (("personas", personas), ("lists of values", values)):
        if given is not None and len(given) != len(texts):
            raise InputError(f"there are {len(texts)} texts and {len(given)} {name}; give one for each text")
    for number, text in enumerate(texts, start=1):
        if not words(text):
            raise InputError(f"text {number} has no words; exclude such texts with persona_collapse.texts.usable")
