"""What stopping at a narrow interval costs: run on demand, `python -m validity.stopping human --width 0.05`.

As `run --until-width` does, the interval is looked at after every 25 personas, from 100 on, and the first that is narrow
enough is kept. How often does it hold the truth, beside the interval of a size fixed beforehand (the median of where the
sequences stopped)? The truth at each size is the mean of the number over all sequences. The table in docs/validity.md is
made by this.
"""

import argparse

import numpy as np

from persona_collapse.cli._shared.until import EVERY
from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.planning import FEWEST_PERSONAS
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

FIRST_SEED = 9000
"""Not the seeds of the bundled reference or of any test."""


def looks(kind: str, name: str, sizes: range, seed: int):
    """Value, low and high after each number of personas: one sequence."""
    population = simulate(kind, sizes[-1], seed=seed)
    for size in sizes:
        matrix = rows_of(population, np.arange(size))
        sides = prepare(matrix, calibrated_2058(), Settings(seed=seed))
        one = intervals(sides, pairs=100, names=[name])[name]
        yield one.value, one.low, one.high


def held(sequences: np.ndarray, width: float) -> tuple[float, float, float, float]:
    """Shares of intervals (S, L, 3) that hold the truth, stopped and fixed; the median look and mean value error."""
    truth = sequences[:, :, 0].mean(axis=0)
    inside = (sequences[:, :, 1] <= truth) & (truth <= sequences[:, :, 2])
    narrow = sequences[:, :, 2] - sequences[:, :, 1] <= width
    if not narrow.any(axis=1).all():
        raise SystemExit(f"{(~narrow.any(axis=1)).sum()} sequences never stop; give a larger --last or --width")
    stopped = narrow.argmax(axis=1)
    every = np.arange(len(sequences))
    fixed = int(np.median(stopped))
    error = (sequences[every, stopped, 0] - truth[stopped]).mean()
    return float(inside[every, stopped].mean()), float(inside[:, fixed].mean()), fixed, float(error)


def main() -> None:
    """Print how often stopped and fixed intervals hold the truth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("kind")
    options.add_argument("--measure", default="effective_likert")
    options.add_argument("--width", type=float, required=True, help="in the number's own units")
    options.add_argument("--last", type=int, default=700)
    options.add_argument("--sequences", type=int, default=200)
    chosen = options.parse_args()
    sizes = range(FEWEST_PERSONAS, chosen.last + 1, EVERY)
    seeds = range(FIRST_SEED, FIRST_SEED + chosen.sequences)
    sequences = np.array([list(looks(chosen.kind, chosen.measure, sizes, seed)) for seed in seeds])
    stopped, fixed, look, error = held(sequences, chosen.width)
    print(
        f"{chosen.kind} {chosen.measure} {chosen.width}: stopped {stopped:.3f}, fixed at {sizes[int(look)]} {fixed:.3f}, "
        f"mean error when stopped {error:+.4f}, {chosen.sequences} sequences"
    )


if __name__ == "__main__":
    main()
