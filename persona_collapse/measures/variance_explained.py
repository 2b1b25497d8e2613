"""What predicts the answers: how much a persona's attributes explain, and which attribute explains most."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_matrix
from persona_collapse.measures.eta import EQUAL, ROUNDING, from_item_means, rounded_shares
from persona_collapse.measures.levels import by_what_they_answer, level_codes, members, unknown_values
from persona_collapse.measures.randomness import generator

MOST = 10
"""Most attributes for which order-free shares are computed; every set of them is fitted, 2^A in all."""

SAFE = 1e-6
"""A matrix with a determinant above this can be inverted without loss, if no eigenvalue exceeds 1."""

AT_ONCE = 1000
"""Number of directions of permuted designs that answers are projected on at once; it changes only the speed."""


@dataclass(frozen=True)
class Attribution:
    """Several attributes together. Means are over the items with a defined R squared; None (nan) if there are none.

    Attributes
    ----------
    r2 : share of the variance of an answer explained by all attributes together, 0..1, mean over items
    adjusted_r2 : r2 corrected for chance, about 0 for noise
    chance : expected r2 of noise, df / (N - 1)
    p_value : share of the permutations with an r2 at least as high, 1 / (1 + B) .. 1
    null_95 : the r2 that one in twenty permutations exceeds
    incremental : (A,) what each attribute adds to r2 in the order given; sums to r2
    shapley : (A,) what each attribute adds on average over all orders; sums to r2
    chance_shares : (A,) each attribute's share of the degrees of freedom, which is its share of r2 in noise; nan
        without degrees of freedom, or when no item is defined
    dominant : position of the attribute with the largest share of r2 over all orders (of equal ones, the first); None
        when r2 is 0
    dominance : that share, 1 / A .. 1
    dominance_chance : the largest of `chance_shares`
    r2_per_item, adjusted_r2_per_item : (D,)
    incremental_per_item, shapley_per_item : (A, D)
    levels : (A,) number of levels of each attribute, including the level of unknown values
    unknown : (A,) number of respondents with an unknown value
    undefined_items : items that all respondents answered alike, or with no more respondents than parameters
    permutations : B
    """

    r2: float | None
    adjusted_r2: float | None
    chance: float | None
    p_value: float | None
    null_95: float | None
    incremental: Array
    shapley: Array
    chance_shares: Array
    dominant: int | None
    dominance: float | None
    dominance_chance: float | None
    r2_per_item: Array
    adjusted_r2_per_item: Array
    incremental_per_item: Array
    shapley_per_item: Array
    levels: Indices
    unknown: Indices
    undefined_items: int
    permutations: int


def attribution(
    answers: ArrayLike,
    attributes: ArrayLike,
    *,
    permutations: int = 1000,
    seed: int = 0,
    between: ArrayLike | None = None,
) -> Attribution:
    """How much of the answers a persona's attributes explain together, and how much each of them explains.

    Per item, R squared of a regression on one-hot coded attributes. Its parts are what an attribute adds to those
    before it (`incremental`), and the mean of that over all orders (`shapley`). For chance, whole rows of attributes
    are shuffled among respondents, `permutations` times. Missing answers are excluded item by item.

    Parameters
    ----------
    answers : (N, D) nan where missing
    attributes : (N, A) a value per respondent and attribute, text or numbers, in the order wanted for `incremental`;
        values that print alike are equal, and unknown ones (None, nan, empty) form a separate level
    permutations : B
    seed : of the permutations; rows are sorted first, so neither their order nor the names of levels matter
    between : (D,) where answers are means of repeats, the share of the variance of single answers that lies between
        the means (`between_share`): R squared and its parts are then shares of single answers

    Returns
    -------
    `Attribution`: r2 from 0 (attributes explain nothing) to 1 (they explain everything). Compare it with `chance`.

    Raises
    ------
    InputError : answers or attributes are not a table, their numbers of rows differ, there are more than 10 attributes,
        or permutations is below 1.

    Source
    ------
    Incremental R squared: "The Chameleon's Limit" (arXiv 2604.24698), which codes levels as alphabetical numbers
    (`persona_collapse.paper.attribution`); over all orders: Lindeman, Merenda & Gold 1980 (LMG), as in Groemping 2007
    (The American Statistician 61, 139-147); p-value: Phipson & Smyth 2010 (SAGMB 9, 39); docs/definitions.md, section 5.

    The answer is 2, plus 1 for women, plus 1 in the north; the four groups are equally large:

    >>> people = [["man", "south"], ["woman", "south"], ["man", "north"], ["woman", "north"]] * 2
    >>> found = attribution([[2], [3], [3], [4]] * 2, people, permutations=1)
    >>> round(found.r2, 9), found.shapley.round(9).tolist(), round(found.chance, 3)
    (1.0, [0.5, 0.5], 0.286)
    """
    matrix = as_matrix(answers)
    codes = level_codes(attributes, len(matrix))
    _refuse(codes.shape[1], permutations)
    order = np.lexsort(np.where(np.isnan(matrix), np.inf, matrix).T[::-1])
    matrix, codes = matrix[order], by_what_they_answer(codes[order], matrix[order])
    fit, shares = _Fit.of(matrix, codes), None
    if between is not None:
        shares = np.asarray(between, dtype=np.float64)[fit.defined]
        fit = fit.of_single_answers(shares)
    null = _null_of_all(fit, matrix, codes, permutations, seed, shares)
    r2, shapley = _mean(fit.r2), _means(fit.shapley)
    return Attribution(
        r2=r2,
        adjusted_r2=_mean(fit.adjusted_r2),
        chance=_mean(fit.chance),
        p_value=None if r2 is None else float((1 + (null >= r2 - ROUNDING).sum()) / (1 + permutations)),
        null_95=None if r2 is None else float(np.quantile(null, 0.95)),
        incremental=_means(fit.incremental),
        shapley=shapley,
        chance_shares=fit.chance_shares,
        dominant=largest(shapley) if r2 else None,
        dominance=float(shapley.max() / r2) if r2 else None,
        dominance_chance=None if np.isnan(fit.chance_shares).any() else float(fit.chance_shares.max()),
        r2_per_item=_spread(fit.r2, fit.defined),
        adjusted_r2_per_item=_spread(fit.adjusted_r2, fit.defined),
        incremental_per_item=_spread(fit.incremental, fit.defined),
        shapley_per_item=_spread(fit.shapley, fit.defined),
        levels=codes.max(axis=0) + 1,
        unknown=unknown_values(attributes),
        undefined_items=int((~fit.defined).sum()),
        permutations=permutations,
    )


def order_free(worth: Array) -> Array:
    """What each of A members adds to a set, averaged over all orders of adding members: (A, ...).

    Parameters
    ----------
    worth : (2^A, ...) value of every set; the bits of a set's position name its members, so the empty set is first

    Returns
    -------
    Shapley values; they sum to the worth of the full set minus that of the empty set.

    Source
    ------
    Shapley 1953 (Contributions to the Theory of Games 2, 307-317), its theorem.

    Two members are worth 1 and 2 alone and 5 together: the first adds 1 or 3, the second 2 or 4.

    >>> order_free(np.array([0.0, 1.0, 2.0, 5.0])).tolist()
    [2.0, 3.0]
    """
    count = len(worth).bit_length() - 1
    sets = np.arange(len(worth))
    values = []
    for member in range(count):
        without = sets[(sets >> member) & 1 == 0]
        weights = np.array([1 / (count * math.comb(count - 1, int(one).bit_count())) for one in without])
        values.append(np.tensordot(weights, worth[without | (1 << member)] - worth[without], axes=1))
    return np.stack(values)


def largest(shares: Array) -> int:
    """Position of the largest share; of shares that differ by rounding only, the first.

    >>> largest(np.array([0.1, 0.4, 0.4 + 1e-15]))
    1
    """
    return int((shares >= shares.max() - ROUNDING).argmax())


@dataclass(frozen=True)
class _Items:
    """Answers as deviations from each item's mean, and which answers are missing.

    Attributes
    ----------
    deviations : (N, D) 0 where missing
    answered : (D,) number of respondents
    total : (D,) sums of squares
    incomplete : (I,) positions of the items with missing answers
    pattern : (I,) which of the P patterns of missing answers each of them has
    missing : for each of the P patterns, the rows without an answer
    """

    deviations: Array
    answered: Indices
    total: Array
    incomplete: Indices
    pattern: Indices
    missing: list[Indices]

    @classmethod
    def of(cls, matrix: Array) -> "_Items":
        missing = np.isnan(matrix)
        incomplete = np.flatnonzero(missing.any(axis=0))
        patterns, pattern = np.unique(missing[:, incomplete], axis=1, return_inverse=True)
        deviations = from_item_means(matrix)
        total = (deviations**2).sum(axis=0)
        rows = [np.flatnonzero(column) for column in patterns.T]
        return cls(deviations, (~missing).sum(axis=0), total, incomplete, pattern.reshape(-1), rows)

    def projected(self, basis: Array) -> Array:
        """Answers in the directions of a basis (N, r): (r, D)."""
        return np.asarray(basis.T @ self.deviations)

    def products(self, basis: Array) -> Array:
        """Products of the directions of a basis (N, r) over the respondents that answered, per pattern: (P, r, r)."""
        lost = (basis[rows] for rows in self.missing)
        whole = np.eye(basis.shape[1])
        return np.array([whole - one.T @ one for one in lost]).reshape(-1, *whole.shape)

    def r2(self, projected: Array, products: Array) -> Array:
        """Share of each item's sum of squares in the directions it is projected on: (D,)."""
        explained = (projected**2).sum(axis=0)
        if len(self.incomplete):
            inverse = _inverse(products)[self.pattern]
            own = projected[:, self.incomplete]
            explained[self.incomplete] = np.einsum("ri,irs,si->i", own, inverse, own)
        return rounded_shares(explained / self.total)

    def parameters(self, products: Array) -> Indices:
        """Number of parameters that the answers to each item can identify: (D,)."""
        found = np.full(len(self.total), products.shape[-1], dtype=np.intp)
        if len(self.incomplete):
            found[self.incomplete] = np.linalg.matrix_rank(products, tol=EQUAL, hermitian=True)[self.pattern]
        return found


@dataclass(frozen=True)
class _Fit:
    """The regression of every defined item on every set of attributes.

    Attributes
    ----------
    basis : (N, r) orthonormal basis of what all attributes span
    defined : (D,) whether each item has an R squared; d of them have
    items : the answers to those items
    r2, adjusted_r2, chance : (d,)
    incremental, shapley : (A, d) what each attribute adds in the order given, and on average over all orders
    chance_shares : (A,)
    """

    basis: Array
    defined: NDArray[np.bool_]
    items: _Items
    r2: Array
    adjusted_r2: Array
    chance: Array
    incremental: Array
    shapley: Array
    chance_shares: Array

    @classmethod
    def of(cls, matrix: Array, codes: Indices) -> "_Fit":
        basis = _orthonormal(np.hstack([members(column) for column in codes.T]))
        defined = _varies(matrix) & (np.count_nonzero(~np.isnan(matrix), axis=0) > basis.shape[1])
        sets = [_orthonormal(basis.T @ chosen) if defined.any() else basis[:1].T for chosen in _sets(codes)]
        items = _Items.of(matrix[:, defined])
        projected, products = items.projected(basis), items.products(basis)
        worth = np.stack([items.r2(one.T @ projected, one.T @ products @ one) for one in sets])
        in_turn = worth[[(1 << length) - 1 for length in range(codes.shape[1] + 1)]]
        p, n = items.parameters(products), items.answered
        freedom = np.array([directions.shape[1] - 1.0 for directions in sets])
        return cls(
            basis=basis,
            defined=defined,
            items=items,
            r2=worth[-1],
            adjusted_r2=1 - (1 - worth[-1]) * (n - 1) / (n - p),
            chance=(p - 1) / (n - 1),
            incremental=np.maximum(np.diff(in_turn, axis=0), 0),
            shapley=np.maximum(order_free(worth), 0),
            chance_shares=order_free(freedom) / (freedom[-1] or np.nan),
        )

    def of_single_answers(self, between: Array) -> "_Fit":
        """Of means of repeats, everything as a share of the variance of single answers, of which (d,) lies between means."""
        scaled = ("r2", "adjusted_r2", "chance", "incremental", "shapley")
        return replace(self, **{name: getattr(self, name) * between for name in scaled})


def _refuse(attributes: int, permutations: int) -> None:
    if attributes > MOST:
        raise InputError(
            f"there are {attributes} attributes, and order-free shares need a fit of every set of them; "
            f"give at most {MOST}"
        )
    if permutations < 1:
        raise InputError(f"permutations is {permutations}; give a whole number from 1 up")


MOST_SHUFFLED = 50_000
"""Respondents that are shuffled; of more, `SHUFFLED` are drawn."""

SHUFFLED = 10_000


def _null_of_all(fit: _Fit, matrix: Array, codes: Indices, permutations: int, seed: int, shares: Array | None) -> Array:
    """Mean R squared after shuffling, (B,); of very many respondents from some of them.

    Of so many, R squared of shuffled rows is in proportion to 1 / (N - 1), by the central limit theorem.
    """
    size = len(matrix)
    if size <= MOST_SHUFFLED:
        return _null(fit.basis[np.lexsort(codes.T[::-1])], fit.items, permutations, seed, shares)
    rows = np.sort(generator("respondents that are shuffled", seed).choice(size, SHUFFLED, replace=False))
    some, known = codes[rows], np.flatnonzero(fit.defined)
    small = _Fit.of(matrix[np.ix_(rows, known)], some)
    kept = None if shares is None else shares[small.defined]
    null = _null(small.basis[np.lexsort(some.T[::-1])], small.items, permutations, seed, kept)
    return null * (SHUFFLED - 1) / (size - 1)


def _null(basis: Array, items: _Items, permutations: int, seed: int, shares: Array | None = None) -> Array:
    """Mean R squared over items after shuffling whole rows of attributes, (B,)."""
    rng = generator("attribution", seed)
    orders = (rng.permutation(len(basis)) for _ in range(permutations))
    null: list[float] = []
    while len(items.total) and len(null) < permutations:
        dealt = [basis[order] for order in islice(orders, max(1, AT_ONCE // basis.shape[1]))]
        projected = items.projected(np.hstack(dealt)).reshape(len(dealt), basis.shape[1], -1)
        found = [items.r2(own, items.products(one)) for own, one in zip(projected, dealt, strict=True)]
        null += [float((one if shares is None else one * shares).mean()) for one in found]
    return np.array(null)


def _sets(codes: Indices) -> Iterator[Array]:
    """Every set of attributes one-hot coded, with a constant; the bits of a set's position name its members."""
    constant, blocks = np.ones((len(codes), 1)), [members(column) for column in codes.T]
    for number in range(1 << len(blocks)):
        yield np.hstack([constant, *(block for bit, block in enumerate(blocks) if number >> bit & 1)])


def _inverse(products: Array) -> Array:
    """Inverses (P, r, r) of matrices with eigenvalues from 0 to 1; pseudo-inverses where an eigenvalue is 0."""
    if (np.linalg.det(products) > SAFE).all():
        return np.asarray(np.linalg.inv(products))
    return np.asarray(np.linalg.pinv(products, rcond=EQUAL, hermitian=True))


def _orthonormal(directions: Array) -> Array:
    """An orthonormal basis (N, r) of what the columns (N, p) span."""
    left, size, _ = np.linalg.svd(directions, full_matrices=False)
    return np.asarray(left[:, size > EQUAL * size[0]])


def _varies(matrix: Array) -> NDArray[np.bool_]:
    """Which items have at least two different answers: (D,)."""
    size = np.abs(np.nan_to_num(matrix)).max(axis=0)
    return np.asarray(np.abs(from_item_means(matrix)).max(axis=0) > EQUAL * size, dtype=np.bool_)


def _mean(values: Array) -> float | None:
    return float(values.mean()) if len(values) else None


def _means(values: Array) -> Array:
    """Means (A,) over items (A, D); nan without items."""
    return values.mean(axis=1) if values.shape[1] else np.full(len(values), np.nan)


def _spread(values: Array, defined: NDArray[np.bool_]) -> Array:
    """Values of the defined items (..., d) at their positions among all items (..., D); nan elsewhere."""
    result = np.full((*values.shape[:-1], len(defined)), np.nan)
    result[..., defined] = values
    return result
