"""How widely a population is spread: directions, nearest neighbours, the sphere, effective number of respondents."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigvalsh

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_complete, at_least, row_blocks
from persona_collapse.measures.neighbours import BLOCK_BYTES, distances, nearest_others


def participation_ratio(answers: ArrayLike) -> float | None:
    """How weakly the items are related: the effective number of their common directions.

    (sum of eigenvalues)^2 / sum of squared eigenvalues of the items' correlation matrix; constant items are excluded.

    Parameters
    ----------
    answers : (N, D), complete

    Returns
    -------
    1 (all items say the same) .. D (all independent); None when every item is constant.

    Raises
    ------
    InputError : missing answers.

    Source
    ------
    Gao et al. 2017 (bioRxiv 214262), on the correlation matrix.

    Two items that always agree are one direction:

    >>> participation_ratio([[1, 1], [2, 2], [3, 3]])
    1.0
    """
    matrix = as_complete(answers)
    varying = matrix[:, matrix.max(axis=0) > matrix.min(axis=0)]
    if varying.shape[1] == 0:
        return None
    correlation = np.atleast_2d(np.corrcoef(varying, rowvar=False))
    return float(np.trace(correlation) ** 2 / (correlation**2).sum())


def unbiased_participation_ratio(answers: ArrayLike) -> float | None:
    """`participation_ratio`, without the correlations that chance alone gives a small sample.

    Of n respondents, two unrelated items have a squared correlation of 1 / (n - 1) on average. r^2 - (1 - r^2) / (n - 2)
    takes its place, so the value does not grow with n, and shuffled answers have D.

    Parameters
    ----------
    answers : (N, D), complete

    Returns
    -------
    1 (all items say the same) .. about D (all independent); None with fewer than 4 respondents, when every item is
    constant, and where chance leaves no correlation to divide by.

    Raises
    ------
    InputError : missing answers.

    Source
    ------
    Gao et al. 2017, as `participation_ratio`; Olkin & Pratt 1958 (Annals of Mathematical Statistics 29), to first order.

    Two items that always agree are one direction:

    >>> unbiased_participation_ratio([[1, 1], [2, 2], [3, 3], [4, 4]])
    1.0
    """
    matrix = as_complete(answers)
    varying = matrix[:, matrix.max(axis=0) > matrix.min(axis=0)]
    size, items = len(matrix), varying.shape[1]
    if size < 4 or items == 0:
        return None
    squares = np.atleast_2d(np.corrcoef(varying, rowvar=False)) ** 2
    unbiased = squares - (1 - squares) / (size - 2)
    total = items + float(unbiased.sum() - np.trace(unbiased))
    return items**2 / total if total > 0 else None


def mean_nearest_neighbour_distance(points: ArrayLike) -> float:
    """Mean distance of a respondent to the most similar other one, in the units given; 0 when all have a copy.

    Parameters
    ----------
    points : (N, D)

    Raises
    ------
    InputError : missing answers, or fewer than two respondents.

    >>> mean_nearest_neighbour_distance([[0.0], [1.0], [4.0]])
    1.6666666666666667
    """
    matrix = as_complete(points)
    at_least(len(matrix), 2, "population", "a nearest-neighbour distance")
    return float(nearest_others(matrix, 1).mean())


def hyperspherical_uniformity(points: ArrayLike) -> tuple[float | None, int]:
    """Whether respondents differ from the average person in all directions, whatever their distance from it.

    log of the mean of exp(-2 |x - y|^2) over pairs of different respondents, rows scaled to length 1.

    Parameters
    ----------
    points : (N, D), standardised

    Returns
    -------
    The logarithm, from -8 (opposite) to 0 (all the same direction), lower is more uniform, None with fewer than two
    directions; and the number of rows of length 0, which have no direction.

    Raises
    ------
    InputError : missing answers.

    Source
    ------
    Wang & Isola 2020 (arXiv 2005.10242), section 4.1.2, t = 2.

    Opposite directions are 2 apart, so the value is -2 * 2^2:

    >>> value, without_direction = hyperspherical_uniformity([[1.0, 0.0], [-3.0, 0.0], [0.0, 0.0]])
    >>> round(value, 9), without_direction
    (-8.0, 1)
    """
    matrix = as_complete(points)
    length = np.linalg.norm(matrix, axis=1)
    directed = matrix[length > 0] / length[length > 0, None]
    without_direction = int((length == 0).sum())
    if len(directed) < 2:
        return None, without_direction
    pairs = len(directed) * (len(directed) - 1)
    return float(np.log(_likeness_of_different_rows(directed) / pairs)), without_direction


def _likeness_of_different_rows(directed: Array) -> float:
    """Sum of exp(-2 |x - y|^2) over ordered pairs of different rows; |x - y|^2 = 2 - 2 x.y for rows of length 1."""
    height = max(1, BLOCK_BYTES // (8 * len(directed)))
    total = 0.0
    for start in range(0, len(directed), height):
        cosine = directed[start : start + height] @ directed.T
        cosine[np.arange(len(cosine)), np.arange(start, start + len(cosine))] = -np.inf
        total += float(np.exp(4 * np.minimum(cosine, 1.0) - 4).sum())  # that of equal rows may round above 1
    return total


IN_CACHE = 2000
"""Respondents whose answers stay in a processor's cache; it changes only the speed."""


def vendi(points: ArrayLike, *, scale: float, order: float = 1.0) -> float:
    """The effective number of respondents: how many there are when similar ones are counted together.

    The exponential of the Rényi entropy of the eigenvalues of K / n, K = exp(-d^2 / 2 s^2). The kernel table is (n, n),
    so give a draw of a large population, not all of it.

    Parameters
    ----------
    points : (n, D), standardised by the reference
    scale : s, the reference's median nearest-neighbour distance at the same n (`kernel_scale`)
    order : q of the entropy; 1 is Shannon's, and larger orders give more weight to the commonest kinds

    Returns
    -------
    1 (all alike) .. n (no two alike). Interpret it only as a ratio to held-out people: 500 people give 73, 500 uniform
    respondents 361.

    Raises
    ------
    InputError : missing answers, or a scale that is not positive.

    Source
    ------
    Friedman & Dieng 2023 (arXiv 2210.02410), definition 3.1; orders: Pasarkar & Dieng 2024 (arXiv 2310.12952).

    Two pairs of copies, far from each other, are two kinds of respondent:

    >>> round(vendi([[0.0], [0.0], [99.0], [99.0]], scale=1.0), 9)
    2.0
    """
    matrix = as_complete(points)
    if not scale > 0:
        raise InputError(f"the kernel's scale is {scale}; it must be a positive distance")
    return vendi_of(distances(matrix, matrix), scale=scale, order=order)


def vendi_of(table: Array, *, scale: float, order: float = 1.0) -> float:
    """`vendi` of respondents whose distances (n, n) are known: the `table`.

    >>> vendi_of(np.zeros((2, 2)), scale=1.0)
    1.0
    """
    return effective_number(alike(table, scale), order)


def alike(table: Array, scale: float) -> Array:
    """exp(-d^2 / 2 s^2) of distances d: a new table.

    >>> alike(np.array([[0.0, 2.0]]), 1.0).round(3).tolist()
    [[1.0, 0.135]]
    """
    kernel: Array = table * table
    kernel /= -2 * scale**2
    return np.exp(kernel, out=kernel)


def effective_number(kernel: Array, order: float = 1.0) -> float:
    """`vendi` of respondents whose likeness (n, n) is known: the `kernel`, which is written over.

    >>> effective_number(np.eye(3)).__round__(9)
    3.0
    """
    kernel /= len(kernel)
    weights = eigvalsh(kernel.T, overwrite_a=True, check_finite=False)
    return float(np.exp(renyi_entropy(weights[weights > 1e-12], order)))


def cosine_vendi(points: ArrayLike, *, order: float = 1.0) -> float | None:
    """The effective number of respondents, with similarity of directions; needs no reference.

    As `vendi`, with cosines for K. K / n and the (D, D) table of the directions' products, / n, have the same
    eigenvalues but for zeros, so the smaller of both is taken.

    Parameters
    ----------
    points : (n, D)
    order : as in `vendi`

    Returns
    -------
    1 (all in one direction) .. min(n, D) (all at right angles); None when a row has length 0, because it then has no
    direction.

    Source
    ------
    Friedman & Dieng 2023 (arXiv 2210.02410), definition 3.1.

    >>> round(cosine_vendi([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [0.0, 3.0]]), 9)
    2.0
    """
    matrix = as_complete(points)
    squared = np.einsum("ij,ij->i", matrix, matrix)[:, None]
    if (squared == 0).any():
        return None
    if len(matrix) < matrix.shape[1]:
        products = matrix @ matrix.T / np.sqrt(squared) / np.sqrt(squared).T
    else:
        blocks = row_blocks(len(matrix), IN_CACHE)
        products = np.add.reduce([(matrix[rows] / squared[rows]).T @ matrix[rows] for rows in blocks])
    weights = eigvalsh(products / len(matrix))
    return float(np.exp(renyi_entropy(weights[weights > 1e-12], order)))


def renyi_entropy(weights: Array, order: float) -> float:
    """Rényi entropy (natural logarithm) of positive weights that sum to 1.

    >>> round(renyi_entropy(np.array([0.5, 0.5]), 2.0), 4)
    0.6931
    """
    if order == 1:
        return float(-(weights * np.log(weights)).sum())
    if np.isinf(order):
        return float(-np.log(weights.max()))
    return float(np.log((weights**order).sum()) / (1 - order))


def kernel_scale(reference: ArrayLike) -> float:
    """The median distance of a reference respondent to the nearest other: the unit of similarity for `vendi`.

    Parameters
    ----------
    reference : (M, D), standardised by itself

    Raises
    ------
    InputError : missing answers, or fewer than two respondents.

    >>> kernel_scale([[0.0], [1.0], [4.0]])
    1.0
    """
    matrix = as_complete(reference, "reference")
    at_least(len(matrix), 2, "reference", "a nearest-neighbour distance")
    return float(np.median(nearest_others(matrix, 1)))
