"""Further geometry: directions in use, nearest neighbours, effective number of respondents, and two-sample tests."""

import numpy as np
from numpy.typing import NDArray

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Draws
from persona_collapse.measures.arrays import Answers, Array, mean_or_none
from persona_collapse.measures.neighbours import Distances
from persona_collapse.measures.rarefaction import PairDistances
from persona_collapse.results import Settings, SpreadAxis

VENDI_DRAWS = 100
PERMUTATIONS = 199
FEWEST = 10
"""Fewer respondents than this at once are not told from people by a forest in five folds."""


def spread(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    against_people: bool = True,
) -> SpreadAxis:
    """Participation ratio, nearest neighbours, and how the population differs from people as a whole.

    Parameters
    ----------
    matrix : answers
    reference : people; None leaves what needs them undefined
    settings : protocol, seed, draws, rarefaction; what is measured against people always has matched size
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds

    Raises
    ------
    InputError : different items.
    """
    sides = sides_of(matrix, reference, settings)
    if sides.published:
        return _published(sides.personas)
    rarefy, answers = sides.how.rarefy, sides.personas.complete
    drawn = list(sides.draws.single(len(answers))) if rarefy else [np.arange(len(answers))]
    told = against_people and sides.people is not None and sides.size >= FEWEST
    ratios = [measures.participation_ratio(answers[rows]) for rows in drawn]
    energy, p_value, separable = _told_from_people(sides) if told else (None, None, None)
    vendi, vendi_people = _vendi(sides) if told else (None, None)
    return SpreadAxis(
        participation_ratio=mean_or_none(ratios),
        undefined_draws=sum(ratio is None for ratio in ratios),
        mean_nearest_neighbour_distance=_mean_nearest(sides, drawn),
        vendi=vendi,
        vendi_people=vendi_people,
        vendi_ratio=vendi / vendi_people if vendi is not None and vendi_people is not None else None,
        energy_distance=energy,
        energy_p_value=p_value,
        separability=separable,
        n=sides.size if rarefy else len(answers),
        n_against_people=sides.size if told else None,
    )


def _told_from_people(sides: Sides) -> tuple[float, float | None, float]:
    """Energy distance, mean over the draws; its p-value and the forest's AUC, on the first draw."""
    pair, seed = sides.spaces[0], sides.how.seed
    drawn, distances = list(sides.draws.pairs(pair)), PairDistances.of(pair)
    energies = [
        measures.energy_of(
            distances.personas.of(ours, ours), distances.between.of(ours, theirs), distances.people.of(theirs, theirs)
        )
        for ours, theirs in drawn
    ]
    ours, theirs = drawn[0]
    first = pair.population[ours], pair.reference[theirs]
    tested = measures.energy_distance(*first, permutations=PERMUTATIONS, seed=seed)
    return float(np.mean(energies)), tested.p_value, measures.separability(*first, seed=seed)


def _vendi(sides: Sides) -> tuple[float, float] | tuple[None, None]:
    """The population's Vendi score and people's, both with the kernel of people at the same size.

    None when most people of a draw have a copy, where likeness has no unit.
    """
    pair = sides.spaces[0]
    draws = Draws(sides.size, VENDI_DRAWS, sides.how.seed)
    people = Distances.between(pair.reference, pair.reference)
    width = kernel_width(people, draws)
    if width == 0:
        return None, None
    theirs = mean_vendi(people, draws, width)
    if pair.held_out:
        return theirs, theirs
    return mean_vendi(Distances.between(pair.population, pair.population), draws, width), theirs


def kernel_width(people: Distances, draws: Draws) -> float:
    """The unit of likeness for `mean_vendi`: people's median distance to the nearest other, mean over draws."""
    drawn = draws.single(len(people.points))
    return float(np.mean([np.median(_to_nearest(people, rows)) for rows in drawn]))


def mean_vendi(distances: Distances, draws: Draws, width: float) -> float:
    """The Vendi score (`measures.vendi`) of one side, mean over draws."""
    drawn = draws.single(len(distances.points))
    return float(np.mean([measures.vendi_of(distances.of(rows, rows), scale=width) for rows in drawn]))


def _mean_nearest(sides: Sides, drawn: list[NDArray[np.intp]]) -> float | None:
    """Mean distance to the nearest other, over draws; None for a single respondent."""
    if len(drawn[0]) < 2:
        return None
    answers, scale = sides.personas.complete, sides.scale
    points = answers if scale is None else scale(answers)
    distances = Distances.between(points, points)
    return mean_or_none([float(_to_nearest(distances, rows).mean()) for rows in drawn])


def _to_nearest(distances: Distances, drawn: NDArray[np.intp]) -> Array:
    """Distance (n,) of each drawn respondent to the nearest other."""
    return np.asarray(distances.among(drawn).min(axis=1))


def _published(personas: Answers) -> SpreadAxis:
    rows = paper.draw(personas.complete)
    return SpreadAxis(
        participation_ratio=measures.participation_ratio(rows),
        mean_nearest_neighbour_distance=measures.mean_nearest_neighbour_distance(rows) if len(rows) > 1 else None,
        vendi=None,
        vendi_people=None,
        vendi_ratio=None,
        energy_distance=None,
        energy_p_value=None,
        separability=None,
        undefined_draws=0,
        n=len(rows),
        n_against_people=None,
    )
