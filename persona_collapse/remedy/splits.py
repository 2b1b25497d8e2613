"""Halves of people and of items: what a panel is fitted to, and what it is scored on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Indices
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Keying

FEWEST_ITEMS = 10
"""With fewer items none are held out."""


@dataclass(frozen=True)
class Split:
    """One way to halve people and items.

    Attributes
    ----------
    people, items : rows and columns that a panel is fitted to
    others, other_items : those that it is scored on; the same items where there are too few to hold any out
    """

    people: Indices
    others: Indices
    items: Indices
    other_items: Indices


def splits(respondents: int, items: int, keying: Keying | None, count: int, seed: int) -> Iterator[Split]:
    """Random halves, again and again.

    Parameters
    ----------
    respondents, items : people and items to halve
    keying : the items of each trait are halved separately, so that both halves have every trait
    count : of splits
    seed : of all of them

    >>> one = next(splits(4, 12, None, 1, 0))
    >>> len(one.people), len(one.others), sorted([*one.items, *one.other_items]) == list(range(12))
    (2, 2, True)
    """
    rng = generator("halves of people and items", seed)
    for _ in range(count):
        order = rng.permutation(respondents)
        halves = _halved(items, keying, rng) if holds_items_out(items, keying) else (np.arange(items),) * 2
        yield Split(np.sort(order[: respondents // 2]), np.sort(order[respondents // 2 :]), *halves)


def holds_items_out(items: int, keying: Keying | None) -> bool:
    """Whether there are enough items to hold half of them out: ten, and two of every trait."""
    per_trait = [2] if keying is None else np.count_nonzero(keying.keys, axis=1)
    return items >= FEWEST_ITEMS and bool(np.min(per_trait) >= 2)


def _halved(items: int, keying: Keying | None, rng: np.random.Generator) -> tuple[Indices, Indices]:
    """Two halves of the items, trait by trait; an odd item goes to either half."""
    groups = [np.arange(items)]
    if keying is not None:
        keyed = [np.flatnonzero(row) for row in keying.keys]
        groups = [*keyed, np.setdiff1d(groups[0], np.concatenate(keyed))]
    some, others = [], []
    for group in groups:
        mixed = rng.permutation(group)
        middle = (len(mixed) + rng.integers(2)) // 2
        some.append(mixed[:middle])
        others.append(mixed[middle:])
    return np.sort(np.concatenate(some)), np.sort(np.concatenate(others))
