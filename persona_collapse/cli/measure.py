"""`persona-collapse measure`: from tables of answers to scorecards."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared.options import Answers, Draws, Reference, Repeats, Seed, Targets, names_of
from persona_collapse.cli._shared.reading import Reading, reads_tables
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.results import Diagnosis
    from persona_collapse.results.texts import TextDiagnosis


@reads_tables
def measure(
    answers: Answers,
    reference: Reference = None,
    protocol: Annotated[
        str, typer.Option(help="calibrated (the numbers to trust) or paper (the published definitions).")
    ] = "calibrated",
    targets: Targets = None,
    repeats: Repeats = "personas",
    seed: Seed = 0,
    draws: Draws = 100,
    tsne: Annotated[
        bool,
        typer.Option(
            "--tsne", help="Also show all respondents on a map by t-SNE in the report (takes some seconds more)."
        ),
    ] = False,
    texts: Annotated[
        bool,
        typer.Option(
            "--texts",
            help="Measure free texts: a row per text, with the columns text and persona and one per attribute. Runs of "
            "self-introductions are recognised without this option.",
        ),
    ] = False,
    weight: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="The column that holds survey weights, or the weights of a panel."),
    ] = None,
    reference_weight: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="As --weight, for the table of --reference.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ATTRIBUTE,..",
            help="Also measure each level of an attribute by itself, at equal size, beside the others: which is caricatured, "
            "which vanishes. Repeatable.",
        ),
    ] = None,
    attributes: Annotated[
        str | None,
        typer.Option(
            metavar="ATTRIBUTE,..",
            help="Ask of these columns what they predict of the answers, and what the answers give away of them; by "
            "default, for the first question: the paper's four attributes.",
        ),
    ] = None,
    full_size: Annotated[
        bool,
        typer.Option(
            "--full-size",
            help="Also measure all personas at once: whom they reach, and how complex they are, at the size they have.",
        ),
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the Diagnosis record here; - for stdout, without the table."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="SIGNATURE,..",
            help='End with exit code 3 if a population has one of these signatures, such as "mode collapse,noise".',
        ),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Measure populations: every number next to those of held-out people and of noise."""
    from persona_collapse.cli._shared.measured import How, check_for_texts, measured, records_json, tables
    from persona_collapse.cli._shared.output import write_text
    from persona_collapse.inputs import read_given

    words = None if fail_on is None else _words(fail_on, protocol)
    chosen = None if attributes is None else names_of("--attributes", [attributes])
    split = () if by is None else names_of("--by", by)
    weights = (weight, reference_weight)
    how = How(
        *(reference, protocol, targets, tsne, reading, repeats, *weights, split, chosen, full_size),
        seed=seed,
        draws=draws,
    )
    if texts:
        check_for_texts(how)
    found = measured(answers, [read_given(name, texts=texts, read_as=reading.population) for name in answers], how)
    if json is not None:
        write_text(json, records_json(found))
    if json is None or str(json) != "-":
        typer.echo(tables(found))
    if words is not None:
        _gate(found, words)


def _words(fail_on: str, protocol: str) -> tuple[str, ...]:
    """What --fail-on names, before anything is measured."""
    from persona_collapse.diagnosis.gate import gate_words

    words = gate_words(fail_on, "--fail-on")
    if protocol == "paper":
        raise InputError(
            "--fail-on needs the signature, which the paper's protocol does not have; omit --protocol paper"
        )
    return words


def _gate(found: "Sequence[Diagnosis | TextDiagnosis]", words: tuple[str, ...]) -> None:
    """End with exit code 3 if a population is refused; every one of these is named."""
    from persona_collapse.cli._shared.output import say
    from persona_collapse.diagnosis.gate import refused_by
    from persona_collapse.results import Diagnosis

    reasons = []
    for one in found:
        if not isinstance(one, Diagnosis):
            raise InputError("--fail-on needs answers to a questionnaire; free texts have no signature")
        if reason := refused_by(one, words):
            reasons.append(f"{one.population.source} does not pass: {reason}")
    for reason in reasons:
        say(reason)
    if reasons:
        raise typer.Exit(3)
