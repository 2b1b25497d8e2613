"""`persona-collapse panel`: a choice or weights fitted to people, scored on people and items that they were not fitted to."""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import get_args

import numpy as np

from persona_collapse.diagnosis.preparation import comparable
from persona_collapse.diagnosis.side import respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_cases
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Keying
from persona_collapse.measures.weights import effective_size
from persona_collapse.remedy.choosing import Choice, chosen
from persona_collapse.remedy.reach import out_of_reach
from persona_collapse.remedy.scoring import Yardstick
from persona_collapse.remedy.spaces import Ruler
from persona_collapse.remedy.splits import Split, holds_items_out, splits
from persona_collapse.results import Settings
from persona_collapse.results.panel import Gain, Goal, Member, Panel

SPLITS = 20
RANDOM_CHOICES = 10
"""Random choices of the same size in each split."""

SCORED = 3000
"""Personas of a larger pool that take part in a split, drawn at random; the panel itself is chosen from all."""

FEWEST_PEOPLE = 40
CLEAR = 2
"""Standard errors by which a gain must exceed what random choice gives."""


def panel(
    pool: BehavioralTraitMatrix,
    people: BehavioralTraitMatrix,
    size: int | None = None,
    *,
    goal: Goal = "match",
    weighted: bool = False,
    count: int = SPLITS,
    seed: int = 0,
    sources: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Panel:
    """Chooses or weights personas so that their answers fit people, and says what that gains.

    Half of people and half of the items (of each trait) serve to fit, the other halves to score, again and again. The panel
    itself is then fitted to all of them.

    Parameters
    ----------
    pool, people : answers to the same items; those with a missing answer take no part
    size : how many personas to choose; None weights all of them
    goal : match (each kind as frequent as among people) or cover (rare people too)
    weighted : whether those chosen are weighted too
    count, seed : random halves, and their seed
    sources : of each row of the pool, where it is from several tables
    progress : called with the name of each step before it begins

    Returns
    -------
    A panel. Its verdict is a gain only if the panel is nearer to people than random choice of the same size by more than
    two standard errors, random choice is farther from people than other people are by as much, and precision does not
    fall.

    Raises
    ------
    InputError : different items, too few people, or a size that the pool does not have.

    Source
    ------
    Standard errors over splits that overlap: Nadeau & Bengio 2003 (Machine Learning 52, 239-281), equation 9.
    """
    say = progress or (lambda step: None)
    _check(pool, people, size, goal, count)
    comparable(respondents(pool, Settings()), respondents(people, Settings()))
    rows = np.flatnonzero(complete_cases(pool.values))
    ours, theirs = pool.values[rows], people.values[complete_cases(people.values)]
    _enough(pool, people, ours, theirs, size)
    keying = pool.instrument.keying()
    weighted = weighted or size is None
    drawn = min(size or len(ours), len(theirs) // 2) // (2 if weighted else 1)
    measured = []
    for number, split in enumerate(splits(len(theirs), ours.shape[1], keying, count, seed)):
        say(f"split {number + 1} of {count}")
        measured.append(_scored(ours, theirs, split, keying, size, goal, weighted, drawn, seed + number))
    say("panel")
    best = chosen(ours, theirs, np.arange(ours.shape[1]), keying, size, goal, weighted=weighted)
    gains = tuple(_gain(name, measured) for name in measured[0]["panel"])
    held_out = holds_items_out(ours.shape[1], keying)
    judged_by = next(iter(measured[0]["panel"])) if goal == "cover" else "distance"
    return Panel(
        sources=tuple(dict.fromkeys(sources)) or (pool.source,),
        reference=people.source,
        note=people.note,
        goal=goal,
        weighted=weighted,
        pool=len(ours),
        people=len(theirs),
        near=best.near,
        members=_members(pool, rows, best, sources),
        effective_size=effective_size(best.weights),
        splits=count,
        seed=seed,
        items=ours.shape[1],
        items_held_out=held_out,
        drawn=drawn,
        gains=gains,
        judged_by=judged_by,
        verdict=verdict(gains, judged_by) if held_out else "not judged",
        reach=out_of_reach(ours, theirs, keying, count, seed),
        version=version("persona-collapse"),
    )


def verdict(gains: Sequence[Gain], judged_by: str) -> str:
    """What a panel's numbers amount to: gain, nothing to mend, or no gain.

    Parameters
    ----------
    gains : the numbers
    judged_by : the one that decides; precision may not fall by more than chance
    """
    by_name = {one.name: one for one in gains}
    judged = by_name[judged_by]
    better = -1 if judged_by == "distance" else 1
    if better * judged.need <= CLEAR * judged.need_se:
        return "nothing to mend"
    worse = any(one.difference < -CLEAR * one.se for name, one in by_name.items() if name.endswith("precision"))
    return "gain" if better * judged.difference > CLEAR * judged.se and not worse else "no gain"


def _scored(
    ours: Array,
    theirs: Array,
    split: Split,
    keying: Keying | None,
    size: int | None,
    goal: Goal,
    weighted: bool,
    drawn: int,
    seed: int,
) -> dict[str, dict[str, float]]:
    """The numbers of each column among held-out people, in held-out items."""
    rng = generator("random choices of personas", seed)
    pool = ours if len(ours) <= SCORED else ours[np.sort(rng.choice(len(ours), SCORED, replace=False))]
    wanted = None if size is None else min(size, len(pool))
    fitted, others = theirs[split.people], theirs[split.others]
    best = chosen(pool, fitted, split.items, keying, wanted, goal, weighted=weighted)
    ruler = Ruler.of(others, keying, split.other_items)
    of_pool = Yardstick.of(ruler(np.vstack([pool, fitted])), ruler(others))
    everyone, humans = np.arange(len(pool)), len(pool) + np.arange(len(fitted))

    def scored(rows: Indices, weights: Array) -> dict[str, float]:
        return of_pool.score_weighted(rows, weights, drawn) if weighted else of_pool.score(rows, drawn)

    def at_random(among: Indices, weights: Array) -> dict[str, float]:
        choices = [rng.choice(among, min(len(weights), len(among)), replace=False) for _ in range(RANDOM_CHOICES)]
        several = [scored(rows, rng.permutation(weights)[: len(rows)]) for rows in choices]
        return {name: float(np.mean([one[name] for one in several])) for name in several[0]}

    return {
        "pool": scored(everyone, np.ones(len(pool))),
        "random": at_random(everyone, best.weights),
        "panel": scored(best.rows, best.weights),
        "people": at_random(humans, np.ones(len(best.rows))),
    }


def _gain(name: str, measured: list[dict[str, dict[str, float]]]) -> Gain:
    """The means of one number over splits, with the standard errors of what it differs by."""
    table = {column: np.array([one[column][name] for one in measured]) for column in measured[0]}
    difference, need = table["panel"] - table["random"], table["people"] - table["random"]
    return Gain(
        name=name,
        **{column: float(values.mean()) for column, values in table.items()},
        difference=float(difference.mean()),
        se=_se(difference),
        need=float(need.mean()),
        need_se=_se(need),
    )


def _se(values: Array) -> float:
    """The standard error of a mean over overlapping halves: sqrt(1/S + 1) SD, as test and training half are as large."""
    return float(np.sqrt(1 / len(values) + 1) * values.std(ddof=1))


def _members(pool: BehavioralTraitMatrix, rows: Indices, best: Choice, sources: Sequence[str]) -> tuple[Member, ...]:
    return tuple(
        Member(pool.respondents[row], sources[row] if sources else pool.source, float(weight))
        for row, weight in zip(rows[best.rows], best.weights, strict=True)
    )


def _check(pool: BehavioralTraitMatrix, people: BehavioralTraitMatrix, size: int | None, goal: str, count: int) -> None:
    if goal not in get_args(Goal):
        raise InputError(f"unknown goal {goal!r}; use {' or '.join(get_args(Goal))}")
    if count < 2:
        raise InputError(f"{count} splits were requested; give at least 2")
    if size is not None and size < 2 * (K + 1):
        raise InputError(f"a panel of {size} was requested; give at least {2 * (K + 1)}")


def _enough(
    pool: BehavioralTraitMatrix, people: BehavioralTraitMatrix, ours: Array, theirs: Array, size: int | None
) -> None:
    if len(theirs) < FEWEST_PEOPLE:
        raise InputError(
            f"{people.source} has {len(theirs)} complete respondents; half of them are held out, so give at least "
            f"{FEWEST_PEOPLE}"
        )
    least = 2 * (K + 1) if size is None else size
    if len(ours) < least:
        raise InputError(
            f"{pool.source} has {len(ours)} complete respondents and the panel needs {least}; "
            f"use a smaller --size, or give more runs"
        )
