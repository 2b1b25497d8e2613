"""`persona-collapse personas sample`: a table of personas drawn at random."""

from pathlib import Path
from typing import Annotated

import typer

personas = typer.Typer(help="Manage personas.", no_args_is_help=True, rich_markup_mode=None)


@personas.callback()
def _root() -> None:
    """Manage personas."""


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
