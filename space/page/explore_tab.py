"""The tab "Explore": the maps, what each collapse looks like, one answer with its prompt, the attributes, the numbers in words."""

from functools import partial

import gradio as gr

from persona_collapse.report.drawing import drawn, gallery
from persona_collapse.report.numbers import WORDS, range_text
from persona_collapse.report.sections import sections
from persona_collapse.results.number import Number
from persona_collapse.simulation import KINDS
from space.explore.attributes import attributes_with
from space.explore.diagnoses import diagnosis_of
from space.explore.explanations import explanations
from space.explore.maps import about_mark, maps
from space.explore.wording import ATTRIBUTES_NOTE, KIND_WORDS, KINDS_NOTE, MAP_HELP, MAPS_NOTE, NUMBERS_NOTE
from space.page.answer_tab import NARROW, QUIET, answer_tab
from space.page.errors import shown_errors
from space.page.result_view import IN_HEADLINE, headline_of, numbers_of

ON_CLICK = """
element.addEventListener('click', (event) => {
  const mark = event.target.closest('[data-mark]');
  if (mark) trigger('select', {index: Number(mark.dataset.place), value: mark.dataset.mark});
});
"""
"""What a `gr.HTML` with a map needs as `js_on_load`: a mark that is clicked, or entered by key, is a select event."""


def explore_tab() -> None:
    """The tab's own tabs."""
    with gr.Tab("Maps"):
        gr.Markdown(f"{MAPS_NOTE}\n\n{MAP_HELP}")
        with gr.Row():
            for place in range(len(maps())):
                _map(place)
    with gr.Tab("What each collapse looks like"):
        _kinds()
    with gr.Tab("One answer with its prompt"):
        answer_tab()
    with gr.Tab("The 26 attributes"):
        _attributes()
    with gr.Tab("What each number means"):
        _numbers()


def _map(place: int) -> None:
    figure = maps()[place]
    names = [one.label for one in figure.marks]
    with gr.Column(min_width=NARROW):
        shown = gr.HTML(
            drawn(figure, buttons=True, chosen=names[0]),
            label=figure.title,
            js_on_load=ON_CLICK,
            apply_default_css=False,
            elem_id=f"map-{place}",
        )
        chosen = gr.Dropdown(names, value=names[0], label=f"A mark of “{figure.title}”", elem_id=f"mark-{place}")
        about = gr.HTML(about_mark(figure, names[0]), apply_default_css=False, elem_id=f"about-{place}")
    shown.select(_clicked, None, chosen, **QUIET)
    chosen.change(partial(_mark, place), chosen, [shown, about], **QUIET)


def _clicked(event: gr.SelectData) -> str:
    return str(event.value)


@shown_errors()
def _mark(place: int, label: str) -> tuple[str, str]:
    figure = maps()[place]
    return drawn(figure, buttons=True, chosen=label), about_mark(figure, label)


def _kinds() -> None:
    gr.Markdown(KINDS_NOTE)
    first = next(iter(KINDS))
    kind = gr.Radio(list(KINDS), value=first, label="Simulated population", elem_id="kind")
    card, figures, table = _kind(first)
    outcome = [
        gr.HTML(card, apply_default_css=False, elem_id="kind-card"),
        gr.HTML(figures, apply_default_css=False, elem_id="kind-figures"),
        gr.HTML(table, apply_default_css=False, elem_id="kind-table"),
    ]
    kind.change(_kind, kind, outcome, **QUIET)


@shown_errors()
def _kind(kind: str) -> tuple[str, str, str]:
    found = diagnosis_of(kind)
    below = [one for one in sections(found) if not one.id.startswith(IN_HEADLINE)]
    figures = [figure for one in below for figure in one.figures]
    return f"<p>{KIND_WORDS[kind]}</p>{headline_of(found)}", gallery(figures), numbers_of(found)


def _attributes() -> None:
    gr.Markdown(ATTRIBUTES_NOTE)
    search = gr.Textbox(
        label="Search attributes and values", placeholder="for example: Nurse", elem_id="attribute-search"
    )
    found = gr.HTML(_attributes_with(""), apply_default_css=False, elem_id="attributes")
    search.change(_attributes_with, search, found, trigger_mode="always_last", **QUIET)


@shown_errors()
def _attributes_with(words: str) -> str:
    found = attributes_with(words)
    return gallery(found) if found else '<p class="pc-nothing">No attribute and no value is called that.</p>'


def _numbers() -> None:
    gr.Markdown(NUMBERS_NOTE)
    for title, some in explanations():
        gr.Markdown(f"## {title}")
        for one, ends in some:
            _number(one, ends)


def _number(one: Number, ends: str) -> None:
    words = WORDS[one.name]
    gr.Markdown(f"**{one.label}**: {words.says} *Range:* {range_text(one)}. *How to read it:* {words.direction} {ends}")
    with gr.Accordion(f"Formula of {one.label}", open=False):
        gr.Markdown(
            f"$${words.formula}$$\n\n{words.where}", latex_delimiters=[{"left": "$$", "right": "$$", "display": True}]
        )
