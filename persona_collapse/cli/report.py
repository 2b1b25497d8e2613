"""`persona-collapse report`: one page about one population, about several side by side, or about what differs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.results import Comparison, Diagnosis
    from persona_collapse.results.texts import TextDiagnosis


def report(
    results: Annotated[
        list[str],
        typer.Argument(help="Records that measure --json or compare --json wrote; or answers, as measure takes them."),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE.html|FILE.md", help="The page to write; - for Markdown on stdout.")
    ] = Path("report.html"),
) -> None:
    """Write one self-contained page: the signature, every number with its ceiling, floor and interval, and plots."""
    from persona_collapse.cli._shared.output import say, write_text

    as_text = str(out) == "-" or out.suffix.lower() == ".md"
    if not as_text and out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out}: give a name that ends in .html or .md")
    records = [one for name in results for one in _read(name)]
    write_text(out, _page(records, as_text))
    if str(out) != "-":
        say(f"{out}: {len(records)} record{'s' if len(records) > 1 else ''}")


def _read(name: str) -> "list[Diagnosis | Comparison | TextDiagnosis]":
    """The records of a file, or answers measured now."""
    if Path(name).suffix.lower() == ".json":
        from persona_collapse.results.files import read_records

        return read_records(name)
    from persona_collapse.cli._shared.measured import How, measured
    from persona_collapse.inputs import read_given

    return [*measured([name], [read_given(name)], How())]


def _page(records: "list[Diagnosis | Comparison | TextDiagnosis]", as_text: bool) -> str:
    from persona_collapse.report import comparison_html, comparison_markdown, html, markdown, texts_html, texts_markdown
    from persona_collapse.results import Comparison, Diagnosis

    diagnoses = [one for one in records if isinstance(one, Diagnosis)]
    if len(diagnoses) == len(records):
        return (markdown if as_text else html)(diagnoses)
    if len(records) > 1:
        raise InputError("a comparison, and free texts, have their own page; give each alone, or populations only")
    (one,) = records
    if isinstance(one, Comparison):
        return (comparison_markdown if as_text else comparison_html)(one)
    assert not isinstance(one, Diagnosis), "populations were all there is"
    return (texts_markdown if as_text else texts_html)(one)
