"""`persona-collapse merge`: one run of the shards of a study."""

from pathlib import Path
from typing import Annotated

import typer


def merge(
    shards: Annotated[
        list[Path], typer.Argument(metavar="SHARD...", help="Run directories made by run --shard I/N, all N of them.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="RUN", help="Directory of the merged run.")],
) -> None:
    """Merge the shards of a study into one run. Repeat the command to take in what the shards have received since."""
    from persona_collapse.cli._shared.output import say, typed
    from persona_collapse.study import merge as merged
    from persona_collapse.study import status

    merged(shards, out, command=typed())
    found = status(out)
    for line in found.lines():
        say(line)
    if found.replies < found.expected:
        say(f"{found.expected - found.replies:,} questions have no reply yet; rerun the shards, then merge again")
    say(f"measure the run: persona-collapse measure {out}")
