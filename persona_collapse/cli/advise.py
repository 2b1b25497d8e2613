"""`persona-collapse advise`: what to try first."""

from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.options import Reference, Targets
from persona_collapse.cli._shared.reading import Reading, reads_tables


@reads_tables
def advise(
    result: Annotated[
        str,
        typer.Argument(help="A record that measure --json wrote, or answers: a table, a run directory, a Hub dataset."),
    ],
    reference: Reference = None,
    targets: Targets = None,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the text.")
    ] = None,
    *,
    reading: Reading,
) -> None:
    """State in at most five lines what to try first, from the evidence of a diagnosis, with the command to type."""
    from persona_collapse.cli._shared.measured import How
    from persona_collapse.cli._shared.output import write_text
    from persona_collapse.cli._shared.records import records_of
    from persona_collapse.errors import InputError
    from persona_collapse.remedy import advise as advised
    from persona_collapse.report import advice_lines
    from persona_collapse.results import Diagnosis

    found = records_of(result, How(reference=reference, targets=targets, reading=reading))
    if len(found) != 1 or not isinstance(found[0], Diagnosis):
        held = f"{len(found)} records" if len(found) != 1 else "another kind of record"
        raise InputError(f"{result} holds {held}; give the diagnosis of one population, as measure --json writes it")
    advice = advised(found[0])
    if json is not None:
        write_text(json, advice.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo("\n".join(advice_lines(advice)))
