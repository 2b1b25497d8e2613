"""The tab for answers from elsewhere: a file, which column is what, and whom to compare with."""

import asyncio
import html
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from space.desk.jobs import Desk
from space.desk.visitors import visitor_of
from space.files.bounds import ENDINGS
from space.files.received import AT_ONCE, NO_COLUMN, READING, Received, ordered, receive
from space.files.roles import KINDS, TEXTS, has_people, roles
from space.files.uploads import SAMPLE, Upload, checked
from space.page import wording
from space.page.errors import shown_errors
from space.page.following import followed
from space.page.result_view import result_view
from space.sentences import sentence

BUNDLED, OWN = "bundled", "own"


@dataclass(frozen=True)
class _Fields:
    """The components that change with the file, in the order of `_shown`."""

    found: Any
    details: Any
    kind: Any
    preview: Any
    mapping: Any
    role: Any
    column: Any
    first: Any
    reference: Any
    without: Any
    measure: Any

    @property
    def all(self) -> list[Any]:
        return list(vars(self).values())


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
    fields, own = _fields()
    show = [received, *fields.all]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
    reading = {**quiet, **READING}
    file.upload(_take, file, show, **reading)
    file.clear(lambda: _nothing(""), None, show, **quiet)
    sample.click(lambda: [None, *_take(str(SAMPLE))], None, [file, *show], **reading)
    fields.kind.input(_as_kind, [received, fields.kind], show, **reading)
    fields.role.input(_column_of, [received, fields.role], fields.column, **quiet)
    fields.column.input(_corrected, [received, fields.role, fields.column], show, **quiet)
    fields.first.input(_ordered, [received, fields.first], show, **quiet)
    _wire_people(fields, own, received, people, quiet)
    emptied = _wire_job(desk, fields, received, people)
    for event in (file.upload, file.clear, sample.click):
        event(emptied.nothing, None, emptied.outputs, **quiet)


@dataclass(frozen=True)
class _Emptied:
    """What a job has left on the page, and how it is taken away."""

    outputs: list[Any]
    nothing: Callable[[], tuple[Any, ...]]


@dataclass(frozen=True)
class _Own:
    """The file of people, and what was found in it."""

    file: Any
    found: Any


def _fields() -> tuple[_Fields, _Own]:
    """Everything below the file, empty."""
    found = gr.HTML("", elem_id="upload-found", label="What was found", padding=False)
    with gr.Column(visible=False) as details:
        kind = gr.Radio([(words, key) for key, words in KINDS.items()], label="The rows hold", elem_id="upload-kind")
        preview = gr.Dataframe(label="The first rows", interactive=False, datatype="str", elem_id="upload-preview")
        mapping = gr.Dataframe(
            label="Which column was taken for what",
            headers=["taken for", "column"],
            interactive=False,
            datatype="str",
            max_height=300,
            column_widths=["60%", "40%"],
            wrap=True,
            elem_id="upload-mapping",
        )
        with gr.Accordion("Correct a column", open=False, elem_id="upload-correct"), gr.Row():
            role = gr.Dropdown([], label="What", elem_id="upload-role", min_width=220)
            column = gr.Dropdown([], label="is in column", elem_id="upload-column", min_width=220)
            first = gr.Dropdown([], label="or: all items in order, from column", elem_id="upload-first", min_width=220)
        reference = gr.Radio(
            [(wording.CALIBRATED, BUNDLED), (wording.OWN_PEOPLE, OWN)],
            value=BUNDLED,
            label="Compared with",
            elem_id="upload-reference",
        )
        without = gr.Markdown("")
        people_file = gr.File(
            label="People's answers", file_types=list(ENDINGS), elem_id="upload-people", visible=False
        )
        people_found = gr.HTML("", label="What was found of people", elem_id="upload-people-found", padding=False)
    measure = gr.Button("Measure", variant="primary", interactive=False, elem_id="upload-measure")
    fields = _Fields(found, details, kind, preview, mapping, role, column, first, reference, without, measure)
    return fields, _Own(people_file, people_found)


def _wire_people(fields: _Fields, own: _Own, received: Any, people: Any, quiet: dict[str, Any]) -> None:
    """The file of people appears when it is chosen, and is looked at when it comes."""
    fields.reference.change(lambda chosen: gr.update(visible=chosen == OWN), fields.reference, own.file, **quiet)
    own.file.upload(_people, [own.file, received], [people, own.found], **quiet, **READING)
    own.file.clear(lambda: (None, ""), None, [people, own.found], **quiet)


@shown_errors()
def _take(path: str) -> list[Any]:
    """What the page shows of a file that has just come; what is wrong with it stands where its content would."""
    try:
        return _shown(receive(path))
    except InputError as refused:
        return _nothing(sentence(str(refused)))


@shown_errors()
def _as_kind(received: Received | None, kind: str) -> list[Any]:
    if received is None:
        return _nothing("")
    return _shown(receive(received.path, kind))


@shown_errors()
def _column_of(received: Received | None, role: str) -> Any:
    mapped = {} if received is None else received.mapping
    return gr.update(value=mapped.get(role, NO_COLUMN))


@shown_errors()
def _corrected(received: Received | None, role: str | None, column: str) -> list[Any]:
    if received is None or role is None:
        raise InputError("choose first what the column is to be taken for")
    return _shown(received.corrected(role, column), role)


@shown_errors()
def _ordered(received: Received | None, first: str) -> list[Any]:
    if received is None:
        return _nothing("")
    return _shown(ordered(received, first))


@shown_errors()
def _people(path: str, received: Received | None) -> tuple[Received | None, str]:
    """The file of people: read by the same questionnaire as the population."""
    try:
        found = receive(path, catalogue.USUAL if received is None else received.kind)
    except InputError as refused:
        return None, _said(sentence(str(refused)))
    return found, _said(found.sentences)


def _wire_job(desk: Desk, fields: _Fields, received: Any, people: Any) -> "_Emptied":
    """The button submits what was checked; then its job is watched to the result. With another file that is taken away."""
    stop = gr.Button("Stop", variant="stop", interactive=False, elem_id="upload-stop")
    job = gr.Textbox(label="Job id", info=wording.FIND_AGAIN, interactive=False, buttons=["copy"], elem_id="upload-job")
    progress = gr.HTML(elem_id="upload-progress")
    view = result_view(desk, "upload")
    reading = asyncio.Semaphore(AT_ONCE)

    async def begin(
        received: Received | None, people: Received | None, reference: str, request: gr.Request
    ) -> AsyncIterator[Any]:
        with shown_errors():
            async with reading:
                upload = await asyncio.to_thread(checked, upload_of(received, people, reference))
            who = visitor_of(request, behind_proxy=desk.settings.on_space)
            id = await asyncio.to_thread(desk.submit, upload, who)  # copies the file
        async for now, words, result in followed(desk, id, view):
            over = gr.update(interactive=now.is_over)
            yield id, words, over, gr.update(interactive=now.state in ("queued", "running")), *result

    def halt(id: str) -> None:
        with shown_errors():
            desk.stop(id)

    outputs = [job, progress, fields.measure, stop, *view.outputs]
    given = [received, people, fields.reference]
    watching: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    fields.measure.click(begin, given, outputs, **watching)
    stop.click(halt, job, None, **watching)
    return _Emptied([job, progress, *view.outputs], lambda: ("", "", *view.nothing))


def upload_of(received: Received | None, people: Received | None, reference: str) -> Upload:
    """What is submitted.

    Parameters
    ----------
    received, people : the files; None where there is none
    reference : "bundled" or "own"

    Raises
    ------
    InputError : a file that is needed is not there.
    """
    if received is None:
        raise InputError("there is no file to measure; give one, or take the sample")
    if received.kind == TEXTS or reference != OWN:
        return Upload(received.path, received.name, dict(received.mapping), received.kind)
    if people is None:
        raise InputError("there is no file of people; give one, or compare with the bundled reference")
    return Upload(received.path, received.name, dict(received.mapping), received.kind, people.path, people.name)


def _nothing(words: str) -> list[Any]:
    """The page without a file: what was wrong, and everything else hidden."""
    kept = [gr.skip() for _ in range(len(_Fields.__dataclass_fields__) - 3)]
    return [None, _said(words, wrong=True), gr.update(visible=False), *kept, gr.update(interactive=False)]


def _shown(received: Received, role: str | None = None) -> list[Any]:
    """The page with a file: updates in the order of `_Fields`, the state first."""
    columns, is_texts = list(received.columns), received.kind == TEXTS
    without = wording.TEXTS_REFERENCE if is_texts else "" if has_people(received.kind) else wording.NO_REFERENCE
    choices = [(words, name) for name, words in roles(received.kind).items()]
    return [
        received,
        _said(received.sentences, wrong=not received.is_complete),
        gr.update(visible=True),
        gr.update(value=received.kind),
        gr.update(value={"headers": received.headers, "data": received.cells}),
        gr.update(value=received.table),
        gr.update(choices=choices, value=role),
        gr.update(choices=[NO_COLUMN, *columns], value=role and received.mapping.get(role, NO_COLUMN)),
        gr.update(choices=columns, value=None, visible=not is_texts),
        gr.update(choices=_references(received.kind), visible=not is_texts),
        gr.update(value=without, visible=bool(without)),
        gr.update(interactive=received.is_complete),
    ]


def _references(kind: str) -> list[tuple[str, str]]:
    """Whom answers can be compared with."""
    bundled = wording.CALIBRATED if has_people(kind) else "no people"
    return [(bundled, BUNDLED), (wording.OWN_PEOPLE, OWN)]


def _said(words: str, *, wrong: bool = False) -> str:
    """A sentence for a screen reader too; whatever it quotes is escaped."""
    if not words:
        return ""
    return f'<p role="{"alert" if wrong else "status"}">{html.escape(words)}</p>'
