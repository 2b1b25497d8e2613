"""Records as members of a report about domains: what each asked of which model, and what may be together on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from persona_collapse.report.commands import file_name
from persona_collapse.report.sections import measured_alike
from persona_collapse.results import Diagnosis
from persona_collapse.results.texts import TextDiagnosis

Measured: TypeAlias = Diagnosis | TextDiagnosis

TEXTS = "free texts"
"""The domain of texts whose question the record does not name."""

INTRODUCTIONS = "self-introduction"


@dataclass(frozen=True)
class Member:
    """A record with its place among others.

    Attributes
    ----------
    record : of answers to a questionnaire, or of free texts
    domain : id of the questionnaire, or of the question that the texts answer
    model : whose answers they are; empty where no record says so, and all are taken for one model
    """

    record: Measured
    domain: str
    model: str

    @property
    def name(self) -> str:
        """The domain in words."""
        return domain_name(self.domain)

    @property
    def source(self) -> str:
        """Where the answers come from, without folders."""
        return file_name(source_of(self.record))

    @property
    def size(self) -> int | None:
        """Respondents that were compared at a time; of texts, their personas."""
        return self.record.settings.size if isinstance(self.record, Diagnosis) else self.record.personas


def domain_name(domain: str) -> str:
    """A domain in words: the title of its questionnaire without the number of items.

    >>> domain_name("bfi44"), domain_name("self-introduction"), domain_name("my own")
    ('Big Five Inventory', 'introductions', 'my own')
    """
    if domain == INTRODUCTIONS:
        return "introductions"
    return catalogue.bundled(domain).title.partition(",")[0] if domain in catalogue.names() else domain


def domain_of(record: Measured) -> str:
    """The id of what was asked."""
    if isinstance(record, Diagnosis):
        return record.instrument
    return TEXTS if record.asked is None else record.asked.instrument


def source_of(record: Measured) -> str:
    """Where the answers come from."""
    return record.population.source if isinstance(record, Diagnosis) else record.source


def members(records: Sequence[Measured], models: Sequence[str] | None = None) -> tuple[Member, ...]:
    """Records with the model and the domain of each, model after model, questionnaires before texts.

    Parameters
    ----------
    records : of at least two domains
    models : the model of each, where the records do not name it; by default as the runs have it

    Raises
    ------
    InputError : some record does not say whose answers it has; two are of one model and one domain; no model has two
        domains; or records of one domain were not measured alike.
    """
    named = _models(records) if models is None else _given(records, models)
    found = [Member(record, domain_of(record), name) for record, name in zip(records, named, strict=True)]
    _each_once(found)
    _some_with_two(found)
    for domain in domains_of(found):
        if alike := [one.record for one in found if one.domain == domain and isinstance(one.record, Diagnosis)]:
            measured_alike(alike)
    _one_protocol([one.record for one in found if isinstance(one.record, Diagnosis)])
    order = list(dict.fromkeys(one.model for one in found))
    return tuple(sorted(found, key=lambda one: (order.index(one.model), _place(one))))


def models_of(some: Sequence[Member]) -> tuple[str, ...]:
    """The models, in the order of the page."""
    return tuple(dict.fromkeys(one.model for one in some))


def domains_of(some: Sequence[Member]) -> tuple[str, ...]:
    """The domains, in the order of the page."""
    return tuple(dict.fromkeys(one.domain for one in sorted(some, key=_place)))


def by_domain(some: Sequence[Member]) -> tuple[Member, ...]:
    """The same members domain after domain, so that the models of one are beside each other."""
    order = domains_of(some)
    return tuple(sorted(some, key=lambda one: order.index(one.domain)))


def of_model(some: Sequence[Member], model: str) -> tuple[Member, ...]:
    """The members of one model."""
    return tuple(one for one in some if one.model == model)


def _place(one: Member) -> tuple[bool, int, str]:
    known = catalogue.names()
    place = known.index(one.domain) if one.domain in known else len(known)
    return isinstance(one.record, TextDiagnosis), place, one.domain


def _given(records: Sequence[Measured], models: Sequence[str]) -> list[str]:
    if len(models) != len(records):
        raise InputError(
            f"--models names {len(models)} and there are {len(records)} records; name the model of each record, in order: "
            f"{_type(records)}"
        )
    return list(models)


def _models(records: Sequence[Measured]) -> list[str]:
    """The model of each record as its run names it; empty for all where no record does.

    Raises
    ------
    InputError : some name their model and some do not.
    """
    asked = [one.asked for one in records]
    silent = [file_name(source_of(one)) for one, run in zip(records, asked, strict=True) if run is None]
    runs = [run for run in asked if run is not None]
    if silent and runs:
        raise InputError(
            f"{silent[0]} does not say which model answered, and {file_name(runs[0].model)} is named by another record; "
            f"name the model of each record, in order: {_type(records)}"
        )
    names = [file_name(run.model) for run in runs]
    versions = {name: {run.revision for run, its in zip(runs, names, strict=True) if its == name} for name in names}
    return [
        f"{name} ({run.revision[:8] or 'revision not known'})" if len(versions[name]) > 1 else name
        for run, name in zip(runs, names, strict=True)
    ] or [""] * len(records)


def _each_once(found: Sequence[Member]) -> None:
    """Refuse two records of one model in one domain.

    Raises
    ------
    InputError : there are two; it names them.
    """
    for one, other in combinations(found, 2):
        if (one.model, one.domain) == (other.model, other.domain):
            whose = f" of {one.model}" if one.model else ", and no record names its model"
            records = [member.record for member in found]
            raise InputError(
                f"{one.source} and {other.source} are both {one.name}{whose}; give one record of a domain per model, or "
                f"name the model of each record, in order: {_type(records)}"
            )


def _some_with_two(found: Sequence[Member]) -> None:
    """Refuse records of which no two are of one model.

    Raises
    ------
    InputError : every model has one domain.
    """
    if all(len(of_model(found, model)) < 2 for model in models_of(found)):
        said = ", ".join(f"{one.source} is {one.name} of {one.model}" for one in found)
        raise InputError(
            f"no model has records of two domains: {said}; give two records of one model, or say that they are of one: "
            f"{_type([one.record for one in found])}"
        )


def _one_protocol(some: Sequence[Diagnosis]) -> None:
    """Refuse shares by two definitions on one page.

    Raises
    ------
    InputError : the protocols differ.
    """
    for other in some:
        if other.settings.protocol != some[0].settings.protocol:
            raise InputError(
                f"{file_name(source_of(some[0]))} was measured by the {some[0].settings.protocol} protocol and "
                f"{file_name(source_of(other))} by the {other.settings.protocol} one; measure both by the same"
            )


def _type(records: Sequence[Measured]) -> str:
    """The option with as many names as there are records."""
    return f"--models {','.join('A' for _ in records)}"
