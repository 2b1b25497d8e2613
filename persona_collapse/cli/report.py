"""`persona-collapse report`: one page about one population, about several side by side, or about what differs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared.reading import Reading, reads_tables
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.report.section import Report
    from persona_collapse.results import Comparison, Diagnosis
    from persona_collapse.results.texts import TextDiagnosis


@reads_tables
def report(
    results: Annotated[
        list[str],
        typer.Argument(help="Records that measure --json or compare --json wrote; or answers, as measure takes them."),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE.html|FILE.md", help="The page to write; - for Markdown on stdout.")
    ] = Path("report.html"),
    figures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write each figure here too, as PNG, SVG and PDF; needs matplotlib."),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Write one self-contained page: the signature, every number with its ceiling, floor and interval, and figures."""
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.report.drawing.files import write_figures
    from persona_collapse.report.markdown_page import markdown_of
    from persona_collapse.report.page import page

    as_text = str(out) == "-" or out.suffix.lower() == ".md"
    if not as_text and out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out}: give a name that ends in .html or .md")
    records = [one for name in results for one in _read(name, reading)]
    whole = _report(records)
    write_text(out, markdown_of(whole) if as_text else page(whole))
    if str(out) != "-":
        say(f"{out}: {len(records)} record{'s' if len(records) > 1 else ''}")
    if figures is not None:
        say(f"{figures}: {len(write_figures(whole.sections, figures))} files, each figure as PNG, SVG and PDF")


def _read(name: str, reading: Reading) -> "list[Diagnosis | Comparison | TextDiagnosis]":
    """The records of a file, or answers measured now."""
    if Path(name).suffix.lower() == ".json" and not _is_table(name):
        from persona_collapse.results.files import read_records

        return read_records(name)
    from persona_collapse.cli._shared.measured import How, measured
    from persona_collapse.inputs import read_given

    return [*measured([name], [read_given(name, read_as=reading.population)], How(reading=reading))]


def _is_table(name: str) -> bool:
    """Whether a JSON file holds a table rather than records."""
    import json
    from contextlib import suppress

    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(Path(name).read_text(encoding="utf-8-sig"))
        first = found[0] if isinstance(found, list) and found else found
        return isinstance(first, dict) and "schema" not in first
    return False


def _report(records: "list[Diagnosis | Comparison | TextDiagnosis]") -> "Report":
    """What the page says."""
    from persona_collapse.report.comparison import comparison_report
    from persona_collapse.report.sections import diagnosis_report, measured_alike
    from persona_collapse.report.texts import text_report
    from persona_collapse.results import Comparison, Diagnosis

    diagnoses = [one for one in records if isinstance(one, Diagnosis)]
    if len(diagnoses) == len(records):
        measured_alike(diagnoses)
        return diagnosis_report(diagnoses)
    if len(records) > 1:
        raise InputError(
            "a comparison has its own page, and so have free texts; give one such record alone, or populations only"
        )
    (one,) = records
    if isinstance(one, Comparison):
        return comparison_report(one)
    assert not isinstance(one, Diagnosis), "populations were all there is"
    return text_report(one)
