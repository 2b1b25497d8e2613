"""`persona-collapse report`: one page about one population, or about several side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.results import Diagnosis


def report(
    results: Annotated[
        list[str],
        typer.Argument(help="Records that measure --json wrote; or answers, as measure takes them."),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE.html|FILE.md", help="The page to write; - for Markdown on stdout.")
    ] = Path("report.html"),
) -> None:
    """Write one self-contained page: the signature, every number with its ceiling, floor and interval, and plots."""
    from persona_collapse.cli.output import say, write_text
    from persona_collapse.report import html, markdown

    write = {".html": html, ".htm": html, ".md": markdown}.get(out.suffix.lower())
    if str(out) == "-":
        write = markdown
    if write is None:
        raise InputError(f"--out {out}: say a name that ends in .html or .md")
    diagnoses = [one for name in results for one in _read(name)]
    write_text(out, write(diagnoses))
    if str(out) != "-":
        say(f"{out}: {len(diagnoses)} population{'s' if len(diagnoses) > 1 else ''}")


def _read(name: str) -> "list[Diagnosis]":
    """The records of a file, or answers measured now."""
    if Path(name).suffix.lower() == ".json":
        from persona_collapse.results.files import read_diagnoses

        return read_diagnoses(name)
    from persona_collapse.cli.measure import diagnosed

    return diagnosed([name])
