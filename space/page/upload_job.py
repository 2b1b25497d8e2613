"""The button of the tab for answers from elsewhere: what it submits, and its job until the result is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from space.desk.jobs import Desk
from space.desk.visitors import visitor_of
from space.files.bounds import shown_name
from space.files.declared import Declared
from space.files.received import AT_ONCE, Received, again
from space.files.remedied import SMALLEST, fits
from space.files.roles import NOTHING, TEXTS
from space.files.spoken import in_page_words
from space.files.uploads import Upload, checked
from space.page import wording
from space.page.declared_fields import THREE, said, said_of_people
from space.page.errors import shown_errors
from space.page.following import TURNS, followed
from space.page.result_view import result_view
from space.page.run_tab import IN_THE_ADDRESS
from space.page.task_fields import Task
from space.page.updates import each_sent_once
from space.page.upload_fields import OWN, Fields, paragraph
from space.sentences import sentence


@dataclass(frozen=True)
class Emptied:
    """What a job has left on the page, and how it is taken away."""

    outputs: list[Any]
    nothing: Callable[[gr.Request], Awaitable[tuple[Any, ...]]]


def wire_job(desk: Desk, fields: Fields, file: Any, received: Any, people: Any, says: list[Any], task: Task) -> Emptied:
    """The button submits what was checked; then its job is watched to the result. With another file that is taken away.

    Parameters
    ----------
    desk : takes the job
    fields, file, received, people : components of the tab, and what it remembers of both files
    says : the controls that say what the rows hold and how the tables are written
    task : those that say what is wanted
    """
    stop = gr.Button("Stop", variant="stop", interactive=False, elem_id="upload-stop")
    job = gr.Textbox(label="Job id", info=wording.FIND_AGAIN, interactive=False, buttons=["copy"], elem_id="upload-job")
    progress = gr.HTML(elem_id="upload-progress")
    view = result_view(desk, "upload")
    reading = asyncio.Semaphore(AT_ONCE)

    @each_sent_once
    async def begin(
        path: str | None,
        received: Received | None,
        people: Received | None,
        reference: str,
        wanted: str,
        size: float | None,
        pool: str | None,
        request: gr.Request,
        *values: Any,
    ) -> AsyncIterator[Any]:
        page, asked = page_of(request), (path, received, people, reference, wanted, size, pool, values)
        if TURNS.is_for(page, asked):  # a double click measures once
            return
        async with TURNS.taken(page, asked) as turn:
            with shown_errors():
                try:
                    async with reading:
                        given = (received, people, reference, values, path)
                        upload = await asyncio.to_thread(as_wanted, wanted, size, *given, pool=pool)
                except InputError as refused:  # beside the button, where the visitor looks
                    over, never = gr.update(interactive=True), gr.update(interactive=False)
                    turn.asked = None  # the button can be pressed again
                    yield "", paragraph(sentence(str(refused)), wrong=True), over, never, *view.nothing
                    return
                who = visitor_of(request, behind_proxy=desk.settings.on_space)
                if turn.is_over:
                    return
                id = await asyncio.to_thread(desk.submit, upload, who)  # copies the file
            is_over = False
            async for now, words, result in followed(desk, id, view, turn):
                is_over = now.is_over
                turn.asked = None if is_over else asked
                over = gr.update(interactive=is_over)
                yield id, words, over, gr.update(interactive=now.state in ("queued", "running")), *result
            if not is_over:  # its file was taken away or is measured anew: nobody can see it any more
                await asyncio.to_thread(halt, id)

    def halt(id: str) -> None:
        with shown_errors():
            desk.stop(id)

    async def nothing(request: gr.Request) -> tuple[Any, ...]:
        await TURNS.end(page_of(request))
        return "", "", gr.skip(), gr.update(interactive=False), *view.nothing

    outputs = [job, progress, fields.measure, stop, *view.outputs]
    given = [file, received, people, fields.reference, task.wanted, task.size, task.pool, *says]
    watching: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    fields.measure.click(begin, given, outputs, trigger_mode="multiple", **watching)
    stop.click(halt, job, None, **watching)
    job.change(None, [job], None, js=IN_THE_ADDRESS, api_visibility="private")
    return Emptied(outputs, nothing)


def as_wanted(wanted: str, size: float | None, *given: Any, pool: str | None = None) -> Upload:
    """What is submitted, and what is to be done with it.

    Parameters
    ----------
    wanted, size : a key of `WANTED`, and how many personas to choose
    given : as `as_submitted`
    pool : the file of personas to choose from; None for the bundled ones

    Raises
    ------
    InputError : as `as_submitted`; what is wanted cannot be done with it.
    """
    upload = replace(as_submitted(*given), wanted=wanted, size=int(size or 0) if wanted in SMALLEST else 0)
    if pool is not None and wanted == "next":
        upload = replace(upload, pool=pool, pool_name=shown_name(Path(pool).name))
    return fits(upload)


def page_of(request: gr.Request) -> str:
    """Whose turn it is: this tab of one open page."""
    return f"upload {request.session_hash}"


def as_submitted(
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
