"""How often the interval of a difference holds the truth, and how even p-values are where nothing differs.

Run on demand: `python -m validity.comparison --scenario paired-null --populations 60`. Fresh simulated respondents
answer twice (paired), or others answer (unpaired); the truth is 0 where both sides are of one kind, else the mean over
all pairs of populations. The table in docs/validity.md is made by this.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from persona_collapse.diagnosis import compare
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.level import Level
from persona_collapse.results import Settings
from persona_collapse.simulation import answer_probabilities

SCENARIOS = {
    "paired-null": ("human", "human", 1.0),
    "half-shared-null": ("human", "human", 0.5),
    "unpaired-null": ("human", "human", 0.0),
    "paired-different": ("human", "shallow", 1.0),
    "unpaired-different": ("human", "shallow", 0.0),
}
"""Kind of the first and of the second population, and how many of the first's personas stand in the second."""


LEVEL = 0.05
"""p-values of at most this are counted; so it has to be one that the number of relabellings allows: 19, 39, 99."""


def asked(
    kind: str, names: list[str], rng: np.random.Generator, labels: list[dict[str, str]] | None = None
) -> BehavioralTraitMatrix:
    """Answers of simulated respondents, with trait labels or without; asked again with another generator they waver."""
    each = [{} for _ in names] if labels is None else labels
    shares = np.array([answer_probabilities(kind, bfi44(), *one) for one in zip(names, each, strict=True)])
    answers = 1 + (shares.cumsum(axis=2) < rng.random((*shares.shape[:2], 1))).sum(axis=2).clip(max=4)
    attributes = {trait: [one[trait] for one in each] for trait in each[0]}
    return BehavioralTraitMatrix.from_arrays(answers, respondents=names, source=kind, attributes=attributes)


def labelled(names: list[str], seed: int) -> list[dict[str, str]]:
    """A label per trait for each persona, all equally likely."""
    rng = np.random.default_rng([31, seed])
    drawn = rng.choice([one.label for one in Level], (len(names), len(bfi44().traits)))
    return [dict(zip(bfi44().traits, row, strict=True)) for row in drawn.tolist()]


def differences(scenario: str, size: int, seed: int, pairs: int, permutations: int) -> dict[str, list[float]]:
    """Number -> [difference, low, high, p] of two fresh populations; an end that is not known is nan."""
    first, second, shared = SCENARIOS[scenario]
    rng = np.random.default_rng([29, seed])
    names = [f"{scenario} {seed} {place}" for place in range(2 * size)]
    start = size - round(shared * size)
    labels = labelled(names, seed)
    both = [
        asked(kind, names[some], rng, labels[some])
        for kind, some in ((first, slice(size)), (second, slice(start, start + size)))
    ]
    found = compare(both, settings=Settings(seed=seed), pairs=pairs, permutations=permutations)
    return {
        one.name: [np.nan if value is None else value for value in (one.difference, one.low, one.high, one.p_value)]
        for one in found.steps[0].differences
    }


def summary(scenario: str, records: list[dict[str, list[float]]]) -> dict[str, tuple[float, float, float]]:
    """Number -> share of intervals that hold the truth, share of p at most .05, mean p."""
    shares = {}
    for name in records[0]:
        found = np.array([record[name] for record in records])
        truth = found[:, 0].mean() if scenario.endswith("different") else 0.0
        held = (found[:, 1] <= truth) & (truth <= found[:, 2])
        shares[name] = (float(held.mean()), float((found[:, 3] <= LEVEL + 1e-9).mean()), float(found[:, 3].mean()))
    return shares


def main() -> None:
    """Print the shares, for each number."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenario", choices=list(SCENARIOS), default="paired-null")
    options.add_argument("--size", type=int, default=200)
    options.add_argument("--populations", type=int, default=60)
    options.add_argument("--first", type=int, default=0, help="the first seed, to add to an earlier run")
    options.add_argument("--pairs", type=int, default=200)
    options.add_argument("--permutations", type=int, default=99)
    options.add_argument("--out", type=Path, help="keep each pair's differences, a line each")
    chosen = options.parse_args()
    records = []
    for seed in range(chosen.first, chosen.first + chosen.populations):
        records.append(differences(chosen.scenario, chosen.size, seed, chosen.pairs, chosen.permutations))
        sys.stderr.write(f"\r{len(records)} of {chosen.populations}")
        if chosen.out:
            with chosen.out.open("a") as stream:
                stream.write(json.dumps(records[-1]) + "\n")
    print(f"\n{chosen.scenario}, {chosen.size} respondents each, {len(records)} pairs of populations")
    for name, (held, small, mean) in summary(chosen.scenario, records).items():
        print(f"{name:<34}held {held:.3f}  p <= .05 {small:.3f}  mean p {mean:.2f}")


if __name__ == "__main__":
    main()
