"""Eta squared: how much one attribute explains of each answer, beside what chance explains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_matrix
from persona_collapse.measures.levels import level_codes, members

SMALLEST = 6
"""Groups with fewer answers to an item than this are excluded from its eta squared."""

EQUAL = 1e-9
"""Answers whose relative difference is smaller than this count as equal; so do directions of a design."""

ROUNDING = 1e-12
"""An R squared below this is 0."""


@dataclass(frozen=True)
class EtaSquared:
    """One attribute, item by item; nan where fewer than two groups are large enough, or where answers do not vary.

    Attributes
    ----------
    eta2 : (D,) share of the variance that lies between groups, 0..1
    omega2 : (D,) eta2 corrected for chance: about 0 for noise, and it can be negative
    chance : (D,) expected eta2 of noise, (g - 1) / (N - 1)
    groups : (D,) g, groups compared
    groups_left_out, respondents_left_out : (D,) excluded: groups with fewer than 6 answers, and the answers in them
    """

    eta2: Array
    omega2: Array
    chance: Array
    groups: Indices
    groups_left_out: Indices
    respondents_left_out: Indices


def eta_squared(answers: ArrayLike, labels: ArrayLike) -> EtaSquared:
    """How much of each answer one attribute explains: for example, whether men and women answer it differently.

    Per item, sum of squares between groups / total sum of squares, over groups with at least 6 answers to it. Omega
    squared subtracts what g groups of noise reach. Missing answers are excluded item by item.

    Parameters
    ----------
    answers : (N, D) nan where missing
    labels : (N,) the attribute's value for each respondent, text or numbers; unknown values (None, nan, empty) form a
        separate group

    Returns
    -------
    `EtaSquared`: 0 means that groups answer alike, 1 that all members of a group give the same answer. Compare it with
    `chance`.

    Raises
    ------
    InputError : the answers are not a table, or there is not one label per respondent.

    Source
    ------
    eta squared: Cohen 1973 (Educational and Psychological Measurement 33, 107-112); omega squared: Hays 1963, Statistics
    for Psychologists; chance level and smallest group: docs/definitions.md, section 5.

    Six respondents answer 1 and six answer 3. On the first item gender decides; on the second, three of each gender
    answer each way:

    >>> found = eta_squared([[1, 1]] * 3 + [[1, 3]] * 3 + [[3, 1]] * 3 + [[3, 3]] * 3, ["man"] * 6 + ["woman"] * 6)
    >>> found.eta2.tolist(), found.chance.round(3).tolist()
    ([1.0, 0.0], [0.091, 0.091])
    """
    matrix = as_matrix(answers)
    column = np.asarray(labels, dtype=object)
    if column.ndim != 1:
        raise InputError(f"labels have {column.ndim} dimension(s); give one label per respondent")
    codes = level_codes(column[:, None], len(matrix))[:, 0]
    return from_sums(GroupSums.of(matrix, from_item_means(matrix), codes), largest(matrix))


@dataclass(frozen=True)
class GroupSums:
    """What eta squared is computed from, (G, D) each; those of disjoint sets of respondents can be subtracted.

    Attributes
    ----------
    sizes : answers that are there
    sums, squares : of the answers' deviations, and of their squares
    """

    sizes: Array
    sums: Array
    squares: Array

    @classmethod
    def of(cls, matrix: Array, deviations: Array, codes: Indices, levels: int | None = None) -> "GroupSums":
        """Of answers (N, D), their deviations from any value per item (0 where missing), and codes (N,) of groups."""
        groups = members(codes, levels)
        return cls(groups.T @ ~np.isnan(matrix), groups.T @ deviations, groups.T @ deviations**2)

    def without(self, others: "GroupSums") -> "GroupSums":
        """Of the respondents that are left when others are taken out."""
        return GroupSums(self.sizes - others.sizes, self.sums - others.sums, self.squares - others.squares)


def from_sums(found: GroupSums, size: Array) -> EtaSquared:
    """Eta squared of groups.

    Parameters
    ----------
    found : of all groups
    size : (D,) largest absolute answer, beside which differences are rounding errors
    """
    kept = found.sizes >= SMALLEST
    n, g = np.where(kept, found.sizes, 0).sum(axis=0), kept.sum(axis=0)
    sums = np.where(kept, found.sums, 0)
    squares = np.where(kept, found.squares, 0).sum(axis=0)
    about_mean = sums.sum(axis=0) ** 2 / np.maximum(n, 1)
    total = squares - about_mean
    between = np.clip((sums**2 / np.maximum(found.sizes, 1)).sum(axis=0) - about_mean, 0, total)
    defined = (g > 1) & (total > n * (EQUAL * size) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = (total - between) / (n - g)
        eta2 = between / total
        omega2 = (between - (g - 1) * error) / (total + error)
        chance = (g - 1) / (n - 1)
    return EtaSquared(
        eta2=np.where(defined, rounded_shares(eta2), np.nan),
        omega2=np.where(defined, omega2, np.nan),
        chance=np.where(defined, chance, np.nan),
        groups=g,
        groups_left_out=((found.sizes > 0) & ~kept).sum(axis=0),
        respondents_left_out=np.where(kept, 0, found.sizes).sum(axis=0).astype(np.intp),
    )


def largest(matrix: Array) -> Array:
    """The largest absolute answer to each item (D,); 0 where all are missing."""
    found: Array = np.abs(np.nan_to_num(matrix)).max(axis=0)
    return found


def from_item_means(matrix: Array) -> Array:
    """Answers minus their item's mean, 0 where missing: (N, D)."""
    answered = ~np.isnan(matrix)
    mean = np.nan_to_num(matrix).sum(axis=0) / np.maximum(answered.sum(axis=0), 1)
    return np.where(answered, matrix - mean, 0)


def rounded_shares(shares: Array) -> Array:
    """Shares from 0 to 1, with rounding errors around 0 removed."""
    return np.where(shares < ROUNDING, 0, np.minimum(shares, 1))
