"""Run a model: a form, an estimate, the live scorecard while answers arrive, and the result."""

from collections.abc import AsyncIterator
from html import escape
from typing import Any

import gradio as gr

import text
from asking import described
from estimate import estimated
from following import followed
from job import Run
from jobs import Desk
from login import granted
from models import suggestions
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.errors import InputError
from persona_collapse.simulation import PREFIX
from plain import sentence, shown_errors
from result_view import ResultView, result_view
from secret import Secret
from settings import SpaceSettings
from visitor import visitor_of


def run_tab(desk: Desk) -> None:
    """Make the tab.

    Parameters
    ----------
    desk : takes the jobs; its settings say what can be offered
    """
    gr.Markdown(text.RUN)
    form = _form(desk.settings)
    estimate = gr.HTML(elem_id="run-estimate")
    with gr.Row():
        start = gr.Button("Start", variant="primary", elem_id="run-start", min_width=120)
        stop = gr.Button("Stop", variant="stop", elem_id="run-stop", min_width=120, interactive=False)
        more = gr.Button("Go on", elem_id="run-go-on", min_width=120, interactive=False)
    with gr.Row():
        job = gr.Textbox(
            label="Job id",
            info=text.COME_BACK,
            placeholder="paste an id to come back to a job",
            elem_id="run-job",
            scale=3,
        )
        back = gr.Button("Come back to this job", elem_id="run-back", scale=1, min_width=160)
    progress = gr.HTML(elem_id="run-progress")
    view = result_view(desk, "run")
    outputs = [job, progress, start, stop, more, *view.outputs]
    _wire(desk, form, (estimate, start, stop, more, back), outputs, view)


def _form(settings: SpaceSettings) -> dict[str, Any]:
    """The components that say what is asked, by the field of a Run."""
    places = {name: words for name, words in text.PLACES.items() if name != "providers" or settings.has_login}
    with gr.Row():
        place = gr.Radio(_pairs(places), value="simulated", label="Who answers", elem_id="run-place", min_width=260)
        instrument = gr.Radio(
            _pairs(text.INSTRUMENTS), value="bfi44", label="What is asked", elem_id="run-instrument", min_width=260
        )
        personas = gr.Radio(_pairs(text.SIZES), value=200, label="Personas", elem_id="run-personas", min_width=200)
    kind = gr.Dropdown(_pairs(text.KINDS), value="caricature", label="Kind of respondents", elem_id="run-kind")
    model = gr.Dropdown(
        suggestions(),
        value=suggestions()[0],
        allow_custom_value=True,
        visible=False,
        label="Model id",
        info="org/name on the Hub, or the name your endpoint knows",
        elem_id="run-model",
    )
    with gr.Row(visible=False) as endpoint:
        url = gr.Textbox(label="Base URL", placeholder="https://api.example.com/v1", elem_id="run-url", min_width=240)
        key = gr.Textbox(label="Key", info=text.KEY, type="password", elem_id="run-key", min_width=240)
    with gr.Accordion("More settings", open=False):
        mode = gr.Radio(_pairs(text.MODES), value="generate", label="Answers as", elem_id="run-mode")
        with gr.Row():
            temperature = gr.Slider(
                0,
                2,
                value=0.7,
                step=0.1,
                label="Temperature (of items; texts have their own)",
                elem_id="run-temperature",
            )
            samples = gr.Slider(1, 10, value=1, step=1, label="Repeats of every item", elem_id="run-samples")
            seed = gr.Number(0, precision=0, minimum=0, maximum=10**6, label="Seed", elem_id="run-seed")

    def shown(where: str) -> tuple[Any, ...]:
        names = [] if where == "endpoint" else suggestions(where)
        return (
            gr.update(visible=where == "simulated"),
            gr.update(visible=where != "simulated", choices=names, value=names[0] if names else ""),
            gr.update(visible=where == "endpoint"),
        )

    place.change(shown, place, [kind, model, endpoint], api_visibility="private", show_progress="hidden")
    names = ("place", "kind", "model", "url", "instrument", "personas", "mode", "temperature", "samples", "seed", "key")
    made = (place, kind, model, url, instrument, personas, mode, temperature, samples, seed, key)
    return dict(zip(names, made, strict=True))


def _wire(desk: Desk, form: dict[str, Any], buttons: Any, outputs: list[Any], view: ResultView) -> None:
    """What the buttons do."""
    settings = desk.settings
    estimate, start, stop, more, back = buttons
    asked_of = [part for name, part in form.items() if name != "key"]
    job = outputs[0]

    async def begin(request: gr.Request, token: gr.OAuthToken | None, key: str, *fields: Any) -> AsyncIterator[Any]:
        with shown_errors():
            run = run_of(*fields)
            id = desk.submit(
                run,
                visitor_of(request, behind_proxy=desk.settings.on_space),
                credential(run.place, key, granted(token, settings)),
            )
        async for update in watched(desk, id, view):
            yield update

    async def resume(id: str, key: str, request: gr.Request, token: gr.OAuthToken | None) -> AsyncIterator[Any]:
        with shown_errors():
            place = desk.request(id).get("place", "")
            desk.go_on(
                id,
                visitor_of(request, behind_proxy=desk.settings.on_space),
                credential(place, key, granted(token, settings)),
            )
        async for update in watched(desk, id, view):
            yield update

    async def find(id: str) -> AsyncIterator[Any]:
        with shown_errors():
            desk.look(id)
        async for update in watched(desk, id, view):
            yield update

    def halt(id: str) -> None:
        with shown_errors():
            desk.stop(id)

    async def asked_for(request: gr.Request) -> AsyncIterator[Any]:
        if id := request.query_params.get("job", ""):
            async for update in find(id):
                yield update
        else:
            yield tuple(gr.skip() for _ in outputs)

    watching: dict[str, Any] = {
        "outputs": outputs,
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    start.click(begin, [form["key"], *asked_of], **watching)
    more.click(resume, [job, form["key"]], **watching)
    back.click(find, [job], **watching)
    job.submit(find, [job], **watching)
    page: Any = gr.context.Context.root_block
    page.load(asked_for, None, **watching)
    stop.click(halt, [job], None, concurrency_limit=None, api_visibility="private", show_progress="hidden")
    guessing: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    page.load(estimate_of, asked_of, estimate, **guessing)
    changes = [part.change for part in asked_of]
    gr.on(changes, estimate_of, asked_of, estimate, trigger_mode="always_last", **guessing)


def run_of(
    place: str,
    kind: str,
    model: str,
    url: str,
    instrument: str,
    personas: int,
    mode: str,
    temperature: float,
    samples: int,
    seed: int,
) -> Run:
    """What the form asks for.

    Raises
    ------
    InputError : something that cannot be asked.
    """
    simulated = place == "simulated"
    return described(
        model=PREFIX + kind if simulated else str(model or "").strip(),
        place=place,
        instrument=instrument,
        personas=int(personas),
        mode="generate" if simulated else mode,
        temperature=float(temperature),
        samples=int(samples),
        seed=int(seed or 0),
        base_url=str(url or "").strip(),
    )


def credential(place: str, key: str, login: Secret | None) -> Secret | None:
    """What an answer is paid with, or a model is fetched with: the visitor's key for an endpoint, else their login.

    Raises
    ------
    InputError : Inference Providers without a login.
    """
    if place == "endpoint":
        return Secret(key or "")
    if place == "providers" and login is None:
        raise InputError(text.SIGN_IN)
    return login if place in ("providers", "here") else None


async def watched(desk: Desk, id: str, view: ResultView) -> AsyncIterator[tuple[Any, ...]]:
    """Updates of the tab's outputs while a job goes on."""
    async for now, progress, result in followed(desk, id, view):
        can_go_on = now.state in ("stopped", "failed", "interrupted")
        yield (
            id,
            progress,
            gr.update(interactive=now.is_over),
            gr.update(interactive=now.state in ("queued", "running")),
            gr.update(interactive=can_go_on),
            *result,
        )


def estimate_of(*fields: Any) -> str:
    """What a run will take, in a sentence; what cannot be asked is said as well."""
    try:
        run = run_of(*fields)
    except InputError as reason:
        return f"<p>{escape(sentence(str(reason)))}</p>"
    notes = [text.QUICK_LOOK] if run.personas < FEWEST_COMPLETE else []
    notes += [text.NO_PEOPLE] if "moral131" in run.instruments else []
    return f"<p>{escape(' '.join([estimated(run), text.MEASURING, *notes]))}</p>"


def _pairs(names: dict[Any, str]) -> list[tuple[str, Any]]:
    """Choices as Gradio wants them: words, then the value."""
    return [(words, value) for value, words in names.items()]
