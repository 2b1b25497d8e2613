"""What remedies are worth where the cure is known: run on demand, `python -m validity.remedy --seeds 20`.

`panel` (the default): pools of known kinds from new seeds. Of 1,144 personas 300 are like people; or none reaches a fifth of
people; or there is nothing to gain (other people, shuffled answers, noise). `--people FILE`: half of these real people,
mixed with clones and caricatures until 60 % of the pool are such, and a panel fitted to halves of the other half. The
tables in docs/validity.md are made by this.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from persona_collapse import measures
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy import panel
from persona_collapse.results.panel import Panel
from persona_collapse.simulation import simulate

FIRST_SEED = 40_000
"""Not the seeds of the bundled reference or of any test."""

POOL = 1144
HUMAN_LIKE = 300
OUT_OF_REACH = 0.2
SIZE = 200
ARTIFICIAL = 0.6
"""Share of clones and caricatures among the pool of real people."""

SCALE = {"low": 1, "high": 5}


def some_like_people(seed: int) -> Array:
    """300 respondents like people among 1,144; the others collapsed, shallow and caricatures."""
    rest = -(-(POOL - HUMAN_LIKE) // 3)
    others = [
        simulate(kind, rest, seed=seed + 1 + n).values for n, kind in enumerate(("collapsed", "shallow", "caricature"))
    ]
    return np.vstack([simulate("human", HUMAN_LIKE, seed=seed).values, *others])[:POOL]


def a_fifth_missing(seed: int) -> Array:
    """People without the fifth that is least extraverted and most neurotic."""
    answers = simulate("human", 2 * POOL, seed=seed).values
    scores = bfi44().keying().scores(answers)
    standing = scores[:, 0] - scores[:, 3]
    return answers[standing >= np.quantile(standing, OUT_OF_REACH)][:POOL]


POOLS: dict[str, Callable[[int], Array]] = {
    "300 of 1,144 like people": some_like_people,
    "a fifth out of reach": a_fifth_missing,
    "people": lambda seed: simulate("human", POOL, seed=seed).values,
    "shuffled people": lambda seed: measures.shuffled(simulate("human", POOL, seed=seed).values, seed=seed),
    "noise": lambda seed: simulate("noise", POOL, seed=seed).values,
}


def among_real_people(people: Array, seed: int) -> tuple[Array, Array]:
    """A pool of half of the people with clones and caricatures, and the other half."""
    order = np.random.default_rng(seed).permutation(len(people))
    half = len(people) // 2
    artificial = round(half * ARTIFICIAL / (1 - ARTIFICIAL))
    clones = measures.jittered_clones(people, artificial // 2, seed=seed, **SCALE)
    caricatures = simulate("caricature", artificial - artificial // 2, seed=seed).values
    return np.vstack([people[order[:half]], clones, caricatures]), people[order[half:]]


def panels(chosen: argparse.Namespace) -> Iterator[tuple[str, Panel]]:
    """Name and panel of every pool and seed."""
    how = {"goal": chosen.goal, "weighted": chosen.weights, "count": chosen.splits}
    size = None if chosen.weights else chosen.size
    given = None if chosen.people is None else BehavioralTraitMatrix.read(chosen.people).values
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        if given is not None:
            pool, people = among_real_people(given[measures.complete_cases(given)], seed)
            yield str(chosen.people.name), panel(_of(pool, "pool"), _of(people, "people"), size, seed=seed, **how)
            continue
        for name, drawn in POOLS.items():
            if name in chosen.pools:
                yield name, panel(_of(drawn(seed), name), calibrated_2058(), size, seed=seed, **how)


def _of(answers: Array, source: str) -> BehavioralTraitMatrix:
    return BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44(), source=source)


def as_people(found: Panel) -> bool:
    """Whether coverage and precision in traits reach 90 % of people's."""
    names = ("traits coverage", "traits precision")
    return all(found.gain(name).panel >= 0.9 * found.gain(name).people for name in names)


def as_near(found: Panel) -> bool:
    """Whether the panel is as near to people as other people are, within two standard errors."""
    judged = found.gain("distance")
    return judged.panel - judged.people <= 2 * max(judged.se, judged.need_se)


def main() -> None:
    """Print, for each pool, how often a gain is said, and how near the panels come to people."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pools", nargs="+", choices=list(POOLS), default=list(POOLS))
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--goal", default="match")
    options.add_argument("--weights", action="store_true")
    options.add_argument("--splits", type=int, default=20)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--people", type=Path, help="answers of real people, in place of known kinds")
    options.add_argument("--out", type=Path, help="keep the numbers of every panel, a line each")
    chosen = options.parse_args()
    found: dict[str, list[Panel]] = {}
    for number, (name, one) in enumerate(panels(chosen), 1):
        found.setdefault(name, []).append(one)
        sys.stderr.write(f"\r{number}")
        if chosen.out:
            with chosen.out.open("a") as stream:
                stream.write(json.dumps([name, {**one.to_dict(), "members": None}]) + "\n")
    print(f"\n{'pool':<28}{'gain':>9}{'90 %':>9}{'as near':>9}  panel / people: coverage, precision; out of reach")
    for name, several in found.items():
        ratios = [
            np.mean([one.gain(what).panel / one.gain(what).people for one in several])
            for what in ("traits coverage", "traits precision")
        ]
        counts = [
            f"{sum(map(rule, several))}/{len(several)}"
            for rule in (lambda one: one.verdict == "gain", as_people, as_near)
        ]
        reach = np.mean([one.reach.share for one in several])
        print(f"{name:<28}{''.join(f'{one:>9}' for one in counts)}  {ratios[0]:.2f}, {ratios[1]:.2f}; {reach:.2f}")


if __name__ == "__main__":
    main()
