"""Which respondents answer as few people do: each index of answering, cut at people's own percentile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike

from persona_collapse.measures.answering import (
    associated_items,
    longest_string,
    mahalanobis,
    mahalanobis_of_others,
    pair_consistency,
    response_variability,
    reversed_congruence,
)
from persona_collapse.measures.arrays import Array, as_complete, as_matrix, same_items
from persona_collapse.measures.items import ROWS
from persona_collapse.measures.scaling import Keying

Side: TypeAlias = Literal["below", "above"]


@dataclass(frozen=True)
class Cut:
    """The value of an index that few people are beyond.

    Attributes
    ----------
    at : the value
    side : on which side of it respondents are beyond
    beyond, people : people beyond it, and those that have a value
    """

    at: float
    side: Side
    beyond: int
    people: int

    def passed(self, values: Array) -> Array:
        """Which respondents (N,) are beyond: 1, 0, or nan without a value."""
        past = values < self.at if self.side == "below" else values > self.at
        return np.where(np.isnan(values), np.nan, past)


def cut(people: Array, share: float, side: Side) -> Cut | None:
    """The value of an index that at most a share of people are beyond.

    Parameters
    ----------
    people : (M,) values, nan where undefined
    share : of people that may be beyond
    side : on which side

    Returns
    -------
    None without any value.

    >>> cut(np.arange(100.0), 0.05, "below"), cut(np.array([1.0, 2.0, 2.0, 9.0]), 0.3, "above")
    (Cut(at=5.0, side='below', beyond=5, people=100), Cut(at=2.0, side='above', beyond=1, people=4))
    """
    known = np.sort(people[~np.isnan(people)])
    if len(known) == 0:
        return None
    allowed = int(share * len(known) + 1e-9)
    at = float(known[allowed] if side == "below" else known[len(known) - 1 - allowed])
    beyond = (known < at).sum() if side == "below" else (known > at).sum()
    return Cut(at, side, int(beyond), len(known))


def exceeds_people(beyond: int, respondents: int, cut: Cut) -> float:
    """How often a sample of people has so many respondents beyond a cut: a one-sided exact p-value.

    If the two are samples of one population, those beyond are spread over both as drawn without replacement (Fisher).

    Parameters
    ----------
    beyond, respondents : of the population
    cut : with people's

    >>> round(exceeds_people(1, 1, Cut(0.0, "above", 0, 1)), 3)
    0.5
    """
    total = respondents + cut.people
    return float(scipy.stats.hypergeom.sf(beyond - 1, total, beyond + cut.beyond, respondents))


INDICES: dict[str, tuple[Side, float]] = {
    "inconsistent_share": ("below", 0.05),
    "long_string_share": ("above", 0.01),
    "low_variability_share": ("below", 0.05),
    "unusual_share": ("above", 0.05),
    "unlike_pairs_share": ("below", 0.05),
}
"""Share of respondents beyond an index's cut -> the side that is beyond, and the share of people that is.

In order: `reversed_congruence`, `longest_string`, `response_variability`, `mahalanobis` and `pair_consistency`.
"""


@dataclass(frozen=True, eq=False)
class Answering:
    """What people's answers say about the indices: their cuts, and all that is needed to measure other respondents.

    Attributes
    ----------
    people : (M, D) without missing answers
    keying : which items make up which trait; None for an instrument without traits
    low, high : ends of the response scale
    pairs : items that are synonyms or antonyms among people
    cuts : name of the share -> cut; without those that people do not allow
    """

    people: Array
    keying: Keying | None
    low: int
    high: int
    pairs: Mapping[tuple[int, int], float]
    cuts: Mapping[str, Cut]

    @classmethod
    def of(cls, people: ArrayLike, keying: Keying | None, *, low: int, high: int) -> "Answering":
        """From people's answers.

        Raises
        ------
        InputError : missing answers.
        """
        answers = as_complete(people, "reference")
        blank = cls(answers, keying, low, high, associated_items(answers), {})
        own = {**blank.values(answers), "unusual_share": mahalanobis_of_others(answers)}
        cuts = {
            name: found
            for name, (side, share) in INDICES.items()
            if (each := own[name]) is not None and (found := cut(each, share, side)) is not None
        }
        return cls(answers, keying, low, high, blank.pairs, cuts)

    def values(self, answers: ArrayLike) -> dict[str, Array | None]:
        """The indices themselves, by the name of their share: (N,), nan where undefined; None where the index is.

        Parameters
        ----------
        answers : (N, D), nan where missing
        """
        matrix = as_matrix(answers)
        same_items(matrix, self.people)
        keyed = self.keying
        return {
            "inconsistent_share": None if keyed is None else reversed_congruence(matrix, self.people, keyed),
            "long_string_share": longest_string(matrix),
            "low_variability_share": response_variability(matrix),
            "unusual_share": mahalanobis(matrix, self.people),
            "unlike_pairs_share": pair_consistency(matrix, self.pairs, low=self.low, high=self.high),
        }

    def beyond(self, answers: ArrayLike) -> dict[str, Array]:
        """Which respondents (N,) are beyond each cut: 1, 0, or nan where they have no value.

        Parameters
        ----------
        answers : (N, D), nan where missing
        """
        matrix = np.asarray(answers)
        found: dict[str, list[Array]] = {}
        for start in range(0, max(len(matrix), 1), ROWS):
            values = self.values(matrix[start : start + ROWS])
            for name, one in self.cuts.items():
                if (each := values[name]) is not None:
                    found.setdefault(name, []).append(one.passed(each))
        return {name: np.concatenate(some) for name, some in found.items()}
