"""Best of K: of K candidates for each answer the most distinctive one, chosen without looking at people."""

from collections.abc import Sequence

import numpy as np

from persona_collapse.measures.arrays import Array


def distinctive(candidates: Array) -> Array:
    """The candidate of each persona and item that best distinguishes the persona from the others.

    A point k counts by how much more often the persona gives it than all personas do, (n_k + p_k) / ((n + 1) p_k): n_k of
    its n candidates are k, and p_k is the share of k among the candidates of all personas for the item. It is the
    exponential of the pointwise mutual information of persona and answer, with one candidate from all personas added, so
    that a persona with few candidates is not sure of itself. Of equal ones, the candidate asked first is taken.

    Parameters
    ----------
    candidates : (K, N, D) answers, nan where a candidate holds none

    Returns
    -------
    (N, D), one of the candidates each; nan where none holds an answer.

    Source
    ------
    Pointwise mutual information (Church & Hanks 1990), here to choose among samples.

    Both personas say 3 in one of two candidates; the 1 is as rare as the 5, and each is its persona's own:

    >>> distinctive(np.array([[[3.0], [5.0]], [[1.0], [3.0]]])).ravel().tolist()
    [1.0, 5.0]

    One candidate leaves no choice:

    >>> distinctive(np.array([[[3.0], [np.nan]]])).ravel().tolist()
    [3.0, nan]
    """
    known = np.isfinite(candidates)
    worth = np.full(candidates.shape, -np.inf)
    own = known.sum(axis=0)
    for point in np.unique(candidates[known]):
        here = candidates == point
        share = here.sum(axis=(0, 1)) / np.maximum(known.sum(axis=(0, 1)), 1)
        worth = np.where(
            here, ((here.sum(axis=0) + share) / ((own + 1) * np.where(share > 0, share, 1.0)))[None], worth
        )
    best = worth.argmax(axis=0)[None]
    return np.asarray(np.take_along_axis(candidates, best, axis=0)[0], dtype=np.float64)


def chosen(answers: Array, best_of: int, alone: Sequence[int] = ()) -> Array:
    """Of all candidates (R K, N, D) the answers (R, N, D), in each repetition among its own K candidates only.

    Repetitions so stay independent of each other, and what they have in common is no work of the choice.

    Parameters
    ----------
    answers : the K candidates of the first repetition, then those of the second, ..
    best_of : K
    alone : rows that take no part, such as that of the respondent without a persona: their first candidate is kept

    >>> chosen(np.array([[[3.0], [5.0]], [[1.0], [3.0]]]), 2).ravel().tolist()
    [1.0, 5.0]
    """
    if best_of == 1:
        return answers
    among = [row for row in range(answers.shape[1]) if row not in set(alone)]
    kept = answers[::best_of].copy()
    for repetition in range(len(kept)):
        kept[repetition, among] = distinctive(answers[repetition * best_of : (repetition + 1) * best_of, among])
    return kept
