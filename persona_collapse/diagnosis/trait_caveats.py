"""Which single traits do not spread as people's do, one sentence for each kind of departure."""

from collections.abc import Iterator, Mapping

import scipy

from persona_collapse.measures.trait_shape import TraitShape
from persona_collapse.results.percent import percent

NARROW, WIDE = 2 / 3, 3 / 2
"""SD ratios outside these are named; two samples of people from different studies lie within .82 and 1.23."""

TWO_GROUPS = 0.005
"""A trait is said to fall into two groups below this p of the dip test, where people's does not."""

APART = 0.01
"""The dip that two groups have at least: among very many respondents a test finds what moves a few in a thousand."""

HEAPED, BY_CHANCE = 0.1, 0.001
"""Ends of the scale are named when this much more of the personas are at one than of people, and chance is excluded."""

ROUNDING = 1e-9
"""Differences that agree within this count as equal."""


def trait_caveats(
    shapes: Mapping[str, TraitShape], people: Mapping[str, TraitShape], respondents: int
) -> Iterator[str]:
    """What to know of single traits before believing a mean over them.

    Parameters
    ----------
    shapes : trait -> its shape
    people : the same of held-out people
    respondents : number of personas
    """
    deviant = {
        trait: one.sd_ratio
        for trait, one in shapes.items()
        if one.sd_ratio is not None and not NARROW <= one.sd_ratio <= WIDE
    }
    if deviant:
        verbs = ["spreads ", *[""] * (len(deviant) - 1)]
        spread = [f"{trait} {verb}{ratio:.1f}" for verb, (trait, ratio) in zip(verbs, deviant.items(), strict=True)]
        yield f"{_joined(spread)} times as widely as people's"
    split = [trait for trait, one in shapes.items() if _in_two(one) and not _in_two(people.get(trait))]
    if split:
        yield (
            f"the scores of {_joined(split)} fall into two groups (dip test, p <= {TWO_GROUPS}): their mean and SD describe "
            "no persona"
        )
    for trait, one in shapes.items():
        for end, share, human in (
            ("lowest", one.floor, one.people_floor),
            ("highest", one.ceiling, one.people_ceiling),
        ):
            if _heaped(share, human, respondents):
                yield f"{percent(share)} of the personas have the {end} possible score of {trait} (people: {percent(human)})"


def _in_two(shape: TraitShape | None) -> bool:
    if shape is None or shape.dip is None or shape.dip_p_value is None:
        return False
    return shape.dip_p_value <= TWO_GROUPS and shape.dip >= APART


def _heaped(share: float, human: float, respondents: int) -> bool:
    if share - human < HEAPED - ROUNDING:
        return False
    hits = round(share * respondents)
    return bool(scipy.stats.binomtest(hits, respondents, human, alternative="greater").pvalue < BY_CHANCE)


def _joined(some: list[str]) -> str:
    """Names in a sentence.

    >>> _joined(["Openness"]), _joined(["a", "b", "c"])
    ('Openness', 'a, b and c')
    """
    *first, last = some
    return f"{', '.join(first)} and {last}" if first else last
