"""Near-duplicates: texts that are almost the same, found by MinHash so that thousands take seconds."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.errors import InputError
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


def _linked(runs: Sequence[set[tuple[str, ...]]], threshold: float) -> NDArray[np.intp]:
    """The group of each text (T,): texts linked by near-duplicates have one number."""
    number: dict[tuple[str, ...], int] = {}
    copies: defaultdict[frozenset[int], list[int]] = defaultdict(list)
    for place, own in enumerate(runs):
        copies[frozenset(number.setdefault(run, len(number)) for run in own)].append(place)
    different = list(copies)
    label = np.arange(len(different))
    for bucket in _buckets([runs[places[0]] for places in copies.values()]):
        for group in _joined(bucket, label, different, threshold):
            label[np.isin(label, label[group])] = label[group[0]]
    found = np.empty(len(runs), dtype=np.intp)
    for own_label, places in zip(label, copies.values(), strict=True):
        found[places] = own_label
    return found


def _buckets(runs: Sequence[set[tuple[str, ...]]]) -> Iterator[list[int]]:
    """Texts worth comparing: those that agree in one band of their MinHashes."""
    minhash = library("datasketch", "Finding near-duplicates").MinHash
    hashed = ([" ".join(run).encode("utf-8", "surrogatepass") for run in own] for own in runs)
    values = np.array([one.hashvalues for one in minhash.generator(hashed, num_perm=BANDS * ROWS, seed=1)])
    for start in range(0, BANDS * ROWS, ROWS):
        found: defaultdict[bytes, list[int]] = defaultdict(list)
        for place, band in enumerate(values[:, start : start + ROWS]):
            found[band.tobytes()].append(place)
        yield from (places for places in found.values() if len(places) > 1)


def _joined(
    bucket: Sequence[int], label: NDArray[np.intp], shingles: Sequence[frozenset[int]], threshold: float
) -> list[list[int]]:
    """The groups of a bucket's texts, those linked by a near-duplicate in it made one."""
    before: defaultdict[int, list[int]] = defaultdict(list)
    for one in bucket:
        before[int(label[one])].append(one)
    groups: list[list[int]] = []
    for own in before.values():
        apart = []
        for group in groups:
            if any(_jaccard(shingles[one], shingles[other]) >= threshold for one in own for other in group):
                own = group + own
            else:
                apart.append(group)
        groups = [*apart, own]
    return groups


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _across(group: NDArray[np.intp], personas: Sequence[Hashable]) -> float:
    """Share of texts whose group holds another persona's."""
    writers: defaultdict[int, set[Hashable]] = defaultdict(set)
    for number, persona in zip(group, personas, strict=True):
        writers[int(number)].add(persona)
    return float(np.mean([len(writers[int(number)]) > 1 for number in group]))
