"""Balls of many draws: only pairs are looked at that some ball can hold, and these are found once for all draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.drawn_distances import Distances, Neighbourhoods
from persona_collapse.measures.neighbours import TOLERANCE

LARGEST_SHARE = 0.125
"""Where more of the points than this can be in a ball, looking them up takes longer than computing distances again."""


@dataclass(frozen=True)
class Holdable:
    """Pairs of a ball and a point that the ball holds in at least one draw, the pairs of a ball together.

    Attributes
    ----------
    points : (E,) the point of each pair
    apart : (E,) the distance of both
    first : (N + 1,) where the pairs of each ball begin, and their end
    size : M, points
    """

    points: Indices
    apart: Array
    first: Indices
    size: int

    @classmethod
    def of(cls, between: Distances, draws: Sequence[Indices], edges: Sequence[Array]) -> "Holdable | None":
        """Those of all draws; None where looking them up takes longer than to compute distances again.

        Parameters
        ----------
        between : from the balls' centres to the points
        draws : balls of each draw
        edges : the largest distance at which each of them holds a point; -1 for one that holds none
        """
        if between.table is None or sum(map(len, draws)) < len(between.points):
            return None
        farthest = np.full(len(between.points), -1.0)
        for drawn, edge in zip(draws, edges, strict=True):
            np.maximum.at(farthest, drawn, edge)
        inside = farthest[:, None] >= between.table
        if inside.mean() > LARGEST_SHARE:
            return None
        ball, points = np.nonzero(inside)
        first = np.searchsorted(ball, np.arange(len(farthest) + 1))
        return cls(points, between.table[ball, points], first, inside.shape[1])

    def of_draw(self, drawn: Indices, edges: Array) -> tuple[Indices, Indices]:
        """What the balls of one draw hold: the number of the ball within the draw, and the point, of each pair.

        Parameters
        ----------
        drawn, edges : of this draw, one of those that it was made for

        >>> line, edges = np.arange(10.0)[:, None], np.where(np.arange(10) == 4, 1.0, 0.0)
        >>> near = Holdable.of(Distances.between(line, line), [np.arange(10)], [edges])
        >>> [found.tolist() for found in near.of_draw(np.array([4, 0]), np.array([1.0, 0.0]))]
        [[0, 0, 0, 1], [3, 4, 5, 0]]
        """
        counts = self.first[drawn + 1] - self.first[drawn]
        ends, ball = counts.cumsum(), np.repeat(np.arange(len(drawn)), counts)
        some = np.arange(len(ball)) + (self.first[drawn] - ends + counts)[ball]
        there = self.apart[some] <= edges[ball]
        return ball[there], self.points[some[there]]


def recall_of_each(between: Distances, draws: Sequence[tuple[Indices, Indices]], edges: Sequence[Array]) -> list[float]:
    """The share of the drawn people inside at least one drawn persona's ball, of each draw.

    Parameters
    ----------
    between : from the personas to people
    draws : personas and people of each
    edges : the largest distance at which the ball of each drawn persona holds a point

    >>> between = Distances.between(np.array([[0.0], [1.0], [3.0]]), np.array([[1.5], [5.0]]))
    >>> draws = [(np.array([0, 1]), np.array([0, 1])), (np.array([1, 2]), np.array([1]))]
    >>> recall_of_each(between, draws, [np.array([1.0, 1.0]), np.array([2.0, 2.0])])
    [0.5, 1.0]
    """
    near = Holdable.of(between, [drawn for drawn, _ in draws], edges)
    found = []
    for (drawn, people), edge in zip(draws, edges, strict=True):
        if near is None:
            inside = (between.of(drawn, people) <= edge[:, None]).any(axis=0)
        else:
            reached = np.zeros(near.size, dtype=bool)
            reached[near.of_draw(drawn, edge)[1]] = True
            inside = reached[people]
        found.append(float(inside.mean()))
    return found


@dataclass(frozen=True)
class DrawnRecall:
    """Recall of drawn personas among drawn people (`coverage`), from distances computed once.

    Attributes
    ----------
    personas : neighbourhoods among the personas
    between : distances of the personas to the reference respondents
    k : neighbours that set a ball's radius
    """

    personas: Neighbourhoods
    between: Distances
    k: int

    def of_each(self, draws: Sequence[tuple[Indices, Indices]], nearest: Sequence[Array] | None = None) -> list[float]:
        """The share of the drawn people inside at least one drawn persona's ball, of each draw.

        Parameters
        ----------
        draws : personas and people of each
        nearest : distances (n, k or more) of each drawn persona to its nearest others, where they are known

        >>> line = np.array([[0.0], [1.0], [3.0]])
        >>> recall = DrawnRecall(Neighbourhoods.of(line), Distances.between(line, np.array([[1.5], [5.0]])), k=1)
        >>> recall.of_each([(np.array([0, 1]), np.array([0, 1])), (np.array([1, 2]), np.array([1]))])
        [0.5, 1.0]
        """
        if nearest is None:
            nearest = [self.personas.nearest(drawn, self.k) for drawn, _ in draws]
        return recall_of_each(self.between, draws, [one[:, self.k - 1] * (1 + TOLERANCE) for one in nearest])
