"""`persona-collapse publish`: the numbers of a result, proposed to the page of its model on the Hub."""

from pathlib import Path
from typing import Annotated

import typer

from persona_collapse.errors import InputError


def publish(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A result.json, as measure RUN --json result.json writes it.")
    ],
    model: Annotated[
        str, typer.Option("--model", metavar="ORG/NAME", help="The model on the Hub that the result is of.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent, look whether it is there, and send nothing.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write the file for the model's page, and a record of Every Eval Ever, here; ask the Hub nothing.",
        ),
    ] = None,
) -> None:
    """Propose the numbers of a result to its model's page on the Hub, as a pull request.

    Sent are only numbers of which more is better, with their intervals. The owner of the model decides whether they stay.
    Rerun the same command after a failure: no second pull request is opened.
    """
    from persona_collapse.hub.exchange.offer import offer_of
    from persona_collapse.hub.token import token

    if out is not None and dry_run:
        raise InputError("--out writes files and --dry-run writes none; give one of them")
    own = token()
    if own is None and not dry_run and out is None:
        raise InputError(
            "a pull request needs a login; log in with hf auth login, or set HF_TOKEN, or write the files with --out FOLDER"
        )
    text, written = _read(result)
    offer = offer_of(text, str(result), model, written)
    if out is not None:
        _write(out, offer.files_here)
        return
    from persona_collapse.hub.publishing import propose

    typer.echo(f"pull request to {offer.model}: {offer.title}")
    for path, content in offer.files.items():
        typer.echo(f"\n{path}\n{content.decode()}")
    done = propose(offer, own, dry_run=dry_run)
    typer.echo(f"{done.state:16} {done.place}: {', '.join(done.files)} {done.address}".rstrip())


def _read(result: Path) -> tuple[str, int]:
    """The text of a result, and when it was written, in seconds since 1970."""
    try:
        return result.read_text(encoding="utf-8"), int(result.stat().st_mtime)
    except OSError as error:
        why = error.strerror
    except ValueError:
        why = "not text"
    raise InputError(f"cannot read {result}: {why}; give the file that measure RUN --json FILE wrote")


def _write(out: Path, files: dict[str, bytes]) -> None:
    from persona_collapse.cli._shared.output import make_folder, write_bytes

    for path, content in files.items():
        make_folder((out / path).parent)
        write_bytes(out / path, content)
        typer.echo(str(out / path))
