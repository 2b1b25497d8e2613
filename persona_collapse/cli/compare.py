"""`persona-collapse compare`: differences between populations, compared with chance."""

from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.options import Answers, Reference, Targets, labels_of, say_reference


def compare(
    answers: Answers,
    reference: Reference = None,
    targets: Targets = None,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the Comparison record here; - for stdout, without the table."),
    ] = None,
) -> None:
    """Compare two populations, or the steps of a pipeline (A B C...), number by number."""
    from persona_collapse.cli._shared.output import progress, write_text
    from persona_collapse.diagnosis import compare as compared
    from persona_collapse.diagnosis.comparison import BEFORE_STEPS, TICKS
    from persona_collapse.inputs import read_answers, read_reference, reference_for
    from persona_collapse.report import comparison_table

    labels = labels_of(targets)
    populations = [read_answers(name) for name in answers]
    people = reference_for(populations[0]) if reference is None else read_reference(reference)
    with progress("compare", BEFORE_STEPS + TICKS * (len(populations) - 1)) as step:
        found = compared(populations, people, targets=labels, progress=step)
    if reference is None:
        say_reference(found.reference)
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(comparison_table(found))
