"""`persona-collapse report`: one page about one population, about several, about domains, about what differs, or about a remedy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared.reading import Reading, reads_tables
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.report.section import Report
    from persona_collapse.results.files import AnyStored


@reads_tables
def report(
    results: Annotated[
        list[str],
        typer.Argument(
            help="Records that --json of measure, compare, sweep, panel, personas next, worth, calibrate or advise wrote; or "
            "answers, as measure takes them."
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE.html|FILE.md", help="The page to write; - for Markdown on stdout.")
    ] = Path("report.html"),
    figures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write each figure here too, as PNG, SVG and PDF; needs matplotlib."),
    ] = None,
    models: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="The model of each record, in order, for records of several questionnaires that do not name it.",
        ),
    ] = None,
    *,
    reading: Reading,
) -> None:
    """Write one self-contained page: the signature, every number with its ceiling, floor and interval, and figures.

    Records of several questionnaires, or of free texts too, make a page about domains: which is most collapsed, and whether
    models change places. A comparison, a sweep, a panel and so on has a page of its own.
    """
    from persona_collapse.cli._shared.measured import How
    from persona_collapse.cli._shared.output import say, write_text
    from persona_collapse.cli._shared.records import records_of
    from persona_collapse.report.domains.faces import domain_lines
    from persona_collapse.report.drawing.files import write_figures
    from persona_collapse.report.markdown_page import markdown_of
    from persona_collapse.report.page import page

    as_text = str(out) == "-" or out.suffix.lower() == ".md"
    if not as_text and out.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"--out {out}: give a name that ends in .html or .md")
    records = [one for name in results for one in records_of(name, How(reading=reading))]
    whole = _report(records, None if models is None else [one.strip() for one in models.split(",")])
    write_text(out, markdown_of(whole) if as_text else page(whole))
    if str(out) != "-":
        if whole.records:
            typer.echo(domain_lines(whole))
        say(f"{out}: {len(records)} record{'s' if len(records) > 1 else ''}")
    if figures is not None:
        say(f"{figures}: {len(write_figures(whole.sections, figures))} files, each figure as PNG, SVG and PDF")


def _report(records: "list[AnyStored]", models: list[str] | None) -> "Report":
    """What the page says.

    Raises
    ------
    InputError : records that cannot be on one page.
    """
    from persona_collapse.report.domains.members import domain_of
    from persona_collapse.report.domains.page import domain_report
    from persona_collapse.report.own_page import own_page
    from persona_collapse.report.sections import diagnosis_report, measured_alike
    from persona_collapse.report.shareable import shareable
    from persona_collapse.results import Diagnosis
    from persona_collapse.results.texts import TextDiagnosis

    measured = [one for one in records if isinstance(one, Diagnosis | TextDiagnosis)]
    if len(measured) == len(records) and len(set(map(domain_of, measured))) > 1:
        return domain_report(measured, models)
    if models is not None:
        raise InputError("--models is for records of several questionnaires, and these are of one; omit it")
    diagnoses = [one for one in records if isinstance(one, Diagnosis)]
    if len(diagnoses) == len(records):
        measured_alike(diagnoses)
        return diagnosis_report([shareable(one) for one in diagnoses])
    if len(records) > 1:
        other = next((one for one in records if not isinstance(one, Diagnosis | TextDiagnosis)), None)
        raise InputError(
            f"{_called(other)} has its own page; give it alone"
            if other is not None
            else "several records of the same free texts have no common page; give one of them alone, or with the answers of its "
            "model to a questionnaire"
        )
    return own_page(records[0])


def _called(record: "AnyStored") -> str:
    """What a message calls a record.

    >>> from persona_collapse.results.advice import Advice
    >>> _called(Advice("a.csv", "noise", (), "1"))
    'a record of advise'
    """
    kinds = {
        "Comparison": "a comparison",
        "Drift": "a comparison against a retest",
        "NextPersonas": "a record of personas next",
        "Calibration": "a record of calibrate",
        "Advice": "a record of advise",
    }
    name = type(record).__name__
    return kinds.get(name, f"a {name.lower()} record")
