"""How often the interval of the worth of a single item is right: run on demand, `python -m validity.worth_items`.

Answers of people and of the personas made from them have a known correlation. The true worth is how much less the mean with
personas varies over samples than that of people alone. The figures in docs/validity.md are made by this.
"""

import argparse

import numpy as np

from persona_collapse.measures.arrays import Array
from persona_collapse.remedy.powered import powered_means, replaced

FIRST_SEED = 90_210
SIZES = ((20, 200), (50, 200), (120, 1000))
"""Pairs, and personas whose person was not asked."""

CORRELATIONS = (0.0, 0.3, 0.6, 0.8)


def sample(rng: np.random.Generator, pairs: int, others: int, correlation: float) -> tuple[Array, Array, Array]:
    """Answers from 1 to 5 to one item: of people, of their personas, of other personas; (n, 1) each."""
    both = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], pairs)
    more = rng.standard_normal(others)
    return as_answers(both[:, :1]), as_answers(both[:, 1:]), as_answers(more)[:, None]


def as_answers(scores: Array) -> Array:
    """Normal scores as answers, with a mean of 3 and an SD of about 1.1."""
    return np.asarray(np.clip(np.round(3 + 1.1 * scores), 1, 5))


def main() -> None:
    """Print the true worth, its estimate, and how often the interval holds it or lies above 0."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=400)
    chosen = options.parse_args()
    print("pairs  others  correlation  people replaced  estimated  right  above 0")
    for pairs, others in SIZES:
        for correlation in CORRELATIONS:
            rng = np.random.default_rng(FIRST_SEED + pairs)
            alone, both, found = [], [], []
            for seed in range(chosen.samples):
                given = sample(rng, pairs, others, correlation)
                alone.append(given[0].mean())
                both.append(powered_means(*given, seed=seed).mean[0])
                found.append(replaced(*given, seed=seed))
            value, low, high = np.array(found).T
            true = pairs * (np.var(alone) / np.var(both) - 1)
            right, above = np.mean((low <= true) & (true <= high)), np.mean(low > 0)
            print(
                f"{pairs:5}  {others:6}  {correlation:11.1f}  {true:15.1f}  {value.mean():9.1f}  {right:5.3f}  {above:7.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
