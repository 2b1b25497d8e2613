"""The desk: takes jobs, queues them, hands them to worker processes, and says how each stands.

What a job is and how far it came lies on disk; the desk itself remembers only which jobs are in hand. After a restart
a job that was under way is `interrupted`, and goes on where it stopped when its visitor says so.
"""

import asyncio
import shutil
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from space.asking.rates import Rates
from space.desk.disk import FULL, full_disk_said
from space.desk.job_folder import ANSWERS, EVALUATED, End, JobFolder
from space.desk.overdue import SILENCE, Overdue
from space.desk.processes import Workers
from space.desk.sightings import Sighting, title_of
from space.desk.visitors import Visitor
from space.logs import BUG, log_bug
from space.settings import SpaceSettings

EVERY, EVERY_WAITING = 0.4, 2.0
"""Seconds between two looks at a job; the second one where several jobs are before it."""

KEPT_DAYS = 30
DAY = 86400.0

ROOM = 10**9
"""Bytes that stay free on the disk where jobs are kept."""

ELSEWHERE = ("providers", "endpoint")
"""Places of models that are on other servers, which may be silent."""

REMEMBERED = 20
"""Jobs by which the time of a wait is estimated."""


@dataclass(frozen=True)
class QueueTurn:
    """A turn of the app's own hardware at the queue of submitted models: one of them is evaluated.

    Between two turns, models of visitors that wait for the same hardware are asked.
    """

    place: str = "here"


TURN = Visitor("the queue of submitted models", "")
"""Who a turn is for."""

PAUSE = 60.0
"""Seconds after a turn without work, or one that failed, before the next one."""


class Desk:
    """Takes jobs and looks after them.

    Parameters
    ----------
    settings : where jobs are kept, and how many there may be
    """

    def __init__(self, settings: SpaceSettings) -> None:
        self.settings = settings
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._in_hand: dict[str, _InHand] = {}
        self._light = Workers(settings.workers, settings)
        self._far = Workers(settings.remote, settings, late=True)
        self._heavy = Workers(1, settings, once=True)
        self._lent = Workers(1, settings, here=True)
        self._took: dict[Workers, deque[float]] = {}
        self._unwritten: dict[str, End] = {}
        self._swept = 0.0
        self._no_turn_until = 0.0
        self._closed = False

    def ready(self) -> None:
        """Start the processes that work on jobs, before there are any."""
        self._light.ready()
        self._heavy.ready()

    def submit(self, request: Any, visitor: Visitor, credential: Any = None) -> str:
        """Take a job.

        Parameters
        ----------
        request : a Run, or another dataclass that the worker knows
        visitor : who asks
        credential : a key or token; handed to the worker in memory, never written

        Returns
        -------
        The job's id, with which it is found again.

        Raises
        ------
        InputError : the visitor, or everybody together, has as many unfinished jobs as are allowed.
        """
        if time.time() - self._swept > DAY:
            self.sweep()
        with self._lock:
            self._admit(visitor)
            with full_disk_said():
                folder = JobFolder.new(self.settings.folder, type(request).__name__.lower(), request)
            self._enqueue(folder, visitor, credential)
        return folder.id

    def go_on(self, id: str, visitor: Visitor, credential: Any = None) -> None:
        """Take up a job that was stopped, interrupted or failed; nothing answered is asked again.

        Raises
        ------
        InputError : no such job; it is under way or finished; too many jobs.
        """
        folder = self._existing(id)
        with self._lock:
            if folder.id in self._in_hand:
                raise InputError("this job is already running; wait for it, or stop it")
            end = folder.end
            if end is not None and end.state == "finished":
                raise InputError("this job is finished; its results are below")
            self._admit(visitor)
            self._unwritten.pop(folder.id, None)
            folder.reopen()
            self._enqueue(folder, visitor, credential)

    def stop(self, id: str) -> None:
        """Stop a job: one that waits at once, one that is under way within five seconds, on a lent GPU as soon as it looks.

        Raises
        ------
        InputError : no such job.
        """
        folder = self._existing(id)
        with self._lock:
            folder.ask_to_stop()
            waiting = self._in_hand.get(folder.id)
            if waiting is not None and not waiting.has_place:
                del self._in_hand[folder.id]
                self._ended(folder, End("stopped", "it had not begun"))

    def evaluate(self) -> None:
        """Evaluate a submitted model on this hardware, if that is allowed and none is being evaluated."""
        with self._lock:
            taken = any(one.visitor is TURN for one in self._in_hand.values())
            if self.settings.evaluates and not taken and time.monotonic() >= self._no_turn_until:
                folder = JobFolder.new(self.settings.folder, QueueTurn.__name__.lower(), QueueTurn())
                self._enqueue(folder, TURN, None)

    def look(self, id: str) -> Sighting:
        """How a job stands.

        Raises
        ------
        InputError : no such job.
        """
        folder = self._existing(id)
        with self._lock:
            in_hand, end = self._in_hand.get(folder.id), self._unwritten.get(folder.id) or folder.end
            ahead = 0 if in_hand is None or in_hand.began else self._ahead(in_hand)
            wait = None if in_hand is None or in_hand.began else self._wait(in_hand, ahead)
        if in_hand is not None:
            under_way = "stopping" if folder.is_to_stop else "running"
            state = under_way if in_hand.began else "queued"
        else:
            state = "interrupted" if end is None else end.state
        words = "" if end is None else end.words
        record = folder.record
        kind, title = record["kind"], title_of(record["request"])
        unread = () if end is None else end.replies
        return Sighting(folder.id, kind, title, state, ahead, folder.progress, words, folder.finished, wait, unread)

    async def watch(
        self, id: str, every: float = EVERY, enough: Callable[[], bool] = lambda: False
    ) -> AsyncIterator[Sighting]:
        """How a job stands, whenever that changes, until nothing more happens, or nobody looks any more.

        Parameters
        ----------
        id : of the job
        every : seconds between two looks, unless several jobs are before it
        enough : asked at every look, whether it is the last
        """
        before = None
        while not enough():
            now = self.look(id)
            if now != before:
                yield now
            if now.is_over:
                return
            before = now
            await asyncio.sleep(max(every, EVERY_WAITING) if now.ahead > 1 else every)

    def result(self, id: str, of: str) -> Path:
        """The folder with result.json, report.html and the answers of one instrument.

        Raises
        ------
        InputError : no such job, or no such result yet.
        """
        folder = self._existing(id)
        if of not in folder.finished:
            raise InputError(
                f"this job has no result of {str(of)[:40]} yet; there are: {', '.join(folder.finished) or 'none'}"
            )
        return folder.results / of

    def answers(self, id: str) -> Path:
        """The table of a run's answers, of several questionnaires those of the one that was finished first.

        Raises
        ------
        InputError : no such job, or it holds no answers.
        """
        folder = self._existing(id)
        tables = (folder.results / name / f"{ANSWERS}.parquet" for name in folder.finished)
        found = next((one for one in tables if one.is_file()), None)
        if found is None:
            raise InputError(
                "this job holds no answers of a run; give the id of a run of a questionnaire that is finished"
            )
        return found

    def request(self, id: str) -> dict[str, Any]:
        """What a job was asked for."""
        found: dict[str, Any] = self._existing(id).record["request"]
        return found

    def sweep(self, now: float | None = None) -> int:
        """Delete jobs that are over and older than 30 days, and rates as old; says how many jobs."""
        self._swept = time.time()
        old = (self._swept if now is None else now) - KEPT_DAYS * DAY
        swept = 0
        for path in (self.settings.folder / "jobs").glob("*"):
            with self._lock:  # so that nobody goes on with it meanwhile
                if path.name in self._in_hand or path.stat().st_mtime >= old:
                    continue
                shutil.rmtree(self.settings.folder / "results" / path.name, ignore_errors=True)
                shutil.rmtree(path, ignore_errors=True)
                swept += 1
        with suppress(OSError):  # a full disk, which jobs that are deleted make room on
            Rates(self.settings.folder).sweep(old)
        return swept

    def close(self) -> None:
        """End the worker processes; what is under way can go on later."""
        self._closed = True
        for workers in (self._light, self._far, self._heavy, self._lent):
            workers.close()

    def _existing(self, id: str) -> JobFolder:
        folder = JobFolder(self.settings.folder, id)
        if not folder.exists:
            raise InputError(f"there is no job {id}; jobs are kept for {KEPT_DAYS} days: check that the id is whole")
        return folder

    def _admit(self, visitor: Visitor) -> None:
        """Refuse what goes beyond the limits."""
        limits, unfinished = self.settings, list(self._in_hand.values())
        theirs = sum(one.visitor.session == visitor.session for one in unfinished)
        from_there = sum(one.visitor.address == visitor.address for one in unfinished)
        for whose, there, most in (
            ("you have", theirs, limits.per_session),
            ("your address has", from_there, limits.per_address),
        ):
            if there >= most:
                raise InputError(
                    f"{whose} as many unfinished jobs as one visitor may have ({most}); wait for one, or stop it"
                )
        if len(unfinished) >= limits.waiting:
            raise InputError(f"{len(unfinished)} jobs are waiting, the most allowed here; try again later")
        if shutil.disk_usage(limits.folder).free < ROOM:
            raise InputError(FULL)

    def _enqueue(self, folder: JobFolder, visitor: Visitor, credential: Any) -> None:
        request = folder.record["request"]
        workers, elsewhere = self._workers_for(request), request.get("place") in ELSEWHERE
        self._in_hand[folder.id] = _InHand(folder, visitor, workers, credential, elsewhere)
        self._give_places()

    def _give_places(self) -> None:
        """Begin what waits and has a place now, the longest wait first; one address asks one other server at a time."""
        for one in list(self._in_hand.values()):
            there = [other for other in self._in_hand.values() if other.workers is one.workers and other.has_place]
            free = len(there) < one.workers.count and not self._closed
            if not one.has_place and free and not self._holds_back(one):
                one.has_place = True
                one.workers.threads.submit(one.context.run, self._attend, one)

    def _holds_back(self, entry: "_InHand") -> bool:
        """Whether a job waits because another one of its address asks another server, whichever place that has."""
        if not entry.asks_elsewhere:
            return False
        return any(one.has_place and one.takes_turns_with(entry) for one in self._in_hand.values())

    def _workers_for(self, request: dict[str, Any]) -> Workers:
        """Who works on a job: models and the embedding of texts take much memory, so one such job at a time; servers elsewhere
        may be slow, and nobody else waits for them."""
        if request.get("place") == "here":
            return self._lent if self.settings.zero_gpu else self._heavy
        texts = "self-introduction" in request.get("instruments", ()) or request.get("instrument") == "texts"
        if texts:
            return self._heavy
        return self._far if request.get("place") in ELSEWHERE else self._light

    def _attend(self, entry: "_InHand") -> None:
        """See one job through, in a thread that waits for a process."""
        entry.began, folder, since = True, entry.folder, time.monotonic()
        end: End | None = End("failed", BUG)
        try:
            overdue = Overdue(folder, SILENCE if entry.asks_elsewhere else None)
            end = entry.workers.do(folder, entry.credential, overdue)
        except Exception as error:  # nobody asks this thread how it ended, and the visitor must not wait for ever
            log_bug(error)
        finally:
            with self._lock:  # at once, so that nobody goes on with a job whose place is not free yet
                del self._in_hand[folder.id]
                if end is not None:
                    self._ended(folder, end)
                    if end.state == "finished" and entry.visitor is not TURN:
                        self._took.setdefault(entry.workers, deque(maxlen=REMEMBERED)).append(time.monotonic() - since)
                self._give_places()
        if entry.visitor is TURN and end is not None:
            if not end.words.startswith(EVALUATED):
                self._no_turn_until = time.monotonic() + PAUSE
            self.evaluate()

    def _ended(self, folder: JobFolder, end: End) -> None:
        """Write how a job ended; where even that has no room, it is known until a restart."""
        try:
            folder.end = end
        except OSError as error:
            log_bug(error)
            self._unwritten[folder.id] = end

    def _is_after_own(self, entry: "_InHand") -> bool:
        """Whether a job of its address that asks another server has a place, or gets one before it."""
        if not entry.asks_elsewhere:
            return False
        before = takewhile(lambda one: one is not entry, self._in_hand.values())
        return self._holds_back(entry) or any(one.takes_turns_with(entry) for one in before)

    def _ahead(self, entry: "_InHand") -> int:
        """Jobs that wait longer for the same places, and for no job of their own address."""
        before = takewhile(lambda one: one is not entry, self._in_hand.values())
        return sum(one.workers is entry.workers and not one.has_place and not self._holds_back(one) for one in before)

    def _wait(self, entry: "_InHand", ahead: int) -> float | None:
        """Seconds until it begins, by how long visitors' jobs of its kind took here until they were finished; None before
        one was, and for a job that waits for another one of its address, which may take any time."""
        took = self._took.get(entry.workers)
        return (
            None if not took or self._is_after_own(entry) else (ahead + 1) * sum(took) / len(took) / entry.workers.count
        )


class _InHand:
    """A job that waits or is under way."""

    def __init__(
        self, folder: JobFolder, visitor: Visitor, workers: Workers, credential: Any, asks_elsewhere: bool
    ) -> None:
        self.folder, self.visitor, self.workers, self.credential = folder, visitor, workers, credential
        self.asks_elsewhere = asks_elsewhere
        self.context = copy_context()  # a borrowed GPU is charged to the visitor whose request this is
        self.has_place = self.began = False

    def takes_turns_with(self, other: "_InHand") -> bool:
        """Whether both are of one address and ask other servers, which they do one at a time."""
        both = self.asks_elsewhere and other.asks_elsewhere
        return self is not other and both and self.visitor.address == other.visitor.address
