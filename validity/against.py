"""How often the intervals of `compare --against` hold what is planted, and how often mere re-asking is called drift.

Run on demand: `python -m validity.against`. A crowd of simulated respondents is sampled again and again: each sample
answers before, after n turns of a conversation, and again without one, each time with replies of its own. `drifting` ones
have moved by 1 - .97^n of the way to the respondent without a persona. `sharper` raises all probabilities of answers to a
power, so that re-asking moves less (2) or more (.5). What is true of the crowd is read from all of it. The tables in
docs/validity.md are made by this.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from persona_collapse.diagnosis import drift
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.results.drift import Drift
from persona_collapse.simulation import answer_probabilities
from validity.comparison import labelled

CROWD = 4000
TURNS = (0, 2, 8, 24)
SHARPER = (0.5, 1.0, 2.0)
READ = 10
"""Times that the crowd is asked to read what is true of it."""


def crowd(turns: int, size: int) -> Array:
    """Probabilities (N, D, K) of the answers of a crowd after turns of a conversation."""
    names = [f"against {place}" for place in range(size)]
    labels = labelled(names, 77)
    return np.stack(
        [
            answer_probabilities("drifting", bfi44(), *one, seed=77, turns=turns)
            for one in zip(names, labels, strict=True)
        ]
    )


def sharpened(shares: Array, power: float) -> Array:
    """The same, raised to a power."""
    raised = shares**power
    return np.asarray(raised / raised.sum(axis=2, keepdims=True))


def answered(shares: Array, rng: np.random.Generator, source: str) -> BehavioralTraitMatrix:
    """Answers drawn anew."""
    drawn = rng.random((*shares.shape[:2], 1))
    answers = 1 + (np.cumsum(shares, axis=2) < drawn).sum(axis=2).clip(max=shares.shape[2] - 1)
    names = [f"p{place}" for place in range(len(shares))]
    return BehavioralTraitMatrix.from_arrays(answers, respondents=names, source=source, instrument=bfi44())


def asked(before: Array, after: Array, rng: np.random.Generator) -> Drift:
    """What is found in personas that were asked three times."""
    return drift(answered(before, rng, "before"), answered(after, rng, "after"), answered(before, rng, "again"))


def numbers(found: Drift) -> Iterator[tuple[str, float, float, float]]:
    """Name, value and ends of the numbers that are judged."""
    around = {"beyond": found.beyond, "share of distance": found.of_distance, "changed": found.changed_share}
    around |= {one.name: one.shift for one in found.shifts}
    around |= {} if found.places is None else {"places": found.places.difference}
    for name, one in around.items():
        yield name, *((np.nan,) * 3 if one is None else (one.value, one.low, one.high))


def truth(before: Array, after: Array) -> dict[str, float]:
    """The numbers of the whole crowd, mean over times of asking it."""
    rng = np.random.default_rng([38, 0])
    found = [{name: value for name, value, *_ in numbers(asked(before, after, rng))} for _ in range(READ)]
    return {name: float(np.mean([one[name] for one in found])) for name in found[0]}


def judged(
    before: Array, after: Array, true: dict[str, float], size: int, samples: int, key: int
) -> tuple[dict[str, float], Array]:
    """Number -> share of intervals that hold what is true; and the shares of samples in which drift, and in which personas
    are said to have changed."""
    rng = np.random.default_rng([38, 1, key])
    held: dict[str, list[bool]] = {name: [] for name in true}
    called = np.zeros(2)
    for _ in range(samples):
        rows = rng.choice(len(before), size, replace=False)
        found = asked(before[rows], after[rows], rng)
        called += found.drifts, bool(found.farthest)
        for name, _, low, high in numbers(found):
            held[name].append(low <= true[name] <= high)
    return {name: float(np.mean(one)) for name, one in held.items()}, called / samples


def show(name: str, before: Array, after: Array, sizes: list[int], samples: int, key: int) -> None:
    """Print a line per number of personas: what is true, how often intervals hold it, and how often drift is said."""
    true = truth(before, after)
    for size in sizes:
        sys.stderr.write(f"\r{name}, {size} personas ")
        held, called = judged(before, after, true, size, samples, key + size)
        traits = [held[one] for one in bfi44().traits]
        said = "  ".join(f"{one} {held[one]:.3f}" for one in held if one not in bfi44().traits)
        print(
            f"{name}, {size} personas, beyond {true['beyond']:.3f} ({true['share of distance']:.3f}), changed "
            f"{true['changed']:.3f}: {said}  traits {min(traits):.3f} to {max(traits):.3f}  drift {called[0]:.3f}  "
            f"personas {called[1]:.3f}",
            flush=True,
        )


def main() -> None:
    """Print, for each length, noise and size, how often intervals hold and how often drift is said."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[30, 100])
    options.add_argument("--samples", type=int, default=300)
    options.add_argument("--crowd", type=int, default=CROWD)
    options.add_argument("--turns", type=int, nargs="+", default=list(TURNS))
    options.add_argument("--noisier", action="store_true", help="only: no drift, but noisier answers afterwards")
    chosen = options.parse_args()
    crowds = {turns: crowd(turns, chosen.crowd) for turns in {0, *([] if chosen.noisier else chosen.turns)}}
    if chosen.noisier:
        show("noisier", crowds[0], sharpened(crowds[0], 0.5), chosen.sizes, chosen.samples, 1)
        return
    for power in SHARPER:
        shares = {turns: sharpened(one, power) for turns, one in crowds.items()}
        for turns in chosen.turns:
            name = f"{turns:>2} turns, sharper {power}"
            show(name, shares[0], shares[turns], chosen.sizes, chosen.samples, 100 * turns)


if __name__ == "__main__":
    main()
