"""A model of answers on attributes of personas: how much it explains of other personas' answers, and draws of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import BayesianRidge, Ridge
from sklearn.model_selection import KFold, cross_val_predict

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.eta import ROUNDING
from persona_collapse.measures.randomness import generator
from persona_collapse.remedy.features import Features

FOLDS = 5
PERMUTATIONS = 199
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""Of a ridge regression: personas that would have to have a level before half of what they show of it is believed."""

ALONE = (3.0,)
"""The same for one attribute alone."""

CLEAR = 0.02
"""Attributes are said to explain answers where p is no larger."""

NAMED = 0.05
"""One attribute is said to explain answers where its p, adjusted over attributes and dimensions, is no larger."""


@dataclass(frozen=True)
class Explained:
    """How much attributes explain of the answers of personas that were not used to learn from.

    Attributes
    ----------
    share : mean over dimensions of the share of variance explained, cross-validated; 0 or below where nothing is
    each : (T,) of every dimension; nan where personas do not differ
    p_value : twice the smaller of two: of all attributes together, and of the best one alone
    names : the attributes that are used
    alone : (attribute, dimension, share) of those that explain a dimension beyond chance by themselves, the largest first
    residual : (T, T) covariance of what is not explained
    """

    share: float
    each: Array
    p_value: float
    names: tuple[str, ...]
    alone: tuple[tuple[str, int, float], ...]
    residual: Array

    @property
    def clear(self) -> bool:
        """Whether attributes explain more than shuffled ones do."""
        return self.share > 0 and self.p_value <= CLEAR


def explained(features: Features, points: Array, seed: int) -> Explained:
    """What attributes explain of answers: ridge regression in five folds, its penalty chosen for every dimension.

    Attributes are judged together and one by one, since one that matters drowns among many that do not. Chance is what
    the same procedure explains where whole personas' attributes are shuffled; for single attributes, the largest share
    of any attribute and dimension. Those beyond chance are used, or all where these explain more.

    Parameters
    ----------
    features : of the personas
    points : (N, T) their standing in every dimension
    seed : of folds and permutations

    Source
    ------
    The largest share of each permutation: Westfall & Young 1993.

    >>> label = ["a", "b"] * 30
    >>> points = np.tile([0.0, 1.0], 30)[:, None] + np.linspace(-0.1, 0.1, 60)[:, None]
    >>> found = explained(Features.of({"label": label}, {"label": label}), points, 0)
    >>> found.clear, found.names, bool(found.share > 0.9)
    (True, ('label',), True)
    """
    rng = generator("attributes among personas", seed)
    orders = [np.arange(len(points)), *(rng.permutation(len(points)) for _ in range(PERMUTATIONS))]
    wanted = np.stack([points[order] for order in orders], axis=1)
    fold = int(rng.integers(2**31))
    single = np.stack([_shares(one, wanted, ALONE, fold)[0] for one in features.asked.values()])
    largest = single.max(axis=(0, 2))
    rarity = (largest >= single[:, 0, :, None] - ROUNDING).mean(axis=2)
    clear = np.argwhere(rarity <= NAMED)
    sets = [features.names, tuple(name for place, name in enumerate(features.names) if place in clear[:, 0])]
    tried = [(*_shares(features.of_asked(some), wanted, PENALTIES, fold), some) for some in sets if some]
    together = tried[0][0].mean(axis=1)
    shares, left, names = max(tried, key=lambda one: float(one[0][0].mean()))
    best = sorted(
        ((features.names[place], int(dimension), float(single[place, 0, dimension])) for place, dimension in clear),
        key=lambda one: -one[2],
    )
    constant = np.ptp(points, axis=0) < ROUNDING
    return Explained(
        share=float(shares[0].mean()),
        each=np.where(constant, np.nan, shares[0]),
        p_value=min(1.0, 2 * min(float((together >= together[0] - ROUNDING).mean()), float(rarity.min()))),
        names=names,
        alone=tuple(best),
        residual=np.atleast_2d(np.cov(left, rowvar=False)),
    )


def _shares(features: Array, wanted: Array, penalties: Sequence[float], seed: int) -> tuple[Array, Array]:
    """The share (B, T) explained of every order's dimensions, and what is left (N, T) of the first order's."""
    count, orders, dimensions = wanted.shape
    outcomes = wanted.reshape(count, -1)
    folds = KFold(FOLDS, shuffle=True, random_state=seed)
    total = ((outcomes - outcomes.mean(axis=0)) ** 2).sum(axis=0)
    residuals = [
        outcomes - cross_val_predict(Ridge(alpha=penalty), features, outcomes, cv=folds) for penalty in penalties
    ]
    missed = np.stack([(one**2).sum(axis=0) for one in residuals])
    best = missed.argmin(axis=0)
    left = np.column_stack([residuals[best[place]][:, place] for place in range(dimensions)])
    shares = np.where(total > ROUNDING, 1 - missed.min(axis=0) / np.where(total > ROUNDING, total, 1), 0)
    return shares.reshape(orders, dimensions), left


@dataclass(frozen=True)
class Model:
    """The posterior of a model of answers on attributes.

    Attributes
    ----------
    middle : (T,) mean of the personas asked
    coefficients : (T, F) expected
    roots : (T, F, F) inverse root of each dimension's precision
    """

    middle: Array
    coefficients: Array
    roots: Array

    @classmethod
    def of(cls, features: Array, points: Array) -> "Model":
        """Bayesian ridge regression of every dimension; a level that none of those asked has is as uncertain as its prior.

        Parameters
        ----------
        features : (N, F), mean 0 in every column
        points : (N, T)
        """
        middle = points.mean(axis=0)
        coefficients, roots = [], []
        for outcome in (points - middle).T:
            if np.allclose(outcome, 0):
                coefficients.append(np.zeros(features.shape[1]))
                roots.append(np.zeros((features.shape[1],) * 2))
                continue
            fitted = BayesianRidge(fit_intercept=False).fit(features, outcome)
            precision = fitted.alpha_ * features.T @ features + fitted.lambda_ * np.eye(features.shape[1])
            coefficients.append(fitted.coef_)
            roots.append(np.linalg.inv(np.linalg.cholesky(precision)).T)
        return cls(middle, np.array(coefficients), np.array(roots))

    def drawn(self, others: Array, rng: np.random.Generator) -> Array:
        """Where personas with these features (C, F) would stand, (C, T), by one draw of the model."""
        noise = rng.standard_normal(self.coefficients.shape)
        chosen = self.coefficients + np.einsum("tfg,tg->tf", self.roots, noise)
        return np.asarray(self.middle + others @ chosen.T)
