"""How near weighted respondents are to people: where people are, everywhere they are, and as often."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from scipy.special import gammaln

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.neighbours import radii
from persona_collapse.remedy.spaces import Points

Inside = NDArray[np.bool_]


@dataclass(frozen=True)
class Yardstick:
    """People, ready to judge choices from one pool.

    Attributes
    ----------
    inside : space -> (N, M) whether a persona is in a person's ball
    points : both spaces together, of the pool (N, d)
    to_people : (N,) mean distance of each persona to people
    among_people : mean distance among people
    """

    inside: dict[str, Inside]
    points: Array
    to_people: Array
    among_people: float

    @classmethod
    def of(cls, pool: Points, people: Points) -> "Yardstick":
        """Balls reach each person's fifth nearest other person."""
        inside = {name: in_balls(pool.spaces[name], points) for name, points in people.spaces.items()}
        ours, theirs = pool.together, people.together
        return cls(inside, ours, cdist(ours, theirs).mean(axis=1), float(cdist(theirs, theirs).mean()))

    def score(self, chosen: Indices, drawn: int) -> dict[str, float]:
        """Of personas that all weigh the same.

        Parameters
        ----------
        chosen : rows of the pool
        drawn : coverage is expected of this number of them
        """
        found = {}
        for space, inside in self.inside.items():
            hits = inside[chosen].sum(axis=0)
            found[f"{space} coverage"] = float(1 - _all_miss(len(chosen), hits, drawn).mean())
            found[f"{space} precision"] = float(inside[chosen].any(axis=1).mean())
        return {**found, "distance": self._distance(chosen, np.full(len(chosen), 1 / len(chosen)))}

    def score_weighted(self, chosen: Indices, weights: Array, drawn: int) -> dict[str, float]:
        """Of weighted personas; coverage is expected of draws with replacement.

        Parameters
        ----------
        chosen : rows of the pool
        weights : of each
        drawn : coverage is expected of this number of draws
        """
        shares, found = weights / weights.sum(), {}
        for space, inside in self.inside.items():
            found[f"{space} coverage"] = float(1 - ((1 - np.minimum(shares @ inside[chosen], 1)) ** drawn).mean())
            found[f"{space} precision"] = float(shares @ inside[chosen].any(axis=1))
        return {**found, "distance": self._distance(chosen, shares)}

    def _distance(self, chosen: Indices, shares: Array) -> float:
        """Energy distance between the personas, as they are weighted, and people (Székely & Rizzo 2013)."""
        points = self.points[chosen]
        among = shares @ cdist(points, points) @ shares
        return float(2 * shares @ self.to_people[chosen] - among - self.among_people)


def in_balls(pool: Array, people: Array) -> Inside:
    """Whether each persona is in the ball of each person, which reaches the fifth nearest other person: (N, M)."""
    edges = radii(people, K) * (1 + 1e-9)
    return np.asarray(cdist(pool, people) <= edges)


def _all_miss(size: int, hits: NDArray[np.intp], drawn: int) -> Array:
    """Chance (M,) that none of `drawn` respondents out of `size` is one of the `hits` in a ball.

    >>> _all_miss(4, np.array([0, 1, 4]), 2).round(3).tolist()
    [1.0, 0.5, 0.0]
    """
    left = size - hits
    possible = left >= drawn
    ways = gammaln(left + 1.0) - gammaln(np.where(possible, left - drawn, 0) + 1.0)
    return np.where(possible, np.exp(ways - (gammaln(size + 1.0) - gammaln(size - drawn + 1.0))), 0.0)
