"""`persona-collapse register`: names that work without a network."""

from typing import Annotated

import typer


def register(remove: Annotated[bool, typer.Option("--remove", help="Remove what register made.")] = False) -> None:
    """Make the modules and datasets loadable by name on this machine, without a network."""
    from persona_collapse.hub.register import register as put
    from persona_collapse.hub.register import unregister

    for folder in unregister() if remove else put():
        typer.echo(f"{'removed' if remove else 'wrote'} {folder}")
