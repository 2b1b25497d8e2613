"""The tab for a record of a remedy: its conclusion, its figures, its numbers, and what they do not say."""

from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.report.own_page import own_page
from persona_collapse.report.page import page
from persona_collapse.results import Comparison, Diagnosis
from persona_collapse.results.drift import Drift
from persona_collapse.results.texts import TextDiagnosis
from space.files.bounds import shown_name
from space.files.received import READING
from space.files.records import record_in
from space.page import wording
from space.page.errors import shown_errors
from space.page.result_view import framed, headline_of, numbers_of
from space.page.upload_fields import paragraph
from space.sentences import sentence

LONGEST = 4_000_000
"""Letters of HTML that are shown."""


def record_tab() -> None:
    """Make the tab."""
    gr.Markdown(wording.RECORD)
    file = gr.File(label="A record", file_types=[".json"], elem_id="record-file")
    shown = gr.HTML("", apply_default_css=False, elem_id="record-shown")
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
    file.upload(_shown, file, shown, **quiet, **READING)
    file.clear(lambda: "", None, shown, **quiet)


@shown_errors()
def _shown(path: str | None) -> str:
    """What the page shows of a file; what is wrong with it stands where its content would."""
    if path is None:
        return ""
    name = shown_name(path.rsplit("/", 1)[-1])
    try:
        return record_html_of(path, name)
    except InputError as refused:
        return paragraph(sentence(str(refused)), wrong=True)


def record_html_of(path: str, name: str) -> str:
    """A record as HTML: of a remedy its sections, of anything else its page in a frame.

    Parameters
    ----------
    path, name : of the file, and what the page calls it

    Raises
    ------
    InputError : it cannot be read, or its page is too long.
    """
    record = record_in(path, name)
    if isinstance(record, Diagnosis | TextDiagnosis | Comparison | Drift):
        found = framed(page(own_page(record)))
    else:
        found = f"{headline_of(record)}{numbers_of(record)}"
    if len(found) > LONGEST:
        raise InputError(wording.TOO_LONG.format(name))
    return found
