"""Large tables: are the intervals of some respondents those of all, and is the chance of draws small beside them?

`python -m validity.large human shallow` prints, for each number, the half-width of its interval where draws, and the pairs of
draws behind intervals, are made from a part of the population and from all of it, and the Monte Carlo error of its value:
the SD over seeds of the draws, as a share of the interval's width.
"""

import argparse
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from persona_collapse.diagnosis import side
from persona_collapse.diagnosis.axes import coverage_of, hopkins_of, lid_of
from persona_collapse.diagnosis.intervals import intervals, whole
from persona_collapse.diagnosis.preparation import Sides, prepare
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import Interval
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import KINDS, simulate

SEEDS = range(50_000, 50_006)


def sides_of(matrix: BehavioralTraitMatrix, limit: int, seed: int = 0) -> Sides:
    """A population beside the bundled reference; draws are made from at most `limit` respondents."""
    with patch.object(side, "MOST_DRAWN_FROM", limit):
        return prepare(matrix, calibrated_2058(), Settings(seed=seed))


def found(matrix: BehavioralTraitMatrix, limit: int, paired: int) -> dict[str, Interval]:
    """Every interval; the pairs of draws behind those of numbers from draws are made from at most `paired` respondents."""
    with patch.object(whole, "LARGEST_TABLE", paired):
        return intervals(sides_of(matrix, limit), levels=matrix.levels()) or {}


def drawn(sides: Sides) -> dict[str, float]:
    """The values of numbers from draws."""
    covered = coverage_of(sides)
    return {
        "coverage": covered.coverage,
        "density": covered.density,
        "precision": covered.precision or 0.0,
        "recall": covered.recall or 0.0,
        "trait_recall": covered.trait_recall or 0.0,
        "lid": lid_of(sides).lid or 0.0,
        "hopkins": hopkins_of(sides).hopkins or 0.0,
    }


def main(arguments: list[str] | None = None) -> None:
    """Print a table per kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=["human"], choices=sorted(KINDS))
    parser.add_argument("--size", type=int, default=20_000, help="respondents of the population")
    parser.add_argument("--limit", type=int, default=8000, help="respondents that draws are made from")
    parser.add_argument("--paired", type=int, default=6000, help="respondents that pairs of draws are made from")
    given = parser.parse_args(arguments)
    for kind in given.kinds:
        matrix = simulate(kind, given.size, seed=SEEDS[0])
        every, some = found(matrix, given.size, given.size), found(matrix, given.limit, given.paired)
        sides = sides_of(matrix, given.limit)
        seeds = [drawn(replace(sides, how=replace(sides.how, seed=seed))) for seed in SEEDS]
        print(f"{kind}, {given.size:,} respondents, draws from {given.limit:,} of them, pairs from {given.paired:,}")
        print(f"{'':26}{'all':>10}{'some':>10}{'ratio':>8}{'Monte Carlo / width':>22}")
        for name, one in every.items():
            widths = [(interval.high - interval.low) / 2 for interval in (one, some[name])]
            chance = np.std([values[name] for values in seeds], ddof=1) if name in seeds[0] else None
            share = "" if chance is None else f"{chance / (2 * widths[1]):.3f}"
            ratio = widths[1] / widths[0] if widths[0] else 1.0
            print(f"{name:26}{widths[0]:>10.5f}{widths[1]:>10.5f}{ratio:>8.3f}{share:>22}")


if __name__ == "__main__":
    main()
