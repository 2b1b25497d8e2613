"""`persona-collapse run`: ask a model as many personas."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.backends import Backend, Prompt, Reply
    from persona_collapse.study import Limits, Outcome, Study

INTERRUPTED = 130


@dataclass(frozen=True)
class Options:
    """How the backend is reached.

    Raises
    ------
    InputError : nothing at a time, or no time.
    """

    base_url: str | None
    concurrency: int
    timeout: float
    trust_remote_code: bool
    any_format: bool
    latency: float

    def __post_init__(self) -> None:
        if self.concurrency < 1 or self.timeout <= 0:
            raise InputError("--concurrency must be at least 1 and --timeout above 0")


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
    until_width: Annotated[
        str | None,
        typer.Option(
            metavar="[MEASURE=]W", help="Stop when the 95 % interval of effective_likert, or of MEASURE, is this wide."
        ),
    ] = None,
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
    from persona_collapse.cli.asking import backend_kind, instruments, make_backend, respondents
    from persona_collapse.cli.dry_run import dry_run as described
    from persona_collapse.cli.output import say
    from persona_collapse.cli.until import until
    from persona_collapse.instruments import OpenQuestion
    from persona_collapse.study import Manner, studies
    from persona_collapse.study import judge as judged

    limits = _limits(max_requests, max_cost, price_in, price_out)
    options = Options(base_url, concurrency, timeout, trust_remote_code, any_format, latency)
    kind = backend_kind(model, backend, base_url)
    if max_cost is not None and kind != "api":
        raise InputError(f"{model} costs nothing that could be counted; leave --max-cost out")
    if judge is not None and kind == "simulated":
        raise InputError(f"every reply of {model} can be read; leave --judge out")
    pool, count = respondents(personas, persona_columns)
    manner = Manner(mode, samples, temperature, max_tokens, thinking, seed, trait_labels, order, wording, with_default)
    asked = studies(instruments(instrument), pool, count, manner)
    narrow = until(until_width, asked)
    # what simulated respondents cannot answer is refused before anything is asked, or promised
    simulated = [make_backend(kind, model, study, options) for study in asked] if kind == "simulated" else []
    folders = [_folder(out, model, study, several=len(asked) > 1) for study in asked]
    if dry_run:
        for study, folder in zip(asked, folders, strict=True):
            typer.echo(described(study, model, kind, limits, folder))
        return
    if backend is None and kind != "simulated":
        say(f"--backend {kind}")
    backends = simulated or [make_backend(kind, model, asked[0], options)] * len(asked)
    for study, ready, folder in zip(asked, backends, folders, strict=True):
        free = isinstance(study.instrument, OpenQuestion)
        outcome = _asked(study, ready, folder, limits, None if free else narrow)
        interrupted = outcome.stopped == "interrupted"
        if judge is not None and not (free or interrupted):
            number = judged(folder, make_backend(kind, judge, study, options))
            say(f"{number} unreadable replies judged by {judge}")
        _told(outcome, folder, free, pool.name)
        if interrupted:
            raise typer.Exit(INTERRUPTED)


def _asked(
    study: "Study", backend: "Backend", folder: Path, limits: "Limits", narrow: tuple[str, float] | None
) -> "Outcome":
    """Ask, with a bar on a terminal."""
    from tqdm import tqdm

    from persona_collapse.cli.output import say, typed
    from persona_collapse.cli.until import Enough
    from persona_collapse.study import run_study

    enough = None if narrow is None else Enough(study, folder, *narrow)
    failed = 0
    bar: Any = None

    def begun(there: int) -> None:
        nonlocal bar
        say(f"{len(study):,} questions to {len(study.respondents):,} respondents; replies go to {folder}")
        if there:
            say(f"{there:,} replies are there already and are not asked again")
        bar = tqdm(
            total=len(study), initial=there, desc=study.instrument.id, unit="reply", file=sys.stderr, disable=None
        )

    def heard(prompt: "Prompt", reply: "Reply") -> None:
        nonlocal failed
        failed += bool(reply.error)
        bar.update(not reply.error)
        if failed:
            bar.set_postfix_str(f"{failed} failed")

    try:
        return run_study(
            study, backend, folder, limits=limits, listener=heard, begun=begun, enough=enough, command=typed()
        )
    finally:
        if bar is not None:
            bar.close()


def _told(outcome: "Outcome", folder: Path, free: bool, pool: str) -> None:
    """What came of it: how it ended on stderr, the scorecard on stdout."""
    from persona_collapse.cli.output import say
    from persona_collapse.cli.twins import twins as agreement
    from persona_collapse.references import TWIN
    from persona_collapse.study import status as look

    if outcome.stopped:
        say(f"stopped: {outcome.stopped}")
    for line in look(folder).lines():
        say(line)
    if outcome.open:
        say(f"{outcome.open:,} questions have no reply yet; the same command goes on with them")
    if outcome.stopped == "interrupted":
        return
    if free:
        say(f"what the texts tell of their personas: persona-collapse measure {folder}")
        return
    if outcome.failed and not outcome.received:
        raise InputError(f"nothing could be had; what was stored before is in {folder}")
    from persona_collapse.cli.measure import measure

    try:
        measure([str(folder)])
    except InputError as reason:
        say(f"no scorecard: {reason}")
        return
    if pool == TWIN:
        typer.echo("")
        typer.echo(agreement(folder))


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
        if value is not None and not value >= 0:
            raise InputError(f"{name} {value:g}: it must be 0 or above")
    price = None if price_in is None or price_out is None else (price_in, price_out)
    return Limits(requests, cost, price)


def _folder(out: Path | None, model: str, study: "Study", *, several: bool) -> Path:
    """Where a run is kept: the same command finds it again."""
    if out is not None:
        return out / study.instrument.id if several else out
    local = Path(model).name if Path(model).is_dir() else model
    name = re.sub(r"[^\w.-]+", "--", local).strip("-.") or "model"
    return Path("runs") / name / f"{study.instrument.id}-{study.hash[:8]}"
