"""How respondents use a response scale, whatever they are asked: extreme, midpoint and acquiescent answers.

Each style has a value per respondent. A population can have people's mean and another spread between respondents, so both
are reported.
"""

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.measures.answering import mean_given, opposites
from persona_collapse.measures.arrays import Array, as_matrix, same_items
from persona_collapse.measures.items import answer_shares
from persona_collapse.measures.scaling import Keying


def extreme_style(answers: ArrayLike, *, low: int, high: int) -> Array:
    """Share of each respondent's answers at either end of the scale.

    Parameters
    ----------
    answers : (N, D), nan where missing
    low, high : ends of the response scale

    Returns
    -------
    (N,) 0 .. 1; nan for a respondent without answers.

    Source
    ------
    Extreme response style: Baumgartner & Steenkamp 2001 (Journal of Marketing Research 38, 143-156).

    >>> extreme_style([[1, 5, 3, 2], [3, 3, 3, 3]], low=1, high=5).tolist()
    [0.5, 0.0]
    """
    matrix = as_matrix(answers)
    return _share((matrix == low) | (matrix == high), matrix)


def midpoint_style(answers: ArrayLike, *, low: int, high: int) -> Array | None:
    """Share of each respondent's answers at the middle of the scale; None for a scale without a middle.

    Parameters
    ----------
    answers : (N, D), nan where missing
    low, high : ends of the response scale

    >>> midpoint_style([[1, 5, 3, 2], [3, 3, 3, 3]], low=1, high=5).tolist()
    [0.25, 1.0]
    """
    matrix = as_matrix(answers)
    return None if (low + high) % 2 else _share(matrix == (low + high) / 2, matrix)


def acquiescence(answers: ArrayLike, keying: Keying) -> Array | None:
    """How far each respondent agrees with a statement and with its opposite alike.

    Of each trait that has items of both keys, the mean of the answers to positively keyed items and the mean of those to
    reversed items, as they were given; half their sum less the midpoint of the scale is what agreement alone adds. Traits
    weigh by their number of pairs of opposite key.

    Parameters
    ----------
    answers : (N, D), nan where missing
    keying : which items make up which trait, and which of them are reversed

    Returns
    -------
    (N,) in scale points, 0 none, above 0 agreement; nan for a respondent without answers to both halves of any trait.
    None where no trait has items of both keys.

    Source
    ------
    Balanced pairs: Baumgartner & Steenkamp 2001 (Journal of Marketing Research 38, 143-156); Weijters et al. 2010
    (Psychological Methods 15, 96-110).

    >>> from persona_collapse.measures.scaling import keying
    >>> one = keying(["a", "a"], [1, -1], ["a"], low=1, high=5)
    >>> acquiescence([[5, 1], [5, 5], [4, 3]], one).tolist()
    [0.0, 2.0, 0.5]
    """
    halves = opposites(answers, keying)
    if len(halves.traits) == 0:
        return None
    keys = keying.keys[halves.traits]
    pairs = np.minimum((keys > 0).sum(axis=1), (keys < 0).sum(axis=1)).astype(np.float64)
    each = (halves.positive - halves.reversed) / 2  # reversed items as given are low + high less reverse-scored ones
    known = ~np.isnan(each)
    weight = (known * pairs).sum(axis=1)
    total = np.where(known, each * pairs, 0.0).sum(axis=1)
    found: Array = np.divide(total, weight, out=np.full(len(each), np.nan), where=weight > 0)
    return found


def with_peoples_marginals(answers: ArrayLike, reference: ArrayLike, *, low: int, high: int) -> Array:
    """The answers re-read as people would have marked them: each item's answers mapped to people's distribution.

    An answer is at a quantile of its item, the middle of those that gave it; it becomes the scale point that people's
    answers to the item have at this quantile. Ranks are kept, so what is left of a difference from people is not one of
    how the scale is used.

    Parameters
    ----------
    answers, reference : (N, D) and (M, D), nan where missing
    low, high : ends of the response scale

    Returns
    -------
    (N, D) whole scale points, nan where missing; an item that no person answered stays as it is.

    Source
    ------
    docs/definitions.md, section 10: quantile mapping with mid-ranks.

    Answers in the middle of the scale are people's four, in the same order:

    >>> with_peoples_marginals([[2], [3], [3], [4]], [[1], [2], [4], [5]], low=1, high=5).ravel().tolist()
    [1.0, 2.0, 2.0, 5.0]
    """
    return marked_as(answers, points_of_people(answers, reference, low=low, high=high), low=low)


def points_of_people(answers: ArrayLike, reference: ArrayLike, *, low: int, high: int) -> Array:
    """What people mark where the population marks each scale point, item by item (`with_peoples_marginals`).

    Parameters
    ----------
    answers, reference : (N, D) and (M, D), nan where missing
    low, high : ends of the response scale

    Returns
    -------
    (D, high - low + 1) a scale point for each; the same where no person answered the item.

    >>> points_of_people([[2], [3], [3], [4]], [[1], [2], [4], [5]], low=1, high=5).tolist()
    [[1.0, 1.0, 2.0, 5.0, 5.0]]
    """
    ours, people = as_matrix(answers), as_matrix(reference, "reference")
    same_items(ours, people)
    own, human = (answer_shares(one, low=low, high=high) for one in (ours, people))
    middle = own.cumsum(axis=1) - own / 2
    found = np.tile(np.arange(low, high + 1.0), (len(own), 1))
    for item, (quantiles, shares) in enumerate(zip(middle, human.cumsum(axis=1), strict=True)):
        if shares[-1] > 0:
            found[item] = low + np.searchsorted(shares[:-1], quantiles - 1e-9)
    return found


def marked_as(answers: ArrayLike, points: Array, *, low: int) -> Array:
    """Answers (N, D) with another scale point for each; nan stays.

    Parameters
    ----------
    answers : (N, D) whole scale points, nan where missing
    points : (D, K) what each of the K points of each item becomes
    low : the lowest point

    >>> marked_as([[1, 2], [2, np.nan]], np.array([[1.0, 3.0], [1.0, 2.0]]), low=1).tolist()
    [[1.0, 2.0], [3.0, nan]]
    """
    found = as_matrix(answers).copy()
    for column, becomes in zip(found.T, points, strict=True):
        given = ~np.isnan(column)
        column[given] = becomes[column[given].astype(np.intp) - low]
    return found


def scale_points_of_people(answers: ArrayLike, reference: ArrayLike, *, low: int, high: int) -> Array:
    """What people mark where the population marks each scale point, over all items together.

    As `with_peoples_marginals`, of the answers to all items as if they were one: how the response scale is used, whatever
    is asked. Items that were not used to learn this can be mapped by it.

    Parameters
    ----------
    answers, reference : (N, D) and (M, D) of the same items, nan where missing
    low, high : ends of the response scale

    Returns
    -------
    (high - low + 1,) a scale point for each, ascending.

    Those that answer in the middle only mean the whole scale:

    >>> scale_points_of_people([[2, 3, 4]], [[1, 3, 5]], low=1, high=5).tolist()
    [1.0, 1.0, 3.0, 5.0, 5.0]
    """
    ours, people = as_matrix(answers), as_matrix(reference, "reference")
    same_items(ours, people)
    own, human = (answer_shares(one.reshape(-1, 1), low=low, high=high)[0] for one in (ours, people))
    points = low + np.searchsorted(human.cumsum()[:-1], own.cumsum() - own / 2 - 1e-9)
    return np.asarray(points, dtype=np.float64)


def _share(hit: Array, answers: Array) -> Array:
    return mean_given(np.where(np.isnan(answers), np.nan, hit))
