"""Two pools, one answer: the extremes of a label on the item that moves least (the paper's Figure 1)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy

from persona_collapse.columns import label_columns
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.items import answer_shares
from persona_collapse.measures.level import Level
from persona_collapse.measures.levels import level_name
from persona_collapse.measures.significance import SIGNIFICANT, adjusted
from persona_collapse.results.alike import Pool, TwoPools

FEWEST = 20
"""Personas that a pool needs."""

LONGEST = 300
"""Characters of an item's text."""

POLITICAL = re.compile("politic|ideolog", re.IGNORECASE)
TO_THE_RIGHT = re.compile(r"\b(right|conservat\w*|communitarian|tradition\w*|republican)\b", re.IGNORECASE)
TO_THE_LEFT = re.compile(r"\b(left|liberal|progressive|democrat\w*)\b", re.IGNORECASE)
STRONGLY = re.compile(r"\b(very|far|strong\w*|extreme\w*)\b", re.IGNORECASE)
"""Words of a political label: how many of each side it has is how far it is to that side."""


@dataclass(frozen=True)
class Extremes:
    """A label's two extreme pools: its column, both values with their rows, and the items that it should move."""

    attribute: str
    labels: tuple[str, str]
    rows: tuple[Indices, Indices]
    items: Indices


def two_pools(
    matrix: BehavioralTraitMatrix, rows: Indices, people: Array | None, targets: Mapping[str, str] | None = None
) -> TwoPools | None:
    """The item on which two extreme pools differ least; None where no label has two extremes of 20 personas.

    The pools are the most and the least conservative ones, over all items. Without a political label they are those with
    High and Low of a trait, over the items of that trait, of the trait whose item moves least.

    Parameters
    ----------
    matrix, rows : the personas' answer sheets
    people : (M, D) complete answers; None without a reference
    targets : column -> trait, as in `measure`
    """
    scale = matrix.instrument.scale
    political = list(_political(matrix, rows))
    found: list[tuple[float, int, Extremes]] = []
    for one in political or _of_traits(matrix, rows, targets):
        moved = movement(*(matrix.values[some] for some in one.rows), low=scale.low, high=scale.high)[one.items]
        place = int(np.argmin(moved))
        found.append((float(moved[place]), int(one.items[place]), one))
    if not found:
        return None
    least, item, pools = min(found, key=lambda one: one[0])
    first, second = (_pool(matrix, *one, item) for one in zip(pools.labels, pools.rows, strict=True))
    human = None if people is None else answer_shares(people[:, [item]], low=scale.low, high=scale.high)[0]
    asked = matrix.instrument.items[item]
    return TwoPools(
        attribute=pools.attribute,
        first=first,
        second=second,
        item=matrix.items[item],
        text=asked.text if len(asked.text) <= LONGEST else f"{asked.text[:LONGEST].rsplit(' ', 1)[0]} ...",
        points=tuple(scale.points),
        moved=least,
        items=len(pools.items),
        undistinguished=_undistinguished(matrix, pools),
        people=None if human is None else tuple(map(float, human)),
    )


def movement(first: Array, second: Array, *, low: int, high: int) -> Array:
    """Share of the answers to each item (D,) that would have to change for both pools (n, D), (m, D) to answer alike.

    Parameters
    ----------
    first, second : scale points, none missing
    low, high : ends of the response scale

    Source
    ------
    Total variation distance between two distributions.

    >>> movement(np.array([[1.0, 1], [1, 2]]), np.array([[1.0, 2], [1, 2]]), low=1, high=5).tolist()
    [0.0, 0.5]
    """
    shares = [answer_shares(one, low=low, high=high) for one in (first, second)]
    return np.asarray(np.abs(shares[0] - shares[1]).sum(axis=1) / 2)


def to_the_right(label: str) -> float | None:
    """How far to the right a political label is; None for one that says nothing of it. A number is taken as it is.

    >>> to_the_right("Right Communitarian"), to_the_right("Left Liberal"), to_the_right("very conservative"), to_the_right("Pirate")
    (2.0, -2.0, 2.0, None)
    """
    try:
        return float(label)
    except ValueError:
        words = len(TO_THE_RIGHT.findall(label)) - len(TO_THE_LEFT.findall(label))
    if re.search(r"moderate|cent(er|re)|neutral|middle", label, re.IGNORECASE):
        return float(words)
    return None if words == 0 else words * (2.0 if STRONGLY.search(label) else 1.0)


def _political(matrix: BehavioralTraitMatrix, rows: Indices) -> Iterator[Extremes]:
    """The first political column with two extremes."""
    for name in matrix.attributes:
        if not POLITICAL.search(name):
            continue
        cells = np.array([level_name(matrix.attributes[name][row]) for row in rows], dtype=object)
        counts = Counter(cells.tolist())
        placed = {one: place for one in counts if counts[one] >= FEWEST and (place := to_the_right(one)) is not None}
        if len(set(placed.values())) < 2:
            continue
        ends = (min(placed, key=lambda one: (placed[one], one)), max(placed, key=lambda one: (placed[one], one)))
        yield Extremes(name, ends, (rows[cells == ends[0]], rows[cells == ends[1]]), np.arange(matrix.values.shape[1]))
        return


def _of_traits(matrix: BehavioralTraitMatrix, rows: Indices, targets: Mapping[str, str] | None) -> Iterator[Extremes]:
    """Each trait's personas labelled High and Low, with the items of that trait."""
    levels, keying = matrix.levels(targets), matrix.instrument.keying()
    if levels is None or keying is None:
        return
    columns = {
        trait.lower(): column
        for column, trait in (targets or label_columns(matrix.attributes, matrix.instrument)).items()
    }
    for place, trait in enumerate(matrix.instrument.traits):
        low, high = (rows[levels[rows, place] == level] for level in (Level.LOW, Level.HIGH))
        if min(len(low), len(high)) >= FEWEST:
            labels = (Level.LOW.label, Level.HIGH.label)
            yield Extremes(columns.get(trait.lower(), trait), labels, (low, high), np.flatnonzero(keying.keys[place]))


def _pool(matrix: BehavioralTraitMatrix, label: str, rows: Indices, item: int) -> Pool:
    scale = matrix.instrument.scale
    shares = answer_shares(matrix.values[rows][:, [item]], low=scale.low, high=scale.high)[0]
    return Pool(label, len(rows), tuple(map(float, shares)))


def _undistinguished(matrix: BehavioralTraitMatrix, pools: Extremes) -> int:
    """Items on which chance explains how far the pools are apart, by rank sums; a constant item is one of them."""
    first, second = (matrix.values[rows][:, pools.items] for rows in pools.rows)
    with np.errstate(invalid="ignore", divide="ignore"):
        p_values = scipy.stats.mannwhitneyu(first, second, axis=0).pvalue
    known = adjusted([float(one) if np.isfinite(one) else None for one in p_values])
    return sum(one is None or one >= SIGNIFICANT for one in known)
