"""The parts of the page that have no sizes: whole answers, asking, and the start of the command."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.peers.words import count, number, ratio, share, table, times, why

Row = dict[str, Any]
NAMES = {
    "shared_probabilities": "ours: persona read once",
    "single_probabilities": "one prompt at a time",
    "batched_probabilities": "batches of 8, padded on the left",
    "harness": "lm-evaluation-harness, log-likelihoods, batches of 8",
    "shared_text": "ours: persona read once",
    "single_text": "`generate`, one prompt at a time",
    "batched_text": "`generate`, batches of 64, padded on the left",
    "continuous_text": "continuous batching of transformers",
}
EDGES = "edges: "
WHOLE = {
    "measure": ("`persona-collapse measure` of 1,144 respondents and 44 items, all intervals", 4, 62),
    "demo": ("`persona-collapse demo`", 2, 64),
}
"""What the command is, which part it may take of what it once took, and that, in seconds."""


def edges(rows: list[Row]) -> Iterator[str]:
    """What whole answers do to peers."""
    found = [one for one in rows if one["case"].startswith(EDGES)]
    if not found:
        return
    yield "## Whole answers"
    yield (
        "People answer in whole numbers, so many distances are equal, and personas of a collapsed model repeat whole answer "
        "sheets. Here are 1,144 simulated people as they are, and 52 of them 22 times each. prdc leaves out edges, but "
        "whether two equal distances are equal depends on its rounding. scikit-dimension and the formula on scikit-learn's "
        "neighbours take logarithms of distances of 0: one copy makes a respondent's dimension 0, and 20 copies make it nan, "
        "without a warning. Ours counts a copy as dimension 0, looks for neighbours among different sheets, and says how many "
        "copies there are; a tie is a relative difference below 1e-9."
    )
    lines = []
    for one in found:
        table_name, measure = one["case"].removeprefix(EDGES).split(", ")
        value = ", ".join(f"{name} {number}" for name, number in _rounded(one["value"]))
        lines.append([table_name, measure, one["side"], one["failed"] or value])
    yield table(("answers", "measure", "", "found"), lines)


def _rounded(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, one in value.items():
        yield name, f"{one:.4f}" if isinstance(one, float) else "undefined" if one is None else str(one)


def asking(rows: list[Row]) -> Iterator[str]:
    """Asking a small model in several ways."""
    found = {kind: [one for one in rows if one["case"] == kind] for kind in ("probabilities", "replies")}
    if not any(found.values()):
        return
    yield "## Asking"
    yield (
        "A Llama with random weights (six layers, width 384) is asked the 44 items of the BFI-44 as one persona of the bundled "
        "pool, with one thread. The bound is the number of tokens: those with which several prompts begin need to be read "
        "once. Its share is tokens needed / tokens computed, padding included. The harness is given the tokens, since its own "
        "encoding would move the line break before the answer into the answer. vLLM needs a GPU and is not shown here."
    )
    for kind, some in found.items():
        if not some:
            continue
        yield f"### {'Probabilities of the answers' if kind == 'probabilities' else 'Replies in words'}"
        head = (
            "",
            "processor time, s",
            "times ours",
            "peak, MiB",
            "prompt tokens per second",
            "tokens computed",
            "share of the bound",
            "found",
        )
        yield table(head, [_way(one, some[0], kind) for one in some])


def _way(row: Row, ours: Row, kind: str) -> list[str]:
    name = NAMES[row["side"]]
    if row["failed"]:
        return [name, why(row["failed"]), *[""] * 6]
    cpu, value = median(row["cpu"]), row["value"]
    if kind == "probabilities":
        found = f"logarithms differ by at most {value['gap']:.0e}".replace("e-0", "e-") if row is not ours else ""
    else:
        found = f"{share(value['gap'])} of replies are ours" if row is not ours else ""
    return [
        name,
        number(cpu),
        ratio(cpu / median(ours["cpu"])),
        count(round(row["peak"])),
        count(round(value["prompts"] / cpu)),
        count(value["computed"]),
        share(value["needed"] / value["computed"]),
        found,
    ]


def start(rows: list[Row]) -> Iterator[str]:
    """The start of the command."""
    row = next((one for one in rows if one["case"] == "start"), None)
    if row is None:
        return
    ours, bound, python = (row["value"][name] for name in ("ours", "bound", "python"))
    yield "## Start"
    yield (
        f"Processor time, children included, of the real commands: `persona-collapse --help` takes {times(ours['cpu'] / bound['cpu'])} the processor time of "
        f'`python -c "import numpy, scipy"` and {times(ours["peak"] / bound["peak"])} its memory: '
        f"{number(ours['cpu'])} s here, of which Python alone takes {number(python['cpu'])} s. "
        + ("It must be under 0.3 s, and is." if ours["cpu"] < 0.3 else "**It must be under 0.3 s, and is not.**")
    )
    lines = []
    for name, (what, share_of, before) in WHOLE.items():
        cpu, peak = row["value"][name]["cpu"], row["value"][name]["peak"]
        limit = before / share_of
        held = f"under {limit:g} s: {'holds' if cpu < limit else '**missed**'}"
        lines.append([what, number(cpu), count(round(cpu / bound["cpu"])), count(round(peak)), held])
    yield "Whole commands, one run of each, beside what they took when the demands were made:"
    yield table(("", "processor time, s", "times the imports", "peak, MiB", "must be"), lines)
