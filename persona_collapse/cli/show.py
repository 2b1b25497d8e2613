"""`persona-collapse show`: stored replies with their questions."""

from pathlib import Path
from typing import Annotated

import typer

COUNT = 20


def show(
    run: Annotated[Path, typer.Argument(help="A run directory.")],
    persona: Annotated[str | None, typer.Option(metavar="ID", help="Only replies of this persona.")] = None,
    item: Annotated[
        str | None, typer.Option(metavar="ID", help="Only replies to this item, by name or number.")
    ] = None,
    unread: Annotated[bool, typer.Option("--unread", help="Only replies in which no answer was found.")] = False,
    count: Annotated[int, typer.Option(metavar="N", help="Print at most this many replies; 0 prints all.")] = COUNT,
) -> None:
    """Show stored replies, each with its question and how it was read."""
    from persona_collapse.cli._shared.output import say
    from persona_collapse.errors import InputError
    from persona_collapse.study import read_replies
    from persona_collapse.study.browsing import shown

    if count < 0:
        raise InputError(f"--count {count}: give 0 or more")
    found = list(shown(read_replies(run), persona=persona, item=item, unread=unread))
    for one in found[: count or None]:
        typer.echo("\n".join(one.lines()))
    if not found:
        say("no such replies" if persona or item else "no replies" if not unread else "every reply holds an answer")
    elif count and len(found) > count:
        say(f"{count} of {len(found):,} replies; --count 0 prints all")
