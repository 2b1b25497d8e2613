"""Near-duplicates: texts that are almost the same, found by MinHash so that thousands take seconds."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Indices
from persona_collapse.measures.text.sequences import Sequences, sequences
from persona_collapse.measures.text.words import ngrams, words
from persona_collapse.texts.libraries import library

SHINGLE = 5
"""Number of words in the sequences by which texts are compared."""

BANDS, ROWS = 32, 4
"""Texts are compared if all rows of one band agree: this misses a pair at a Jaccard index of .8 with chance 5e-8, at .5
with 13 %."""


@dataclass(frozen=True)
class NearDuplicates:
    """How many texts have a near-duplicate.

    Attributes
    ----------
    share : texts with a near-duplicate / texts, 0 .. 1
    across : texts in a group with texts of another persona / texts, 0 .. share; None without personas
    groups : number of groups of texts linked by near-duplicates
    largest : number of texts in the largest group; 1 when there are no groups
    threshold : Jaccard index of five-word sequences from which two texts are near-duplicates
    texts : T
    """

    share: float
    across: float | None
    groups: int
    largest: int
    threshold: float
    texts: int


def near_duplicates(
    texts: Sequence[str], personas: Sequence[Hashable] | None = None, *, threshold: float = 0.8
) -> NearDuplicates:
    """How many texts equal another one except for a few words.

    MinHash (128 permutations, 32 bands of 4) finds candidate pairs. Each is then compared exactly: five-word sequences
    in common / sequences in either text, without case and punctuation. Linked texts form groups.

    Parameters
    ----------
    texts : (T,)
    personas : (T,) the persona of each text
    threshold : Jaccard index, .5 .. 1; below .5 the search would miss pairs

    Raises
    ------
    InputError : datasketch is not installed, the threshold is out of range, or there is not one persona per text.

    Source
    ------
    Broder 1997 (Compression and Complexity of Sequences, 21-29); bands: Leskovec, Rajaraman & Ullman, Mining of Massive
    Datasets, section 3.4.

    >>> near_duplicates(["I am a nurse and I love my job.", "I am a nurse, and I love my job", "Hello there."]).share
    0.6666666666666666
    """
    if not 0.5 <= threshold <= 1:
        raise InputError(f"the threshold is {threshold}; give a Jaccard index from 0.5 to 1")
    if personas is not None and len(personas) != len(texts):
        raise InputError(f"there are {len(texts)} texts and {len(personas)} personas; name one for each text")
    if not texts:
        raise InputError("there are no texts; give at least one")
    group = _linked(texts, threshold)
    sizes = np.bincount(group, minlength=len(texts))
    return NearDuplicates(
        share=float((sizes[group] > 1).mean()),
        across=None if personas is None else _across(group, personas),
        groups=int((sizes > 1).sum()),
        largest=int(sizes.max()),
        threshold=threshold,
        texts=len(texts),
    )


def _linked(texts: Sequence[str], threshold: float) -> Indices:
    """The group of each text (T,): texts linked by near-duplicates have the same number."""
    runs = sequences(map(_lower, texts), SHINGLE)
    copies: defaultdict[bytes, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        copies[hashlib.sha256(runs.of(place).tobytes()).digest()].append(place)
    first = [places[0] for places in copies.values()]
    hashes, mine = _hashes([texts[place] for place in first]), np.zeros(runs.different, dtype=np.bool_)
    candidates = _Candidates(hashes, runs, np.array(first), threshold, mine)
    found = np.empty(len(texts), dtype=np.intp)
    for label, places in zip(candidates.linked(), copies.values(), strict=True):
        found[places] = label
    return found


@dataclass(frozen=True)
class _Candidates:
    """Different texts, those that agree in a band of their MinHashes to be compared exactly.

    Attributes
    ----------
    hashes : (n, BANDS * ROWS)
    runs : of all texts
    places : (n,) of these among all texts
    threshold : Jaccard index of near-duplicates
    mine : (different sequences,) whether the text that is compared has it; none between comparisons
    """

    hashes: NDArray[np.uint32]
    runs: Sequences
    places: Indices
    threshold: float
    mine: NDArray[np.bool_]

    def linked(self) -> Indices:
        """The group of each (n,)."""
        label = np.arange(len(self.places))
        members = [[place] for place in range(len(label))]
        buckets = self._buckets()
        for bucket in buckets:  # the first text of a large group links most of the others
            self._link(bucket[0], bucket[1:], label, members)
        of_text: defaultdict[int, list[Indices]] = defaultdict(list)
        for bucket in buckets:
            for place in bucket if (label[bucket] != label[bucket[0]]).any() else ():
                of_text[place].append(bucket)
        for one, its in of_text.items():
            others = np.unique(np.concatenate(its))
            others = others[(others < one) & (label[others] != label[one])]
            first = np.unique(label[others], return_index=True)[1]
            self._link(one, others[first], label, members)
            self._link(one, np.delete(others, first), label, members)
        return label

    def _buckets(self) -> list[Indices]:
        """Those that agree in a band, where several do, band by band."""
        found = []
        for start in range(0, BANDS * ROWS, ROWS):
            band: defaultdict[bytes, list[int]] = defaultdict(list)
            for place, row in enumerate(self.hashes[:, start : start + ROWS]):
                band[row.tobytes()].append(place)
            found += [np.array(places) for places in band.values() if len(places) > 1]
        return found

    def _link(self, one: int, others: Indices, label: Indices, members: list[list[int]]) -> None:
        """One text joins the groups of those others that are its near-duplicates, and not in its group yet."""
        others = others[label[others] != label[one]]
        if not len(others):
            return
        for near in np.unique(label[others[self._jaccard(one, others) >= self.threshold]]):
            _join(label, members, int(label[one]), int(near))

    def _jaccard(self, one: int, others: Indices) -> NDArray[np.float64]:
        """Sequences in common / sequences in either, for one text and each of some others."""
        own, theirs = self.runs.of(self.places[one]), [self.runs.of(place) for place in self.places[others]]
        lengths = np.array([len(other) for other in theirs])
        self.mine[own] = True
        common = np.add.reduceat(self.mine[np.concatenate(theirs)], np.cumsum(lengths) - lengths, dtype=np.intp)
        self.mine[own] = False
        shares: NDArray[np.float64] = common / (len(own) + lengths - common)
        return shares


def _join(label: Indices, members: list[list[int]], one: int, other: int) -> None:
    """Two groups become one; the members of the smaller one get the label of the larger."""
    large, small = (one, other) if len(members[one]) >= len(members[other]) else (other, one)
    label[members[small]] = large
    members[large] += members[small]


def _hashes(texts: Sequence[str]) -> NDArray[np.uint32]:
    """MinHashes of texts (n, BANDS * ROWS)."""
    minhash = library("datasketch", "Finding near-duplicates").MinHash
    runs = (ngrams(_lower(text), SHINGLE) for text in texts)
    hashed = ([" ".join(run).encode("utf-8", "surrogatepass") for run in own] for own in runs)
    found = np.empty((len(texts), BANDS * ROWS), dtype=np.uint32)
    for row, one in enumerate(minhash.generator(hashed, num_perm=BANDS * ROWS, seed=1)):
        found[row] = one.hashvalues  # below 2 ** 32
    return found


def _lower(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def _across(group: Indices, personas: Sequence[Hashable]) -> float:
    """Share of texts in a group with texts of another persona."""
    writers: defaultdict[int, set[Hashable]] = defaultdict(set)
    for number, persona in zip(group, personas, strict=True):
        writers[int(number)].add(persona)
    return float(np.mean([len(writers[int(number)]) > 1 for number in group]))
