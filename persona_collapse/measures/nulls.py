"""Null models: populations of known collapse or noise, for comparison with real ones."""

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from persona_collapse.measures.arrays import Array, as_complete, at_least
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import scaler

MOVED = 0.1
"""Share of the answers that jitter moves by one scale point."""


def shuffled(answers: ArrayLike, *, seed: int = 0) -> Array:
    """The same answers to every item, shuffled among respondents: items stay the same, persons are lost.

    Each column is permuted separately. The distribution of each item stays, and all relations between items are noise.

    >>> sorted(shuffled([[1, 1], [2, 2], [3, 3]], seed=1)[:, 0].tolist())
    [1.0, 2.0, 3.0]
    """
    return generator("shuffled", seed).permuted(as_complete(answers), axis=0)


def uniform_answers(respondents: int, items: int, *, low: int, high: int, seed: int = 0) -> Array:
    """Respondents that answer every item with a random scale point, all equally likely: (respondents, items).

    >>> uniform_answers(2, 3, low=1, high=5).shape
    (2, 3)
    """
    return generator("uniform", seed).integers(low, high, (respondents, items), endpoint=True).astype(np.float64)


def clones(reference: ArrayLike, respondents: int) -> Array:
    """Copies of the average person: the reference's item means, rounded.

    >>> clones([[1, 5], [2, 5], [2, 5]], 2).tolist()
    [[2.0, 5.0], [2.0, 5.0]]
    """
    return np.tile(np.rint(as_complete(reference, "reference").mean(axis=0)), (respondents, 1))


def jittered(answers: ArrayLike, *, low: int, high: int, probability: float = MOVED, seed: int = 0) -> Array:
    """The same answers, each moved by one scale point with a small probability; inwards at the ends of the scale.

    >>> jittered([[1, 5, 3]], low=1, high=5, probability=1.0, seed=0)[0, :2].tolist()
    [2.0, 4.0]
    """
    matrix = as_complete(answers)
    rng = generator("jitter", seed)
    step = np.where(rng.random(matrix.shape) < 0.5, -1, 1)
    step = np.where(matrix <= low, 1, np.where(matrix >= high, -1, step))
    moved = rng.random(matrix.shape) < probability
    result: Array = matrix + moved * step
    return result


def jittered_clones(reference: ArrayLike, respondents: int, *, low: int, high: int, seed: int = 0) -> Array:
    """Clones of the average person, one answer in ten moved by one scale point."""
    return jittered(clones(reference, respondents), low=low, high=high, seed=seed)


def archetypes(reference: ArrayLike, respondents: int, *, kinds: int = 5, seed: int = 0) -> Array:
    """Copies of a few typical people: k-means centroids of the reference's standardised items, rounded, equally often.

    Raises
    ------
    InputError : fewer reference respondents than archetypes.

    >>> archetypes([[1, 1], [1, 1], [5, 5], [5, 5]], 4, kinds=2)[:, 0].tolist() in ([1, 5, 1, 5], [5, 1, 5, 1])
    True
    """
    people = as_complete(reference, "reference")
    at_least(len(people), kinds, "reference", f"a set of {kinds} archetypes")
    from sklearn.cluster import KMeans  # half a second to import, and needed here only

    standardise = scaler(people)
    number = int(generator("archetypes", seed).integers(2**31))
    with threadpool_limits(limits=1):  # several threads round sums differently, so that another start may win
        fitted = KMeans(n_clusters=kinds, n_init=10, random_state=number).fit(standardise(people))
    centroids = np.rint(fitted.cluster_centers_ * standardise.sd + standardise.mean)
    return np.asarray(centroids[np.arange(respondents) % kinds], dtype=np.float64)
