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
    from persona_collapse.cli._shared.measured import How
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.cli._shared.records import records_of
    from persona_collapse.report.drawing.files import write_figures
    from persona_collapse.report.markdown_page import markdown_of
    from persona_collapse.report.page import page

    as_text = str(out) == "-" or out.suffix.lower() == ".md"
    if not as_text and out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out}: give a name that ends in .html or .md")
    records = [one for name in results for one in records_of(name, How(reading=reading))]
    whole = _report(records)
    write_text(out, markdown_of(whole) if as_text else page(whole))
    if str(out) != "-":
        say(f"{out}: {len(records)} record{'s' if len(records) > 1 else ''}")
    if figures is not None:
        say(f"{figures}: {len(write_figures(whole.sections, figures))} files, each figure as PNG, SVG and PDF")


def _report(records: "list[Diagnosis | Comparison | TextDiagnosis]") -> "Report":
    """What the page says."""
    from persona_collapse.report.comparison import comparison_report
    from persona_collapse.report.sections import diagnosis_report, measured_alike
    from persona_collapse.report.shareable import shareable, shareable_comparison, shareable_texts
    from persona_collapse.report.texts import text_report
    from persona_collapse.results import Comparison, Diagnosis

    diagnoses = [one for one in records if isinstance(one, Diagnosis)]
    if len(diagnoses) == len(records):
        measured_alike(diagnoses)
        return diagnosis_report([shareable(one) for one in diagnoses])
    if len(records) > 1:
        raise InputError(
            "a comparison has its own page, and so have free texts; give one such record alone, or populations only"
        )
    (one,) = records
    if isinstance(one, Comparison):
        return comparison_report(shareable_comparison(one))
    assert not isinstance(one, Diagnosis), "populations were all there is"
    return text_report(shareable_texts(one))
