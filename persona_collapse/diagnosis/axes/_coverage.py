"""The coverage axis: does the population stand where people stand, and everywhere they do?"""

from collections.abc import Sequence
from typing import Any

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import Sides, sides_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Coverage
from persona_collapse.measures.coverage import K
from persona_collapse.results import CoverageAxis, Settings


def coverage(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix,
    settings: Settings | None = None,
) -> CoverageAxis:
    """Coverage, density, precision and recall of a population among people, in items and in traits.

    Parameters
    ----------
    matrix, reference : answers to the same instrument
        (when they hold the same answers, nobody is compared with themselves: these are held-out people)
    settings : protocol, seed, draws, rarefaction

    Raises
    ------
    InputError : different items, too few respondents for a ball of 5 neighbours at the matched size, or a population
        that is the reference itself without rarefaction.
    """
    return coverage_between(sides_of(matrix, reference, settings), matrix.source)


def coverage_between(sides: Sides, source: str) -> CoverageAxis:
    """`coverage` of sides that are prepared.

    Parameters
    ----------
    sides : a population beside a reference
    source : what the population is called

    Raises
    ------
    InputError : as `coverage`.
    """
    if sides.published:
        found: list[Coverage | paper.Coverage] = [_published(sides)]
    elif sides.how.rarefy:
        sides.need(K + 1, f"a ball of the {K} nearest others (k = {K})")
        found = [measures.rarefied_coverage(pair, sides.draws) for pair in sides.spaces]
    elif sides.with_itself:
        raise InputError(
            f"{source} is the reference itself, and everybody at once can only be compared with themselves; "
            "with rarefy=True people are compared with other people of the reference"
        )
    else:
        found = [measures.coverage(pair.population, pair.reference) for pair in sides.spaces]
    return _axis(found, sides)


def _published(sides: Sides) -> paper.Coverage:
    assert sides.people is not None, "coverage is that of a reference"
    return paper.coverage(sides.personas.complete, sides.people.complete)


def _axis(found: Sequence[Coverage | paper.Coverage], sides: Sides) -> CoverageAxis:
    items, traits = found[0], found[1] if len(found) == 2 else None
    assert sides.scale is not None, "coverage is that of a reference"
    return CoverageAxis(
        **_four(items, ""),
        **_four(traits, "trait_"),
        n=items.n,
        **sides.left_out,
        constant_items=sides.scale.constant,
    )


def _four(space: Coverage | paper.Coverage | None, prefix: str) -> dict[str, Any]:
    """The four numbers of a space; None for those a protocol, or a space that is not there, does not define."""
    return {f"{prefix}{name}": getattr(space, name, None) for name in ("coverage", "density", "precision", "recall")}
