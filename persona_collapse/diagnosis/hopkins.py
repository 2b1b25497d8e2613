"""The uniformity axis: do respondents clump together?"""

import numpy as np

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Answers, comparable, draws_for, scale_of, taking_part
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, at_least, mean_or_none
from persona_collapse.measures.randomness import generator
from persona_collapse.results import HopkinsAxis, Settings

FEWEST = 10


def hopkins(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None = None, settings: Settings | None = None
) -> HopkinsAxis:
    """The Hopkins statistic and hyperspherical uniformity, on the reference's scale.

    Parameters
    ----------
    matrix : answers
    reference : gives the scale and the matched size; None measures in raw scale points, and leaves the directions of
        hyperspherical uniformity undefined: they start from the reference's mean
    settings : protocol, seed, draws, rarefaction

    Raises
    ------
    InputError : different items, or fewer than 10 respondents at the matched size.
    """
    how = settings or Settings()
    if reference is not None:
        comparable(matrix, reference)
    personas = taking_part(matrix, how)
    people = None if reference is None else taking_part(reference, how)
    if how.protocol == "paper":
        return _published(personas)
    draws = draws_for(personas, people, how)
    at_least(draws.n if how.rarefy else len(personas.complete), FEWEST, matrix.source, "the Hopkins statistic")
    scale, ends = scale_of(people), matrix.instrument.scale
    rng = generator("hopkins probes", how.seed)
    samples = (
        [personas.complete[drawn] for drawn in draws.single(len(personas.complete))]
        if how.rarefy
        else [personas.complete] * how.draws
    )
    found = [measures.hopkins(sample, low=ends.low, high=ends.high, scale=scale, seed=rng) for sample in samples]
    statistics = [one.statistic for one in found if one.statistic is not None]
    spheres = samples if how.rarefy else samples[:1]
    return HopkinsAxis(
        hopkins=mean_or_none(statistics),
        hopkins_sd=float(np.std(statistics)) if statistics else None,
        hyperspherical_uniformity=None if scale is None else mean_or_none([_sphere(scale(one)) for one in spheres]),
        undefined=len(found) - len(statistics),
        without_direction=0 if scale is None else _at_the_centre(scale(personas.complete)),
        probes=found[0].probes,
        n=found[0].n,
        excluded=personas.excluded,
    )


def _published(personas: Answers) -> HopkinsAxis:
    statistic = paper.hopkins(personas.complete)
    n = min(paper.ROWS, len(personas.complete))
    return HopkinsAxis(
        hopkins=statistic,
        hopkins_sd=None,
        hyperspherical_uniformity=None,
        undefined=int(statistic is None),
        without_direction=0,
        probes=min(100, n // 3),
        n=n,
        excluded=personas.excluded,
    )


def _sphere(points: Array) -> float | None:
    return measures.hyperspherical_uniformity(points)[0]


def _at_the_centre(points: Array) -> int:
    return int((points == 0).all(axis=1).sum())
