"""`persona-collapse status`: how a run stands."""

from pathlib import Path
from typing import Annotated

import typer


def status(run: Annotated[Path, typer.Argument(help="A run directory.")]) -> None:
    """How a run stands: replies, what could not be read or had, tokens, cost."""
    from persona_collapse.study import status as look

    typer.echo("\n".join(look(run).lines()))
