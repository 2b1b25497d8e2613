"""The two spaces: answers on the reference's scale, and trait scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_matrix, same_items


@dataclass(frozen=True)
class Scaler:
    """Means and SDs of a reference, used to standardise any population.

    Attributes
    ----------
    mean, sd : arrays (D,), in scale points; SD has ddof 0 and is 1 where the reference is constant
    constant : number of items that all reference respondents answered alike
    """

    mean: Array
    sd: Array
    constant: int

    def __call__(self, answers: ArrayLike) -> Array:
        """Standardised answers (N, D): units are reference SDs."""
        matrix = as_matrix(answers)
        same_items(matrix, self.mean[None, :])
        return (matrix - self.mean) / self.sd


def scaler(reference: ArrayLike) -> Scaler:
    """The scale of each item among the reference respondents.

    Means and SDs (ddof 0) over the whole reference; missing answers are excluded item by item. Standardising by a
    population's own SD would hide that it is narrow (docs/definitions.md, section 0).

    >>> standardise = scaler([[1, 3], [5, 3]])
    >>> standardise([[5, 4]]).tolist(), standardise.constant
    ([[1.0, 1.0]], 1)
    """
    matrix = as_matrix(reference, "reference")
    unanswered = np.isnan(matrix).all(axis=0)
    if unanswered.any():
        raise InputError(f"no reference respondent answered item {np.flatnonzero(unanswered)[0] + 1}; exclude the item")
    constant = np.nanmax(matrix, axis=0) == np.nanmin(matrix, axis=0)
    sd = np.where(constant, 1.0, np.nanstd(matrix, axis=0))
    return Scaler(mean=np.nanmean(matrix, axis=0), sd=sd, constant=int(constant.sum()))


@dataclass(frozen=True)
class Keying:
    """Which items make up which trait, and which of them are reversed.

    Attributes
    ----------
    keys : integers (T, D): +1, -1 (reversed), 0 (not in the trait)
    low, high : ends of the response scale
    """

    keys: NDArray[np.int8]
    low: int
    high: int

    def sums(self, answers: ArrayLike) -> Array:
        """Sums of keyed answers (N, T), whole numbers; nan where the respondent did not answer an item of the trait."""
        matrix = as_matrix(answers)
        if matrix.shape[1] != self.keys.shape[1]:
            raise InputError(
                f"population answered {matrix.shape[1]} items and the trait keys are for {self.keys.shape[1]}"
            )
        return np.column_stack([self.items(matrix, trait).sum(axis=1) for trait in range(len(self.keys))])

    def items(self, matrix: Array, trait: int) -> Array:
        """Answers to the items of a trait (N, items), those to reversed ones reverse-scored."""
        keys = self.keys[trait]
        items: Array = matrix[:, keys != 0]
        reversed_ones = np.flatnonzero(keys[keys != 0] < 0)
        items[:, reversed_ones] = self.low + self.high - items[:, reversed_ones]
        return items

    def scores(self, answers: ArrayLike) -> Array:
        """Trait scores (N, T) in scale points: each sum divided by the number of its items."""
        scores: Array = self.sums(answers) / np.count_nonzero(self.keys, axis=1)
        return scores


def keying(traits: Sequence[str], keys: Sequence[int], order: Sequence[str], *, low: int, high: int) -> Keying:
    """The keying of an instrument, from one trait name and one key (+1 or -1) per item.

    Parameters
    ----------
    traits, keys : one per item (D)
    order : the traits (T), in the order of the scores
    low, high : ends of the response scale

    >>> two = keying(["E", "E", "A"], [1, -1, 1], ["E", "A"], low=1, high=5)
    >>> two.scores([[5, 1, 2]]).tolist()
    [[5.0, 2.0]]
    """
    table = np.array([[key if trait == name else 0 for trait, key in zip(traits, keys, strict=True)] for name in order])
    return Keying(keys=table.astype(np.int8), low=low, high=high)
