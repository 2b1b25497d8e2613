import numpy as np
import pingouin
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import mannwhitneyu, spearmanr

from persona_collapse.errors import InputError
from persona_collapse.measures import fidelity
from persona_collapse.measures.label_fidelity import (
    cohens_d,
    cut_at_shares,
    is_trapped,
    rho_ceiling,
    spearman,
    superiority,
    within_level_sd,
)

H, N, L = 3, 2, 1
NAN = float("nan")


def test_by_hand():
    # High personas score 6 and 8, Low ones 2 and 4, Neutral 5: pooled SD of High and Low is sqrt((2 + 2) / 2)
    found = fidelity([[6.0], [8.0], [2.0], [4.0], [5.0]], [[H], [H], [L], [L], [N]]).per_trait["1"]
    assert found.d == pytest.approx((7 - 3) / np.sqrt(2))
    assert found.rho == pytest.approx(spearmanr([3, 3, 1, 1, 2], [6, 8, 2, 4, 5]).statistic)
    assert found.within_level_sd_ratio is None, "no reference"
    assert (found.respondents, found.unlabelled) == (5, 0)


@pytest.mark.parametrize(
    ("high", "low", "expected", "because"),
    [
        ([5.0, 5.0], [1.0, 1.0], np.inf, "no score varies, and the groups differ"),
        ([1.0, 1.0], [5.0, 5.0], -np.inf, "the wrong way round"),
        ([3.0, 3.0], [3.0, 3.0], None, "no score varies, and the groups do not differ"),
        ([], [1.0, 2.0], None, "no persona is High"),
        ([1.0], [1.0], None, "one each has no spread to pool"),
        ([4.0, 6.0], [1.0, 3.0], 3 / np.sqrt(2), "means 5 and 2, SD with ddof 1"),
    ],
)
def test_cohens_d_by_hand(high, low, expected, because):
    found = cohens_d(np.array(high), np.array(low))
    assert found == (None if expected is None else pytest.approx(expected)), because


groups = arrays(float, st.integers(2, 20), elements=st.integers(0, 30))


@given(groups, groups)
def test_cohens_d_agrees_with_pingouin(high, low):
    found = cohens_d(high, low)
    assume(found is not None and np.isfinite(found))
    assert found == pytest.approx(pingouin.compute_effsize(high, low, eftype="cohen"), abs=1e-9)


@given(groups, groups)
def test_superiority_is_mann_and_whitneys_share_of_pairs(high, low):
    assert superiority(high, low) == pytest.approx(mannwhitneyu(high, low).statistic / (len(high) * len(low)))


def test_a_few_personas_on_the_wrong_side_move_d_and_hardly_the_share_of_pairs():
    high, low = np.arange(20.0, 40.0), np.arange(0.0, 20.0)
    wrong = np.r_[high[:-1], -300.0]
    assert cohens_d(wrong, low) < 0.4 * cohens_d(high, low)
    assert (superiority(high, low), superiority(wrong, low)) == (1.0, 0.95)
    assert superiority(high, np.array([])) is None


@given(st.data())
def test_spearman_agrees_with_scipy(data):
    size = data.draw(st.integers(3, 30))
    labels = data.draw(arrays(float, size, elements=st.sampled_from([1, 2, 3])))
    scores = data.draw(arrays(float, size, elements=st.integers(8, 40)))
    found = spearman(labels, scores)
    if found is None:
        assert np.ptp(labels) == 0 or np.ptp(scores) == 0
    else:
        assert found == pytest.approx(spearmanr(labels, scores).statistic, abs=1e-9)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([L] * 400 + [N] * 400 + [H] * 400, 0.943), ([L] * 600 + [H] * 600, 0.866), ([L] * 4, None)],
)
def test_rho_ceiling(labels, expected):
    found = rho_ceiling(np.array(labels))
    assert found == (None if expected is None else pytest.approx(expected, abs=5e-4))


@given(st.lists(st.sampled_from([L, N, H]), min_size=3, max_size=40))
def test_the_ceiling_is_reached_by_scores_without_ties_in_the_order_of_labels(labels):
    assume(len(set(labels)) > 1)
    ordered = np.sort(np.array(labels, dtype=float))
    assert spearman(ordered, np.arange(len(labels), dtype=float)) == pytest.approx(rho_ceiling(ordered), abs=1e-9)


@pytest.mark.parametrize(
    ("labels", "expected", "because"),
    [
        ([L, H], [1, 1, 3, 3], "halves"),
        ([L, N, H, N], [1, 2, 2, 3], "a quarter, a half, a quarter"),
        ([H], [3, 3, 3, 3], "all High"),
    ],
)
def test_cut_at_shares(labels, expected, because):
    scores, cut = cut_at_shares(np.array([4.0, 1.0, 3.0, 2.0]), np.array(labels))
    assert scores.tolist() == [1, 2, 3, 4]
    assert cut.tolist() == expected, because


def test_within_level_sd_pools_over_all_levels():
    # groups 1, 3 (squares 2), 5, 9 (squares 8) and a single 7: (2 + 8) / (1 + 1 + 0)
    found = within_level_sd(np.array([1.0, 3.0, 5.0, 9.0, 7.0]), np.array([L, L, H, H, N]))
    assert found == pytest.approx(np.sqrt(5))
    assert within_level_sd(np.array([1.0, 2.0]), np.array([L, H])) is None


def test_what_perfect_labels_leave(reference, keying):
    sums = keying.sums(reference)
    thirds = np.tile([[H], [N], [L]], (700, 5))[:2058]
    halves = np.tile([[H], [L]], (1029, 5))
    shuffled = np.random.default_rng(0).permutation(sums)
    three, two = fidelity(shuffled, thirds, sums), fidelity(shuffled, halves, sums)
    # docs/definitions.md, section 4: .42 and .58; 4.6 for the bundled reference
    assert three.within_level_sd_ratio_perfect == pytest.approx(0.42, abs=0.01)
    assert two.within_level_sd_ratio_perfect == pytest.approx(0.57, abs=0.02)
    assert three.d_reference == pytest.approx(4.6, abs=0.1)


def test_people_cut_by_their_own_scores_are_no_caricature(reference, keying):
    sums = keying.sums(reference)
    levels = np.empty_like(sums)
    for trait in range(5):
        order = np.argsort(sums[:, trait], kind="stable")
        levels[order, trait] = np.repeat([L, N, H], 686)
    found = fidelity(sums, levels, sums)
    assert found.caricature == pytest.approx(1, abs=1e-9)
    assert found.rho == pytest.approx(found.rho_attainable)
    assert found.trapped is False


@pytest.mark.parametrize(
    ("rho", "d", "trapped", "because"),
    [
        (0.95, 9.0, True, "followed and overdone"),
        (0.95, 4.9, False, "followed, as far apart as people"),
        (0.80, 9.0, False, "overdone, not followed"),
        (0.95, np.inf, True, "no score varies within a label"),
        (None, 9.0, None, "rho is undefined"),
    ],
)
def test_the_trap(rho, d, trapped, because):
    assert is_trapped(rho, 0.943, d, 4.8) is trapped, because


def test_missing_labels_and_scores_are_left_out_and_counted():
    found = fidelity([[6.0], [8.0], [2.0], [4.0], [NAN], [7.0]], [[H], [H], [L], [L], [H], [NAN]]).per_trait["1"]
    assert (found.respondents, found.unlabelled, found.unscored) == (4, 1, 1)
    assert found.d == pytest.approx(4 / np.sqrt(2))


def test_a_trait_without_labels_is_undefined_and_out_of_the_mean():
    sums = [[6.0, 1.0], [8.0, 2.0], [2.0, 3.0], [4.0, 4.0]]
    found = fidelity(sums, [[H, NAN], [H, NAN], [L, NAN], [L, NAN]], sums)
    assert found.undefined_traits == 1
    assert found.per_trait["2"].rho is None
    assert found.per_trait["2"].d_reference is None
    assert found.rho == found.per_trait["1"].rho


def test_infinite_d_stays_infinite():
    found = fidelity([[9.0], [9.0], [2.0], [2.0]], [[H], [H], [L], [L]], [[1.0], [2.0], [3.0], [4.0]])
    assert found.d == np.inf
    assert found.caricature == np.inf


def test_a_reference_without_variance():
    found = fidelity([[9.0], [8.0], [2.0], [1.0]], [[H], [H], [L], [L]], [[4.0]] * 6)
    assert (found.d_reference, found.caricature, found.trapped) == (None, None, None)
    assert fidelity([[9.0], [8.0]], [[H], [L]], [[NAN], [NAN]]).d_reference is None


def test_means_are_all_over_the_same_traits():
    # the second trait has one High and one Low label among fifty: too few for three people to be cut so
    sums = np.column_stack([np.arange(50.0), np.arange(50.0)])
    levels = np.column_stack([np.repeat([1, 3], 25), [1, *[2] * 48, 3]])
    levels[:2, 1], sums[0, 1] = 1, 0.5
    found = fidelity(sums, levels, [[1.0, 1.0], [2.0, 2.0], [4.0, 4.0], [5.0, 5.0]])
    assert found.per_trait["2"].d_reference is None
    assert found.undefined_traits == 1
    assert (found.d, found.rho, found.rho_ceiling) == tuple(
        getattr(found.per_trait["1"], name) for name in ("d", "rho", "rho_ceiling")
    )


def test_values_are_undefined_when_all_personas_are_high():
    found = fidelity([[1.0], [2.0], [3.0]], [[H], [H], [H]], [[1.0], [2.0]])
    assert (found.rho, found.d, found.trapped, found.trapped_traits, found.undefined_traits) == (None,) * 4 + (1,)


def test_infinite_both_ways_has_no_mean():
    sums = [[9.0, 2.0], [9.0, 2.0], [2.0, 9.0], [2.0, 9.0]]
    found = fidelity(sums, [[H, H], [H, H], [L, L], [L, L]], [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0]])
    assert [one.d for one in found.per_trait.values()] == [np.inf, -np.inf]
    assert (found.d, found.caricature, found.trapped) == (None, None, None)


@pytest.mark.parametrize("size", [228, 229, 230, 231])
def test_halves_of_an_odd_reference_have_no_neutral(size):
    cut = cut_at_shares(np.arange(float(size)), np.array([L, H]))[1]
    assert set(cut) == {1.0, 3.0}


@given(st.data())
def test_order_of_respondents_is_irrelevant(data):
    size = data.draw(st.integers(4, 20))
    sums = data.draw(arrays(float, (size, 2), elements=st.integers(8, 40)))
    levels = data.draw(arrays(float, (size, 2), elements=st.sampled_from([1, 2, 3])))
    order = np.random.default_rng(data.draw(st.integers(0, 99))).permutation(size)
    straight, mixed = fidelity(sums, levels, sums), fidelity(sums[order], levels[order], sums)
    for name in ("rho", "d", "rho_ceiling", "d_reference", "within_level_sd_ratio"):
        one, two = getattr(straight, name), getattr(mixed, name)
        assert two == (None if one is None else pytest.approx(one))


@pytest.mark.parametrize(
    ("sums", "levels", "reference", "words"),
    [
        ([[1.0]], [[H], [L]], None, "and levels \\(2, 1\\)"),
        ([[1.0]], [[4]], None, "not 3"),
        ([[1.0]], [[H]], [[1.0, 2.0]], "reference 2"),
    ],
)
def test_refuses(sums, levels, reference, words):
    with pytest.raises(InputError, match=words):
        fidelity(sums, levels, reference)
