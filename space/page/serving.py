"""How the page is served: its styles, its queue, and what one request may carry."""

from copy import copy
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState
from starlette.middleware import Middleware

from persona_collapse.report.page import styles
from space.desk.jobs import Desk
from space.page.mcp_tools import complete
from space.page.request_size import BodyLimit
from space.page.streams import WAITING, StreamsEnded
from space.page.updates import send_whole_updates

STYLES = [Path(__file__).with_name(name) for name in ("style.css", "cards.css")]
HEAD = f"<style>{styles('.dark')}</style><script>{WAITING}</script>"
"""The style sheet of sections and figures: as it is, since Gradio drops the rules for figures of some width from its own; and
what keeps a page from losing an update."""

LARGEST = "20mb"

SESSIONS = 1000
"""Pages whose state is kept, about 60 kB each; of more, the ones longest unused begin anew."""

AT_ONCE = 1000
"""Events that are under way at a time. A page that follows a job is one of them until the job is over, and costs no thread;
with Gradio's own 40, the forty-first page would keep everybody else waiting."""

FONT = ("system-ui", "sans-serif")


def keep_no_copies() -> None:
    """Let Gradio keep no copy of all that each page shows: 40 ms and 750 kB for one that is opened, and two megabytes more
    for one with a report. Copies are for links that restore a page, which this app does not offer."""

    def begun(state: SessionState, blocks: gr.Blocks) -> None:
        """As in Gradio, without the copies."""
        state.blocks_config = copy(blocks.default_config)
        state.state_data, state._state_ttl = {}, {}
        state.is_closed, state.STATE_TTL_WHEN_CLOSED = False, 3600

    at_first: Any = begun
    nothing: Any = property(lambda state: {}, lambda state, values: None)
    ignored: Any = lambda state, key, value: None  # noqa: E731
    SessionState.config_values = nothing
    SessionState.__init__ = at_first  # type: ignore[method-assign]
    SessionState._update_value_in_config = ignored  # type: ignore[method-assign]


def launch(page: gr.Blocks, desk: Desk, **options: Any) -> Any:
    """Serve the page: a queue that the desk's own limits bound, uploads of 20 MB at most, nothing from other servers.

    Parameters
    ----------
    page, desk : as built
    options : of Gradio's `launch`
    """
    keep_no_copies()
    send_whole_updates()
    page.queue(max_size=1000, default_concurrency_limit=8)
    waits = not options.pop("prevent_thread_lock", False)
    served = page.launch(
        theme=gr.themes.Monochrome(font=FONT, font_mono="monospace"),
        head=HEAD,
        css_paths=STYLES,
        allowed_paths=[str(desk.settings.folder / "results")],
        max_file_size=LARGEST,
        app_kwargs={"middleware": [Middleware(BodyLimit), Middleware(StreamsEnded)]},
        mcp_server=True,
        enable_monitoring=False,
        state_session_capacity=SESSIONS,
        max_threads=AT_ONCE,
        run_history=False,
        ssr_mode=False,
        prevent_thread_lock=True,
        **options,
    )
    assert page.mcp_server_obj is not None, "it was started with the page"
    complete(page.mcp_server_obj.mcp_server, page)
    if waits:
        page.block_thread()
    return served
