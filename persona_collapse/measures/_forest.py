"""A random forest's judgement of respondents it has not seen: scikit-learn's own trees, without what it does around each.

A diagnosis grows 2,000 trees of some hundred respondents. scikit-learn spends most of their time on copying estimators
and checking the same input again for every tree; here its tree builder is called directly, with its random numbers in its
order, so that every judgement is the one of `RandomForestClassifier`. `slow` is that class, and tests compare the two.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from persona_collapse.measures.arrays import Array, Indices

TREES = 200
FEWEST_IN_LEAF = 3
KNOWN = ("1.5", "1.6", "1.7", "1.8", "1.9")
"""Releases of scikit-learn whose tree builder is known; any other is used by its public class."""


def judged(points: Array, sides: Indices, folds: int, seed: int) -> Array:
    """The share of votes that each respondent is of side 1, by a forest grown without its fold.

    200 trees, at least 3 respondents per leaf, the square root of the number of items tried at each split, stratified
    folds in random order.

    Parameters
    ----------
    points : (N, D) answers of both sides, without missing ones
    sides : (N,) 0 or 1
    folds : their number; both sides have at least as many respondents
    seed : of folds and forests

    Returns
    -------
    (N,) 0..1

    >>> judged(np.repeat([[1.0], [5.0]], 10, axis=0), np.repeat([0, 1], 10), 5, 0).round(1).tolist()[::10]
    [0.0, 1.0]
    """
    return (fast if sklearn.__version__.startswith(tuple(f"{one}." for one in KNOWN)) else slow)(
        points, sides, folds, seed
    )


def slow(points: Array, sides: Indices, folds: int, seed: int) -> Array:
    """`judged` by scikit-learn's public classes."""
    forest = RandomForestClassifier(n_estimators=TREES, min_samples_leaf=FEWEST_IN_LEAF, random_state=seed)
    split = StratifiedKFold(folds, shuffle=True, random_state=seed)
    with config_context(skip_parameter_validation=True, assume_finite=True):
        votes: Array = cross_val_predict(forest, points, sides, cv=split, method="predict_proba")
    return votes[:, 1]


def fast(points: Array, sides: Indices, folds: int, seed: int) -> Array:
    """`judged` by scikit-learn's tree builder."""
    values, labels = points.astype(np.float32), sides.astype(np.float64)[:, None]
    votes = np.empty(len(points))
    for known, unseen in StratifiedKFold(folds, shuffle=True, random_state=seed).split(points, sides):
        grow = _grower(values[known], labels[known])
        seeds, asked = np.random.RandomState(seed), values[unseen]
        found = np.zeros((len(unseen), 2))
        for _ in range(TREES):
            found += grow(seeds.randint(np.iinfo(np.int32).max)).predict(asked)
        votes[unseen] = found[:, 1] / TREES
    return votes


def _grower(values: NDArray[np.float32], labels: Array) -> Callable[[int], Any]:
    """A function from a seed to a tree, grown on a bootstrap sample of these respondents."""
    from sklearn.tree._criterion import Gini
    from sklearn.tree._splitter import BestSplitter
    from sklearn.tree._tree import DepthFirstTreeBuilder, Tree

    count, items = values.shape
    classes = np.array([2], dtype=np.intp)
    tried, deepest = max(1, int(np.sqrt(items))), np.iinfo(np.int32).max

    chance = np.random.RandomState()  # seeded anew for each tree: a new one costs more than a small tree

    def grow(seed: int) -> Any:
        chance.seed(seed)
        drawn = chance.randint(0, count, count, dtype=np.int32)
        weights = np.bincount(drawn, minlength=count).astype(np.float64)
        chance.seed(seed)
        splitter = BestSplitter(Gini(1, classes), tried, FEWEST_IN_LEAF, 0.0, chance, None)
        tree = Tree(items, classes, 1)
        DepthFirstTreeBuilder(splitter, 2 * FEWEST_IN_LEAF, FEWEST_IN_LEAF, 0.0, deepest, 0.0).build(
            tree, values, labels, weights, None
        )
        return tree

    return grow
