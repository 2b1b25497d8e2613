"""What changes beyond re-asking: by hand, by law, and at the edges."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from persona_collapse.errors import InputError
from persona_collapse.measures.drift import (
    Answers,
    changed_personas,
    mean_effect,
    places_kept,
    share_of_distance,
    squared_differences,
)

THREE_BY_TWO = [[1, 5], [2, 2], [3, 4]]


def once(rows):
    return Answers.of(np.array(rows, dtype=float), np.arange(len(rows)), len(rows))


def test_three_personas_and_two_items_by_hand():
    before, after, again = once(THREE_BY_TWO), once([[3, 5], [2, 5], [3, 3]]), once([[1, 4], [2, 2], [2, 4]])
    moved, asked = squared_differences(before, after), squared_differences(before, again)
    assert moved.tolist() == [[4, 0], [0, 9], [0, 1]]
    assert asked.tolist() == [[0, 1], [0, 0], [1, 0]]
    beyond = moved.mean(axis=1) - asked.mean(axis=1)
    assert beyond.tolist() == [1.5, 4.5, 0.0]
    found = mean_effect(beyond)
    assert found.value == 2.0
    reach = 4.303 * np.std([1.5, 4.5, 0], ddof=1) / np.sqrt(3)  # Student's t of two degrees of freedom
    assert (found.low, found.high) == pytest.approx((2 - reach, 2 + reach), abs=2e-3)
    assert found.p_value == pytest.approx(scipy.stats.ttest_1samp(beyond, 0).pvalue)


def test_a_persona_that_was_asked_twice_counts_every_pair_of_its_answers():
    before = Answers.of(np.array([[1.0], [2.0], [5.0]]), np.array([0, 0, 1]), 2)
    after = Answers.of(np.array([[4.0], [6.0], [5.0]]), np.array([0, 0, 1]), 2)
    pairs = [(4 - 1) ** 2, (6 - 1) ** 2, (4 - 2) ** 2, (6 - 2) ** 2]
    assert squared_differences(before, after).tolist() == [[np.mean(pairs)], [0]]


def test_a_missing_answer_is_undefined():
    assert np.isnan(squared_differences(once([[np.nan, 1]]), once([[2, 2]]))).tolist() == [[True, False]]


answers = arrays(float, (12, 3), elements=st.integers(1, 5).map(float))


@given(answers, answers, answers, st.permutations(range(12)))
def test_the_order_of_personas_is_irrelevant(before, after, again, order):
    def found(rows):
        times = [one[rows] for one in (before, after, again)]
        gaps = [((times[0] - one) ** 2).mean(axis=1) for one in times[1:]]
        mean, share = mean_effect(gaps[0] - gaps[1]), share_of_distance(gaps[0] - gaps[1], times[0], times[2])
        places = places_kept(*times)
        values = [mean.value, mean.low, *([] if share is None else [share.low, share.high])]
        return [*values, *([] if places is None else [places.after, places.difference.high])]

    assert found(np.arange(12)) == pytest.approx(found(np.array(order)), abs=1e-8)


@given(answers, answers)
def test_asked_again_with_the_answers_of_after_is_nothing_beyond_re_asking(before, after):
    gap = ((before - after) ** 2).mean(axis=1)
    found = mean_effect(gap - gap)
    assert (found.value, found.low, found.high, found.p_value) == (0, 0, 0, 1)
    places = places_kept(before, after, after)
    assert places is None or (places.difference.value, places.difference.low, places.difference.p_value) == (0, 0, 1)


def test_the_jackknife_is_the_one_that_leaves_out_each_persona():
    rng = np.random.default_rng(5)
    before = rng.normal(size=(30, 4)) * 2
    after, again = before + rng.normal(size=(30, 4)), before + rng.normal(size=(30, 4))
    before[3, 1] = after[3, 1] = again[3, 1] = np.nan
    beyond = rng.normal(0.5, 0.2, 30)
    rows = np.arange(30)

    def share(some):
        first, second = before[some], again[some]
        each = [
            np.cov(one[~np.isnan(one)], two[~np.isnan(one)])[0, 1] for one, two in zip(first.T, second.T, strict=True)
        ]
        return beyond[some].mean() / (2 * np.mean(each))

    found = share_of_distance(beyond, before, again)
    without = np.array([share(rows[rows != row]) for row in rows])
    se = np.sqrt(29 / 30 * ((without - without.mean()) ** 2).sum())
    assert found.value == pytest.approx(share(rows))
    assert (found.high - found.low) / 2 == pytest.approx(scipy.stats.t.ppf(0.975, 29) * se)

    def places(some):
        def mean(other):
            return np.mean([scipy.stats.pearsonr(before[some, one], other[some, one])[0] for one in (0, 2, 3)])

        return mean(after) - mean(again)

    kept = places_kept(*(one[:, [0, 2, 3]] for one in (before, after, again)))
    without = np.array([places(rows[rows != row]) for row in rows])
    se = np.sqrt(29 / 30 * ((without - without.mean()) ** 2).sum())
    assert kept.difference.value == pytest.approx(places(rows))
    assert (kept.difference.high - kept.difference.low) / 2 == pytest.approx(scipy.stats.t.ppf(0.975, 29) * se)


def test_personas_that_hardly_differ_have_no_distance_and_no_places():
    alike = np.full((30, 4), 3.0)
    assert share_of_distance(np.ones(30), alike, alike) is None
    assert places_kept(alike, alike, alike) is None
    noise = np.random.default_rng(6).integers(1, 6, (2, 30, 4)).astype(float)
    assert share_of_distance(np.ones(30), *noise) is None


def test_a_persona_is_never_ranked_beside_its_own_re_asking():
    again = np.zeros(40)
    again[0] = 9.0
    after = np.zeros(40)
    after[0] = 9.0
    found = changed_personas(after, again)
    assert found.p_values[0] == 1 / 40, "its own re-asking is not among the others"
    assert found.p_values[1:].min() == 1.0
    assert found.changed.tolist() == [True] + [False] * 39


def test_a_persona_that_is_farther_than_two_of_forty_is_at_the_limit():
    again = np.arange(40.0)
    after = np.where(np.arange(40) == 0, 38.5, -1.0)
    assert changed_personas(after, again).p_values[0] == 2 / 40, "one of the other 39 moved as much by re-asking"
    after[0] = 37.5
    assert not changed_personas(after, again).changed.any()


def test_where_nothing_happens_five_in_a_hundred_change():
    rng = np.random.default_rng(11)
    found = [changed_personas(*rng.chisquare(4, (2, 60))) for _ in range(300)]
    assert np.mean([one.share.value for one in found]) == pytest.approx(0.05, abs=0.006)
    assert np.mean([one.share.low <= 0.05 <= one.share.high for one in found]) > 0.91


def test_too_few_personas():
    with pytest.raises(InputError, match="19 personas; which of them changed needs at least 20"):
        changed_personas(np.ones(19), np.ones(19))
    with pytest.raises(InputError, match="1 personas have no spread"):
        mean_effect([1.0])
