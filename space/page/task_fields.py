"""What a visitor wants of the answers in a file: that they are measured, or one of the things that can be done with them."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from space.files.bounds import ENDINGS
from space.files.remedied import SMALLEST, WANTED
from space.files.spoken import CONTROLS
from space.page import wording

PRESSED = {"": "Measure", "panel": "Choose", "worth": "Estimate", "calibrate": "Calibrate", "next": "Choose"}
"""What is wanted -> what the button says."""

USUAL = {"panel": 200, "next": 60}
"""What chooses personas -> how many, until the visitor says so."""


@dataclass(frozen=True)
class Task:
    """The controls.

    Attributes
    ----------
    wanted : a key of `WANTED`
    size : how many personas; hidden where none are chosen
    pool : the personas to ask next are chosen from these; hidden where none are
    """

    wanted: Any
    size: Any
    pool: Any

    def wire(self, button: Any) -> None:
        """Let the button say what it does, and what is needed for it be asked for."""

        def chosen(wanted: str) -> list[Any]:
            return [
                gr.update(info=wording.WANTED_INFO[wanted]),
                gr.update(visible=wanted in SMALLEST, value=USUAL.get(wanted)),
                gr.update(visible=wanted == "next"),
                gr.update(value=PRESSED[wanted]),
            ]

        outputs = [self.wanted, self.size, self.pool, button]
        self.wanted.input(chosen, self.wanted, outputs, api_visibility="private", show_progress="hidden")


def task_fields() -> Task:
    """Make the controls."""
    choices = [(words, name) for name, words in WANTED.items()]
    wanted = gr.Radio(
        choices, value="", label="What to do with them", info=wording.WANTED_INFO[""], elem_id="upload-wanted"
    )
    size = gr.Number(None, precision=0, label=CONTROLS["size"], visible=False, elem_id="upload-size")
    pool = gr.File(label=CONTROLS["pool"], file_types=list(ENDINGS), visible=False, elem_id="upload-pool")
    return Task(wanted, size, pool)
