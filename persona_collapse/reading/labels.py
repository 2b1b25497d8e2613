"""The spellings of the labels of a scale, by which replies name a point."""

import re
from dataclasses import dataclass
from functools import lru_cache

from persona_collapse.instruments import AGREEMENT, ResponseScale
from persona_collapse.reading.echoes import american
from persona_collapse.reading.languages import CODES, language


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
    if set(scale.labels) == set(AGREEMENT):
        for code in languages:
            for label, others in zip(AGREEMENT, language(code)["agreement"], strict=True):
                for other in others:
                    found.setdefault(other, scale.low + scale.labels.index(label))
    return sorted(found.items(), key=lambda one: -len(one[0]))


LETTERS = re.compile(r"[a-z\u00c0-\u024f' ,]{4,60}")
"""A label that can have a slip: it has enough letters, so that no other word is taken for it, and each letter says little."""


def misspelled(text: str, scale: ResponseScale) -> int | None:
    """The scale point of a text that is one label but for one slip: a letter too many or too few, another one, two exchanged.

    First and last letters must be right. None if labels of two points are as near.

    >>> misspelled("stronlgy agree", ResponseScale(1, 5)), misspelled("agreed", ResponseScale(1, 5))
    (5, None)
    """
    text = text.strip().lower()
    if not LETTERS.fullmatch(text):
        return None
    near = {point for spelled, point in _all(scale.low, scale.high, tuple(scale.labels)) if _one_slip(text, spelled)}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=256)
def _all(low: int, high: int, labels: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Every spelling in every language, in lower case."""
    return tuple((spelled.lower(), point) for spelled, point in spellings(ResponseScale(low, high, labels), CODES))


def _one_slip(text: str, spelled: str) -> bool:
    """Whether a text becomes a spelling by one letter less, more, another, or by two neighbours exchanged.

    >>> _one_slip("agre", "agree"), _one_slip("argee", "agree"), _one_slip("agree", "disagree")
    (True, True, False)
    """
    if text[0] != spelled[0] or text[-1] != spelled[-1] or abs(len(text) - len(spelled)) > 1:
        return False
    most = min(len(text), len(spelled))
    same = next((place for place in range(most) if text[place] != spelled[place]), most)
    rest, other = text[same:], spelled[same:]
    exchanged = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
