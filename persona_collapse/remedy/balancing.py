"""Entropy balancing: weights, as even as possible, by which a pool's means and spreads are people's."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from persona_collapse.measures.arrays import Array
from persona_collapse.remedy.spaces import Points


def balanced(pool: Points, people: Points) -> Array:
    """Weights (N,), sum 1, all above 0, by which the pool has people's moments.

    Moments are the mean of each item, and mean, square and products of trait scores (squares of items without traits).
    They are met up to people's own sampling error: each gap costs its square over the variance of people's mean.

    Parameters
    ----------
    pool, people : points on people's scale

    Source
    ------
    Hainmueller 2012 (Political Analysis 20, 25-46), equation 7, with the quadratic penalty of approximate balance (the
    dual of Zubizarreta 2015, JASA 110, 910-922, with soft bounds).
    """
    ours, theirs = _moments(pool), _moments(people)
    spread = theirs.std(axis=0)
    used = spread > 0
    middle, spread = theirs.mean(axis=0)[used], spread[used]
    gaps = (ours[:, used] - middle) / spread
    slack = 1 / len(theirs)

    def dual(multipliers: Array) -> tuple[float, Array]:
        exponents = gaps @ multipliers
        total = logsumexp(exponents)
        weights = np.exp(exponents - total)
        return float(total + slack / 2 * multipliers @ multipliers), weights @ gaps + slack * multipliers

    found = minimize(dual, np.zeros(gaps.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    exponents = gaps @ found.x
    return np.asarray(np.exp(exponents - logsumexp(exponents)))


def _moments(points: Points) -> Array:
    """What is balanced: (N, number of moments)."""
    spread = points.items if points.traits is None else points.traits
    rows, columns = np.triu_indices(spread.shape[1] if points.traits is not None else 0)
    products = spread[:, rows] * spread[:, columns] if points.traits is not None else spread**2
    means = points.items if points.traits is None else np.hstack([points.items, points.traits])
    return np.hstack([means, products])
