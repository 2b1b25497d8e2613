"""How often a gate closes on paths that collapse, and on one that does not: `python -m validity.gates --seeds 20`.

A path is a panel of 100 respondents at seven evaluations (or --evaluations); at the last two, which the gate's patience
needs, all answers are those of the kind. At each of them a growing share of the answers is that of a
population that has collapsed; on the healthy path all answers stay people's, drawn anew each time. The gate in a training
and the steps of `persona-collapse probe` are read by the same code.
"""

import argparse
from collections.abc import Iterator

import numpy as np

from persona_collapse.diagnosis import diagnose
from persona_collapse.diagnosis.over_time import Watch
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

FIRST_SEED = 60_000
"""Not the seeds of the bundled reference or of any test."""

PANEL = 100
EVALUATIONS = 7
PATHS = ("collapsed", "caricature", "noise", "human")


def shares(evaluations: int) -> list[float]:
    """The share of respondents that are of the kind, at each evaluation: all of them at the last two.

    >>> shares(7)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.0]
    """
    return [min(step / (evaluations - 2), 1.0) for step in range(evaluations)]


def path(kind: str, seed: int, evaluations: int = EVALUATIONS) -> Iterator[Array]:
    """The panel's answers at each evaluation, on the way from people to a kind."""
    rng = np.random.default_rng([seed, 7])
    for step, share in enumerate(shares(evaluations)):
        people = simulate("human", PANEL, seed=seed + 100 * step).values
        other = simulate(kind, PANEL, seed=seed + 50).values
        yield np.where(rng.random(PANEL)[:, None] < share, other, people) if kind != "human" else people


def closed_at(kind: str, seed: int, draws: int, evaluations: int = EVALUATIONS) -> int | None:
    """The number of the evaluation at which the gate closes; None where it never does."""
    reference = calibrated_2058()
    gate = Watch(len(reference.instrument.scale.points))
    for number, answers in enumerate(path(kind, seed, evaluations), start=1):
        matrix = BehavioralTraitMatrix.from_arrays(answers, source="panel")
        if gate.read(diagnose(matrix, reference, settings=Settings(draws=draws), pairs=2), number).closed:
            return number
    return None


def main() -> None:
    """Print how many of the paths of each kind close the gate, and when."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="paths of each kind")
    parser.add_argument("--draws", type=int, default=20, help="draws of each diagnosis")
    parser.add_argument("--evaluations", type=int, default=EVALUATIONS, help="of each path, 3 to 10")
    parser.add_argument("--kinds", nargs="+", choices=PATHS, default=PATHS, help="which paths")
    given = parser.parse_args()
    for kind in given.kinds:
        seeds = [FIRST_SEED + 1000 * seed for seed in range(given.seeds)]
        found = [closed_at(kind, seed, given.draws, given.evaluations) for seed in seeds]
        times = [one for one in found if one is not None]
        print(kind, f"{len(times)} of {len(found)}", f"at evaluations {sorted(times)}", flush=True)


if __name__ == "__main__":
    main()
