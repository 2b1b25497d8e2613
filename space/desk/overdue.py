"""When a job's process is ended although it still works: stop was said, or no reply has come for long."""

import time
from collections.abc import Callable

from space.desk.job_folder import End, JobFolder, Progress

STOPS_WITHIN = 4.0
"""Seconds in which a process may end by itself after stop was said; then it is ended, and its place is free."""

SILENCE = 120.0
"""Seconds without a reply after which a job that asks another server makes room. A server that asks to wait is not silent."""


class Overdue:
    """Looks at a job while its process works on it.

    Parameters
    ----------
    folder : of the job
    silence : seconds without progress that are allowed while a server is asked; None any number
    clock : seconds, which only increase
    """

    def __init__(
        self, folder: JobFolder, silence: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._silence, self._clock = folder, silence, clock
        self._told: float | None = None
        self._seen: tuple[str, int, int, int] | None = None
        self._since = clock()

    def __call__(self) -> End | None:
        """How the job ends now; None while it may continue."""
        now = self._clock()
        if self._folder.is_to_stop:
            self._told = now if self._told is None else self._told
            if now - self._told >= STOPS_WITHIN:
                return End("stopped", _kept(self._folder.progress))
        if self._silence is None:
            return None
        at = self._folder.progress
        seen = (at.stage, at.done, at.failed, at.waits)
        if seen != self._seen or at.stage.startswith("measuring"):
            self._seen, self._since = seen, now
        elif now - self._since >= self._silence:
            return End("stopped", f"no reply for {self._silence:.0f} seconds; {_kept(at)}: continue later")
        return None


def _kept(at: Progress) -> str:
    return f"{at.done:,} replies are kept" if at.total else "it can be started again"
