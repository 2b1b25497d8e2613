"""A job while it continues: words, a bar, the live scorecard, and each result as it comes."""

import asyncio
from collections.abc import AsyncIterator
from html import escape
from typing import Any
from urllib.parse import quote

from space.asking.estimates import duration
from space.desk.job_folder import JobFolder
from space.desk.jobs import Desk
from space.desk.sightings import Sighting
from space.desk.unread import FILE
from space.page.errors import shown_errors
from space.page.result_view import ResultView, of_job, table_of
from space.page.turns import Turn, Turns
from space.sentences import sentence

WORDS = {
    "queued": "waiting",
    "running": "under way",
    "stopping": "stopping: nothing else is asked",
    "finished": "finished",
    "stopped": "stopped",
    "failed": "failed",
    "interrupted": "interrupted: the app restarted meanwhile; press Continue",
}


TURNS = Turns()
"""Of all pages of this app."""

Seen = tuple[Sighting, str, tuple[Any, ...]]


async def followed(desk: Desk, id: str, view: ResultView, turn: Turn) -> AsyncIterator[Seen]:
    """How a job stands, whenever that changes: as a record, as HTML, and the updates of the view of its results.

    Parameters
    ----------
    desk, id : of the job
    view : of its results
    turn : until it is over
    """
    shown: tuple[str, ...] = ()
    with shown_errors():
        async for now in desk.watch(id, enough=lambda: turn.is_over):
            result = view.same if now.finished else view.nothing
            if now.finished != shown and not turn.is_over:
                shown, result = now.finished, await asyncio.to_thread(of_job, desk, id, now.finished[-1])
            if turn.is_over:
                return
            yield now, progress_of(now, _address(desk, id) if now.unread else ""), result


def _address(desk: Desk, id: str) -> str:
    """Where the replies of a job can be downloaded, in which no answer was found."""
    return f"gradio_api/file={quote(str(JobFolder(desk.settings.folder, id).results / 'unread' / FILE))}"


def progress_of(now: Sighting, replies: str = "") -> str:
    """How a job stands, in words, a bar and the live scorecard; a few replies, where none could be read.

    Parameters
    ----------
    now : how it stands
    replies : the address of all replies
    """
    at = now.progress
    words = WORDS[now.state] + (f", {now.ahead} before it" if now.ahead else "")
    if now.wait is not None:
        words += f", begins in about {duration(now.wait)}"
    elif now.state == "queued":
        words += ", how long is not known yet"
    if now.state == "running":
        words = at.stage
    parts = [f"<strong>{escape(words[:1].upper() + words[1:])}</strong>", escape(now.title)]
    if now.words:
        parts.append(escape(sentence(now.words)))
    if at.total:
        parts.append(f"{at.done:,} of {at.total:,} replies" + (f", {at.failed:,} failed" if at.failed else ""))
    if now.state == "running" and at.waits:
        parts.append(f"the server has asked to wait ({at.waits:,} times)")
    if now.state == "running" and at.rate and at.done < at.total:
        left = "" if at.seconds_left is None else f", about {duration(at.seconds_left)} left"
        parts.append(f"{at.rate:,.1f} a second{left}")
    bar = f'<progress max="{at.total}" value="{at.done}" aria-label="replies">{at.done}</progress>' if at.total else ""
    return f'<div role="status"><p>{" · ".join(parts)}</p>{bar}</div>{_unread(now, replies)}{_live(now)}'


def _unread(now: Sighting, address: str) -> str:
    """Replies in which no answer was found, as they were given."""
    if not now.unread:
        return ""
    shown = "".join(f"<pre>{escape(one)}</pre>" for one in now.unread)
    return (
        f'<div class="unread"><h3>{len(now.unread)} of the replies, as they were given</h3>{shown}'
        f'<p><a href="{escape(address)}" download>Download all replies as CSV</a></p></div>'
    )


def _live(now: Sighting) -> str:
    """The first numbers, until the result is there."""
    at = now.progress
    if not at.numbers or now.state == "finished":
        return ""
    rows = [(one.name, one.value, one.people) for one in at.numbers]
    title = f"So far, {at.respondents} respondents"
    return f"<h3>{title}</h3>{table_of(('number', 'value', 'held-out people'), [('', rows)])}"
