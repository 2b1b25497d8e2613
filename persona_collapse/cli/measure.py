"""`persona-collapse measure`: from tables of answers to scorecards."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from persona_collapse.cli.options import Answers, Reference, Targets, labels_of, say_reference
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.cli.inputs import Given
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Diagnosis, Protocol
    from persona_collapse.results.texts import TextDiagnosis


EXPLAINED = (
    "each number explained: docs/numbers.md of the project (python -m persona_collapse.report.explained prints it), "
    "or beside its value by persona-collapse report"
)
"""The last line of a table."""


def measure(
    answers: Answers,
    reference: Reference = None,
    protocol: Annotated[
        str, typer.Option(help="calibrated (the numbers to trust) or paper (the published definitions).")
    ] = "calibrated",
    targets: Targets = None,
    tsne: Annotated[
        bool, typer.Option("--tsne", help="Also place everybody by t-SNE, for the report (some seconds more).")
    ] = False,
    texts: Annotated[
        bool,
        typer.Option(
            "--texts",
            help="ANSWERS are free texts: a row per text, columns text and persona, attributes beside them. Runs of "
            "self-introductions are known as such.",
        ),
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the Diagnosis record here; - for stdout, without the table."),
    ] = None,
) -> None:
    """Measure populations: every number beside held-out people and beside noise."""
    from persona_collapse.cli.output import write_text
    from persona_collapse.cli.texts import diagnosed_texts, holds_texts
    from persona_collapse.report import table, text_table

    if texts or all(map(holds_texts, answers)):
        if reference is not None or targets is not None or protocol != "calibrated" or tsne:
            raise InputError("free texts have no reference, targets, other protocol or t-SNE; leave those options out")
        found = [diagnosed_texts(name) for name in answers]
        if json is not None:
            write_text(json, as_json(found))
        if json is None or str(json) != "-":
            typer.echo("\n\n".join(map(text_table, found)))
        return
    diagnoses = diagnosed(answers, reference, protocol, targets, tsne=tsne)
    if json is not None:
        write_text(json, as_json(diagnoses))
    if json is None or str(json) != "-":
        typer.echo("\n\n".join([*(table(diagnosis) for diagnosis in diagnoses), EXPLAINED]))


def diagnosed(
    answers: list[str],
    reference: str | None = None,
    protocol: str = "calibrated",
    targets: str | None = None,
    *,
    tsne: bool = False,
) -> "list[Diagnosis]":
    """The populations of the command line diagnosed, one after another.

    Parameters
    ----------
    answers, reference, protocol, targets, tsne : as typed

    Raises
    ------
    InputError : answers or a reference that cannot be read or do not fit, an unknown protocol or column.
    """
    from persona_collapse.cli.inputs import read_population, read_reference, reference_for

    chosen, labels = _protocol(protocol), labels_of(targets)
    populations = [read_population(name) for name in answers]
    given = None if reference is None else read_reference(reference)
    options = _options(reference, protocol, targets, tsne)
    diagnoses = []
    for name, one in zip(answers, populations, strict=True):
        people = reference_for(one.matrix) if given is None else given
        typed = shlex.join(["persona-collapse", "measure", name, *options])
        diagnoses.append(_diagnosed(one, people, labels, chosen, typed, tsne))
    if reference is None:
        for compared in {diagnosis.reference for diagnosis in diagnoses}:
            say_reference(compared)
    return diagnoses


def _options(reference: str | None, protocol: str, targets: str | None, tsne: bool) -> list[str]:
    """The options again, without those that were left as they are."""
    return [
        *([] if reference is None else ["--reference", reference]),
        *([] if protocol == "calibrated" else ["--protocol", protocol]),
        *([] if targets is None else ["--targets", targets]),
        *(["--tsne"] if tsne else []),
    ]


def as_json(diagnoses: "Sequence[Diagnosis | TextDiagnosis]") -> str:
    """One record, or a list of them when there are several populations."""
    records = [diagnosis.to_json() for diagnosis in diagnoses]
    return records[0] + "\n" if len(records) == 1 else "[" + ",\n".join(records) + "]\n"


def _diagnosed(
    population: "Given",
    people: "BehavioralTraitMatrix | None",
    labels: dict[str, str] | None,
    protocol: "Protocol",
    typed: str,
    tsne: bool,
) -> "Diagnosis":
    from persona_collapse.cli.output import progress
    from persona_collapse.diagnosis import diagnose
    from persona_collapse.diagnosis.scorecard import COLUMN_STEPS
    from persona_collapse.diagnosis.whole import STEPS
    from persona_collapse.results import Settings

    with progress(population.matrix.source, 3 * COLUMN_STEPS + STEPS) as step:
        return diagnose(
            population.matrix,
            people,
            targets=labels,
            settings=Settings(protocol=protocol),
            commands=[one for one in (population.command, typed) if one],
            tsne=tsne,
            progress=step,
            **population.beside,
        )


def _protocol(name: str) -> "Protocol":
    from persona_collapse.results import Settings

    chosen: Protocol = Settings(protocol=cast("Protocol", name)).protocol
    return chosen
