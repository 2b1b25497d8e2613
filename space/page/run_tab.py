"""Run a model: a form, an estimate, the live scorecard while answers arrive, and the result."""

from collections.abc import AsyncIterator, Mapping
from html import escape
from typing import Any

import gradio as gr

from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from persona_collapse.simulation import PREFIX
from space.asking.estimates import duration, estimated
from space.asking.models import suggestions
from space.asking.rates import Rates
from space.asking.runs import ALL, Run, described
from space.asking.secret import Secret
from space.desk.jobs import Desk
from space.desk.visitors import visitor_of
from space.files.roles import has_people
from space.page import wording
from space.page.errors import shown_errors
from space.page.following import TURNS, followed
from space.page.login import granted
from space.page.result_view import ResultView, result_view
from space.page.updates import each_sent_once
from space.sentences import sentence
from space.settings import SpaceSettings

IN_THE_ADDRESS = """id => {
    const at = new URL(window.location);
    if (/^[A-Za-z0-9_-]{22}$/.test(id) && at.searchParams.get("job") !== id) {
        [...at.searchParams.keys()].filter(one => !one.startsWith("__")).forEach(one => at.searchParams.delete(one));
        at.searchParams.set("job", id);
        window.history.replaceState(window.history.state, "", at);
    }
}"""
"""Writes a job's id into the address of the page, so that reloading it, or sending it, opens the job."""


def run_tab(desk: Desk) -> None:
    """Make the tab.

    Parameters
    ----------
    desk : takes the jobs; its settings say what can be offered
    """
    gr.Markdown(wording.RUN)
    form = _form(desk.settings)
    estimate = gr.HTML(elem_id="run-estimate")
    with gr.Row():
        start = gr.Button("Start", variant="primary", elem_id="run-start", min_width=120)
        stop = gr.Button("Stop", variant="stop", elem_id="run-stop", min_width=120, interactive=False)
        more = gr.Button("Continue", elem_id="run-go-on", min_width=120, interactive=False)
    with gr.Row():
        job = gr.Textbox(
            label="Job id",
            info=wording.COME_BACK,
            placeholder="paste an id to open its job",
            elem_id="run-job",
            scale=3,
        )
        back = gr.Button("Open a job", elem_id="run-back", scale=1, min_width=160)
    progress = gr.HTML(elem_id="run-progress")
    view = result_view(desk, "run")
    outputs = [job, progress, start, stop, more, *view.outputs]
    _wire(desk, form, (estimate, start, stop, more, back), outputs, view)


def _form(settings: SpaceSettings) -> dict[str, Any]:
    """The components that say what is asked, by name."""
    places = {name: words for name, words in wording.PLACES.items() if name != "providers" or settings.has_login}
    with gr.Row():
        place = gr.Radio(_pairs(places), value="simulated", label="Who answers", elem_id="run-place", min_width=260)
        instrument = gr.Radio(
            _pairs(wording.INSTRUMENTS),
            value=catalogue.USUAL,
            label="What is asked",
            elem_id="run-instrument",
            min_width=260,
        )
        personas = gr.Radio(_pairs(wording.SIZES), value=200, label="Personas", elem_id="run-personas", min_width=200)
    kind = gr.Dropdown(_pairs(wording.KINDS), value="caricature", label="Kind of respondents", elem_id="run-kind")
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
        key = gr.Textbox(label="Key", info=wording.KEY, type="password", elem_id="run-key", min_width=240)
    with gr.Accordion("More settings", open=False):
        mode = gr.Radio(_pairs(wording.MODES), value="generate", label="Answers as", elem_id="run-mode")
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

    place.input(shown, place, [kind, model, endpoint], api_visibility="private", show_progress="hidden")
    return {
        "place": place,
        "kind": kind,
        "model": model,
        "endpoint": endpoint,
        "url": url,
        "key": key,
        "instrument": instrument,
        "personas": personas,
        "mode": mode,
        "temperature": temperature,
        "samples": samples,
        "seed": seed,
    }


def _wire(desk: Desk, form: dict[str, Any], buttons: Any, outputs: list[Any], view: ResultView) -> None:
    """What the buttons do."""
    settings = desk.settings
    estimate, start, stop, more, back = buttons
    asked = {name: part for name, part in form.items() if name not in ("key", "endpoint")}
    shown_by_request = {name: part for name, part in form.items() if name != "key"}
    asked_of = list(asked.values())
    job = outputs[0]

    def filled(values: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(asked, values, strict=True))

    @each_sent_once
    async def begin(request: gr.Request, token: gr.OAuthToken | None, key: str, *values: Any) -> AsyncIterator[Any]:
        with shown_errors():
            run = run_of(filled(values))
            id = desk.submit(
                run,
                visitor_of(request, behind_proxy=desk.settings.on_space),
                credential(run.place, key, granted(token, settings)),
            )
        async for update in watched(desk, id, view, page_of(request)):
            yield update

    @each_sent_once
    async def resume(id: str, key: str, request: gr.Request, token: gr.OAuthToken | None) -> AsyncIterator[Any]:
        with shown_errors():
            place = desk.request(id).get("place", "")
            desk.go_on(
                id,
                visitor_of(request, behind_proxy=desk.settings.on_space),
                credential(place, key, granted(token, settings)),
            )
        async for update in watched(desk, id, view, page_of(request)):
            yield update

    @each_sent_once
    async def find(id: str, request: gr.Request) -> AsyncIterator[Any]:
        with shown_errors():
            desk.look(id)
            asked_before = restored(desk.request(id), settings)
        parts = tuple(asked_before.get(name, gr.skip()) for name in shown_by_request)
        async for update in watched(desk, id, view, page_of(request)):
            yield (*update, *parts)
            parts = tuple(gr.skip() for _ in shown_by_request)  # once: the visitor may change them meanwhile

    def halt(id: str) -> None:
        with shown_errors():
            desk.stop(id)

    async def asked_for(request: gr.Request) -> AsyncIterator[Any]:
        if id := request.query_params.get("job", ""):
            async for update in find(id, request):
                yield update
        else:
            yield tuple(gr.skip() for _ in (*outputs, *shown_by_request))

    watching: dict[str, Any] = {
        "outputs": outputs,
        "trigger_mode": "multiple",  # whatever is pressed last is what is followed
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    restoring = {**watching, "outputs": [*outputs, *shown_by_request.values()]}
    asking = {**watching, "trigger_mode": "once"}  # a double click asks, and pays, once
    start.click(begin, [form["key"], *asked_of], **asking)
    more.click(resume, [job, form["key"]], **asking)
    back.click(find, [job], **restoring)
    job.submit(find, [job], **restoring)
    page: Any = gr.context.Context.root_block
    page.load(asked_for, None, **restoring)
    job.change(None, [job], None, js=IN_THE_ADDRESS, api_visibility="private")
    stop.click(halt, [job], None, concurrency_limit=None, api_visibility="private", show_progress="hidden")
    guessing: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}

    def guessed(*values: Any) -> str:
        return estimate_of(filled(values), Rates(settings.folder))

    changes = [page.load, *(part.change for part in asked_of)]
    gr.on(changes, guessed, asked_of, estimate, trigger_mode="always_last", **guessing)


def run_of(form: Mapping[str, Any]) -> Run:
    """What the form asks for.

    Parameters
    ----------
    form : what its components hold, by the names of `_form`

    Raises
    ------
    InputError : something that cannot be asked.
    """
    simulated = form["place"] == "simulated"
    return described(
        model=PREFIX + form["kind"] if simulated else str(form["model"] or "").strip(),
        place=form["place"],
        instrument=form["instrument"],
        personas=int(form["personas"]),
        mode="generate" if simulated else form["mode"],
        temperature=float(form["temperature"]),
        samples=int(form["samples"]),
        seed=int(form["seed"] or 0),
        base_url=str(form["url"] or "").strip(),
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
        raise InputError(wording.SIGN_IN)
    return login if place in ("providers", "here") else None


async def watched(desk: Desk, id: str, view: ResultView, page: str) -> AsyncIterator[tuple[Any, ...]]:
    """Updates of the tab's outputs while a job continues, until another job is followed on this page."""
    async with TURNS.taken(f"run {page}") as turn:
        named: Any = id
        async for now, progress, result in followed(desk, id, view, turn):
            can_go_on = now.state in ("stopped", "failed", "interrupted")
            shown, named = named, gr.skip()  # once: the visitor may paste the id of another job meanwhile
            yield (
                shown,
                progress,
                gr.update(interactive=now.is_over),
                gr.update(interactive=now.state in ("queued", "running")),
                gr.update(interactive=can_go_on),
                *result,
            )


def page_of(request: gr.Request) -> str:
    """What tells one open page from another."""
    return str(request.session_hash)


def restored(asked: Mapping[str, Any], settings: SpaceSettings) -> dict[str, Any]:
    """The form as it was when a run was started, by the names of `_form`; nothing for an upload.

    Parameters
    ----------
    asked : what a job was asked for
    settings : a place that is not offered here is not chosen
    """
    if "model" not in asked:
        return {}
    place, model, instruments = asked["place"], str(asked["model"]), tuple(asked["instruments"])
    if place == "providers" and not settings.has_login:
        return {}
    simulated, of_items = place == "simulated", asked["temperature"] is not None
    return {
        "place": place,
        "kind": gr.update(value=model.removeprefix(PREFIX), visible=True) if simulated else gr.update(visible=False),
        "model": gr.update(visible=False) if simulated else gr.update(value=model, visible=True),
        "endpoint": gr.update(visible=place == "endpoint"),
        "url": asked["base_url"],
        "instrument": "all" if instruments == ALL else instruments[0],
        "personas": asked["personas"] if asked["personas"] in wording.SIZES else gr.skip(),
        "mode": asked["mode"],
        "temperature": asked["temperature"] if of_items else gr.skip(),
        "samples": asked["samples"] or 1,
        "seed": asked["seed"],
    }


def estimate_of(form: Mapping[str, Any], rates: Rates | None = None) -> str:
    """What a run will take, in a sentence; what cannot be asked is said as well."""
    try:
        run = run_of(form)
    except InputError as reason:
        return f"<p>{escape(sentence(str(reason)))}</p>"
    took = None if rates is None else rates.seconds_of_measuring(run)
    measuring = wording.MEASURING if took is None else f"Measuring took {duration(took)} the last time."
    notes = [wording.QUICK_LOOK] if run.personas < FEWEST_COMPLETE else []
    without = [one for one in run.instruments if one in catalogue.names() and not has_people(one)]
    notes += [wording.NO_PEOPLE.format(" and ".join(without))] if without else []
    return f"<p>{escape(' '.join([estimated(run, rates), measuring, *notes]))}</p>"


def _pairs(names: dict[Any, str]) -> list[tuple[str, Any]]:
    """Choices as Gradio wants them: words, then the value."""
    return [(words, value) for value, words in names.items()]
