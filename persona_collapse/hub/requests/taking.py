"""What a worker does with requests: takes one, renews its lease, and says how it ended. Each is one commit."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import TracebackType

from persona_collapse.errors import InputError
from persona_collapse.hub.models import HubUnreachable
from persona_collapse.hub.requests.book import RequestBook
from persona_collapse.hub.requests.request import IDLE_TAKES, Request

LEASE = 900.0
"""Seconds for which a worker has a request. It renews the lease three times in that time."""


class Lost(InputError):
    """Another worker has the request by now, or it has ended."""


def in_order(requests: Mapping[str, Request]) -> list[Request]:
    """Requests in the order in which they were submitted."""
    return sorted(requests.values(), key=lambda one: (one.submitted, one.path))


def release_stale(book: RequestBook, now: float) -> list[Request]:
    """Make requests pending again whose workers have not renewed their lease; those that never got an answer fail.

    Parameters
    ----------
    book : of requests
    now : the time

    Returns
    -------
    The requests that were changed.
    """
    stale = [one for one in in_order(book.read().requests) if one.is_stale(now)]
    changed = []
    for one in stale:
        with suppress(Lost):
            message = f"{one.settings.model}: lease ended"
            changed.append(book.change(one.path, lambda before: _released(before, now), message))
    return changed


def take(
    book: RequestBook, worker: str, now: float, *, lease: float = LEASE, takes: Callable[[Request], bool]
) -> Request | None:
    """Take the first pending request, or the one that this worker had before it was restarted.

    Parameters
    ----------
    book : of requests
    worker : its name
    now : the time
    lease : seconds for which the worker has it
    takes : whether the worker can evaluate a request

    Returns
    -------
    The request; None where none is left for this worker.
    """
    free = [one for one in in_order(book.read().requests) if _is_free(one, worker)]
    for one in sorted(free, key=lambda one: one.state == "PENDING"):  # first what it had before
        if takes(one):
            try:
                return book.change(
                    one.path, lambda before: _taken(before, worker, now, lease), f"{one.settings.model}: running"
                )
            except Lost:
                continue
    return None


def ended(book: RequestBook, held: Request, change: Callable[[Request], Request]) -> Request:
    """Say how a request ended: finished, failed or given back.

    Parameters
    ----------
    book : of requests
    held : as this worker holds it
    change : makes the ended request of it

    Raises
    ------
    Lost : another worker has it by now.
    """
    wanted = change(held)

    def update(before: Request | None) -> Request:
        return change(_held(before, held.worker))

    return book.change(held.path, update, f"{held.settings.model}: {wanted.state.lower()}")


class Lease:
    """A request in a worker's hands: as long as the block lasts, its lease is renewed in another thread.

    Parameters
    ----------
    book : of requests
    held : the request, just taken
    seconds : of a lease
    clock : the time in seconds since 1970
    """

    def __init__(
        self, book: RequestBook, held: Request, seconds: float = LEASE, clock: Callable[[], float] = time.time
    ) -> None:
        self.book, self.held, self.seconds, self.clock = book, held, seconds, clock
        self.done = held.done
        self.lost = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew_often, daemon=True)

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def renew(self) -> None:
        """Renew the lease now.

        Raises
        ------
        Lost : another worker has the request.
        HubUnreachable : the Hub does not answer.
        """
        until = self.clock()

        def update(before: Request | None) -> Request:
            return _held(before, self.held.worker).renewed(until, self.seconds, self.done)

        self.book.change(self.held.path, update, f"{self.held.settings.model}: {self.done:,} answered")

    def _renew_often(self) -> None:
        while not self._over.wait(self.seconds / 3):
            try:
                self.renew()
            except HubUnreachable:
                continue  # the answers are stored here; whether the request is still ours is asked before the result is sent
            except InputError as reason:
                self.lost = str(reason)
                return


def _is_free(one: Request, worker: str) -> bool:
    return one.state == "PENDING" or (one.state == "RUNNING" and one.worker == worker)


def _taken(before: Request | None, worker: str, now: float, lease: float) -> Request:
    if before is not None and before.state == "RUNNING" and (before.worker, before.began) == (worker, now):
        return before  # taken already, by a commit whose answer was lost
    if before is None or not _is_free(before, worker):
        raise Lost("another worker was first; take another request")
    return before.taken(worker, now, lease)


def _held(before: Request | None, worker: str) -> Request:
    if before is None or before.state != "RUNNING" or before.worker != worker:
        raise Lost("another worker has this request by now; its lease ended here")
    return before


def _released(before: Request | None, now: float) -> Request:
    if before is None:
        raise Lost("the request was removed")
    if not before.is_stale(now):
        return before
    if before.idle_takes >= IDLE_TAKES:
        return before.failed(
            now,
            f"{before.idle_takes} workers ended before it gave an answer; most likely it needs more memory than they have",
        )
    freed = before.given_back(f"{before.worker} has not reported since its lease ended")
    return replace(freed, idle_takes=before.idle_takes)
