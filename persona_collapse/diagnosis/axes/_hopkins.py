"""The uniformity axis: do respondents clump together?"""

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array, mean_or_none, number_or_none
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.subsets import Directions
from persona_collapse.results import HopkinsAxis

FEWEST = 10


def hopkins_of(sides: Sides) -> HopkinsAxis:
    """The Hopkins statistic and hyperspherical uniformity, on the reference's scale.

    Parameters
    ----------
    sides : a population beside a reference, or alone

    Raises
    ------
    InputError : fewer than 10 respondents at the matched size.
    """
    sides.need(FEWEST, "the Hopkins statistic (one probe per ten respondents)")
    answers, how = sides.personas.complete, sides.how
    samples = [answers[drawn] for drawn in sides.drawn] * (1 if how.rarefy else how.draws)
    found = _statistics(samples, sides)
    statistics = [one.statistic for one in found if one.statistic is not None]
    spheres, centre = _spheres(sides)
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


def _statistics(samples: list[Array], sides: Sides) -> list[measures.Hopkins]:
    rng, ends = generator("hopkins probes", sides.how.seed), sides.instrument.scale
    return [measures.hopkins(sample, low=ends.low, high=ends.high, scale=sides.scale, seed=rng) for sample in samples]


def _spheres(sides: Sides) -> tuple[list[float | None], int | None]:
    """Hyperspherical uniformity of each draw, and the respondents at the reference's mean, which have no direction."""
    if sides.scale is None:
        return [], None
    centre = int((sides.points[sides.personas.once] == 0).all(axis=1).sum())
    return list(map(number_or_none, Directions.of(sides.points).of_each(sides.drawn))), centre
