"""`persona-collapse run`: administer a questionnaire to a model, once per persona."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from persona_collapse.cli._shared import run_options as option
from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from persona_collapse.study import RunReplies, Study

INTERRUPTED = 130


def run(
    model: option.Model,
    instrument: option.InstrumentName = "bfi44",
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
    samples: option.Samples = None,
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
    with_default: option.WithDefault = False,
    after: option.After = None,
    after_turns: option.AfterTurns = None,
    max_requests: option.MaxRequests = None,
    max_cost: option.MaxCost = None,
    until_width: option.UntilWidth = None,
    grow: option.Grow = None,
    round_size: option.RoundSize = None,
    price_in: option.PriceIn = None,
    price_out: option.PriceOut = None,
    price_cached: option.PriceCached = None,
    batch: option.Batch = None,
    concurrency: option.Concurrency = 8,
    timeout: option.Timeout = 120.0,
    judge: option.Judge = None,
    engine: option.EngineName = "local",
    actors: option.Actors = None,
    gpus_per_actor: option.GpusPerActor = None,
    shard: option.ShardOf = None,
    out: option.Out = None,
    dry_run: option.DryRun = False,
    trust_remote_code: option.TrustRemoteCode = False,
    any_format: option.AnyFormat = False,
    dtype: option.Dtype = None,
    check: option.Check = None,
    latency: option.Latency = 0.0,
) -> None:
    """Administer a questionnaire to a model, once per persona. Interrupt at any time; rerun the same command to resume."""
    from persona_collapse.cli._shared.administer import administered, run_folder, say_outcome
    from persona_collapse.cli._shared.after import conversation
    from persona_collapse.cli._shared.asking import backend_kind, batches, instruments, make_backend, respondents
    from persona_collapse.cli._shared.checking import check_only
    from persona_collapse.cli._shared.dry_run import dry_run as described
    from persona_collapse.cli._shared.engines import Engine
    from persona_collapse.cli._shared.growing import growing
    from persona_collapse.cli._shared.output import say
    from persona_collapse.cli._shared.own_personas import of_columns, of_pool
    from persona_collapse.cli._shared.until import until
    from persona_collapse.instruments import OpenQuestion
    from persona_collapse.personas import Selection
    from persona_collapse.study import Manner, studies
    from persona_collapse.study import judge as judged
    from persona_collapse.study.rated_texts import check_similarity

    limits = option.limits_of(max_requests, max_cost, price_in, price_out, price_cached)
    option.check_rating({mode}, anchors, embedder)
    batch, base_url = batches(batch, base_url)
    connection = option.Connection(base_url, concurrency, timeout, trust_remote_code, any_format, dtype, latency, batch)
    kind = backend_kind(model, backend, base_url)
    _check_kind(
        *(model, kind, max_cost, judge, dtype),
        servers_own={"--reasoning-effort": reasoning_effort, "--extra-body": extra_body, "--batch": batch},
    )
    where = Engine(engine, actors, gpus_per_actor)
    where.check(model, kind, judge)
    pool, count = respondents(personas, persona_columns, tell, Selection(first, sample, seed))
    if batch is not None and (max_cost is not None or until_width is not None):
        given = "--max-cost" if max_cost is not None else "--until-width"
        raise InputError(f"{given} looks at replies as they come, and a batch is handed in whole; use --max-requests")
    manner = Manner(
        *(mode, samples, temperature, max_tokens, thinking, seed, trait_labels, order, wording, with_default),
        *(reasoning_effort, extra_body, conversation(after, after_turns), best_of, anchors, embedder),
    )
    asked = studies(instruments(instrument, language, item_wording), pool, count, manner)
    if shard is not None:
        asked = _sharded(asked, shard, until_width, grow)
    narrow = until(until_width, asked)
    rounds = growing(grow, round_size, asked, narrow=narrow is not None)
    # what simulated respondents cannot answer is refused before anything is asked, or promised
    simulated = [make_backend(kind, model, study, connection) for study in asked] if kind == "simulated" else []
    folders = [run_folder(out, model, study, several=len(asked) > 1) for study in asked]
    if dry_run:
        for study, folder in zip(asked, folders, strict=True):
            begun = study if rounds is None else rounds.first(study)
            typer.echo(described(begun, model, kind, limits, folder, batch=batch is not None))
        if rounds is not None:
            typer.echo(rounds.said)
        if pool.columns:
            typer.echo(of_columns(pool))
        return
    for study in asked:
        check_similarity(study.rating)
    for line in of_pool(pool):
        say(line)
    if backend is None and kind != "simulated":
        say(f"--backend {kind}")
    backends = where.ready(kind, model, asked, connection, simulated)
    if check:
        with backends[0] as one:
            check_only(asked, [one] * len(asked), folders, limits)
        return
    for study, backend_of_it, folder in zip(asked, backends, folders, strict=True):
        free = isinstance(study.instrument, OpenQuestion)
        shown = {"trial": check is not False, "look": check is not False and judge is None}
        with backend_of_it as ready:
            if rounds is None:
                outcome = administered(study, ready, folder, limits, None if free else narrow, **shown)
            else:
                outcome = rounds.ask(study, ready, folder, limits, **shown)
        if outcome.stopped == "interrupted":
            say_outcome(outcome, folder)
            raise typer.Exit(INTERRUPTED)
        if judge is not None and not free:
            number = judged(folder, make_backend(kind, judge, study, replace(connection, batch=None)))
            say(f"{number} unreadable replies judged by {judge}")
        replies = say_outcome(outcome, folder)
        if not free and outcome.failed and not outcome.received:
            raise InputError(f"no request succeeded; earlier replies are in {folder}")
        _say_what_next(study, replies, folder, pool.name)


def _sharded(asked: "list[Study]", shard: str, until_width: str | None, grow: float | None) -> "list[Study]":
    """The shard of each study; what looks at the answers of all personas is refused."""
    from persona_collapse.study import Shard

    if until_width is not None:
        raise InputError("--until-width looks at the answers of all personas, and a shard has some; omit one of them")
    if grow is not None:
        raise InputError(
            "--grow chooses personas by the answers so far, and a shard has some of them; omit one of them"
        )
    return [replace(one, shard=Shard.read(shard)) for one in asked]


def _check_kind(
    model: str,
    kind: str,
    max_cost: float | None,
    judge: str | None,
    dtype: str | None,
    servers_own: Mapping[str, str | None],
) -> None:
    """Refuse options that a kind of backend has no use for."""
    given = [name for name, value in servers_own.items() if value is not None]
    if given and kind != "api":
        raise InputError(f"{model} is not on a server; omit {' and '.join(given)}, or add --backend api")
    if dtype is not None and kind in ("api", "simulated"):
        raise InputError(f"--dtype {dtype}: {model} is not loaded on this machine; omit it")
    if max_cost is not None and kind != "api":
        raise InputError(f"{model} has no cost that can be counted; omit --max-cost")
    if judge is not None and kind == "simulated":
        raise InputError(f"every reply of {model} can be read; omit --judge")


def _say_what_next(study: "Study", replies: "RunReplies", folder: "Path", pool: str) -> None:
    """Say how a run that is not measured here is measured, and print the scorecard of any other."""
    from persona_collapse.cli._shared.administer import merge_command
    from persona_collapse.cli._shared.output import say
    from persona_collapse.instruments import OpenQuestion

    if study.shard is not None:
        say(f"when all {study.shard.of} shards are done: {merge_command(folder, study.shard)}")
    elif isinstance(study.instrument, OpenQuestion):
        say(f"measure the texts: persona-collapse measure {folder}")
    else:
        _show_scorecard(replies, pool)


def _show_scorecard(replies: "RunReplies", pool: str) -> None:
    """Print the scorecard, and beside real people's twins how far each answers as its own person."""
    from persona_collapse.cli._shared.measured import scorecard
    from persona_collapse.cli._shared.output import say
    from persona_collapse.cli._shared.twins import twins
    from persona_collapse.inputs import run_population
    from persona_collapse.references import TWIN

    try:
        population = run_population(replies)
        typer.echo(scorecard(replies.run, population))
    except InputError as reason:
        say(f"no scorecard: {reason}")
        return
    if pool == TWIN:
        typer.echo("")
        typer.echo(twins(population.matrix))
