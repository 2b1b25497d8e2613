"""What each persona adds to the variety of its population, as a reward for training."""

import numpy as np

from persona_collapse.diagnosis import default_reference
from persona_collapse.errors import InputError
from persona_collapse.given import Answers, population_of, reference_of
from persona_collapse.measures import scaler, shuffled
from persona_collapse.measures.arrays import Array, Indices, complete_cases
from persona_collapse.measures.ball_coverage import K, within
from persona_collapse.measures.neighbours import distance_blocks, radii
from persona_collapse.measures.randomness import generator

DRAWS = 20


def reward(answers: Answers, reference: Answers | None = None, *, seed: int = 0, draws: int = DRAWS) -> list[float]:
    """How much coverage would be lost without each persona: 1 is as much as with a person in its place, 0 nothing.

    Coverage is the share of people's neighbourhoods (a person and the five most similar other people) that contain a
    persona. A persona adds those that no other persona reaches. So copies add nothing, however human they are, and
    answers outside all neighbourhoods add nothing. From this is subtracted what a persona adds whose answers are
    shuffled among the personas, item by item: noise with the same answers. The rest is divided by what one of the same
    number of people adds.

    Parameters
    ----------
    answers : of the population, one row per persona, in order; at least 2
    reference : people; by default the bundled reference, for the BFI-44
    seed, draws : of the shuffled populations and of the people that the result is compared with

    Returns
    -------
    One number per persona, 0 upwards; 0 for a persona with a missing answer.

    Raises
    ------
    InputError : no reference for these items, one persona, or answers that cannot be read.

    Source
    ------
    Coverage: Naeem et al. 2020 (arXiv 2002.09797), section 3; the rest is our own (docs/gates.md).

    >>> from persona_collapse import simulate
    >>> reward(simulate("human", 4).values[[0, 0]])
    [0.0, 0.0]
    """
    matrix = population_of(answers, "reward").matrix
    people = reference_of(reference, "reward", instrument=matrix.instrument)
    people = default_reference(matrix) if people is None else people
    if people is None:
        raise InputError(f"there are no people's answers to {matrix.instrument.id}; give a reference")
    rows = np.flatnonzero(complete_cases(matrix.values))
    if len(matrix) < 2:
        raise InputError("a reward compares personas with each other; give at least 2")
    found = np.zeros(len(matrix))
    if len(rows):
        found[rows] = _earned(matrix.values[rows], people.values[complete_cases(people.values)], seed, draws)
    return [float(one) for one in found]


def _earned(personas: Array, people: Array, seed: int, draws: int) -> Array:
    """The gains (N,) of personas, between those of shuffled personas and of people."""
    scale = scaler(people)
    reference = scale(people)
    edges = radii(reference, K)
    own = gains(scale(personas), reference, edges)
    noise = np.mean(
        [gains(scale(shuffled(personas, seed=seed + one)), reference, edges).mean() for one in range(draws)]
    )
    rng = generator("people beside whom a reward is given", seed)
    most = min(len(personas), len(people) // 2)
    human = np.mean([_of_people(reference, rng.permutation(len(people)), most) for _ in range(draws)])
    return np.clip((own - noise) / (human - noise), 0, None) if human > noise else np.zeros(len(own))


def _of_people(reference: Array, order: Indices, most: int) -> float:
    """The mean gain of some people beside the other people."""
    some, others = reference[order[:most]], reference[order[most:]]
    return float(gains(some, others, radii(others, K)).mean())


def gains(personas: Array, reference: Array, edges: Array) -> Array:
    """The share of the reference's balls (N,) that hold this persona and no other.

    Parameters
    ----------
    personas, reference : (N, D) and (M, D), standardised
    edges : (M,) radii of the balls

    >>> gains(np.array([[0.0], [0.1], [5.0]]), np.array([[0.0], [5.2]]), np.array([1.0, 1.0])).tolist()
    [0.0, 0.0, 0.5]
    """
    inside = np.concatenate(
        [within(distances, edges[None, :], "include") for _, distances in distance_blocks(personas, reference)]
    )
    alone = inside.sum(axis=0) == 1
    found: Array = (inside & alone).sum(axis=1) / len(reference)
    return found
