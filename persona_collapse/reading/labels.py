"""The spellings of the labels of a scale, by which replies name a point."""

import re
from dataclasses import dataclass
from functools import lru_cache

from persona_collapse.instruments import AGREEMENT, ResponseScale
from persona_collapse.reading.echoes import american
from persona_collapse.reading.languages import language


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
