"""Kernel herding: the respondents whose distribution, together, is nearest to people's."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from persona_collapse.measures.arrays import Array, Indices, row_blocks
from persona_collapse.remedy.spaces import Points

WIDTHS = (0.5, 1.0, 2.0)
"""Of the Gaussian kernels, in people's median distance: fine differences count, and coarse ones."""

MEASURED = 1000
"""People among whom the median distance is found."""

BLOCK = 2**22
"""Kernel values computed at a time: 16 MiB."""

Block = NDArray[np.float32]


@dataclass(frozen=True)
class Kernel:
    """How alike two respondents are, 0 to 1: the mean of Gaussian kernels of three widths in each space.

    Attributes
    ----------
    spaces : the points (N, d) in each space
    widths : people's median distance in each
    """

    spaces: tuple[Block, ...]
    widths: tuple[float, ...]

    @classmethod
    def of(cls, pool: Points, people: Points) -> "Kernel":
        """Of a pool, with the widths of people."""
        widths = tuple(float(np.median(pdist(one[:MEASURED]))) or 1.0 for one in people.spaces.values())
        return cls(tuple(one.astype(np.float32) for one in pool.spaces.values()), widths)

    def with_one(self, row: int) -> Block:
        """Of every respondent with one of them: (N,)."""
        return self._mean([((one - one[row]) ** 2).sum(axis=1) for one in self.spaces])

    def with_people(self, people: Points) -> Array:
        """Mean of every respondent with people: (N,)."""
        theirs = [one.astype(np.float32) for one in people.spaces.values()]
        found = np.empty(len(self.spaces[0]))
        for rows in _blocks(len(found), len(people.items)):
            squares = [_squares(one[rows], other) for one, other in zip(self.spaces, theirs, strict=True)]
            found[rows] = self._mean(squares).mean(axis=1)
        return found

    def _mean(self, squares: list[Block]) -> Block:
        """Over widths and spaces, from squared distances."""
        total = np.zeros_like(squares[0])
        for square, width in zip(squares, self.widths, strict=True):
            for factor in WIDTHS:
                total += np.exp(square * np.float32(-1 / (2 * (factor * width) ** 2)))
        total /= np.float32(len(squares) * len(WIDTHS))
        return total


def herded(kernel: Kernel, towards: Array, size: int, candidates: NDArray[np.bool_]) -> Indices:
    """Respondents, chosen one by one, each where those before leave most to be desired: (size,), in that order.

    Parameters
    ----------
    kernel : of the pool
    towards : (N,) mean kernel of each respondent with people
    size : how many
    candidates : (N,) which may be chosen; others only when these are used up

    Source
    ------
    Chen, Welling & Smola 2010, "Super-samples from kernel herding" (UAI), without replacement: greedy steps down the
    maximum mean discrepancy between those chosen and people.
    """
    chosen = np.empty(size, dtype=np.intp)
    near = np.zeros(len(towards))
    unlikely = np.where(candidates, 0.0, 10.0)  # a kernel is at most 1
    for step in range(size):
        best = int(np.argmax(towards - near / (step + 1) - unlikely))
        chosen[step] = best
        near += kernel.with_one(best)
        unlikely[best] = np.inf
    return chosen


def covering(inside: NDArray[np.bool_], towards: Array, size: int, candidates: NDArray[np.bool_]) -> Indices:
    """Respondents, chosen one by one, each in the balls of the people that fewest of those before reach: (size,).

    Parameters
    ----------
    inside : (N, M) whether a respondent is in a person's ball
    towards : (N,) decides between equals: the mean kernel of each respondent with people
    size, candidates : as in `herded`

    Source
    ------
    The greedy algorithm for maximum coverage (Nemhauser, Wolsey & Fisher 1978, Mathematical Programming 14, 265-294); a
    person counts a quarter for every time that it was reached.

    >>> covering(np.array([[True, True, False], [True, True, False], [False, False, True]]), np.zeros(3), 2, np.ones(3, bool)).tolist()
    [0, 2]
    """
    chosen, balls = np.empty(size, dtype=np.intp), inside.astype(np.float32)
    wanted = np.ones(inside.shape[1], dtype=np.float32)
    order = towards * 1e-6 - np.where(candidates, 0.0, 1e6)
    for step in range(size):
        best = int(np.argmax(balls @ wanted + order))
        chosen[step] = best
        wanted[inside[best]] /= 4
        order[best] = -np.inf
    return chosen


def _squares(some: Block, others: Block) -> Block:
    lengths = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    found: Block = np.maximum(lengths - 2 * some @ others.T, 0)
    return found


def _blocks(rows: int, columns: int) -> Iterator[slice]:
    return row_blocks(rows, max(1, BLOCK // columns))
