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
"""Words of a run by which texts are compared."""

BANDS, ROWS = 32, 4
"""Two texts are compared when all rows of one band agree: by chance missed at a Jaccard of .8 5e-8, of .5 13 %."""


@dataclass(frozen=True)
class NearDuplicates:
    """How many texts another one repeats.

    Attributes
    ----------
    share : texts with a near-duplicate / texts, 0 .. 1
    across : texts in a group with another persona's / texts, 0 .. share; None without personas
    groups : groups of texts that near-duplicates link
    largest : texts in the largest; 1 when there is none
    threshold : Jaccard index of their runs of five words from which two texts are near-duplicates
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
    """Says how many texts are another one with a few words changed.

    MinHash (128 permutations, 32 bands of 4) finds pairs worth a look; each is then compared exactly: runs of five words
    in common / runs in either, capitals and marks aside. Links make groups.

    Parameters
    ----------
    texts : (T,)
    personas : (T,) who wrote each
    threshold : Jaccard index, .5 .. 1; below .5 the search would miss pairs

    Raises
    ------
    InputError : datasketch is not installed, a threshold out of range, not one persona per text.

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
    """The group of each text (T,): texts linked by near-duplicates have one number."""
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
        for one_of_each_group in (True, False):  # a large group is mostly joined by the first of its texts
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
    """For each text those that agree with it in a band of their MinHashes, band by band: the ones worth comparing."""
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
    """Runs in common / runs in either, of one text with each of some others; runs are numbers below `size`."""
    mine = np.zeros(size, dtype=np.intp)
    mine[own] = 1
    lengths = np.array([len(other) for other in others])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    common = np.add.reduceat(mine[np.concatenate(others)], starts)
    shares: NDArray[np.float64] = common / (len(own) + lengths - common)
    return shares


def _across(group: Indices, personas: Sequence[Hashable]) -> float:
    """Share of texts whose group holds another persona's."""
    writers: defaultdict[int, set[Hashable]] = defaultdict(set)
    for number, persona in zip(group, personas, strict=True):
        writers[int(number)].add(persona)
    return float(np.mean([len(writers[int(number)]) > 1 for number in group]))
