"""Does human-likeness rank people above every known collapse? Run on demand, `python -m validity.ranking --seeds 50`.

Each seed draws samples of people (simulated from new seeds, and, where their files are given with `--people`, of real
people) and known collapses of the same size, and measures all beside the bundled reference, as `diagnose` does. Printed are
the least, the median and the most of each kind, and in how many seeds every collapse stood below every sample of people.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.support import likeness_of
from persona_collapse.instruments import Instrument, bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate
from validity.signature import Known, answering_populations, known_populations, measured

FIRST_SEED = 40_000
"""Not the seeds of the bundled reference, of any test or of other programs here."""

PEOPLE = ("people", "people with labels")
MOSTLY_PEOPLE = ("a fifth jittered clones",)
"""Four fifths are people, so these may stand beside another sample of people; their values are printed, and not counted."""

STYLES = ("midpoint style",)
"""Of the careless and styled populations, those that are ranked too."""


def populations(
    size: int, seed: int, asked: Instrument, real: dict[str, BehavioralTraitMatrix]
) -> Iterator[tuple[str, bool, BehavioralTraitMatrix]]:
    """Name, whether they are people, and answers of every population of a seed."""
    for name, population, _ in known_populations(size, seed, asked):
        yield name, name in PEOPLE, population
    for name, population, _ in answering_populations(size, seed, asked):
        if name in STYLES:
            yield name, False, population
    for name, people in real.items():
        order = np.random.default_rng(seed).permutation(len(people))
        yield name, True, rows_of(people, np.sort(order[:size]))


def main() -> None:
    """Print what each kind of population reached."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=140)
    options.add_argument("--seeds", type=int, default=50)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--draws", type=int, default=20)
    options.add_argument("--people", type=Path, nargs="*", default=[], help="tables of real people's answers")
    options.add_argument("--out", type=Path, help="keep every value, a line each")
    chosen = options.parse_args()
    real = {one.stem: BehavioralTraitMatrix.read(one) for one in chosen.people}
    known = Known.beside(simulate("human", chosen.size), calibrated_2058(), chosen.draws)
    values: dict[str, list[float]] = {}
    above = 0
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        people, others = [], []
        for name, are_people, population in populations(chosen.size, seed, bfi44(), real):
            found = likeness_of(measured(population, known)[1])
            value = 0.0 if found is None else found.value
            if name not in MOSTLY_PEOPLE:
                (people if are_people else others).append(value)
            values.setdefault(name, []).append(value)
            if chosen.out:
                with chosen.out.open("a") as stream:
                    stream.write(
                        json.dumps([seed, name, are_people, value, None if found is None else found.least]) + "\n"
                    )
        above += min(people) > max(others)
        sys.stderr.write(f"\r{seed - chosen.first + 1} seeds")
    print(f"\n{chosen.size} respondents, {chosen.seeds} seeds, {chosen.draws} draws")
    for name, found_ones in values.items():
        print(f"{name:<28}{min(found_ones):.2f}  {np.median(found_ones):.2f}  {max(found_ones):.2f}")
    print(f"every sample of people above every collapse: {above} of {chosen.seeds} seeds")


if __name__ == "__main__":
    main()
