import numpy as np
import pytest
import skdim
from hypothesis import assume, given
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.measures import lid, scaler
from persona_collapse.measures.intrinsic_dimension import maximum_likelihood
from tests.measures.strategies import answers, seeds


@pytest.mark.parametrize(
    ("distances", "expected", "because"),
    [
        ([1.0, np.e], 1.0, "-1 / log(1 / e)"),
        ([1.0, 1.0, np.e], 1.0, "-1 / mean(-1, -1): k - 1 terms"),
        ([np.e, np.e**2, np.e**3], 1 / 1.5, "-1 / mean(-2, -1)"),
        ([2.0, 2.0, 2.0], np.nan, "all equally far: undefined"),
    ],
)
def test_maximum_likelihood_by_hand(distances, expected, because):
    assert maximum_likelihood(np.array([distances])) == pytest.approx([expected], nan_ok=True), because


def test_copies_have_dimension_zero_and_are_counted():
    # patterns 0, 1, 3, 7; 0 twice. Of pattern 1 the neighbours are 0 and 3 at 1 and 2: -1 / log(1/2);
    # of 3 they are 1 and 0 at 2 and 3: -1 / log(2/3); of 7 they are 3 and 1 at 4 and 6: -1 / log(4/6)
    found = lid([[0.0], [0.0], [1.0], [3.0], [7.0]], k=2)
    expected = [0, 0, 1 / np.log(2), 1 / np.log(1.5), 1 / np.log(1.5)]
    assert found.pointwise == pytest.approx(expected)
    assert (found.tied, found.undefined, found.n, found.distinct) == (2, 0, 5, 0.8)
    assert found.median == pytest.approx(1 / np.log(2)), "the middle of 0, 0, 1.44, 2.47, 2.47"
    # of pattern 0 the neighbours are 1 and 3 at 1 and 3: -1 / log(1/3) = 0.91
    assert found.median_distinct == pytest.approx((1 / np.log(2) + 1 / np.log(1.5)) / 2), "of .91, 1.44, 2.47, 2.47"


def test_the_harmonic_form_pools_the_neighbourhoods():
    points = np.random.default_rng(0).normal(size=(60, 3))
    found = lid(points, k=5)
    assert found.harmonic == pytest.approx(1 / np.mean(1 / found.pointwise))
    assert found.harmonic < found.pointwise.mean(), "the estimate of a mean of inverses is below a mean"
    assert lid([[0.0], [0.0], [1.0], [3.0], [7.0]], k=2).harmonic == 0.0, "a copy has dimension 0"


def test_copies_of_a_neighbour_count_once():
    # the copies of 1 must not become the first two neighbours of 0
    crowd = lid([[0.0], [1.0], [1.0], [1.0], [3.0]], k=2)
    assert crowd.pointwise[0] == pytest.approx(1 / np.log(3))


@pytest.mark.parametrize(("dimension", "k"), [(2, 10), (5, 20), (10, 20)])
def test_agrees_with_scikit_dimension(dimension, k):
    points = np.random.default_rng(dimension).normal(size=(300, dimension))
    theirs = skdim.id.MLE().fit(points, n_neighbors=k).dimension_pw_
    assert lid(points, k=k).pointwise == pytest.approx(theirs, rel=1e-9)


@given(answers(rows=(8, 20)), seeds)
def test_order_of_respondents_is_irrelevant(population, seed):
    order = np.random.default_rng(seed).permutation(len(population))
    straight, mixed = lid(population, k=3), lid(population[order], k=3)
    assert mixed.median == (None if straight.median is None else pytest.approx(straight.median, rel=1e-9))
    assert (mixed.tied, mixed.undefined, mixed.distinct) == (straight.tied, straight.undefined, straight.distinct)
    np.testing.assert_allclose(mixed.pointwise, straight.pointwise[order], rtol=1e-9)


@given(answers(rows=(8, 20)), st.data())
def test_clones_never_raise_it(population, data):
    before = lid(population, k=3)
    assume(before.median is not None)
    copied = data.draw(st.lists(st.integers(0, len(population) - 1), min_size=1, max_size=30))
    after = lid(np.vstack([population, population[copied]]), k=3)
    assert after.median is not None
    assert after.median <= before.median * (1 + 1e-9)
    assert after.tied >= before.tied + len(copied)


@given(answers(rows=(2, 10)), st.integers(2, 5))
def test_a_population_copied_is_zero(population, times):
    found = lid(np.tile(population, (times, 1)), k=2)
    assert found.median == 0
    assert found.tied == times * len(population)


@given(answers(rows=(8, 20)), st.floats(0.01, 100))
def test_stretching_changes_nothing(population, factor):
    # copies are told by their answers, so a stretched copy is still a copy
    np.testing.assert_allclose(lid(population * factor, k=3).pointwise, lid(population, k=3).pointwise, rtol=1e-6)


def test_identical_rows():
    found = lid([[3.0, 4.0]] * 30)
    assert (found.median, found.tied, found.undefined) == (0.0, 30, 0)
    assert found.median_distinct is None, "one pattern has no neighbours"
    assert found.distinct == pytest.approx(1 / 30)


@pytest.mark.parametrize(
    ("copies", "median", "because"),
    [(0, None, "twenty patterns, each alone, have too few neighbours"), (21, 0.0, "more than half are copies")],
)
def test_fewer_patterns_than_neighbours(copies, median, because):
    alone = np.arange(20.0)[:, None] if copies == 0 else np.arange(19.0)[:, None]
    population = np.vstack([alone, np.full((copies, 1), 50.0)])
    assert lid(population).median == median, because


def test_half_copies_and_too_few_patterns_is_undefined():
    assert lid([[0.0], [0.0], [1.0], [2.0]], k=5).median is None, "0, 0 and two unknown values have no known median"


def test_copies_survive_standardising():
    # identical answers are found on whole numbers, whatever the SDs
    reference = np.random.default_rng(0).integers(1, 6, (50, 4))
    population = np.random.default_rng(1).integers(1, 6, (40, 4)).astype(float)
    population = np.vstack([population, population[:5]])
    assert lid(population, scale=scaler(reference)).tied == lid(population).tied >= 10


def test_a_sample_asks_some_and_searches_all():
    population = np.random.default_rng(2).normal(size=(400, 3))
    whole, part = lid(population), lid(population, sample=50, seed=3)
    assert part.n == 50
    assert set(part.pointwise.round(12)) <= set(whole.pointwise.round(12))
    assert lid(population, sample=50, seed=3).median == part.median
    assert lid(population, sample=50, seed=4).median != part.median


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"k": 1}, "the estimate compares neighbours, so give at least 2"),
        ({"sample": 41}, "population has 40"),
        ({"sample": 0}, "sample of 0"),
    ],
)
def test_refuses(arguments, words):
    with pytest.raises(InputError, match=words):
        lid(np.random.default_rng(0).normal(size=(40, 2)), **arguments)


def test_refuses_missing_answers():
    with pytest.raises(InputError, match="respondent 1"):
        lid([[np.nan, 1.0]] * 30)


def test_different_patterns_with_the_same_weighted_sum_are_different():
    alike = [[np.sqrt(3.0), 0.0], [0.0, np.sqrt(2.0)]]  # the weights are the square roots of 2 and 3
    found = lid([*alike, [5.0, 1.0], [9.0, 2.0]], k=2)
    assert (found.tied, found.distinct) == (0, 1.0)
    assert lid([*alike, alike[0], [9.0, 2.0]], k=2).tied == 2
