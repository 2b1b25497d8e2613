"""How often the intervals hold the truth: run on demand, `python -m validity.intervals --kind human --size 300`.

Fresh populations come from the generator, never from the rows of the bundled reference; the truth is the mean of the
number over all of them. The table in docs/validity.md is made by this.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

FIRST_SEED = 1000
"""Not the seeds of the bundled reference or of any test."""


def fresh(kind: str, size: int, seeds: range, one_crowd: bool):
    """Seed and population, each simulated alone or all cut from one crowd.

    A population simulated alone has its labels in exact thirds of itself, and a caricature is stretched by its own SDs: its
    respondents are not drawn independently. In pieces of one large crowd they are.
    """
    if not one_crowd:
        yield from ((seed, simulate(kind, size, seed=seed)) for seed in seeds)
        return
    crowd = simulate(kind, size * len(seeds), seed=seeds[0])
    for number, seed in enumerate(seeds):
        yield seed, rows_of(crowd, np.arange(number * size, (number + 1) * size))


def populations(kind: str, size: int, count: int, pairs: int, one_crowd: bool, names: list[str] | None):
    """Intervals of fresh populations, one dictionary each: number -> [value, low, high]."""
    people = calibrated_2058()
    for seed, population in fresh(kind, size, range(FIRST_SEED, FIRST_SEED + count), one_crowd):
        sides = prepare(population, people, Settings(seed=seed))
        found = intervals(sides, pairs=pairs, levels=population.levels(), names=names)
        yield {name: [one.value, one.low, one.high] for name, one in found.items()}


def held(records: list[dict[str, list[float]]]) -> dict[str, tuple[float, int]]:
    """Number -> share of intervals that hold the mean of all values, and how many there are."""
    names = dict.fromkeys(name for record in records for name in record)
    shares = {}
    for name in names:
        values, low, high = np.array([record[name] for record in records if name in record]).T
        truth = values.mean()
        shares[name] = (float(((low <= truth) & (truth <= high)).mean()), len(values))
    return shares


def main() -> None:
    """Print the share of intervals that hold the truth, for each number."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", default="human")
    options.add_argument("--size", type=int, default=300)
    options.add_argument("--populations", type=int, default=400)
    options.add_argument("--pairs", type=int, default=500)
    options.add_argument("--one-crowd", action="store_true", help="cut the populations from one crowd")
    options.add_argument("--names", nargs="+", help="only these numbers; all by default")
    options.add_argument("--out", type=Path, help="keep each population's intervals, a line each")
    chosen = options.parse_args()
    records = []
    given = (chosen.kind, chosen.size, chosen.populations, chosen.pairs, chosen.one_crowd, chosen.names)
    for record in populations(*given):
        records.append(record)
        sys.stderr.write(f"\r{len(records)} of {chosen.populations}")
        if chosen.out:
            with chosen.out.open("a") as stream:
                stream.write(json.dumps(record) + "\n")
    print(f"\n{chosen.kind}, {chosen.size} respondents, {len(records)} populations, {chosen.pairs} pairs")
    for name, (share, count) in held(records).items():
        print(f"{name:<34}{share:.3f} of {count}")


if __name__ == "__main__":
    main()
