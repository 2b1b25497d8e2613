"""Errors of rho and d: what leaving each persona out says, and how often their intervals hold the truth."""

import numpy as np
import pytest

from persona_collapse.instruments import bfi44
from persona_collapse.measures import fidelity
from persona_collapse.measures.fidelity_errors import fidelity_estimates
from persona_collapse.simulation import simulate

KEYING = bfi44().keying()


def labelled(kind, size, seed):
    population = simulate(kind, size, seed=seed)
    return KEYING.sums(population.values), population.levels()


@pytest.mark.parametrize("unknown", [0, 9])
def test_it_is_the_jackknife_of_fidelity(unknown):
    sums, levels = labelled("human", 60, 3)
    levels[:unknown, 0] = np.nan
    sums[5:8, 1] = np.nan
    found, whole = fidelity_estimates(sums, levels), fidelity(sums, levels)
    for name in ("rho", "d"):
        without = [
            getattr(fidelity(np.delete(sums, row, axis=0), np.delete(levels, row, axis=0)), name) for row in range(60)
        ]
        assert found[name].value == pytest.approx(getattr(whole, name))
        assert found[name].se == pytest.approx(np.std(without) * np.sqrt(59))


def test_what_is_undefined_or_infinite_has_none():
    assert fidelity_estimates([[4.0], [4.0], [2.0], [2.0]], [[3], [3], [1], [1]]).keys() == {"rho"}, "d is infinite"
    assert fidelity_estimates([[4.0], [4.0]], [[3], [3]]) == {}


@pytest.mark.parametrize("kind", ["human", "caricature"])
def test_intervals_hold_the_truth(kind):
    # labels are thirds of the simulated population, so subsets of a large one differ only by who is in them
    sums, levels = labelled(kind, 18_000, 77)
    groups = np.random.default_rng(1).permutation(18_000).reshape(120, 150)
    found = [fidelity_estimates(sums[group], levels[group]) for group in groups]
    for name in ("rho", "d"):
        truth = np.mean([one[name].value for one in found])
        held = [one[name].interval.low <= truth <= one[name].interval.high for one in found]
        # 120 populations: .95 is known within .04
        assert np.mean(held) >= 0.88
