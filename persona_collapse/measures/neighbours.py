"""Distances between respondents, in blocks; a full table is kept only if it is small."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.spatial.distance import cdist

from persona_collapse.measures.arrays import Array, Indices, fewest_patterns, row_blocks
from persona_collapse.measures.coarse import (
    HEIGHT,
    WIDTH,
    Coarse,
    Factor,
    Float32,
    Pairs,
    pairs_at_most,
    product,
    rounded_up,
)

TOLERANCE = 1e-9
"""Two distances with a relative difference below this are a tie."""

BLOCK_BYTES = 16 * 2**20
"""Size of one block of distances; larger ones are taken from the system anew each time, which takes longer."""

REUSED_BYTES = 64 * 2**20
"""Most of a block of distances whose memory the next block takes over, so that it is taken from the system only once."""

BLOCK_ROWS = 320
"""Rows of a block beyond which distances became no faster."""

CACHED_BYTES = 2**20
"""Size of the rows of a block that are looked at, and made roots, at once: they are in the cache."""

TABLE_BYTES = 128 * 2**20
"""Size up to which all distances between two sides are kept: 4,096 by 4,096 respondents."""


CANCELLED = 1e-4
"""Share of the squared norms below which a squared distance has lost too many digits in a product."""

LEAST_SHARE = 50
"""Where more than one distance in this many is small, all are computed from differences."""

MANY = 40_000
"""Distances from which a product is faster than to compute each, or to look it up."""

DOUBT = 1e-12
"""Rounding of a squared distance from a matrix product, as a share of the squared norms: many times what is possible."""

GROUPS = 16
"""The most groups of respondents of which the nearest one is found first."""

LARGE = 400
"""Respondents for each neighbour sought from which it is faster to find in float32 who may be near."""

SPARE = 16
"""Where more of a part may be near than this and three for each neighbour sought, float32 tells too little."""

DOUBTFUL = 100
"""Where more than one in this many of all may be, it takes longer to compute these again than products in float64."""

COPIES = 8
"""Respondents for each pattern of answers from which neighbours are sought among patterns."""

AT_ONCE = 1024
"""Differences computed at once: these stay in the cache."""


def distances(points: Array, others: Array) -> Array:
    """Euclidean distances (N, M) of points (N, D) to others (M, D): one product of matrices where there are many.

    |x|^2 + |y|^2 - 2 x.y is exact to about 1e-14 of the squared norms. A distance that is small beside the norms is
    computed from the difference itself, so copies are at 0 and every distance is exact to 1e-10 of itself; a tie is a
    difference below 1e-9.

    >>> distances(np.array([[0.0], [3.0]]), np.array([[1.0]])).tolist()
    [[1.0], [2.0]]
    """
    return _distances(points, Others(others), first=0 if points is others else None)


@dataclass(frozen=True)
class Others:
    """Points to which distances are computed, prepared once for many products.

    Attributes
    ----------
    points : (M, D)
    """

    points: Array

    @cached_property
    def norms(self) -> Array:
        """Their squared norms (M,)."""
        return np.asarray((self.points**2).sum(axis=1))

    @cached_property
    def columns(self) -> Array:
        """The points, ones, and the norms: (M, D + 2)."""
        return np.hstack([self.points, np.ones((len(self.points), 1)), self.norms[:, None]])

    def squared(self, points: Array, own: Array, out: Array | None = None) -> Array:
        """|x|^2 + |y|^2 - 2 x.y of points (N, D), with these squared norms, and the others, as one product: (N, M)."""
        terms = np.empty((len(points), self.columns.shape[1]))
        np.multiply(points, -2, out=terms[:, :-2])
        terms[:, -2], terms[:, -1] = own, 1.0
        return np.asarray(np.matmul(terms, self.columns.T, out=out))


def _distances(points: Array, others: Others, out: Array | None = None, first: int | None = None) -> Array:
    """`distances` to others that are prepared; in `out` (N, M), if given.

    Where the points are among the others, `first` is the place of the first one: the distance of each to itself is 0.
    After the product some rows at a time are looked at while they are in the cache: roots take almost as long as it.
    """
    count = len(others.points)
    if len(points) * count < MANY:
        return np.asarray(cdist(points, others.points))
    own = (points**2).sum(axis=1) if first is None else others.norms[first : first + len(points)]
    found = others.squared(points, own, out)
    limit = CANCELLED * (own.max() + others.norms.max())
    for rows in row_blocks(len(points), max(1, CACHED_BYTES // (8 * count))):
        part = found[rows]
        itself = None if first is None else part.reshape(-1)[first + rows.start :: count + 1][: len(part)]
        if itself is not None:
            itself[:] = np.inf
        lost = np.flatnonzero(part <= limit) if not part.min() > limit else np.empty(0, dtype=np.intp)
        if len(lost) * LEAST_SHARE > part.size:
            part[:] = cdist(points[rows], others.points)
            continue
        if len(lost):
            which, columns = np.divmod(lost, count)
            part.ravel()[lost] = squared_apart(points[rows], which, others.points, columns)
        np.sqrt(part, out=part)
        if itself is not None:
            itself[:] = 0.0
    return found


def distance_blocks(points: Array, others: Array) -> Iterator[tuple[slice, Array]]:
    """Euclidean distances from `points` (N, D) to all `others` (M, D), some rows at a time.

    Yields the rows as a slice and their distances (rows, M), which the next ones take the place of.

    >>> [(rows.stop, table.tolist()) for rows, table in distance_blocks(np.zeros((1, 1)), np.array([[3.0]]))]
    [(1, [[3.0]])]
    """
    height = max(1, min(REUSED_BYTES // (8 * len(others)), max(BLOCK_ROWS, CACHED_BYTES // (8 * len(others)))))
    prepared, table = Others(others), np.empty((min(height, len(points)), len(others)))
    for rows in row_blocks(len(points), height):
        first = rows.start if points is others else None
        yield rows, _distances(points[rows], prepared, table[: rows.stop - rows.start], first)


def nearest_others(points: Array, k: int, queries: Indices | None = None) -> Array:
    """Sorted distances (len(queries), k) of each respondent to its k nearest *other* respondents.

    `queries` are indices into `points`; all by default. A copy of a respondent is another respondent, at distance 0.

    >>> nearest_others(np.array([[0.0], [1.0], [3.0]]), k=2).tolist()
    [[1.0, 3.0], [1.0, 2.0], [2.0, 3.0]]
    """
    asked = np.arange(len(points)) if queries is None else queries
    if k < len(points) and COPIES * fewest_patterns(points) <= len(points):
        patterns, pattern_of, copies = np.unique(points, axis=0, return_inverse=True, return_counts=True)
        if COPIES * len(patterns) <= len(points):
            there, place = np.unique(pattern_of.reshape(-1)[asked], return_inverse=True)
            return _nearest_of_patterns(patterns, copies, there, k)[place]
    others = Others(points)
    if len(asked) < WIDTH or len(points) < max(4 * HEIGHT, LARGE * k) or 4 * k > HEIGHT:
        return _nearest_in_blocks(others, asked, k)
    coarse = Coarse.around(points)
    every, step = coarse.left(points), -(-len(points) // HEIGHT)
    parts = [every[slice(first, None, step)] for first in range(step)]
    nearest = np.empty((len(asked), k))
    for rows in row_blocks(len(asked), WIDTH):
        some = asked[rows]
        found = _may_be_nearest(parts, some, coarse.right(points[some]), k)
        if found is None:
            nearest[rows.start :] = _nearest_in_blocks(others, asked[rows.start :], k)
            break
        squared = squared_apart(points, found.rows, points[some], found.columns)
        nearest[rows] = np.sqrt(smallest(_in_rows(found.columns, squared, len(some)), k))
    return nearest


def _nearest_of_patterns(patterns: Array, copies: Indices, asked: Indices, k: int) -> Array:
    """`nearest_others` of a respondent of each pattern asked: its copies first, then every other pattern with its copies.

    >>> _nearest_of_patterns(np.array([[0.0], [1.0], [3.0]]), np.array([2, 2, 1]), np.array([0]), 4).tolist()
    [[0.0, 1.0, 1.0, 3.0]]
    """
    found, others = np.zeros((len(asked), k)), min(k, len(patterns) - 1)
    if others == 0:
        return found
    for rows, table in distance_blocks(patterns[asked], patterns):
        table[np.arange(len(table)), asked[rows]] = np.inf
        near = np.argpartition(table, others - 1, axis=1)[:, :others]
        near = np.take_along_axis(near, np.argsort(np.take_along_axis(table, near, axis=1), axis=1), axis=1)
        apart, times = np.take_along_axis(table, near, axis=1), copies[near]
        begin = copies[asked[rows], None] - 1 + times.cumsum(axis=1) - times
        for place in range(others):
            found[rows] = np.where(np.arange(k) >= begin[:, place, None], apart[:, place, None], found[rows])
    return found


def _may_be_nearest(parts: Sequence[Factor], asked: Indices, right: Factor, k: int) -> Pairs | None:
    """Pairs of a respondent (row) and one of those asked (column), the k nearest of each among them; None if too many.

    The k-th smallest distance of one part is a limit for all; what it leaves of the next parts gives a lower one.

    Parameters
    ----------
    parts : all respondents as left factors: the first part is the first, and every so many-th after it, and so on
    asked, right : the respondents asked, and the same as a right factor
    """
    found: list[Pairs] = []
    limits, new = np.empty(0), 0
    for first, part in enumerate(parts):
        least = product(part, right)
        if first == 0:
            limits = _at_most(least.T, k + 1) + right.slack + part.slack.max()  # one of these is oneself
        pairs = pairs_at_most(least, part, right, rounded_up(limits))
        if len(pairs) > (3 * k + SPARE) * len(asked):
            return None
        pairs = replace(pairs, rows=first + len(parts) * pairs.rows)
        found.append(pairs[pairs.rows != asked[pairs.columns]])
        new += len(pairs)
        if new > 3 * k * len(asked) or first == len(parts) - 1:
            every, new = Pairs.joined(found), 0
            limits = np.partition(_in_rows(every.columns, every.most, len(asked)), k - 1, axis=1)[:, k - 1]
            found = [every[every.least <= limits[every.columns]]]
    return found[0] if DOUBTFUL * len(found[0]) <= len(asked) * sum(map(len, parts)) else None


def _in_rows(rows: Indices, values: Array, size: int) -> Array:
    """Values (E,) as a table (size, most of one row), each in its row, of 65,536 at most; infinite where one has fewer.

    >>> _in_rows(np.array([1, 0, 1]), np.array([5.0, 6.0, 7.0]), 2).tolist()
    [[6.0, inf], [5.0, 7.0]]
    """
    order = np.argsort(rows.astype(np.uint16), kind="stable")
    rows, count = rows[order], np.bincount(rows, minlength=size)
    first = np.cumsum(count) - count
    kept = np.full((size, count.max()), np.inf)
    kept[rows, np.arange(len(rows)) - first[rows]] = values[order]
    return kept


def squared_apart(points: Array, rows: Indices, others: Array, columns: Indices) -> Array:
    """Squared distances (E,) of some points to some others, each from the difference itself.

    >>> squared_apart(np.array([[0.0], [3.0]]), np.array([1, 0]), np.array([[1.0]]), np.array([0, 0])).tolist()
    [4.0, 1.0]
    """
    squared = np.empty(len(rows))
    for some in row_blocks(len(rows), AT_ONCE):
        difference = points.take(rows[some], axis=0) - others.take(columns[some], axis=0)
        squared[some] = np.einsum("ij,ij->i", difference, difference)
    return squared


def _nearest_in_blocks(others: Others, asked: Indices, k: int) -> Array:
    """`nearest_others` by products in float64."""
    nearest = np.empty((len(asked), k))
    for rows in row_blocks(len(asked), max(1, BLOCK_BYTES // (8 * len(others.points)))):
        nearest[rows] = _nearest_by_product(others, asked[rows], k)
    return nearest


def _nearest_by_product(others: Others, asked: Indices, k: int) -> Array:
    """`nearest_others` of one block; only distances that may be among the k smallest are looked at one by one."""
    points, theirs = others.points, others.norms
    own, norms = points[asked], theirs[asked]
    if len(asked) * len(points) < MANY:
        return _nearest_of_all(points, asked, k)
    squared = others.squared(own, norms)
    squared[np.arange(len(asked)), asked] = np.inf
    edge = _at_most(squared, k) + 2 * DOUBT * (1 + norms + theirs.max())
    at = np.flatnonzero(squared <= edge[:, None])
    rows, columns = np.divmod(at, len(points))
    found = squared.ravel()[at]
    lost = np.flatnonzero(found <= CANCELLED * (norms.max() + theirs.max()))
    if len(lost) * LEAST_SHARE > squared.size:
        return _nearest_of_all(points, asked, k)
    found[lost] = squared_apart(own, rows[lost], points, columns[lost])
    return np.sqrt(smallest(_in_rows(rows, found, len(asked)), k))


def _nearest_of_all(points: Array, asked: Indices, k: int) -> Array:
    """`nearest_others` of one block, from each distance itself."""
    table = np.asarray(cdist(points[asked], points))
    table[np.arange(len(asked)), asked] = np.inf
    return smallest(table, k)


def _at_most(squared: Array | Float32, k: int) -> Array:
    """A number (n,) that is not below the k-th smallest of each row, and seldom far above it.

    It is the k-th smallest of the smallest of each group of columns.

    >>> _at_most(np.array([[3.0, 1.0, 2.0, 9.0, 8.0, 7.0, 6.0, 5.0]]), 1).tolist()
    [1.0]
    """
    groups = max(1, min(GROUPS, squared.shape[1] // (4 * k)))
    width = squared.shape[1] // groups
    least = squared[:, : groups * width].reshape(len(squared), groups, width).min(axis=1)
    return np.asarray(np.partition(least, k - 1, axis=1)[:, k - 1])


def smallest(distances: Array, k: int) -> Array:
    """The k smallest of each row, sorted: (n, k).

    >>> smallest(np.array([[3.0, 1.0, 2.0]]), 2).tolist()
    [[1.0, 2.0]]
    """
    if k == 1:
        return np.asarray(distances.min(axis=1, keepdims=True))
    return np.sort(np.partition(distances, k - 1, axis=1)[:, :k], axis=1)


def radii(points: Array, k: int) -> Array:
    """Distance (N,) of each respondent to its k-th nearest other respondent: the radius of its ball.

    >>> radii(np.array([[0.0], [1.0], [3.0]]), k=1).tolist()
    [1.0, 1.0, 2.0]
    """
    return nearest_others(points, k)[:, -1]


def nearest(points: Array, others: Array) -> Array:
    """Distance (N,) of each of `points` to the nearest of `others`.

    >>> nearest(np.array([[0.0]]), np.array([[2.0], [-1.0]])).tolist()
    [1.0]
    """
    return np.concatenate([table.min(axis=1) for _, table in distance_blocks(points, others)])
