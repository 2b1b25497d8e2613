"""`persona-collapse run`, `status` and `export`: ask a population, see how it stands, take its answers away."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend, Prompt, Reply
    from persona_collapse.instruments import Instrument, OpenQuestion
    from persona_collapse.study import Limits, Outcome, Study

INTERRUPTED = 130
THINKING_TOKENS = 8192
LIKERT_TOKENS = 64
COUNTED = 3
"""Respondents whose prompts a dry run counts; the rest is taken to be as long."""


@dataclass(frozen=True)
class Options:
    """How the backend is reached."""

    base_url: str | None
    concurrency: int
    timeout: float
    trust_remote_code: bool
    any_format: bool
    latency: float


def run(
    model: Annotated[
        str,
        typer.Argument(help="A Hub id, a local folder, or simulated:human|collapsed|shallow|caricature|noise."),
    ],
    instrument: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="bfi44, moral131, self-introduction, all, or an instrument file.")
    ] = "bfi44",
    personas: Annotated[
        str | None,
        typer.Option(metavar="N|ID|PATH", help="The first N of our 1,144, a table of your own, or a Hub dataset."),
    ] = None,
    persona_columns: Annotated[
        str | None,
        typer.Option(metavar="id=COLUMN,description=COLUMN", help="Which columns of your own table hold what."),
    ] = None,
    backend: Annotated[
        str | None, typer.Option(metavar="transformers|api", help="By default transformers if installed, else api.")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Of an OpenAI-compatible server; Hugging Face's router by default."),
    ] = None,
    mode: Annotated[
        str, typer.Option(metavar="generate|probabilities", help="Replies in words, or P(1..5) of the next token.")
    ] = "generate",
    samples: Annotated[int | None, typer.Option(help="How often each question is put to each persona.")] = None,
    temperature: Annotated[float | None, typer.Option(help="0.7 by default; 0.9 for self-introductions.")] = None,
    max_tokens: Annotated[int | None, typer.Option(help="The longest reply, in tokens.")] = None,
    thinking: Annotated[
        str | None, typer.Option(metavar="on|off", help="Switch thinking, where the model has a switch.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 0,
    trait_labels: Annotated[
        bool, typer.Option("--trait-labels/--no-trait-labels", help="Whether personas are told their Big Five labels.")
    ] = True,
    order: Annotated[
        str, typer.Option(metavar="fixed|random", help="random: draw the scale's direction, and which side is A.")
    ] = "fixed",
    wording: Annotated[
        str, typer.Option(metavar="standard|paper", help="paper: the layout of arXiv 2604.24698.")
    ] = "standard",
    with_default: Annotated[bool, typer.Option("--with-default", help="Also ask without any persona.")] = False,
    max_requests: Annotated[
        int | None, typer.Option(help="Stop after so many requests; the same command goes on.")
    ] = None,
    max_cost: Annotated[float | None, typer.Option(help="Stop when the run has cost so much.")] = None,
    price_in: Annotated[float | None, typer.Option(help="Price of a million tokens read.")] = None,
    price_out: Annotated[float | None, typer.Option(help="Price of a million tokens written.")] = None,
    concurrency: Annotated[int, typer.Option(help="Requests under way at once.")] = 8,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for one reply.")] = 120.0,
    judge: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Have this model read what cannot be read, over the same backend."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Run directory; runs/MODEL/INSTRUMENT-HASH by default.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print one prompt, the requests, tokens and cost; ask nothing.")
    ] = False,
    trust_remote_code: Annotated[
        bool, typer.Option("--trust-remote-code", help="Run code that comes with the model.")
    ] = False,
    any_format: Annotated[
        bool, typer.Option("--any-format", help="Also load weights that are not safetensors.")
    ] = False,
    latency: Annotated[float, typer.Option(help="Seconds each simulated reply takes.", hidden=True)] = 0.0,
) -> None:
    """Ask a model as many personas; stopped at any moment, the same command goes on where it was."""
    from persona_collapse.backends import Sampling
    from persona_collapse.cli.asking import backend_kind, instruments, make_backend, respondents
    from persona_collapse.cli.output import say
    from persona_collapse.instruments import OpenQuestion
    from persona_collapse.study import Study, form
    from persona_collapse.study import judge as judged

    limits, options = (
        _limits(max_requests, max_cost, price_in, price_out),
        Options(base_url, concurrency, timeout, trust_remote_code, any_format, latency),
    )
    if concurrency < 1 or timeout <= 0:
        raise InputError("--concurrency must be at least 1 and --timeout above 0")
    kind = backend_kind(model, backend, base_url)
    if max_cost is not None and kind != "api":
        raise InputError(f"{model} costs nothing that could be counted; leave --max-cost out")
    pool, count = respondents(personas, persona_columns)
    asked = instruments(instrument)
    ready: Backend | None = None
    for one in asked:
        free = isinstance(one, OpenQuestion)
        study = Study(
            instrument=one,
            pool=pool,
            personas=count,
            samples=samples or (one.samples if isinstance(one, OpenQuestion) else 1),
            sampling=Sampling(
                mode="generate" if free and len(asked) > 1 else mode,  # type: ignore[arg-type]
                temperature=(one.temperature if isinstance(one, OpenQuestion) else 0.7)
                if temperature is None
                else temperature,
                max_tokens=max_tokens or _longest(one, thinking),
                thinking=_switch(thinking),
                seed=seed,
            ),
            form=form(wording),
            labels=trait_labels,
            order=order,  # type: ignore[arg-type]
            with_default=with_default,
        )
        folder = _folder(out, model, study, several=len(asked) > 1)
        if dry_run:
            typer.echo(_dry(study, model, kind, limits, folder))
            continue
        if ready is None or kind == "simulated":
            if backend is None and kind != "simulated":
                say(f"--backend {kind}")
            ready = make_backend(kind, model, study, options)
        outcome = _asked(study, ready, folder, limits)
        if judge is not None and not free:
            number = judged(folder, make_backend(kind, judge, study, options))
            say(f"{number} unreadable replies judged by {judge}")
        _told(outcome, folder, free)
        if outcome.stopped == "interrupted":
            raise typer.Exit(INTERRUPTED)


def status(run: Annotated[Path, typer.Argument(help="A run directory.")]) -> None:
    """How a run stands: replies, what could not be read or had, tokens, cost."""
    from persona_collapse.study import status as look

    typer.echo("\n".join(look(run).lines()))


def _asked(study: "Study", backend: "Backend", folder: Path, limits: "Limits") -> "Outcome":
    """Ask, with a bar on a terminal."""
    from tqdm import tqdm

    from persona_collapse.cli.output import say
    from persona_collapse.store import is_run, open_run
    from persona_collapse.study import run_study

    there = 0
    if is_run(folder):
        with open_run(folder) as store:
            there = len(store.done())
    failed = 0
    say(f"{len(study):,} questions to {len(study.respondents):,} respondents; replies go to {folder}")
    if there:
        say(f"{there:,} replies are there already and are not asked again")
    with tqdm(
        total=len(study),
        initial=min(there, len(study)),
        desc=study.instrument.id,
        unit="reply",
        file=sys.stderr,
        disable=None,
    ) as bar:

        def heard(prompt: "Prompt", reply: "Reply") -> None:
            nonlocal failed
            failed += bool(reply.error)
            bar.update(not reply.error)
            if failed:
                bar.set_postfix_str(f"{failed} failed")

        return run_study(study, backend, folder, limits=limits, listener=heard)


def _told(outcome: "Outcome", folder: Path, free: bool) -> None:
    """What came of it: how it ended on stderr, the scorecard on stdout."""
    from persona_collapse.cli.output import say
    from persona_collapse.study import status as look

    if outcome.stopped:
        say(f"stopped: {outcome.stopped}")
    for line in look(folder).lines():
        say(line)
    if outcome.open:
        say(f"{outcome.open:,} questions have no reply yet; the same command goes on with them")
    if outcome.stopped == "interrupted" or free:
        return
    if outcome.received == 0 and outcome.open:
        raise InputError(f"nothing could be had; what was stored before is in {folder}")
    from persona_collapse.cli.measure import measure

    try:
        measure([str(folder)])
    except InputError as why:  # the replies are there, too few or too unreadable to measure
        say(f"not measured: {why}")


def _dry(study: "Study", model: str, kind: str, limits: "Limits", folder: Path) -> str:
    """One full prompt, how many requests, how many tokens, what it costs."""
    first = next(study.prompts())
    spoken = "\n\n".join(f"[{one['role']}]\n{one['content']}" for one in first.messages)
    lines = [spoken, "", f"requests    {len(study):,} ({len(study.respondents):,} respondents)"]
    tokens = _tokens(study, model, kind)
    most = study.sampling.max_tokens if study.sampling.mode == "generate" else 1
    lines.append(
        f"tokens      {tokens if isinstance(tokens, str) else f'about {tokens:,} read'}, at most {most * len(study):,} written"
    )
    if limits.price is None or isinstance(tokens, str):
        lines.append("cost        unknown" if kind == "api" else "cost        nothing is paid")
    else:
        cost = (limits.price[0] * tokens + limits.price[1] * most * len(study)) / 1e6
        lines.append(f"cost        at most {cost:,.2f} by the price given")
    return "\n".join([*lines, f"directory   {folder}"])


def _tokens(study: "Study", model: str, kind: str) -> int | str:
    """Tokens of all prompts, counted by the model's tokenizer on a few respondents; or why they are unknown."""
    from importlib.util import find_spec
    from itertools import islice

    if kind == "simulated":
        return 0
    if find_spec("transformers") is None:
        return "unknown (transformers is not installed)"
    from persona_collapse.backends.tokens import PromptTokens

    try:
        tokenizer = PromptTokens.load(model)
    except InputError as error:
        return f"unknown ({error})"
    each = len(study) // len(study.respondents)
    counted = [len(tokenizer.ids(one, study.sampling.thinking)) for one in islice(study.prompts(), COUNTED * each)]
    return round(sum(counted) / len(counted) * len(study))


def _limits(requests: int | None, cost: float | None, price_in: float | None, price_out: float | None) -> "Limits":
    from persona_collapse.study import Limits

    if (price_in is None) != (price_out is None):
        raise InputError("a price needs both --price-in and --price-out (per million tokens)")
    for name, value in (
        ("--max-requests", requests),
        ("--max-cost", cost),
        ("--price-in", price_in),
        ("--price-out", price_out),
    ):
        if value is not None and value < 0:
            raise InputError(f"{name} {value:g}: it must be 0 or above")
    price = None if price_in is None or price_out is None else (price_in, price_out)
    return Limits(requests, cost, price)


def _longest(instrument: "Instrument | OpenQuestion", thinking: str | None) -> int:
    """Tokens a reply may take unless told otherwise; thinking takes many."""
    from persona_collapse.instruments import OpenQuestion

    spoken = instrument.max_tokens if isinstance(instrument, OpenQuestion) else LIKERT_TOKENS
    return spoken + THINKING_TOKENS if thinking == "on" else spoken


def _switch(thinking: str | None) -> bool | None:
    if thinking not in (None, "on", "off"):
        raise InputError(f"--thinking {thinking}: say on or off, or leave it out")
    return None if thinking is None else thinking == "on"


def _folder(out: Path | None, model: str, study: "Study", *, several: bool) -> Path:
    """Where a run is kept: the same command finds it again."""
    if out is not None:
        return out / study.instrument.id if several else out
    local = Path(model).name if Path(model).is_dir() else model
    name = re.sub(r"[^\w.-]+", "--", local).strip("-.") or "model"
    return Path("runs") / name / f"{study.instrument.id}-{study.hash[:8]}"


def export(
    run: Annotated[Path, typer.Argument(help="A run directory.")],
    to: Annotated[
        str,
        typer.Option("--to", metavar="FILE|ORG/NAME", help="A .parquet, .jsonl or .csv file, or a dataset on the Hub."),
    ],
    long: Annotated[bool, typer.Option("--long", help="One row per reply instead of one per respondent.")] = False,
) -> None:
    """Take a run's answers, replies and manifest away as tables."""
    from persona_collapse.cli.output import say, write_bytes
    from persona_collapse.study import export as taken
    from persona_collapse.tables import ENDINGS, encoded

    tables = taken(run)
    if Path(to).suffix.lower() not in ENDINGS and re.fullmatch(r"[\w.-]+/[\w.-]+", to):
        from persona_collapse.hub.export import push_run

        say(f"{push_run(to, tables)} has the answers, the replies and the manifest of {run}")
        return
    file = Path(to)
    main: Any = tables.replies if long or tables.answers is None else tables.answers
    content = {file: encoded(main, file.suffix)}
    if main is not tables.replies:
        content[file.with_name(f"{file.stem}.replies{file.suffix}")] = encoded(tables.replies, file.suffix)
    content[file.with_name(f"{file.stem}.manifest.json")] = _json(tables.manifest)
    for path, bytes_ in content.items():
        write_bytes(path, bytes_)
    say(f"wrote {', '.join(map(str, content))}")


def _json(record: Any) -> bytes:
    import json

    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
