"""Two personas, one answer: the most different personas that answer alike."""

from collections.abc import Mapping

import numpy as np

from persona_collapse.diagnosis.axes._attribution import Levels, varying
from persona_collapse.diagnosis.pools import two_pools
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_cases
from persona_collapse.measures.far_and_alike import far_and_alike, nearest_of, shared_answers
from persona_collapse.measures.levels import level_codes, level_name
from persona_collapse.measures.randomness import generator
from persona_collapse.results.alike import Alike, AttributeOfTwo, TwoPersonas

MOST = 1000
"""Personas, and people, whose pairs are looked through; of more, these are drawn at random."""

MOST_OF_POOLS = 10_000
"""Personas that pools are made of; of more, these are drawn at random."""

MOST_LEVELS = 50
"""An attribute has at most this many values; a column with more is a name, a time or a text."""

DRAWS = 10
"""Of pairs of people; the middle one is reported."""


def alike(matrix: BehavioralTraitMatrix, sides: Sides, targets: Mapping[str, str] | None = None) -> Alike:
    """Finds two personas that differ in their attributes and not in their answers, and two such pools.

    Of repeats, the first complete answer sheet of each persona is compared.

    Parameters
    ----------
    matrix : answers with attributes
    sides : the same answers beside the reference, or alone
    targets : column -> trait, as in `measure`
    """
    rows, seed = first_sheets(matrix, by_persona=sides.how.by_persona), sides.how.seed
    people = None if sides.people is None else sides.people.complete
    return Alike(
        two_personas(matrix, _some(rows, MOST, seed), people, seed),
        two_pools(matrix, _some(rows, MOST_OF_POOLS, seed), people, targets),
    )


def first_sheets(matrix: BehavioralTraitMatrix, *, by_persona: bool) -> Indices:
    """The first complete row of each persona; each complete row where rows are respondents.

    >>> answers = BehavioralTraitMatrix.from_arrays([[1.0, np.nan], [1, 2], [3, 4]])
    >>> first_sheets(answers, by_persona=True).tolist()
    [1, 2]
    """
    complete = np.flatnonzero(complete_cases(matrix.values))
    names = matrix.personas if by_persona else None
    if names is None:
        return complete
    return complete[np.sort(np.unique([names[row] for row in complete], return_index=True)[1])]


def two_personas(matrix: BehavioralTraitMatrix, rows: Indices, people: Array | None, seed: int) -> TwoPersonas | None:
    """Of the pairs of personas whose attributes differ most, the one whose answers are nearest; None without attributes.

    Parameters
    ----------
    matrix, rows : the personas' answer sheets
    people : (M, D) complete answers; None without a reference
    seed : of the draws
    """
    names = [name for name in matrix.attributes if _describes(matrix, name, rows)]
    if not names or len(rows) < 2:
        return None
    levels = np.column_stack([_levels(matrix, name, rows) for name in names])
    answers = matrix.values[rows]
    found = far_and_alike(answers, level_codes(levels, len(rows)))
    differing = tuple(
        AttributeOfTwo(name, one, other)
        for name, one, other in zip(names, levels[found.first], levels[found.second], strict=True)
        if one != other
    )
    compared = people is not None and len(people) > 1
    return TwoPersonas(
        first=_name(matrix, int(rows[found.first])),
        second=_name(matrix, int(rows[found.second])),
        differing=differing,
        attributes=len(names),
        same=found.same,
        items=answers.shape[1],
        on_average=shared_answers(answers),
        personas=len(rows),
        pairs=found.pairs,
        people_on_average=shared_answers(people) if compared and people is not None else None,
        people_nearest=_nearest_people(people, found.pairs, seed) if compared and people is not None else None,
    )


def _nearest_people(people: Array, pairs: int, seed: int) -> int:
    """The middle of several draws of as many pairs of people."""
    rng = generator("pairs of people", seed)
    some = people if len(people) <= MOST else people[np.sort(rng.choice(len(people), MOST, replace=False))]
    return nearest_of(some, pairs, rng, DRAWS)


def _some(rows: Indices, most: int, seed: int) -> Indices:
    if len(rows) <= most:
        return rows
    return np.sort(generator("pairs of personas", seed).choice(rows, most, replace=False))


def _levels(matrix: BehavioralTraitMatrix, name: str, rows: Indices) -> Levels:
    """What each of some rows (n,) has of an attribute, as text; empty where unknown."""
    return np.array([level_name(matrix.attributes[name][row]) for row in rows], dtype=object)


def _describes(matrix: BehavioralTraitMatrix, name: str, rows: Indices) -> bool:
    """Whether a column is an attribute of personas: it has a few values, the same in all rows of a persona."""
    if name == matrix.persona_column or varying(matrix, name):
        return False
    levels = len(set(_levels(matrix, name, rows)))
    return 2 <= levels <= min(MOST_LEVELS, max(2, len(rows) // 2))


def _name(matrix: BehavioralTraitMatrix, row: int) -> str:
    names = matrix.personas
    return matrix.respondents[row] if names is None else names[row]
