"""One choice, or one set of weights, fitted to some people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.neighbours import nearest, nearest_others
from persona_collapse.measures.scaling import Keying
from persona_collapse.remedy.balancing import balanced
from persona_collapse.remedy.herding import Kernel, covering, herded
from persona_collapse.remedy.scoring import in_balls
from persona_collapse.remedy.spaces import Points, Ruler
from persona_collapse.results.panel import Goal

NEAR = 0.95
"""A persona is near people if its nearest person is no farther than that of this share of people."""


@dataclass(frozen=True)
class Choice:
    """Personas with their weights.

    Attributes
    ----------
    rows : of the pool
    weights : of each, mean 1
    near : personas of the whole pool that are near people
    """

    rows: Indices
    weights: Array
    near: int


def chosen(
    pool: Array, people: Array, items: Indices, keying: Keying | None, size: int | None, goal: Goal, *, weighted: bool
) -> Choice:
    """The choice, or the weights, that fit people best in some items.

    Parameters
    ----------
    pool, people : complete answers (N, D) and (M, D)
    items : those that are looked at
    keying : of all items; None without traits
    size : how many to choose; None keeps all
    goal : match (as frequent as among people) or cover (rare people too)
    weighted : whether those chosen are weighted
    """
    ruler = Ruler.of(people, keying, items)
    ours, theirs = ruler(pool), ruler(people)
    likely = near_people(ours, theirs)
    rows = np.arange(len(pool))
    if size is not None:
        kernel = Kernel.of(ours, theirs)
        towards = kernel.with_people(theirs)
        if goal == "match":
            rows = herded(kernel, towards, size, likely)
        else:
            inside = [in_balls(ours.spaces[name], points) for name, points in theirs.spaces.items()]
            rows = covering(np.hstack(inside), towards, size, likely)
    shares = np.ones(len(rows))
    if weighted:
        shares = len(rows) * balanced(ruler(pool[rows]), theirs)
    return Choice(rows, shares, int(likely.sum()))


def near_people(pool: Points, people: Points) -> NDArray[np.bool_]:
    """Which personas (N,) are no farther from the nearest person, in every space, than nearly all people are."""
    near = np.ones(len(pool.items), dtype=bool)
    for name, points in people.spaces.items():
        edge = np.quantile(nearest_others(points, 1)[:, 0], NEAR)
        near &= nearest(pool.spaces[name], points) <= edge * (1 + 1e-9)
    return near
