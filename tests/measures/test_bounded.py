import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from persona_collapse.errors import InputError
from persona_collapse.measures.bounded import within_range
from persona_collapse.measures.intervals import Interval, around


@pytest.mark.parametrize(("hits", "size"), [(1, 20), (7, 50), (49, 50)])
def test_a_plain_share_has_wilsons_interval(hits, size):
    share = hits / size
    found = within_range(around(share, np.sqrt(share * (1 - share) / size), "influence"), size)
    theirs = binomtest(hits, size).proportion_ci(method="wilson")
    assert (found.low, found.high) == (pytest.approx(theirs.low, abs=1e-4), pytest.approx(theirs.high, abs=1e-4))


@pytest.mark.parametrize(
    ("value", "low", "high", "because"),
    [
        (0.0, 0.0, 0.03, "none of 100: the rule of three"),
        (1.0, 0.97, 1.0, "all of 100"),
        (0.4, 0.4, 0.4, "no error between the ends"),
    ],
)
def test_without_an_error(value, low, high, because):
    found = within_range(around(value, 0.0, "influence"), 100)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high)), because


def test_other_ends():
    found, share = (
        within_range(around(3.0, 0.2, "influence"), 100, 1.0, 5.0),
        within_range(around(0.5, 0.05, "influence"), 100),
    )
    assert (found.low, found.high) == (pytest.approx(1 + 4 * share.low), pytest.approx(1 + 4 * share.high))


@given(st.floats(0, 1), st.floats(0, 10), st.integers(1, 1000), st.sampled_from(["influence", "paired draws"]))
def test_no_end_is_outside(value, se, respondents, method):
    found = within_range(around(value, se, method), respondents)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    assert (found.value, found.se, found.method) == (value, se, method)


def test_far_from_the_ends_it_is_the_usual_interval():
    usual = around(0.5, 0.001, "influence")
    found = within_range(usual, 1000)
    assert (found.low, found.high) == (pytest.approx(usual.low, abs=1e-5), pytest.approx(usual.high, abs=1e-5))


def test_a_number_outside_its_range_is_a_fault():
    with pytest.raises(InputError, match=r"1\.2 is not between 0"):
        within_range(Interval(1.2, 1.0, 1.4, 0.1, "influence"), 100)
