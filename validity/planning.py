"""How well a plan comes true: run on demand, `python -m validity.planning human shallow`.

Populations planned for are drawn anew, with seeds of their own, at the planned size, and measured: the width they have
over the width that was wanted. With `--pilot N` the plan is made from pilots of N, else from simulated populations. The
tables in docs/validity.md are made by this.
"""

import argparse

import numpy as np

from persona_collapse.diagnosis import plan
from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.planning import MEASURES
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

NAMES = (*MEASURES, "recall")

FIRST_SEED, FIRST_PILOT = 7000, 6000
"""Not the seeds of the bundled reference or of any test."""

SMALLEST, LARGEST = 150, 1500
"""Plans for other sizes are not tried: the smallest size is not a choice, and large ones take long."""


def width_at(kind: str, name: str, size: int, seed: int, pairs: int) -> float:
    """The full width of a number's interval in a fresh population."""
    population = simulate(kind, size, seed=seed)
    found = intervals(prepare(population, calibrated_2058(), Settings(seed=seed)), pairs=pairs, names=[name])
    return found[name].high - found[name].low


def plans(kind: str, width: float, pilot: int | None, count: int):
    """Rows of plans of that width, for one kind."""
    if pilot is None:
        return [row for row in plan(width, names=NAMES).rows if row.population == kind]
    made = [plan(width, simulate(kind, pilot, seed=FIRST_PILOT + number), names=NAMES) for number in range(count)]
    return [row for one in made for row in one.rows]


def main() -> None:
    """Print, for each kind, number and width, planned sizes and actual / wanted width."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kinds", nargs="+")
    options.add_argument("--widths", type=float, nargs="+", default=[0.02, 0.04, 0.08])
    options.add_argument("--pilot", type=int)
    options.add_argument("--populations", type=int, default=5)
    options.add_argument("--pairs", type=int, default=200)
    chosen = options.parse_args()
    for kind in chosen.kinds:
        for width in chosen.widths:
            rows = plans(kind, width, chosen.pilot, chosen.populations)
            for name in NAMES:
                tried = [row for row in rows if row.name == name and SMALLEST <= row.personas <= LARGEST]
                seeds = range(FIRST_SEED, FIRST_SEED + (chosen.populations if chosen.pilot is None else 1))
                ratios = [
                    width_at(kind, name, row.personas, seed + place, chosen.pairs) / row.wanted
                    for place, row in enumerate(tried)
                    for seed in seeds
                ]
                if ratios:
                    sizes = f"{min(row.personas for row in tried)} to {max(row.personas for row in tried)}"
                    print(
                        f"{kind:<11}{name:<18}{width:<6}{sizes:<14}{np.mean(ratios):.2f} ({np.std(ratios):.2f})",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
