"""Squared distances from below, by products of matrices in float32: what is surely beyond a limit is not computed again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices, row_blocks

Float32 = NDArray[np.float32]

ROUNDOFF = 2.0**-24
"""The largest relative error of one rounding to float32."""

TINY = 2.0**-100
"""More than all that is lost below the smallest numbers of float32."""

FAR = 2.0**40
"""A squared norm, in units, beyond which a point is only known to be far away."""

HEIGHT, WIDTH = 1024, 512
"""Size of a tile of a table: it is still in the cache when it is compared."""

WIDE = 4096
"""The widest table of which tiles are whole rows, so that pairs need no sorting."""


@dataclass(frozen=True)
class Factor:
    """Points as one factor of a product of matrices.

    Attributes
    ----------
    terms : (n, D + 2)
    slack : (n,) its part of what a product can be below the squared distance
    """

    terms: Float32
    slack: Array

    def __len__(self) -> int:
        return len(self.slack)

    def __getitem__(self, some: slice) -> "Factor":
        return Factor(np.ascontiguousarray(self.terms[some]), self.slack[some])


@dataclass(frozen=True)
class Pairs:
    """Some pairs of points.

    Attributes
    ----------
    rows, columns : (E,) their numbers on the left and on the right
    least, most : (E,) squared distances, in units, between which theirs is
    """

    rows: Indices
    columns: Indices
    least: Array
    most: Array

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, some: NDArray[np.bool_] | Indices) -> "Pairs":
        return Pairs(self.rows[some], self.columns[some], self.least[some], self.most[some])

    @classmethod
    def joined(cls, pieces: Sequence["Pairs"]) -> "Pairs":
        """All of some."""
        if len(pieces) == 1:
            return pieces[0]
        return cls(
            np.concatenate([one.rows for one in pieces]),
            np.concatenate([one.columns for one in pieces]),
            np.concatenate([one.least for one in pieces]),
            np.concatenate([one.most for one in pieces]),
        )


@dataclass(frozen=True)
class Coarse:
    """Where coordinates in float32 begin, and their unit: no norm of the points it is made for is above 1.

    A product of a left and a right factor is at most the squared distance, in squared units, and below it by at most the
    slack of both. With u = 2^-24, the roundoff of float32, D items, m = D + 2 terms, and the squared norms X and Y of x
    and y:

    - Each coordinate is rounded by at most u of itself, so 2 x.y moves by about 4u|x||y| <= 2u(X + Y) at most; each
      squared norm is rounded by at most u of itself. Together 3u(X + Y).
    - A sum of m products in any order, with or without fused operations, errs by at most mu / (1 - mu) of the sum of
      their sizes (Higham 2002, section 3.1), which is 2|x||y| + X + Y <= 2(X + Y).
    - Subtracting the centre, and a distance computed from differences in float64, err by less than u / 1000 of X + Y.

    All is below e(X + Y) with e = (3D + 8)u, for up to 100,000 items. So eX and eY are subtracted from the squared norms
    before the product, which then is at most the squared distance and at least that less 2e(X + Y).

    >>> two = np.array([[0.0], [4.0]])
    >>> coarse = Coarse.around(two)
    >>> pairs = pairs_within(coarse.left(two), coarse.right(two), coarse.limits(np.array([1.0, 4.0])))
    >>> list(zip(pairs.rows.tolist(), pairs.columns.tolist(), (coarse.unit**2 * pairs.most).round(3).tolist()))
    [(0, 0, 0.0), (0, 1, 16.0), (1, 1, 0.0)]
    """

    centre: Array
    unit: float

    @classmethod
    def around(cls, points: Array) -> "Coarse":
        """For points (N, D). The unit is a power of two: dividing by it rounds nothing."""
        centre = points.mean(axis=0)
        widest = float(np.abs(points - centre).max() * np.sqrt(points.shape[1]))
        return cls(centre, float(2.0 ** np.ceil(np.log2(widest))) if 0 < widest < np.inf else 1.0)

    def left(self, points: Array) -> Factor:
        """Points (n, D) as the left factor."""
        moved, norms, slack = self._moved(points)
        return Factor(np.hstack([moved, np.ones((len(moved), 1)), norms[:, None]]).astype(np.float32), slack)

    def right(self, points: Array) -> Factor:
        """Points (n, D) as the right factor."""
        moved, norms, slack = self._moved(points)
        return Factor(np.hstack([-2 * moved, norms[:, None], np.ones((len(moved), 1))]).astype(np.float32), slack)

    def _moved(self, points: Array) -> tuple[Array, Array, Array]:
        """Points in units, their squared norms less their part of the error, and twice that part.

        Of a point too far away for float32 only a limit is kept: it is more than 2^19 units from all the others.
        """
        moved = (points - self.centre) / self.unit
        norms = np.einsum("ij,ij->i", moved, moved)
        far = norms > FAR
        moved[far], norms[far] = 0.0, FAR / 4
        error = (3 * points.shape[1] + 8) * ROUNDOFF * norms + TINY
        return moved, norms - error, np.where(far, np.inf, 2 * error)

    def limits(self, edges: Array) -> Float32:
        """Distances (M,) as limits of products; a negative one is below all products."""
        return np.where(edges < 0, np.float32(-np.inf), rounded_up((edges / self.unit) ** 2))


def rounded_up(limits: Array) -> Float32:
    """Squared distances in units as float32 that are not below them, but for those beyond all products."""
    return np.nextafter(np.minimum(limits, FAR**2).astype(np.float32), np.float32(np.inf))


def product(left: Factor, right: Factor) -> Float32:
    """What squared distances (N, M) are at least, in units."""
    return left.terms @ right.terms.T


def pairs_at_most(least: Float32, left: Factor, right: Factor, limits: Float32) -> Pairs:
    """Of these pairs (N, M) those that may be within the limit (M,) of the right one."""
    at = np.flatnonzero(least <= limits)
    rows, columns = np.divmod(at, least.shape[1])
    found = least.ravel()[at].astype(np.float64)
    return Pairs(rows, columns, found, found + (left.slack[rows] + right.slack[columns]))


def pairs_within(left: Factor, right: Factor, limits: Float32) -> Pairs:
    """All pairs that may be within the limit (M,) of the right one, in the order of rows, then columns."""
    size = len(right)
    width = size if size <= WIDE else WIDTH
    pieces = []
    for rows in row_blocks(len(left), HEIGHT * WIDTH // width):
        some = left[rows]
        for columns in row_blocks(size, width):
            others = right[columns]
            found = pairs_at_most(product(some, others), some, others, limits[columns])
            pieces.append(Pairs(found.rows + rows.start, found.columns + columns.start, found.least, found.most))
    pairs = Pairs.joined(pieces)
    return pairs if width == size else pairs[np.argsort(pairs.rows, kind="stable")]
