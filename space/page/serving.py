"""How the page is served: its styles, its queue, and what one request may carry."""

from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from persona_collapse.report.page import styles
from space.desk.jobs import Desk
from space.page.mcp_tools import complete
from space.page.request_size import BodyLimit

STYLES = [Path(__file__).with_name(name) for name in ("style.css", "cards.css")]
HEAD = f"<style>{styles('.dark')}</style>"
"""The style sheet of sections and figures: as it is, since Gradio drops the rules for figures of some width from its own."""

LARGEST = "20mb"

SESSIONS = 1000
"""Pages whose state is kept, about 100 kB each; of more, the ones longest unused begin anew."""

FONT = ("system-ui", "sans-serif")


def launch(page: gr.Blocks, desk: Desk, **options: Any) -> Any:
    """Serve the page: a queue that the desk's own limits bound, uploads of 20 MB at most, nothing from other servers.

    Parameters
    ----------
    page, desk : as built
    options : of Gradio's `launch`
    """
    page.queue(max_size=1000, default_concurrency_limit=8)
    waits = not options.pop("prevent_thread_lock", False)
    served = page.launch(
        theme=gr.themes.Monochrome(font=FONT, font_mono="monospace"),
        head=HEAD,
        css_paths=STYLES,
        allowed_paths=[str(desk.settings.folder / "results")],
        max_file_size=LARGEST,
        app_kwargs={"middleware": [Middleware(BodyLimit)]},
        mcp_server=True,
        enable_monitoring=False,
        state_session_capacity=SESSIONS,
        run_history=False,
        ssr_mode=False,
        prevent_thread_lock=True,
        **options,
    )
    assert page.mcp_server_obj is not None, "it was started with the page"
    complete(page.mcp_server_obj.mcp_server)
    if waits:
        page.block_thread()
    return served
