"""`persona-collapse dialogue`: the bundled conversations that `run --after bundled:NAME` takes."""

from typing import Annotated

import typer

dialogue = typer.Typer(
    help="List and show the bundled conversations of run --after.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@dialogue.callback()
def _root() -> None:
    """List and show the bundled conversations of run --after."""


@dialogue.command("list")
def list_() -> None:
    """List the bundled conversations, the shortest first."""
    from persona_collapse.dialogues import BUNDLED, bundled_dialogues

    for one in bundled_dialogues():
        typer.echo(f"{BUNDLED}{one.name:18} {len(one.turns):2} turns: {one.title}")


@dialogue.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of persona-collapse dialogue list.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print it as a line of a file for run --after.")] = False,
) -> None:
    """Show a bundled conversation."""
    import json
    from dataclasses import asdict

    from persona_collapse.dialogues import BUNDLED, bundled_dialogue, origin

    found = bundled_dialogue(name.removeprefix(BUNDLED))
    if jsonl:
        typer.echo(json.dumps({"messages": [asdict(one) for one in found.turns]}, ensure_ascii=False))
        return
    source, terms = origin()
    typer.echo(f"{found.name}\n{'title':8} {found.title}\n{'source':8} {source}\n{'licence':8} {terms}\n")
    for one in found.turns:
        typer.echo(f"{one.role:10} {one.content}")
