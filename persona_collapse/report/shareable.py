"""Records as a page shows them to others: files by their names, without the folders of the machine they lay on.

Commands are shortened where a page prints them.
"""

from dataclasses import replace

from persona_collapse.report.commands import file_name, without_folders
from persona_collapse.results import Comparison, Diagnosis, Sample
from persona_collapse.results.advice import Advice
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.drift import Drift
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.results.panel import Panel
from persona_collapse.results.sweep import Sweep
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.results.worth import Worth


def shareable(diagnosis: Diagnosis) -> Diagnosis:
    """The same record, its sources named without folders, in warnings too.

    Parameters
    ----------
    diagnosis : of one population
    """
    people = diagnosis.reference
    warnings = _said(diagnosis.warnings, diagnosis.population.source)
    return replace(
        diagnosis,
        population=_named(diagnosis.population),
        reference=None if people is None else _named(people),
        warnings=warnings if people is None else _said(warnings, people.source),
    )


def shareable_comparison(comparison: Comparison) -> Comparison:
    """The same record, its populations and its reference named without folders.

    Parameters
    ----------
    comparison : of several populations
    """
    people = comparison.reference
    return replace(
        comparison,
        populations=tuple(replace(one, population=_named(one.population)) for one in comparison.populations),
        reference=None if people is None else _named(people),
    )


def shareable_drift(found: Drift) -> Drift:
    """The same record, its populations and its reference named without folders.

    Parameters
    ----------
    found : of before, after and again
    """
    comparison = None if found.comparison is None else shareable_comparison(found.comparison)
    before, after, again = map(file_name, (found.before, found.after, found.again))
    return replace(found, before=before, after=after, again=again, comparison=comparison)


def shareable_texts(found: TextDiagnosis) -> TextDiagnosis:
    """The same record, its source named without folders, in warnings too.

    Parameters
    ----------
    found : of free texts
    """
    return replace(found, source=file_name(found.source), warnings=_said(found.warnings, found.source))


def shareable_sweep(found: Sweep) -> Sweep:
    """The same record, its runs and its reference named without folders.

    Parameters
    ----------
    found : of several ways of asking
    """
    ways = tuple(replace(one, source=file_name(one.source)) for one in found.ways)
    return replace(found, reference=file_name(found.reference), ways=ways)


def shareable_panel(found: Panel) -> Panel:
    """The same record, its pool and its reference named without folders.

    Parameters
    ----------
    found : of personas that were chosen or weighted
    """
    members = tuple(replace(one, source=file_name(one.source)) for one in found.members)
    sources = tuple(map(file_name, found.sources))
    return replace(found, sources=sources, reference=file_name(found.reference), members=members)


def shareable_next(found: NextPersonas) -> NextPersonas:
    """The same record, its answers, its reference and its pool named without folders.

    Parameters
    ----------
    found : of personas to ask next
    """
    sources = tuple(map(file_name, found.sources))
    return replace(found, sources=sources, reference=file_name(found.reference), pool=file_name(found.pool))


def shareable_worth(found: Worth) -> Worth:
    """The same record, its personas and its people named without folders.

    Parameters
    ----------
    found : of what personas add to people
    """
    return replace(found, source=file_name(found.source), reference=file_name(found.reference))


def shareable_calibration(found: Calibration) -> Calibration:
    """The same record, its personas and its people named without folders.

    Parameters
    ----------
    found : of calibrated answers
    """
    source, reference = map(file_name, (found.source, found.reference))
    before, after = map(shareable, (found.before, found.after))
    return replace(found, source=source, reference=reference, before=before, after=after)


def shareable_advice(found: Advice) -> Advice:
    """The same record, its source and what to type without folders.

    Parameters
    ----------
    found : what to try first
    """
    steps = tuple(replace(one, command=without_folders(one.command)) for one in found.steps)
    return replace(found, source=file_name(found.source), steps=steps)


def _named(sample: Sample) -> Sample:
    return replace(sample, source=file_name(sample.source))


def _said(warnings: tuple[str, ...], source: str) -> tuple[str, ...]:
    return tuple(one.replace(source, file_name(source)) for one in warnings)
