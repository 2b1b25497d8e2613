"""Populations and free texts, measured as `measure`, `report` and the end of `run` show them."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from persona_collapse.cli._shared.options import labels_of, say_reference
from persona_collapse.cli._shared.reading import Reading, say_how_read
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.inputs import Population
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Diagnosis, Settings
    from persona_collapse.results.texts import TextDiagnosis
    from persona_collapse.study.texts import RunTexts

EXPLAINED = (
    "each number explained: docs/numbers.md of the project (python -m persona_collapse.report.explained prints it), "
    "or beside its value by persona-collapse report"
)
"""The last line under the tables of populations."""

TEXTS_EXPLAINED = "each number explained: docs/texts.md of the project; numbers of answers: docs/numbers.md"
"""The last line under the tables of free texts."""


@dataclass(frozen=True)
class How:
    """How populations are measured, as typed.

    Attributes
    ----------
    reference : a name or a path; None for the usual one
    protocol : calibrated or paper
    targets : `COLUMN=TRAIT,...`; None for the columns named after a trait
    tsne : whether respondents are placed by t-SNE too
    reading : how tables are to be read
    repeats : personas or rows
    weight, reference_weight : columns of weights, of the populations and of the reference
    by : attributes whose levels are measured one by one
    attributes : what attribution and leakage are asked of; None for the usual ones
    full_size : whether the whole population is measured at the size it has too
    seed, draws : of the random numbers, and how many draws a value is the mean of

    Raises
    ------
    InputError : an unknown protocol, a seed below 0 or no draws, targets that are not pairs, or weights that have nothing to weigh.
    """

    reference: str | None = None
    protocol: str = "calibrated"
    targets: str | None = None
    tsne: bool = False
    reading: Reading = field(default_factory=Reading)
    repeats: str = "personas"
    weight: str | None = None
    reference_weight: str | None = None
    by: tuple[str, ...] = ()
    attributes: tuple[str, ...] | None = None
    full_size: bool = False
    seed: int = 0
    draws: int = 100

    def __post_init__(self) -> None:
        labels_of(self.targets)
        if self.protocol == "paper" and (self.weight is not None or self.reference_weight is not None):
            raise InputError("the published protocol has no weights; omit --protocol paper, or the weights")
        if self.reference_weight is not None and self.reference is None:
            raise InputError("--reference-weight needs a table of people's answers; add --reference PATH")
        _ = self.settings

    @property
    def settings(self) -> "Settings":
        """The settings of the diagnosis."""
        from persona_collapse.results import Protocol, Settings
        from persona_collapse.results.settings import Repeated

        return Settings(
            protocol=cast("Protocol", self.protocol),
            seed=self.seed,
            draws=self.draws,
            repeats=cast("Repeated", self.repeats),
        )

    def typed(self, name: str) -> str:
        """What to type to measure `name` in this way.

        >>> How(tsne=True).typed("my answers.csv")
        "persona-collapse measure 'my answers.csv' --tsne"
        """
        options = [
            *([] if self.reference is None else ["--reference", self.reference]),
            *([] if self.protocol == "calibrated" else ["--protocol", self.protocol]),
            *([] if self.targets is None else ["--targets", self.targets]),
            *(["--tsne"] if self.tsne else []),
            *([] if self.repeats == "personas" else ["--repeats", self.repeats]),
            *([] if self.weight is None else ["--weight", self.weight]),
            *([] if self.reference_weight is None else ["--reference-weight", self.reference_weight]),
            *([] if not self.by else ["--by", ",".join(self.by)]),
            *([] if self.attributes is None else ["--attributes", ",".join(self.attributes)]),
            *(["--full-size"] if self.full_size else []),
            *([] if self.seed == 0 else ["--seed", str(self.seed)]),
            *([] if self.draws == 100 else ["--draws", str(self.draws)]),
            *self.reading.typed,
        ]
        return shlex.join(["persona-collapse", "measure", name, *options])


def measured(
    names: Sequence[str], found: "Sequence[Population | RunTexts]", how: How
) -> "list[Diagnosis] | list[TextDiagnosis]":
    """What the command line names, diagnosed.

    Parameters
    ----------
    names : as typed
    found : what they hold, populations or free texts
    how : as typed

    Raises
    ------
    InputError : populations and free texts together, free texts with options of populations, or what cannot be measured.
    """
    from persona_collapse.study.texts import RunTexts

    texts = [one for one in found if isinstance(one, RunTexts)]
    populations = [one for one in found if not isinstance(one, RunTexts)]
    if not texts:
        return diagnosed(names, populations, how)
    if populations:
        raise InputError(f"{texts[0].source} holds free texts, which have no scale; measure it alone")
    check_for_texts(how)
    return [diagnosed_texts(name, one) for name, one in zip(names, texts, strict=True)]


def check_for_texts(how: How) -> None:
    """Refuse options that free texts do not have.

    Raises
    ------
    InputError : there is one.
    """
    if how != How():
        raise InputError(
            "free texts have no reference, targets, weights, attributes, other protocol, t-SNE, seed, draws or options of tables; "
            "omit those options"
        )


def diagnosed(names: Sequence[str], populations: "Sequence[Population]", how: How) -> "list[Diagnosis]":
    """Populations diagnosed, one after another; says which reference was used where none was given.

    Raises
    ------
    InputError : a reference that cannot be read or does not fit, or a column that is not there.
    """
    from persona_collapse.diagnosis import weighted
    from persona_collapse.inputs import read_reference, reference_for

    for one in populations:
        say_how_read(one.matrix)
    given = None
    if how.reference is not None:
        asked = populations[0].matrix.instrument
        given = read_reference(how.reference, instrument=asked, read_as=how.reading.reference)
        say_how_read(given)
        if how.reference_weight is not None:
            given = weighted(given, how.reference_weight)
    if how.weight is not None:
        populations = [_weighted(one, how.weight) for one in populations]
    diagnoses = []
    for name, one in zip(names, populations, strict=True):
        people = reference_for(one.matrix) if given is None else given
        diagnoses.append(_diagnosed(name, one, people, how))
    if given is None:
        for compared in {diagnosis.reference for diagnosis in diagnoses}:
            say_reference(compared)
    return diagnoses


def _weighted(population: "Population", column: str) -> "Population":
    """A population whose respondents are drawn in proportion to a column of weights.

    Raises
    ------
    InputError : a run with repeats, which would no longer belong to the respondents.
    """
    from persona_collapse.diagnosis import weighted

    if any(population.beside.get(name) is not None for name in ("samples", "distributions")):
        raise InputError(
            f"{population.matrix.source} has repeats, which cannot be weighted; export it (persona-collapse export RUN --to "
            "answers.csv) and weight the table"
        )
    return replace(population, matrix=weighted(population.matrix, column))


def _diagnosed(name: str, population: "Population", people: "BehavioralTraitMatrix | None", how: How) -> "Diagnosis":
    from persona_collapse.cli._shared.output import progress
    from persona_collapse.diagnosis import diagnose
    from persona_collapse.diagnosis.scorecard import COLUMN_STEPS
    from persona_collapse.diagnosis.whole import STEPS

    with progress(population.matrix.source, 3 * COLUMN_STEPS + STEPS + bool(how.by) + how.full_size) as step:
        return diagnose(
            population.matrix,
            people,
            targets=labels_of(how.targets),
            settings=how.settings,
            commands=[one for one in (population.command, how.typed(name)) if one],
            tsne=how.tsne,
            by=how.by,
            attributes=how.attributes,
            full_size=how.full_size,
            progress=step,
            **population.beside,
        )


def diagnosed_texts(name: str, texts: "RunTexts") -> "TextDiagnosis":
    """Free texts diagnosed, with a bar on a terminal.

    Raises
    ------
    InputError : none can be measured, or a library of the extra `text` is missing.
    """
    from persona_collapse.cli._shared.output import progress
    from persona_collapse.diagnosis.texts import STEPS, diagnose_texts
    from persona_collapse.hub.text_modules import vectors_folder

    typed = shlex.join(["persona-collapse", "measure", "--texts", name])
    with progress(texts.source, STEPS) as step:
        return diagnose_texts(
            texts.replies,
            texts.personas,
            texts.attributes,
            source=texts.source,
            note=texts.note,
            folder=vectors_folder(),
            commands=[one for one in (texts.command, typed) if one],
            asked=texts.asked,
            progress=step,
        )


def scorecard(name: str, population: "Population") -> str:
    """The scorecard of a population, measured in the usual way."""
    return tables(diagnosed([name], [population], How()))


def tables(records: "Sequence[Diagnosis | TextDiagnosis]") -> str:
    """Records as a person reads them, one after another, and where their numbers are explained."""
    from persona_collapse.report import table, text_table
    from persona_collapse.results import Diagnosis

    shown = [table(one) if isinstance(one, Diagnosis) else text_table(one) for one in records]
    answers = any(isinstance(one, Diagnosis) for one in records)
    return "\n\n".join([*shown, EXPLAINED if answers else TEXTS_EXPLAINED])


def records_json(records: "Sequence[Diagnosis | TextDiagnosis]") -> str:
    """One record, or a list of them when there are several."""
    texts = [one.to_json() for one in records]
    return texts[0] + "\n" if len(texts) == 1 else "[" + ",\n".join(texts) + "]\n"
