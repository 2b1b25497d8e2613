"""Mention: which of a persona's attributes survive in what it writes, beside how often a detector finds what is not there.

T texts, N personas, V values of one attribute.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.intervals import of_influence


@dataclass(frozen=True)
class ValueMention:
    """One value of an attribute: found where it is, and where it is not.

    Attributes
    ----------
    value : which
    personas : that have it
    hit : 0..1, share of their texts in which it is found; None when nobody has it
    false_positive : 0..1, the same in texts of personas with another value; None when there are none
    youden : hit - false_positive
    """

    value: str
    personas: int
    hit: float | None
    false_positive: float | None
    youden: float | None


@dataclass(frozen=True)
class Mention:
    """One attribute: how often texts tell it, beyond what the same detector finds by mistake or for other reasons.

    Attributes
    ----------
    attribute : which
    hit : 0..1, mean over personas of the share of their texts in which their own value is found
    false_positive : 0..1, of each value among personas with another, mean over values weighted by who has them
    youden : hit - false_positive; 1 every text tells it, 0 texts do not depend on it; None when all have one value
    low, high : its 95 % interval over personas; None when youden is, or with one persona
    personas, texts : with a known value
    unknown : texts whose persona's value is unknown, left out
    per_value : one record per value
    """

    attribute: str
    hit: float | None
    false_positive: float | None
    youden: float | None
    low: float | None
    high: float | None
    personas: int
    texts: int
    unknown: int
    per_value: tuple[ValueMention, ...]


def mention(
    found: ArrayLike,
    held: Sequence[str | None],
    personas: Sequence[Hashable],
    values: Sequence[str],
    *,
    attribute: str = "",
) -> Mention:
    """Says how often a text tells the value that its persona has, and how often it seems to when the persona has another.

    Share of each persona's texts in which each value is found; hit rate of a value over those who have it, false-positive
    rate over those who do not; both are averaged over values, weighted by the personas who have them. Youden's J is their
    difference. Its standard error comes from each persona's influence (texts of one persona are one cluster), +- 1.96.

    Parameters
    ----------
    found : (T, V) whether value v was found in text t
    held : (T,) the value that the persona of each text has; None where unknown
    personas : (T,) whose text it is
    values : (V,) names of the columns
    attribute : its name, for the record

    Raises
    ------
    InputError : lengths differ; a value that is no column; a persona with two values.

    Source
    ------
    docs/measures.md, section 6; Youden 1950 (Cancer 3, 32-35); intervals as `measures.intervals.of_influence`.

    Four women and men; one woman does not say it, one man seems a woman:

    >>> told = [[True, False], [False, False], [False, True], [True, True]]
    >>> of = mention(told, ["f", "f", "m", "m"], [1, 2, 3, 4], ["f", "m"])
    >>> of.hit, of.false_positive, of.youden  # f 1/2 and 1/2, m 2/2 and 0/2
    (0.75, 0.25, 0.5)
    """
    table = _table(found, held, personas, values)
    known = [row for row, value in enumerate(held) if value is not None]
    shares, own = _by_persona(table[known], [held[row] for row in known], [personas[row] for row in known], values)
    per_value = tuple(_of_value(value, shares[:, v], own == v) for v, value in enumerate(values))
    hit, false_positive, influence = _weighted(shares, own)
    youden = None if hit is None or false_positive is None else hit - false_positive
    interval = None if youden is None or influence is None else of_influence(youden, influence).interval
    return Mention(
        attribute=attribute,
        hit=hit,
        false_positive=false_positive,
        youden=youden,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        personas=len(own),
        texts=len(known),
        unknown=len(held) - len(known),
        per_value=per_value,
    )


def hierarchy(mentions: Iterable[Mention]) -> list[Mention]:
    """What survives first: attributes by Youden difference, highest first, undefined ones last.

    >>> def of(name, youden):
    ...     return Mention(name, None, None, youden, None, None, 0, 0, 0, ())
    >>> [one.attribute for one in hierarchy([of("age", 0.3), of("class", None), of("gender", 0.9)])]
    ['gender', 'age', 'class']
    """
    return sorted(mentions, key=lambda one: (one.youden is None, -(one.youden or 0.0)))


def _table(
    found: ArrayLike, held: Sequence[str | None], personas: Sequence[Hashable], values: Sequence[str]
) -> NDArray[np.bool_]:
    table = (
        np.asarray(found, dtype=np.bool_).reshape(len(held), -1) if len(held) else np.zeros((0, len(values)), np.bool_)
    )
    if len(np.asarray(found)) != len(held) or len(personas) != len(held):
        raise InputError(
            f"there are {len(np.asarray(found))} texts, {len(held)} values and {len(personas)} personas; give one per text"
        )
    if table.shape[1] != len(values):
        raise InputError(f"found has {table.shape[1]} columns and there are {len(values)} values; give one per column")
    for row, value in enumerate(held, start=1):
        if value is not None and value not in values:
            raise InputError(f"text {row}: the persona has {value!r}, which is none of {', '.join(values)}")
    return table


def _by_persona(
    table: NDArray[np.bool_], held: Sequence[str | None], personas: Sequence[Hashable], values: Sequence[str]
) -> tuple[Array, NDArray[np.intp]]:
    """Shares (N, V) of each persona's texts in which each value is found, and its own value (N,) as a column."""
    rows: dict[Hashable, list[int]] = {}
    own: dict[Hashable, str | None] = {}
    for row, (persona, value) in enumerate(zip(personas, held, strict=True)):
        if own.setdefault(persona, value) != value:
            raise InputError(f"persona {persona!r} has {own[persona]!r} in one text and {value!r} in another; give one")
        rows.setdefault(persona, []).append(row)
    shares = np.array([table[its].mean(axis=0) for its in rows.values()]).reshape(len(rows), len(values))
    return shares, np.array([list(values).index(str(value)) for value in own.values()], dtype=np.intp)


def _of_value(value: str, shares: Array, has: NDArray[np.bool_]) -> ValueMention:
    hit = float(shares[has].mean()) if has.any() else None
    false_positive = float(shares[~has].mean()) if (~has).any() else None
    youden = None if hit is None or false_positive is None else hit - false_positive
    return ValueMention(value, int(has.sum()), hit, false_positive, youden)


def _weighted(shares: Array, own: NDArray[np.intp]) -> tuple[float | None, float | None, Array | None]:
    """Hit rate, false-positive rate, and each persona's influence (N,) on their difference.

    With p_v the share of personas that have v and b_v the mean over all of what is found of v in texts of others, the
    false-positive rate is sum p_v b_v / (1 - p_v); the influence is its derivative by a persona's weight.
    """
    if not len(own):
        return None, None, None
    has = np.eye(shares.shape[1])[own]
    hit = (shares * has).sum(axis=1)
    share = has.mean(axis=0)
    if share.max() == 1:
        return float(hit.mean()), None, None
    others = shares * (1 - has)
    wrong = others.mean(axis=0)
    false_positive = float((share * wrong / (1 - share)).sum())
    moved = (has - share) @ (wrong / (1 - share) ** 2) + (others - wrong) @ (share / (1 - share))
    influence = hit - hit.mean() - moved
    return float(hit.mean()), false_positive, influence if len(own) > 1 else None
