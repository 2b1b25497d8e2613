"""`persona-collapse paper`: the paper's claims, recomputed, each with a verdict and its numbers."""

from pathlib import Path
from typing import Annotated

import typer


def paper(
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the page here (Markdown); on stdout by default.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="PATH", help="Also write every claim, number and verdict here.")
    ] = None,
    published_personas: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="The paper's sampled_personas_2000.json, which may not be shipped with this package; its "
            "flagged_persona_ids.json is read if it is in the same folder.",
        ),
    ] = None,
) -> None:
    """Recompute the claims of "The Chameleon's Limit" where possible, with a verdict for each."""
    from persona_collapse.cli._shared.output import progress, say, write_text
    from persona_collapse.replication import CLAIMS, Released, document, replicate, to_json

    with progress("paper", len(CLAIMS)) as step:
        findings = replicate(Released(personas=published_personas), progress=step)
    if json is not None:
        write_text(json, to_json(findings) + "\n")
    if out is None:
        typer.echo(document(findings), nl=False)
    else:
        write_text(out, document(findings))
        say(f"{len(findings)} claims, each with its verdict: {out}")
