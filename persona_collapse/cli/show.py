"""`persona-collapse show`: stored replies with their questions."""

from pathlib import Path
from typing import Annotated

import typer

COUNT = 20
ON_PAGE = 2000
"""Replies on a page where no number is given: a page of 2,000 opens at once."""


def show(
    run: Annotated[Path, typer.Argument(help="A run directory.")],
    persona: Annotated[str | None, typer.Option(metavar="ID", help="Only replies of this persona.")] = None,
    item: Annotated[
        str | None, typer.Option(metavar="ID", help="Only replies to this item, by name or number.")
    ] = None,
    unread: Annotated[
        bool, typer.Option("--unread", help="Only unreadable replies, in which no answer was found.")
    ] = False,
    count: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Show at most this many replies; 0 shows all. 20 in the terminal, 2,000 on a page."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write a page that can be searched instead of printing.")
    ] = None,
) -> None:
    """Show stored replies, each with its question and how it was read."""
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.errors import InputError
    from persona_collapse.study import read_replies
    from persona_collapse.study.browsing import shown

    if count is not None and count < 0:
        raise InputError(f"--count {count}: give 0 or more")
    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out}: a page ends in .html")
    most = count if count is not None else COUNT if out is None else ON_PAGE
    found = list(shown(read_replies(run), persona=persona, item=item, unread=unread))
    if out is not None and found:
        from persona_collapse.report.replies import replies_html

        write_text(out, replies_html(found[: most or None], str(run), len(found)))
        say(f"wrote {out}")
    elif found:
        before = None
        for one in found[: most or None]:
            typer.echo("\n".join(one.lines(again=one.turns == before)))
            before = one.turns
    if not found:
        say("no such replies" if persona or item else "no replies" if not unread else "every reply holds an answer")
    elif most and len(found) > most:
        say(f"{most:,} of {len(found):,} replies; --count 0 shows all")
