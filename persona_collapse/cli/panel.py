"""`persona-collapse panel`: personas chosen or weighted so that their answers fit people."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.cli._shared.options import Answers, Reference
from persona_collapse.cli._shared.reading import Reading, read_together, reads_tables, say_how_all_read


@reads_tables
def panel(
    answers: Answers,
    reference: Reference = None,
    size: Annotated[int | None, typer.Option(metavar="N", help="Choose this many personas.")] = None,
    cover: Annotated[
        bool,
        typer.Option(
            "--cover/--match", help="Reach rare people too, or have each kind as often as people do (the default)."
        ),
    ] = False,
    weights: Annotated[
        bool, typer.Option("--weights", help="Weight personas: all of them, or those chosen by --size.")
    ] = False,
    splits: Annotated[
        int, typer.Option(help="Random halves of people and items by which the panel is scored.", min=2)
    ] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the halves.", min=0)] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the panel here (.csv, .parquet, ..): a row per persona, with its weight and answers.",
        ),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the text.")
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Choose or weight personas so that their answers fit people, and state what that gains among other people."""
    from persona_collapse.cli._shared.answers_out import check_ending, write_answers
    from persona_collapse.cli._shared.output import progress, say, typed, write_text
    from persona_collapse.errors import InputError
    from persona_collapse.inputs import no_reference
    from persona_collapse.remedy import panel as chosen
    from persona_collapse.remedy import pooled
    from persona_collapse.report import panel_table

    if size is None and not weights:
        raise InputError("say how many personas to choose with --size N, or weight all of them with --weights")
    check_ending(out)
    populations, people = read_together(answers, reference, reading)
    asked = populations[0].instrument
    if people is None:
        raise no_reference(asked)
    say_how_all_read(populations, None if reference is None else people)
    pool = pooled(populations)
    if (rows := sum(len(one.values) for one in populations)) > len(pool.matrix.values):
        say(f"{rows:,} rows are {len(pool.matrix.values):,} personas; of each the first complete row is in the pool")
    with progress("panel", splits + 1) as step:
        found = chosen(
            pool.matrix,
            people,
            size,
            goal="cover" if cover else "match",
            weighted=weights,
            count=splits,
            seed=seed,
            sources=pool.sources,
            progress=step,
        )
    if reference is None:
        say(f"no --reference given: fitted to {people.source}{f', {people.note}' if people.note else ''}")
    found = replace(found, commands=(typed(),))
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if out is not None:
        write_answers(out, pool.table(found), asked)
    if json is None or str(json) != "-":
        typer.echo(panel_table(found))
    if out is not None:
        say(f"wrote {out}")
