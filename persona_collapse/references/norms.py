"""Means, SDs and correlations of trait scores: the published ones of Twin-2K-500, and those of any answers."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import resources
from persona_collapse.instruments import bfi44
from persona_collapse.measures.arrays import Array, as_matrix

WITHIN = 1e-4
"""The largest accepted difference from a published figure: one unit in the last printed digit, in scale points or as r."""


@dataclass(frozen=True)
class FactorStatistics:
    """Published figures of the trait scores of a sample.

    Attributes
    ----------
    respondents : N
    traits : names (T,)
    mean, sd : (T,) in scale points
    correlation : (T, T)
    """

    respondents: int
    traits: tuple[str, ...]
    mean: Array
    sd: Array
    correlation: Array

    def differences(self, found: "FactorStatistics") -> list[str]:
        """The differences of other figures from these, in words: trait, published value, computed value.

        Publications seldom say whether an SD divides by N or N - 1, so either is accepted.

        >>> norms = twin2k500_norms()
        >>> norms.differences(norms)
        []
        """
        wrong = []
        sample_sd = found.sd * np.sqrt(found.respondents / max(found.respondents - 1, 1))
        for index, trait in enumerate(self.traits):
            if not _same(found.mean[index], self.mean[index]):
                wrong.append(f"the mean of {trait} is {found.mean[index]:.4f} and was published as {self.mean[index]}")
            if not any(_same(sd[index], self.sd[index]) for sd in (found.sd, sample_sd)):
                wrong.append(f"the SD of {trait} is {found.sd[index]:.4f} and was published as {self.sd[index]}")
        for one, other in zip(*np.triu_indices(len(self.traits), 1), strict=True):
            if not _same(found.correlation[one, other], self.correlation[one, other]):
                wrong.append(
                    f"{self.traits[one]} and {self.traits[other]} correlate {found.correlation[one, other]:.4f}, "
                    f"published as {self.correlation[one, other]}"
                )
        return wrong


@cache
def twin2k500_norms() -> FactorStatistics:
    """The published figures of the 2,058 people of Twin-2K-500, wave 1.

    >>> norms = twin2k500_norms()
    >>> norms.respondents, norms.traits[0], float(norms.mean[0])
    (2058, 'Extraversion', 2.8734)
    """
    raw = resources.data("references/data/twin2k500_factor_statistics.json")
    return FactorStatistics(
        respondents=raw["n"],
        traits=tuple(raw["factors"]),
        mean=np.array(raw["mean"]),
        sd=np.array(raw["sd"]),
        correlation=np.array(raw["correlation"]),
    )


@cache
def twin2k500_r2() -> dict[str, float]:
    """Trait -> R squared of its score on political views, gender, region and income among the people of Twin-2K-500.

    >>> max(twin2k500_r2().items(), key=lambda one: one[1])
    ('Neuroticism', 0.0735)
    """
    raw = resources.data("references/data/twin2k500_factor_statistics.json")
    return {trait: found["total"] for trait, found in raw["incremental_r2_political_gender_region_income"].items()}


def trait_means(answers: ArrayLike) -> Array:
    """Trait scores (N, T) of BFI-44 answers: the mean of the answered items, with reverse-scored items reversed.

    Parameters
    ----------
    answers : (N, 44) scale points as given, nan where missing

    Returns
    -------
    Scale points 1 to 5; nan where a respondent answered no item of the trait.

    >>> trait_means([[1, 5, *[3] * 42]]).round(2).tolist()
    [[2.75, 2.78, 3.0, 3.0, 3.0]]
    """
    matrix, keying = as_matrix(answers), bfi44().keying()
    assert keying is not None, "the BFI-44 has traits"
    scores = np.full((len(matrix), len(keying.keys)), np.nan)
    for trait, keys in enumerate(keying.keys):
        keyed = np.where(keys < 0, keying.low + keying.high - matrix, matrix)[:, keys != 0]
        answered = np.count_nonzero(~np.isnan(keyed), axis=1)
        np.divide(np.nansum(keyed, axis=1), answered, out=scores[:, trait], where=answered > 0)
    return scores


def factor_statistics(answers: ArrayLike) -> FactorStatistics:
    """The same figures for any BFI-44 answers; SDs divide by N.

    Parameters
    ----------
    answers : (N, 44) scale points as given, nan where missing

    >>> from persona_collapse.references import calibrated_2058
    >>> factor_statistics(calibrated_2058().values).mean.round(1).tolist()
    [2.9, 3.9, 3.9, 2.7, 3.7]
    """
    scores = trait_means(answers)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    return FactorStatistics(len(scores), bfi44().traits, scores.mean(axis=0), scores.std(axis=0), correlation)


def _same(found: float, published: float) -> bool:
    """Whether a figure equals the published one; nan does not."""
    return bool(abs(found - published) <= WITHIN)
