"""All personas at once, at the size that the population has."""

from persona_collapse.report.printed import number
from persona_collapse.report.section import Section, Sentence
from persona_collapse.results import Diagnosis
from persona_collapse.results.full_size import FullSize
from persona_collapse.results.percent import percent

GROWS = (
    "Both grow with the number of personas, so compare them only with another population of this size. All other numbers are at "
    "equal size."
)


def full_size(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """Whom all personas together reach, and how complex their differences are; None where this was not asked for."""
    found = diagnosis.full_size
    if found is None:
        return None
    said = [*_reached(found), _complex(found)]
    return Section("full_size", "All personas at once", (*said, Sentence(GROWS, "small")), link="all at once")


def _reached(found: FullSize) -> list[str]:
    if found.people is None or found.coverage is None:
        return []
    traits = "" if found.trait_coverage is None else f" (in traits {percent(found.trait_coverage, 1)})"
    return [
        f"Of {found.people:,} people, {percent(found.coverage, 1)}{traits} have at least one of all {found.personas:,} personas as near as "
        "their fifth nearest other person."
    ]


def _complex(found: FullSize) -> str:
    if found.lid is None:
        return f"The local intrinsic dimensionality of all {found.personas:,} personas is undefined: too many share their answers."
    if found.lid_low is None or found.lid_high is None:
        return f"The local intrinsic dimensionality among all {found.personas:,} personas is {number(found.lid, 1)}."
    return (
        f"The local intrinsic dimensionality among all {found.personas:,} personas is {number(found.lid, 1)} (95 % interval "
        f"{number(found.lid_low, 1)} to {number(found.lid_high, 1)}), estimated of {found.asked:,} of them."
    )
