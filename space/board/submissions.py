"""Submitting to the leaderboard: a result from a file or a job, its checks as a table, and the pull request."""

import threading
from html import escape
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import MOST_BYTES, Check, checks
from persona_collapse.hub.submission import AlreadyOpen, submit
from space.desk.jobs import Desk
from space.desk.result_files import RESULT

SIGN_IN = "sign in with Hugging Face first (the button at the top); the pull request is opened in your name"


def record_in(file: str | Path) -> str:
    """The text of a result file, which a stranger gave.

    Raises
    ------
    InputError : it is too large, or not text.
    """
    with Path(file).open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(f"the file has more than {MOST_BYTES:,} bytes; give the result.json of a run")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the file is not text; give the result.json of a run") from None


def record_of_job(desk: Desk, id: str, instrument: str) -> str:
    """The result of a job.

    Raises
    ------
    InputError : there is no such job or result.
    """
    return record_in(desk.result(id.strip(), instrument) / RESULT)


def table_of_checks(done: tuple[Check, ...]) -> str:
    """Every check with its outcome, escaped; in words, not in colour alone."""
    body = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td>{"passed" if one.passed else "<strong>failed</strong>"}</td>'
        f"<td>{escape(one.found)}</td><td>{escape(one.needed)}</td></tr>"
        for one in done
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("check", "outcome", "found", "needed"))
    return (
        f'<div role="status"><p>{escape(verdict(done))}</p><div class="scroll words" tabindex="0" role="region" '
        f'aria-label="Checks"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>'
    )


def verdict(done: tuple[Check, ...]) -> str:
    """How the checks went, in a sentence."""
    failed = sum(not one.passed for one in done)
    if failed:
        return f"{failed} of {len(done)} checks failed, so this result cannot be submitted."
    return f"All {len(done)} checks passed."


def looked_at(record: str) -> tuple[str, bool]:
    """The table of a result's checks, and whether all passed."""
    done = checks(record)
    return table_of_checks(done), all(one.passed for one in done)


_ONE_AT_A_TIME = threading.Lock()
"""Of two presses, the second one sees the pull request of the first."""


def opened(record: str, repo: str, token: str | None, endpoint: str | None = None) -> str:
    """Open the pull request; says where it is. If the same result is proposed already, nothing is opened, and it says where.

    Raises
    ------
    InputError : nothing was checked, nobody is logged in, a check fails, or the Hub refuses.
    """
    if not record:
        raise InputError("choose a result and check it first")
    if token is None:
        raise InputError(SIGN_IN)
    with _ONE_AT_A_TIME:
        try:
            url, words = submit(record, repo, token, endpoint=endpoint), "The pull request is open"
        except AlreadyOpen as there:
            url, words = there.address, "A pull request with this result is open already"
    return f'<p role="status">{words}: <a href="{escape(url)}" rel="noopener">{escape(url)}</a></p>'
