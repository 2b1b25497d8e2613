"""How carefully each respondent answered: five indices, one value per respondent.

They are those of the R package careless, and a congruence for reversed items. `persona_collapse.measures.beyond` says which
respondents are beyond what people do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse.measures.arrays import Array, Indices, as_complete, as_matrix, complete_cases, same_items
from persona_collapse.measures.scaling import Keying

ASSOCIATED = 0.6
"""Items are synonyms, or antonyms, where they correlate by more than this among people, in either direction."""

FEWEST_PAIRS = 3
"""With fewer pairs of such items no correlation within a respondent is taken."""

FEWEST_TRAITS = 2
"""With fewer traits that have items of both keys, a congruence over traits is only a sign."""


@dataclass(frozen=True)
class Opposites:
    """Means of each trait's positively keyed items, and of its reversed items after reverse-scoring.

    Attributes
    ----------
    positive, reversed : (N, T) for the traits with items of both keys; nan where a respondent answered none of them
    traits : their numbers
    """

    positive: Array
    reversed: Array
    traits: Indices

    def less(self, people: "Opposites") -> "Opposites":
        """The same less the means of people."""
        return Opposites(
            self.positive - np.nanmean(people.positive, axis=0),
            self.reversed - np.nanmean(people.reversed, axis=0),
            self.traits,
        )


def opposites(answers: ArrayLike, keying: Keying) -> Opposites:
    """Both halves of each trait that has items of both keys.

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait, and which of them are reversed

    >>> from persona_collapse.measures.scaling import keying
    >>> one = opposites([[5, 2, 1]], keying(["a"] * 3, [1, 1, -1], ["a"], low=1, high=5))
    >>> one.positive.tolist(), one.reversed.tolist()
    ([[3.5]], [[5.0]])
    """
    matrix, keys = as_matrix(answers), keying.keys
    same_items(matrix, keys)
    both = np.flatnonzero((keys > 0).any(axis=1) & (keys < 0).any(axis=1))
    positive = [mean_given(matrix[:, keys[trait] > 0]) for trait in both]
    turned = [keying.low + keying.high - mean_given(matrix[:, keys[trait] < 0]) for trait in both]
    shape = (len(both), len(matrix))
    return Opposites(np.array(positive).reshape(shape).T, np.array(turned).reshape(shape).T, both)


def reversed_congruence(answers: ArrayLike, reference: ArrayLike, keying: Keying) -> Array | None:
    """Whether each respondent answers reversed items as the opposite of the others, over all traits.

    The congruence over traits of the mean of positively keyed items with the mean of reverse-scored reversed items, each
    less people's mean: sum(a b) / sqrt(sum(a^2) sum(b^2)). A respondent that agrees whichever way an item is put has a
    negative one.

    Parameters
    ----------
    answers, reference : (N, D) and (M, D), nan where missing
    keying : which items make up which trait, and which of them are reversed

    Returns
    -------
    (N,) 1 both halves say the same of every trait, -1 the opposite; nan for a respondent without answers to one of the
    halves of every trait, or exactly at people's means. None with fewer than two traits that have items of both keys.

    Source
    ------
    docs/definitions.md, section 10; congruence: Tucker 1951; reversed items as a check: Weijters et al. 2013
    (Psychological Methods 18, 320-334).

    >>> from persona_collapse.measures.scaling import keying
    >>> two = keying(["a", "a", "b", "b"], [1, -1, 1, -1], ["a", "b"], low=1, high=5)
    >>> people = [[3, 3, 3, 3]]
    >>> reversed_congruence([[5, 1, 2, 4], [5, 5, 2, 2]], people, two).round(6).tolist()
    [1.0, -1.0]
    """
    ours, people = opposites(answers, keying), opposites(reference, keying)
    if len(ours.traits) < FEWEST_TRAITS:
        return None
    apart = ours.less(people)
    a, b = (np.where(np.isnan(apart.positive + apart.reversed), 0.0, one) for one in (apart.positive, apart.reversed))
    return _divided((a * b).sum(axis=1), np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))


def not_reversed(answers: ArrayLike, reference: ArrayLike, keying: Keying) -> dict[int, tuple[int, int]]:
    """Of each trait, how many respondents are on opposite sides of people's means with its two halves.

    Parameters
    ----------
    answers, reference, keying : as in `reversed_congruence`

    Returns
    -------
    Number of the trait -> respondents on opposite sides, and those on either; traits with items of both keys only.

    >>> from persona_collapse.measures.scaling import keying
    >>> one = keying(["a", "a"], [1, -1], ["a"], low=1, high=5)
    >>> not_reversed([[5, 1], [5, 5], [3, 5]], [[3, 3]], one)
    {0: (1, 2)}
    """
    apart = opposites(answers, keying).less(opposites(reference, keying))
    product = apart.positive * apart.reversed
    return {
        int(trait): (int((column < 0).sum()), int((column != 0).sum() - np.isnan(column).sum()))
        for trait, column in zip(apart.traits, product.T, strict=True)
    }


def longest_string(answers: ArrayLike) -> Array:
    """The longest run of the same answer to consecutive items, of each respondent.

    A missing answer ends a run, as in the R package careless (`longstring`).

    Parameters
    ----------
    answers : (N, D) in the order in which items were asked, nan where missing

    Returns
    -------
    (N,) 1 .. D; nan for a respondent without answers.

    Source
    ------
    Johnson 2005 (Journal of Research in Personality 39, 103-129).

    >>> longest_string([[1, 3, 3, 3, 2], [1, 2, 3, 4, 5], [2, 2, float("nan"), 2, 2]]).tolist()
    [3.0, 1.0, 2.0]
    """
    matrix = as_matrix(answers)
    run = np.zeros(len(matrix))
    longest, before = np.zeros(len(matrix)), np.full(len(matrix), np.nan)
    for column in matrix.T:
        given = ~np.isnan(column)
        run = np.where(given, np.where(column == before, run + 1, 1), 0)
        longest, before = np.maximum(longest, run), column
    return np.where(longest > 0, longest, np.nan)


def response_variability(answers: ArrayLike) -> Array:
    """How much each respondent's answers vary: the SD over its items.

    Parameters
    ----------
    answers : (N, D), nan where missing

    Returns
    -------
    (N,) 0 (one answer to everything) .. half the length of the scale and a little; nan with fewer than two answers.

    Source
    ------
    Intra-individual response variability: Dunn et al. 2018 (Journal of Business and Psychology 33, 105-121); with
    ddof 1, as `irv` of the R package careless.

    >>> response_variability([[1, 3, 5], [3, 3, 3]]).tolist()
    [2.0, 0.0]
    """
    matrix = as_matrix(answers)
    given = ~np.isnan(matrix)
    count = given.sum(axis=1)
    squares = np.where(given, matrix - mean_given(matrix)[:, None], 0.0) ** 2
    return np.where(count > 1, np.sqrt(squares.sum(axis=1) / np.maximum(count - 1, 1)), np.nan)


def mahalanobis(answers: ArrayLike, reference: ArrayLike) -> Array | None:
    """How unusual each respondent's combination of answers is among people: squared Mahalanobis distance from their mean.

    Parameters
    ----------
    answers : (N, D), nan where missing
    reference : (M, D) people without missing answers; items to which all give one answer are excluded

    Returns
    -------
    (N,) 0 and up, nan for a respondent with a missing answer; None where people are too few, or their items too much
    alike, for a covariance matrix that can be inverted.

    Source
    ------
    Mahalanobis 1936; for careless answers Meade & Craig 2012 (Psychological Methods 17, 437-455).

    >>> mahalanobis([[1, 1], [3, 1]], [[0, 0], [2, 0], [0, 2], [2, 2]]).round(6).tolist()
    [0.0, 3.0]
    """
    matrix, people = as_matrix(answers), as_complete(reference, "reference")
    same_items(matrix, people)
    kept = _varying(people)
    inverse = _inverse(people[:, kept])
    if inverse is None:
        return None
    apart = matrix[:, kept] - people[:, kept].mean(axis=0)
    distance: Array = ((apart @ inverse) * apart).sum(axis=1)
    return np.where(complete_cases(matrix), distance, np.nan)


def mahalanobis_of_others(reference: ArrayLike) -> Array | None:
    """`mahalanobis` of each person from the mean and covariance of all other people.

    A person's distance within its own sample is too short, because the sample's covariance has been fitted to it as well.

    Parameters
    ----------
    reference : (M, D) people without missing answers

    Returns
    -------
    (M,) 0 and up; None as `mahalanobis`.

    >>> people = [[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [4.0, 1.0]]
    >>> alone = mahalanobis([people[4]], people[:4])
    >>> bool(np.isclose(mahalanobis_of_others(people)[4], alone[0]))
    True
    """
    people = as_complete(reference, "reference")
    size = len(people)
    inside = mahalanobis(people, people)
    if inside is None:
        return None
    own = inside / (size - 1)
    left = np.maximum(1 - size * own / (size - 1), 1e-12)
    distance: Array = (size - 2) * (size / (size - 1)) ** 2 * own / left
    return distance


def associated_items(reference: ArrayLike) -> dict[tuple[int, int], float]:
    """Pairs of items that correlate strongly among people, in either direction: synonyms and antonyms.

    Parameters
    ----------
    reference : (M, D) people without missing answers

    >>> associated_items([[1, 1, 5], [3, 3, 3], [5, 4, 1], [2, 2, 4]])[0, 2]
    -1.0
    """
    people = as_complete(reference, "reference")
    kept = np.flatnonzero(_varying(people))
    found = np.zeros((people.shape[1], people.shape[1]))
    if len(kept) > 1:
        found[np.ix_(kept, kept)] = np.corrcoef(people[:, kept], rowvar=False)
    rows, columns = np.nonzero(np.triu(np.abs(found) > ASSOCIATED, 1))
    return {
        (int(row), int(column)): float(round(found[row, column], 12)) for row, column in zip(rows, columns, strict=True)
    }


def pair_consistency(
    answers: ArrayLike, pairs: Mapping[tuple[int, int], float], *, low: int, high: int
) -> Array | None:
    """Whether each respondent answers synonyms alike and antonyms oppositely: a correlation over pairs of items.

    Parameters
    ----------
    answers : (N, D), nan where missing
    pairs : two items and their correlation among people; the second item of antonyms is reverse-scored
    low, high : ends of the response scale

    Returns
    -------
    (N,) 1 .. -1; nan with fewer than three answered pairs, or where one side of them does not vary. None with fewer than
    three pairs.

    Source
    ------
    `psychsyn` and `psychant` of the R package careless, together; Meade & Craig 2012 (Psychological Methods 17, 437-455).

    >>> pairs = {(0, 1): 0.7, (2, 3): 0.7, (4, 5): -0.7}
    >>> pair_consistency([[1, 1, 2, 2, 5, 1], [1, 5, 3, 3, 5, 5]], pairs, low=1, high=5).tolist()
    [1.0, -1.0]
    """
    matrix = as_matrix(answers)
    if len(pairs) < FEWEST_PAIRS:
        return None
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    antonyms = np.array(list(pairs.values())) < 0
    one, other = matrix[:, first], np.where(antonyms, low + high - matrix[:, second], matrix[:, second])
    given = ~np.isnan(one + other)
    apart = [np.where(given, side - mean_given(np.where(given, side, np.nan))[:, None], 0.0) for side in (one, other)]
    squares = [(side**2).sum(axis=1) for side in apart]
    found = _divided((apart[0] * apart[1]).sum(axis=1), np.sqrt(squares[0] * squares[1]))
    return np.where(given.sum(axis=1) < FEWEST_PAIRS, np.nan, found)


def mean_given(answers: Array) -> Array:
    """Mean (N,) of the answers that each respondent gave; nan without any.

    >>> mean_given(np.array([[1.0, np.nan, 3.0], [np.nan] * 3])).tolist()
    [2.0, nan]
    """
    given = ~np.isnan(answers)
    return _divided(np.where(given, answers, 0.0).sum(axis=1), given.sum(axis=1).astype(np.float64))


def _divided(numerator: Array, denominator: Array) -> Array:
    found: Array = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator > 1e-12)
    return found


def _varying(people: Array) -> NDArray[np.bool_]:
    """Items (D,) that people answer differently."""
    return np.asarray(people.max(axis=0) > people.min(axis=0), dtype=np.bool_)


def _inverse(people: Array) -> Array | None:
    """Inverse of people's covariance matrix (D, D)."""
    if len(people) < people.shape[1] + 2 or people.shape[1] < 2:
        return None
    covariance = np.cov(people, rowvar=False)
    if np.linalg.matrix_rank(covariance) < len(covariance):
        return None
    return np.asarray(np.linalg.inv(covariance), dtype=np.float64)
