"""`persona-collapse worth`: what a run of personas adds to a small sample of people."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.reading import Reading, reads_tables, say_how_all_read


@reads_tables
def worth(
    answers: Annotated[str, typer.Argument(help="Answers of personas: a table, a run directory or a Hub dataset.")],
    people: Annotated[
        str, typer.Option(metavar="PATH", help="A small sample of people: a table; items not asked are empty cells.")
    ],
    paired: Annotated[
        bool | None,
        typer.Option(
            "--paired/--unpaired",
            help="Whether a persona and a person of the same name belong together. By default they do where names are shared "
            "and are more than the numbers of rows.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the folds.", min=0)] = 0,
    json: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the record here, with the shares of each scale point; - for stdout."),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Estimate people's item means from a few people and many personas, and state how many people the personas replace."""
    from persona_collapse.cli._shared.output import typed, write_text
    from persona_collapse.inputs import read_answers, read_reference
    from persona_collapse.remedy import worth as valued
    from persona_collapse.report import worth_table

    population = read_answers(answers, reading.population)
    sample = read_reference(people, "--people", instrument=population.instrument, read_as=reading.reference)
    say_how_all_read([population], sample)
    found = valued(population, sample, paired=paired, seed=seed)
    found = replace(found, commands=(typed(),))
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(worth_table(found))
