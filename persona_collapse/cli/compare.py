"""`persona-collapse compare`: differences between populations, compared with chance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from persona_collapse.cli._shared.options import Answers, Reference, Repeats, Targets, labels_of, say_reference
from persona_collapse.cli._shared.reading import Reading, read_together, reads_tables, say_how_all_read

if TYPE_CHECKING:
    from persona_collapse.results.settings import Repeated


@reads_tables
def compare(
    answers: Answers,
    reference: Reference = None,
    targets: Targets = None,
    repeats: Repeats = "personas",
    over: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Compare the populations in one table that this column tells apart, such as before and after: --over time.",
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the Comparison record here; - for stdout, without the table."),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Compare two populations, or the steps of a pipeline (A B C...), number by number."""
    from persona_collapse.cli._shared.output import progress, write_text
    from persona_collapse.diagnosis import compare as compared
    from persona_collapse.diagnosis.comparison import BEFORE_STEPS, TICKS
    from persona_collapse.report import comparison_table
    from persona_collapse.results import Settings

    labels, how = labels_of(targets), Settings(repeats=cast("Repeated", repeats))
    populations, people = read_together(answers, reference, reading, over)
    say_how_all_read(populations, None if reference is None else people)
    with progress("compare", BEFORE_STEPS + TICKS * (len(populations) - 1)) as step:
        found = compared(populations, people, targets=labels, settings=how, signatures=True, progress=step)
    if reference is None:
        say_reference(found.reference)
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(comparison_table(found))
