"""The different sequences of words of many texts as numbers, without an object for each.

T texts.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Indices

PARTS = 16
"""Keys are sorted in so many parts, so that one of them needs little memory."""

MIXER = np.uint64(0x9E3779B97F4A7C15)
"""An odd number that spreads keys over parts."""

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Sequences:
    """Which sequences each text has.

    Attributes
    ----------
    starts : (T + 1,) where each text begins in `numbers`, and their end
    numbers : (pairs,) text by text, the numbers of its different sequences, ascending; at least one per text
    different : number of different sequences in all texts
    """

    starts: Indices
    numbers: NDArray[np.int32]
    different: int

    def of(self, text: int) -> NDArray[np.int32]:
        """The numbers of the sequences of one text."""
        return self.numbers[self.starts[text] : self.starts[text + 1]]


def sequences(texts: Iterable[list[str]], n: int) -> Sequences:
    """The different sequences of n words in each text; the whole text as one sequence when it is shorter.

    Parameters
    ----------
    texts : (T,) the words of each
    n : number of words

    >>> found = sequences([["a", "b", "a", "b"], ["b", "a"], ["c"]], 2)
    >>> [len(found.of(text)) for text in range(3)], set(found.of(1)) < set(found.of(0))
    ([2, 1, 1], True)
    """
    words, lengths = _numbered(texts, n)
    counts = np.maximum(lengths - n + 1, 1)
    whose = np.repeat(np.arange(len(lengths), dtype=np.int32), counts)
    keys = _keys(words, lengths, counts, n)
    part_of = _parts(keys)
    kept, numbers, first = np.zeros(len(whose), dtype=np.bool_), np.empty(len(whose), dtype=np.int32), 0
    for part in range(PARTS):
        rows = np.flatnonzero(part_of == part)
        sorted_by = (whose[rows].astype(np.uint64), *(key[rows] for key in keys))
        rows = rows[np.lexsort(sorted_by)]
        new = np.any([_changes(key[rows]) for key in keys], axis=0)
        kept[rows] = new | _changes(whose[rows])
        numbers[rows] = first - 1 + np.cumsum(new, dtype=np.int32)
        first += int(new.sum())
    whose, numbers = whose[kept], numbers[kept]
    starts = np.searchsorted(whose, np.arange(len(lengths) + 1))
    for begin, end in pairwise(starts):
        numbers[begin:end].sort()
    return Sequences(starts, numbers, first)


def _numbered(texts: Iterable[list[str]], n: int) -> tuple[NDArray[np.uint32], Indices]:
    """All words as numbers from 1, text by text, with n zeros behind them, and how many each text has (T,)."""
    number: dict[str, int] = {}
    words, lengths = array("I"), array("q")
    for own in texts:
        words.extend([number.setdefault(word, len(number) + 1) for word in own])
        lengths.append(len(own))
    words.extend([0] * n)
    return np.frombuffer(words, dtype=np.uint32), np.array(lengths, dtype=np.intp)


def _keys(words: NDArray[np.uint32], lengths: Indices, counts: Indices, n: int) -> list[Keys]:
    """The sequence that begins at each place of each text: two words in each number. Words behind a text are 0."""
    ends = np.cumsum(counts)
    begins = np.arange(ends[-1]) + np.repeat(np.cumsum(lengths) - lengths - (ends - counts), counts)
    left = np.repeat(np.minimum(lengths, n).astype(np.int8), counts)
    keys = [np.zeros(len(begins), dtype=np.uint64) for _ in range(0, n, 2)]
    for place in range(n):
        own = keys[place // 2]
        own <<= np.uint64(32)
        own |= np.where(place < left, words[begins + place], np.uint32(0))
    return keys


def _parts(keys: list[Keys]) -> NDArray[np.uint8]:
    """The part of each key."""
    mixed = keys[0] * MIXER
    for key in keys[1:]:
        mixed ^= key
        mixed *= MIXER
    return (mixed >> np.uint64(32)).astype(np.uint8) % np.uint8(PARTS)


def _changes(values: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it."""
    return np.append(np.ones(min(1, len(values)), dtype=np.bool_), values[1:] != values[:-1])
