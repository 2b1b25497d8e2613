"""Personas read once for 44 items, one or several at a time, against every prompt on its own.

    python benchmarks/prefix.py                                         # a few minutes on a CPU
    python benchmarks/prefix.py --device cuda --personas 60 --model Qwen/Qwen3-4B-Instruct-2507    # five minutes on a GPU

Without --model, a random Llama of about 97 million parameters and personas of about 360 tokens. The ways alternate, so
that whatever else the machine does falls on all of them; the best of the rounds counts. On a CPU this is processor
time of one thread, elsewhere seconds. The bound: tokens that differ, each read as fast as tokens of a prompt on its own.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import torch

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.prefix import common_prefix
from persona_collapse.backends.transformers import Transformers
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study
from tests.support.checkpoint import LARGE, make

SAMPLING = Sampling(mode="probabilities")
ALONE = 11
"""Prompts that are asked one by one; 44 would take a minute a round on a CPU."""


def main() -> None:
    """Print a line per way: time, tokens per second, and the share of the bound."""
    options = argparse.ArgumentParser()
    options.add_argument("--model", help="a checkpoint of the Hub or a folder")
    options.add_argument("--device", default="cpu")
    options.add_argument("--personas", type=int, default=3)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--persona-tokens", type=int, default=360)
    chosen = options.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        checkpoint = Checkpoint.load(chosen.model or str(make(Path(place) / "large", **LARGE)))
    checkpoint.model.to(chosen.device)
    prompts = asked(checkpoint, chosen.personas, chosen.persona_tokens)
    ids = [checkpoint.tokens.ids(one, None, answers=True) for one in prompts]
    needed, given = tokens_needed(ids), sum(map(len, ids))
    size = sum(one.numel() for one in checkpoint.model.parameters())
    print(
        f"{checkpoint.name if chosen.model else 'random Llama'}, {size / 1e6:.0f} M parameters, {chosen.device}, "
        f"{chosen.personas} personas x 44 items: {given} tokens, of which {needed} need to be read"
    )
    alone = list(range(0, len(prompts), max(1, len(prompts) // ALONE)))
    ways = {
        "one by one": (Transformers(checkpoint, share=False), alone),
        "one persona at a time": (Transformers(checkpoint, together=False), range(len(prompts))),
        "several personas at a time": (Transformers(checkpoint, together=True), range(len(prompts))),
    }
    clock = time.process_time if chosen.device == "cpu" else time.perf_counter
    best, logs = dict.fromkeys(ways, np.inf), {}
    for turn in range(chosen.rounds + 1):  # the first round warms up
        for name, (backend, places) in ways.items():
            started = clock()
            found = dict(backend.replies([prompts[place] for place in places], SAMPLING))
            taken = clock() - started
            best[name] = min(best[name], taken if turn else np.inf)
            logs[name] = np.log([found[number].probabilities for number in range(len(places))])
    per_token = best["one by one"] / sum(len(ids[place]) for place in alone)
    for name, (_, places) in ways.items():
        of_these = sum(len(ids[place]) for place in places)
        bound = "" if name == "one by one" else f", {per_token * needed / best[name]:.0%} of the bound"
        gap = np.abs(logs[name][alone if len(places) > len(alone) else slice(None)] - logs["one by one"]).max()
        print(
            f"{name}: {best[name]:.2f} s for {len(places)} prompts, {of_these / best[name]:,.0f} prompt tokens per second"
            f"{bound}; log-probabilities differ by at most {gap:.1e}"
        )


def tokens_needed(rows: list[list[int]]) -> int:
    """Tokens of the smallest tree that holds all prompts: what several begin with is counted once."""
    ordered = sorted(rows)
    return len(ordered[0]) + sum(len(b) - common_prefix([a, b]) for a, b in pairwise(ordered))


def asked(checkpoint: Checkpoint, personas: int, persona_tokens: int) -> list[Prompt]:
    """44 short prompts to each persona, described in about so many tokens."""
    study = Study(bfi44(), bundled_pool(), personas=personas, sampling=SAMPLING)
    found = []
    for _, same in groupby(study.prompts(), key=lambda one: one.respondent):
        prompts = list(same)
        words = prompts[0].system.split(" ")
        while len(checkpoint.tokenizer(" ".join(words)).input_ids) > persona_tokens:
            words.pop()
        found += [
            replace(one, system=" ".join(words), question=one.question.split("\n\n")[1] + " Answer 1-5.")
            for one in prompts
        ]
    return found


if __name__ == "__main__":
    main()
