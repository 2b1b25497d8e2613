"""`persona-collapse sweep`: the same personas asked in several ways, and what each way does to their variety."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.cli._shared import run_options as option
from persona_collapse.cli._shared.options import Reference
from persona_collapse.cli.run import INTERRUPTED
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.remedy import AskedWay
    from persona_collapse.study import Limits
    from persona_collapse.study.ways import Way


def sweep(
    model: option.Model,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=V1,V2",
            help="What to vary, also several: temperature, labels, order, thinking, reasoning-effort, elicit, wording, best-of, "
            "persona-detail, model; their values are in docs/remedy.md. Every combination is asked; the others are compared "
            "with the first.",
        ),
    ],
    instrument: Annotated[
        str,
        typer.Option(
            metavar="NAME|PATH", help="A questionnaire (persona-collapse instrument list), or an instrument file."
        ),
    ] = "bfi44",
    language: option.Language = None,
    item_wording: option.ItemWording = None,
    personas: option.Personas = None,
    persona_columns: option.PersonaColumns = None,
    tell: option.Tell = None,
    first: option.First = None,
    sample: option.Sample = None,
    backend: option.BackendKind = None,
    base_url: option.BaseUrl = None,
    mode: option.Mode = "generate",
    samples: option.Samples = 2,
    best_of: option.BestOf = 1,
    anchors: option.Anchors = None,
    embedder: option.Embedder = None,
    temperature: option.Temperature = None,
    max_tokens: option.MaxTokens = None,
    thinking: option.Thinking = None,
    reasoning_effort: option.ReasoningEffort = None,
    extra_body: option.ExtraBody = None,
    seed: option.Seed = 0,
    trait_labels: option.TraitLabels = True,
    order: option.LayoutOrder = "fixed",
    wording: option.Wording = "standard",
    max_requests: option.MaxRequests = None,
    max_cost: option.MaxCost = None,
    price_in: option.PriceIn = None,
    price_out: option.PriceOut = None,
    price_cached: option.PriceCached = None,
    concurrency: option.Concurrency = 8,
    timeout: option.Timeout = 120.0,
    reference: Reference = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A run directory per way in here; runs/MODEL/.. by default.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write the record here; - for stdout, without the table.")
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE.png|.svg|.pdf", help="Draw the ways here; needs matplotlib.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the ways and their requests; ask nothing.")] = False,
    trust_remote_code: option.TrustRemoteCode = False,
    any_format: option.AnyFormat = False,
    dtype: option.Dtype = None,
    check: option.Check = None,
    latency: option.Latency = 0.0,
) -> None:
    """Ask the same personas in several ways, and state which way restores variety and which adds noise only.

    Interrupt at any time; rerun the same command to resume. Limits of requests and cost are for each way.
    """
    from persona_collapse.cli._shared.administer import run_folder
    from persona_collapse.cli._shared.asking import instruments, respondents
    from persona_collapse.instruments import Instrument
    from persona_collapse.personas import Selection
    from persona_collapse.study import Manner
    from persona_collapse.study.rated_texts import check_similarity
    from persona_collapse.study.ways import factors, ways

    if figure is not None:
        _check_ending(figure)
    limits = option.limits_of(max_requests, max_cost, price_in, price_out, price_cached)
    connection = option.Connection(*(base_url, concurrency, timeout, trust_remote_code, any_format, dtype, latency))
    pool, count = respondents(personas, persona_columns, tell, Selection(first, sample, seed))
    manner = Manner(
        *(mode, samples, temperature, max_tokens, thinking, seed, trait_labels, order, wording),
        reasoning_effort=reasoning_effort,
        extra_body=extra_body,
        best_of=best_of,
        anchors=anchors,
        embedder=embedder,
    )
    (asked, *others) = instruments(instrument, language, item_wording)
    if others or not isinstance(asked, Instrument):
        raise InputError(f"--instrument {instrument}: a sweep asks one questionnaire, for example bfi44")
    planned = ways(model, asked, pool, count, manner, factors(vary))
    option.check_rating({one.study.sampling.mode for one in planned}, anchors, embedder)
    folders = [
        run_folder(None, one.model, one.study, several=False) if out is None else out / one.folder for one in planned
    ]
    _check_repeats(planned)
    if dry_run:
        typer.echo("\n".join(_planned(planned, folders)))
        return
    people = _people(planned[0], reference)
    for one in planned:
        check_similarity(one.study.rating)
    _say_too_few(planned[0])
    backends = _backends(planned, backend, connection)
    found = [_asked(*one, limits, check=check) for one in zip(planned, backends, folders, strict=True)]
    _show(found, people, json, figure)


def _check_ending(figure: Path) -> None:
    """Refuse a file that could not be drawn, before anything takes time."""
    from persona_collapse.report.drawing.files import ENDINGS

    known = [f".{ending}" for ending in ENDINGS]
    if figure.suffix.lower() not in known:
        raise InputError(f"--figure {figure}: give a name that ends in {', '.join(known)}")


def _check_repeats(planned: "list[Way]") -> None:
    """Refuse before anything is asked what could not be told from noise afterwards."""
    for one in planned:
        if one.study.sampling.mode in ("generate", "text") and one.study.samples < 2:
            raise InputError(
                f"{one.name}: each question would be asked once, and noise cannot be told from variety; omit --samples, or "
                "give at least 2"
            )


def _say_too_few(first: "Way") -> None:
    """Say before anything is asked that too little can be shown with so few personas."""
    from persona_collapse.cli._shared.output import say
    from persona_collapse.remedy.sweeping import FEWEST_PERSONAS, TOO_FEW

    count = len(first.study.respondents)
    if count < FEWEST_PERSONAS:
        say(f"warning: {count} personas are asked; {TOO_FEW}, so no way can be shown to restore variety")


def _planned(planned: "list[Way]", folders: list[Path]) -> list[str]:
    """A line per way, and the number of requests of all."""
    lines = [f"{one.name}: {len(one.study):,} requests, {folder}" for one, folder in zip(planned, folders, strict=True)]
    return [*lines, f"all: {sum(len(one.study) for one in planned):,} requests"]


def _people(first: "Way", reference: str | None) -> "BehavioralTraitMatrix":
    """The reference, known before anything is asked."""
    from persona_collapse.inputs import needed_reference
    from persona_collapse.instruments import Instrument

    asked = first.study.instrument
    assert isinstance(asked, Instrument), "checked before"
    return needed_reference(asked, reference)


def _backends(planned: "list[Way]", backend: str | None, connection: option.Connection) -> "list[Backend]":
    """A backend per way; a model is loaded once."""
    from persona_collapse.cli._shared.asking import backend_kind, make_backend
    from persona_collapse.cli._shared.output import say

    found: dict[str, Backend] = {}
    each = []
    for one in planned:
        kind = backend_kind(one.model, backend, connection.base_url)
        if kind == "simulated":  # it is made for a study
            each.append(make_backend(kind, one.model, one.study, connection))
            continue
        if one.model not in found:
            found[one.model] = make_backend(kind, one.model, one.study, connection)
            if backend is None:
                say(f"--backend {kind}")
        each.append(found[one.model])
    return each


def _asked(way: "Way", backend: "Backend", folder: Path, limits: "Limits", *, check: bool | None) -> "AskedWay":
    """Ask what has no reply yet, and read the answers."""
    from persona_collapse.cli._shared.administer import administered, say_outcome
    from persona_collapse.cli._shared.output import say
    from persona_collapse.inputs import run_population
    from persona_collapse.remedy import AskedWay

    say(f"{way.name}:")
    outcome = administered(way.study, backend, folder, limits, None, trial=check is not False, look=check is not False)
    replies = say_outcome(outcome, folder)
    if outcome.stopped == "interrupted":
        raise typer.Exit(INTERRUPTED)
    if outcome.failed and not outcome.received:
        raise InputError(f"no request succeeded; earlier replies are in {folder}")
    population = run_population(replies)
    known = dict(population.beside)
    samples, distributions = known.pop("samples"), known.pop("distributions")
    return AskedWay(
        way.name,
        way.settings,
        population.matrix,
        samples=None if distributions is not None else samples,
        distributions=distributions,
        beside=known,
    )


def _show(found: "list[AskedWay]", people: "BehavioralTraitMatrix", json: Path | None, figure: Path | None) -> None:
    """Compare the ways, write what was asked for, and print the table."""
    from persona_collapse.cli._shared.output import progress, say, typed, write_text
    from persona_collapse.remedy import sweep as compared
    from persona_collapse.report.drawing.files import DOTS
    from persona_collapse.report.sweep import sweep_figure, sweep_table

    with progress("sweep", 2 * len(found) - 1) as step:
        result = replace(compared(found, people, progress=step), commands=(typed(),))
    if json is not None:
        write_text(json, result.to_json() + "\n")
    if json is None or str(json) != "-":
        typer.echo(sweep_table(result))
    if figure is not None:
        try:
            sweep_figure(result).savefig(figure, dpi=DOTS)
        except OSError as error:
            raise InputError(f"cannot write {figure}: {error.strerror}; give another path") from None
        say(f"wrote {figure}")
