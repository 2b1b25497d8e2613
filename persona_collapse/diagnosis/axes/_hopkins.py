"""The uniformity axis: do respondents clump together?"""

import numpy as np

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.instruments import ResponseScale
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, mean_or_none
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
    sides = sides_of(matrix, reference, settings)
    if sides.published:
        return _published(sides)
    answers, how = sides.personas.complete, sides.how
    sides.need(FEWEST, "the Hopkins statistic (one probe per ten respondents)")
    samples = list(sides.draws.samples(answers)) if how.rarefy else [answers] * how.draws
    found = _statistics(samples, sides, matrix.instrument.scale)
    statistics = [one.statistic for one in found if one.statistic is not None]
    spheres, centre = _spheres(samples if how.rarefy else samples[:1], sides)
    return HopkinsAxis(
        hopkins=float(np.mean(statistics)) if statistics else None,
        hopkins_sd=float(np.std(statistics)) if len(statistics) > 1 else None,
        hyperspherical_uniformity=mean_or_none(spheres),
        undefined=len(found) - len(statistics),
        without_direction=centre,
        probes=found[0].probes,
        n=found[0].n,
        **sides.left_out,
    )


def _statistics(samples: list[Array], sides: Sides, ends: ResponseScale) -> list[measures.Hopkins]:
    rng = generator("hopkins probes", sides.how.seed)
    return [measures.hopkins(sample, low=ends.low, high=ends.high, scale=sides.scale, seed=rng) for sample in samples]


def _spheres(samples: list[Array], sides: Sides) -> tuple[list[float | None], int | None]:
    """Hyperspherical uniformity of each sample, and the respondents at the reference's mean, who have no direction."""
    scale = sides.scale
    if scale is None:
        return [], None
    centre = int((scale(sides.personas.complete) == 0).all(axis=1).sum())
    return [measures.hyperspherical_uniformity(scale(sample))[0] for sample in samples], centre


def _published(sides: Sides) -> HopkinsAxis:
    statistic = paper.hopkins(sides.personas.complete)
    n = min(paper.ROWS, len(sides.personas.complete))
    return HopkinsAxis(
        hopkins=statistic,
        hopkins_sd=None,
        hyperspherical_uniformity=None,
        undefined=int(statistic is None),
        without_direction=None,
        probes=min(100, n // 3),
        n=n,
        **sides.left_out,
    )
