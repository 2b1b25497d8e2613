import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.measures import clones, default_pull, default_shift

PEOPLE = [[1.0], [3.0], [2.0], [2.0]]  # mean distance 2 from 0


@pytest.mark.parametrize(
    ("personas", "expected", "because"),
    [
        ([[0.0], [0.0]], 1.0, "all at the default"),
        ([[1.0], [-1.0]], 0.5, "half as far as people"),
        ([[2.0]], 0.0, "as far as people"),
        ([[4.0]], -1.0, "twice as far"),
    ],
)
def test_pull_by_hand(personas, expected, because):
    assert default_pull(personas, PEOPLE, [0.0]).pull == expected, because


def test_a_reference_at_the_default_leaves_the_pull_undefined():
    found = default_pull([[0.0]], [[0.0]] * 4, [0.0])
    assert found.pull is None
    assert np.isnan(found.null).all()


def test_clones_are_pulled_towards_anybody(reference, standardise):
    # docs/definitions.md, section 4: clones have about .3 towards any respondent
    found = default_pull(standardise(clones(reference, 50)), standardise(reference), np.zeros(44))
    assert found.null.shape == (200,)
    assert found.null.mean() == pytest.approx(0.3, abs=0.05)


def test_people_are_not_pulled_towards_other_people(reference, standardise):
    found = default_pull(standardise(reference[:1000]), standardise(reference[1000:]), np.ones(44))
    assert found.pull == pytest.approx(0, abs=0.03)
    assert found.null.mean() == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize(
    ("personas", "expected", "because"),
    [
        ([[0.0, 1.0]], 0.0, "moved across, not towards"),
        ([[4.0, 0.0]], 1.0, "at the default"),
        ([[2.0, 7.0], [2.0, -7.0]], 0.5, "the mean is half way"),
        ([[-4.0, 0.0]], -1.0, "away from it"),
    ],
)
def test_shift_by_hand(personas, expected, because):
    people = [[-1.0, 0.0], [1.0, 0.0]]
    assert default_shift(personas, people, [4.0, 0.0]) == pytest.approx(expected), because


@pytest.mark.parametrize(("distance", "defined"), [(2.4, False), (2.5, True)])
def test_a_default_near_peoples_mean_has_no_direction(distance, defined):
    assert (default_shift([[0.0]], [[0.0]], [distance]) is not None) == defined


def test_row_order_of_people_changes_nothing(reference, standardise):
    people = standardise(reference[:300])
    some = default_pull(people[:50], people, np.ones(44)), default_pull(people[:50], people[::-1], np.ones(44))
    assert np.array_equal(some[0].null, some[1].null)


def test_refuses():
    with pytest.raises(InputError, match="the default has 3 rows"):
        default_pull([[1.0]], [[1.0]] * 4, [[0.0], [1.0], [2.0]])
    with pytest.raises(InputError, match="at least 4"):
        default_pull([[1.0]], [[1.0]] * 3, [0.0])
    with pytest.raises(InputError, match="2 items and the reference 1"):
        default_shift([[1.0]], [[1.0]], [0.0, 1.0])
