"""Simulated replies in words: a sentence that says plainly how true a statement is, without a number."""

import numpy as np

from persona_collapse import resources


def sentence(place: int, points: int, rng: np.random.Generator) -> str:
    """One of several sentences for a point of a scale; scales of other lengths share those of five points.

    Parameters
    ----------
    place : of the point, from 0
    points : number of points of the scale
    rng : draws the sentence

    >>> sentence(0, 5, np.random.default_rng(3))
    'That is entirely wrong, nothing about it fits me.'
    """
    levels: list[list[str]] = resources.data("simulation/data/in_words.json")
    sentences = levels[round((len(levels) - 1) * place / (points - 1))]
    return sentences[int(rng.integers(len(sentences)))]
