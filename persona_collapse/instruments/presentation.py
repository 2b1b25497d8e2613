"""The layout of an item for one respondent: which side is called A, and the direction of the printed scale."""

from dataclasses import dataclass
from typing import Self

from persona_collapse.errors import InputError
from persona_collapse.instruments.scale import ResponseScale
from persona_collapse.measures.randomness import generator


@dataclass(frozen=True)
class Presentation:
    """The layout of one question; its answers are mapped back before they are measured.

    Attributes
    ----------
    swapped : A and B are exchanged
    descending : the lowest number has the highest label

    >>> turned = Presentation(descending=True)
    >>> turned.scale(ResponseScale(1, 5)).label(1), turned.back(1, ResponseScale(1, 5))
    ('Agree strongly', 5)
    """

    swapped: bool = False
    descending: bool = False

    @classmethod
    def drawn(cls, respondent: str, item: str, seed: int, *, sides: bool) -> Self:
        """The layout of an item for a respondent; `sides` says whether there are an A and a B to swap."""
        swapped, descending = generator(f"presentation {respondent} {item}", seed).integers(0, 2, 2).astype(bool)
        return cls(swapped=bool(swapped) and sides, descending=bool(descending))

    @classmethod
    def named(cls, text: str) -> Self:
        """The presentation with the name `text`.

        >>> Presentation.named(str(Presentation(True, True))) == Presentation(True, True)
        True
        """
        words = set(text.split())
        if words - {"swapped", "descending"}:
            raise InputError(f"unknown presentation {text!r}; use the words swapped and descending, or none")
        return cls("swapped" in words, "descending" in words)

    def __str__(self) -> str:
        return " ".join(name for name in ("swapped", "descending") if getattr(self, name))

    @property
    def mirrored(self) -> bool:
        """Whether a low number now has the meaning of a high one; two reversals cancel out."""
        return self.swapped != self.descending

    def scale(self, published: ResponseScale) -> ResponseScale:
        """The scale as printed."""
        labels = published.labels[::-1] if self.descending else published.labels
        return ResponseScale(published.low, published.high, labels)

    def back(self, point: int, published: ResponseScale) -> int:
        """The published scale point for an answer on the printed scale."""
        return published.low + published.high - point if self.mirrored else point


AS_PUBLISHED = Presentation()
"""Nothing swapped, nothing reversed."""
