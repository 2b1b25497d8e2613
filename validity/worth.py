"""How often the intervals of `worth` are right, and what noise is worth: run on demand, `python -m validity.worth`.

Small samples of known people, beside personas of known kinds made from the same people (paired) or from others (items). The
true means are those of all people: 20,000 simulated ones, or `--people FILE`, from which samples are drawn with
replacement; their personas give the person's own answers, half of them replaced by random ones. The tables in
docs/validity.md are made by this.
"""

import argparse
from pathlib import Path

import numpy as np

from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import complete_cases
from persona_collapse.measures.arrays import Array
from persona_collapse.references import simulate_people
from persona_collapse.remedy import worth
from persona_collapse.results.worth import Estimated, Worth
from persona_collapse.simulation import simulate

FIRST_SEED = 60_000
PERSONAS, PEOPLE = 600, 80
MANY = 20_000
KINDS = ("shallow", "caricature", "noise")


def named(answers: Array, rows: Array) -> BehavioralTraitMatrix:
    """Some respondents, by a name that says which."""
    names = [f"person {row}" for row in rows]
    return BehavioralTraitMatrix.from_arrays(answers[rows], instrument=bfi44(), respondents=names)


def half_right(people: Array, rng: np.random.Generator) -> Array:
    """The same answers, every other one replaced by a random one."""
    return np.where(rng.random(people.shape) < 0.5, rng.integers(1, 6, people.shape), people).astype(float)


def measured(kind: str, how: str, seed: int, real: Array | None, size: int) -> Worth:
    """The worth of personas of a kind beside a sample of people."""
    rng = np.random.default_rng(seed)
    if real is None:
        people = simulate("human", PERSONAS, seed=seed).values
        personas = simulate(kind, PERSONAS, seed=seed if how == "paired" else seed + 5000).values
    else:
        people = real[rng.integers(0, len(real), PERSONAS)]
        personas = half_right(people, rng) if kind == "half right" else simulate(kind, PERSONAS, seed=seed).values
    every = np.arange(PERSONAS)
    return worth(named(personas, every), named(people, every[:size]), paired=how == "paired", seed=seed)


def right(one: Estimated, truth: float) -> tuple[bool, bool]:
    """Whether people's interval, and that of both, contain the true value."""
    return one.people_low <= truth <= one.people_high, one.both_low <= truth <= one.both_high


def main() -> None:
    """Print how often intervals are right, how wide they are, and what the personas are worth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--size", type=int, default=PEOPLE)
    options.add_argument("--people", type=Path)
    chosen = options.parse_args()
    real = None
    if chosen.people:
        real = BehavioralTraitMatrix.read(chosen.people).values
        real = real[complete_cases(real)]
    truth = simulate_people(MANY, 99).mean(axis=0) if real is None else real.mean(axis=0)
    print(f"{'personas':<13}{'':<8}{'people alone':>14}{'both':>7}{'width':>7}{'worth':>8}   0 in its interval")
    for kind in KINDS if real is None else ("half right", *KINDS):
        for how in ("paired", "items"):
            found = [
                measured(kind, how, seed, real, chosen.size)
                for seed in range(chosen.first, chosen.first + chosen.seeds)
            ]
            covered = np.array(
                [[right(item.mean, true) for item, true in zip(one.items, truth, strict=True)] for one in found]
            )
            width = np.mean(
                [
                    (item.mean.both_high - item.mean.both_low) / (item.mean.people_high - item.mean.people_low)
                    for one in found
                    for item in one.items
                ]
            )
            alone, both = covered.mean(axis=(0, 1))
            nothing = np.mean([one.low <= 0 <= one.high for one in found])
            value = np.mean([one.worth for one in found])
            print(f"{kind:<13}{how:<8}{alone:>14.3f}{both:>7.3f}{width:>7.2f}{value:>8.1f}   {nothing:.2f}", flush=True)


if __name__ == "__main__":
    main()
