"""Intervals: each way against brute force, and all of them against fresh populations."""

import tracemalloc
from dataclasses import replace
from unittest import mock

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
    hyperspherical_uniformity,
    lid,
    marginal_distance,
    neighbours,
    rarefied_coverage,
    scaler,
    sd_ratio,
)
from persona_collapse.measures.coverage_errors import coverage_estimates, coverage_interval
from persona_collapse.measures.drawn_balls import DrawnRecall
from persona_collapse.measures.drawn_distances import Distances, Neighbourhoods
from persona_collapse.measures.intervals import (
    around,
    desirability_estimate,
    difference,
    effective_likert_estimate,
    marginal_distance_estimate,
    of_influence,
    of_jackknife,
    of_pairs,
    sd_ratio_estimate,
    share_estimate,
)
from persona_collapse.measures.neighbours import nearest_others
from persona_collapse.measures.sheets import Sheets
from persona_collapse.measures.subsets import Balls, Clumping, Complexity, Directions
from persona_collapse.references import simulate_people

SCALE = {"low": 1, "high": 5}


def left_out(statistic, answers):
    """Values without one respondent at a time."""
    return [statistic(np.delete(answers, row, axis=0)) for row in range(len(answers))]


@given(arrays(float, st.integers(2, 30), elements=st.floats(-5, 5)))
def test_of_a_mean_it_is_the_standard_error_of_a_mean(values):
    by_influence = of_influence(values.mean(), values - values.mean())
    by_jackknife = of_jackknife(values.mean(), [np.delete(values, one).mean() for one in range(len(values))])
    assert by_influence.se == pytest.approx(sem(values), abs=1e-9)
    assert by_jackknife.se == pytest.approx(sem(values), abs=1e-9)


def test_how_wide_an_interval_is():
    assert around(1.0, 0.5, "jackknife").low == pytest.approx(1 - 1.96 * 0.5)
    assert around(1.0, 0.5, "paired personas").low == pytest.approx(1 - 1.96 * 0.5), "over all reference draws"
    assert around(1.0, 0.5, "paired draws").high == pytest.approx(1 + 2.2 * 0.5), "its error is estimated"


PEOPLE = simulate_people(400, 8)
POPULATION = simulate_people(200, 7)


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("interval", "statistic"),
    [
        (lambda x: effective_likert_estimate(x, **SCALE), lambda x: effective_likert(x, **SCALE).mean),
        (lambda x: share_estimate(x, [3]), lambda x: effective_likert(x, **SCALE).midpoint_share),
        (lambda x: share_estimate(x, [1, 5]), lambda x: effective_likert(x, **SCALE).extreme_share),
        (
            lambda x: marginal_distance_estimate(x, PEOPLE, **SCALE),
            lambda x: np.nanmean(marginal_distance(x, PEOPLE, **SCALE)),
        ),
    ],
)
def test_influences_equal_the_effect_of_excluding_a_respondent(interval, statistic, missing):
    answers = POPULATION.copy()
    if missing:
        answers[np.random.default_rng(0).random(answers.shape) < 0.1] = np.nan
    found = interval(answers)
    assert found.value == pytest.approx(statistic(answers))
    # 8 %: the marginal distance has a kink where two curves cross, at which one respondent does less than its influence
    assert found.se == pytest.approx(of_jackknife(0.0, left_out(statistic, answers)).se, rel=0.08)


def test_influences_on_traits_equal_the_effect_of_excluding_a_respondent(keying):
    ours, people = keying.scores(POPULATION), keying.scores(PEOPLE)
    turned = np.array([False, False, False, True, False])
    for found, statistic in (
        (sd_ratio_estimate(ours, people), lambda x: sd_ratio(x, people)),
        (desirability_estimate(ours, people, turned), lambda x: desirability_shift(x, people, turned)),
    ):
        assert found.value == pytest.approx(statistic(ours))
        assert found.se == pytest.approx(of_jackknife(0.0, left_out(statistic, ours)).se, rel=0.03)


def test_coverage_without_each_persona():
    scale = scaler(PEOPLE)
    draws = Draws(n=20, count=1, seed=3)  # the first reference draw does not depend on how many personas there are
    population, people = scale(POPULATION[:45]), scale(PEOPLE)
    found = coverage_estimates(Pair(population, people), draws)
    whole = rarefied_coverage(Pair(population, people), draws)
    for name in ("coverage", "density", "precision"):
        one = getattr(found, name)
        brute = left_out(lambda x, name=name: getattr(rarefied_coverage(Pair(x, people), draws), name), population)
        assert one.value == pytest.approx(getattr(whole, name))
        assert one.se == pytest.approx(of_jackknife(one.value, brute).se, rel=1e-6)


def test_the_error_of_coverage_is_the_spread_over_populations():
    rng = np.random.default_rng(5)
    people, found, without = rng.normal(size=(80, 6)), [], []
    for seed in range(150):
        pair, draws = Pair(rng.normal(size=(60, 6)), people), Draws(30, 20, seed)
        found.append(coverage_interval(pair, draws, pairs=40))
        if seed < 6:
            assert found[-1].value == pytest.approx(rarefied_coverage(pair, draws).coverage)
            without.append(coverage_estimates(pair, draws).coverage.se)
    spread = np.std([one.value for one in found])
    assert np.sqrt(np.mean([one.se**2 for one in found])) == pytest.approx(spread, rel=0.15)
    # the jackknife gives more, because it counts twice that a second persona in a ball adds nothing
    assert np.median(np.array(without) / [one.se for one in found[:6]]) > 1.15


@pytest.mark.parametrize("repeated", [False, True])
def test_where_all_personas_are_compared_at_once_coverage_has_no_error(repeated):
    population, people = POPULATION[:45], PEOPLE
    sheets = Sheets.of(np.arange(45)) if repeated else None
    for n, known in ((44, True), (45, False)):
        found = coverage_estimates(Pair(population, people, sheets=sheets), Draws(n=n, count=3))
        assert np.isfinite(found.coverage.se) == known, "without a persona, 45 cannot be drawn"
        assert np.isfinite([found.coverage.value, found.density.se, found.precision.se]).all()


def test_nothing_that_was_counted_of_one_population_is_taken_for_another():
    pair, draws = Pair(POPULATION[:45], PEOPLE), Draws(n=20, count=3)
    assert rarefied_coverage(pair, draws).coverage == pytest.approx(coverage_estimates(pair, draws).coverage.value)
    far = replace(pair, population=pair.population + 99.0)
    for found in (rarefied_coverage(far, draws).coverage, coverage_estimates(far, draws).coverage.value):
        assert found == pytest.approx(0, abs=1e-12)
    with pytest.raises(TypeError):
        Pair(pair.population, PEOPLE, kept=pair.kept)


def test_two_disjoint_draws_must_fit():
    with pytest.raises(InputError, match="two draws of 20 that share no respondent needs at least 40"):
        coverage_interval(Pair(np.zeros((39, 2)), np.zeros((60, 2))), Draws(n=20, count=1))


def test_a_population_that_is_the_reference_has_no_interval():
    with pytest.raises(InputError, match="the population is the reference"):
        coverage_estimates(held_out(scaler(PEOPLE)(PEOPLE)), Draws(n=20, count=1))


def test_pairs_of_disjoint_draws_give_the_error_of_all_respondents():
    # the mean over draws is the mean of all respondents, and its standard error is known
    rng = np.random.default_rng(1)
    everyone = rng.normal(size=400)
    pairs = []
    for _ in range(2000):
        both = rng.choice(400, 200, replace=False)
        pairs.append([everyone[both[:100]].mean(), everyone[both[100:]].mean()])
    assert of_pairs(pairs).se == pytest.approx(sem(everyone), rel=0.1)


def test_an_undefined_draw_leaves_no_interval():
    assert of_pairs([[1.0, 2.0], [np.nan, 1.0]]) is None


def test_the_error_of_pairs_cannot_vanish():
    # half the mean squared difference is .08 and the variance of all draws .13: only the mean's error is left
    draws = np.tile([[0.0, 0.4], [1.0, 0.6]], (50, 1))
    of_mean = draws.var(ddof=1) / 200
    assert of_pairs(draws).se == pytest.approx(np.sqrt(of_mean), rel=1e-9)
    assert of_pairs(draws, 0.5, 0.75).se == pytest.approx(np.sqrt(0.75**2 * 0.5 * 0.08 + of_mean), rel=1e-9)


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
    [recall] = DrawnRecall(neighbours, Distances.between(answers, people), 2).of_each([(drawn, some)])
    assert recall == pytest.approx(coverage(answers[drawn], people[some], k=2).recall)
    probe, respondent = to_people[:, drawn].min(axis=1).mean(), nearest_others(answers[drawn], 1).mean()
    clumping = Clumping.of(neighbours, people)(drawn)
    assert clumping == pytest.approx(Clumping.of(neighbours, people)(drawn, respondent), nan_ok=True)
    assert clumping * (probe + respondent) == pytest.approx(probe) or (np.isnan(clumping) and probe + respondent == 0)
    median = lid(answers[drawn], k=2).median
    complexity = Complexity.of(answers, answers, 2)
    for found in (complexity(drawn), complexity(drawn, nearest_others(answers[drawn], 2))):
        assert np.isnan(found) if median is None else found == pytest.approx(median)


@given(small, st.integers(0, 99), st.sampled_from([0.0, 1.0]))
def test_recall_of_many_draws_is_that_of_each(answers, seed, share):
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 5, size=(9, answers.shape[1])).astype(float)
    recall = DrawnRecall(Neighbourhoods.of(answers), Distances.between(answers, people), 2)
    draws = [(rng.choice(len(answers), 6, replace=False), rng.choice(9, 4, replace=False)) for _ in range(9)]
    known = [nearest_others(answers[drawn], 3) for drawn, _ in draws]
    with mock.patch("persona_collapse.measures.drawn_balls.LARGEST_SHARE", share):
        assert recall.of_each(draws) == [recall.of_each([one])[0] for one in draws] == recall.of_each(draws, known)


@given(small, st.integers(0, 99))
def test_directions_of_draws_count_what_is_measured_anew(answers, seed):
    points = answers - 2  # an answer of 2 throughout has no direction
    drawn = np.random.default_rng(seed).choice(len(points), 6, replace=False)
    expected, _ = hyperspherical_uniformity(points[drawn])
    directions = Directions.of(points)
    without = replace(directions, likeness=None)
    for found in (directions(drawn), without(drawn), *directions.of_each([drawn, drawn]), *without.of_each([drawn])):
        assert np.isnan(found) if expected is None else found == pytest.approx(expected, abs=1e-9)


def test_many_draws_are_added_up_by_some_rows_of_likenesses_at_a_time(monkeypatch):
    points = np.random.default_rng(0).normal(size=(60, 3))
    points[7] = 0.0
    draws = [np.random.default_rng(seed).permutation(60)[:40] for seed in range(8)]
    directions = replace(Directions.of(points), likeness=None)
    expected = [hyperspherical_uniformity(points[drawn])[0] for drawn in draws]
    monkeypatch.setattr(Directions, "__call__", None)  # not draw by draw
    for height in (1, 7, 60):
        monkeypatch.setattr("persona_collapse.measures.subsets.BLOCK_BYTES", 8 * 60 * height)
        assert directions.of_each(draws) == pytest.approx(expected, rel=1e-12)


def test_likenesses_that_would_be_too_large_are_not_kept(monkeypatch):
    monkeypatch.setattr("persona_collapse.measures.subsets.TABLE_BYTES", 8 * 3**2)
    assert Directions.of(np.eye(3)).likeness is not None
    assert Directions.of(np.eye(4)).likeness is None


def test_a_paired_difference_is_that_of_a_paired_t_test():
    before, after = POPULATION[:30], POPULATION[30:60]
    one, other = (effective_likert_estimate(answers, **SCALE) for answers in (before, after))
    everyone = np.arange(30)
    found = difference(one, other, everyone, everyone)
    # parts are influences over the root of N (N - 1): their difference has the standard error of a mean of differences
    influences = [estimate.parts * np.sqrt(30 * 29) for estimate in (one, other)]
    assert found.value == pytest.approx(effective_likert(after, **SCALE).mean - effective_likert(before, **SCALE).mean)
    assert found.se == pytest.approx(sem(influences[1] - influences[0]))
    assert difference(one, other, everyone, everyone + 30).se == pytest.approx(np.hypot(one.se, other.se))


def test_in_a_jackknife_shared_personas_leave_both_sides_together():
    scale = scaler(PEOPLE)
    draws = Draws(n=20, count=1, seed=3)
    people, sides = scale(PEOPLE), (scale(POPULATION[:45]), scale(POPULATION[45:90]))
    one, other = (coverage_estimates(Pair(side, people), draws).coverage for side in sides)
    everyone = np.arange(45)
    found = difference(one, other, everyone, everyone)
    without = [
        np.subtract(*(rarefied_coverage(Pair(np.delete(side, row, axis=0), people), draws).coverage for side in sides))
        for row in everyone
    ]
    assert found.se == pytest.approx(of_jackknife(0.0, without).se, rel=1e-6)


def test_balls_found_once_count_as_rarefied_coverage():
    scale, draws = scaler(PEOPLE), Draws(n=20, count=3, seed=5)
    population, people = scale(POPULATION[:60]), scale(PEOPLE)
    some = np.arange(0, 60, 2)
    balls = Balls.of(Pair(population, people), draws, 5)
    # the reference draws of 60 personas are not those of 30, so all 60 are asked about first
    whole = rarefied_coverage(Pair(population, people), draws)
    assert balls.of_each([np.arange(60)])[0] == pytest.approx((whole.coverage, whole.density, whole.precision))
    first = Draws(n=20, count=1, seed=5)
    half = rarefied_coverage(Pair(population[some], people), first)
    [found] = Balls.of(Pair(population, people), first, 5).of_each([some])
    assert found == pytest.approx((half.coverage, half.density, half.precision))


@pytest.mark.parametrize("height", [1, 7, 1000])
def test_balls_do_not_depend_on_the_size_of_blocks(monkeypatch, height):
    scale, draws = scaler(PEOPLE), Draws(n=20, count=3, seed=5)
    pair = Pair(scale(np.vstack([POPULATION, PEOPLE[:30]])), scale(PEOPLE))
    whole = Balls.of(pair, draws, 5)
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 8 * len(PEOPLE) * height)
    monkeypatch.setattr(neighbours, "BLOCK_ROWS", height)
    monkeypatch.setattr(neighbours, "CACHED_BYTES", 8 * len(PEOPLE) * height)
    found = Balls.of(pair, draws, 5)
    assert np.array_equal(found.inside, whole.inside)
    assert np.array_equal(found.some, whole.some)


def test_balls_of_a_large_reference_take_no_table_of_all_pairs():
    rng = np.random.default_rng(0)
    pair = Pair(rng.normal(size=(1500, 2)), rng.normal(size=(20_000, 2)))  # all distances: 229 MiB
    tracemalloc.start()
    Balls.of(pair, Draws(n=50, count=2), 5)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * 2**20


def test_fewer_personas_than_are_compared_at_once_have_no_coverage():
    balls = Balls.of(Pair(POPULATION[:60], PEOPLE), Draws(n=40, count=2), 5)
    with pytest.raises(InputError, match="population has 30 complete respondents and a draw of 40 needs at least 40"):
        balls.of_each([np.arange(60), np.arange(30)])
