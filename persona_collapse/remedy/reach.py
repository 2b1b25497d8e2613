"""People where there are hardly any personas: what no choice among these personas can mend."""

from collections.abc import Iterator

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.linear_model import LogisticRegression

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.neighbours import smallest
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Keying
from persona_collapse.remedy.spaces import low_dimensional, space_name
from persona_collapse.results.panel import Reach

RARER = 10
"""Personas are hardly there where they are this many times rarer than people."""

MOST = 1500
"""Of either side, drawn at random in each split."""


def out_of_reach(pool: Array, people: Array, keying: Keying | None, count: int, seed: int) -> Reach:
    """The share of people that are where personas are at least ten times rarer than people.

    Where that is, is learned from half of both sides (logistic regression of side on traits, their squares and products,
    and on how much nearer the nearest personas are than the nearest people); how many of either side are there is counted
    in the other halves. The share is people's less the personas', so 0 is expected of a pool of other people. Half samples
    vary around the whole as the whole does around people at large, so their SD is the standard error.

    Parameters
    ----------
    pool, people : complete answers (N, D) and (M, D)
    keying : of the items; without traits (None), principal components of people's answers stand for them
    count, seed : random halves

    Source
    ------
    Half samples: McCarthy 1969 (Review of the International Statistical Institute 37, 239-264).
    """
    personas, persons = low_dimensional(pool, people, keying)
    rng = generator("halves for reach", seed)
    found = [_held_out(personas, persons, rng) for _ in range(count)]
    share, se = float(np.mean(found)), float(np.std(found, ddof=1))
    return Reach(
        share=max(0.0, share),
        low=max(0.0, share - 1.96 * se),
        high=min(1.0, max(0.0, share + 1.96 * se)),
        rarer=RARER,
        space=space_name(keying),
    )


def _held_out(personas: Array, persons: Array, rng: np.random.Generator) -> float:
    """People less personas in the region that was learned from the other halves; 0 where there is none."""
    (some, other), (kin, others) = (_halves(side, rng) for side in (personas, persons))
    learned = np.vstack([_features(some, some, kin), _features(kin, some, kin)])
    side = np.repeat([0, 1], [len(some), len(kin)])
    middle, spread = learned.mean(axis=0), learned.std(axis=0)
    scale = (middle, np.where(spread > 0, spread, 1.0))
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    model.fit((learned - scale[0]) / scale[1], side)

    def judged(points: Array) -> Array:
        return np.asarray(model.decision_function((_features(points, some, kin) - scale[0]) / scale[1]))

    edge = _edge(judged(some), judged(kin))
    if edge is None:
        return 0.0
    return float((judged(others) >= edge).mean() - (judged(other) >= edge).mean())


def _edge(personas: Array, persons: Array) -> float | None:
    """The lowest judgement from which on personas are ten times rarer than people; None where there is none.

    >>> _edge(np.array([0.0, 1.0]), np.array([1.0, 2.0])), _edge(np.array([3.0]), np.array([1.0, 2.0]))
    (2.0, None)
    """
    edges = np.sort(persons)
    above = 1 - np.arange(len(edges)) / len(edges)
    theirs = 1 - np.searchsorted(np.sort(personas), edges) / len(personas)
    rare = np.flatnonzero(RARER * theirs <= above)
    return float(edges[rare[0]]) if len(rare) else None


def _features(points: Array, personas: Array, persons: Array) -> Array:
    """What the side is judged by: (n, F). A point that is one of the two sides is not its own neighbour."""
    rows, columns = np.triu_indices(points.shape[1])
    near = [_nearness(points, side) for side in (personas, persons)]
    return np.hstack([points, points[:, rows] * points[:, columns], (near[0] - near[1])[:, None]])


def _nearness(points: Array, side: Array) -> Array:
    """Log distance (n,) to the fifth nearest of a side."""
    table = cdist(points, side)
    if points is side:
        np.fill_diagonal(table, np.inf)
    return np.asarray(np.log(smallest(table, min(K, len(side) - 1))[:, -1] + 1e-3))


def _halves(side: Array, rng: np.random.Generator) -> Iterator[Array]:
    order: Indices = rng.permutation(len(side))[: 2 * MOST]
    middle = len(order) // 2
    return iter((side[order[:middle]], side[order[middle:]]))
