"""The parts of a report, each once: a new part is one function that returns a `Section`, and one entry in `PARTS`."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from persona_collapse.errors import InputError
from persona_collapse.report.parts.advice import advice
from persona_collapse.report.parts.alike import alike, pools
from persona_collapse.report.parts.answers import items, noise, projection, tracked, traits
from persona_collapse.report.parts.cite import cite
from persona_collapse.report.parts.consistency import consistency, reread
from persona_collapse.report.parts.disclosure import disclosure
from persona_collapse.report.parts.full_size import full_size
from persona_collapse.report.parts.opening import about, maps, signature, together
from persona_collapse.report.parts.origin import quality, reproduce
from persona_collapse.report.parts.scorecard import known, numbers, warnings
from persona_collapse.report.parts.subgroups import leakage, subgroups
from persona_collapse.report.section import Report, Section
from persona_collapse.results import Diagnosis

Part = Callable[[Diagnosis, str], Section | None]
"""A diagnosis and its name -> a section of it; None where there is nothing to say."""

PARTS: tuple[Part, ...] = (
    signature,
    alike,
    pools,
    advice,
    numbers,
    warnings,
    known,
    full_size,
    reread,
    consistency,
    projection,
    traits,
    tracked,
    leakage,
    subgroups,
    noise,
    items,
    quality,
    disclosure,
    reproduce,
)
"""What a report says of one population, in the order of the page; the signature is first."""


def sections(diagnosis: Diagnosis, name: str | None = None) -> tuple[Section, ...]:
    """Every part of the report about one population, in the order of the page.

    Parameters
    ----------
    diagnosis : what `persona_collapse.diagnose` or `measure` returns
    name : of the population; by default where its answers come from
    """
    return diagnosis_report([diagnosis], None if name is None else [name]).sections


def diagnosis_report(diagnoses: Sequence[Diagnosis], names: Sequence[str] | None = None) -> Report:
    """The report about one population, or about several side by side.

    Parameters
    ----------
    diagnoses : measured alike where there are several
    names : what to call them; by default where their answers come from
    """
    called = distinct([one.population.source for one in diagnoses]) if names is None else list(names)
    shared = [together(diagnoses, called)] if len(diagnoses) > 1 else []
    on_maps = maps(diagnoses, called)
    return Report(
        name=f"{', '.join(called)}: is the population as varied as people?",
        about=about(diagnoses),
        shared=(*shared, *([] if on_maps is None else [on_maps])),
        populations=tuple(
            _numbered(_population(one, name), place, name if len(diagnoses) > 1 else "")
            for place, (one, name) in enumerate(zip(diagnoses, called, strict=True))
        ),
        closing=(cite(diagnoses),),
    )


def distinct(names: Sequence[str]) -> list[str]:
    """Names that several populations share, numbered.

    >>> distinct(["answers.csv", "answers.csv", "other.csv"])
    ['answers.csv (1)', 'answers.csv (2)', 'other.csv']
    """
    return [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def measured_alike(diagnoses: Sequence[Diagnosis]) -> None:
    """Refuse to put side by side what was not measured alike; other sizes are said, not refused.

    Raises
    ------
    InputError : they differ in instrument, reference or settings.
    """
    first = diagnoses[0]
    for other in diagnoses:
        for what in ("instrument", "reference", "settings"):
            ours, theirs = (getattr(one, what) for one in (first, other))
            if what == "settings":
                theirs = replace(theirs, size=ours.size)
            if ours != theirs:
                raise InputError(
                    f"{first.population.source} and {other.population.source} differ in their {what}; "
                    "measure both alike, or give each a page of its own"
                )


def _population(diagnosis: Diagnosis, name: str) -> tuple[Section, ...]:
    found = (part(diagnosis, name) for part in PARTS)
    return tuple(one for one in found if one is not None)


def _numbered(some: Sequence[Section], place: int, name: str) -> tuple[Section, ...]:
    """Sections with ids of their own; where there are several populations, with its name in their titles."""
    first, *rest = some
    named = [replace(one, title=f"{one.title}: {name}") if name else one for one in rest]
    return tuple(replace(one, id=f"{one.id}{place}") for one in (first, *named))
