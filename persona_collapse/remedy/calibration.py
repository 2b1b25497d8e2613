"""`persona-collapse calibrate`: answers mapped to people's use of the scale, and what that changes among other people."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from persona_collapse.columns.marks import CALIBRATED
from persona_collapse.diagnosis import measure
from persona_collapse.diagnosis.preparation import comparable, rows_of
from persona_collapse.diagnosis.side import respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.items import answer_shares
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.styles import scale_points_of_people, with_peoples_marginals
from persona_collapse.results import Diagnosis, Settings
from persona_collapse.results.calibration import Calibration, Distances

FEWEST_ANSWERS = 20
"""An item with fewer answers of people is mapped by what is learned from the other items."""

FEWEST_PEOPLE = 42
"""Half of them is the smallest reference that there are numbers beside."""

FEWEST_ITEMS = 2
HALVINGS = 20
"""Random halves of the items behind the distance of items that were held out."""

STEPS = 2
"""How often `progress` is called."""


@dataclass(frozen=True)
class Calibrated:
    """Calibrated answers, and what they are worth.

    Attributes
    ----------
    matrix : the answers, mapped to those of all people; marked in a column of their own
    record : what calibration changes, learned from half of people and measured beside the other half
    """

    matrix: BehavioralTraitMatrix
    record: Calibration


def calibrate(
    population: BehavioralTraitMatrix,
    people: BehavioralTraitMatrix,
    *,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Calibrated:
    """Maps answers to people's use of the response scale, and says what that changes among people it was not learned from.

    Each item's answers are mapped to the distribution of people's (quantiles, mid-ranks). An item that people did not
    answer is mapped by what the other items say about the use of the scale. The order among personas stays as it is on
    every item, so calibration cannot add variety: personas that answer alike still do.

    Parameters
    ----------
    population : answers of personas
    people : answers to the same items; items not asked are missing
    seed : of the halves of people and items
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : different items, answers that are calibrated already, too few people or items.

    Source
    ------
    docs/definitions.md, section 10: quantile mapping with mid-ranks.
    """
    say = progress or (lambda step: None)
    _check(population, people)
    known = (~np.isnan(people.values)).sum(axis=0) >= FEWEST_ANSWERS
    if known.sum() < FEWEST_ITEMS:
        raise InputError(
            f"{people.source} has {int(known.sum())} items with at least {FEWEST_ANSWERS} answers; at least {FEWEST_ITEMS} "
            "are needed, so give more people's answers"
        )
    order = generator("halves of people for calibration", seed).permutation(len(people))
    learned, others = (rows_of(people, np.sort(rows)) for rows in np.array_split(order, 2))
    mapped = _mapped(population, learned, known)
    say("as given")
    before = _measured(population, others, known, seed)
    say("calibrated")
    after = _measured(_marked(population, mapped, people.named), others, known, seed)
    whole = _mapped(population, people, known)
    given = ~np.isnan(population.values)
    record = Calibration(
        source=population.source,
        reference=people.named,
        note=people.note,
        personas=len(population),
        learned_from=len(learned),
        measured_beside=len(others),
        items=int(known.sum()),
        items_by_scale=tuple(name for name, one in zip(population.items, known, strict=True) if not one),
        changed=float((whole != population.values)[given].mean()),
        distances=_distances(population, mapped, learned, others, known, seed),
        before=before,
        after=after,
        seed=seed,
        version=version("persona-collapse"),
    )
    return Calibrated(_marked(population, whole, people.named), record)


def _check(population: BehavioralTraitMatrix, people: BehavioralTraitMatrix) -> None:
    if population.calibrated:
        raise InputError(f"{population.source} holds {population.calibrated}; give the answers as they were given")
    comparable(respondents(population, Settings()), respondents(people, Settings()))
    if len(people) < FEWEST_PEOPLE:
        raise InputError(
            f"{people.source} has {len(people)} respondents; half of them are held out, so give at least {FEWEST_PEOPLE}"
        )


def _mapped(population: BehavioralTraitMatrix, people: BehavioralTraitMatrix, known: NDArray[np.bool_]) -> Array:
    """The answers (N, D), each known item mapped to people's own distribution, the others by the use of the scale."""
    scale = population.instrument.scale
    found = with_peoples_marginals(population.values, people.values, low=scale.low, high=scale.high)
    found[:, ~known] = _by_scale(population, people, known)[:, ~known]
    return found


def _by_scale(population: BehavioralTraitMatrix, people: BehavioralTraitMatrix, items: NDArray[np.bool_]) -> Array:
    """All answers (N, D), mapped by the use of the scale on some items."""
    scale, found = population.instrument.scale, population.values.copy()
    points = scale_points_of_people(found[:, items], people.values[:, items], low=scale.low, high=scale.high)
    given = ~np.isnan(found)
    found[given] = points[found[given].astype(np.intp) - scale.low]
    return found


def _marked(population: BehavioralTraitMatrix, answers: Array, people: str) -> BehavioralTraitMatrix:
    """The population with other answers, which say in every row whose they were mapped to."""
    marked = {**population.attributes, CALIBRATED: (people,) * len(population)}
    found = BehavioralTraitMatrix.from_arrays(
        answers,
        instrument=population.instrument,
        respondents=population.respondents,
        source=population.source,
        attributes=marked,
        note=population.note,
    )
    return replace(found, persona_column=population.persona_column)


def _measured(
    population: BehavioralTraitMatrix, people: BehavioralTraitMatrix, known: NDArray[np.bool_], seed: int
) -> Diagnosis:
    """Every number of the items that people answered, beside people."""
    return measure(_of_items(population, known), _of_items(people, known), settings=Settings(seed=seed))


def _of_items(matrix: BehavioralTraitMatrix, chosen: NDArray[np.bool_]) -> BehavioralTraitMatrix:
    """Answers to some of the items."""
    if chosen.all():
        return matrix
    items = tuple(item for item, one in zip(matrix.instrument.items, chosen, strict=True) if one)
    return replace(matrix, values=matrix.values[:, chosen], instrument=replace(matrix.instrument, items=items))


def _distances(
    population: BehavioralTraitMatrix,
    mapped: Array,
    learned: BehavioralTraitMatrix,
    others: BehavioralTraitMatrix,
    known: NDArray[np.bool_],
    seed: int,
) -> Distances:
    """How far each way of answering is from other people's distributions of the items."""
    rng = generator("halves of items for calibration", seed)
    scale, places = population.instrument.scale, np.flatnonzero(known)

    def shares(answers: Array) -> Array:
        return answer_shares(answers, low=scale.low, high=scale.high).cumsum(axis=1)

    people = shares(others.values)

    def apart(answers: Array) -> Array:
        """Scale points (D,) that answers would have to move to be distributed as people's."""
        return np.asarray(np.abs(shares(answers) - people).sum(axis=1))

    held_out = []
    for _ in range(HALVINGS):
        half = np.zeros(len(known), dtype=bool)
        half[rng.permutation(places)[: len(places) // 2]] = True
        held_out.append(apart(_by_scale(population, learned, half))[known & ~half].mean())
    return Distances(
        before=float(apart(population.values)[known].mean()),
        own=float(apart(mapped)[known].mean()),
        scale=float(np.mean(held_out)),
        people=float(apart(learned.values)[known].mean()),
    )
