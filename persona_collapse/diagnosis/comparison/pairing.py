"""Which personas are in several populations: only then can their answers be compared one by one."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, sorting
from persona_collapse.measures.randomness import generator
from persona_collapse.tables import IDENTIFIERS

BY_NAME = "by their ids"
BY_NUMBER = "by row number, for what else is known of them agrees"
BY_ANSWERS = "both hold the same answers"
ONLY_NUMBERED = (
    "rows are only numbered, so no persona is taken to be in both; a column persona_id would identify those that are"
)
NONE_IN_BOTH = "no persona is in both"


@dataclass(frozen=True)
class _Register:
    """Personas that are known by the same kind of name.

    Attributes
    ----------
    basis : how one knows that a name means the same persona
    names : of all of them
    key : of the random order they are drawn in; it depends on what they are, never on which population came first
    """

    basis: str
    names: tuple[str, ...]
    key: int


@dataclass(frozen=True)
class Pairing:
    """The personas of some populations, each with a number of its own.

    Attributes
    ----------
    who : for each population, the number of each row's persona; the same number is the same persona
    """

    who: tuple[Indices, ...]
    _registers: tuple[_Register, ...]
    _register_of: tuple[int, ...]

    def shared(self, first: int, second: int) -> int:
        """How many personas are in both of two populations."""
        return len(np.intersect1d(self.who[first], self.who[second]))

    def basis(self, first: int, second: int) -> str:
        """How the shared personas were found, or why none is taken to be in both."""
        registers = [self._registers[self._register_of[one]] for one in (first, second)]
        if self.shared(first, second):
            return registers[0].basis
        return NONE_IN_BOTH if all(one.basis == BY_NAME for one in registers) else ONLY_NUMBERED

    def orders(self, purpose: str, seed: int) -> Iterator[Array]:
        """Random orders without end: a number in 0..1 for each persona."""
        generators = [generator(f"{purpose} {one.key}", seed) for one in self._registers]
        while True:
            yield np.concatenate(
                [rng.random(len(one.names)) for rng, one in zip(generators, self._registers, strict=True)]
            )


def pair(populations: Sequence[BehavioralTraitMatrix]) -> Pairing:
    """Finds the personas that are in several populations.

    Ids are taken at their word. Indices that are only numbered from 1 are the same personas when the columns beside the
    answers, at least one of which varies, say the same of every number in both populations, or when all answers do.

    Parameters
    ----------
    populations : answers to the same items; rows of the same name are repeats of a persona where the matrix says so

    Raises
    ------
    InputError : an id that is twice in a population.
    """
    populations = [_by_persona(one) for one in populations]
    groups: list[list[int]] = []
    for index, population in enumerate(populations):
        _all_different(population)
        known = next(
            (group for group in groups if _same_register([populations[one] for one in group], population)), None
        )
        if known is None:
            groups.append([index])
        else:
            known.append(index)
    registers, who, register_of, offset = [], {}, {}, 0
    for number, group in enumerate(groups):
        members = [populations[index] for index in group]
        register, places = _register(members)
        for index, place in zip(group, places, strict=True):
            who[index], register_of[index] = place + offset, number
        registers.append(register)
        offset += len(register.names)
    each = range(len(populations))
    return Pairing(tuple(who[one] for one in each), tuple(registers), tuple(register_of[one] for one in each))


def _by_persona(population: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """The same rows, named after their personas where these have several."""
    names = population.personas
    return population if names is None else replace(population, respondents=names)


def _all_different(population: BehavioralTraitMatrix) -> None:
    name, rows = Counter(population.respondents).most_common(1)[0]
    if rows > 1 and population.personas is None:
        raise InputError(f"{population.source} has {rows} rows of respondent {name!r}; give each persona one row")


def _only_numbered(population: BehavioralTraitMatrix) -> bool:
    """Whether the names of the respondents merely count them."""
    return set(population.respondents) == {str(number) for number in range(1, len(population) + 1)}


def _same_register(members: Sequence[BehavioralTraitMatrix], other: BehavioralTraitMatrix) -> bool:
    """Whether the names of a population are of the kind of some others', so that the same name is the same persona.

    Numbers say so only if all agree with all in one way: a third population does not change which personas two share.
    """
    if _only_numbered(members[0]) != _only_numbered(other):
        return False
    both = list(combinations([*members, other], 2))
    return not _only_numbered(other) or any(all(same(*two) for two in both) for same in (_same_answers, _agree_beside))


def _same_answers(first: BehavioralTraitMatrix, second: BehavioralTraitMatrix) -> bool:
    ours, theirs = (one.values[sorting(one.values)] for one in (first, second))
    return np.array_equal(ours, theirs, equal_nan=True)


NAMES = frozenset(IDENTIFIERS) - {"persona"}
"""Columns that name rows and say nothing of the personas; `persona` may say which one a row repeats."""


def _agree_beside(first: BehavioralTraitMatrix, second: BehavioralTraitMatrix) -> bool:
    """Whether all columns that both have beside the answers say the same of every number, and one of them varies."""
    columns = [name for name in first.attributes if name in second.attributes and name not in NAMES]
    known = [
        [dict(zip(one.respondents, map(str, one.attributes[name]), strict=True)) for name in columns]
        for one in (first, second)
    ]
    shared = set(first.respondents) & set(second.respondents)
    pairs = [[(ours[name], theirs[name]) for name in shared] for ours, theirs in zip(*known, strict=True)]
    agreed = all(ours == theirs for cells in pairs for ours, theirs in cells)
    return agreed and any(len(set(cells)) > 1 for cells in pairs)


def _register(members: Sequence[BehavioralTraitMatrix]) -> tuple[_Register, list[Indices]]:
    """One kind of names, and the place of each row of each member in it."""
    first = members[0]
    if _only_numbered(first) and (len(members) == 1 or all(_same_answers(first, one) for one in members[1:])):
        orders = [sorting(one.values) for one in members]
        key = zlib.crc32(np.nan_to_num(first.values[orders[0]]).tobytes())
        return _Register(BY_ANSWERS, first.respondents, key), [np.argsort(order) for order in orders]
    names = np.unique(np.concatenate([one.respondents for one in members]))
    basis = BY_NUMBER if _only_numbered(first) else BY_NAME
    places = [np.searchsorted(names, np.array(one.respondents)) for one in members]
    return _Register(basis, tuple(names.tolist()), zlib.crc32(" ".join(names).encode())), places
