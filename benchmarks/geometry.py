"""How long the geometry takes beside its peers, in the same run: ratios, never seconds as a promise.

    python benchmarks/geometry.py

Rarefied coverage, precision, density and recall (100 draws of 500) against a loop over prdc; LID of 2,000 respondents
against scikit-dimension. Each round runs ours and theirs one after the other; the median ratio is printed last.
"""

import contextlib
import io
import statistics
from collections.abc import Callable

import numpy as np
import skdim
from prdc import compute_prdc
from timing import seconds

from persona_collapse.measures import Draws, Pair, lid, rarefied_coverage, scaler
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate

ROUNDS = 5
DRAWS = Draws(n=500, count=20)


def main() -> None:
    """Print every round and the median ratio of each comparison."""
    people = calibrated_2058().values
    standardise = scaler(people)
    pair = Pair(standardise(simulate("shallow").values), standardise(people))
    points = np.random.default_rng(0).normal(size=(2000, 44))
    compare("coverage, 20 draws of 500, prdc / ours", lambda: rarefied_coverage(pair, DRAWS), lambda: _prdc(pair))
    compare(
        "LID of 2,000 by 44, scikit-dimension / ours",
        lambda: lid(points),
        lambda: skdim.id.MLE().fit(points, n_neighbors=20),
    )


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Time both, round by round."""
    ratios = []
    for number in range(1, ROUNDS + 1):
        mine, peer = seconds(ours), seconds(theirs)
        ratios.append(peer / mine)
        print(f"{name}: round {number}, {peer:.2f} s / {mine:.2f} s = {peer / mine:.1f}")
    print(f"{name}: median {statistics.median(ratios):.1f}\n")


def _prdc(pair: Pair) -> None:
    for ours, theirs in DRAWS.pairs(pair):
        with contextlib.redirect_stdout(io.StringIO()):
            compute_prdc(real_features=pair.reference[theirs], fake_features=pair.population[ours], nearest_k=5)


if __name__ == "__main__":
    main()
