"""How much of a label the answers give away: by all items together, and by one item alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_complete
from persona_collapse.measures.eta import ROUNDING
from persona_collapse.measures.levels import members
from persona_collapse.measures.randomness import generator

FOLDS = 10
SMALLEST = 10
"""Levels with fewer respondents than this are excluded: each needs some in most folds."""

PENALTY = 0.5
"""Ridge penalty, as a multiple of the number of predictors, which have SD 1."""

AT_ONCE = 100
"""Permutations that are computed at once; it changes only memory and speed."""


@dataclass(frozen=True)
class Leakage:
    """What the answers say of a label.

    Attributes
    ----------
    share : of the label that all items together recover, cross-validated, 0..1; 0 also where they do worse than a guess
    p_value : share of the permutations (and the labels as they are) with a share at least as large; None without permutations
    per_item : (D,) of the label that each item recovers alone, corrected for chance: about 0 without a relation, 1 if its
        answer says the label
    per_item_p : (D,) share of the permutations in which some item recovers at least as much; nan without permutations
    levels, respondents : taken into account
    """

    share: float
    p_value: float | None
    per_item: Array
    per_item_p: Array
    levels: int
    respondents: int


def leakage(answers: ArrayLike, codes: Indices, *, permutations: int = 499, seed: int = 0) -> Leakage | None:
    """How much of a label can be recovered from answers: a label that stood in the prompt may simply be repeated.

    The label's levels are 0 or 1 each; what is recovered is the share of their variance (one less the Brier score over
    that of the levels' frequencies). All items: a ridge regression on the answers and their squares in ten folds, each
    respondent predicted by the others. One item: Goodman and Kruskal's tau of label given answer.

    Parameters
    ----------
    answers : (N, D) complete
    codes : (N,) level of each respondent, from 0; below 0 unknown
    permutations : B, of labels among respondents
    seed : of folds and permutations

    Returns
    -------
    None where fewer than two levels have 10 respondents, or no item varies.

    Raises
    ------
    InputError : missing answers, or another number of labels.

    Source
    ------
    Goodman & Kruskal 1954 (JASA 49, 732-764), section 9; skill score: Brier 1950 (Monthly Weather Review 78, 1-3); the
    largest item of each permutation: Westfall & Young 1993.

    The first item says the label and the second nothing:

    >>> label = np.repeat([0, 1], 20)
    >>> found = leakage(np.column_stack([1 + 4 * label, np.tile([2, 4], 20)]), label, permutations=99)
    >>> found.share > 0.95, found.per_item.round(2).tolist(), found.p_value, found.per_item_p.tolist()
    (True, [1.0, -0.03], 0.01, [0.01, 1.0])
    """
    matrix, labels = as_complete(answers), np.asarray(codes, dtype=np.intp)
    if labels.shape != (len(matrix),):
        raise InputError(f"there are {len(matrix)} respondents and {len(labels)} labels; give one label for each")
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    kept = (labels >= 0) & (sizes[labels] >= SMALLEST)
    matrix, labels = matrix[kept], np.unique(labels[kept], return_inverse=True)[1].reshape(-1)
    if len(matrix) == 0 or labels.max() == 0 or (np.ptp(matrix, axis=0) == 0).all():
        return None
    rng = generator("labels among respondents", seed)
    shuffled = np.stack([labels, *(rng.permutation(labels) for _ in range(permutations))])
    together, alone = _Together.of(matrix, seed), _Alone.of(matrix)
    parts = [_shown(shuffled[start : start + AT_ONCE]) for start in range(0, len(shuffled), AT_ONCE)]
    shares = np.concatenate([together(part) for part in parts])
    of_items = np.concatenate([alone(part) for part in parts])
    largest = of_items.max(axis=1)
    as_large = (largest[:, None] >= of_items[0] - ROUNDING).mean(axis=0)
    return Leakage(
        share=max(float(shares[0]), 0.0),
        p_value=float((shares >= shares[0] - ROUNDING).mean()) if permutations else None,
        per_item=of_items[0],
        per_item_p=as_large if permutations else np.full(matrix.shape[1], np.nan),
        levels=int(labels.max()) + 1,
        respondents=len(matrix),
    )


@dataclass(frozen=True, eq=False)
class _Together:
    """Predictions from all items.

    Attributes
    ----------
    guess : (N, N) each respondent's from the labels of those in other folds
    fold : (N, folds) of each respondent, one-hot
    """

    guess: Array
    fold: Array

    @classmethod
    def of(cls, matrix: Array, seed: int) -> "_Together":
        predictors, size = _standardised(matrix), len(matrix)
        guess, fold = np.zeros((size, size)), generator("folds of labels", seed).permutation(np.arange(size) % FOLDS)
        ridge = PENALTY * predictors.shape[1] * np.eye(predictors.shape[1])
        for number in range(FOLDS):
            tested, learned = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
            middle = predictors[learned].mean(axis=0)
            known, new = predictors[learned] - middle, predictors[tested] - middle
            slopes = np.linalg.solve(known.T @ known + ridge, known.T)
            guess[np.ix_(tested, learned)] = new @ slopes + 1 / len(learned)
        return cls(guess, members(fold))

    def __call__(self, shown: Array) -> Array:
        """The share recovered, of each of B labels (N, B, levels)."""
        size, count, levels = shown.shape
        truth = shown.reshape(size, count * levels)
        others = (truth.sum(axis=0) - self.fold.T @ truth) / (size - self.fold.sum(axis=0)[:, None])
        predicted = (self.guess @ truth, self.fold @ others)
        wrong, by_chance = (((truth - one) ** 2).sum(axis=0) for one in predicted)
        return np.asarray(1 - wrong.reshape(count, levels).sum(axis=1) / by_chance.reshape(count, levels).sum(axis=1))


@dataclass(frozen=True, eq=False)
class _Alone:
    """Every answer to every item.

    Attributes
    ----------
    given : (N, answers) which respondent gave which
    first : (D,) where the answers to each item begin
    """

    given: Array
    first: Indices

    @classmethod
    def of(cls, matrix: Array) -> "_Alone":
        items = [members(np.unique(column, return_inverse=True)[1].reshape(-1)) for column in matrix.T]
        return cls(np.hstack(items), np.cumsum([0, *(one.shape[1] for one in items[:-1])]).astype(np.intp))

    def __call__(self, shown: Array) -> Array:
        """Goodman and Kruskal's tau (B, D), corrected for chance, of each of B labels (N, B, levels)."""
        size, answers = self.given.shape
        counts = (self.given.T @ shown.reshape(size, -1)).reshape(answers, *shown.shape[1:])
        squares = (counts**2).sum(axis=2) / self.given.sum(axis=0)[:, None]
        known, unknown = np.add.reduceat(squares, self.first) / size, (shown.mean(axis=0) ** 2).sum(axis=1)
        points = np.diff([*self.first, answers])[:, None]
        tau, chance = (known - unknown) / (1 - unknown), (points - 1) / (size - 1)
        return np.asarray((tau - chance) / (1 - chance)).T


def _shown(labels: Indices) -> Array:
    """Labels (B, N) as 0 and 1: (N, B, levels)."""
    return np.asarray(labels.T[:, :, None] == np.arange(labels.max() + 1), dtype=np.float64)


def _standardised(matrix: Array) -> Array:
    """Answers and their squares (N, up to 2 D), mean 0 and SD 1; without those that do not vary."""
    centred = matrix - matrix.mean(axis=0)
    both = np.hstack([centred, centred**2])
    spread = both.std(axis=0)
    varies = spread > ROUNDING
    return np.asarray((both[:, varies] - both[:, varies].mean(axis=0)) / spread[varies])
