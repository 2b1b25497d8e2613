"""`persona-collapse worth`: what a run of personas adds to a small sample of people."""

from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from persona_collapse.diagnosis.preparation import comparable
from persona_collapse.diagnosis.side import respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.remedy.powered import powered_means, replaced
from persona_collapse.remedy.small_area import learned_means
from persona_collapse.results import Settings
from persona_collapse.results.worth import Estimated, ItemWorth, Worth

FEWEST_PEOPLE = 20
FEWEST_ITEMS = 10
"""For a line through other items."""


@dataclass(frozen=True)
class _Sides:
    """People and personas, in the items that people answered.

    Attributes
    ----------
    population, people : as given
    columns : items with at least two people's answers
    points : of the scale
    """

    population: BehavioralTraitMatrix
    people: BehavioralTraitMatrix
    columns: Indices
    points: tuple[int, ...]

    def personas(self) -> Array:
        """The personas' own means (D,)."""
        return np.asarray(np.nanmean(self.population.values[:, self.columns], axis=0))


def worth(
    population: BehavioralTraitMatrix, people: BehavioralTraitMatrix, *, paired: bool | None = None, seed: int = 0
) -> Worth:
    """What personas add to a small sample of people: better means and shares, and how many people they replace.

    Where personas are made from people (twins) and some of these people have answered, each persona's answer corrects its
    person's: prediction-powered estimates. Otherwise no persona says anything about a person, and all that can be gained is
    what personas say about items, learned from the other items.

    Parameters
    ----------
    population : answers of personas
    people : a small sample of people; items that they did not answer are left out
    paired : whether persona and person of one name belong together; by default where names are shared and are not just
        the numbers of rows
    seed : of folds

    Raises
    ------
    InputError : different items, fewer than 20 people, fewer than ten items without pairs, names that are not shared.
    """
    comparable(respondents(population, Settings()), respondents(people, Settings()))
    answered = (~np.isnan(people.values)).sum(axis=0) >= 2
    asked = (~np.isnan(population.values)).any(axis=0)
    scale = people.instrument.scale
    sides = _Sides(population, people, np.flatnonzero(answered & asked), tuple(range(scale.low, scale.high + 1)))
    pairs = _pairs(population, people)
    if paired is None:
        paired = len(pairs) >= FEWEST_PEOPLE and not (_numbered(population) and _numbered(people))
    if paired:
        return _of_pairs(sides, pairs, seed)
    return _of_items(sides)


def _of_pairs(sides: _Sides, pairs: NDArray[np.intp], seed: int) -> Worth:
    if len(pairs) < FEWEST_PEOPLE:
        raise InputError(
            f"{sides.population.source} and {sides.people.source} share {len(pairs)} names; at least {FEWEST_PEOPLE} people "
            "need a persona of their name, or use --unpaired"
        )
    ours, theirs = sides.population.values[:, sides.columns], sides.people.values[:, sides.columns]
    other_rows = np.setdiff1d(np.arange(len(ours)), pairs[:, 0])
    items = []
    for place, column in enumerate(sides.columns):
        human, twin = theirs[pairs[:, 1], place], ours[pairs[:, 0], place]
        there = ~np.isnan(human) & ~np.isnan(twin)
        others = ours[other_rows, place]
        others = others[~np.isnan(others)]
        if there.sum() < FEWEST_PEOPLE:
            continue
        wide = [_columns(one, sides.points) for one in (human[there], twin[there], others)]
        found = powered_means(*wide, seed=seed)
        alone = wide[0].mean(axis=0), t.ppf(0.975, there.sum() - 1) * np.sqrt(found.alone)
        own = _columns(ours[~np.isnan(ours[:, place]), place], sides.points).mean(axis=0)
        each = _estimated(*alone, found.mean, found.low, found.high, own)
        valued = replaced(*(one[:, :1] for one in wide), seed=seed)
        items.append(ItemWorth(_name(sides, column), int(there.sum()), each[0], each[1:], *valued))
    complete = ~np.isnan(theirs[pairs[:, 1]]).any(axis=1) & ~np.isnan(ours[pairs[:, 0]]).any(axis=1)
    some = ours[other_rows]
    some = some[~np.isnan(some).any(axis=1)]
    if complete.sum() < FEWEST_PEOPLE:
        raise InputError(
            f"{int(complete.sum())} pairs of persona and person have answered every item; at least {FEWEST_PEOPLE} are needed"
        )
    value, low, high = replaced(theirs[pairs[complete, 1]], ours[pairs[complete, 0]], some, seed=seed)
    return _record(sides, "paired", int(complete.sum()), len(other_rows), (value, low, high), tuple(items))


def _of_items(sides: _Sides) -> Worth:
    theirs = sides.people.values[:, sides.columns]
    count = (~np.isnan(theirs)).sum(axis=0)
    most = int(count.max()) if len(count) else 0
    if most < FEWEST_PEOPLE or len(sides.columns) < FEWEST_ITEMS:
        raise InputError(
            f"{sides.people.source} has {most} answers to an item and {len(sides.columns)} items with answers; at least "
            f"{FEWEST_PEOPLE} people and {FEWEST_ITEMS} items are needed"
        )
    personas = sides.personas()
    found = learned_means(theirs, personas)
    tables = [_estimated_items(theirs, sides.population.values[:, sides.columns], None)]
    tables += [_estimated_items(theirs, sides.population.values[:, sides.columns], point) for point in sides.points]
    items = tuple(
        ItemWorth(
            _name(sides, column),
            int(count[place]),
            tables[0][place],
            tuple(one[place] for one in tables[1:]),
            found.worth,
        )
        for place, column in enumerate(sides.columns)
    )
    value = found.worth, found.worth_low, found.worth_high
    return _record(sides, "items", len(sides.people), 0, value, items)


def _estimated_items(theirs: Array, ours: Array, point: int | None) -> tuple[Estimated, ...]:
    """The means of all items, or the shares of a scale point in them."""
    human, own = (one if point is None else np.where(np.isnan(one), np.nan, one == point) for one in (theirs, ours))
    count = (~np.isnan(human)).sum(axis=0)
    mean, variance, personas = np.nanmean(human, axis=0), np.nanvar(human, axis=0, ddof=1), np.nanmean(own, axis=0)
    found = learned_means(human, personas, valued=False)
    reach = t.ppf(0.975, np.maximum(count - 1, 1)) * np.sqrt(variance / count)
    return _estimated(mean, reach, found.mean, found.low, found.high, personas)


def _estimated(
    people: Array, reach: Array, both: Array, low: Array, high: Array, personas: Array
) -> tuple[Estimated, ...]:
    rows = np.column_stack([people, people - reach, people + reach, both, low, high, personas])
    return tuple(Estimated(*map(float, row)) for row in rows)


def _columns(answers: Array, points: tuple[int, ...]) -> Array:
    """Answers (n,) and whether each is each scale point: (n, 1 + K)."""
    return np.column_stack([answers, *(answers == point for point in points)]).astype(np.float64)


def _record(
    sides: _Sides,
    how: str,
    people: int,
    unanswered: int,
    value: tuple[float, float, float],
    items: tuple[ItemWorth, ...],
) -> Worth:
    theirs = sides.people.values[:, sides.columns]
    variance, count = np.nanvar(theirs, axis=0, ddof=1), (~np.isnan(theirs)).sum(axis=0)
    squares = (np.nanmean(theirs, axis=0) - sides.personas()) ** 2 - variance / count
    missed = max(float(squares.mean()), 1e-3 * float(variance.mean()))
    kept = {one.item for one in items}
    names = [sides.people.instrument.column(item) for item in sides.people.instrument.items]
    return Worth(
        source=sides.population.named,
        reference=sides.people.source,
        note=sides.people.note,
        how="paired" if how == "paired" else "items",
        personas=len(sides.population),
        people=people,
        unanswered=unanswered,
        worth=value[0],
        low=value[1],
        high=value[2],
        missed=float(np.sqrt(missed)),
        alone=float(variance.mean()) / missed,
        items=items,
        left_out=tuple(name for name in names if name not in kept),
        version=version("persona-collapse"),
    )


def _name(sides: _Sides, column: int) -> str:
    return sides.people.instrument.column(sides.people.instrument.items[column])


def _pairs(population: BehavioralTraitMatrix, people: BehavioralTraitMatrix) -> NDArray[np.intp]:
    """Rows of persona and person of the same name: (n, 2)."""
    places = {name: row for row, name in enumerate(people.respondents)}
    shared = [(row, places[name]) for row, name in enumerate(population.respondents) if name in places]
    return np.array(shared, dtype=np.intp).reshape(-1, 2)


def _numbered(matrix: BehavioralTraitMatrix) -> bool:
    """Whether its rows have no names but their numbers."""
    return matrix.respondents == tuple(map(str, range(1, len(matrix) + 1)))
