"""`persona-collapse evaluate-queue`: evaluate the models that were submitted to the leaderboard."""

from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130
GB = 10**9


def evaluate_queue(
    once: Annotated[
        bool, typer.Option("--once", help="End when no request is left for this machine, instead of waiting for more.")
    ] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Evaluate N requests, then end.")] = None,
    hardware: Annotated[
        float | None,
        typer.Option(
            metavar="GB",
            min=0.1,
            help="Memory that a model may take here: of the GPU if there is one. Default: what this machine has.",
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the replies are kept, a folder per request.")
    ] = Path("runs/queue"),
    requests: Annotated[
        str, typer.Option(metavar="ORG/NAME", help="The dataset of requests.")
    ] = "persona-collapse/requests",
    results: Annotated[
        str, typer.Option(metavar="ORG/NAME", help="The dataset of results.")
    ] = "persona-collapse/results",
) -> None:
    """Evaluate the models that were submitted to the leaderboard, one after another. Needs a token that may write to both datasets. Interrupt at any time; rerun the same command to resume."""
    from persona_collapse.cli._shared.output import say
    from persona_collapse.errors import InputError
    from persona_collapse.hub.token import token

    own = token()
    if own is None:
        raise InputError(
            f"no token, and requests are taken from {requests} by commits; log in with hf auth login, or set HF_TOKEN"
        )
    from persona_collapse.hub.hardware import Hardware
    from persona_collapse.hub.requests.book import RequestBook
    from persona_collapse.hub.requests.evaluation import Stopped
    from persona_collapse.hub.requests.worker import Worker

    here = Hardware.here()
    if hardware is not None:
        here = here.with_room(round(hardware * GB))
    book = RequestBook(requests, token=own, patience=600)
    worker = Worker(book, results, folder, here, own, say=say)
    say(f"requests of {requests} for {here.room / GB:.0f} GB; results go to {results}, replies to {folder}")
    try:
        count = worker.work(once=once, limit=limit)
    except (Stopped, KeyboardInterrupt):
        say("interrupted; rerun the same command to resume")
        raise typer.Exit(INTERRUPTED) from None
    say(f"{count} request{'' if count == 1 else 's'} evaluated")
