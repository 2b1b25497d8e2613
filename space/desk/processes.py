"""Processes that work on jobs: started when needed or beforehand, and replaced when they die, with their own job only."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import LifoQueue
from typing import Any

from space.desk.job_folder import End, JobFolder
from space.logs import log_bug
from space.settings import SpaceSettings

LOST = (
    "the process that worked on it ended, most likely because memory ran out; the answers are kept: continue, or ask a "
    "smaller model"
)


PROCESSES = multiprocessing.get_context("forkserver")
"""How processes start: one that has imported what jobs need, before the first of them, and does nothing else is copied. That
takes no time, and no second import, and what was imported is in memory once."""
PROCESSES.set_forkserver_preload(["space.desk.worker"])

LOOKS = 0.25
"""Seconds between two looks at whether a job is overdue."""


class Overtaken(Exception):
    """A job was ended before its process was done with it."""

    def __init__(self, end: End) -> None:
        super().__init__(end.words)
        self.end = end


class Workers:
    """Some processes, each with a thread that hands it jobs.

    Parameters
    ----------
    count : how many
    settings : given to the worker
    once : start a new process after every job, which gives back all that a model took
    late : start a process only when there is a job for it, and end it after that
    here : work in this process (a GPU that is lent by the minute is lent to this one only)
    """

    def __init__(
        self, count: int, settings: SpaceSettings, *, once: bool = False, late: bool = False, here: bool = False
    ) -> None:
        self.count = count
        self.threads = ThreadPoolExecutor(count, thread_name_prefix="job")
        self._settings, self._once, self._late, self._here = settings, once, late, here
        self._closed = self._ahead = False
        self._starting = threading.Lock()
        self._all: list[_Process] = []
        self._free: LifoQueue[_Process | None] = LifoQueue()
        """The one that was at work last comes first: it is started, and warm."""
        for _ in range(count):
            self._free.put(None)

    def ready(self) -> None:
        """Start processes before there are jobs for them, so that no visitor waits until one has started."""
        if self._late or self._here:
            return
        self._ahead = True
        for process in [self._free.get() for _ in range(self._free.qsize())]:
            self._give_back(process or self._started_if_possible())

    def do(self, folder: JobFolder, credential: Any, overdue: Callable[[], End | None]) -> End | None:
        """Work on a job in a free process; says how it ended, None where the app was closed meanwhile.

        Parameters
        ----------
        folder, credential : of the job
        overdue : says how the job ends, when its process must not work on it any longer; the process is ended
        """
        if self._here:
            from space.desk.worker import work

            return work(folder, credential, self._settings)
        process = self._free.get()
        try:
            process = process or self._started()
            return None if process is None else self._done_by(process, folder, credential, overdue)
        finally:
            self._give_back(process)

    def close(self) -> None:
        """End the processes at once, whatever they are at; what was answered is stored."""
        with self._starting:
            self._closed = True
        self.threads.shutdown(wait=False, cancel_futures=True)
        for process in list(self._all):
            process.kill()

    def _done_by(
        self, process: "_Process", folder: JobFolder, credential: Any, overdue: Callable[[], End | None]
    ) -> End | None:
        """As `do`. A process that has not ended the job is ended itself."""
        try:
            end = process.do(folder, credential, overdue)
        except Overtaken as early:
            process.kill()
            return None if self._closed else early.end
        except (EOFError, OSError):
            process.kill()
            return None if self._closed else End("failed", LOST)
        except Exception:
            process.kill()  # it may still be at this job
            raise
        if self._once or self._late:
            process.kill()
        return end

    def _give_back(self, process: "_Process | None") -> None:
        """Free a place, whatever happens: with its process, or another one where that has ended."""
        if process is not None and not process.is_alive and not self._closed:
            self._all.remove(process)
            process = self._started_if_possible() if self._ahead else None
        self._free.put(process)

    def _started_if_possible(self) -> "_Process | None":
        """A new process; none where the machine cannot start one now: the next job tries again."""
        try:
            return self._started()
        except OSError as error:
            log_bug(error)
            return None

    def _started(self) -> "_Process | None":
        """A new process; none where no more jobs come, or it would work on after the app was closed.

        Raises
        ------
        OSError : the machine cannot start one.
        """
        with self._starting:
            if self._closed:
                return None
            self._all.append(_Process(self._settings))
            return self._all[-1]


class _Process:
    """One process that takes a job at a time."""

    def __init__(self, settings: SpaceSettings) -> None:
        self._ours, theirs = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=_serve, args=(theirs, settings), daemon=True)
        self._process.start()
        theirs.close()
        self._killed = False

    def do(self, folder: JobFolder, credential: Any, overdue: Callable[[], End | None]) -> End:
        """One job.

        Raises
        ------
        EOFError, OSError : the process has ended.
        Overtaken : the job is overdue; the process still works on it.
        """
        self._ours.send((folder, credential))
        while not self._ours.poll(LOOKS):
            if (early := overdue()) is not None:
                raise Overtaken(early)
        end: End = self._ours.recv()
        return end

    @property
    def is_alive(self) -> bool:
        """Whether it can take another job."""
        return not self._killed and self._process.is_alive()

    def kill(self) -> None:
        """End it at once."""
        self._killed = True
        self._process.kill()
        self._process.join(5)


def _serve(jobs: Connection, settings: SpaceSettings) -> None:
    """What a process does: import what jobs need, then one job after another, as long as the app is there."""
    threading.Thread(target=_end_with_app, daemon=True).start()
    from space.desk.worker import work

    while True:
        try:
            folder, credential = jobs.recv()
        except (EOFError, KeyboardInterrupt):
            return
        jobs.send(work(folder, credential, settings))


def _end_with_app() -> None:
    """End this process when the app ends, killed or not: two processes must not work on one job after a restart."""
    app = multiprocessing.parent_process()
    assert app is not None, "the app has started this process"
    app.join()
    os._exit(1)
