"""The queue as its visitors see it: what is pending, with place and time; what is running; what has ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from persona_collapse.hub.requests.book import Page
from persona_collapse.hub.requests.request import Request
from persona_collapse.hub.requests.taking import in_order


@dataclass(frozen=True)
class Waiting:
    """A pending request.

    Attributes
    ----------
    request : as stored
    place : in the queue, from 1
    seconds : until its result, roughly; None while no request of its mode was finished
    """

    request: Request
    place: int
    seconds: float | None


@dataclass(frozen=True)
class Running:
    """A request that a worker has.

    Attributes
    ----------
    request : as stored
    share : of its questions answered, 0 to 1
    seconds : until its result, roughly; None while no request of its mode was finished
    """

    request: Request
    share: float
    seconds: float | None


@dataclass(frozen=True)
class Queue:
    """All requests by state.

    Attributes
    ----------
    pending, running : in the order of submission
    ended : finished and failed, the last first
    unreadable : files of the dataset that are not requests
    """

    pending: tuple[Waiting, ...]
    running: tuple[Running, ...]
    ended: tuple[Request, ...]
    unreadable: int = 0


def queue_of(page: Page, now: float) -> Queue:
    """The queue at a time. A request whose worker has not renewed its lease counts as pending.

    The time rests on requests that were finished without an interruption: the median, by mode, of the seconds per
    question and parameter.

    Parameters
    ----------
    page : all requests
    now : in seconds since 1970
    """
    seen = [replace(one, state="PENDING") if one.is_stale(now) else one for one in in_order(page.requests)]
    rates = _rates(seen)
    running = tuple(_running(one, now, rates) for one in seen if one.state == "RUNNING")
    workers = max(1, len({one.request.worker for one in running}))
    left: float | None = 0.0
    for one in running:
        left = None if left is None or one.seconds is None else left + one.seconds
    waiting = []
    for place, request in enumerate((one for one in seen if one.state == "PENDING"), start=1):
        each = _seconds(request, rates)
        left = None if left is None or each is None else left + each
        waiting.append(Waiting(request, place, None if left is None else left / workers))
    ended = sorted((one for one in seen if not one.is_open), key=lambda one: -one.ended)
    return Queue(tuple(waiting), running, tuple(ended), page.unreadable)


def _rates(requests: Sequence[Request]) -> dict[str, float]:
    """Mode -> seconds per question and parameter."""
    found: dict[str, list[float]] = {}
    for one in requests:
        size = one.parameters * one.questions
        if one.state == "FINISHED" and one.takes == 1 and size:
            found.setdefault(one.settings.mode, []).append((one.ended - one.began) / size)
    return {mode: median(rates) for mode, rates in found.items()}


def _seconds(one: Request, rates: dict[str, float]) -> float | None:
    rate = rates.get(one.settings.mode)
    return None if rate is None else rate * one.parameters * (one.questions - one.done)


def _running(one: Request, now: float, rates: dict[str, float]) -> Running:
    return Running(one, one.done / one.questions if one.questions else 0.0, _seconds(one, rates))
