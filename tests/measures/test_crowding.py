from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from persona_collapse.errors import InputError
from persona_collapse.measures.crowding import (
    chance_of_a_crowd,
    close_pairs,
    crowd_radius,
    crowding,
    crowding_estimate,
    crowding_of_each,
)

LINE = np.array([[0.0], [1.0], [2.0], [9.0]])
"""Three respondents one apart, and one far away."""


def on_a_line(radius):
    return close_pairs([(LINE, radius)])


def kth(points, k):
    """Distance of each to its k-th nearest other."""
    table = cdist(points, points)
    np.fill_diagonal(table, np.inf)
    return np.sort(table, axis=1)[:, k - 1]


@pytest.mark.parametrize(
    ("radius", "k", "expected", "because"),
    [
        (1.5, 1, 0.75, "three of four have another within 1.5"),
        (1.5, 2, 0.25, "only the middle one has two"),
        (1.0, 1, 0.0, "1 is not nearer than 1"),
        (2.5, 2, 0.75, "each of the three has the two others"),
    ],
)
def test_crowding_by_hand(radius, k, expected, because):
    assert crowding(on_a_line(radius), 4, k=k) == expected, because


def test_both_spaces_must_be_near():
    other_space = np.array([[0.0], [5.0], [5.0], [5.0]])
    close = close_pairs([(LINE, 1.5), (other_space, 1.0)])
    assert np.argwhere(close).tolist() == [[1, 2], [2, 1]], (
        "0 and 1 are near on the line only, 3 in the other space only"
    )


def test_it_is_the_mean_over_all_draws():
    points = np.random.default_rng(0).normal(size=(9, 2))
    radius, n, k = 1.2, 6, 2
    drawn = [np.array(one) for one in combinations(range(9), n)]
    shares = [(kth(points[rows], k) < radius).mean() for rows in drawn]
    assert crowding(close_pairs([(points, radius)]), n, k=k) == pytest.approx(np.mean(shares), rel=1e-12)


def test_the_radius_is_the_rare_quantile_of_people():
    points = np.random.default_rng(1).normal(size=(400, 3))
    # all people at once: 4 of 400 lie at or below the radius, and the fifth smallest distance is its upper end
    radius = crowd_radius(cdist(points, points), 400, k=5)
    assert radius == pytest.approx(np.sort(kth(points, 5))[4], rel=1e-6)
    assert (kth(points, 5) < radius).mean() <= 0.01
    assert crowding(close_pairs([(points, radius)]), 400, k=5) == pytest.approx(0.01, abs=1e-9)


def test_the_radius_grows_as_fewer_are_compared():
    points = np.random.default_rng(1).normal(size=(400, 3))
    table = cdist(points, points)
    assert crowd_radius(table, 100) > crowd_radius(table, 200) > crowd_radius(table, 400)


def test_the_jackknife_leaves_each_persona_out():
    points = np.random.default_rng(2).normal(size=(30, 2))
    close, n, k = close_pairs([(points, 0.6)]), 15, 3
    without = np.array(crowding_of_each(close, [np.delete(np.arange(30), one) for one in range(30)], n, k=k))
    se = np.sqrt(29 / 30 * ((without - without.mean()) ** 2).sum())
    found = crowding_estimate(close, n, k=k)
    assert found.value == crowding(close, n, k=k)
    assert found.se == pytest.approx(se, rel=1e-9)
    assert crowding_estimate(close, 30, k=k) is None, "no persona can be excluded from a draw of all"


def test_a_crowd_of_half_has_the_error_of_a_share():
    points = np.vstack([np.zeros((100, 1)), np.arange(1, 101)[:, None] * 10.0])
    found = crowding_estimate(close_pairs([(points, 1.0)]), 100)
    assert found.value == pytest.approx(0.5)
    assert found.se == pytest.approx(np.sqrt(0.25 / 200), rel=0.01)


@given(st.permutations(range(12)), st.integers(0, 99))
def test_the_order_of_respondents_is_irrelevant(order, seed):
    points = np.random.default_rng(seed).normal(size=(12, 2))
    some, others = (close_pairs([(one, 0.8)]) for one in (points, points[list(order)]))
    assert crowding(some, 8, k=2) == pytest.approx(crowding(others, 8, k=2), rel=1e-12)
    assert crowding_estimate(some, 8, k=2).se == pytest.approx(crowding_estimate(others, 8, k=2).se, abs=1e-12)


@given(st.integers(0, 99), st.floats(0.1, 10))
def test_stretching_both_changes_nothing(seed, factor):
    rng = np.random.default_rng(seed)
    people, personas = rng.normal(size=(2, 40, 3))
    found = [
        crowding(close_pairs([(one * personas, crowd_radius(one * cdist(people, people), 20, rare=0.1))]), 20)
        for one in (1.0, factor)
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_people_who_are_copies_have_no_radius():
    assert crowd_radius(np.zeros((30, 30)), 20) == 0.0
    assert crowding(close_pairs([(np.zeros((30, 1)), 0.0)]), 20) == 0.0


def test_the_chance_counts_draws():
    # two of three others are close, one other is drawn, and it takes one
    assert chance_of_a_crowd(4, 2, 1)[2] == pytest.approx(2 / 3)


def test_too_few():
    with pytest.raises(InputError, match="5 neighbours"):
        crowding(on_a_line(1.5), 4)
    with pytest.raises(InputError, match="a draw of 9 needs at least 9"):
        crowding(on_a_line(1.5), 9, k=1)
