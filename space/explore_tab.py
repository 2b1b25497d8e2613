"""The tab "Explore": the maps, what each collapse looks like, one answer with its prompt, the attributes, the numbers in words."""

from functools import partial
from typing import Any

import explore
import gradio as gr
from figures import ON_CLICK, drawn, side_by_side
from formulas import Explained
from plain import plainly
from text import (
    ATTRIBUTES_NOTE,
    KIND_WORDS,
    KINDS_NOTE,
    MAP_HELP,
    MAPS_NOTE,
    NUMBERS_NOTE,
    PROMPT_NOTE,
    READING_NOTE,
)

from persona_collapse.report.figures import clouds, histograms

NARROW = 300
"""Pixels under which what stands in a row goes below each other."""


def explore_tab() -> None:
    """The tab's own tabs."""
    with gr.Tab("Maps"):
        gr.Markdown(f"{MAPS_NOTE}\n\n{MAP_HELP}")
        with gr.Row():
            for place in range(len(explore.maps())):
                _map(place)
    with gr.Tab("What each collapse looks like"):
        _kinds()
    with gr.Tab("One answer with its prompt"):
        _answer()
    with gr.Tab("The 26 attributes"):
        _attributes()
    with gr.Tab("What each number means"):
        _numbers()


def _map(place: int) -> None:
    figure = explore.maps()[place]
    names = [one.label for one in figure.marks]
    with gr.Column(min_width=NARROW):
        shown = gr.HTML(
            drawn(figure, names[0]),
            label=figure.title,
            js_on_load=ON_CLICK,
            apply_default_css=False,
            elem_id=f"map-{place}",
        )
        chosen = gr.Dropdown(names, value=names[0], label=f"A mark of “{figure.title}”", elem_id=f"mark-{place}")
        about = gr.HTML(explore.about_mark(figure, names[0]), apply_default_css=False, elem_id=f"about-{place}")
    shown.select(_clicked, None, chosen, api_visibility="private", show_progress="hidden")
    chosen.change(
        partial(_mark, place), chosen, [shown, about], api_visibility="private", show_progress="hidden", queue=False
    )


def _clicked(event: gr.SelectData) -> str:
    return str(event.value)


@plainly
def _mark(place: int, label: str) -> tuple[str, str]:
    figure = explore.maps()[place]
    return drawn(figure, label), explore.about_mark(figure, label)


def _kinds() -> None:
    gr.Markdown(KINDS_NOTE)
    first = explore.kinds()[0]
    kind = gr.Radio(explore.kinds(), value=first, label="Simulated population", elem_id="kind")
    outcome = [
        gr.HTML(value, apply_default_css=False, elem_id=f"kind-{name}")
        for name, value in zip(("card", "figures", "table"), _kind(first), strict=True)
    ]
    kind.change(_kind, kind, outcome, api_visibility="private", show_progress="hidden")


@plainly
def _kind(kind: str) -> tuple[str, str, str]:
    found = explore.diagnosis_of(kind)
    intro = f"<p>{KIND_WORDS[kind]}</p>"
    pictures = side_by_side([*clouds(found), *histograms(found)])
    return intro + explore.signature_card(found), pictures, explore.number_table(found, f"simulated {kind}")


def _answer() -> None:
    gr.Markdown(PROMPT_NOTE)
    personas, (instrument, *_) = explore.pool_labels(), explore.INSTRUMENTS.values()
    items = explore.item_labels(instrument)
    with gr.Row():
        who = gr.Dropdown(
            list(personas),
            value=personas[0][1],
            label="Persona",
            info="Type to search",
            min_width=NARROW,
            elem_id="persona",
        )
        asked = gr.Radio(
            list(explore.INSTRUMENTS.items()),
            value=instrument,
            label="Instrument",
            min_width=NARROW,
            elem_id="instrument",
        )
        item = gr.Dropdown(items, value=items[0][1], label="Item", min_width=NARROW, elem_id="item")
    start = _prompt(personas[0][1], instrument, items[0][1])
    with gr.Row():
        told = gr.Textbox(
            start[0],
            label="What the model is told (system)",
            lines=12,
            max_lines=40,
            interactive=False,
            buttons=["copy"],
            min_width=NARROW,
            elem_id="told",
        )
        question = gr.Textbox(
            start[1],
            label="What it is asked (user)",
            lines=12,
            max_lines=40,
            interactive=False,
            buttons=["copy"],
            min_width=NARROW,
            elem_id="asked",
        )
    kinds = explore.kinds()
    kind = gr.Radio(kinds, value=kinds[0], label="Answered by a simulated respondent of kind", elem_id="answered-by")
    reply_now, bars_now = _reply(personas[0][1], instrument, items[0][1], kinds[0])
    with gr.Row():
        reply = gr.Textbox(
            reply_now,
            label="Simulated reply",
            lines=3,
            max_lines=40,
            interactive=False,
            min_width=NARROW,
            elem_id="reply",
        )
        bars = gr.HTML(bars_now, apply_default_css=False, min_width=NARROW, elem_id="bars")
    one = [who, asked, item]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asked.change(_items, asked, item, **quiet)
    for changed in (who, item):
        changed.change(_prompt, one, [told, question], **quiet)
    for changed in (who, item, kind):
        changed.change(_reply, [*one, kind], [reply, bars], **quiet)
    _reading(asked, instrument)


def _reading(asked: gr.Radio, instrument: str) -> None:
    gr.Markdown(f"## How a reply is read\n\n{READING_NOTE}")
    with gr.Row():
        own = gr.Textbox(
            "I would say 4, though 3 on a bad day",
            label="A reply",
            lines=2,
            min_width=NARROW,
            elem_id="own-reply",
            max_length=explore.LONGEST_REPLY,
        )
        read = gr.Textbox(
            _read("I would say 4, though 3 on a bad day", instrument),
            label="What is read",
            interactive=False,
            min_width=NARROW,
            elem_id="read",
        )
    examples = gr.HTML(explore.reading_examples(instrument), apply_default_css=False, elem_id="reading-examples")
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    own.change(_read, [own, asked], read, trigger_mode="always_last", **quiet)
    asked.change(_read, [own, asked], read, **quiet)
    asked.change(plainly(explore.reading_examples), asked, examples, **quiet)


@plainly
def _items(instrument: str) -> Any:
    items = explore.item_labels(instrument)
    return gr.Dropdown(items, value=items[0][1])


@plainly
def _prompt(persona: str, instrument: str, item: str) -> tuple[str, str]:
    found = explore.prompt_of(persona, instrument, item)
    return found.system, found.question


@plainly
def _reply(persona: str, instrument: str, item: str, kind: str) -> tuple[str, str]:
    found = explore.prompt_of(persona, instrument, item)
    bars = explore.answer_bars(found, instrument, kind)
    return explore.simulated_reply(found, instrument, kind), "" if bars is None else drawn(bars)


@plainly
def _read(reply: str, instrument: str) -> str:
    return explore.reading_words(reply, instrument)


def _attributes() -> None:
    gr.Markdown(ATTRIBUTES_NOTE)
    search = gr.Textbox(
        label="Search attributes and values", placeholder="for example: Nurse", elem_id="attribute-search"
    )
    found = gr.HTML(_attributes_with(""), apply_default_css=False, elem_id="attributes")
    search.change(
        _attributes_with, search, found, api_visibility="private", show_progress="hidden", trigger_mode="always_last"
    )


@plainly
def _attributes_with(words: str) -> str:
    found = explore.attributes_with(words)
    return side_by_side(found) if found else '<p class="pc-nothing">No attribute and no value is called that.</p>'


def _numbers() -> None:
    gr.Markdown(NUMBERS_NOTE)
    for title, some in explore.explanations():
        gr.Markdown(f"## {title}")
        for one, ends in some:
            _number(one, ends)


def _number(one: Explained, ends: str) -> None:
    gr.Markdown(f"**{one.name}**: {one.words} *Range:* {one.ends}. *How to read it:* {one.direction} {ends}")
    with gr.Accordion(f"Formula of {one.name}", open=False):
        gr.Markdown(
            f"$${one.formula}$$\n\n{one.where}", latex_delimiters=[{"left": "$$", "right": "$$", "display": True}]
        )
