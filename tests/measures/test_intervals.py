"""Intervals: each way against brute force, and all of them against fresh populations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import sem

from persona_collapse.errors import InputError
from persona_collapse.measures import (
    Draws,
    Pair,
    coverage,
    desirability_shift,
    effective_likert,
    held_out,
    lid,
    marginal_distance,
    rarefied_coverage,
    scaler,
    sd_ratio,
)
from persona_collapse.measures.coverage import coverage_intervals
from persona_collapse.measures.intervals import (
    around,
    desirability_interval,
    effective_likert_interval,
    marginal_distance_interval,
    of_influence,
    of_pairs,
    sd_ratio_interval,
    share_interval,
)
from persona_collapse.measures.neighbours import nearest_others
from persona_collapse.measures.subsets import Clumping, Complexity, Neighbourhoods, Recall
from persona_collapse.references import simulate_people

SCALE = {"low": 1, "high": 5}


def left_out(statistic, answers):
    """Values with one respondent out at a time."""
    return [statistic(np.delete(answers, row, axis=0)) for row in range(len(answers))]


def jackknifed(without):
    """Standard error from values with one left out at a time; right for numbers that are nearly averages."""
    return np.std(without) * np.sqrt(len(without) - 1)


@given(arrays(float, st.integers(2, 30), elements=st.floats(-5, 5)))
def test_of_a_mean_it_is_the_standard_error_of_a_mean(values):
    by_influence = of_influence(values.mean(), values - values.mean())
    by_jackknife = jackknifed([np.delete(values, one).mean() for one in range(len(values))])
    assert by_influence.se == pytest.approx(sem(values), abs=1e-9)
    assert by_jackknife == pytest.approx(sem(values), abs=1e-9)


def test_how_wide_an_interval_is():
    assert around(1.0, 0.5, "influence").low == pytest.approx(1 - 1.96 * 0.5)
    assert around(1.0, 0.5, "paired draws").high == pytest.approx(1 + 2.2 * 0.5), "its error is estimated"


PEOPLE = simulate_people(400, 8)
POPULATION = simulate_people(200, 7)


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("interval", "statistic"),
    [
        (lambda x: effective_likert_interval(x, **SCALE), lambda x: effective_likert(x, **SCALE).mean),
        (lambda x: share_interval(x, [3]), lambda x: effective_likert(x, **SCALE).midpoint_share),
        (lambda x: share_interval(x, [1, 5]), lambda x: effective_likert(x, **SCALE).extreme_share),
        (
            lambda x: marginal_distance_interval(x, PEOPLE, **SCALE),
            lambda x: np.nanmean(marginal_distance(x, PEOPLE, **SCALE)),
        ),
    ],
)
def test_influences_are_what_leaving_somebody_out_does(interval, statistic, missing):
    answers = POPULATION.copy()
    if missing:
        answers[np.random.default_rng(0).random(answers.shape) < 0.1] = np.nan
    found = interval(answers)
    assert found.value == pytest.approx(statistic(answers))
    # 8 %: the marginal distance has a kink where two curves cross, at which one respondent does less than its influence
    assert found.se == pytest.approx(jackknifed(left_out(statistic, answers)), rel=0.08)


def test_influences_on_traits_are_what_leaving_somebody_out_does(keying):
    ours, people = keying.scores(POPULATION), keying.scores(PEOPLE)
    turned = np.array([False, False, False, True, False])
    for found, statistic in (
        (sd_ratio_interval(ours, people), lambda x: sd_ratio(x, people)),
        (desirability_interval(ours, people, turned), lambda x: desirability_shift(x, people, turned)),
    ):
        assert found.value == pytest.approx(statistic(ours))
        assert found.se == pytest.approx(jackknifed(left_out(statistic, ours)), rel=0.03)


def test_density_and_precision_without_each_persona():
    scale = scaler(PEOPLE)
    draws = Draws(n=20, count=1, seed=3)  # the first reference draw does not depend on how many personas there are
    population, people = scale(POPULATION[:45]), scale(PEOPLE)
    found = coverage_intervals(Pair(population, people), draws, pairs=2)
    whole = rarefied_coverage(Pair(population, people), draws)
    assert found.coverage.value == pytest.approx(whole.coverage)
    for name in ("density", "precision"):
        one = getattr(found, name)
        brute = left_out(lambda x, name=name: getattr(rarefied_coverage(Pair(x, people), draws), name), population)
        assert one.value == pytest.approx(getattr(whole, name))
        assert one.se == pytest.approx(jackknifed(brute), rel=1e-6)


def test_the_error_of_coverage_is_the_spread_over_populations():
    rng = np.random.default_rng(5)
    people, found, without = rng.normal(size=(80, 6)), [], []
    for seed in range(150):
        pair, draws = Pair(rng.normal(size=(60, 6)), people), Draws(30, 20, seed)
        found.append(coverage_intervals(pair, draws, pairs=40).coverage)
        if seed < 6:
            left = left_out(lambda x, draws=draws: rarefied_coverage(Pair(x, people), draws).coverage, pair.population)
            without.append(jackknifed(left))
    spread = np.std([one.value for one in found])
    assert np.sqrt(np.mean([one.se**2 for one in found])) == pytest.approx(spread, rel=0.15)
    # leaving one persona out at a time shows more: that a second persona in a ball adds nothing counts twice
    assert np.median(np.array(without) / [one.se for one in found[:6]]) > 1.15


def test_two_draws_with_nobody_in_common_must_fit():
    with pytest.raises(InputError, match="two draws of 20 with nobody in common needs at least 40"):
        coverage_intervals(Pair(np.zeros((39, 2)), np.zeros((60, 2))), Draws(n=20, count=1))


def test_a_population_that_is_the_reference_has_no_interval():
    with pytest.raises(InputError, match="the population is the reference"):
        coverage_intervals(held_out(scaler(PEOPLE)(PEOPLE)), Draws(n=20, count=1))


def test_pairs_of_disjoint_draws_give_the_error_of_everybody():
    # the mean over draws is the mean of everybody, whose standard error is known
    rng = np.random.default_rng(1)
    everybody = rng.normal(size=400)
    pairs = []
    for _ in range(2000):
        both = rng.choice(400, 200, replace=False)
        pairs.append([everybody[both[:100]].mean(), everybody[both[100:]].mean()])
    assert of_pairs(pairs).se == pytest.approx(sem(everybody), rel=0.1)


def test_an_undefined_draw_leaves_no_interval():
    assert of_pairs([[1.0, 2.0], [np.nan, 1.0]]) is None


small = arrays(float, st.tuples(st.integers(8, 16), st.integers(1, 3)), elements=st.integers(1, 3))


@given(small, st.integers(0, 99))
def test_draws_count_what_is_measured_anew(answers, seed):
    rng = np.random.default_rng(seed)
    drawn = np.sort(rng.choice(len(answers), 6, replace=False))
    people = rng.integers(1, 4, (7, answers.shape[1])).astype(float)
    some = rng.choice(7, 6, replace=False)
    neighbours = Neighbourhoods.of(answers)
    assert np.allclose(neighbours.nearest(drawn, 3), nearest_others(answers[drawn], 3))
    to_people = np.linalg.norm(people[:, None] - answers[None], axis=2)
    recall = Recall(neighbours, to_people, 2)(drawn, some)
    assert recall == pytest.approx(coverage(answers[drawn], people[some], k=2).recall)
    probe, respondent = to_people[:, drawn].min(axis=1).mean(), nearest_others(answers[drawn], 1).mean()
    clumping = Clumping(neighbours, to_people)(drawn)
    assert clumping * (probe + respondent) == pytest.approx(probe) or (np.isnan(clumping) and probe + respondent == 0)
    median = lid(answers[drawn], k=2).median
    found = Complexity.of(answers, answers, 2)(drawn)
    assert np.isnan(found) if median is None else found == pytest.approx(median)
