"""How often `compare` finds the drift that is planted in answers after a conversation, and calls mere re-asking drift.

Run on demand: `python -m validity.drift --seeds 20`. The same simulated respondents answer before a conversation and after
n turns of it, each time with replies of their own: `human` ones do not drift, `drifting` ones have moved by 1 - .97^n of
the way to the respondent without a persona. The table in docs/validity.md is made by this.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from persona_collapse.diagnosis import compare
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.results import Settings
from persona_collapse.simulation import answer_probabilities
from validity.comparison import labelled

CELLS = (("human", 24), ("drifting", 2), ("drifting", 8), ("drifting", 24))
"""Kind of the respondents, and the turns before the second time; the first time is always before the conversation."""

SHOWN = ("sd_ratio", "rho", "d", "effective_likert", "trait_coverage")
"""Numbers that the table has: what personas differ by, how they follow their labels, and what becomes of both."""


def asked(kind: str, turns: int, size: int, seed: int) -> BehavioralTraitMatrix:
    """Answers of simulated respondents after turns of a conversation; the same seed has the same respondents."""
    names = [f"drift {seed} {place}" for place in range(size)]
    labels = labelled(names, seed)
    each = [
        answer_probabilities(kind, bfi44(), *one, seed=seed, turns=turns) for one in zip(names, labels, strict=True)
    ]
    drawn = np.random.default_rng([37, seed, turns]).random((size, len(bfi44()), 1))
    answers = 1 + (np.cumsum(each, axis=2) < drawn).sum(axis=2).clip(max=4)
    attributes = {trait: [one[trait] for one in labels] for trait in labels[0]}
    return BehavioralTraitMatrix.from_arrays(
        answers, respondents=names, source=f"{kind} after {turns}", attributes=attributes
    )


def differences(kind: str, turns: int, size: int, seed: int, pairs: int, permutations: int) -> dict[str, list[float]]:
    """Number -> [difference, low, high, 1 where `compare` calls it a difference]; an end that is not known is nan."""
    both = [asked(kind, before, size, seed) for before in (0, turns)]
    found = compare(both, settings=Settings(seed=seed), pairs=pairs, permutations=permutations)
    return {
        one.name: [
            np.nan if value is None else float(value) for value in (one.difference, one.low, one.high, one.differs)
        ]
        for one in found.steps[0].differences
    }


def summary(records: list[dict[str, list[float]]]) -> dict[str, tuple[float, float, float]]:
    """Number -> mean difference, share of intervals that do not hold 0, share called a difference."""
    shares = {}
    for name in records[0]:
        found = np.array([record[name] for record in records])
        beside = (found[:, 1] > 0) | (found[:, 2] < 0)
        shares[name] = (float(found[:, 0].mean()), float(beside.mean()), float(found[:, 3].mean()))
    return shares


def main() -> None:
    """Print, for each kind and length, what was found; last, how often any number was called a difference."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=100)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--pairs", type=int, default=10)
    options.add_argument("--permutations", type=int, default=99)
    options.add_argument("--out", type=Path, help="keep each comparison's differences, a line each")
    chosen = options.parse_args()
    for kind, turns in CELLS:
        records = []
        for seed in range(chosen.seeds):
            records.append(differences(kind, turns, chosen.size, seed, chosen.pairs, chosen.permutations))
            sys.stderr.write(f"\r{kind}, {turns} turns: {len(records)} of {chosen.seeds}")
            if chosen.out:
                with chosen.out.open("a") as stream:
                    stream.write(json.dumps({"kind": kind, "turns": turns, "seed": seed, **records[-1]}) + "\n")
        called = np.mean([any(one[3] for one in record.values()) for record in records])
        print(f"\n{kind}, {turns} turns, {chosen.size} personas, {len(records)} seeds: any difference {called:.2f}")
        for name, (mean, beside, differs) in summary(records).items():
            if name in SHOWN:
                print(f"{name:<20}mean {mean:+.3f}  interval without 0 {beside:.2f}  called {differs:.2f}")


if __name__ == "__main__":
    main()
