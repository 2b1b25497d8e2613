"""The queue as three tables, in plain HTML with everything escaped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from persona_collapse.hub.requests.book import RequestBook
from persona_collapse.hub.requests.request import Request
from persona_collapse.hub.requests.waiting import Queue
from persona_collapse.results.percent import percent
from space.asking.estimates import duration

MOST_ENDED = 50
"""Finished and failed requests that are shown, from the last."""

UNKNOWN = "not known yet"

NONE = {
    "pending": "No model is pending.",
    "running": "No model is being evaluated.",
    "ended": "No model has been evaluated yet.",
}


def pending_table(queue: Queue, book: RequestBook) -> str:
    """Models that wait, with their place and the time until their result."""
    rows = [
        (
            str(one.place),
            _model(one.request, book),
            escape(one.request.settings.words),
            escape(one.request.user),
            _when(one.request.submitted),
            escape(f"about {duration(one.seconds)}" if one.seconds is not None else UNKNOWN),
        )
        for one in queue.pending
    ]
    return _table("Pending", "pending", ("place", "model", "settings", "submitted by", "submitted", "result in"), rows)


def running_table(queue: Queue, book: RequestBook) -> str:
    """Models that are being evaluated, with their progress."""
    rows = []
    for one in queue.running:
        left = UNKNOWN if one.seconds is None else f"about {duration(one.seconds)}"
        done = f"{one.request.done:,} of {one.request.questions:,} questions"
        bar = f'<progress value="{one.share:.3f}" max="1" aria-label="{escape(one.request.settings.model)}"></progress>'
        rows.append(
            (
                _model(one.request, book),
                escape(one.request.settings.words),
                f"{bar}<br>{done} ({percent(one.share)})",
                escape(left),
            )
        )
    return _table("Running", "running", ("model", "settings", "progress", "result in"), rows)


def ended_table(queue: Queue, book: RequestBook) -> str:
    """Models that were evaluated, with their results, and those that failed, with the reason."""
    rows = [
        (
            _model(one, book),
            escape(one.settings.words),
            _outcome(one),
            escape(one.user),
            _when(one.ended),
        )
        for one in queue.ended[:MOST_ENDED]
    ]
    return _table("Finished and failed", "ended", ("model", "settings", "outcome", "submitted by", "ended"), rows)


def _outcome(one: Request) -> str:
    if one.state == "FAILED":
        return f"<strong>failed</strong>: {escape(one.why)}"
    links = [
        _link(address, f"result for {name}")
        for name, address in zip(one.settings.instruments, one.results, strict=False)
    ]
    return f"finished: {', '.join(links)}" if links else "finished"


def _model(one: Request, book: RequestBook) -> str:
    return f"{_link(book.address(one), one.settings.model)} at {escape(one.settings.commit[:8])}"


def _link(address: str, words: str) -> str:
    """A link to the Hub; an address from a file that is none of the Hub's is not one."""
    if not address.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(address)}" rel="noopener" target="_blank">{escape(words)}</a>'


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%d %b %H:%M} UTC"


def _table(title: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    if not rows:
        return f"<h3>{title}</h3><p>{NONE[name]}</p>"
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<h3>{title}: {len(rows)}</h3><div class="scroll words" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
