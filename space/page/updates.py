"""Updates of a page by a function that goes on for a while."""

from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any, ParamSpec

import gradio as gr
import gradio.utils

Given = ParamSpec("Given")
Updates = AsyncIterator[tuple[Any, ...]]


def send_whole_updates() -> None:
    """Let Gradio send every update as it is, not as what differs from the one before.

    A page makes the next update from the one before in place, even if that one is not shown yet. So "show this", followed by
    "leave it as it is", showed nothing where the page was slow.
    """

    def whole(before: Any, now: Any) -> list[Any]:
        return [] if before == now else [["replace", [], now]]

    gradio.utils.diff = whole


def each_sent_once(function: Callable[Given, Updates]) -> Callable[Given, Updates]:
    """The same function, whose last update changes nothing.

    When a function has ended, Gradio sends its last update a second time. By then the visitor may have typed something, or
    another job may have taken the page over, and both would be overwritten.

    Parameters
    ----------
    function : yields tuples with one update for each output
    """

    @wraps(function)
    async def sent(*args: Given.args, **kwargs: Given.kwargs) -> Updates:
        outputs = 0
        async for update in function(*args, **kwargs):
            outputs = len(update)
            yield update
        if outputs:
            yield tuple(gr.skip() for _ in range(outputs))

    return sent
