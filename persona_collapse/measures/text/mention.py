"""Mention: which of a persona's attributes appear in its texts, compared with how often the detector is mistaken.

T texts, N personas, V values of one attribute.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.intervals import NORMAL, around, of_influence
from persona_collapse.measures.text.recall import DetectorRecall


@dataclass(frozen=True)
class ValueMention:
    """One value of an attribute: how often it is found in texts of personas with and without it.

    Attributes
    ----------
    value : the value
    personas : number of personas that have it
    hit : 0..1, share of their texts in which it is found; None when no persona has it
    false_positive : 0..1, the same in texts of personas with another value; None when there are none
    youden : hit - false_positive
    """

    value: str
    personas: int
    hit: float | None
    false_positive: float | None
    youden: float | None


@dataclass(frozen=True)
class Told:
    """How many texts state their persona's value, corrected for what the detector misses and mistakes.

    Attributes
    ----------
    rate : 0..1, the estimated share of texts that state it
    low, high : its 95 % interval, over personas and over writers; None with one persona
    recall, confusion : share of sentences in which a stated value is found, or another value; measured on other writers
    too_narrow : whether the interval of this attribute contained known rates less often than it should
    """

    rate: float
    low: float | None
    high: float | None
    recall: float
    confusion: float
    too_narrow: bool = False


@dataclass(frozen=True)
class Mention:
    """One attribute: how often texts state it, beyond what the detector finds by mistake or for other reasons.

    Attributes
    ----------
    attribute : its name
    hit : 0..1, mean over personas of the share of their texts in which their own value is found
    false_positive : 0..1, of each value among personas with another; mean over values, weighted by the number of
        personas that have each
    youden : hit - false_positive; 1 every text states it, 0 texts do not depend on it; None when all have one value
    low, high : its 95 % interval over personas; None when youden is None, or with one persona
    personas, texts : number with a known value
    unknown : number of texts excluded because the persona's value is unknown
    per_value : one record per value
    told : the hit rate corrected for recall; None without a recall, when youden is None, or when stated values would
        not be found
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
    told: Told | None = None


def mention(
    found: ArrayLike,
    held: Sequence[str | None],
    personas: Sequence[Hashable],
    values: Sequence[str],
    *,
    attribute: str = "",
    recall: DetectorRecall | None = None,
) -> Mention:
    """How often a text states its persona's value, and how often it seems to when the persona has another value.

    Share of each persona's texts in which each value is found; the hit rate of a value is over personas that have it,
    the false-positive rate over the others. Both are averaged over values, weighted by the number of personas that have
    each. Youden's J is their difference. Its standard error comes from each persona's influence (texts of one persona
    are one cluster), +- 1.96.

    The hit rate is below the share of texts that state the value, because the detector misses some statements. Let t be
    that share, r and c the recall and the confusion, and b how often a value is found where nothing is stated. A value
    is then found in b + (1 - b) t r of its own texts and in b + (1 - b) t c of others'. So their difference J is (1 -
    b) t (r - c), and `told` is t = J / ((1 - b) (r - c)) with b = fp - J c / (r - c), both cut to 0..1. With c = 0 it
    is Rogan and Gladen's estimate (hit - fp) / (sensitivity - fp), the sensitivity of a text being b + (1 - b) r; c is
    needed because the false-positive rate also counts texts that correctly state a similar value.

    The interval of t is that of a ratio with an uncertain denominator (Fieller): all t' with (t - t')^2 <= 1.96^2 (s^2 +
    t'^2 v / (r - c)^2), where s is the standard error from personas' influence (upwards that of Wilson's interval of J
    if it is larger, since few texts may state a rare value), and v is `recall.variance`, the likely error of the gain
    r - c for the words of another writer. It reaches farther upwards, because a detector that misses more than supposed
    makes t too low.

    There are three assumptions. A text states the attribute in one sentence (several are found more easily, and the
    estimate is then too high). Values are missed about as often in these texts as in the sentences on which recall was
    measured. b does not depend on what is stated.

    Parameters
    ----------
    found : (T, V) whether value v was found in text t
    held : (T,) the value of each text's persona; None where unknown
    personas : (T,) the persona of each text
    values : (V,) names of the columns
    attribute : its name, for the record
    recall : how well stated values are found; without it, nothing is corrected

    Raises
    ------
    InputError : lengths differ; a value without a column; a persona with two values.

    Source
    ------
    docs/definitions.md, section 6; Youden 1950 (Cancer 3, 32-35); Rogan & Gladen 1978 (Am J Epidemiology 107, 71-76);
    Fieller 1954 (J Royal Statistical Society B 16, 175-185); intervals as `measures.intervals.of_influence`.

    Two women (f) and two men (m); one woman does not state it, and one man's text also seems to state f:

    >>> found = [[True, False], [False, False], [False, True], [True, True]]
    >>> of = mention(found, ["f", "f", "m", "m"], [1, 2, 3, 4], ["f", "m"])
    >>> of.hit, of.false_positive, of.youden  # f 1/2 and 1/2, m 2/2 and 0/2
    (0.75, 0.25, 0.5)

    No mistakes, hits in half of the texts, and a recall of eight in ten: five in eight texts state it.

    >>> from persona_collapse.measures.text.recall import DetectorRecall, WriterRecall
    >>> eight_in_ten = DetectorRecall((WriterRecall("writer", 8, 10, 0, 10),), between=0.0)
    >>> of = mention([[1, 0], [0, 0], [0, 1], [0, 0]], list("ffmm"), [1, 2, 3, 4], ["f", "m"], recall=eight_in_ten)
    >>> of.hit, of.false_positive, round(of.told.rate, 3)
    (0.5, 0.0, 0.625)
    """
    table = _table(found, held, personas, values)
    known = [row for row, value in enumerate(held) if value is not None]
    shares, own = _by_persona(table[known], [held[row] for row in known], [personas[row] for row in known], values)
    per_value = tuple(_of_value(value, shares[:, v], own == v) for v, value in enumerate(values))
    rates = _weighted(shares, own)
    hit, false_positive = rates.hit, rates.false_positive
    youden = None if hit is None or false_positive is None else hit - false_positive
    influence = rates.influence_on_difference
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
        told=None if recall is None else _told(rates, recall),
    )


def hierarchy(mentions: Iterable[Mention]) -> list[Mention]:
    """Attributes by Youden difference, highest first, undefined ones last.

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
            raise InputError(f"text {row}: unknown value {value!r} of the persona; known values: {', '.join(values)}")
    return table


def _by_persona(
    table: NDArray[np.bool_], held: Sequence[str | None], personas: Sequence[Hashable], values: Sequence[str]
) -> tuple[Array, Indices]:
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


@dataclass(frozen=True)
class _Rates:
    """Hit and false-positive rate, and each persona's influence (N,) on them; None where they are undefined."""

    hit: float | None
    false_positive: float | None
    on_hit: Array | None = None
    on_false_positive: Array | None = None

    @property
    def influence_on_difference(self) -> Array | None:
        if self.on_hit is None or self.on_false_positive is None:
            return None
        return self.on_hit - self.on_false_positive


def _weighted(shares: Array, own: Indices) -> _Rates:
    """Hit rate, false-positive rate, and each persona's influence on them.

    Let p_v be the share of personas that have v, and b_v the mean over all personas of the share of texts with v,
    counting 0 for personas that have v. The false-positive rate is sum p_v b_v / (1 - p_v); the influence is its
    derivative by a persona's weight.
    """
    if not len(own):
        return _Rates(None, None)
    has = np.eye(shares.shape[1])[own]
    hit = (shares * has).sum(axis=1)
    share = has.mean(axis=0)
    if share.max() == 1:
        return _Rates(float(hit.mean()), None)
    others = shares * (1 - has)
    wrong = others.mean(axis=0)
    false_positive = float((share * wrong / (1 - share)).sum())
    moved = (has - share) @ (wrong / (1 - share) ** 2) + (others - wrong) @ (share / (1 - share))
    if len(own) < 2:
        return _Rates(float(hit.mean()), false_positive)
    return _Rates(float(hit.mean()), false_positive, hit - hit.mean(), moved)


def _told(rates: _Rates, recall: DetectorRecall) -> Told | None:
    """The hit rate corrected for misses and mistakes; the letters are those of `mention`."""
    gain = recall.gain
    if rates.hit is None or rates.false_positive is None or gain <= 0:
        return None
    difference = rates.hit - rates.false_positive
    beside = rates.false_positive - difference * recall.confusion / gain
    background = min(max(beside, 0.0), 1.0)
    if background == 1:
        return None
    rate = difference / ((1 - background) * gain)
    low, high = None, None
    if rates.on_hit is not None and rates.on_false_positive is not None:
        on_difference = rates.on_hit - rates.on_false_positive
        on_background = rates.on_false_positive - on_difference * recall.confusion / gain if beside > 0 else 0.0
        over_personas = of_influence(rate, (on_difference / gain + rate * on_background) / (1 - background)).se
        scale = (1 - background) * gain
        few = within_range(around(_share(difference), over_personas * scale, "influence"), len(rates.on_hit))
        upwards = max(over_personas, (few.high - few.value) / scale / NORMAL)
        relative = float(np.sqrt(recall.variance)) / gain
        at_least_none = max(rate, 0.0)
        low = _share(ratio_ends(at_least_none, over_personas, relative)[0])
        high = _share(ratio_ends(at_least_none, upwards, relative)[1])
    return Told(_share(rate), low, high, recall.recall, recall.confusion, recall.too_narrow)


def ratio_ends(ratio: float, error: float, relative: float) -> tuple[float, float]:
    """Ends of the 95 % interval of a ratio of 0 or more, whose denominator is uncertain (Fieller).

    Parameters
    ----------
    ratio : numerator / denominator
    error : its standard error if the denominator were known
    relative : standard error of the denominator / denominator; from about .5 the upper end is infinite

    1 / 1, the denominator known within .2: between 1 / 1.392 and 1 / .608

    >>> [round(one, 3) for one in ratio_ends(1.0, 0.0, 0.2)], [round(1 / one, 3) for one in (1.392, 0.608)]
    ([0.718, 1.645], [0.718, 1.645])
    >>> [round(one, 3) for one in ratio_ends(0.5, 0.1, 0.0)], ratio_ends(0.5, 0.1, 0.6)[1]
    ([0.304, 0.696], inf)
    """
    squared = 1 - (NORMAL * relative) ** 2
    constant = ratio**2 - (NORMAL * error) ** 2
    root = float(np.sqrt(max(ratio**2 - squared * constant, 0.0)))
    low = constant / (ratio + root) if constant > 0 else 0.0
    return low, (ratio + root) / squared if squared > 0 else float("inf")


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
