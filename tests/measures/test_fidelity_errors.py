"""Errors of rho and d: what leaving each persona out says, and how often their intervals hold the truth."""

import numpy as np
import pytest

from persona_collapse.instruments import bfi44
from persona_collapse.measures import fidelity
from persona_collapse.measures.caricature_errors import caricature_estimate
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


def test_scores_without_ties_and_a_label_of_one_persona():
    rng = np.random.default_rng(8)
    sums = rng.normal(size=(40, 1))
    levels = np.r_[2.0, np.repeat([1.0, 3.0], [15, 24])][:, None]
    found, whole = fidelity_estimates(sums, levels), fidelity(sums, levels)
    without = [fidelity(np.delete(sums, row, axis=0), np.delete(levels, row, axis=0)) for row in range(40)]
    for name in ("rho", "d"):
        assert found[name].value == pytest.approx(getattr(whole, name))
        assert found[name].se == pytest.approx(np.std([getattr(one, name) for one in without]) * np.sqrt(39))


def test_the_part_in_the_caricature_is_what_leaving_a_persona_out_changes():
    # 60 personas among 1,200 people: leaving one out moves the cut by 20 people, so that the jackknife is smooth
    sums, levels = labelled("human", 60, 3)
    levels[:6, 0] = np.nan
    people = KEYING.sums(simulate("human", 1200, seed=4).values)
    whole = fidelity(sums, levels, people)
    without = [
        fidelity(np.delete(sums, row, axis=0), np.delete(levels, row, axis=0), people).caricature for row in range(60)
    ]
    found = caricature_estimate(fidelity_estimates(sums, levels)["d"], levels, people)
    assert found.value == pytest.approx(whole.caricature)
    assert found.se == pytest.approx(np.std(without) * np.sqrt(59), rel=0.06)


def test_people_without_a_d_leave_no_interval_of_the_caricature():
    sums, levels = labelled("human", 60, 3)
    d = fidelity_estimates(sums, levels)["d"]
    assert caricature_estimate(d, levels, np.ones((90, 5))) is None, "no person differs from another"
    assert caricature_estimate(d, np.full((60, 5), np.nan), np.arange(450.0).reshape(90, 5)) is None, "no labels"


def test_what_is_undefined_or_infinite_has_none():
    assert fidelity_estimates([[4.0], [4.0], [2.0], [2.0]], [[3], [3], [1], [1]]).keys() == {"rho"}, "d is infinite"
    assert fidelity_estimates([[4.0], [4.0]], [[3], [3]]) == {}


@pytest.mark.parametrize("kind", ["human", "caricature"])
def test_intervals_hold_the_truth(kind):
    # labels are thirds of the simulated population, so subsets of a large one differ only by who is in them
    sums, levels = labelled(kind, 18_000, 77)
    people = KEYING.sums(simulate("human", 600, seed=5).values)
    groups = np.random.default_rng(1).permutation(18_000).reshape(120, 150)
    found = [fidelity_estimates(sums[group], levels[group]) for group in groups]
    for one, group in zip(found, groups, strict=True):
        one["caricature"] = caricature_estimate(one["d"], levels[group], people)
    for name in ("rho", "d", "caricature"):
        truth = np.mean([one[name].value for one in found])
        held = [one[name].interval.low <= truth <= one[name].interval.high for one in found]
        # 120 populations: .95 is known within .04
        assert np.mean(held) >= 0.88
