"""Response styles: by hand, by law, and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from scipy.stats import rankdata

from persona_collapse.measures.items import answer_shares
from persona_collapse.measures.scaling import keying
from persona_collapse.measures.styles import acquiescence, extreme_style, midpoint_style, with_peoples_marginals
from tests.measures.strategies import answers, pairs

NAN = float("nan")


def test_extreme_and_midpoint_by_hand():
    rows = [[1, 5, 3, 3], [2, 4, NAN, NAN], [3, 3, 3, NAN], [NAN] * 4]
    assert extreme_style(rows, low=1, high=5) == pytest.approx(np.array([0.5, 0, 0, NAN]), nan_ok=True)
    assert midpoint_style(rows, low=1, high=5) == pytest.approx(np.array([0.5, 0, 1, NAN]), nan_ok=True)
    assert midpoint_style([[1, 4]], low=1, high=4) is None, "no middle of four points"
    assert extreme_style([[0, 10, 5]], low=0, high=10).tolist() == [pytest.approx(2 / 3)]


@pytest.mark.parametrize(
    ("row", "expected", "because"),
    [
        ([5, 5, 1, 5, 1], 0.0, "agreement is taken back by the reversed items"),
        ([5, 5, 5, 5, 5], 2.0, "agrees with everything"),
        ([1, 1, 1, 1, 1], -2.0, "disagrees with everything"),
        ([5, 3, 4, 3, 3], (0.5 * (4 + 4) - 3) / 2, "trait a 1 above the midpoint, trait b at it; one pair each"),
        ([5, 3, 4, NAN, 3], 1.0, "trait b lacks a half"),
        ([NAN, NAN, 4, NAN, 3], NAN, "both do"),
    ],
)
def test_acquiescence_by_hand(row, expected, because):
    two = keying(["a", "a", "a", "b", "b"], [1, 1, -1, 1, -1], ["a", "b"], low=1, high=5)
    assert acquiescence([row], two)[0] == pytest.approx(expected, nan_ok=True), because


def test_traits_weigh_by_their_pairs():
    keyed = keying(["a"] * 4 + ["b"] * 2 + ["c"], [1, 1, -1, -1, 1, -1, 1], ["a", "b", "c"], low=1, high=5)
    found = acquiescence([[5, 5, 5, 5, 3, 3, 5]], keyed)
    assert found[0] == pytest.approx(4 / 3), "two pairs of 2, one pair of 0; trait c has no reversed item"
    assert acquiescence([[1]], keying(["c"], [1], ["c"], low=1, high=5)) is None


@given(answers(rows=(1, 10), items=(4, 4)))
def test_acquiescence_does_not_see_traits(population):
    keyed = keying(["a"] * 4, [1, -1, 1, -1], ["a"], low=1, high=5)
    consistent = population.copy()
    consistent[:, 1::2] = 6 - consistent[:, 0::2]
    np.testing.assert_allclose(acquiescence(consistent, keyed), 0, atol=1e-12)
    np.testing.assert_allclose(acquiescence(6 - population, keyed), -acquiescence(population, keyed), atol=1e-12)


def test_people_re_read_are_themselves():
    people = np.random.default_rng(0).integers(1, 6, (200, 5)).astype(float)
    assert (with_peoples_marginals(people, people, low=1, high=5) == people).all()


def test_a_narrow_use_of_the_scale_becomes_peoples():
    people = np.array([[1], [2], [3], [4], [5]])
    narrow = np.array([[2], [3], [3], [3], [4]])
    found = with_peoples_marginals(narrow, people, low=1, high=5).ravel()
    assert found.tolist() == [1, 3, 3, 3, 5], "mid-ranks .1, .5 and .9: people's 1 ends at .2, 3 at .6, 5 at 1"


def test_missing_answers_stay_missing_and_unanswered_items_as_they_are():
    found = with_peoples_marginals([[1, 2, NAN], [5, 4, 3]], [[2, NAN, 1], [4, NAN, 5]], low=1, high=5)
    assert found == pytest.approx(np.array([[2, 2, NAN], [4, 4, 1]]), nan_ok=True)


@given(pairs(rows=(2, 12)))
def test_laws_of_the_re_read(both):
    ours, people = both
    found = with_peoples_marginals(ours, people, low=1, high=5)
    there = answer_shares(people, low=1, high=5) > 0
    for item, column in enumerate(found.T):
        assert there[item, column.astype(int) - 1].all(), "only points that people use"
        assert (np.diff(column[np.argsort(ours[:, item], kind="stable")]) >= 0).all(), "order is kept"
    stretched = np.where(ours > 3, 5, np.where(ours < 3, 1, ours))
    if all(len(np.unique(a)) == len(np.unique(b)) for a, b in zip(ours.T, stretched.T, strict=True)):
        again = with_peoples_marginals(stretched, people, low=1, high=5)
        assert (again == found).all(), "only ranks matter"
    assert rankdata(found[:, 0], "dense").max() <= rankdata(ours[:, 0], "dense").max()
