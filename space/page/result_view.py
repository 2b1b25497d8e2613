"""A result on the page: what the population is like, its numbers, the report and the files; shared by run and upload."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from persona_collapse.remedy import advise
from persona_collapse.report.commands import without_folders
from persona_collapse.report.own_page import own_page
from persona_collapse.report.page import conclusion_html, opening_html, section_html
from persona_collapse.report.parts.advice import advice_section
from persona_collapse.report.section import Section
from persona_collapse.report.sections import sections
from persona_collapse.report.texts import measured_texts, text_report
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import AnyStored, read_records
from persona_collapse.results.texts import TextDiagnosis
from space.desk.job_folder import JobFolder
from space.desk.jobs import Desk
from space.desk.result_files import REPORT, RESULT, files
from space.page import wording
from space.page.errors import shown_errors

Rows = Sequence[Sequence[str]]

IN_HEADLINE = ("about", "signature", "maps", "warnings")
"""Sections that the headline shows."""

SHOWN = ("drawn", "personas", "limits")
"""Sections of a remedy that a terminal does not print and the page shows."""


@dataclass(frozen=True)
class ResultView:
    """The components of a result, hidden until there is one.

    Attributes
    ----------
    box : holds the others
    job : the id of the job that is shown
    choice : which of its instruments
    headline, numbers, report, files : what is shown of it
    further, advice : what to do about it, and what holds that; hidden where there is no advice
    """

    box: Any
    job: Any
    choice: Any
    headline: Any
    numbers: Any
    report: Any
    files: Any
    further: Any
    advice: Any

    @property
    def outputs(self) -> list[Any]:
        """What `of_job` updates, in its order."""
        of_result = [self.headline, self.numbers, self.report, self.files, self.further, self.advice]
        return [self.box, self.job, self.choice, *of_result]

    @property
    def nothing(self) -> tuple[Any, ...]:
        """Updates that hide it."""
        return (gr.update(visible=False), *(gr.skip() for _ in self.outputs[1:]))

    @property
    def same(self) -> tuple[Any, ...]:
        """Updates that leave it as it is."""
        return tuple(gr.skip() for _ in self.outputs)


def result_view(desk: Desk, name: str) -> ResultView:
    """Make the components of a result; choosing another instrument shows that one.

    Parameters
    ----------
    desk : where results are
    name : begins the names of the components
    """
    with gr.Column(visible=False, elem_id=f"{name}-result") as box:
        job = gr.State("")
        choice = gr.Radio([], label="Result of", visible=False, elem_id=f"{name}-choice")
        headline = gr.HTML(apply_default_css=False, elem_id=f"{name}-headline")
        numbers = gr.HTML(apply_default_css=False, elem_id=f"{name}-numbers")
        gr.Markdown(wording.WHAT_THEY_MEAN)
        with gr.Accordion(wording.WHAT_TO_DO, open=True, visible=False, elem_id=f"{name}-further") as further:
            advice = gr.HTML(apply_default_css=False, elem_id=f"{name}-advice")
        downloads = gr.File(label="Download", file_count="multiple", interactive=False, elem_id=f"{name}-files")
        with gr.Accordion("The whole report", open=True):
            report = gr.HTML(elem_id=f"{name}-report")
    view = ResultView(box, job, choice, headline, numbers, report, downloads, further, advice)

    shown = [headline, numbers, report, downloads, further, advice]

    def chosen(id: str, of: str) -> tuple[Any, ...]:
        with shown_errors():
            return of_result(desk.result(id, of)) if id and of else tuple(gr.skip() for _ in shown)

    choice.input(chosen, [job, choice], shown, api_visibility="private")
    return view


def of_job(desk: Desk, id: str, of: str) -> tuple[Any, ...]:
    """Updates of a view's outputs that show a job's result.

    Parameters
    ----------
    desk, id : of a job with a result
    of : the instrument

    Raises
    ------
    InputError : there is no such job or result.
    """
    names = JobFolder(desk.settings.folder, id).finished
    radio = gr.update(choices=list(names), value=of, visible=len(names) > 1)
    return (gr.update(visible=True), id, radio, *of_result(desk.result(id, of)))


def of_result(folder: Path) -> tuple[Any, ...]:
    """Headline, numbers, report and files of a folder of results, and what to do about it."""
    (record,) = read_records(folder / RESULT)
    page = (folder / REPORT).read_text(encoding="utf-8")
    advice = advice_of(record)
    further = gr.update(visible=bool(advice))
    return headline_of(record), numbers_of(record), framed(page), files(folder), further, advice


def framed(page: str) -> str:
    """A report in a frame that may run nothing and reach nothing."""
    return f'<iframe class="report" title="{escape(wording.REPORT_TITLE)}" sandbox="" srcdoc="{escape(page)}"></iframe>'


def advice_of(record: AnyStored) -> str:
    """What to try first after a diagnosis; empty after anything else."""
    if not isinstance(record, Diagnosis):
        return ""
    found = advise(record)
    steps = section_html(advice_section(found, typed=False))
    typed = [one.command for one in found.steps if one.command]
    if not typed:
        return steps
    lines = escape("\n".join(map(without_folders, typed)))
    return f"{steps}<details><summary>{escape(wording.TO_TYPE)}</summary><pre>{lines}</pre></details>"


def headline_of(record: AnyStored) -> str:
    """The first screen of the report, and what must be said of the numbers; of another record, its conclusion."""
    if isinstance(record, TextDiagnosis):
        line = measured_texts(replace(record, note=""))
        notes = [*([record.note] if record.note else []), *record.warnings]
        return f"<h2>{escape(wording.TEXTS_HEADLINE)}</h2><p>{escape(line)}</p>{_listed(notes, 'note')}"
    if not isinstance(record, Diagnosis):
        return conclusion_html(own_page(record))
    people = record.reference
    none = "" if record.signature else "<h2>no signature</h2><p>The published protocol has none.</p>"
    own = [record.population.note] if record.population.note else []
    theirs = [f"{people.source}: {people.note}"] if people is not None and people.note else []
    return f"{none}{opening_html(record)}{_listed([*own, *theirs, *record.warnings], 'note')}"


def numbers_of(record: AnyStored) -> str:
    """Every section that is short enough for the page; figures and long tables are in the whole report."""
    return "".join(map(section_html, short_sections(record)))


def short_sections(record: AnyStored) -> list[Section]:
    """The sections of a record's report that a terminal prints too, without those in the headline; of a remedy also what is
    drawn, whom to ask and what it does not say."""
    if not isinstance(record, Diagnosis | TextDiagnosis):
        some = own_page(record).sections
        return [one for one in some if (not one.absent or one.id in SHOWN) and not one.id.startswith(IN_HEADLINE)]
    every = sections(record) if isinstance(record, Diagnosis) else text_report(record).sections
    return [one for one in every if not one.absent and not one.id.startswith(IN_HEADLINE)]


def numbers(record: AnyStored) -> list[tuple[str, Sequence[str], Rows]]:
    """Title, columns and rows of every table of a record, as printed."""
    return [
        (group.title or one.title, ("number", *one.table.head[1:]), [row.cells for row in group.rows])
        for one in short_sections(record)
        if one.table is not None
        for group in one.table.groups
    ]


def warnings_of(record: AnyStored) -> list[str]:
    """What must be said of the numbers of a record."""
    if isinstance(record, Diagnosis | TextDiagnosis):
        return list(record.warnings)
    return [one.text for one in own_page(record).about.of_style("warning")]


def table_of(columns: Sequence[str], groups: Sequence[tuple[str, Rows]]) -> str:
    """A table in sections, everything in it escaped."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    body = ""
    for title, rows in groups:
        if title:
            body += f'<tr><th scope="rowgroup" colspan="{len(columns)}" class="section">{escape(title)}</th></tr>'
        for first, *rest in rows:
            cells = "".join(f"<td>{escape(str(one))}</td>" for one in rest)
            body += f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>'
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(wording.NUMBERS_TITLE)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _listed(lines: Sequence[str], kind: str) -> str:
    items = "".join(f"<li>{escape(one)}</li>" for one in lines)
    return f'<ul class="{kind}">{items}</ul>' if items else ""
