"""Further geometry: directions in use, nearest neighbours, effective number of respondents, and two-sample tests."""

import numpy as np

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Draws
from persona_collapse.measures.arrays import Answers, Array, mean_or_none
from persona_collapse.measures.scaling import Scaler
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
    samples = list(sides.draws.samples(answers)) if rarefy else [answers]
    told = against_people and sides.people is not None and sides.size >= FEWEST
    ratios = [measures.participation_ratio(sample) for sample in samples]
    energy, p_value, separable = _told_from_people(sides) if told else (None, None, None)
    vendi, vendi_people = _vendi(sides) if told else (None, None)
    return SpreadAxis(
        participation_ratio=mean_or_none(ratios),
        undefined_draws=sum(ratio is None for ratio in ratios),
        mean_nearest_neighbour_distance=mean_or_none([_nearest(sample, sides.scale) for sample in samples]),
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
    drawn = [(pair.population[ours], pair.reference[theirs]) for ours, theirs in sides.draws.pairs(pair)]
    distances = [measures.energy_distance(personas, people).distance for personas, people in drawn]
    tested = measures.energy_distance(*drawn[0], permutations=PERMUTATIONS, seed=seed)
    return float(np.mean(distances)), tested.p_value, measures.separability(*drawn[0], seed=seed)


def _vendi(sides: Sides) -> tuple[float, float] | tuple[None, None]:
    """The population's Vendi score and people's, both with the kernel of people at the same size.

    None when most people of a draw have a copy, where likeness has no unit.
    """
    pair = sides.spaces[0]
    draws = Draws(sides.size, VENDI_DRAWS, sides.how.seed)
    width = float(np.mean([measures.kernel_scale(sample) for sample in draws.samples(pair.reference)]))
    if width == 0:
        return None, None
    ours, theirs = (
        float(np.mean([measures.vendi(sample, scale=width) for sample in draws.samples(points)]))
        for points in (pair.population, pair.reference)
    )
    return ours, theirs


def _nearest(sample: Array, scale: Scaler | None) -> float | None:
    if len(sample) < 2:
        return None
    return measures.mean_nearest_neighbour_distance(sample if scale is None else scale(sample))


def _published(personas: Answers) -> SpreadAxis:
    rows = paper.draw(personas.complete)
    return SpreadAxis(
        participation_ratio=measures.participation_ratio(rows),
        mean_nearest_neighbour_distance=_nearest(rows, None),
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
