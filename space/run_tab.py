"""Run a model: a form, an estimate, the live scorecard while answers arrive, and the result."""

import asyncio
from collections.abc import AsyncIterator
from html import escape
from typing import Any

import gradio as gr
import text
from asking import INSTRUMENTS, checked
from estimate import duration, estimated
from job import Run
from jobs import Desk, Sighting, visitor_of
from models import suggestions
from plain import sentence, shown_errors
from result_view import ResultView, of_job, result_view, table_of
from secret import Secret
from settings import SpaceSettings

from persona_collapse.errors import InputError
from persona_collapse.simulation import PREFIX

WORDS = {
    "queued": "waiting",
    "running": "under way",
    "finished": "finished",
    "stopped": "stopped",
    "failed": "failed",
    "interrupted": "interrupted: the app was started anew meanwhile; go on to continue",
}


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
            label="Job id", info=text.COME_BACK, placeholder="paste an id to come back to a job", elem_id="run-job", scale=3
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
                0, 2, value=0.7, step=0.1, label="Temperature (of items; texts have their own)", elem_id="run-temperature"
            )
            samples = gr.Slider(1, 10, value=1, step=1, label="Repeats of every item", elem_id="run-samples")
            seed = gr.Number(0, precision=0, minimum=0, maximum=10**6, label="Seed", elem_id="run-seed")

    def shown(where: str) -> tuple[Any, ...]:
        return (
            gr.update(visible=where == "simulated"),
            gr.update(visible=where != "simulated"),
            gr.update(visible=where == "endpoint"),
        )

    place.change(shown, place, [kind, model, endpoint], api_visibility="private", show_progress="hidden")
    names = ("place", "kind", "model", "url", "instrument", "personas", "mode", "temperature", "samples", "seed", "key")
    made = (place, kind, model, url, instrument, personas, mode, temperature, samples, seed, key)
    return dict(zip(names, made, strict=True))


def _wire(desk: Desk, form: dict[str, Any], buttons: Any, outputs: list[Any], view: ResultView) -> None:
    """What the buttons do."""
    estimate, start, stop, more, back = buttons
    asked_of = [part for name, part in form.items() if name != "key"]
    job = outputs[0]

    async def begin(
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
        key: str,
        request: gr.Request,
        token: gr.OAuthToken | None,
    ) -> AsyncIterator[Any]:
        with shown_errors():
            run = run_of(place, kind, model, url, instrument, personas, mode, temperature, samples, seed)
            id = desk.submit(run, visitor_of(request), credential(run.place, key, token))
        async for update in watched(desk, id, view):
            yield update

    async def resume(
        id: str, key: str, request: gr.Request, token: gr.OAuthToken | None
    ) -> AsyncIterator[Any]:
        with shown_errors():
            place = desk.request(id).get("place", "")
            desk.go_on(id, visitor_of(request), credential(place, key, token))
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
    start.click(begin, [*asked_of, form["key"]], **watching)
    more.click(resume, [job, form["key"]], **watching)
    back.click(find, [job], **watching)
    job.submit(find, [job], **watching)
    page = gr.context.Context.root_block
    page.load(asked_for, None, **watching)
    stop.click(halt, [job], None, concurrency_limit=None, api_visibility="private", show_progress="hidden")
    guessing: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    page.load(estimate_of, asked_of, estimate, **guessing)
    for part in asked_of:
        part.change(estimate_of, asked_of, estimate, **guessing)


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
    return checked(
        Run(
            model=PREFIX + kind if simulated else str(model or "").strip(),
            place=place,
            instruments=tuple(INSTRUMENTS) if instrument == "all" else (instrument,),
            personas=int(personas),
            mode="generate" if simulated or instrument == "self-introduction" else mode,
            temperature=None if instrument == "self-introduction" else float(temperature),
            samples=None if instrument == "self-introduction" else int(samples),
            seed=int(seed or 0),
            base_url=str(url or "").strip() if place == "endpoint" else "",
        )
    )


def credential(place: str, key: str, token: gr.OAuthToken | None) -> Secret | None:
    """What an answer is paid with: the visitor's key for an endpoint, their login for Inference Providers.

    Raises
    ------
    InputError : Inference Providers without a login.
    """
    if place == "endpoint":
        return Secret(key or "")
    if place == "providers":
        if token is None:
            raise InputError(text.SIGN_IN)
        return Secret(token.token)
    return None


async def watched(desk: Desk, id: str, view: ResultView) -> AsyncIterator[tuple[Any, ...]]:
    """Updates of the tab's outputs while a job goes on."""
    shown: tuple[str, ...] = ()
    async for now in desk.watch(id):
        result = view.nothing if not now.finished else view.same
        if now.finished != shown:
            shown, result = now.finished, await asyncio.to_thread(of_job, desk, id, now.finished[-1])
        can_go_on = now.state in ("stopped", "failed", "interrupted")
        yield (
            id,
            progress_of(now),
            gr.update(interactive=now.is_over),
            gr.update(interactive=not now.is_over),
            gr.update(interactive=can_go_on),
            *result,
        )


def progress_of(now: Sighting) -> str:
    """How a job stands, in words, a bar and the live scorecard."""
    at = now.progress
    words = WORDS[now.state] + (f", {now.ahead} before it" if now.ahead else "")
    if now.state == "running":
        words = at.stage
    told = [f"<strong>{escape(words[:1].upper() + words[1:])}</strong>"]
    if now.words:
        told.append(escape(sentence(now.words)))
    if at.total:
        told.append(f"{at.done:,} of {at.total:,} replies" + (f", {at.failed:,} failed" if at.failed else ""))
    if now.state == "running" and at.rate and at.done < at.total:
        left = "" if at.seconds_left is None else f", about {duration(at.seconds_left)} left"
        told.append(f"{at.rate:,.1f} a second{left}")
    bar = f'<progress max="{at.total}" value="{at.done}" aria-label="replies">{at.done}</progress>' if at.total else ""
    return f'<div role="status"><p>{" · ".join(told)}</p>{bar}</div>{_live(now)}'


def _live(now: Sighting) -> str:
    """The first numbers, until the result is there."""
    at = now.progress
    if not at.numbers or now.state == "finished":
        return ""
    rows = [(one.name, one.value, one.people) for one in at.numbers]
    title = f"So far, {at.respondents} respondents"
    return f'<h3>{title}</h3>{table_of(("number", "value", "held-out people"), [("", rows)])}'


def estimate_of(
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
) -> str:
    """What a run will take, in a sentence; what cannot be asked is said as well."""
    try:
        run = run_of(place, kind, model, url, instrument, personas, mode, temperature, samples, seed)
    except InputError as reason:
        return f"<p>{escape(sentence(str(reason)))}</p>"
    quick = f" {escape(text.QUICK_LOOK)}" if run.personas < 100 else ""
    return f"<p>{escape(estimated(run))}{quick}</p>"


def _pairs(names: dict[Any, str]) -> list[tuple[str, Any]]:
    """Choices as Gradio wants them: words, then the value."""
    return [(words, value) for value, words in names.items()]
