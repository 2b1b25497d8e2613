"""Whose turn it is to fill the view of a result: on one page, one job at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

LONGEST = 10.0
"""Seconds in which what had its turn before ends; a page that is gone may never end it."""


class Turn:
    """The turn of one job. What fills a view looks before every update whether it still has its turn.

    Parameters
    ----------
    asked : what the job was asked for; None where that does not matter, or not any more

    Attributes
    ----------
    is_over : whether it has to end
    ended : set when it has ended
    """

    def __init__(self, asked: Any = None) -> None:
        self.asked = asked
        self.is_over = False
        self.ended = asyncio.Event()


class Turns:
    """The turns of all pages. A job whose turn is taken by another shows nothing afterwards.

    Whatever takes a turn waits until the job before it has ended, and what that had to show has been sent. So an older
    update never arrives after a newer one.
    """

    def __init__(self) -> None:
        self._now: dict[str, Turn] = {}

    async def end(self, page: str) -> None:
        """End the turn of a page's job, if it has one.

        Parameters
        ----------
        page : its session
        """
        await self._over(self._now.get(page))

    def is_for(self, page: str, asked: Any) -> bool:
        """Whether the job that has a page's turn was asked for the same.

        Parameters
        ----------
        page : its session
        asked : what is asked for now
        """
        now = self._now.get(page)
        return now is not None and not now.is_over and bool(now.asked == asked)

    @asynccontextmanager
    async def taken(self, page: str, asked: Any = None) -> AsyncIterator[Turn]:
        """The turn of a job that is followed now.

        Parameters
        ----------
        page : its session
        asked : what the job is asked for
        """
        turn, before = Turn(asked), self._now.get(page)
        self._now[page] = turn  # at once: of two that wait, the later one has the turn
        try:
            await self._over(before)
            yield turn
        finally:
            turn.ended.set()
            if self._now.get(page) is turn:
                del self._now[page]

    @staticmethod
    async def _over(before: Turn | None) -> None:
        if before is not None:
            before.is_over = True
            with suppress(TimeoutError):
                await asyncio.wait_for(before.ended.wait(), LONGEST)
