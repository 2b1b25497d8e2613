"""`persona-collapse instrument import-moral`: your own dilemmas as an instrument."""

from pathlib import Path
from typing import Annotated

import typer

instrument = typer.Typer(help="Manage your own instruments.", no_args_is_help=True, rich_markup_mode=None)


@instrument.callback()
def _root() -> None:
    """Manage your own instruments."""


@instrument.command("import-moral")
def import_moral(
    path: Annotated[str, typer.Argument(help="JSON Lines: an object per line with id and scenario.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The file to write; <name>.instrument.json in this folder by default."),
    ] = None,
) -> None:
    """Turn a file of moral dilemmas into a local instrument; each item keeps its id."""
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.instruments import import_moral as read
    from persona_collapse.instruments import instrument_to_json

    imported = read(path)
    target = out or Path(f"{imported.id}.instrument.json")
    write_text(target, instrument_to_json(imported))
    say(f"{len(imported)} dilemmas from {path} in {target}")
