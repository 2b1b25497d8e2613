"""What is read from elsewhere for all visitors together: read again when it is old, and meanwhile shown as it was."""

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

SOON = 0.5
"""Seconds that a visitor waits for a new reading where there is an older one; the reading continues without the visitor."""

Found = TypeVar("Found")


class Kept(Generic[Found]):
    """The last reading of something.

    One reading is under way at a time. While there is none at all, all visitors wait for it.

    Parameters
    ----------
    read : reads it; called in a thread of its own
    fresh : seconds for which a reading is shown again
    soon : seconds that a visitor waits for a newer one

    Examples
    --------
    >>> kept = Kept(iter("ab").__next__, fresh=60.0)
    >>> kept.get(), kept.get(), kept.get(anew=True)
    ('a', 'a', 'b')
    """

    def __init__(self, read: Callable[[], Found], fresh: float, soon: float = SOON) -> None:
        self._read, self._fresh, self._soon = read, fresh, soon
        self._lock = threading.Lock()
        self._last: Found | None = None
        self._failed: BaseException | None = None
        self._read_at = -math.inf
        self._under_way: Future[Found] | None = None
        self._is_wrong = False

    @property
    def last(self) -> Found | None:
        """What was read last; None before the first reading."""
        return self._last

    def get(self, *, anew: bool = False) -> Found:
        """The reading now, or the last one.

        Parameters
        ----------
        anew : wait until it was read again, however long that takes

        Raises
        ------
        Exception : whatever the reading raises, if there is no older one or if the reading before this one failed, too.
        """
        with self._lock:
            anew = anew or self._is_wrong
            last, failed = self._last, self._failed
            if last is not None and not anew and time.monotonic() - self._read_at < self._fresh:
                return last
            reading = self._started() if anew or self._under_way is None else self._under_way
        try:
            return reading.result(None if anew or last is None else self._soon)
        except TimeoutError:
            if reading.done() or last is None:
                raise
            if failed is not None:
                raise failed from None
            return last

    def forget(self) -> None:
        """Read it anew next time: it is known to have changed."""
        with self._lock:
            self._is_wrong = True

    def begin(self) -> None:
        """Begin a reading, for visitors that come later."""
        with self._lock:
            self._started()

    def _started(self) -> "Future[Found]":
        reading: Future[Found] = Future()
        self._under_way, self._is_wrong = reading, False
        threading.Thread(target=self._see_through, args=(reading,), daemon=True).start()
        return reading

    def _see_through(self, reading: "Future[Found]") -> None:
        """Read it; what was begun before the last reading is no longer kept."""
        try:
            found = self._read()
        except BaseException as error:  # raised again where it is waited for
            with self._lock:
                if self._under_way is reading:
                    self._failed, self._under_way = error, None
            reading.set_exception(error)
            return
        with self._lock:
            if self._under_way is reading:
                self._last, self._read_at = found, time.monotonic()
                self._failed = self._under_way = None
        reading.set_result(found)
