"""How often the intervals of identity hold the truth: run on demand, `python -m validity.identity`.

Vectors of texts are simulated: what all have in common, what their persona adds (some personas more than others), and
what is of this text alone. Within and between are unbiased, so the true I/E is the ratio of their means over all
populations, that of distances likewise, and the true retrieval is its mean. Beside Wilson's interval of retrieval is
that of percentiles over personas, which it replaced. The table in docs/validity.md is made by this.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.identity import Identity, identity

FIRST_SEED = 80_000
"""Not the seeds of any test."""

DIMENSIONS = 32
RESAMPLES = 1000


@dataclass(frozen=True)
class Design:
    """How many personas write how many texts, and what of a text's vector is common to all, and to one persona's."""

    personas: int
    texts: int
    common: float
    own: float


DESIGNS = (
    Design(10, 3, 0.30, 0.30),
    Design(20, 3, 0.30, 0.30),
    Design(32, 10, 0.65, 0.055),
    Design(60, 3, 0.30, 0.30),
    Design(60, 2, 0.40, 0.10),
    Design(60, 3, 0.50, 0.0),
)


def written(how: Design, seed: int) -> tuple[Array, Indices]:
    """Vectors of the texts of one population, and whose they are."""
    rng = np.random.default_rng([seed, how.personas, how.texts])
    whose = np.repeat(np.arange(how.personas), how.texts)
    own = rng.standard_normal((how.personas, DIMENSIONS)) * np.sqrt(how.own * rng.uniform(0.5, 1.5, (how.personas, 1)))
    of_text = rng.standard_normal((len(whose), DIMENSIONS)) * np.sqrt(1 - how.common - how.own)
    common = np.sqrt(how.common) * np.eye(DIMENSIONS)[0]
    return common + (own[whose] + of_text) / np.sqrt(DIMENSIONS), whose


def percentiles(vectors: Array, whose: Indices, seed: int) -> tuple[float, float]:
    """The interval of retrieval over samples of personas, as before: (low, high)."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similar = unit @ unit.T
    np.fill_diagonal(similar, -np.inf)
    shares = np.bincount(whose, weights=whose[similar.argmax(axis=1)] == whose) / np.bincount(whose)
    drawn = np.random.default_rng(seed).integers(len(shares), size=(RESAMPLES, len(shares)))
    low, high = np.quantile(shares[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def line(how: Design, populations: int) -> str:
    """Shares of the populations whose interval holds the truth, and of small p-values."""
    found: list[Identity] = []
    before: list[tuple[float, float]] = []
    for seed in range(FIRST_SEED, FIRST_SEED + populations):
        vectors, whose = written(how, seed)
        found.append(identity(vectors, whose.tolist(), resamples=RESAMPLES, deals=1))
        before.append(percentiles(vectors, whose, seed))
        sys.stderr.write(f"\r{len(found)} of {populations}")
    within, between = (float(np.mean([getattr(one, name) for one in found])) for name in ("within", "between"))
    retrieval = float(np.mean([one.retrieval for one in found if one.retrieval is not None]))
    p_values = np.array([one.retrieval_p_value for one in found], dtype=np.float64)
    old = np.mean([low <= retrieval <= high for low, high in before])
    return (
        f"{how.personas} x {how.texts}, {within / between:.2f}, retrieval {retrieval:.2f}: "
        f"I/E {held([one.ratio_interval for one in found], within / between)}, distances "
        f"{held([one.distance_ratio_interval for one in found], (1 - within) / (1 - between))}, retrieval "
        f"{held([one.retrieval_interval for one in found], retrieval)} (percentiles {old:.3f}), "
        f"p at most .05 {(p_values <= 0.05).mean():.2f}"
    )


def held(intervals: list[Interval | None], truth: float) -> str:
    """The share of intervals that hold the truth, and of how many if some are undefined."""
    known = [one for one in intervals if one is not None]
    share = np.mean([one.low <= truth <= one.high for one in known])
    return f"{share:.3f}" + (f" of {len(known)}" if len(known) < len(intervals) else "")


def lines(populations: int) -> Iterator[str]:
    """The table, a line each."""
    for how in DESIGNS:
        yield line(how, populations)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--populations", type=int, default=300)
    for one in lines(options.parse_args().populations):
        print(f"\r{one}", flush=True)


if __name__ == "__main__":
    main()
