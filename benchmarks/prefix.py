"""A persona read once for 44 items, against every prompt on its own: seconds, ratio, and the most tokens allow.

    python benchmarks/prefix.py [--device cpu|cuda] [--rounds 5]

A random Llama of about 100 million parameters and a persona of about 360 tokens. Both ways alternate, so that whatever
else the machine does falls on both.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.prefix import common_prefix
from persona_collapse.backends.transformers import Transformers
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study
from tests.support.checkpoint import LARGE, make


def main() -> None:
    """Print a line per round and the median ratio."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--device", default="cpu")
    options.add_argument("--persona-tokens", type=int, default=360)
    chosen = options.parse_args()
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as place:
        checkpoint = Checkpoint.load(str(make(Path(place) / "large", **LARGE)))
    checkpoint.model.to(chosen.device)
    prompts, ids = asked(checkpoint, chosen.persona_tokens)
    shared = common_prefix(ids)
    naive_tokens, shared_tokens = sum(map(len, ids)), shared + sum(len(row) - shared for row in ids)
    bound = naive_tokens / shared_tokens
    size = sum(one.numel() for one in checkpoint.model.parameters())
    print(
        f"{size / 1e6:.0f} M parameters, prefix {shared} tokens, 44 items of {min(map(len, ids)) - shared} to {max(map(len, ids)) - shared}"
    )
    sampling = Sampling(mode="probabilities")
    ways = {"one by one": Transformers(checkpoint, share=False), "shared": Transformers(checkpoint)}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    answers = {}
    for turn in range(chosen.rounds + 1):  # the first round warms up
        for name, backend in ways.items():
            started = time.perf_counter()
            answers[name] = np.array([reply.probabilities for _, reply in backend.replies(prompts, sampling)])
            seconds[name].append(time.perf_counter() - started)
        naive, fast = seconds["one by one"][-1], seconds["shared"][-1]
        print(
            f"{'warm-up' if not turn else f'round {turn}'}: one by one {naive:.2f} s, shared {fast:.2f} s, x{naive / fast:.2f}"
        )
    ratios = [a / b for a, b in zip(seconds["one by one"][1:], seconds["shared"][1:], strict=True)]
    median = statistics.median(ratios)
    gap = np.abs(np.log(answers["one by one"]) - np.log(answers["shared"])).max()
    print(
        f"median x{median:.2f}; tokens allow x{bound:.2f}; {median / bound:.0%} of it; log-probabilities differ by at most {gap:.1e}"
    )


def asked(checkpoint: Checkpoint, persona_tokens: int) -> tuple[list, list[list[int]]]:
    """The 44 prompts to one persona, described in about so many tokens."""
    study = Study(bfi44(), bundled_pool(), personas=1, sampling=Sampling(mode="probabilities"))
    prompts = list(study.prompts())
    words = prompts[0].system.split(" ")
    while len(checkpoint.tokenizer(" ".join(words)).input_ids) > persona_tokens:
        words.pop()
    short = [
        type(one)(
            one.respondent, one.item, 1, " ".join(words), one.question.split("\n\n")[1] + " Answer 1-5.", one.choices
        )
        for one in prompts
    ]
    return short, [
        checkpoint.tokens.ids(one, False if checkpoint.tokens.can_switch_thinking else None) for one in short
    ]


if __name__ == "__main__":
    main()
