"""`persona-collapse measure`: from tables of answers to scorecards."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from persona_collapse.cli.pairs import pairs
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.cli.inputs import Given
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Diagnosis, Protocol, Sample


def measure(
    answers: Annotated[
        list[str],
        typer.Argument(
            help="CSV, TSV, Parquet or JSON Lines, or a Hub dataset (ORG/NAME, ORG/NAME:config): a row per respondent; "
            "columns bfi44_1.. or BFI_Q1.. or 1..44."
        ),
    ],
    reference: Annotated[
        str | None,
        typer.Option(
            metavar="ID|PATH",
            help="People's answers: a file, a Hub dataset, twin2k500 (once built: python -m persona_collapse.hub.twin) or "
            "calibrated-2058 (bundled; simulated from published norms). By default twin2k500 if it was built, else "
            "calibrated-2058.",
        ),
    ] = None,
    protocol: Annotated[
        str, typer.Option(help="calibrated (the numbers to trust) or paper (the published definitions).")
    ] = "calibrated",
    targets: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN=TRAIT,...",
            help="Columns that hold High/Neutral/Low labels; by default those named after a trait or big_five_<trait>.",
        ),
    ] = None,
    tsne: Annotated[
        bool, typer.Option("--tsne", help="Also place everybody by t-SNE, for the report (some seconds more).")
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the Diagnosis record here; - for stdout, without the table."),
    ] = None,
) -> None:
    """Measure populations: every number beside held-out people and beside noise."""
    from persona_collapse.cli.output import write_text
    from persona_collapse.report import table

    diagnoses = diagnosed(answers, reference, protocol, targets, tsne=tsne)
    if json is not None:
        write_text(json, as_json(diagnoses))
    if json is None or str(json) != "-":
        typer.echo("\n\n".join(table(diagnosis) for diagnosis in diagnoses))


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
    from persona_collapse.cli.output import say

    chosen, labels = _protocol(protocol), _targets(targets)
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
            say(f"no --reference given: {_compared_with(compared)}")
    return diagnoses


def _options(reference: str | None, protocol: str, targets: str | None, tsne: bool) -> list[str]:
    """The options again, without those that were left as they are."""
    return [
        *([] if reference is None else ["--reference", reference]),
        *([] if protocol == "calibrated" else ["--protocol", protocol]),
        *([] if targets is None else ["--targets", targets]),
        *(["--tsne"] if tsne else []),
    ]


def as_json(diagnoses: "list[Diagnosis]") -> str:
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


def _targets(text: str | None) -> dict[str, str] | None:
    """`COLUMN=TRAIT,...` as a mapping; None when the option was not given."""
    if text is None:
        return None
    if not text.strip():
        raise InputError("--targets is empty; say COLUMN=TRAIT, or leave it out")
    given = pairs("--targets", text, "COLUMN=TRAIT", "extro=Extraversion")
    labels = dict(given)
    if len(labels) < len(given) or len(set(labels.values())) < len(given):
        raise InputError(f"--targets {text} names a column or a trait twice; give one column per trait")
    return labels


def _compared_with(people: "Sample | None") -> str:
    if people is None:
        return "nothing to compare with"
    return f"compared with {people.source}" + (f", {people.note}" if people.note else "")
