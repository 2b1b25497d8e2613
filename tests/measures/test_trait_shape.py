import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.measures.trait_shape import DIPS, QUANTILES, dip, dip_p_value, spread_evenly, trait_shape

STATFACULTY = np.repeat(
    [
        30,
        33,
        35,
        36,
        37,
        39,
        40,
        41,
        42,
        43,
        44,
        45,
        46,
        47,
        48,
        49,
        50,
        51,
        52,
        53,
        54,
        57,
        59,
        60,
        61,
        62,
        63,
        66,
        70,
        72,
    ],
    [1, 1, 1, 1, 2, 5, 4, 1, 1, 3, 2, 2, 2, 2, 3, 1, 2, 1, 2, 5, 2, 2, 1, 3, 4, 4, 1, 1, 1, 2],
).astype(float)
"""Quality of 63 statistics departments (Hartigan & Hartigan 1985, section 7)."""


def test_the_dip_of_the_paper():
    assert len(STATFACULTY) == 63
    apart = STATFACULTY + np.arange(63) * 1e-9  # the paper's ties are as good as equal
    assert dip(apart) == pytest.approx(0.05952381, abs=1e-7)
    # as published with the data in the R package diptest
    assert dip_p_value(0.05952381, 63) == pytest.approx(0.0867, abs=0.002)


@pytest.mark.parametrize(
    ("scores", "expected", "because"),
    [
        (np.arange(10.0), 1 / 20, "evenly spread: half a step"),
        (
            np.r_[np.arange(50) / 1e6, 1 + np.arange(50) / 1e6],
            0.25,
            "two points far apart: half of the share of one, halved",
        ),
        (np.r_[0.0, 1.0], 1 / 4, "two respondents"),
    ],
)
def test_dip_by_hand(scores, expected, because):
    assert dip(scores) == pytest.approx(expected, abs=1e-4), because


@given(st.integers(0, 999), st.integers(4, 60), st.floats(0.01, 100), st.floats(-100, 100))
def test_dip_by_law(seed, size, factor, shift):
    scores = np.random.default_rng(seed).normal(size=size)
    found = dip(scores)
    assert 1 / (2 * size) <= found <= 0.25
    assert dip(scores * factor + shift) == pytest.approx(found, rel=1e-6), "stretched and moved"
    assert dip(-scores) == pytest.approx(found, rel=1e-9), "turned round"
    assert dip(np.random.default_rng(seed).permutation(scores)) == found, "in another order"


def test_one_group_is_not_taken_for_two():
    rng = np.random.default_rng(0)
    found = [trait_shape(rng.binomial(32, 0.6, 300) + 8.0, np.arange(8, 41.0), low=8, high=40) for _ in range(100)]
    assert sum(one.dip_p_value <= 0.05 for one in found) <= 5, "ties are no groups"
    two = np.r_[rng.binomial(32, 0.3, 150), rng.binomial(32, 0.8, 150)] + 8.0
    assert trait_shape(two, np.arange(8, 41.0), low=8, high=40).dip_p_value <= 0.001 + 1e-9


def test_uniform_scores_have_the_p_value_of_the_table():
    rng = np.random.default_rng(7)
    found = np.array([dip_p_value(dip(rng.random(120)), 120) for _ in range(400)])
    assert 0.02 <= (found <= 0.05).mean() <= 0.09
    assert 0.19 <= (found <= 0.25).mean() <= 0.31


@pytest.mark.parametrize("size", sorted(DIPS))
def test_p_values_of_the_table(size):
    for level, scaled in zip(QUANTILES, DIPS[size], strict=True):
        assert dip_p_value(scaled / np.sqrt(size), size) == pytest.approx(1 - level)


def test_shape_by_hand():
    found = trait_shape(np.array([2.0, 2.0, 10.0, 10.0]), np.array([2.0, 6.0, 6.0, 10.0]), low=2, high=10)
    assert found.sd_ratio == pytest.approx(4 / np.sqrt(8))
    assert (found.floor, found.ceiling, found.people_floor, found.people_ceiling) == (0.5, 0.5, 0.25, 0.25)
    assert (found.dip, found.dip_p_value) == (None, None), "four respondents"
    assert trait_shape(np.array([2.0, 3.0]), np.array([4.0, 4.0]), low=2, high=10).sd_ratio is None


def test_ties_are_spread_over_their_unit():
    assert spread_evenly(np.array([5.0, 5.0, 5.0, 5.0])).tolist() == [4.625, 4.875, 5.125, 5.375]
