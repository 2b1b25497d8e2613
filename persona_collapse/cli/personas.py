"""`persona-collapse personas`: a table of personas drawn at random, or of those to ask next."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared.options import Answers, Reference
from persona_collapse.cli._shared.reading import Reading, reads_tables, say_how_all_read
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.inputs import Population
    from persona_collapse.personas import PersonaPool

personas = typer.Typer(
    help="Draw personas, or choose the ones to ask next.", no_args_is_help=True, rich_markup_mode=None
)


@personas.callback()
def _root() -> None:
    """Draw personas, or choose the ones to ask next."""


@personas.command()
def sample(
    count: Annotated[int, typer.Option("-n", help="Number of personas that must pass the rules.")],
    rules: Annotated[
        str, typer.Option(help="published (six rules), strict (twelve) or none.", metavar="published|strict|none")
    ] = "published",
    seed: Annotated[int, typer.Option(help="Another seed draws other personas.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="A .csv, .tsv, .parquet or .jsonl file; CSV on stdout by default."),
    ] = None,
) -> None:
    """Draw personas: 26 attributes, each value equally likely, until enough pass the rules."""
    from persona_collapse.cli._shared.output import say, write_bytes
    from persona_collapse.personas import as_columns
    from persona_collapse.personas import sample as draw
    from persona_collapse.tables import encoded

    drawn = draw(count, rules=rules, seed=seed)
    table = as_columns([one.persona for one in drawn if one.consistent])
    content = encoded(table, ".csv" if out is None else out.suffix)
    if out is None:
        typer.echo(content.decode(), nl=False)
    else:
        write_bytes(out, content)
    say(f"{len(drawn)} drawn, {count} passed the {rules} rules, seed {seed}")


@personas.command()
@reads_tables
def next(
    answers: Answers,
    size: Annotated[int, typer.Option(metavar="N", help="Choose this many personas.")],
    reference: Reference = None,
    pool: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE|DATASET",
            help="The personas to choose from, as run --personas takes them; by default the bundled ones.",
        ),
    ] = None,
    first: Annotated[int | None, typer.Option(metavar="N", help="Choose among the first N personas of --pool.")] = None,
    sample: Annotated[
        int | None, typer.Option(metavar="N", help="Choose among N personas of --pool, drawn at random (--seed).")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of folds, permutations and draws.", min=0)] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the personas here (.csv, .parquet, ..), for run --personas FILE."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the text.")
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Choose the personas to ask next, towards people without a persona near them, by attributes that explain answers."""
    from persona_collapse.cli._shared.answers_out import check_ending
    from persona_collapse.cli._shared.asking import respondents
    from persona_collapse.cli._shared.output import say, typed, write_bytes, write_text
    from persona_collapse.inputs import needed_reference, read_population
    from persona_collapse.personas import Selection, table_of
    from persona_collapse.remedy import next_personas
    from persona_collapse.report import next_table
    from persona_collapse.tables import encoded

    check_ending(out)
    asked = [read_population(name, reading.population) for name in answers]
    matrices = [one.matrix for one in asked]
    instrument = matrices[0].instrument
    people = needed_reference(instrument, reference, None if reference is None else reading.reference)
    say_how_all_read(matrices, None if reference is None else people)
    given, count = respondents(pool, None, None, Selection(first, sample, seed))
    if count is not None:
        given = given.chosen(Selection(first=count))
    _check_pool(asked, given, pool)
    found = next_personas(matrices, people, given, size, seed=seed)
    found = replace(found, commands=(typed(),))
    if json is not None:
        write_text(json, found.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(next_table(found))
    if reference is None:
        say(f"no --reference given: compared with {people.source}{f', {people.note}' if people.note else ''}")
    if out is not None:
        by_id = {one.id: one for one in given.respondents}
        written = table_of(given, [by_id[name] for name in found.chosen])
        write_bytes(out, encoded(written.columns, out.suffix))
        if written.labels_stay:
            say("warning: the descriptions hold trait labels, which --no-trait-labels cannot exclude from this table")
        say(f"wrote {out}; ask these personas with the options of the first run: --personas {out}")


def _check_pool(asked: "list[Population]", given: "PersonaPool", named: str | None) -> None:
    """Refuse the bundled pool where a run was asked of another one."""
    for one in asked:
        was = one.beside.get("asked")
        if named is None and was is not None and was.pool != given.name:
            raise InputError(
                f"{one.matrix.source} was asked of the personas {was.pool}; give the pool to choose from: --pool PATH"
            )
