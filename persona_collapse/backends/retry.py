"""Waiting and trying again: which failures pass, and how long to wait for them."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

T = TypeVar("T")

DOUBLED = 60
"""So many times at most is a wait doubled; numbers end somewhere."""


class Passing(Exception):
    """A failure that may be over when asked again.

    Parameters
    ----------
    reason : in words
    wait : seconds the server asks to wait; None when it does not say
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How often to try, and how long to wait between.

    Attributes
    ----------
    attempts : in all
    first : seconds before the second attempt; doubled each time, a random half of it taken off
    longest : seconds of any one wait; a server that asks for more is not waited for
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
    """What `call` returns, tried again while its failures are passing.

    Raises
    ------
    Passing : the last failure, when patience is at its end.
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
    """Seconds a Retry-After header asks for: a number, or a date.

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
