"""The tab for answers from elsewhere: a file, which column is what, and whom to compare with."""

import asyncio
import html
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from space.desk.jobs import Desk
from space.desk.visitors import visitor_of
from space.files.bounds import ENDINGS
from space.files.declared import Declared
from space.files.received import AT_ONCE, NO_COLUMN, READING, Received, again, ordered, receive
from space.files.roles import KINDS, NOTHING, TEXTS, has_people
from space.files.spoken import CONTROLS, in_page_words
from space.files.uploads import SAMPLE, Upload, checked
from space.page import wording
from space.page.declared_fields import (
    DeclaredFields,
    PeopleFields,
    declared_fields,
    people_fields,
    said,
    said_of_people,
)
from space.page.errors import shown_errors
from space.page.following import TURNS, followed
from space.page.result_view import result_view
from space.page.run_tab import IN_THE_ADDRESS
from space.sentences import sentence

BUNDLED, OWN = "bundled", "own"


@dataclass(frozen=True)
class _Fields:
    """The components that change with the file, in the order of `_shown`."""

    found: Any
    details: Any
    kind: Any
    written: Any
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
    fields, own, table = _fields()
    show = [received, *fields.all]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
    reading = {**quiet, **READING}
    file.clear(lambda: _nothing(""), None, show, **quiet)
    says = [fields.kind, *table.all]
    for event in (fields.kind.input, table.labels.input, table.reversed_already.input):
        event(_as_kind, [received, *says], show, **reading)
    for text in (table.missing, table.scale, table.where):
        gr.on([text.blur, text.submit], _as_kind, [received, *says], show, **reading)
    fields.role.input(_column_of, [received, fields.role], fields.column, **quiet)
    fields.column.input(_corrected, [received, fields.role, fields.column], show, **quiet)
    fields.first.input(_ordered, [received, fields.first], show, **quiet)
    _wire_people(fields, own, received, people, table, quiet)
    emptied = _wire_job(desk, fields, file, received, people, [*says, *own.table.all])

    async def taken(path: str, request: gr.Request) -> list[Any]:
        shown = await asyncio.to_thread(_take, path)
        await TURNS.end(_page(request))  # what was begun while it was read is of the file before
        return shown

    async def sampled(request: gr.Request) -> list[Any]:
        return [None, *await taken(str(SAMPLE), request)]

    first: dict[str, Any] = {**quiet, "trigger_mode": "multiple"}  # what is given last is what is shown
    given = file.upload(emptied.nothing, None, emptied.outputs, **first)
    given.then(taken, file, show, **reading)
    given = sample.click(emptied.nothing, None, emptied.outputs, **first)
    given.then(sampled, None, [file, *show], **reading)
    file.clear(emptied.nothing, None, emptied.outputs, **first)
    for event in (file.upload, file.clear, sample.click):
        event(lambda: ["", "", "", False, False], None, table.all, **quiet)


@dataclass(frozen=True)
class _Emptied:
    """What a job has left on the page, and how it is taken away."""

    outputs: list[Any]
    nothing: Callable[[gr.Request], Awaitable[tuple[Any, ...]]]


@dataclass(frozen=True)
class _Own:
    """The file of people, what was found in it, and how it is written."""

    file: Any
    found: Any
    group: Any
    table: PeopleFields


def _fields() -> tuple[_Fields, _Own, DeclaredFields]:
    """Everything below the file, empty."""
    found = gr.HTML("", elem_id="upload-found", label="What was found", padding=False)
    with gr.Column(visible=False) as details:
        kinds = [(words, key) for key, words in KINDS.items()]
        kind = gr.Dropdown(kinds, value=None, label=CONTROLS["instrument"], elem_id="upload-kind")
        with gr.Accordion(wording.WRITTEN, open=False, elem_id="upload-written") as written:
            table = declared_fields()
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
            first = gr.Dropdown([], label=CONTROLS["map"], elem_id="upload-first", min_width=220)
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
        with gr.Column(visible=False) as group:
            of_people = people_fields()
    measure = gr.Button("Measure", variant="primary", interactive=False, elem_id="upload-measure")
    fields = _Fields(found, details, kind, written, preview, mapping, role, column, first, reference, without, measure)
    return fields, _Own(people_file, people_found, group, of_people), table


def _wire_people(
    fields: _Fields, own: _Own, received: Any, people: Any, table: DeclaredFields, quiet: dict[str, Any]
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
        return _shown(receive(path))
    except InputError as refused:
        return _nothing(sentence(str(refused)))


@shown_errors()
def _as_kind(received: Received | None, kind: str | None, *values: Any) -> list[Any]:
    """The page by what the visitor says of the file: what its rows hold, and how they are written."""
    if received is None:
        return _nothing("")
    now = again(received, kind, said(values))
    return _as_it_is() if now is received else _shown(now)


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
def _people(path: str | None, received: Received | None, *values: Any) -> tuple[Received | None, str]:
    """The file of people: read by the same questionnaire as the population."""
    if path is None:
        return None, ""
    answers = said(values[:-THREE])
    kind = catalogue.USUAL if received is None else received.kind
    try:
        found = receive(path, kind, said_of_people(values[-THREE:], answers))
    except InputError as refused:
        return None, _said(sentence(str(refused)))
    return found, _said(found.sentences)


THREE = len(PeopleFields.__dataclass_fields__)
"""Controls of the table of people."""


def _wire_job(desk: Desk, fields: _Fields, file: Any, received: Any, people: Any, says: list[Any]) -> "_Emptied":
    """The button submits what was checked; then its job is watched to the result. With another file that is taken away."""
    stop = gr.Button("Stop", variant="stop", interactive=False, elem_id="upload-stop")
    job = gr.Textbox(label="Job id", info=wording.FIND_AGAIN, interactive=False, buttons=["copy"], elem_id="upload-job")
    progress = gr.HTML(elem_id="upload-progress")
    view = result_view(desk, "upload")
    reading = asyncio.Semaphore(AT_ONCE)

    async def begin(
        path: str | None,
        received: Received | None,
        people: Received | None,
        reference: str,
        request: gr.Request,
        *values: Any,
    ) -> AsyncIterator[Any]:
        async with TURNS.taken(_page(request)) as turn:
            with shown_errors():
                try:
                    async with reading:
                        upload = await asyncio.to_thread(_checked, received, people, reference, values, path)
                except InputError as refused:  # beside the button, where the visitor looks
                    over, never = gr.update(interactive=True), gr.update(interactive=False)
                    yield "", _said(sentence(str(refused)), wrong=True), over, never, *view.nothing
                    return
                who = visitor_of(request, behind_proxy=desk.settings.on_space)
                if turn.is_over:
                    return
                id = await asyncio.to_thread(desk.submit, upload, who)  # copies the file
            async for now, words, result in followed(desk, id, view, turn):
                over = gr.update(interactive=now.is_over)
                yield id, words, over, gr.update(interactive=now.state in ("queued", "running")), *result

    def halt(id: str) -> None:
        with shown_errors():
            desk.stop(id)

    async def nothing(request: gr.Request) -> tuple[Any, ...]:
        await TURNS.end(_page(request))
        return "", "", gr.skip(), gr.update(interactive=False), *view.nothing

    outputs = [job, progress, fields.measure, stop, *view.outputs]
    given = [file, received, people, fields.reference, *says]
    watching: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    fields.measure.click(begin, given, outputs, trigger_mode="multiple", **watching)
    stop.click(halt, job, None, **watching)
    job.change(None, [job], None, js=IN_THE_ADDRESS, api_visibility="private")
    return _Emptied(outputs, nothing)


def _page(request: gr.Request) -> str:
    return f"upload {request.session_hash}"


def _checked(
    received: Received | None,
    people: Received | None,
    reference: str,
    values: Sequence[Any],
    path: str | None = None,
) -> Upload:
    """What is submitted, by what the controls say now.

    Parameters
    ----------
    received, people, reference : as `upload_of`
    values : of the controls: what the rows hold, how they are written, how those of people are; none where untouched
    path : of the file on the page; None for the sample

    Raises
    ------
    InputError : what cannot be measured as it is, in words of the page.
    """
    try:
        if received is not None and path is not None and path != received.path:
            raise InputError("the file is still being read; press again when it is described above")
        if received is None or not values:
            return checked(upload_of(received, people, reference))
        kind, *table = values
        declared = said(table[:-THREE])
        now = again(received, kind, declared)
        if not now.is_complete:
            raise InputError(now.problem or now.sentences)
        return checked(upload_of(now, people, reference, said_of_people(table[-THREE:], declared)))
    except InputError as refused:
        raise InputError(in_page_words(str(refused))) from None


def upload_of(
    received: Received | None, people: Received | None, reference: str, of_people: Declared = NOTHING
) -> Upload:
    """What is submitted.

    Parameters
    ----------
    received, people : the files; None where there is none
    reference : "bundled" or "own"
    of_people : how the table of people is written

    Raises
    ------
    InputError : a file that is needed is not there.
    """
    if received is None:
        raise InputError("there is no file to measure; give one, or take the sample")
    upload = Upload(received.path, received.name, dict(received.mapping), received.kind, declared=received.declared)
    if received.kind == TEXTS or reference != OWN:
        return upload
    if people is None:
        raise InputError("there is no file of people; give one, or compare with the bundled reference")
    return replace(upload, reference=people.path, reference_name=people.name, of_people=of_people)


def _as_it_is() -> list[Any]:
    """The page without a change."""
    return [gr.skip() for _ in range(len(_Fields.__dataclass_fields__) + 1)]


def _nothing(words: str) -> list[Any]:
    """The page without a file: what was wrong, and everything else hidden."""
    kept = [gr.skip() for _ in range(len(_Fields.__dataclass_fields__) - 3)]
    return [None, _said(words, wrong=True), gr.update(visible=False), *kept, gr.update(interactive=False)]


def _shown(received: Received, role: str | None = None) -> list[Any]:
    """The page with a file: updates in the order of `_Fields`, the state first."""
    columns, is_texts = list(received.columns), received.kind == TEXTS
    is_odd = bool(received.problem) or received.declared != NOTHING or received.is_contradictory
    without = wording.TEXTS_REFERENCE if is_texts else "" if has_people(received.kind) else wording.NO_REFERENCE
    choices = [(words, name) for name, words in received.roles.items()]
    return [
        received,
        _said(received.sentences, wrong=bool(received.problem) or not received.is_complete),
        gr.update(visible=True),
        gr.update(value=received.kind if received.certain else None),
        gr.update(open=is_odd, visible=not is_texts),
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
