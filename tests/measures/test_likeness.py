"""Human-likeness: the least of the rates against people."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.measures.likeness import (
    CLOSENESS,
    FREE,
    OF_TRAITS,
    SHARES,
    closeness,
    human_likeness,
    log_closeness,
    share_of_people,
)

ALIKE = dict.fromkeys(SHARES + CLOSENESS, 1.0)
ratios = st.fixed_dictionaries({name: st.floats(0, 5) for name in SHARES + CLOSENESS})
shares = st.fixed_dictionaries({name: st.none() | st.floats(-1, 2) for name in FREE})


@pytest.mark.parametrize(
    ("moved", "free", "value", "least"),
    [
        ({}, {}, 1.0, "coverage"),
        ({"coverage": 1.3}, {}, 1.0, "coverage"),
        ({"recall": 0.4}, {}, 0.4, "recall"),
        ({"lid": 2.0}, {}, 0.5, "lid"),
        ({"lid": 0.5}, {}, 0.5, "lid"),
        ({"sd_ratio": 1.25}, {}, 0.8, "sd_ratio"),
        ({"lid": 0.0}, {}, 0.0, "lid"),
        ({}, {"careless": 0.3}, 0.7, "careless"),
        ({}, {"crowding": -0.2, "careless": None}, 1.0, "coverage"),
    ],
)
def test_by_hand(moved, free, value, least):
    found = human_likeness({**ALIKE, **moved}, free)
    assert (found.value, found.least) == (pytest.approx(value), least)


@pytest.mark.parametrize("name", SHARES + CLOSENESS)
def test_what_is_not_known(name):
    found = human_likeness({**ALIKE, name: None}, {})
    assert (found is None) == (name not in OF_TRAITS)


@given(ratios, shares)
def test_it_is_the_least_and_within_0_and_1(known, free):
    found = human_likeness(known, free)
    assert 0 <= found.value <= 1
    assert found.value == min(found.parts.values()) == found.parts[found.least]


@given(ratios, st.sampled_from(CLOSENESS), st.floats(1.01, 4))
def test_twice_is_as_far_as_half(known, name, factor):
    one, other = (human_likeness({**known, name: ratio}, {}).parts[name] for ratio in (factor, 1 / factor))
    assert math.isclose(one, other)


@given(st.floats(-5, 5))
def test_the_steeper_closeness_is_never_above_the_other(ratio):
    assert 0 <= log_closeness(ratio) <= closeness(ratio) <= 1
    assert log_closeness(1.0) == closeness(1.0) == share_of_people(1.0) == 1
    assert 0 <= share_of_people(ratio) <= 1
