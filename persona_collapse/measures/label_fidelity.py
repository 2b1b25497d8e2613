"""Fidelity and caricature: does a persona follow its labels, and does it exaggerate them?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_matrix, mean_or_none, same_items
from persona_collapse.measures.level import Level

FAITHFUL = 0.95
"""A trait is followed when rho reaches this share of its ceiling."""

CARICATURED = 1.2
"""A trait is exaggerated when d exceeds this multiple of the reference's d."""


@dataclass(frozen=True)
class TraitFidelity:
    """One trait: how its labels and its scores are related. None where undefined.

    Attributes
    ----------
    rho : Spearman correlation of label (High 3, Neutral 2, Low 1) and trait score, -1..1
    rho_ceiling : the highest rho possible with the ties of these labels, when scores have no ties
    rho_attainable : rho of these labels and these scores, both sorted
    d : (mean High - mean Low) / pooled SD of the two groups; infinite when no score varies within a label
    d_reference : d of reference respondents sorted by score and cut at the same label shares
    caricature : d / d_reference; 1 as far apart as people, above 1 exaggerated
    within_level_sd_ratio : pooled SD within labels / the reference's SD
    within_level_sd_ratio_perfect : the same for reference respondents cut at the same label shares
    trapped : labels are followed almost as well as possible, and exaggerated; None when either is undefined
    respondents : number with a label and a score
    unlabelled : number without a label
    unscored : number with a label but without a score, because an answer is missing
    superiority : share of pairs of a High and a Low persona in which High has the higher score, a tie as half, 0..1
    """

    rho: float | None
    rho_ceiling: float | None
    rho_attainable: float | None
    d: float | None
    d_reference: float | None
    caricature: float | None
    within_level_sd_ratio: float | None
    within_level_sd_ratio_perfect: float | None
    trapped: bool | None
    respondents: int
    unlabelled: int
    unscored: int
    superiority: float | None = None


@dataclass(frozen=True, kw_only=True)
class Fidelity:
    """All traits and their means. All means are over the same traits: those with rho, d and (given a reference) its d.

    Attributes
    ----------
    rho, rho_ceiling, rho_attainable, d, d_reference, superiority, within_level_sd_ratio,
    within_level_sd_ratio_perfect : means of the per-trait values
    caricature : d / d_reference of the means
    trapped : mean rho >= .95 mean ceiling and mean d > 1.2 mean d_reference
    trapped_traits : number of traits that are trapped by themselves; None when no trait can be judged
    undefined_traits : number of traits excluded from the means
    per_trait : trait -> its `TraitFidelity`, in the order given
    """

    rho: float | None = None
    rho_ceiling: float | None = None
    rho_attainable: float | None = None
    d: float | None = None
    d_reference: float | None = None
    caricature: float | None = None
    within_level_sd_ratio: float | None = None
    within_level_sd_ratio_perfect: float | None = None
    trapped: bool | None = None
    trapped_traits: int | None = None
    superiority: float | None = None
    undefined_traits: int
    per_trait: dict[str, TraitFidelity] = field(default_factory=dict)


def fidelity(
    sums: ArrayLike,
    levels: ArrayLike,
    reference_sums: ArrayLike | None = None,
    *,
    traits: Sequence[str] | None = None,
) -> Fidelity:
    """Whether personas behave as their trait labels say, and whether they exaggerate them.

    rho is the Spearman correlation of label and trait score, d the distance between High and Low personas in SDs
    (Cohen's d, pooled over the two, ddof 1). Both are compared with the values of people who are cut into the same
    label shares by their own scores.

    Parameters
    ----------
    sums : (N, T) sums of keyed answers (`Keying.sums`; whole numbers, so equal scores have equal ranks), nan if missing
    levels : (N, T) labels as 3 High, 2 Neutral, 1 Low, nan if unknown
    reference_sums : (M, T) of the reference; if None, the values that need it are undefined
    traits : T names; by default "1", "2" and so on

    Raises
    ------
    InputError : shapes that do not match, a level other than 1, 2, 3.

    Source
    ------
    "The Chameleon's Limit" (arXiv 2604.24698), section on the fidelity trap, for rho and d; ceilings and the
    reference's d are ours (docs/definitions.md, section 4); tie correction: Kendall 1970, Rank Correlation Methods.

    Two High personas score 4 and 6, two Low ones 0 and 2; the pooled SD is the square root of 2:

    >>> result = fidelity([[4.0], [6.0], [0.0], [2.0]], [[3], [3], [1], [1]])
    >>> round(result.d, 3), round(result.rho, 3), round(result.rho_ceiling, 3)
    (2.828, 0.894, 0.894)
    """
    scores, labels = as_matrix(sums), as_matrix(levels, "levels")
    if scores.shape != labels.shape:
        raise InputError(
            f"trait scores have shape {scores.shape} (respondents, traits) and levels {labels.shape}; give equal shapes"
        )
    if not np.isin(labels[~np.isnan(labels)], list(Level)).all():
        raise InputError("a level is not 3 (High), 2 (Neutral), 1 (Low) or nan (unknown)")
    people = None if reference_sums is None else as_matrix(reference_sums, "reference")
    if people is not None:
        same_items(scores, people)
    names = traits or [str(place) for place in range(1, scores.shape[1] + 1)]
    found = {
        name: _trait(scores[:, t], labels[:, t], None if people is None else people[:, t])
        for t, name in enumerate(names)
    }
    return _summary(found, people is not None)


def mean_fidelity(found: Sequence[Fidelity], with_reference: bool) -> Fidelity:
    """One fidelity of personas that answered several times: every value the mean over their answer sheets.

    Parameters
    ----------
    found : of one answer sheet of each persona, the same personas each time
    with_reference : whether there is a reference

    >>> once = fidelity([[4.0], [6.0], [0.0], [2.0]], [[3], [3], [1], [1]])
    >>> mean_fidelity([once, once], False) == once
    True
    """
    if len(found) == 1:
        return found[0]
    names = found[0].per_trait
    return _summary({name: _mean_trait([one.per_trait[name] for one in found]) for name in names}, with_reference)


def _mean_trait(found: Sequence[TraitFidelity]) -> TraitFidelity:
    counts = ("respondents", "unlabelled", "unscored")
    values = [one.name for one in fields(TraitFidelity) if one.name not in ("trapped", *counts)]
    means: dict[str, Any] = {name: mean_or_none([getattr(one, name) for one in found]) for name in values}
    means["caricature"] = _ratio(means["d"], means["d_reference"])
    judged = [means[name] for name in ("rho", "rho_ceiling", "d", "d_reference")]
    mean_counts = {name: round(sum(getattr(one, name) for one in found) / len(found)) for name in counts}
    return TraitFidelity(**means, **mean_counts, trapped=is_trapped(*judged))


def is_trapped(rho: float | None, ceiling: float | None, d: float | None, d_reference: float | None) -> bool | None:
    """The fidelity trap: labels are followed almost as well as possible, and exaggerated.

    >>> is_trapped(0.9, 0.943, 9.0, 4.8), is_trapped(0.9, 0.943, 4.0, 4.8), is_trapped(0.9, 0.943, None, 4.8)
    (True, False, None)
    """
    if rho is None or ceiling is None or d is None or d_reference is None:
        return None
    return rho >= FAITHFUL * ceiling and d > CARICATURED * d_reference


def spearman(first: Array, second: Array) -> float | None:
    """Spearman's rank correlation with mid-ranks for ties; None when one side is constant or there is one respondent.

    >>> round(spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0])), 9)
    0.5
    """
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(scipy.stats.rankdata(first), scipy.stats.rankdata(second))[0, 1])


def rho_ceiling(labels: Array) -> float | None:
    """The highest Spearman correlation that scores without ties can have with labels that are tied in groups.

    sqrt(1 - sum over levels of (n_g^3 - n_g) / (N^3 - N)): .943 for three equal levels, .866 for two.

    >>> round(rho_ceiling(np.array([1, 1, 2, 2, 3, 3])), 3)
    0.956
    """
    sizes = np.unique(labels, return_counts=True)[1].astype(np.float64)
    total = sizes.sum()
    if len(sizes) < 2:
        return None
    return float(np.sqrt(1 - (sizes**3 - sizes).sum() / (total**3 - total)))


def cohens_d(high: Array, low: Array) -> float | None:
    """(mean high - mean low) / pooled SD (ddof 1); infinite when no score varies, None when there is nothing to
    compare.

    >>> cohens_d(np.array([5.0, 5.0]), np.array([1.0, 1.0]))
    inf
    >>> cohens_d(np.array([3.0, 3.0]), np.array([3.0, 3.0])) is None
    True
    """
    freedom = len(high) + len(low) - 2
    if len(high) == 0 or len(low) == 0 or freedom < 1:
        return None
    difference = float(high.mean() - low.mean())
    pooled = np.sqrt((((high - high.mean()) ** 2).sum() + ((low - low.mean()) ** 2).sum()) / freedom)
    if pooled > 0:
        return float(difference / pooled)
    return None if difference == 0 else float(np.copysign(np.inf, difference))


def superiority(high: Array, low: Array) -> float | None:
    """How often a respondent of the first group has the higher score of a pair, a tie as half; None for an empty group.

    Unlike d it depends on the order of the scores alone: a few respondents far on the wrong side hardly move it.

    Source
    ------
    Cliff 1993 (Psychological Bulletin 114, 494-509); his delta is 2 P - 1.

    >>> superiority(np.array([3.0, 5.0]), np.array([1.0, 3.0]))
    0.875
    """
    if len(high) == 0 or len(low) == 0:
        return None
    ranks = scipy.stats.rankdata(np.r_[high, low])[: len(high)]
    return float((ranks.sum() - len(high) * (len(high) + 1) / 2) / (len(high) * len(low)))


def within_level_sd(scores: Array, labels: Array) -> float | None:
    """Pooled SD of the scores within labels (ddof 1); None when no label has two respondents.

    >>> round(within_level_sd(np.array([1.0, 3.0, 7.0, 9.0]), np.array([1, 1, 3, 3])), 4)
    1.4142
    """
    groups = [scores[labels == level] for level in list(Level)]
    freedom = sum(len(group) - 1 for group in groups if len(group))
    if freedom < 1:
        return None
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups if len(group))
    return float(np.sqrt(squares / freedom))


def cut_at_shares(scores: Array, labels: Array) -> tuple[Array, Array]:
    """Reference scores, sorted and labelled Low, Neutral and High in the same shares as `labels`.

    >>> cut_at_shares(np.array([9.0, 1.0, 5.0, 3.0]), np.array([1, 3]))[1].tolist()
    [1.0, 1.0, 3.0, 3.0]
    """
    ordered = np.sort(scores)
    low = round(float((labels == Level.LOW).mean()) * len(ordered))
    below_high = round(float((labels != Level.HIGH).mean()) * len(ordered))
    cut = np.full(len(ordered), float(Level.NEUTRAL))
    cut[:low] = Level.LOW
    cut[below_high:] = Level.HIGH
    return ordered, cut


def _trait(scores: Array, labels: Array, reference: Array | None) -> TraitFidelity:
    known = ~np.isnan(scores) & ~np.isnan(labels)
    mine, level = scores[known], labels[known]
    d = cohens_d(mine[level == Level.HIGH], mine[level == Level.LOW])
    d_reference, perfect, human_sd = _reference_values(reference, level)
    within = within_level_sd(mine, level)
    rho, ceiling = spearman(level, mine), rho_ceiling(level)
    return TraitFidelity(
        rho=rho,
        rho_ceiling=ceiling,
        rho_attainable=spearman(np.sort(level), np.sort(mine)),
        d=d,
        d_reference=d_reference,
        caricature=_ratio(d, d_reference),
        within_level_sd_ratio=_ratio(within, human_sd),
        within_level_sd_ratio_perfect=_ratio(perfect, human_sd),
        trapped=is_trapped(rho, ceiling, d, d_reference),
        respondents=int(known.sum()),
        unlabelled=int(np.isnan(labels).sum()),
        unscored=int((np.isnan(scores) & ~np.isnan(labels)).sum()),
        superiority=superiority(mine[level == Level.HIGH], mine[level == Level.LOW]),
    )


def _reference_values(reference: Array | None, labels: Array) -> tuple[float | None, float | None, float | None]:
    """d, pooled SD within levels, and SD of reference respondents cut at the shares of the labels."""
    if reference is None or len(labels) == 0:
        return None, None, None
    scores, cut = cut_at_shares(reference[~np.isnan(reference)], labels)
    if len(scores) == 0:
        return None, None, None
    return (
        cohens_d(scores[cut == Level.HIGH], scores[cut == Level.LOW]),
        within_level_sd(scores, cut),
        float(scores.std()),
    )


def _ratio(numerator: float | None, denominator: float | None) -> float | None:
    if numerator is None or denominator is None or denominator == 0 or np.isinf(denominator):
        return None
    return numerator / denominator


def _is_judged(trait: TraitFidelity, with_reference: bool) -> bool:
    """Whether a trait has every value that the means need, so that all means are over the same traits."""
    return None not in (trait.rho, trait.d) and not (with_reference and trait.d_reference is None)


def _summary(traits: dict[str, TraitFidelity], with_reference: bool) -> Fidelity:
    judged = [trait for trait in traits.values() if _is_judged(trait, with_reference)]

    def mean(name: str) -> float | None:
        return mean_or_none(getattr(trait, name) for trait in judged)

    rho, ceiling, d, d_reference = mean("rho"), mean("rho_ceiling"), mean("d"), mean("d_reference")
    return Fidelity(
        rho=rho,
        rho_ceiling=ceiling,
        rho_attainable=mean("rho_attainable"),
        d=d,
        d_reference=d_reference,
        caricature=_ratio(d, d_reference),
        within_level_sd_ratio=mean("within_level_sd_ratio"),
        within_level_sd_ratio_perfect=mean("within_level_sd_ratio_perfect"),
        trapped=is_trapped(rho, ceiling, d, d_reference),
        superiority=mean("superiority"),
        trapped_traits=sum(trait.trapped is True for trait in judged) if judged and with_reference else None,
        undefined_traits=len(traits) - len(judged),
        per_trait=traits,
    )
