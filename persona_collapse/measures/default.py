"""The default: how strongly personas are pulled towards the answers a model gives without a persona."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_complete, at_least, number_or_nan, same_items, sorted_respondents
from persona_collapse.measures.randomness import generator

TOO_NEAR = 2.5
"""Below this distance from the reference's mean (standardised units) the direction of a default is undefined."""


@dataclass(frozen=True)
class DefaultPull:
    """How close a population is to its model's default.

    Attributes
    ----------
    pull : 1 - mean distance of personas from the default / mean distance of reference respondents from it; 0 as far
        away as people, 1 all at the default, below 0 farther away than people
    null : (200,) the same pull towards held-out people instead of the default; clones have about .3 towards any
        respondent
    """

    pull: float | None
    null: Array


def default_pull(
    population: ArrayLike, reference: ArrayLike, default: ArrayLike, *, held_out: int = 200, seed: int = 0
) -> DefaultPull:
    """How much closer personas are than people to what their model answers as itself.

    Parameters
    ----------
    population, reference : (N, D) and (M, D) points, standardised by the reference
    default : (D,) mean answers of a control run without a persona, standardised in the same way
    held_out : number of reference respondents used for the null; at most half of them are used
    seed : of that choice

    Raises
    ------
    InputError : different numbers of items, missing answers, fewer than four reference respondents.

    Source
    ------
    docs/definitions.md, section 4.

    Personas are at distance 1 from the default, people at 2 on average:

    >>> default_pull([[1.0]], [[1.0], [3.0], [2.0], [2.0]], [0.0]).pull
    0.5
    """
    personas, people = as_complete(population), as_complete(reference, "reference")
    same_items(personas, people)
    point = _one_point(default, people)
    people = sorted_respondents(people)
    at_least(len(people), 4, "reference", "the null of the pull towards held-out people")
    order = generator("default pull", seed).permutation(len(people))
    size = min(held_out, len(people) // 2)
    others = people[order[size:]]
    null = [_pull(personas, others, people[one]) for one in order[:size]]
    return DefaultPull(
        pull=_pull(personas, people, point),
        null=np.array([number_or_nan(value) for value in null]),
    )


def default_shift(population: ArrayLike, reference: ArrayLike, default: ArrayLike) -> float | None:
    """How far the population's mean has moved from people's mean (0) towards the default (1).

    (m_pop - m_ref) . (d - m_ref) / |d - m_ref|^2; None when the default is less than 2.5 standardised units from
    people's mean, because its direction is then undefined.

    Parameters
    ----------
    population, reference : (N, D) and (M, D) points, standardised by the reference
    default : (D,) standardised in the same way

    Raises
    ------
    InputError : different numbers of items, missing answers.

    >>> default_shift([[1.0]], [[0.0]], [4.0]), default_shift([[1.0]], [[0.0]], [2.0])
    (0.25, None)
    """
    personas, people = as_complete(population), as_complete(reference, "reference")
    same_items(personas, people)
    point = _one_point(default, people)
    towards = point - people.mean(axis=0)
    if np.linalg.norm(towards) < TOO_NEAR:
        return None
    return float((personas.mean(axis=0) - people.mean(axis=0)) @ towards / (towards @ towards))


def _one_point(default: ArrayLike, people: Array) -> Array:
    """The default as one point (D,): the mean of a control run, not the run itself."""
    points = as_complete(np.atleast_2d(default), "default")
    same_items(points, people)
    if len(points) != 1:
        raise InputError(f"the default has {len(points)} rows; give the mean answers of the control run, one per item")
    return np.asarray(points[0])


def _pull(personas: Array, people: Array, point: Array) -> float | None:
    human = float(np.linalg.norm(people - point, axis=1).mean())
    return 1 - float(np.linalg.norm(personas - point, axis=1).mean()) / human if human > 0 else None
