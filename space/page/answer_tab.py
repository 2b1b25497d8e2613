"""One answer with its prompt: what a model is given and asked, what a simulated one replies, what is read in a reply."""

from typing import Any

import gradio as gr

from persona_collapse.report.drawing import drawn
from persona_collapse.simulation import KINDS
from space.asking.runs import INSTRUMENTS as ASKED
from space.explore import answers
from space.explore.wording import PROMPT_NOTE, READING_NOTE, REPLY
from space.page.errors import shown_errors
from space.page.wording import INSTRUMENTS

NARROW = 300
"""Pixels under which what stands in a row goes below each other."""

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def answer_tab() -> None:
    """The components, one below the other, and what changes them."""
    gr.Markdown(PROMPT_NOTE)
    asked = _chosen()
    gr.Markdown(f"## How a reply is read\n\n{READING_NOTE}")
    _reading(asked)


def _chosen() -> Any:
    """Who is asked what, the prompt and a simulated reply; returns the choice of the instrument."""
    personas, instrument = answers.pool_labels(), next(iter(ASKED))
    items, kinds = answers.item_labels(instrument), list(KINDS)
    with gr.Row():
        who = gr.Dropdown(list(personas), label="Persona", info="Type to search", min_width=NARROW, elem_id="persona")
        names = [(INSTRUMENTS[one], one) for one in ASKED]
        asked = gr.Radio(names, value=instrument, label="Instrument", min_width=NARROW, elem_id="instrument")
        item = gr.Dropdown(items, value=items[0][1], label="Item", min_width=NARROW, elem_id="item")
    system, question = _prompt(who.value, instrument, item.value)
    with gr.Row():
        given = _text(system, "What the model is given (system message)", "told", lines=12)
        put = _text(question, "What it is asked (user message)", "asked", lines=12)
    kind = gr.Radio(kinds, value=kinds[0], label="Answered by a simulated respondent of kind", elem_id="answered-by")
    replied, likely = _reply(who.value, instrument, item.value, kinds[0])
    with gr.Row():
        reply = _text(replied, "Simulated reply", "reply", lines=3)
        bars = gr.HTML(likely, apply_default_css=False, min_width=NARROW, elem_id="bars")
    one = [who, asked, item]
    asked.change(_items, asked, item, **QUIET)
    gr.on([who.change, item.change], _prompt, one, [given, put], **QUIET)
    gr.on([who.change, item.change, kind.change], _reply, [*one, kind], [reply, bars], **QUIET)
    return asked


def _text(value: str, label: str, name: str, lines: int) -> Any:
    """Text to read and to copy."""
    return gr.Textbox(
        value,
        label=label,
        lines=lines,
        max_lines=40,
        interactive=False,
        buttons=["copy"],
        min_width=NARROW,
        elem_id=name,
    )


def _reading(asked: Any) -> None:
    with gr.Row():
        own = gr.Textbox(
            REPLY, label="A reply", lines=2, max_length=answers.LONGEST_REPLY, min_width=NARROW, elem_id="own-reply"
        )
        read = gr.Textbox(
            _read(REPLY, asked.value),
            label="What is read",
            lines=2,
            interactive=False,
            min_width=NARROW,
            elem_id="read",
        )
    examples = gr.HTML(_examples(asked.value), apply_default_css=False, elem_id="reading-examples")
    gr.on([own.change, asked.change], _read, [own, asked], read, trigger_mode="always_last", **QUIET)
    asked.change(_examples, asked, examples, **QUIET)


@shown_errors()
def _items(instrument: str) -> Any:
    items = answers.item_labels(instrument)
    return gr.Dropdown(items, value=items[0][1])


@shown_errors()
def _prompt(persona: str, instrument: str, item: str) -> tuple[str, str]:
    found = answers.prompt_of(persona, instrument, item)
    return found.system, found.question


@shown_errors()
def _reply(persona: str, instrument: str, item: str, kind: str) -> tuple[str, str]:
    found = answers.prompt_of(persona, instrument, item)
    bars = answers.answer_bars(found, instrument, kind)
    return answers.simulated_reply(found, instrument, kind), "" if bars is None else drawn(bars)


@shown_errors()
def _read(reply: str, instrument: str) -> str:
    return answers.reading_words(reply, instrument)


@shown_errors()
def _examples(instrument: str) -> str:
    return answers.reading_examples(instrument)
