"""`persona-collapse probe`: a panel of live agents asked step by step, and a gate over all steps."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared import run_options as option
from persona_collapse.cli._shared.options import Reference
from persona_collapse.cli.run import INTERRUPTED
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_collapse.backends import Backend
    from persona_collapse.cli._shared.probing import Probe
    from persona_collapse.diagnosis.over_time import Watch
    from persona_collapse.personas import PersonaPool
    from persona_collapse.study import Manner, Study

PANEL = 120
"""Some more than the 100 that a signature needs: a persona with an unreadable answer is not complete."""


def probe(
    model: Annotated[
        str,
        typer.Argument(
            help="A model as for run, at each step the same or another. With --agents its name on the server, also with a "
            "place for the id: agent-{persona}. With --show the folder of a probe."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the probe: a run directory per step, and steps.jsonl."),
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="LABEL", help='What this step is called, such as "after day 10".')
    ] = None,
    every: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Ask again and again, this long from step to step.")
    ] = None,
    times: Annotated[int | None, typer.Option(metavar="N", help="With --every: end after N steps.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print all steps of a probe; ask nothing.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="SIGNATURE,..",
            help="Close on these signatures; by default mode collapse, also in part, noise, careless and caricature.",
        ),
    ] = None,
    patience: Annotated[int, typer.Option(metavar="N", help="Close when N steps in a row have such a signature.")] = 2,
    least: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER=SHARE,..",
            help="Close when a number is surely below this share of people's: recall=.5,precision=.5.",
        ),
    ] = None,
    agents: Annotated[
        bool,
        typer.Option(
            "--agents",
            help="Ask live agents that know who they are: no description is sent, but the id of each persona, as the field "
            "user, and in the place {persona} of MODEL.",
        ),
    ] = False,
    personas: Annotated[
        str | None,
        typer.Option(
            metavar="ID|PATH",
            help="Your own table, or a Hub dataset, of which the panel is drawn at random; by default the first of the bundled "
            "personas.",
        ),
    ] = None,
    panel: Annotated[
        int, typer.Option(metavar="N", help="Personas that are asked at every step, at least 100.")
    ] = PANEL,
    persona_columns: option.PersonaColumns = None,
    tell: option.Tell = None,
    instrument: Annotated[
        str,
        typer.Option(
            metavar="NAME|PATH", help="A questionnaire (persona-collapse instrument list), or an instrument file."
        ),
    ] = "bfi44",
    language: option.Language = None,
    backend: option.BackendKind = None,
    base_url: option.BaseUrl = None,
    mode: option.Mode = "generate",
    temperature: option.Temperature = None,
    max_tokens: option.MaxTokens = None,
    thinking: option.Thinking = None,
    reasoning_effort: option.ReasoningEffort = None,
    extra_body: option.ExtraBody = None,
    seed: option.Seed = 0,
    anchors: option.Anchors = None,
    embedder: option.Embedder = None,
    trait_labels: option.TraitLabels = True,
    concurrency: option.Concurrency = 8,
    timeout: option.Timeout = 120.0,
    reference: Reference = None,
    check: Annotated[
        bool,
        typer.Option("--check/--no-check", help="Before step 1: put trial questions, and look at the first replies."),
    ] = True,
) -> None:
    """Ask a panel of agents, now and at later steps, and end with exit code 3 when they have collapsed.

    Each call is the next step of the folder; an interrupted one is resumed. Intervals hold over all steps.
    """
    from persona_collapse.cli._shared.asking import backend_kind
    from persona_collapse.cli._shared.output import say
    from persona_collapse.cli._shared.probing import Probe
    from persona_collapse.inputs import needed_reference
    from persona_collapse.instruments import Instrument
    from persona_collapse.study import Manner
    from persona_collapse.study.rated_texts import check_similarity
    from persona_collapse.study.steps import Steps

    if show:
        typer.echo(_shown(Path(model)))
        return
    if out is None:
        raise InputError("say where the steps are kept: --out DIR, the same at every step")
    _check_times(every, times, step)
    kind = backend_kind(model, backend, base_url)
    _check_agents(agents, kind, model, extra_body)
    manner = Manner(
        *(mode, None, temperature, max_tokens, thinking, seed, trait_labels),
        reasoning_effort=reasoning_effort,
        extra_body=extra_body,
        anchors=anchors,
        embedder=embedder,
    )
    option.check_rating({mode}, anchors, embedder)
    study = _study(instrument, language, _pool(personas, persona_columns, tell, panel, seed), manner, agents=agents)
    assert isinstance(study.instrument, Instrument), "checked before"
    people = needed_reference(study.instrument, reference)
    connection = option.Connection(base_url, concurrency, timeout, False, False, None, 0.0, agents=agents)
    watch = _watch(len(study.instrument.scale.points), fail_on, patience, least)
    watch()
    check_similarity(study.rating)
    if backend is None and kind != "simulated":
        say(f"--backend {kind}")
    asked = Probe(study, _backends(kind, model, study, connection), Steps(out), people, watch, trial=check)
    _go(asked, step, every, times)


def _shown(folder: Path) -> str:
    """All steps of a probe."""
    from persona_collapse.cli._shared.probing import found_in
    from persona_collapse.study.steps import Steps

    steps = Steps(folder)
    found = [found_in(one, steps) for one in steps.read]
    if not found:
        raise InputError(f"{folder} has no step that was read ({steps.file.name}); give the --out of a probe")
    return "\n".join(line for one in found for line in one.lines)


def _check_times(every: float | None, times: int | None, step: str | None) -> None:
    """Refuse what says twice, or not at all, when a step is."""
    if every is not None and not every >= 0:
        raise InputError(f"--every {every:g}: give seconds, 0 or more")
    if times is not None and (every is None or times < 1):
        raise InputError(f"--times {times}: give at least 1, together with --every SECONDS")
    if step is not None and every is not None:
        raise InputError("--step names one step, and --every asks many; omit one of them")


def _check_agents(agents: bool, kind: str, model: str, extra_body: str | None) -> None:
    """Refuse agents that cannot be addressed."""
    from persona_collapse.backends import extras

    if not agents:
        if "{persona}" in model:
            raise InputError(f"{model} has a place for the id of an agent; add --agents")
        return
    if kind != "api":
        raise InputError(f"--agents are on a server, and {model} is not; add --base-url URL, or omit --agents")
    if extra_body is not None and "user" in extras.fields(extra_body):
        raise InputError("--agents puts the id of each agent into user, and --extra-body sets it, too; remove it there")


def _pool(
    name: str | None, columns: str | None, tell: str | None, panel: int, seed: int
) -> "tuple[PersonaPool, int | None]":
    """The panel: the first of the bundled personas, or some drawn from a table."""
    from persona_collapse.cli._shared.asking import respondents
    from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
    from persona_collapse.personas import Selection

    if panel < FEWEST_COMPLETE:
        raise InputError(f"--panel {panel}: too few personas to be read; give at least {FEWEST_COMPLETE}")
    if name is not None and name.isdecimal():
        raise InputError(f"--personas {name}: say how many with --panel {name}")
    chosen = Selection(first=panel) if name is None else Selection(sample=panel, seed=seed)
    return respondents(name, columns, tell, chosen)


def _study(
    instrument: str, language: str | None, pool: "tuple[PersonaPool, int | None]", manner: "Manner", *, agents: bool
) -> "Study":
    """What every step asks."""
    from dataclasses import replace

    from persona_collapse.cli._shared.asking import instruments
    from persona_collapse.instruments import Instrument
    from persona_collapse.study import studies

    (asked, *others) = instruments(instrument, language)
    if others or not isinstance(asked, Instrument):
        raise InputError(f"--instrument {instrument}: a probe asks one questionnaire, for example bfi44")
    (study,) = studies([asked], *pool, manner)
    return replace(study, form=study.form.for_agents) if agents else study


def _watch(points: int, fail_on: str | None, patience: int, least: str | None) -> "Callable[[], Watch]":
    """A gate without readings, as the options say."""
    from persona_collapse.cli._shared.pairs import pairs
    from persona_collapse.diagnosis.gate import COLLAPSED, gate_words
    from persona_collapse.diagnosis.over_time import Watch

    words = COLLAPSED if fail_on is None else gate_words(fail_on, "--fail-on")
    shares: dict[str, float] = {}
    for name, value in pairs("--least", least or "", "NUMBER=SHARE", "recall=0.5,precision=0.5"):
        try:
            shares[name] = float(value)
        except ValueError:
            shares[name] = -1.0
        if not 0 <= shares[name] <= 1:
            raise InputError(f"--least {name}={value}: give a share of people's, from 0 to 1")
    return lambda: Watch(points, fail_on=words, patience=patience, least=shares)


def _backends(kind: str, model: str, study: "Study", connection: option.Connection) -> "Callable[[int], Backend]":
    """The model, ready once for all steps of this command."""
    from dataclasses import replace

    from persona_collapse.cli._shared.asking import make_backend

    ready: list[Backend] = []

    def at(number: int) -> "Backend":
        if not ready:
            ready.append(make_backend(kind, model, study, replace(connection, known=number > 1)))
        return ready[0]

    return at


def _go(probe: "Probe", label: str | None, every: float | None, times: int | None) -> None:
    """Ask one step, or step after step, until the gate closes."""
    from persona_collapse.cli._shared.output import say

    asked = 0
    try:
        while True:
            began = time.monotonic()
            found = probe.step(label)
            typer.echo("\n".join(found.lines))
            asked += 1
            if found.reading.closed:
                say(f"the gate is closed: {found.reading.reason or 'since an earlier step'}")
                raise typer.Exit(3)
            if found.reading.reason:
                say(f"the gate would close if the next step were like it: {found.reading.reason}")
            if every is None or asked == times:
                return
            time.sleep(max(0.0, every - (time.monotonic() - began)))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
