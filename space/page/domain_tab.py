"""Models in several domains: which are shown, and what they come to."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from space.board.domains import MOST, domain_view, in_domains
from space.board.results import SubmittedResults
from space.page import wording
from space.page.errors import shown_errors


def domain_tab(results: SubmittedResults) -> tuple[Any, Any]:
    """Make the tab.

    Parameters
    ----------
    results : read for the board; what was read last is shown

    Returns
    -------
    The models that can be chosen, and the view of them.
    """
    gr.Markdown(wording.DOMAINS)
    models = in_domains(results.last)
    chosen = gr.Dropdown(
        [one.name for one in models],
        value=[],
        multiselect=True,
        max_choices=MOST,
        label="Models",
        info=f"{MOST} at most; empty: the models with the most instruments",
        elem_id="board-models",
    )
    shown = gr.HTML(domain_view(models, ()), apply_default_css=False, elem_id="board-domains", padding=False)

    def view(names: Sequence[str]) -> str:
        with shown_errors():
            return domain_view(in_domains(results.last), names)

    chosen.input(view, [chosen], [shown], show_progress="hidden", api_visibility="private")
    return chosen, shown
