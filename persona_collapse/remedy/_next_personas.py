"""`persona-collapse personas next`: which personas of a pool to ask next, so that people are reached that no persona is near."""

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from persona_collapse.diagnosis.preparation import comparable
from persona_collapse.diagnosis.side import respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_cases, number_or_none
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import PersonaPool, Respondent
from persona_collapse.remedy.explained import Explained, Model, explained
from persona_collapse.remedy.features import Features
from persona_collapse.remedy.pool import pooled
from persona_collapse.remedy.spaces import low_dimensional, space_name
from persona_collapse.remedy.uncovered import alone, uncovered
from persona_collapse.results import Settings
from persona_collapse.results.next_personas import AttributeAlone, LevelChosen, NextPersonas, Share

FEWEST_ASKED = 30
FEWEST_PEOPLE = 40
CLEARLY_MORE = 3
"""Standard deviations by which a level is chosen more often than random choice would choose it."""

MOST_NAMED = 8


def next_personas(
    asked: Sequence[BehavioralTraitMatrix],
    people: BehavioralTraitMatrix,
    pool: PersonaPool,
    size: int,
    *,
    seed: int = 0,
) -> NextPersonas:
    """Chooses personas that were not asked yet, so that people are reached that no persona is near.

    A model of answers on attributes is learned from the personas that were asked. For every place, a person without a
    persona near and a model from its posterior are drawn (Thompson sampling), and the persona is taken whose predicted
    answers are nearest to that person's. Where attributes explain nothing of answers, or no more people are without a
    persona than other people leave without one, personas are taken in the order of the pool.

    Parameters
    ----------
    asked : answers of personas, with their attributes; those with a missing answer take no part
    people : answers to the same items
    pool : the personas to choose from; those that were asked are passed over by their ids
    size : how many to choose
    seed : of folds, permutations and draws

    Raises
    ------
    InputError : different items, too few personas or people, a pool without the attributes or with too few personas left.

    Source
    ------
    Thompson 1933 (Biometrika 25, 285-294); Bayesian ridge regression: MacKay 1992 (Neural Computation 4, 415-447).
    """
    both = pooled(asked).matrix
    comparable(respondents(both, Settings()), respondents(people, Settings()))
    left = left_of(pool, asked, size)
    rows = np.flatnonzero(complete_cases(both.values))
    ours, theirs = both.values[rows], people.values[complete_cases(people.values)]
    _enough(both, people, ours, theirs)
    features = _features(both, rows, left, pool)
    keying = both.instrument.keying()
    personas, persons = low_dimensional(ours, theirs, keying)
    near, found = uncovered(personas, persons, seed), explained(features, personas, seed)
    reason = "" if found.clear else "explain nothing"
    reason = reason if near.beyond_people else "nothing to fill"
    targets = persons[alone(personas, persons)]
    chosen = np.arange(size) if reason else _drawn(features, personas, targets, found, size, seed)
    dimensions = both.instrument.traits or tuple(f"component {n}" for n in range(1, personas.shape[1] + 1))
    return NextPersonas(
        sources=tuple(dict.fromkeys(one.named for one in asked)),
        reference=people.source,
        note=people.note,
        asked=len(ours),
        people=len(theirs),
        pool=pool.name,
        left=len(left),
        space=space_name(keying),
        uncovered=near.share,
        uncovered_people=near.people,
        se=near.se,
        attributes=features.names,
        left_out=features.left_out,
        explained=found.share,
        explained_each=tuple(map(Share, dimensions, map(number_or_none, found.each))),
        alone=tuple(AttributeAlone(name, dimensions[place], share) for name, place, share in found.alone),
        p_value=found.p_value,
        way="order of the pool" if reason else "towards people",
        reason=reason,
        levels=() if reason else _levels(features, chosen),
        chosen=tuple(left[place].id for place in chosen),
        seed=seed,
        version=version("persona-collapse"),
    )


def left_of(pool: PersonaPool, asked: Sequence[BehavioralTraitMatrix], size: int) -> tuple[Respondent, ...]:
    """The personas of a pool that were not asked, in its order.

    Raises
    ------
    InputError : fewer than are wanted.
    """
    if size < 1:
        raise InputError(f"--size {size}: give at least 1")
    known = {name for one in asked for name in (one.personas or one.respondents)}
    left = tuple(one for one in pool.respondents if one.id not in known)
    if len(left) < size:
        raise InputError(
            f"{size} personas were requested, and {len(left)} of the {len(pool.respondents)} of {pool.name} were not asked "
            "yet; use a smaller --size, or another --pool"
        )
    return left


def _features(both: BehavioralTraitMatrix, rows: Indices, left: Sequence[Respondent], pool: PersonaPool) -> Features:
    """The attributes that both sides have, as numbers."""
    shared = [name for name in both.attributes if any(name in one.attributes for one in left)]
    found = Features.of(
        {name: [both.attributes[name][row] for row in rows] for name in shared},
        {name: [one.attributes.get(name) for one in left] for name in shared},
    )
    if not found.names:
        kept = "; ".join(f"{name}: {why}" for name, why in found.left_out.items())
        raise InputError(
            f"{both.source} and {pool.name} have no attribute in common that personas can be chosen by"
            f"{f' ({kept})' if kept else ''}; give the pool that was asked (--pool PATH), or a table of answers with attributes"
        )
    return found


def _drawn(features: Features, personas: Array, targets: Array, found: Explained, size: int, seed: int) -> Indices:
    """For each of `size` places a person and a model, and the persona whose predicted answers are nearest to the person."""
    rng = generator("next personas", seed)
    model, others = Model.of(features.of_asked(found.names), personas), features.of_others(found.names)
    values, vectors = np.linalg.eigh(found.residual + 1e-6 * np.eye(len(found.residual)))
    whiten = vectors / np.sqrt(values)
    free = np.ones(len(others), dtype=bool)
    chosen = []
    for _ in range(size):
        person = targets[rng.integers(len(targets))]
        gaps = (((model.drawn(others, rng) - person) @ whiten) ** 2).sum(axis=1)
        best = int(np.where(free, gaps, np.inf).argmin())
        free[best] = False
        chosen.append(best)
    return np.array(chosen)


def _levels(features: Features, chosen: Indices) -> tuple[LevelChosen, ...]:
    """Levels that are chosen more often than in the pool, by more than random choice would, the clearest first."""
    found = []
    for name, cells in features.levels.items():
        for level in sorted(set(cells)):
            has = cells == level
            pool, share = float(has.mean()), float(has[chosen].mean())
            spread = np.sqrt(pool * (1 - pool) / len(chosen) * (1 - len(chosen) / len(cells)))
            clear = (share - pool) / spread if spread > 0 else 0.0
            found.append((clear, LevelChosen(name, level, pool, share)))
    found.sort(key=lambda one: -one[0])
    return tuple(one for clear, one in found[:MOST_NAMED] if clear > CLEARLY_MORE)


def _enough(both: BehavioralTraitMatrix, people: BehavioralTraitMatrix, ours: Array, theirs: Array) -> None:
    for one, values, least, what in (
        (both, ours, FEWEST_ASKED, "ask more personas first"),
        (people, theirs, FEWEST_PEOPLE, "give more people"),
    ):
        if len(values) < least:
            raise InputError(f"{one.source} has {len(values)} complete respondents; {least} are needed, so {what}")
