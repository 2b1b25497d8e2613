"""`persona-collapse calibrate`: answers mapped to people's use of the scale."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.reading import Reading, reads_tables, say_how_all_read


@reads_tables
def calibrate(
    answers: Annotated[str, typer.Argument(help="Answers of personas: a table, a run directory or a Hub dataset.")],
    people: Annotated[
        str,
        typer.Option(metavar="PATH", help="People's answers to learn from: a table; items not asked are empty cells."),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Write the calibrated answers here (.csv, .parquet, ..), marked as such."),
    ],
    seed: Annotated[int, typer.Option(help="Seed of the halves of people and items.", min=0)] = 0,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the text.")
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Map answers to people's use of the response scale, and state what that changes among other people.

    Calibrated answers are marked in every output. They cannot be more varied than the answers as given.
    """
    from persona_collapse.cli._shared.answers_out import check_ending, write_answers
    from persona_collapse.cli._shared.output import progress, say, typed, write_text
    from persona_collapse.inputs import read_answers, read_reference
    from persona_collapse.remedy import calibrate as mapped
    from persona_collapse.remedy.calibration import STEPS
    from persona_collapse.report import calibration_table

    check_ending(out)
    population = read_answers(answers, reading.population)
    sample = read_reference(people, "--people", instrument=population.instrument, read_as=reading.reference)
    say_how_all_read([population], sample)
    with progress("calibrate", STEPS) as step:
        found = mapped(population, sample, seed=seed, progress=step)
    record = replace(found.record, commands=(typed(),))
    if json is not None:
        write_text(json, record.to_json() + "\n")
    write_answers(out, found.matrix.to_columns(), population.instrument)
    if json is None or str(json) != "-":
        typer.echo(calibration_table(record))
    say(f"wrote {out}, marked as calibrated answers in every row")
