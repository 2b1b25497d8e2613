"""The spellings of the labels of a scale, by which replies name a point."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from persona_collapse.instruments import AGREEMENT, ResponseScale
from persona_collapse.reading.echoes import american
from persona_collapse.reading.languages import CODES, language, lone_number_words


@dataclass(frozen=True)
class Spelled:
    """A spelling of a label, made ready to be searched for.

    Attributes
    ----------
    point : the scale point
    lower : in lower case, which any ASCII text with it contains; None for other letters
    pattern : the spelling, in any case
    apart : its letters stand apart from others
    side : its last word, if that is a single letter
    """

    point: int
    lower: str | None
    pattern: re.Pattern[str]
    apart: bool
    side: str


def spelled_labels(scale: ResponseScale, languages: tuple[str, ...]) -> tuple[Spelled, ...]:
    """`spellings`, made ready once for all replies on a scale."""
    return _made(scale.low, scale.high, tuple(scale.labels), languages)


@lru_cache(maxsize=256)
def _made(low: int, high: int, labels: tuple[str, ...], languages: tuple[str, ...]) -> tuple[Spelled, ...]:
    found = []
    for spelled, point in spellings(ResponseScale(low, high, labels), languages):
        apart = re.match(r"[A-Za-z\u00c0-\u024f]", spelled) is not None
        edge = r"\b" if apart else ""
        side = (spelled.split() or [""])[-1]
        found.append(
            Spelled(
                point,
                spelled.lower() if spelled.isascii() else None,
                re.compile(rf"(?i){edge}{re.escape(spelled)}{edge}"),
                apart,
                side if len(side) == 1 else "",
            )
        )
    return tuple(found)


def spellings(scale: ResponseScale, languages: tuple[str, ...]) -> list[tuple[str, int]]:
    """Labels and the points they stand for, longest first: as printed, two words in either order, and other wordings.

    >>> dict(spellings(ResponseScale(1, 5), ("en",)))["strongly agree"]
    5
    """
    found: dict[str, int] = {}
    for point in scale.points:
        if not (label := american(scale.words_of(point))):
            continue
        parts = label.split()
        found[label] = point
        if len(parts) == 2 and len(parts[-1]) > 1:
            found[" ".join(reversed(parts))] = point
        if (turned := INVERTED.fullmatch(label)) is not None:
            found[f"{turned[1]} ich {turned[2]}"] = point
    if set(scale.labels) == set(AGREEMENT):
        for code in languages:
            for label, others in zip(AGREEMENT, language(code)["agreement"], strict=True):
                for other in others:
                    found.setdefault(other, scale.low + scale.labels.index(label))
    return sorted(found.items(), key=lambda one: -len(one[0]))


INVERTED = re.compile(r"(?i)(stimme|lehne) (.+ (?:zu|ab))")
"""A German label that may stand behind another word: "Da stimme ich voll zu"."""
LETTERS = re.compile(r"[a-z\u00c0-\u024f' ,]{4,60}")
"""A label that can have a slip: it has enough letters, so that no other word is taken for it, and each letter says little."""
SHORT_WORD = 4
"""A word of fewer letters can have no slip: "de" and "en", "ni" and "un" are one letter apart."""
LONG_LABEL = 6
"""Letters of a word that can have any slip where it is a whole label: "same" is not "some"."""
DOUBLED = re.compile(r"(.)\1")
NEGATING = re.compile(r"dis|des|un|in|im|il|ir|on|non|mis|anti")
"""Prefixes of ten languages that turn a word into its opposite, without accents."""


def misspelled(text: str, scale: ResponseScale) -> int | None:
    """The scale point of a text that is one label but for one slip: a letter too many or too few, another one, two exchanged.

    The slip is in one word, and the others are right; accents may be missing. None where the word is a number word or
    belongs to another label, and where labels of two points are as near. A label of one short word can only have a
    letter doubled or a doubled letter once.

    >>> misspelled("stronlgy agree", ResponseScale(1, 5)), misspelled("agreed", ResponseScale(1, 5))
    (5, None)
    >>> misspelled("muy desacuerdo", ResponseScale(1, 5))
    """
    text = text.strip().lower()
    if not LETTERS.fullmatch(text):
        return None
    given = _words(text)
    spelled = _all(scale.low, scale.high, tuple(scale.labels))
    known = {word for label, _ in spelled for word in label} | set(lone_number_words())
    near = {point for label, point in spelled if _one_word_off(given, label, known)}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=256)
def _all(low: int, high: int, labels: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The words of every spelling in every language."""
    return tuple(
        (_words(spelled.lower()), point) for spelled, point in spellings(ResponseScale(low, high, labels), CODES)
    )


def _words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents."""
    plain = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return tuple(plain.replace(",", " ").split())


def _one_word_off(given: tuple[str, ...], label: tuple[str, ...], known: set[str]) -> bool:
    """Whether words are those of a label, one of them with one slip at most."""
    if len(given) != len(label):
        return False
    wrong = [(one, other) for one, other in zip(given, label, strict=True) if one != other]
    if len(wrong) != 1:
        return not wrong
    one, other = wrong[0]
    if len(other) < SHORT_WORD or one in known:
        return False
    if len(label) == 1 and len(other) < LONG_LABEL:
        return DOUBLED.sub(r"\1", one) == DOUBLED.sub(r"\1", other) and _one_slip(one, other)
    return _one_slip(one, other)


def _one_slip(text: str, spelled: str) -> bool:
    """Whether a word becomes another one by a letter less, more, another, or by two neighbours exchanged.

    First and last letters must be right, and a slip makes and takes no prefix that negates.

    >>> _one_slip("agre", "agree"), _one_slip("argee", "agree"), _one_slip("agree", "disagree")
    (True, True, False)
    >>> _one_slip("atypical", "typical"), _one_slip("dsaccordo", "d'accordo")
    (False, False)
    """
    if text[0] != spelled[0] or text[-1] != spelled[-1] or abs(len(text) - len(spelled)) > 1:
        return False
    if bool(NEGATING.match(text)) != bool(NEGATING.match(spelled)):
        return False
    if len(text) == len(spelled) and text.count("'") != spelled.count("'"):
        return False
    most = min(len(text), len(spelled))
    same = next((place for place in range(most) if text[place] != spelled[place]), most)
    rest, other = text[same:], spelled[same:]
    exchanged = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
