"""Recall: how many stated values a detector finds, from sentences with known content.

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
    writer : the writer's name
    found : number of sentences in which the value they state is found
    of : number of sentences
    mistaken : number of other values found, over all sentences
    others : number of other values that could have been found: sentences times (values - 1)
    """

    writer: str
    found: int
    of: int
    mistaken: int
    others: int

    @property
    def gain(self) -> float:
        """How much more often the stated value is found than another one: recall minus confusion, -1 .. 1."""
        return self.found / self.of - self.mistaken / self.others


@dataclass(frozen=True)
class DetectorRecall:
    """How well an attribute is found where it is stated, and how much this may differ for another writer.

    Attributes
    ----------
    readings : one per writer
    between : variance of a writer's gain around its attribute's mean, pooled over attributes
    across : variance of gains between attributes, without what writers contribute to it
    too_narrow : whether intervals by it contained known rates less often than they should
    """

    readings: tuple[WriterRecall, ...]
    between: float
    across: float = 0.0
    too_narrow: bool = False

    @property
    def recall(self) -> float:
        """Mean over writers of the share of sentences in which the value they state is found, 0 .. 1."""
        return sum(one.found / one.of for one in self.readings) / len(self.readings)

    @property
    def confusion(self) -> float:
        """Mean over writers of the share of other values that are found in the same sentences by mistake, 0 .. 1."""
        return sum(one.mistaken / one.others for one in self.readings) / len(self.readings)

    @property
    def gain(self) -> float:
        """Recall minus confusion."""
        return self.recall - self.confusion

    @property
    def variance(self) -> float:
        """Variance of the gain for a new writer: between writers, of the mean of these writers, and between attributes.

        The last is added because few writers may have met on the same few words of an attribute. The gain of another
        writer may then be as far from theirs as those of other attributes are.
        """
        return self.between * (1 + 1 / len(self.readings)) + self.across


def recalls(readings: Mapping[str, Sequence[WriterRecall]]) -> dict[str, DetectorRecall]:
    """For each attribute, how well it is found where it is stated, with one spread between writers for all attributes.

    The variance between writers is that of their gains (recall less confusion) around each attribute's mean, pooled
    over attributes: sum (gain - mean)^2 / (A (W - 1)). It includes the chance that comes from a writer's few sentences,
    which a new writer will have as well. The variance between attributes is that of the attributes' means, without the
    part of it that writers make: variance of means - variance between writers / W, or 0.

    Parameters
    ----------
    readings : attribute -> one reading per writer, from at least two writers

    Raises
    ------
    InputError : an attribute has fewer than two writers, or a writer without sentences.

    Two writers differ by .2 on the first attribute and by 0 on the second: (.1^2 + .1^2 + 0) / 2. Both attributes have
    the same mean, so attributes add nothing.

    >>> def writer(name, found):
    ...     return WriterRecall(name, found, 10, 0, 10)
    >>> found = recalls({"age": [writer("a", 8), writer("b", 10)], "gender": [writer("a", 9), writer("b", 9)]})
    >>> round(found["age"].recall, 3), round(found["age"].between, 3), round(found["gender"].variance, 3)
    (0.9, 0.01, 0.015)
    """
    squares, degrees, means, writers = 0.0, 0, [], []
    for attribute, ones in readings.items():
        if len(ones) < 2 or any(one.of < 1 or one.others < 1 for one in ones):
            raise InputError(f"{attribute} has {len(ones)} writers; give the sentences of at least two")
        gains = np.array([one.gain for one in ones])
        squares += float(((gains - gains.mean()) ** 2).sum())
        degrees += len(ones) - 1
        means.append(gains.mean())
        writers.append(len(ones))
    between = squares / degrees
    across = (
        max(float(np.var(means, ddof=1)) - between * float(np.mean(1 / np.array(writers))), 0.0)
        if len(means) > 1
        else 0.0
    )
    return {attribute: DetectorRecall(tuple(ones), between, across) for attribute, ones in readings.items()}
