"""Are answers to different items related as they are among people? The distance between two correlation matrices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.measures.arrays import Array, Indices, as_matrix, row_blocks, same_items
from persona_collapse.measures.intervals import NORMAL, Estimate, Interval, of_influence
from persona_collapse.measures.sheets import over_personas

FEWEST_TOGETHER = 10
"""Respondents that answered both items, under which the correlation of a pair is not read."""


BLOCK_ROWS = 20_000
"""Respondents whose answers are read at once."""


@dataclass(frozen=True, eq=False)
class ItemCorrelations:
    """The correlations between items, with what each respondent adds to their errors.

    Attributes
    ----------
    answers : (N, D) nan where missing
    weights : (N,) of the respondents
    mean, sd : (D,) of each item
    varying : (D,) which items vary
    complete : whether no answer is missing
    persona : (N,) whose each row is, where rows are repeats; None where each row is a respondent
    """

    answers: Array
    weights: Array
    mean: Array
    sd: Array
    varying: NDArray[np.bool_]
    complete: bool
    persona: Indices | None = None

    @classmethod
    def of(cls, answers: ArrayLike, weights: Array | None = None, persona: Indices | None = None) -> "ItemCorrelations":
        """The correlations of some answers.

        Parameters
        ----------
        answers : (N, D), nan where missing: a pair of items is read from the respondents that answered both
        weights : (N,) of the respondents; None weighs all alike
        persona : (N,) whose each row is, where rows are repeats

        >>> found = ItemCorrelations.of([[n, 6 - n] for n in (1, 2, 3, 4, 5) * 2])
        >>> round(float(found.values[0, 1]), 6)
        -1.0
        """
        matrix = np.ascontiguousarray(as_matrix(answers))  # sums do not depend on how a table lay in memory
        each = np.ones(len(matrix)) if weights is None else weights
        blocks = list(row_blocks(len(matrix), BLOCK_ROWS))

        def total(of: Callable[[Array], Array]) -> Array:
            return np.asarray(np.add.reduce([each[rows] @ of(matrix[rows]) for rows in blocks], axis=0))

        together = np.maximum(total(lambda some: ~np.isnan(some)), np.finfo(float).tiny)
        mean = total(np.nan_to_num) / together
        sd = np.sqrt(total(lambda some: _centred(some, mean) ** 2) / together)
        complete = not any(np.isnan(matrix[rows]).any() for rows in blocks)
        return cls(matrix, each, mean, sd, sd > 1e-9, complete, persona)

    def standard(self, rows: slice) -> tuple[Array, NDArray[np.bool_]]:
        """Of some respondents: answers less the item's mean, over its SD (rows, D), 0 where missing; and which are there."""
        some = self.answers[rows]
        return _centred(some, self.mean) / np.where(self.varying, self.sd, 1.0), ~np.isnan(some)

    @cached_property
    def values(self) -> Array:
        """(D, D); nan on the diagonal, and for a pair that is not defined."""
        products = together = np.zeros((len(self.mean), len(self.mean)))
        for rows in row_blocks(len(self.answers), BLOCK_ROWS):
            standard, given = self.standard(rows)
            products = products + (self.weights[rows, None] * standard).T @ standard
            together = together + given.T.astype(np.float64) @ given
        found = np.clip(products / self._together, -1.0, 1.0)
        defined = self.varying & self.varying[:, None] & (together >= FEWEST_TOGETHER)
        np.fill_diagonal(defined, False)
        return np.where(defined, found, np.nan)

    @cached_property
    def squared_errors(self) -> Array:
        """(D, D) squared standard errors over respondents (personas, where rows are repeats)."""
        units = len(self.weights) if self.persona is None else int(self.persona.max()) + 1
        whole = self.complete and self.persona is None
        return (self._squares_of_complete() if whole else self._squares()) * units / max(units - 1, 1)

    def parts(self, gaps: Array) -> Array:
        """How each row's answers (N,) move the sum of all correlations, each times its gap.

        Parameters
        ----------
        gaps : (D, D), symmetric, 0 where a correlation is not defined
        """
        if self.complete:
            known = (gaps * np.nan_to_num(self.values)).sum(axis=1)
            return np.concatenate([self._parts_of_complete(rows, gaps, known) for rows in self._blocks()])
        blocks = [
            np.add.reduce([moved @ gap for moved, gap in zip(self.moved(rows), gaps, strict=True)])
            for rows in self._blocks()
        ]
        return np.concatenate(blocks)

    def _parts_of_complete(self, rows: slice, gaps: Array, known: Array) -> Array:
        standard, _ = self.standard(rows)
        of_pairs = ((standard @ gaps) * standard).sum(axis=1)
        return np.asarray(self.weights[rows] / self.weights.sum() * (of_pairs - standard**2 @ known))

    def moved(self, rows: slice) -> Iterator[Array]:
        """Item by item, (rows, D): how some respondents' answers move its correlations with every item."""
        standard, given = self.standard(rows)
        counted = np.where(given, self.weights[rows, None], 0.0)
        total = np.diagonal(self._together)
        of_spread = (standard**2 - given) * self.weights[rows, None] / total
        known = np.nan_to_num(self.values)
        for item in range(len(known)):
            both = counted[:, [item]] * given / self._together[item]
            product = both * (standard[:, [item]] * standard - known[item])
            yield product - known[item] / 2 * (of_spread[:, [item]] + of_spread)

    def _squares(self) -> Array:
        """Sums (D, D) over units of what each moves, squared."""
        found = np.zeros_like(self.values)
        for rows in self._blocks():
            for item, moved in enumerate(self.moved(rows)):
                found[item] += (self._by_unit(moved) ** 2).sum(axis=0)
        return found

    def _squares_of_complete(self) -> Array:
        """The same where no answer is missing, from the fourth moments of all pairs of items."""
        known, weights = np.nan_to_num(self.values), (self.weights / self.weights.sum()) ** 2
        both, three, four = np.zeros_like(known), np.zeros_like(known), np.zeros(len(known))
        for rows in self._blocks():
            standard, _ = self.standard(rows)
            squares = standard**2
            weighed = squares * weights[rows, None]
            both, three = both + weighed.T @ squares, three + (weighed * standard).T @ standard
            four = four + (weighed * squares).sum(axis=0)
        spread = four[:, None] + four + 2 * both
        return np.asarray(both - known * (three + three.T) + known**2 / 4 * spread)

    def _blocks(self) -> Iterator[slice]:
        """Rows some at a time; all at once where rows are repeats."""
        return row_blocks(len(self.weights), len(self.weights) if self.persona is not None else BLOCK_ROWS)

    @cached_property
    def _together(self) -> Array:
        """(D, D) the weight of the respondents that answered both items."""
        found = np.zeros((len(self.mean), len(self.mean)))
        for rows in row_blocks(len(self.answers), BLOCK_ROWS):
            given = ~np.isnan(self.answers[rows])
            found = found + (self.weights[rows, None] * given).T @ given
        return np.maximum(found, 1e-300)

    def _by_unit(self, moved: Array) -> Array:
        if self.persona is None:
            return moved
        order = np.argsort(self.persona, kind="stable")
        starts = np.flatnonzero(np.diff(self.persona[order], prepend=-1))
        return np.asarray(np.add.reduceat(moved[order], starts, axis=0))


def _centred(answers: Array, mean: Array) -> Array:
    """Answers (N, D) less the item's mean; 0 where missing."""
    given = ~np.isnan(answers)
    return np.asarray(np.where(given, np.where(given, answers, 0.0) - mean, 0.0))


def squared_differences(population: ItemCorrelations, people: ItemCorrelations) -> Array:
    """How far each pair of items differs in its correlation, squared, without what chance alone makes of it.

    (r - r_people)^2 less the squared standard errors of both: the expected square is that of the true difference, however
    few respondents there are.

    Parameters
    ----------
    population, people : correlations of the same items

    Returns
    -------
    (D, D), below 0 where two correlations are nearer than chance; nan on the diagonal and where one is undefined.

    Raises
    ------
    InputError : different numbers of items.
    """
    same_items(population.answers, people.answers)
    errors = population.squared_errors + people.squared_errors
    return np.asarray((population.values - people.values) ** 2 - errors)


def correlation_difference(population: ItemCorrelations, people: ItemCorrelations) -> float | None:
    """Whether answers to different items are related as among people: root mean square difference of their correlations.

    Over all pairs of items, without the part that chance makes with so many respondents (`squared_differences`).

    Parameters
    ----------
    population, people : correlations of the same items

    Returns
    -------
    0 (correlated as among people, as far as can be seen) .. 2; None where no pair is defined.

    Raises
    ------
    InputError : different numbers of items.

    Source
    ------
    docs/definitions.md, section 2; the squared errors are those of the influence function of a correlation
    (Devlin, Gnanadesikan & Kettenring 1975, Biometrika 62, 531-545).

    >>> same = ItemCorrelations.of([[n, 6 - n] for n in (1, 2, 3, 4, 5) * 2])
    >>> turned = ItemCorrelations.of([[n, n] for n in (1, 2, 3, 4, 5) * 2])
    >>> correlation_difference(same, same), round(correlation_difference(same, turned), 6)
    (0.0, 2.0)
    """
    return _root(squared_differences(population, people))


def raw_correlation_difference(population: ItemCorrelations, people: ItemCorrelations) -> float | None:
    """The same with the part that chance makes, cheap to compute: for groups of the same size.

    >>> same = ItemCorrelations.of([[n, 6 - n] for n in (1, 2, 3, 4, 5) * 2])
    >>> raw_correlation_difference(same, same)
    0.0
    """
    return _root((population.values - people.values) ** 2)


def _root(squares: Array) -> float | None:
    known = squares[~np.isnan(squares)]
    return float(np.sqrt(max(float(known.mean()), 0.0))) if len(known) else None


@dataclass(frozen=True)
class RootEstimate(Estimate):
    """The root of a mean square, whose interval is that of the mean square, with roots of both ends.

    Attributes
    ----------
    square : the mean square, possibly below 0
    slope : squares per unit of the root, by which the parts were divided
    """

    square: float = 0.0
    slope: float = 1.0

    @property
    def interval(self) -> Interval:
        """The 95 % interval around the root; never below 0, and never of width 0 where the parts have a spread."""
        reach = NORMAL * self.se * self.slope
        low, high = max(self.square - reach, 0.0), max(self.square, 0.0) + reach
        return Interval(self.value, float(np.sqrt(low)), float(np.sqrt(high)), self.se, self.method)


def correlation_difference_estimate(population: ItemCorrelations, people: ItemCorrelations) -> RootEstimate | None:
    """`correlation_difference` with its error over the population's respondents, for fixed people.

    A respondent moves the mean square by the mean over pairs of 2 (r - r_people) times what it moves r.

    Parameters
    ----------
    population, people : correlations of the same items

    Returns
    -------
    Parts of rows; None where the difference is.
    """
    squares = squared_differences(population, people)
    defined = ~np.isnan(squares)
    if not defined.any() or len(population.weights) < 2:
        return None
    gaps = np.where(defined, population.values - people.values, 0.0)
    each = population.parts(gaps)
    square = float(squares[defined].mean())
    of_square = of_influence(square, 2 * each / np.count_nonzero(defined) * len(each))
    slope = 2 * float(np.sqrt(max(square, _error(of_square, population.persona)))) or 1.0
    return RootEstimate(
        value=float(np.sqrt(max(square, 0.0))),
        parts=of_square.parts / slope,
        method=of_square.method,
        square=square,
        slope=slope,
    )


def _error(found: Estimate, persona: Indices | None) -> float:
    """The standard error, over personas where rows are repeats."""
    over = None if persona is None else over_personas(found, persona, int(persona.max()) + 1)
    return found.se if over is None else over.se


@dataclass(frozen=True)
class TraitPair:
    """How the items of two traits are correlated (or those of one trait with each other), beside people.

    Attributes
    ----------
    first, second : the traits
    difference : root mean square difference from people's correlations, without what chance alone makes of it
    mean, people_mean : mean correlation of the population and of people, each item keyed in the direction of its trait
    item_pairs : of which both have a correlation
    """

    first: str
    second: str
    difference: float
    mean: float
    people_mean: float
    item_pairs: int


def trait_pairs(
    population: ItemCorrelations, people: ItemCorrelations, keys: NDArray[np.int8], traits: Sequence[str]
) -> list[TraitPair]:
    """Every two traits, and every trait with itself, the farthest from people first.

    Parameters
    ----------
    population, people : correlations of the same items
    keys : (T, D) 1 or -1 for items of a trait, 0 for the others
    traits : their T names
    """
    squares, found = squared_differences(population, people), []
    for one, first in enumerate(traits):
        for other in range(one, len(traits)):
            signs = np.outer(keys[one], keys[other]).astype(np.float64)
            among = (signs != 0) & ~np.isnan(squares)
            if one == other:
                among &= np.triu(np.ones_like(among), 1)
            if among.any():
                mean, human = (float((side.values[among] * signs[among]).mean()) for side in (population, people))
                root = float(np.sqrt(max(float(squares[among].mean()), 0.0)))
                found.append(TraitPair(first, traits[other], root, mean, human, int(among.sum())))
    return sorted(found, key=lambda pair: -pair.difference)
