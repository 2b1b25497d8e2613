"""Records as a page shows them to others: files by their names, without the folders of the machine they lay on."""

from dataclasses import replace
from typing import TypeVar

from persona_collapse.report.commands import file_name
from persona_collapse.results import Comparison, Diagnosis, Sample
from persona_collapse.results.texts import TextDiagnosis

Shown = TypeVar("Shown", Diagnosis, Comparison, TextDiagnosis)


def shareable(record: Shown) -> Shown:
    """The same record, its sources named without folders; commands are shortened where a page prints them.

    Parameters
    ----------
    record : of one population, of several compared, or of texts
    """
    if isinstance(record, TextDiagnosis):
        return replace(record, source=file_name(record.source), warnings=_said(record.warnings, record.source))
    people = None if record.reference is None else _named(record.reference)
    if isinstance(record, Comparison):
        places = tuple(replace(one, population=_named(one.population)) for one in record.populations)
        return replace(record, populations=places, reference=people)
    warnings = _said(record.warnings, record.population.source)
    if record.reference is not None:
        warnings = _said(warnings, record.reference.source)
    return replace(record, population=_named(record.population), reference=people, warnings=warnings)


def _named(sample: Sample) -> Sample:
    return replace(sample, source=file_name(sample.source))


def _said(warnings: tuple[str, ...], source: str) -> tuple[str, ...]:
    return tuple(one.replace(source, file_name(source)) for one in warnings)
