"""The page: its tabs, in order."""

from typing import Any

import gradio as gr

from space.board.queue import SubmittedModels
from space.board.results import SubmittedResults
from space.desk.jobs import Desk
from space.page import wording
from space.page.by_program import offer
from space.page.explore_tab import explore_tab
from space.page.leaderboard_tab import leaderboard_tab
from space.page.record_tab import record_tab
from space.page.run_tab import run_tab
from space.page.submit_tab import submit_tab
from space.page.upload_tab import upload_tab


def build(desk: Desk) -> Any:
    """The page.

    Parameters
    ----------
    desk : takes the jobs; its settings say what can be offered
    """
    settings = desk.settings
    results = SubmittedResults(settings)
    models = SubmittedModels(desk, finished=results.begin)
    if settings.has_login:  # a Space, or a machine that is known to the Hub: the first visitor does not wait
        results.begin()
        models.begin()
    with gr.Blocks(title=wording.TITLE, analytics_enabled=False, delete_cache=(3600, 86400)) as page:
        gr.Markdown(wording.INTRODUCTION)
        if settings.has_login:
            gr.LoginButton()
        with gr.Tabs() as tabs:
            with gr.Tab("Run a model", id="run"):
                run_tab(desk)
            with gr.Tab("Score your own answers", id="upload"):
                upload_tab(desk)
            with gr.Tab("Leaderboard", id="board") as board:
                leaderboard_tab(desk, results, board, tabs)
            with gr.Tab("Submit a model", id="submit") as submit:
                submit_tab(desk, models, submit)
            with gr.Tab("What to do about it", id="record"):
                record_tab()
            with gr.Tab("Explore", id="explore"):
                explore_tab()
        gr.Markdown(wording.ABOUT)
        offer(desk, results, models)
    return page
