"""The most different respondents that answer alike: by hand, by law, and against a loop over all pairs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.measures.far_and_alike import far_and_alike, nearest_of, pair_at, shared_answers


def drawn(seed, n=24, items=6, attributes=4):
    rng = np.random.default_rng(seed)
    return rng.integers(1, 6, (n, items)).astype(float), rng.integers(0, 3, (n, attributes))


@given(st.integers(0, 10_000), st.integers(3, 30))
def test_a_loop_over_all_pairs_finds_the_same(seed, n):
    answers, codes = drawn(seed, n)
    pairs = list(combinations(range(n), 2))
    differing = [int((codes[one] != codes[other]).sum()) for one, other in pairs]
    least = sorted(differing)[int(np.ceil(0.95 * len(pairs))) - 1]
    far = [pair for pair, many in zip(pairs, differing, strict=True) if many >= least]
    chosen = min(
        far,
        key=lambda pair: (
            np.abs(answers[pair[0]] - answers[pair[1]]).sum(),
            -(codes[pair[0]] != codes[pair[1]]).sum(),
            pair,
        ),
    )
    found = far_and_alike(answers, codes)
    assert (found.first, found.second, found.pairs) == (*chosen, len(far))
    assert found.same == (answers[chosen[0]] == answers[chosen[1]]).sum()


@given(st.integers(0, 10_000))
def test_the_order_of_respondents_is_irrelevant(seed):
    answers, codes = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(answers))
    one, other = far_and_alike(answers, codes), far_and_alike(answers[order], codes[order])

    def apart(found, rows):
        return np.abs(rows[found.first] - rows[found.second]).sum()

    assert (apart(one, answers), one.differing, one.pairs) == (
        apart(other, answers[order]),
        other.differing,
        other.pairs,
    )


def test_clones_with_other_attributes_are_found():
    answers, codes = drawn(1)
    answers[20], codes[3], codes[20] = answers[3], 0, 1
    found = far_and_alike(answers, codes)
    assert (found.first, found.second, found.same, found.differing) == (3, 20, 6, 4)


@pytest.mark.parametrize("n", [2, 3, 9])
def test_places_of_pairs(n):
    assert [pair_at(place, n) for place in range(n * (n - 1) // 2)] == list(combinations(range(n), 2))


def test_shared_answers_are_the_mean_over_all_pairs():
    answers, _ = drawn(2)
    each = [(one == other).sum() for one, other in combinations(answers, 2)]
    assert shared_answers(answers) == pytest.approx(np.mean(each))


def test_the_nearest_of_all_pairs_is_the_nearest():
    answers, _ = drawn(3)
    rows = min(combinations(answers, 2), key=lambda pair: np.abs(pair[0] - pair[1]).sum())
    assert nearest_of(answers, 10**6, np.random.default_rng(0)) == (rows[0] == rows[1]).sum()
