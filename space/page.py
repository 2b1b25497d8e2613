"""The page: its tabs, and how it is served."""

from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

import text
from api import offer
from body import BodyLimit
from explore_tab import explore_tab
from jobs import Desk
from leaderboard_tab import leaderboard_tab
from run_tab import run_tab
from upload_tab import upload_tab

STYLES = [Path(__file__).with_name(name) for name in ("style.css", "figures.css")]
LARGEST = "20mb"

SESSIONS = 1000
"""Pages whose state is kept, about 100 kB each; of more, the ones longest unused begin anew."""

FONT = ("system-ui", "sans-serif")


def build(desk: Desk) -> Any:
    """The page.

    Parameters
    ----------
    desk : takes the jobs; its settings say what can be offered
    """
    settings = desk.settings
    with gr.Blocks(title=text.TITLE, analytics_enabled=False, delete_cache=(3600, 86400)) as page:
        gr.Markdown(text.INTRODUCTION)
        if settings.has_login:
            gr.LoginButton()
        with gr.Tab("Run a model", id="run"):
            run_tab(desk)
        with gr.Tab("Score your own answers", id="upload"):
            upload_tab(desk)
        with gr.Tab("Leaderboard", id="board"):
            leaderboard_tab(desk)
        with gr.Tab("Explore", id="explore"):
            explore_tab()
        gr.Markdown(text.ABOUT)
        offer(desk)
    return page


def launch(page: gr.Blocks, desk: Desk, **options: Any) -> Any:
    """Serve the page: a queue that the desk's own limits bound, uploads of 20 MB at most, nothing from other servers.

    Parameters
    ----------
    page, desk : as built
    options : of Gradio's `launch`
    """
    page.queue(max_size=1000, default_concurrency_limit=8)
    return page.launch(
        theme=gr.themes.Monochrome(font=FONT, font_mono="monospace"),
        css_paths=STYLES,
        allowed_paths=[str(desk.settings.folder / "results")],
        max_file_size=LARGEST,
        app_kwargs={"middleware": [Middleware(BodyLimit)]},
        mcp_server=True,
        enable_monitoring=False,
        state_session_capacity=SESSIONS,
        run_history=False,
        ssr_mode=False,
        **options,
    )
