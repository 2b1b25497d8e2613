"""Submit a model: a form, what came of it, and the queue as three tables."""

from html import escape
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from persona_collapse.hub.models import search
from persona_collapse.hub.requests.admission import Duplicate, Wanted
from persona_collapse.hub.requests.request import PRECISIONS
from persona_collapse.instruments import catalogue
from space.asking.estimates import duration
from space.board.queue import SubmittedModels
from space.board.queue_tables import ended_table, pending_table, running_table
from space.desk.jobs import Desk
from space.page import wording
from space.page.errors import shown_errors
from space.sentences import sentence

INSTRUMENTS = tuple(one.id for one in catalogue.questionnaires() if one.can_be_asked)
PRIVATE: Any = "private"
EVERY = 30.0
"""Seconds between two looks at the queue, once the tab was opened."""

FEWEST_LETTERS = 3
"""Of a model's id, before the Hub is searched."""


def submit_tab(desk: Desk, models: SubmittedModels, tab: Any) -> None:
    """Make the tab.

    Parameters
    ----------
    desk : its settings say what can be submitted
    models : the queue
    tab : the tab itself; the queue is read when it is opened
    """
    gr.Markdown(wording.SUBMIT_MODEL.format(desk.settings.per_week))
    if not desk.settings.has_login:
        gr.Markdown(wording.NO_LOGIN_FOR_MODELS)
    model, found, form = _form()
    send = gr.Button("Submit the model", variant="primary", elem_id="submit-send")
    outcome = gr.HTML(elem_id="submit-outcome")
    gr.Markdown("## The queue")
    look = gr.Button("Read the queue again", elem_id="submit-look", min_width=200)
    tables = [gr.HTML(elem_id=f"submit-{name}") for name in ("running", "pending", "ended")]
    timer = gr.Timer(EVERY, active=False)

    def submitted(
        name: str,
        revision: str,
        precision: str,
        mode: str,
        instruments: list[str],
        thinking: str,
        profile: gr.OAuthProfile | None,
    ) -> tuple[Any, ...]:
        with shown_errors():
            wanted = Wanted(name.strip(), revision or "", precision, mode, tuple(instruments), thinking or "")
            return (_said(models, wanted, profile), *shown(models))

    def opened() -> tuple[Any, ...]:
        with shown_errors():
            return (gr.Timer(active=True), *shown(models))

    def again() -> tuple[str, ...]:
        with shown_errors():
            models.forget()
            return shown(models)

    def seen() -> tuple[str, ...]:
        with shown_errors():
            return shown(models)

    def typed(words: str) -> Any:
        with shown_errors():
            return hits(words)

    hub: Any = {"concurrency_limit": 4, "concurrency_id": "queue", "api_visibility": PRIVATE}
    model.input(typed, [model], [found], show_progress="hidden", trigger_mode="always_last", **hub)
    found.input(lambda chosen: (chosen, hidden()), [found], [model, found], show_progress="hidden", **hub)
    send.click(submitted, form, [outcome, *tables], **hub)
    tab.select(opened, None, [timer, *tables], show_progress="hidden", **hub)
    look.click(again, None, tables, **hub)
    timer.tick(seen, None, tables, show_progress="hidden", **hub)


def shown(models: SubmittedModels) -> tuple[str, ...]:
    """The three tables, or why they are not available, in the place of the first."""
    try:
        queue = models.queue()
    except InputError as reason:
        return f'<p role="status">{escape(sentence(str(reason)))}</p>', "", ""
    return tuple(table(queue, models.book) for table in (running_table, pending_table, ended_table))


def hits(words: str) -> Any:
    """Models on the Hub whose id holds what was typed, to choose from; none where the Hub does not answer."""
    given = words.strip()
    if len(given) < FEWEST_LETTERS:
        return hidden()
    try:
        found = [one for one in search(given) if one != given]
    except InputError:  # the id can be typed as a whole
        return hidden()
    return gr.update(choices=found, value=None, visible=bool(found))


def hidden() -> Any:
    """No models to choose from."""
    return gr.update(choices=[], value=None, visible=False)


def _form() -> tuple[Any, Any, list[Any]]:
    """The model's id, the models found by it, and everything that is submitted."""
    with gr.Row():
        model = gr.Textbox(
            label="Model on the Hub",
            info="Type a part of its id to search, such as SmolLM2.",
            placeholder="ORG/NAME",
            max_length=120,
            elem_id="submit-model",
            min_width=260,
            scale=2,
        )
        revision = gr.Textbox(
            label="Revision",
            info="A branch, tag or commit; empty for main.",
            max_length=120,
            elem_id="submit-revision",
            min_width=200,
        )
    found = gr.Radio([], label="Found on the Hub", visible=False, elem_id="submit-found")
    instruments = gr.CheckboxGroup(
        [(catalogue.bundled(one).title, one) for one in INSTRUMENTS],
        value=[catalogue.USUAL],
        label="What is asked",
        elem_id="submit-instruments",
    )
    with gr.Row():
        mode = gr.Radio(
            [(words, one) for one, words in wording.MODES.items()],
            value="probabilities",
            label="How it answers",
            elem_id="submit-mode",
            min_width=260,
        )
        precision = gr.Dropdown(
            [("as saved" if one == "auto" else one, one) for one in PRECISIONS],
            value="auto",
            label="Precision of the weights",
            elem_id="submit-precision",
            min_width=160,
        )
        thinking = gr.Dropdown(
            [("as usual", ""), ("on", "on"), ("off", "off")],
            value="",
            label="Thinking",
            info="Only for models that can switch it; on needs replies in words.",
            elem_id="submit-thinking",
            min_width=160,
        )
    return model, found, [model, revision, precision, mode, instruments, thinking]


def _said(models: SubmittedModels, wanted: Wanted, profile: gr.OAuthProfile | None) -> str:
    """What came of a submission, as HTML."""
    user = "" if profile is None else str(profile.username)
    try:
        request = models.submit(wanted, user)
        waiting = next((one for one in models.queue().pending if one.request.id == request.id), None)
    except Duplicate as reason:
        words = escape(sentence(str(reason).replace(f"see {reason.address}", "").rstrip("; ")))
        return f'<p role="status">{words} <a href="{escape(reason.address)}" rel="noopener" target="_blank">Open it</a></p>'
    except InputError as reason:
        return f'<p role="status">{escape(sentence(str(reason)))}</p>'
    settings = request.settings
    place = "" if waiting is None else f" It is number {waiting.place} in the queue."
    if waiting is not None and waiting.seconds is not None:
        place += f" Its result is expected in about {duration(waiting.seconds)}."
    size = f"{request.parameters / 1e9:.2g} billion parameters, {request.questions:,} questions"
    return (
        f'<p role="status"><strong>Submitted:</strong> {escape(settings.model)} at commit {settings.commit[:8]}, '
        f"{escape(settings.words)} ({size}).{place} You can close this page.</p>"
    )
