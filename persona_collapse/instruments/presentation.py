"""How an item is laid out for one respondent: which side is called A, and in which direction its scale is printed."""

from dataclasses import dataclass
from typing import Self

from persona_collapse.errors import InputError
from persona_collapse.instruments.scale import ResponseScale
from persona_collapse.measures.randomness import generator


@dataclass(frozen=True)
class Presentation:
    """The layout of one question; answers given to it are mapped back before anything is measured.

    Attributes
    ----------
    swapped : A and B have changed places
    descending : the lowest number carries the highest label

    >>> turned = Presentation(descending=True)
    >>> turned.scale(ResponseScale(1, 5)).label(1), turned.back(1, ResponseScale(1, 5))
    ('Agree strongly', 5)
    """

    swapped: bool = False
    descending: bool = False

    @classmethod
    def drawn(cls, respondent: str, item: str, seed: int, *, sides: bool) -> Self:
        """The layout that belongs to a respondent and an item; `sides` says whether there are an A and a B to swap."""
        swapped, descending = generator(f"presentation {respondent} {item}", seed).integers(0, 2, 2).astype(bool)
        return cls(swapped=bool(swapped) and sides, descending=bool(descending))

    @classmethod
    def named(cls, text: str) -> Self:
        """The presentation that calls itself `text`.

        >>> Presentation.named(str(Presentation(True, True))) == Presentation(True, True)
        True
        """
        words = set(text.split())
        if words - {"swapped", "descending"}:
            raise InputError(f"{text!r} is not a presentation; it is made of the words swapped and descending")
        return cls("swapped" in words, "descending" in words)

    def __str__(self) -> str:
        return " ".join(name for name in ("swapped", "descending") if getattr(self, name))

    @property
    def mirrored(self) -> bool:
        """Whether a low number now means what a high one meant; two turns cancel out."""
        return self.swapped != self.descending

    def scale(self, published: ResponseScale) -> ResponseScale:
        """The scale as it is printed."""
        labels = published.labels[::-1] if self.descending else published.labels
        return ResponseScale(published.low, published.high, labels)

    def back(self, point: int, published: ResponseScale) -> int:
        """The published scale point that an answer on the printed scale stands for."""
        return published.low + published.high - point if self.mirrored else point


AS_PUBLISHED = Presentation()
"""Nothing swapped, nothing turned."""
