"""The coverage axis: is the population where people are, and everywhere they are?"""

from typing import Any

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.errors import InputError
from persona_collapse.measures.ball_coverage import K
from persona_collapse.results import CoverageAxis


def coverage_of(sides: Sides) -> CoverageAxis:
    """Coverage, density, precision and recall in items and in traits.

    Parameters
    ----------
    sides : a population beside a reference

    Raises
    ------
    InputError : fewer than 6 (k + 1) respondents at the matched size, or a population that is the reference itself
        without rarefaction.
    """
    if sides.how.rarefy:
        sides.need(K + 1, f"a ball of the {K} nearest others (k = {K})")
        found = [measures.rarefied_coverage(pair, sides.draws) for pair in sides.spaces]
    elif sides.with_itself:
        raise InputError(
            f"{sides.personas.source} is the reference itself, and all respondents at once can only be compared with "
            "themselves; with rarefy=True people are compared with other people of the reference"
        )
    else:
        once = sides.personas.once
        found = [measures.coverage(pair.population[once], pair.reference) for pair in sides.spaces]
    assert sides.scale is not None, "coverage is that of a reference"
    return CoverageAxis(
        **_four(found[0], ""),
        **_four(found[1] if len(found) == 2 else None, "trait_"),
        n=found[0].n,
        **sides.left_out,
        constant_items=sides.scale.constant,
    )


def coverage_of_people(sides: Sides) -> CoverageAxis:
    """Coverage of people beside other people: in disjoint draws, or by halves where all are used at once.

    Parameters
    ----------
    sides : a reference beside itself
    """
    return coverage_of(sides if sides.how.rarefy else sides.halves)


def _four(space: measures.Coverage | None, prefix: str) -> dict[str, Any]:
    """The four numbers of a space; None for those of a space that is not there."""
    return {f"{prefix}{name}": getattr(space, name, None) for name in ("coverage", "density", "precision", "recall")}
