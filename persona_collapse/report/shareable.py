"""Records as a page shows them to others: files by their names, without the folders of the machine they lay on.

Commands are shortened where a page prints them.
"""

from dataclasses import replace

from persona_collapse.report.commands import file_name
from persona_collapse.results import Comparison, Diagnosis, Sample
from persona_collapse.results.drift import Drift
from persona_collapse.results.texts import TextDiagnosis


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


def _named(sample: Sample) -> Sample:
    return replace(sample, source=file_name(sample.source))


def _said(warnings: tuple[str, ...], source: str) -> tuple[str, ...]:
    return tuple(one.replace(source, file_name(source)) for one in warnings)
