"""Whether `--by` names the level that is caricatured or missing, and no level where there is none: `python -m validity.subgroups`.

People of whom one level of an attribute answers like another kind (collapsed, caricature), in three levels of 100, 150 and
150; and people with an attribute that is drawn at random. The table in docs/validity.md is made by this.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np

from persona_collapse.diagnosis import by_attribute, leakage
from persona_collapse.instruments import TRAITS
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.results.subgroups import Subgroups
from persona_collapse.simulation import simulate

FIRST_SEED = 70_000
"""Not the seeds of the bundled reference or of any test."""

SIZES = (100, 150, 150)
PLANTED = "a"
"""The level that is unlike the others: the first and smallest."""

EXPECTED = {"collapsed": "vanishes", "caricature": "caricatured"}
"""Kind -> what its level must be called."""

SLIPS = 0.2
"""Of an item that repeats a label, the share of answers that are drawn at random."""


def planted(kind: str, seed: int, sizes: tuple[int, ...] = SIZES) -> BehavioralTraitMatrix:
    """People of whom the first level of the attribute `group` answers like another kind."""
    count, codes = sum(sizes), np.repeat(np.arange(len(sizes)), sizes)
    people, others = simulate("human", count, seed=seed), simulate(kind, count, seed=seed)
    answers = np.where((codes == 0)[:, None], others.values, people.values)
    groups = ["abcdefgh"[code] for code in codes]
    return BehavioralTraitMatrix.from_arrays(answers, attributes={**people.attributes, "group": groups})


def at_random(seed: int, sizes: tuple[int, ...] = SIZES) -> BehavioralTraitMatrix:
    """People with an attribute that says nothing about them."""
    people = planted("human", seed, sizes)
    groups = np.random.default_rng(seed).permutation(people.attributes["group"])
    return BehavioralTraitMatrix.from_arrays(
        people.values, attributes={**people.attributes, "group": list(map(str, groups))}
    )


def repeating(seed: int, personas: int = 300) -> BehavioralTraitMatrix:
    """People whose answer to the first item repeats their label of Openness, but for slips; the item asks for something else."""
    people, rng = simulate("human", personas, seed=seed), np.random.default_rng(seed)
    said = np.array([{"Low": 1, "Neutral": 3, "High": 5}[label] for label in people.attributes["Openness"]])
    answers = people.values.copy()
    answers[:, 0] = np.where(rng.random(personas) < SLIPS, rng.integers(1, 6, personas), said)
    beside = {**people.attributes, "group": list(map(str, rng.choice(list("abc"), personas)))}
    return BehavioralTraitMatrix.from_arrays(answers, attributes=beside)


def called(found: Subgroups) -> dict[str, tuple[str, ...]]:
    """Level -> what it is called, of those that are called something."""
    return {one.level: one.called for table in found.tables for one in table.subgroups if one.called}


def different(found: Subgroups) -> bool:
    """Whether some number of some level is called different from the others."""
    return any(one.differs for table in found.tables for level in table.subgroups for one in level.numbers.values())


def levels(seeds: int, nulls: int, permutations: int) -> Iterator[str]:
    """How often the planted level is named, and only that; how often some level differs by chance."""
    for kind, word in EXPECTED.items():
        names: Counter[str] = Counter()
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            found = called(by_attribute(planted(kind, seed), "group", permutations=permutations, likeness=False))
            right = word in found.get(PLANTED, ())
            names["named" if right and len(found) == 1 else "named, and others" if right else "not named"] += 1
            sys.stderr.write(f"\r{kind}: {sum(names.values())} of {seeds}")
        yield f"one level of three {kind}: {dict(names)}"
    differing = 0
    for seed in range(FIRST_SEED, FIRST_SEED + nulls):
        differing += different(by_attribute(at_random(seed), "group", permutations=199, likeness=False))
        sys.stderr.write(f"\rrandom attribute: {seed - FIRST_SEED + 1} of {nulls}")
    yield f"random attribute: some level differs in {differing} of {nulls}"


def labels(seeds: int) -> Iterator[str]:
    """How often the item that repeats a label is named, and only that; how often a random label is said to leak."""
    named, others, by_chance, honest = 0, 0, 0, 0
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        openness, group = leakage(repeating(seed), ["Openness", "group"]).labels
        said = [one.item for one in openness.items if one.answers_it]
        named, others = named + ("bfi44_1" in said), others + (said != ["bfi44_1"])
        by_chance += group.p_value is not None and group.p_value < 0.05
        of_people = leakage(simulate("human", 300, seed=seed), list(TRAITS)).labels
        honest += any(item.answers_it for one in of_people for item in one.items)
        sys.stderr.write(f"\rlabels: {seed - FIRST_SEED + 1} of {seeds}")
    yield f"item that repeats a label: named in {named} of {seeds}, another list of items in {others}"
    yield f"people with labels: some item answers one in {honest} of {seeds}; random label: p < .05 in {by_chance}"


def main() -> None:
    """Print how often levels and items are named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=20, help="with one level of another kind")
    options.add_argument("--nulls", type=int, default=100, help="with a random attribute, 199 permutations")
    options.add_argument("--permutations", type=int, default=999)
    options.add_argument("--labels", type=int, default=100, help="seeds of populations with labels")
    chosen = options.parse_args()
    for part in (levels(chosen.seeds, chosen.nulls, chosen.permutations), labels(chosen.labels)):
        for line in part:
            print(f"\r{line}", flush=True)


if __name__ == "__main__":
    main()
