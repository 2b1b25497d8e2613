"""`persona-collapse compare`: differences between populations, compared with chance."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from persona_collapse.cli._shared.options import Answers, Reference, Repeats, Seed, Targets, labels_of, say_reference
from persona_collapse.cli._shared.reading import Reading, read_together, reads_tables, say_how_all_read
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Settings
    from persona_collapse.results.drift import Drift
    from persona_collapse.results.settings import Repeated


@reads_tables
def compare(
    answers: Answers,
    reference: Reference = None,
    targets: Targets = None,
    repeats: Repeats = "personas",
    seed: Seed = 0,
    over: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Compare the populations in one table that this column tells apart, such as before and after: --over time.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="RETEST",
            help="The personas of the first population, merely asked again (the same name: its second sample): what changed "
            "beyond re-asking, in each persona and in all of them.",
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Write the Comparison record (with --against: Drift) here; - for stdout, without the table.",
        ),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Compare two populations, or the steps of a pipeline (A B C...), number by number."""
    from persona_collapse.cli._shared.output import progress, write_text
    from persona_collapse.diagnosis import compare as compared
    from persona_collapse.diagnosis.comparison import BEFORE_STEPS, TICKS
    from persona_collapse.report import comparison_table, drift_table
    from persona_collapse.results import Settings

    labels, how = labels_of(targets), Settings(seed=seed, repeats=cast("Repeated", repeats))
    populations, people = read_together(answers, reference, reading, over)
    beyond = None if against is None else _beyond(populations, against, reading, how)
    if beyond is not None:
        populations = list(beyond[1])
    say_how_all_read(populations, None if reference is None else people)
    with progress("compare", BEFORE_STEPS + TICKS * (len(populations) - 1)) as step:
        found = compared(populations, people, targets=labels, settings=how, signatures=True, progress=step)
    if reference is None:
        say_reference(found.reference)
    drifted = None if beyond is None else replace(beyond[0], comparison=found)
    if json is not None:
        write_text(json, (drifted or found).to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(comparison_table(found) if drifted is None else drift_table(drifted))


def _beyond(
    populations: "Sequence[BehavioralTraitMatrix]", against: str, reading: Reading, how: "Settings"
) -> "tuple[Drift, tuple[BehavioralTraitMatrix, ...]]":
    """What changed beyond re-asking; and before, again and after, the personas in all three, as they are compared.

    Raises
    ------
    InputError : not two populations; `asked_again`; too few personas in all three.
    """
    from persona_collapse.cli._shared.against import asked_again
    from persona_collapse.diagnosis.comparison import drift, in_all_three

    if len(populations) != 2:
        raise InputError(
            f"--against takes two populations, before and after, and {len(populations)} were given; compare BEFORE AFTER "
            "--against AGAIN"
        )
    before, again = asked_again(against, populations[0], reading)
    found = drift(before, populations[1], again, settings=how)
    first, last, middle = in_all_three(before, populations[1], again, settings=how)
    return found, (first, middle, last)
