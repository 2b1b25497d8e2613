"""Further geometry: directions in use, nearest neighbours, effective number of respondents, and two-sample tests."""

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.crowding import crowding_of
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.measures import Draws
from persona_collapse.measures.arrays import Array, Indices, mean_or_none
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.drawn_likeness import Likeness
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.rarefaction import PairDistances
from persona_collapse.measures.sheets import Sheets
from persona_collapse.results import SpreadAxis

VENDI_DRAWS = 100
PERMUTATIONS = 199
FEWEST = 10
"""Fewer respondents than this at once cannot be distinguished from people by a forest in five folds."""


def spread_of(sides: Sides, against_people: bool = True) -> SpreadAxis:
    """Participation ratio, nearest neighbours, and how the population differs from people as a whole.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds
    """
    rarefy, answers = sides.how.rarefy, sides.personas.complete
    drawn = sides.drawn
    compared = against_people and sides.people is not None and sides.size >= FEWEST
    ratios = [measures.unbiased_participation_ratio(answers[rows]) for rows in drawn]
    distances = sides.distances
    energy, p_value, separable = _apart_from_people(sides, distances) if compared else (None, None, None)
    vendi, vendi_people = _vendi(sides, distances) if compared else (None, None)
    return SpreadAxis(
        participation_ratio=mean_or_none(ratios),
        undefined_draws=sum(ratio is None for ratio in ratios),
        mean_nearest_neighbour_distance=_mean_nearest(distances, drawn),
        crowding=crowding_of(sides),
        vendi=vendi,
        vendi_people=vendi_people,
        vendi_ratio=vendi / vendi_people if vendi is not None and vendi_people is not None else None,
        energy_distance=energy,
        energy_p_value=p_value,
        separability=separable,
        n=sides.size if rarefy else sides.personas.count,
        n_against_people=sides.size if compared else None,
    )


def recognition_of(sides: Sides) -> Interval | None:
    """How well a forest distinguishes the first draw from people, found once; None without people or with too few.

    Parameters
    ----------
    sides : a population beside a reference, or alone
    """
    if sides.people is None or sides.size < FEWEST:
        return None

    def find() -> Interval:
        pair = sides.spaces[0]
        ours, theirs = next(iter(sides.draws.pairs(pair)))
        return measures.recognition(pair.population[ours], pair.reference[theirs], seed=sides.how.seed)

    return sides.kept("recognition", find)


def _apart_from_people(sides: Sides, personas: Distances) -> tuple[float, float | None, float | None]:
    """Energy distance, mean over the draws; its p-value and the forest's AUC, on the first draw."""
    assert sides.people is not None, "there are people to be compared with"
    pair, people, seed = sides.spaces[0], sides.people.distances, sides.how.seed
    between = people if pair.held_out else Distances.between(pair.population, pair.reference)
    distances = PairDistances(personas, between, people)
    drawn = list(sides.draws.pairs(pair))
    ours, theirs = drawn[0]
    first = pair.population[ours], pair.reference[theirs]
    tested = measures.energy_distance(*first, permutations=PERMUTATIONS, seed=seed)
    forest = recognition_of(sides)
    return float(np.mean(measures.energies(distances, drawn))), tested.p_value, None if forest is None else forest.value


def _vendi(sides: Sides, personas: Distances) -> tuple[float, float] | tuple[None, None]:
    """The population's Vendi score and people's, both with the kernel of people at the same size.

    None when most people of a draw have a copy, where likeness has no unit.
    """
    assert sides.people is not None, "there are people to be compared with"
    draws = Draws(sides.size, VENDI_DRAWS, sides.how.seed)
    width, theirs = vendi_of_people(sides.people, draws)
    if theirs is None:
        return None, None
    return theirs if sides.with_itself else mean_vendi(personas, draws, width, sides.personas.sheets), theirs


def vendi_of_people(people: Respondents, draws: Draws) -> tuple[float, float | None]:
    """The unit of likeness among people, and their Vendi score with it; None where that unit is 0."""

    def find() -> tuple[float, float | None]:
        width = kernel_width(people.distances, draws)
        return width, mean_vendi(people.distances, draws, width) if width else None

    return people.kept(("Vendi score", draws), find)


def kernel_width(people: Distances, draws: Draws) -> float:
    """The unit of likeness for `mean_vendi`: people's median distance to the nearest other, mean over draws."""
    drawn = draws.single(len(people.points))
    return float(np.mean([np.median(_to_nearest(people, rows)) for rows in drawn]))


def mean_vendi(distances: Distances, draws: Draws, width: float, sheets: Sheets | None = None) -> float:
    """The Vendi score (`measures.vendi`) of one side, mean over draws."""
    drawn, likeness = draws.single(len(distances.points), sheets), Likeness(distances, width)
    return float(np.mean([likeness.vendi(rows) for rows in drawn]))


def _mean_nearest(distances: Distances, drawn: list[Indices]) -> float | None:
    """Mean distance to the nearest other, over draws; None for a single respondent."""
    if len(drawn[0]) < 2:
        return None
    return mean_or_none([float(_to_nearest(distances, rows).mean()) for rows in drawn])


def _to_nearest(distances: Distances, drawn: Indices) -> Array:
    """Distance (n,) of each drawn respondent to the nearest other."""
    return distances.nearest(drawn, 1)[:, 0]
