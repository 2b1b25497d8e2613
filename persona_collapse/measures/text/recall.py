"""Recall: how much of what is told a detector finds, from sentences of which it is known what they tell.

A attributes, W writers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from persona_collapse.errors import InputError


@dataclass(frozen=True)
class WriterRecall:
    """What a detector finds in one writer's sentences about an attribute.

    Attributes
    ----------
    writer : who wrote them
    found : sentences in which the value they tell is found
    of : sentences
    mistaken : other values found, over all sentences
    others : other values that could have been found: sentences times (values - 1)
    """

    writer: str
    found: int
    of: int
    mistaken: int
    others: int

    @property
    def gain(self) -> float:
        """How much oftener the told value is found than another one: recall less confusion, -1 .. 1."""
        return self.found / self.of - self.mistaken / self.others


@dataclass(frozen=True)
class DetectorRecall:
    """How well an attribute is found where it is told, and how far another writer's words may be from that.

    Attributes
    ----------
    readings : one per writer
    between : variance of a writer's gain around its attribute's mean, pooled over attributes
    """

    readings: tuple[WriterRecall, ...]
    between: float

    @property
    def recall(self) -> float:
        """Mean over writers of the share of sentences in which the value they tell is found, 0 .. 1."""
        return sum(one.found / one.of for one in self.readings) / len(self.readings)

    @property
    def confusion(self) -> float:
        """Mean over writers of the share of other values that the same sentences are taken for, 0 .. 1."""
        return sum(one.mistaken / one.others for one in self.readings) / len(self.readings)

    @property
    def gain(self) -> float:
        """Recall less confusion."""
        return self.recall - self.confusion

    @property
    def variance(self) -> float:
        """Of the gain in the words of a writer who is none of these: a writer's own, and that of the mean of these."""
        return self.between * (1 + 1 / len(self.readings))


def recalls(readings: Mapping[str, Sequence[WriterRecall]]) -> dict[str, DetectorRecall]:
    """Says of each attribute how well it is found where it is told, with the spread that writers have in common.

    The variance between writers is that of their gains (recall less confusion) around each attribute's mean, pooled over
    attributes: sum (gain - mean)^2 / (A (W - 1)). The few sentences that a writer has are part of it, as they are of what
    another writer will say.

    Parameters
    ----------
    readings : attribute -> one per writer, two writers at least

    Raises
    ------
    InputError : fewer than two writers of an attribute, or a writer without sentences.

    Of the first attribute two writers differ by .2, of the second by nothing: (.1^2 + .1^2 + 0) / 2

    >>> def writer(name, found):
    ...     return WriterRecall(name, found, 10, 0, 10)
    >>> found = recalls({"age": [writer("a", 8), writer("b", 10)], "gender": [writer("a", 9), writer("b", 9)]})
    >>> round(found["age"].recall, 3), round(found["age"].between, 3), round(found["gender"].variance, 3)
    (0.9, 0.01, 0.015)
    """
    squares, degrees = 0.0, 0
    for attribute, ones in readings.items():
        if len(ones) < 2 or any(one.of < 1 or one.others < 1 for one in ones):
            raise InputError(f"{attribute} has {len(ones)} writers; give the sentences of two at least")
        gains = np.array([one.gain for one in ones])
        squares += float(((gains - gains.mean()) ** 2).sum())
        degrees += len(ones) - 1
    return {attribute: DetectorRecall(tuple(ones), squares / degrees) for attribute, ones in readings.items()}
