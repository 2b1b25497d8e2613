"""What a visitor wants of the answers in a file: that they are measured, a panel of them, or what they are worth."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from space.files.remedied import SMALLEST_PANEL, WANTED
from space.files.spoken import CONTROLS
from space.page import wording

PRESSED = {"": "Measure", "panel": "Choose", "worth": "Estimate"}
"""What is wanted -> what the button says."""

USUAL_PANEL = 200


@dataclass(frozen=True)
class Task:
    """The controls.

    Attributes
    ----------
    wanted : a key of `WANTED`
    size : of the panel; hidden where none is wanted
    """

    wanted: Any
    size: Any

    def wire(self, button: Any) -> None:
        """Let the button say what it does, and the size be asked for where there is one."""

        def chosen(wanted: str) -> list[Any]:
            return [gr.update(visible=wanted == "panel"), gr.update(value=PRESSED[wanted])]

        self.wanted.change(chosen, self.wanted, [self.size, button], api_visibility="private", show_progress="hidden")


def task_fields() -> Task:
    """Make the controls."""
    choices = [(words, name) for name, words in WANTED.items()]
    wanted = gr.Radio(
        choices, value="", label="What to do with them", info=wording.WANTED_INFO, elem_id="upload-wanted"
    )
    size = gr.Number(
        USUAL_PANEL,
        precision=0,
        minimum=SMALLEST_PANEL,
        label=CONTROLS["size"],
        visible=False,
        elem_id="upload-size",
    )
    return Task(wanted, size)
