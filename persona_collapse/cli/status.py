"""`persona-collapse status`: progress of a run."""

from pathlib import Path
from typing import Annotated

import typer


def status(run: Annotated[Path, typer.Argument(help="A run directory.")]) -> None:
    """Show the progress of a run: replies, unreadable ones, failures, tokens, cost."""
    from persona_collapse.study import status as look

    typer.echo("\n".join(look(run).lines()))
