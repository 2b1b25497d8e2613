"""Retries: which failures are temporary, and how long to wait."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from persona_collapse.backends.faults import Fault

T = TypeVar("T")

DOUBLED = 60
"""The largest number of times a wait is doubled, to avoid overflow."""


class Passing(Exception):
    """A temporary failure.

    Parameters
    ----------
    reason : in words
    wait : seconds to wait, as requested by the server; None if not stated
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Refused(Exception):
    """A request that the server refuses for good.

    Parameters
    ----------
    fault : why
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.line)
        self.fault = fault


@dataclass(frozen=True)
class Patience:
    """How often to try, and how long to wait between attempts.

    Attributes
    ----------
    attempts : total number of attempts
    first : seconds before the second attempt; doubled each time and reduced by a random part of up to one half
    longest : longest single wait in seconds; if a server asks for more, there is no further attempt
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 120.0

    def wait(self, attempt: int, asked_for: float | None) -> float | None:
        """Seconds to wait after an attempt (from 1), or None to give up."""
        if attempt >= self.attempts or (asked_for is not None and asked_for > self.longest):
            return None
        if asked_for is not None:
            return min(self.longest, asked_for + random.uniform(0, 0.1 * self.first))
        return min(self.longest, self.first * 2.0 ** min(attempt - 1, DOUBLED)) * random.uniform(0.5, 1.0)


def persistently(call: Callable[[], T], patience: Patience, *, sleep: Callable[[float], None] = time.sleep) -> T:
    """The result of `call`, with retries as long as its failures are temporary.

    Raises
    ------
    Passing : the last failure, after the last attempt.
    """
    attempt = 1
    while True:
        try:
            return call()
        except Passing as failure:
            wait = patience.wait(attempt, failure.wait)
            if wait is None:
                raise
            sleep(wait)
            attempt += 1


def retry_after(header: str | None, now: float | None = None) -> float | None:
    """Seconds requested by a Retry-After header (a number or a date).

    >>> retry_after("2"), retry_after("Thu, 01 Jan 1970 00:00:30 GMT", now=10.0), retry_after("soon")
    (2.0, 20.0, None)
    """
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - (time.time() if now is None else now))
    except (TypeError, ValueError):
        return None


def wait(seconds: float, ended: Callable[[], bool], step: float = 0.2) -> bool:
    """Wait, unless something ends it; whether the whole time has passed."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if ended():
            return False
        time.sleep(min(step, left))
    return not ended()
