"""How often what is planted in simulated introductions is in its interval: run on demand, `python -m validity.mention --kind human`.

The lexicons were widened and their recall measured on the words of other writers; the sentences of simulated respondents
were never looked at. The table in docs/validity.md is made by this.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np

from persona_collapse.diagnosis.texts import mentions
from persona_collapse.measures.text.style import lexical, style
from persona_collapse.measures.text.templates import templates
from persona_collapse.personas import bundled_pool, schema
from persona_collapse.simulation.introductions import habits, introduction

FIRST_SEED = 1000
"""Not the seeds of any test."""

Ends: TypeAlias = dict[str, list[float]]
"""Number -> estimate, low and high."""


def one_seed(kind: str, seed: int, personas: int, samples: int) -> Ends:
    """Estimates and intervals of what is planted, from personas drawn anew and their texts."""
    pool = bundled_pool().respondents
    chosen = np.random.default_rng(seed).choice(len(pool), personas, replace=False)
    people = [pool[number] for number in chosen for _ in range(samples)]
    whose = [one.id for one in people]
    texts = [introduction(kind, one.id, one.attributes, row % samples, seed=seed) for row, one in enumerate(people)]
    columns = {one.column: [person.attributes[one.column] for person in people] for one in schema()}
    found: Ends = {
        one.attribute: [one.told.rate, one.told.low, one.told.high]
        for one in mentions(texts, columns, whose)
        if one.told
    }
    form = templates(texts, whose).skeletons
    length = style(lexical(texts, first_person=["i"], hedges=[]), whose).features["sentences"]
    found["template share"] = [form.share, form.low, form.high]
    found["ICC of sentences"] = [length.icc, length.icc_low, length.icc_high]
    return found


def planted(kind: str) -> dict[str, float]:
    """What is true of every seed."""
    how = habits(kind)
    return {**how.mention, "template share": how.template, "ICC of sentences": how.icc}


def held(kind: str, records: list[Ends]) -> dict[str, tuple[float, float, int]]:
    """Number -> its truth, the mean estimate, and in how many seeds the interval holds the truth."""
    truth = planted(kind)
    return {
        name: (
            truth[name],
            float(np.mean([one[name][0] for one in records])),
            sum(one[name][1] <= truth[name] <= one[name][2] for one in records),
        )
        for name in records[0]
    }


def seeds(kind: str, those: range, personas: int, samples: int) -> Iterator[Ends]:
    """One record per seed."""
    for seed in those:
        yield one_seed(kind, seed, personas, samples)


def main() -> None:
    """Print, for each number, in how many seeds what is planted is in its interval."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", default="human")
    options.add_argument("--personas", type=int, default=143)
    options.add_argument("--samples", type=int, default=3)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    options.add_argument("--out", type=Path, help="keep each seed's intervals, a line each")
    chosen = options.parse_args()
    records = []
    those = range(chosen.first, chosen.first + chosen.seeds)
    for record in seeds(chosen.kind, those, chosen.personas, chosen.samples):
        records.append(record)
        sys.stderr.write(f"\r{len(records)} of {chosen.seeds}")
        if chosen.out:
            with chosen.out.open("a") as stream:
                stream.write(json.dumps(record) + "\n")
    print(f"\n{chosen.kind}, {chosen.personas} personas x {chosen.samples} texts, {len(records)} seeds")
    for name, (truth, mean, count) in held(chosen.kind, records).items():
        print(f"{name:<28}{truth:.2f}  {mean:.2f}  {count} of {len(records)}")


if __name__ == "__main__":
    main()
