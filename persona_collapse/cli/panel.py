"""`persona-collapse panel`: personas chosen or weighted so that their answers fit people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_collapse.cli._shared.options import Answers, Reference
from persona_collapse.cli._shared.reading import Reading, read_together, reads_tables, say_how_all_read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_collapse.instruments import Instrument


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
    from persona_collapse.cli._shared.output import progress, say, write_text
    from persona_collapse.errors import InputError
    from persona_collapse.inputs import no_reference
    from persona_collapse.remedy import panel as chosen
    from persona_collapse.remedy import pooled
    from persona_collapse.report import panel_table

    if size is None and not weights:
        raise InputError("say how many personas to choose with --size N, or weight all of them with --weights")
    _check_ending(out)
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
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if out is not None:
        _write(out, pool.table(found), asked)
    if json is None or str(json) != "-":
        typer.echo(panel_table(found))
    if out is not None:
        say(f"wrote {out}")


def _check_ending(out: Path | None) -> None:
    """Refuse a file that could not be written, before anything takes time."""
    from persona_collapse.errors import InputError
    from persona_collapse.tables import WRITTEN

    if out is not None and out.suffix.lower() not in WRITTEN:
        raise InputError(f"--out {out}: a table ends in {', '.join(WRITTEN)}")


def _write(out: Path, columns: "Mapping[str, Sequence[Any]]", asked: "Instrument") -> None:
    """The panel's table, and the questionnaire beside it where its columns do not say which it is."""
    from persona_collapse.cli._shared.output import write_bytes
    from persona_collapse.instruments import catalogue, instrument_to_json, path_beside
    from persona_collapse.tables import encoded

    write_bytes(out, encoded(columns, out.suffix))
    if not catalogue.known(asked):
        write_bytes(path_beside(out), instrument_to_json(asked).encode())
