"""Wait for what another thread or process does: until it happens, however slow the machine is.

No test may depend on how fast a machine is. Where two things must overlap, one waits for the other; where something must
happen first, the test waits until it has happened. PATIENCE only ends what would never happen.
"""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 300.0
"""Seconds: far more than anything takes on a busy machine. Use it as the timeout of whatever must not time out."""

Found = TypeVar("Found")


def until(
    happens: Callable[[], Found],
    *,
    alive: Callable[[], bool] = lambda: True,
    seconds: float = PATIENCE,
    every: float = 0.02,
    shown: Callable[[], object] = lambda: "it did not happen in time",
) -> Found:
    """What `happens` returns, as soon as that is true.

    Parameters
    ----------
    happens : called again and again
    alive : whether what should do it still runs
    seconds : the most to wait
    every : seconds between two calls
    shown : what a failure shows

    Raises
    ------
    AssertionError : it did not happen in time, or never can.
    """
    end = time.monotonic() + seconds
    while True:
        still = alive()  # before the look: what has ended may have done it
        if found := happens():
            return found
        assert still, "it ended before it happened"
        assert time.monotonic() < end, shown()
        time.sleep(every)
