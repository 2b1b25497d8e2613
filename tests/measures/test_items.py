import numpy as np
import pytest
from hypothesis import given
from scipy.stats import wasserstein_distance

from persona_collapse.errors import InputError
from persona_collapse.measures import desirability_shift, effective_likert, marginal_distance, sd_ratio
from persona_collapse.measures.items import answer_shares, trait_means, trait_sds
from tests.measures.strategies import answers, pairs, seeds

NAN = float("nan")


@pytest.mark.parametrize(
    ("column", "expected", "because"),
    [
        ([3, 3, 3, 3], 1.0, "all answers the same"),
        ([1, 2, 3, 4, 5], 5.0, "all five used equally"),
        ([1, 1, 5, 5], 2.0, "two points, half each"),
        ([1, 1, 1, 5], 1.6, "1 / (9/16 + 1/16)"),
        ([1, 5, NAN, NAN], 2.0, "missing answers are excluded"),
    ],
)
def test_effective_likert_by_hand(column, expected, because):
    assert effective_likert(np.array(column)[:, None], low=1, high=5).mean == pytest.approx(expected), because


def test_shares_and_counts_by_hand():
    found = effective_likert([[3, 1, NAN], [3, 5, NAN], [3, 3, NAN]], low=1, high=5)
    assert found.midpoint_share == pytest.approx(4 / 6)
    assert found.extreme_share == pytest.approx(2 / 6)
    assert (found.zero_variance_items, found.unanswered_items) == (1, 1)
    assert found.per_item == pytest.approx([1.0, 3.0, NAN], nan_ok=True)
    assert found.mean == pytest.approx(2.0), "the unanswered item is not in the mean"


def test_no_answers():
    found = effective_likert([[NAN, NAN]], low=1, high=5)
    assert (found.mean, found.midpoint_share, found.extreme_share, found.unanswered_items) == (None, None, None, 2)


def test_a_scale_without_midpoint_has_no_midpoint_share():
    assert effective_likert([[1], [4]], low=1, high=4).midpoint_share is None


@given(answers(rows=(1, 20)), seeds)
def test_laws_of_effective_likert(population, seed):
    found = effective_likert(population, low=1, high=5)
    assert 1 <= found.mean <= 5
    mixed = effective_likert(np.random.default_rng(seed).permutation(population), low=1, high=5)
    assert mixed.mean == pytest.approx(found.mean)
    turned = effective_likert(6 - population, low=1, high=5)
    assert turned.mean == pytest.approx(found.mean), "turning the scale round changes nothing"
    doubled = effective_likert(np.vstack([population, population]), low=1, high=5)
    assert doubled.mean == pytest.approx(found.mean)


@pytest.mark.parametrize(
    ("value", "words"), [(6, "answered 6 to item 2"), (0, "answered 0"), (2.5, "answered 2.5"), (-1, "respondent 1")]
)
def test_refuses_answers_off_the_scale(value, words):
    with pytest.raises(InputError, match=words):
        effective_likert([[1, value]], low=1, high=5)


@given(pairs(rows=(1, 12)))
def test_marginal_distance_agrees_with_scipy(two):
    population, people = two
    expected = [wasserstein_distance(population[:, j], people[:, j]) for j in range(population.shape[1])]
    assert marginal_distance(population, people, low=1, high=5) == pytest.approx(expected, abs=1e-9)


def test_marginal_distance_of_an_unanswered_item_is_undefined():
    found = marginal_distance([[NAN, 1]], [[3, 5]], low=1, high=5)
    assert found == pytest.approx([NAN, 4.0], nan_ok=True)


def test_answer_shares_sum_to_one():
    shares = answer_shares([[1, NAN], [5, NAN]], low=1, high=5)
    assert shares.sum(axis=1).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected", "because"),
    [
        ([[2.0], [4.0]], [[1.0], [5.0]], 0.5, "SD 1 against SD 2"),
        ([[2.0], [4.0], [NAN]], [[1.0], [5.0]], 0.5, "missing scores are excluded"),
        ([[2.0, 1.0], [4.0, 5.0]], [[1.0, 1.0], [5.0, 5.0]], 0.75, "mean of 1/2 and 1"),
        ([[2.0], [4.0]], [[3.0], [3.0]], None, "people do not vary"),
        ([[NAN]], [[1.0], [2.0]], None, "no respondent has a score"),
    ],
)
def test_sd_ratio_by_hand(ours, theirs, expected, because):
    assert sd_ratio(ours, theirs) == expected, because


@pytest.mark.parametrize(
    ("ours", "reversed_traits", "expected"),
    [
        ([[4.0, 4.0]], [False, False], 1.0),
        ([[4.0, 4.0]], [False, True], 0.0),
        ([[2.0, 4.0]], [True, True], 0.0),
        ([[2.0, 2.0]], [False, True], 0.0),
    ],
)
def test_desirability_shift_by_hand(ours, reversed_traits, expected):
    people = [[2.0, 2.0], [4.0, 4.0]]  # mean 3, SD 1: the population stands one SD above or below
    assert desirability_shift(ours, people, np.array(reversed_traits)) == expected


def test_trait_statistics_leave_missing_scores_out():
    scores = np.array([[1.0, NAN], [3.0, NAN]])
    assert trait_means(scores) == pytest.approx([2.0, NAN], nan_ok=True)
    assert trait_sds(scores) == pytest.approx([1.0, NAN], nan_ok=True), "ddof 0"


def test_refuses_unequal_items():
    for measure in (lambda a, b: marginal_distance(a, b, low=1, high=5), sd_ratio):
        with pytest.raises(InputError, match="1 items and the reference 2"):
            measure([[1.0]], [[1.0, 2.0]])
