"""The options of `run`, each with its help, and the records that are made of them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.study import Limits

Model = Annotated[
    str,
    typer.Argument(help="A Hub id, a local folder, or simulated:human|collapsed|shallow|caricature|noise|drifting."),
]

# what is asked

InstrumentName = Annotated[
    str,
    typer.Option(
        metavar="NAME|PATH",
        help="A questionnaire (persona-collapse instrument list), self-introduction, all, or an instrument file.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        metavar="CODE", help="Language of items, scale and question, where the questionnaire has it: de, fr, .."
    ),
]
ItemWording = Annotated[
    int | None,
    typer.Option(metavar="K", help="Ask the K-th other wording of each item, where the instrument has some."),
]
Personas = Annotated[
    str | None,
    typer.Option(
        metavar="N|ID|PATH", help="The first N of the 1,144 bundled personas, your own table, or a Hub dataset."
    ),
]
PersonaColumns = Annotated[
    str | None,
    typer.Option(
        metavar="id=COLUMN,description=COLUMN",
        help="Names of the columns of your own table that have the ids and the descriptions.",
    ),
]
Tell = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN,..",
        help="Columns of your own table to state in the prompt although they are ids, codes or beside a description.",
    ),
]
First = Annotated[int | None, typer.Option(metavar="N", help="Ask the first N personas only.")]
Sample = Annotated[
    int | None, typer.Option(metavar="N", help="Ask N personas drawn at random, from a table of any size (--seed).")
]

# how it is asked

Mode = Annotated[
    str,
    typer.Option(
        metavar="generate|probabilities|distribution|text",
        help="Ask for replies in words, for P(1..5) of the next token, for a reply that states the share of each answer, or for "
        "one or two sentences without a number, which are rated by their meaning.",
    ),
]
Samples = Annotated[int | None, typer.Option(help="Repetitions of each question, per persona.")]
Anchors = Annotated[
    str | None,
    typer.Option(
        metavar="FILE.json",
        help="Mode text: sentences, in sets of one per scale point, that replies are compared with; those of agreement by default.",
    ),
]
Embedder = Annotated[
    str | None,
    typer.Option(
        metavar="ID|PATH",
        help="Mode text: the sentence-transformers model that compares; all-MiniLM-L6-v2 from a package by default.",
    ),
]
BestOf = Annotated[
    int,
    typer.Option(
        metavar="K",
        help="Ask each question K times for every answer, and choose the candidate that best distinguishes the persona from the others.",
    ),
]
Temperature = Annotated[
    float | None, typer.Option(help="Sampling temperature; 0.7 by default, 0.9 for self-introductions.")
]
MaxTokens = Annotated[int | None, typer.Option(help="Length of the longest reply, in tokens.")]
Thinking = Annotated[
    str | None, typer.Option(metavar="on|off", help="Switch thinking on or off, where the model has a switch.")
]
ReasoningEffort = Annotated[
    str | None,
    typer.Option(
        metavar="none|minimal|low|medium|high",
        help="How long a model on a server thinks, if the server lets you set it.",
    ),
]
ExtraBody = Annotated[
    str | None,
    typer.Option(
        metavar="JSON",
        help="""More fields for every request, as the server defines them: '{"top_p": 0.9}'. Stored with the run.""",
    ),
]
Seed = Annotated[int, typer.Option(help="Seed of all random numbers.")]
TraitLabels = Annotated[
    bool, typer.Option("--trait-labels/--no-trait-labels", help="State each persona's Big Five labels in its prompt.")
]
LayoutOrder = Annotated[
    str,
    typer.Option(
        metavar="fixed|random", help="random: draw the direction of the scale, and which side is A, for each question."
    ),
]
Wording = Annotated[str, typer.Option(metavar="standard|paper", help="paper: the layout of arXiv 2604.24698.")]
After = Annotated[
    str | None,
    typer.Option(
        metavar="FILE.jsonl|bundled:NAME",
        help='Ask after a conversation: a line {"messages": [{"role": "user", "content": ..}, {"role": "assistant", ..}]} for '
        "all personas, or a line with an id for each (docs/run.md); bundled ones: persona-collapse dialogue list.",
    ),
]
AfterTurns = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Only the first N turns of --after, an even number; 0 asks before the conversation."
    ),
]
WithDefault = Annotated[bool, typer.Option("--with-default", help="Also ask without any persona.")]

# when to stop

MaxRequests = Annotated[
    int | None, typer.Option(help="Stop after this number of requests; rerun the same command to resume.")
]
MaxCost = Annotated[float | None, typer.Option(help="Stop when the run has cost this much.")]
UntilWidth = Annotated[
    str | None,
    typer.Option(
        metavar="[MEASURE=]W", help="Stop when the 95 % interval of effective_likert, or of MEASURE, is at most W wide."
    ),
]
PriceIn = Annotated[float | None, typer.Option(help="Price of a million tokens read.")]
PriceOut = Annotated[float | None, typer.Option(help="Price of a million tokens written.")]
PriceCached = Annotated[
    float | None,
    typer.Option(help="Price of a million tokens read from the server's cache; --price-in by default."),
]

# through what, and where to

BackendKind = Annotated[
    str | None, typer.Option(metavar="transformers|vllm|api", help="By default transformers if installed, else api.")
]
BaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Address of an OpenAI-compatible server; Hugging Face's router by default."),
]
Grow = Annotated[
    float | None,
    typer.Option(
        metavar="TARGET",
        help="Ask in rounds, each of personas chosen towards people that no persona is near, until the 95 % interval of "
        "trait coverage lies above TARGET (0.9), or two rounds bring nothing.",
    ),
]
RoundSize = Annotated[
    int | None, typer.Option(metavar="N", help="Personas of a round of --grow, at least 100; 100 by default.")
]
Batch = Annotated[
    str | None,
    typer.Option(
        metavar="[openai|anthropic]",
        help="Submit all questions to the server as batches: half the price, answers within a day; rerun to collect them.",
    ),
]
Concurrency = Annotated[int, typer.Option(help="Number of requests sent at the same time.")]
Timeout = Annotated[float, typer.Option(help="Seconds to wait for one reply.")]
Judge = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL", help="Let this model read the replies that could not be read, through the same backend."
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="local|ray",
        help="ray: ask from the processes of a Ray cluster, or of this machine, each with a model of its own.",
    ),
]
Actors = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes of --engine ray; one per GPU, or one per CPU but one, by default."),
]
GpusPerActor = Annotated[
    float | None,
    typer.Option(
        metavar="G", help="GPUs of each of them, 0 to 1: 0.5 puts two on a GPU; 1 by default if there is one."
    ),
]
ShardOf = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Ask every N-th persona from the I-th on, in a run directory of its own; persona-collapse merge makes one run "
        "of all N.",
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Run directory; runs/MODEL/INSTRUMENT-HASH by default.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print one prompt, the requests, tokens and cost; ask nothing.")
]
Check = Annotated[
    bool | None,
    typer.Option(
        "--check/--no-check",
        help="--check: ask five trial questions and nothing else. --no-check: ask none, and continue even if most of the "
        "first 25 replies hold no answer.",
        show_default=False,
    ),
]
TrustRemoteCode = Annotated[bool, typer.Option("--trust-remote-code", help="Run code that comes with the model.")]
AnyFormat = Annotated[bool, typer.Option("--any-format", help="Also load weights that are not safetensors.")]
Dtype = Annotated[
    str | None,
    typer.Option(
        metavar="auto|float32|bfloat16|float16",
        help="Precision of a model on this machine; as it was saved by default.",
    ),
]
Latency = Annotated[float, typer.Option(help="Seconds each simulated reply takes.", hidden=True)]


@dataclass(frozen=True)
class Connection:
    """How the backend is reached; `agents` that know who they are, `known` from an earlier step.

    Raises
    ------
    InputError : less than one request at a time, or no time for a reply.
    """

    base_url: str | None
    concurrency: int
    timeout: float
    trust_remote_code: bool
    any_format: bool
    dtype: str | None
    latency: float
    batch: str | None = None
    agents: bool = False
    known: bool = False

    def __post_init__(self) -> None:
        if self.concurrency < 1 or self.timeout <= 0:
            raise InputError("--concurrency must be at least 1 and --timeout above 0")


def limits_of(
    requests: int | None,
    cost: float | None,
    price_in: float | None,
    price_out: float | None,
    price_cached: float | None = None,
) -> "Limits":
    """When to stop before everything is asked.

    Raises
    ------
    InputError : one price without the other, or a number below 0.
    """
    from persona_collapse.study import Limits, Price

    if (price_in is None) != (price_out is None):
        raise InputError("a price needs both --price-in and --price-out (per million tokens)")
    if price_cached is not None and price_in is None:
        raise InputError("--price-cached needs --price-in and --price-out too (per million tokens)")
    for name, value in (
        ("--max-requests", requests),
        ("--max-cost", cost),
        ("--price-in", price_in),
        ("--price-out", price_out),
        ("--price-cached", price_cached),
    ):
        if value is not None and not value >= 0:
            raise InputError(f"{name} {value:g}: it must be 0 or above")
    price = None if price_in is None or price_out is None else Price(price_in, price_out, price_cached)
    return Limits(requests, cost, price)


def check_rating(modes: Collection[str], anchors: str | None, embedder: str | None) -> None:
    """Refuse options of mode text where nothing is asked in it.

    Raises
    ------
    InputError : one is given.
    """
    given = [name for name, value in (("--anchors", anchors), ("--embedder", embedder)) if value is not None]
    if given and "text" not in modes:
        raise InputError(f"{' and '.join(given)} rate replies in words; add --mode text")
