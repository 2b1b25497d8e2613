"""Models that visitors submit: the queue as it is on the Hub, read at most every few seconds, and submitting to it."""

import time
from collections.abc import Callable
from functools import cached_property

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import GB, Hardware
from persona_collapse.hub.requests.admission import Wanted, submit
from persona_collapse.hub.requests.book import RequestBook
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import Request
from persona_collapse.hub.requests.waiting import Queue, queue_of
from persona_collapse.hub.token import token as own_token
from space.board.kept import Kept
from space.desk.jobs import Desk

FRESH = 15.0
"""Seconds for which a reading of the queue is shown again."""

PATIENCE = 6.0
"""Seconds for which a visitor waits for a Hub that does not answer."""

NO_TOKEN = "this app has no token to write with; its owner has to set HF_TOKEN, and the queue can be read only"


class SubmittedModels:
    """The queue of an app.

    Parameters
    ----------
    desk : evaluates models on this hardware, if it may; its settings name the datasets
    clock : the time in seconds since 1970
    finished : called when a request is seen to be finished that was not before, as its result is there then
    """

    def __init__(
        self, desk: Desk, clock: Callable[[], float] = time.time, finished: Callable[[], None] = lambda: None
    ) -> None:
        self._desk, self._clock, self._finished = desk, clock, finished
        self._kept = Kept(self._looked, FRESH)
        self.protocol = Protocol(desk.settings.protocol_personas)

    @cached_property
    def book(self) -> RequestBook:
        """The dataset of requests; of all visitors, so that it is read once."""
        return RequestBook(self._desk.settings.requests, token=own_token(), patience=PATIENCE)

    @cached_property
    def hardware(self) -> Hardware:
        """What models may take: of this machine, or of those that evaluate instead of it."""
        room = self._desk.settings.takes_gb * GB
        return Hardware(room, room, room) if room else Hardware.here(self._desk.settings.zero_gpu)

    def queue(self) -> Queue:
        """The queue now, or as it was a few seconds ago. If a model waits, this app's hardware begins to work.

        Raises
        ------
        InputError : the dataset is not available.
        """
        return self._kept.get()

    def submit(self, wanted: Wanted, user: str) -> Request:
        """Put a model into the queue.

        Parameters
        ----------
        wanted : as the form has it
        user : who is logged in; empty without a login

        Raises
        ------
        InputError : as `persona_collapse.hub.requests.admission.submit`; the app has no token.
        """
        token = own_token()
        if token is None:
            raise InputError(NO_TOKEN)
        request = submit(
            wanted,
            user,
            self.book,
            now=self._clock(),
            hardware=self.hardware,
            token=token,
            protocol=self.protocol,
            per_week=self._desk.settings.per_week,
        )
        self.forget()
        return request

    def forget(self) -> None:
        """Read the queue anew next time."""
        self._kept.forget()

    def begin(self) -> None:
        """Begin to read it, for visitors that come later."""
        self._kept.begin()

    def _looked(self) -> Queue:
        before, queue = self._kept.last, queue_of(self.book.read(), self._clock())
        mine = [one.request for one in queue.pending] + [one.request for one in queue.running]
        if self._desk.settings.evaluates and any(self.hardware.takes(one.memory) for one in mine):
            self._desk.evaluate()
        if before is not None and _finished(queue) - _finished(before):
            self._finished()
        return queue


def _finished(queue: Queue) -> set[str]:
    return {one.id for one in queue.ended if one.state == "FINISHED"}
