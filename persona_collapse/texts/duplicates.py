"""Near-duplicates: texts that are almost the same, found by MinHash so that thousands take seconds."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Indices
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
    group = _linked([ngrams([word.lower() for word in words(text)], SHINGLE) for text in texts], threshold)
    sizes = np.bincount(group, minlength=len(texts))
    return NearDuplicates(
        share=float((sizes[group] > 1).mean()),
        across=None if personas is None else _across(group, personas),
        groups=int((sizes > 1).sum()),
        largest=int(sizes.max()),
        threshold=threshold,
        texts=len(texts),
    )


def _linked(runs: Sequence[set[tuple[str, ...]]], threshold: float) -> Indices:
    """The group of each text (T,): texts linked by near-duplicates have the same number."""
    number: dict[tuple[str, ...], int] = {}
    copies: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, own in enumerate(runs):
        copies[tuple(sorted(number.setdefault(run, len(number)) for run in own))].append(place)
    numbers = [np.array(own) for own in copies]
    label = np.arange(len(numbers))
    for one, buckets in enumerate(_buckets([runs[places[0]] for places in copies.values()])):
        near = np.zeros(len(numbers), dtype=np.bool_)  # and not yet compared with
        for bucket in buckets:
            near[bucket] = True
        for one_of_each_group in (True, False):  # the first text of a large group links most of the others
            others = np.flatnonzero(near[:one] & (label[:one] != label[one]))
            if one_of_each_group:
                others = others[np.unique(label[others], return_index=True)[1]]
            near[others] = False
            if len(others):
                alike = _jaccard(numbers[one], [numbers[other] for other in others], len(number)) >= threshold
                label[np.isin(label, label[others[alike]])] = label[one]
    found = np.empty(len(runs), dtype=np.intp)
    for own_label, places in zip(label, copies.values(), strict=True):
        found[places] = own_label
    return found


def _buckets(runs: Sequence[set[tuple[str, ...]]]) -> list[list[Indices]]:
    """For each text, the texts that agree with it in a band of their MinHashes, band by band: the candidates."""
    minhash = library("datasketch", "Finding near-duplicates").MinHash
    hashed = ([" ".join(run).encode("utf-8", "surrogatepass") for run in own] for own in runs)
    values = np.array([one.hashvalues for one in minhash.generator(hashed, num_perm=BANDS * ROWS, seed=1)])
    buckets: list[list[Indices]] = [[] for _ in runs]
    for start in range(0, BANDS * ROWS, ROWS):
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        for place, band in enumerate(values[:, start : start + ROWS]):
            found[band.tobytes()].append(place)
        for places in found.values():
            together = np.array(places)
            for place in places if len(places) > 1 else ():
                buckets[place].append(together)
    return buckets


def _jaccard(own: Indices, others: list[Indices], size: int) -> NDArray[np.float64]:
    """Sequences in common / sequences in either, for one text and each of some others; sequences are numbers below `size`."""
    mine = np.zeros(size, dtype=np.intp)
    mine[own] = 1
    lengths = np.array([len(other) for other in others])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    common = np.add.reduceat(mine[np.concatenate(others)], starts)
    shares: NDArray[np.float64] = common / (len(own) + lengths - common)
    return shares


def _across(group: Indices, personas: Sequence[Hashable]) -> float:
    """Share of texts in a group with texts of another persona."""
    writers: defaultdict[int, set[Hashable]] = defaultdict(set)
    for number, persona in zip(group, personas, strict=True):
        writers[int(number)].add(persona)
    return float(np.mean([len(writers[int(number)]) > 1 for number in group]))
