"""The tab for answers from elsewhere: a file, which column is what, and whom to compare with."""

import asyncio
from collections.abc import Callable
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from space.desk.jobs import Desk
from space.files.bounds import ENDINGS
from space.files.received import NO_COLUMN, READING, Received, again, ordered, receive
from space.files.uploads import SAMPLE
from space.page import wording
from space.page.declared_fields import (
    THREE,
    DeclaredFields,
    said,
    said_of_people,
)
from space.page.errors import shown_errors
from space.page.following import TURNS
from space.page.upload_fields import OWN, Fields, OwnPeople, as_it_is, file_fields, nothing_of, paragraph, shown_of
from space.page.upload_job import page_of, wire_job
from space.sentences import sentence


def upload_tab(desk: Desk) -> None:
    """Make the tab.

    Parameters
    ----------
    desk : takes the job
    """
    received, people = gr.State(None), gr.State(None)
    gr.Markdown(wording.UPLOAD)
    with gr.Row():
        file = gr.File(label="Your answers", file_types=list(ENDINGS), elem_id="upload-file", scale=2, min_width=260)
        with gr.Column(min_width=220):
            gr.Markdown(wording.SAMPLE)
            sample = gr.Button("Take the sample", elem_id="upload-sample")
    with gr.Row():
        run = gr.Textbox(
            label="Answers of a run", info=wording.OF_A_RUN, elem_id="upload-run", max_length=40, scale=2, min_width=260
        )
        of_run = gr.Button("Take its answers", elem_id="upload-of-run", min_width=220)
    fields, own, table, task = file_fields()
    show = [received, *fields.all]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
    reading = {**quiet, **READING}
    file.clear(lambda: nothing_of(""), None, show, **quiet)
    says = [fields.kind, *table.all]
    for event in (fields.kind.input, table.labels.input, table.reversed_already.input):
        event(_as_kind, [received, *says], show, **reading)
    for text in (table.missing, table.scale, table.where):
        gr.on([text.blur, text.submit], _as_kind, [received, *says], show, **reading)
    fields.role.input(_column_of, [received, fields.role], fields.column, **quiet)
    fields.column.input(_corrected, [received, fields.role, fields.column], show, **quiet)
    fields.first.input(_ordered, [received, fields.first], show, **quiet)
    _wire_people(fields, own, received, people, table, quiet)
    emptied = wire_job(desk, fields, file, received, people, [*says, *own.table.all], task)

    async def shown(request: gr.Request, take: Callable[..., list[Any]], *given: Any) -> list[Any]:
        found = await asyncio.to_thread(take, *given)
        await TURNS.end(page_of(request))  # what was begun while it was read is of the file before
        return found

    async def taken(path: str, request: gr.Request) -> list[Any]:
        return await shown(request, _take, path)

    async def sampled(request: gr.Request) -> list[Any]:
        return [None, *await shown(request, _take, str(SAMPLE))]

    async def of_job(id: str, request: gr.Request) -> list[Any]:
        return [None, *await shown(request, _take_run, desk, id)]

    first: dict[str, Any] = {**quiet, "trigger_mode": "multiple"}  # what is given last is what is shown
    given = file.upload(emptied.nothing, None, emptied.outputs, **first)
    given.then(taken, file, show, **reading)
    given = sample.click(emptied.nothing, None, emptied.outputs, **first)
    given.then(sampled, None, [file, *show], **reading)
    given = gr.on([of_run.click, run.submit], emptied.nothing, None, emptied.outputs, **first)
    given.then(of_job, run, [file, *show], **reading)
    file.clear(emptied.nothing, None, emptied.outputs, **first)
    for event in (file.upload, file.clear, sample.click, of_run.click, run.submit):
        event(lambda: ["", "", "", False, False], None, table.all, **quiet)


def _wire_people(
    fields: Fields, own: OwnPeople, received: Any, people: Any, table: DeclaredFields, quiet: dict[str, Any]
) -> None:
    """The file of people appears when it is chosen, and is looked at when it comes or is said to be written otherwise."""

    def chosen(reference: str) -> list[Any]:
        return [gr.update(visible=reference == OWN)] * 2

    fields.reference.change(chosen, fields.reference, [own.file, own.group], **quiet)
    looked = {"inputs": [own.file, received, *table.all, *own.table.all], "outputs": [people, own.found]}
    own.file.upload(_people, **looked, **quiet, **READING)
    own.table.reversed_already.input(_people, **looked, **quiet, **READING)
    for text in (own.table.scale, own.table.where):
        gr.on([text.blur, text.submit], _people, **looked, **quiet, **READING)
    own.file.clear(lambda: (None, ""), None, [people, own.found], **quiet)


@shown_errors()
def _take(path: str) -> list[Any]:
    """What the page shows of a file that has just come; what is wrong with it stands where its content would."""
    try:
        return shown_of(receive(path))
    except InputError as refused:
        return nothing_of(sentence(str(refused)))


@shown_errors()
def _take_run(desk: Desk, id: str) -> list[Any]:
    """The same of the answers of a run in this app."""
    try:
        return _take(str(desk.answers(id)))
    except InputError as refused:
        return nothing_of(sentence(str(refused)))


@shown_errors()
def _as_kind(received: Received | None, kind: str | None, *values: Any) -> list[Any]:
    """The page by what the visitor says of the file: what its rows hold, and how they are written."""
    if received is None:
        return nothing_of("")
    now = again(received, kind, said(values))
    return as_it_is() if now is received else shown_of(now)


@shown_errors()
def _column_of(received: Received | None, role: str) -> Any:
    mapped = {} if received is None else received.mapping
    return gr.update(value=mapped.get(role, NO_COLUMN))


@shown_errors()
def _corrected(received: Received | None, role: str | None, column: str) -> list[Any]:
    if received is None or role is None:
        raise InputError("choose first what the column is to be taken for")
    return shown_of(received.corrected(role, column), role)


@shown_errors()
def _ordered(received: Received | None, first: str) -> list[Any]:
    if received is None:
        return nothing_of("")
    return shown_of(ordered(received, first))


@shown_errors()
def _people(path: str | None, received: Received | None, *values: Any) -> tuple[Received | None, str]:
    """The file of people: read by the same questionnaire as the population."""
    if path is None:
        return None, ""
    answers = said(values[:-THREE])
    kind = catalogue.USUAL if received is None else received.kind
    try:
        found = receive(path, kind, said_of_people(values[-THREE:], answers))
    except InputError as refused:
        return None, paragraph(sentence(str(refused)))
    return found, paragraph(found.sentences)
