"""Submitting a model: everything that can be known beforehand is checked at once, each with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import Hardware, fits
from persona_collapse.hub.requests.book import Page, RequestBook
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import Request, Settings, request_of
from persona_collapse.instruments import catalogue

PER_WEEK = 5
"""Requests of one user in seven days."""

WEEK = 7 * 86400.0

MOST_OPEN = 200
"""Requests that may be pending at a time, of all users."""


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks for.

    Attributes
    ----------
    model : id on the Hub
    revision : branch, tag or commit; empty the main branch
    precision, mode, instruments, thinking : as in `Settings`
    """

    model: str
    revision: str = ""
    precision: str = "auto"
    mode: str = "probabilities"
    instruments: tuple[str, ...] = (catalogue.USUAL,)
    thinking: str = ""


class Duplicate(InputError):
    """The same was asked for before.

    Attributes
    ----------
    address : of the request, or of its result
    """

    def __init__(self, said: str, address: str) -> None:
        super().__init__(said)
        self.address = address


def submit(
    wanted: Wanted,
    user: str,
    book: RequestBook,
    *,
    now: float,
    hardware: Hardware,
    token: str | None = None,
    protocol: Protocol = Protocol(),  # noqa: B008  frozen
    per_week: int = PER_WEEK,
) -> Request:
    """Check a model and put it into the queue.

    Parameters
    ----------
    wanted : what is to be evaluated
    user : who submits, as named on the Hub
    book : of requests, with a token that may write
    now : the time, in seconds since 1970
    hardware : of the workers
    token : with which workers read models; a gated model needs one that has access
    protocol : how models are evaluated
    per_week : requests that one user may submit in seven days

    Returns
    -------
    The request as it is stored.

    Raises
    ------
    Duplicate : the same is queued or evaluated already; has the address of it.
    InputError : no such model, no safetensors, no access, too large, too many requests, an unknown setting, or the Hub
        does not answer.
    """
    if not user:
        raise InputError("a request needs a login; sign in with Hugging Face first")
    protocol.settings("", "", wanted.precision, wanted.mode, wanted.instruments, wanted.thinking)
    _refuse_many(book.read(), user, now, per_week)
    found = fits(wanted.model, hardware, token, revision=wanted.revision.strip() or None, precision=wanted.precision)
    settings = protocol.settings(
        found.name, found.revision, wanted.precision, wanted.mode, wanted.instruments, wanted.thinking
    )
    questions = sum(map(len, protocol.studies(wanted.mode, wanted.instruments, wanted.thinking)))
    request = Request(
        *(settings, user, now, found.parameters, found.memory, questions),
        license=found.license,
        base=found.base,
        relation=found.relation,
    )
    request_of(request.to_json(), request.path)  # what is stored can be read

    sent = False

    def update(before: Request | None) -> Request:
        nonlocal sent
        if sent and before is not None and (before.user, before.submitted) == (user, now):
            return before  # stored by a commit whose answer was lost, and taken by a worker meanwhile
        there = book.read()
        _refuse_many(there, user, now, per_week)
        _refuse_same(settings, there, book)
        sent = True
        return request

    return book.change(request.path, update, f"{found.name}: submitted by {user}")


def _refuse_many(there: Page, user: str, now: float, per_week: int) -> None:
    theirs = [one for one in there.requests.values() if one.user == user and one.submitted > now - WEEK]
    if len(theirs) >= per_week:
        days = max(1, round((min(one.submitted for one in theirs) + WEEK - now) / 86400))
        raise InputError(
            f"you have submitted {len(theirs)} requests in the last seven days, the most for one user; the next one is "
            f"possible in {days} day{'' if days == 1 else 's'}"
        )
    waiting = sum(one.state == "PENDING" for one in there.requests.values())
    if waiting >= MOST_OPEN:
        raise InputError(f"{waiting} requests are pending, the most allowed; try again later")


def _refuse_same(settings: Settings, there: Page, book: RequestBook) -> None:
    """Refuse instruments that are queued or evaluated already; what failed may be submitted again."""
    for other in there.requests.values():
        same = settings.overlaps(other.settings)
        if not same or other.state == "FAILED":
            continue
        which = f"{_listed(same)} of {settings.model} at commit {settings.commit[:8]} with these settings"
        if other.state == "FINISHED":
            place = next(
                (one for name, one in zip(other.settings.instruments, other.results, strict=False) if name in same),
                book.address(other),
            )
            raise Duplicate(f"{which}: evaluated already; see {place}", place)
        state = "running" if other.state == "RUNNING" else "queued"
        raise Duplicate(
            f"{which}: {state} already, submitted by {other.user}; see {book.address(other)}", book.address(other)
        )


def _listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> _listed(["a"]), _listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
