"""Whose turn it is to fill the view of a result: on one page, one job at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

LONGEST = 10.0
"""Seconds in which what had its turn before ends; a page that is gone may never end it."""


class Turn:
    """The turn of one job. What fills a view looks before every update whether it still has its turn."""

    def __init__(self) -> None:
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

    @asynccontextmanager
    async def taken(self, page: str) -> AsyncIterator[Turn]:
        """The turn of a job that is followed now.

        Parameters
        ----------
        page : its session
        """
        turn, before = Turn(), self._now.get(page)
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
