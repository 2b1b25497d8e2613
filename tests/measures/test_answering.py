"""The indices of careless answering: by hand, as the R package careless defines them, by law, and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from scipy.spatial.distance import mahalanobis as one_distance
from scipy.stats import fisher_exact, pearsonr

from persona_collapse.measures.answering import (
    associated_items,
    longest_string,
    mahalanobis,
    mahalanobis_of_others,
    not_reversed,
    opposites,
    pair_consistency,
    response_variability,
    reversed_congruence,
)
from persona_collapse.measures.beyond import INDICES, Answering, Cut, cut, exceeds_people
from persona_collapse.measures.per_respondent import mean_estimate, mean_of, sd_estimate, sd_of, wilson
from persona_collapse.measures.scaling import keying
from tests.measures.strategies import answers, seeds

NAN = float("nan")
TWO = keying(["a", "a", "a", "b", "b"], [1, 1, -1, 1, -1], ["a", "b"], low=1, high=5)
"""Trait a: items 1 and 2, item 3 reversed; trait b: item 4, item 5 reversed."""

MIDDLE = [[3, 3, 3, 3, 3]]


@pytest.mark.parametrize(
    ("row", "expected", "because"),
    [
        ([5, 5, 1, 2, 4], 1.0, "a = (2, -1) and b = (2, -1)"),
        ([5, 5, 5, 2, 2], -1.0, "agrees with everything of a, disagrees with everything of b"),
        ([5, 3, 2, 3, 3], 1.0, "a = (1, 0) and b = (1, 0): only trait a says something"),
        ([5, 5, 1, 2, 2], (4 - 1) / 5, "(2, -1) and (2, 1): 2*2 - 1*1 over sqrt(5 * 5)"),
        ([NAN, 5, 1, 2, NAN], 1.0, "item 2 alone is trait a's positive half; trait b lacks a half"),
        ([NAN, NAN, 1, 2, NAN], NAN, "no trait has both halves"),
        ([3, 3, 3, 3, 3], NAN, "at people's means: neither for nor against"),
    ],
)
def test_reversed_congruence_by_hand(row, expected, because):
    assert reversed_congruence([row], MIDDLE, TWO)[0] == pytest.approx(expected, nan_ok=True), because


def test_the_halves_of_traits():
    found = opposites([[5, 4, 1, 2, NAN]], TWO)
    assert found.positive.tolist() == [[4.5, 2.0]]
    assert found.reversed[0, 0] == 5.0
    assert np.isnan(found.reversed[0, 1])
    assert opposites([[1, 2]], keying(["a", "a"], [1, 1], ["a"], low=1, high=5)).positive.shape == (1, 0)


def test_one_trait_with_reversed_items_is_too_few_for_a_congruence():
    one = keying(["a", "a", "b"], [1, -1, 1], ["a", "b"], low=1, high=5)
    assert reversed_congruence([[1, 5, 2]], [[3, 3, 3]], one) is None


def test_respondents_on_opposite_sides_of_peoples_means():
    rows = [[5, 5, 5, 2, 2], [5, 5, 1, 2, 4], [3, 3, 1, 2, NAN]]
    assert not_reversed(rows, MIDDLE, TWO) == {0: (1, 2), 1: (1, 2)}, "the third says nothing of a, and b lacks a half"


@pytest.mark.parametrize(
    ("row", "expected", "because"),
    [
        ([2, 2, 2, 3, 3], 3, "careless::longstring counts the longest run"),
        ([1, 2, 1, 2, 1], 1, "no run"),
        ([4, 4, 4, 4, 4], 5, "a straight line"),
        ([2, 2, NAN, 2, 2], 2, "in R a missing answer ends a run, as NA == NA is NA"),
        ([NAN, 3, 3, NAN, NAN], 2, "missing answers at the ends"),
        ([NAN] * 5, NAN, "no answers"),
    ],
)
def test_longest_string_by_hand(row, expected, because):
    assert longest_string([row])[0] == pytest.approx(expected, nan_ok=True), because


@pytest.mark.parametrize(
    ("row", "expected", "because"),
    [
        ([1, 2, 3, 4, 5], np.sqrt(2.5), "careless::irv is sd(), with ddof 1"),
        ([3, 3, 3, 3, 3], 0.0, "a straight line"),
        ([1, NAN, 3, NAN, NAN], np.sqrt(2), "na.rm = TRUE"),
        ([1, NAN, NAN, NAN, NAN], NAN, "one answer has no spread"),
    ],
)
def test_response_variability_by_hand(row, expected, because):
    assert response_variability([row])[0] == pytest.approx(expected, nan_ok=True), because


def test_mahalanobis_is_scipys():
    rng = np.random.default_rng(3)
    people, personas = rng.normal(size=(40, 3)), rng.normal(size=(5, 3))
    inverse = np.linalg.inv(np.cov(people, rowvar=False))
    expected = [one_distance(row, people.mean(axis=0), inverse) ** 2 for row in personas]
    assert mahalanobis(personas, people) == pytest.approx(np.array(expected))
    assert np.isnan(mahalanobis([[0.0, NAN, 1.0]], people)[0])
    padded = np.column_stack([people, np.full(40, 3.0)])
    assert mahalanobis(np.column_stack([personas, np.ones(5)]), padded) == pytest.approx(np.array(expected)), "constant"


def test_mahalanobis_needs_more_people_than_items():
    rng = np.random.default_rng(3)
    people = rng.normal(size=(4, 3))
    assert mahalanobis(people, people) is None
    twice = np.repeat(rng.normal(size=(40, 1)), 3, axis=1)
    assert mahalanobis(twice, twice) is None, "three items that are one"


def test_mahalanobis_of_a_person_is_that_from_all_others():
    people = np.random.default_rng(4).normal(size=(25, 4))
    others = mahalanobis_of_others(people)
    slow = [mahalanobis(people[[row]], np.delete(people, row, axis=0))[0] for row in range(25)]
    assert others == pytest.approx(np.array(slow))
    assert (others > mahalanobis(people, people)).all(), "within its own sample a person is too near"


def test_pairs_are_those_that_careless_takes():
    # psychsyn takes correlations above critval = .6, psychant those below -.6
    people = [[1, 1, 5, 2], [2, 2, 4, 5], [3, 3, 3, 1], [4, 4, 2, 4], [5, 4, 1, 3]]
    found = associated_items(people)
    assert set(found) == {(0, 1), (0, 2), (1, 2)}
    assert found[0, 1] == pytest.approx(pearsonr([1, 2, 3, 4, 5], [1, 2, 3, 4, 4]).statistic)
    assert found[0, 2] == pytest.approx(-1)
    assert associated_items([[1, 3], [2, 3], [3, 3]]) == {}, "a constant item has no synonym"


def test_pair_consistency_by_hand():
    pairs = {(0, 1): 0.7, (2, 3): 0.8, (4, 5): -0.7}
    row = [1, 2, 4, 4, 3, 2]
    expected = pearsonr([1, 4, 3], [2, 4, 6 - 2]).statistic
    assert pair_consistency([row], pairs, low=1, high=5)[0] == pytest.approx(expected)
    undefined = pair_consistency([[3] * 6, [1, NAN, 4, 4, 3, 2]], pairs, low=1, high=5)
    assert np.isnan(undefined).all(), "a straight line has no correlation; two pairs are too few"
    assert pair_consistency([row], {(0, 1): 0.7, (2, 3): 0.8}, low=1, high=5) is None


def test_a_cut_lets_at_most_its_share_of_people_beyond():
    people = np.arange(200.0)
    assert cut(people, 0.05, "below") == Cut(10.0, "below", 10, 200)
    assert cut(people, 0.05, "above") == Cut(189.0, "above", 10, 200)
    ties = np.array([2.0] * 95 + [7.0] * 5)
    assert cut(ties, 0.01, "above") == Cut(7.0, "above", 0, 100), "five share the longest string: none is beyond"
    assert cut(np.array([NAN]), 0.05, "below") is None
    passed = Cut(2.0, "above", 0, 3).passed(np.array([1.0, 2.0, 3.0, NAN]))
    assert passed[:3].tolist() == [0.0, 0.0, 1.0]
    assert np.isnan(passed[3])


def test_the_test_against_people_is_fishers():
    found = exceeds_people(9, 100, Cut(0.0, "below", 10, 400))
    assert found == pytest.approx(fisher_exact([[9, 91], [10, 390]], alternative="greater").pvalue)
    assert exceeds_people(0, 100, Cut(0.0, "below", 10, 400)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1)]
)
def test_wilson_as_published(hits, of, low, high):
    found = wilson(hits, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert found.method == "Wilson"


def test_a_respondent_without_a_value_has_no_part_in_an_error():
    each = np.array([1.0, 3.0, NAN, 8.0])
    known = each[~np.isnan(each)]
    assert (mean_of(each), sd_of(each)) == (pytest.approx(4), pytest.approx(known.std()))
    mean, spread = mean_estimate(each), sd_estimate(each)
    assert mean.se == pytest.approx(known.std(ddof=1) / np.sqrt(3))
    assert (mean.parts[2], spread.parts[2], len(mean.parts)) == (0, 0, 4)
    assert (mean_of(None), sd_of(np.array([NAN])), mean_estimate(None), sd_estimate(np.array([1.0, NAN]))) == (
        None,
    ) * 4
    assert sd_estimate(np.array([2.0, 2.0])).se == 0


def test_people_are_beyond_their_own_cuts_as_often_as_is_said():
    rng = np.random.default_rng(1)
    traits = rng.normal(size=(2000, 2))
    keys = np.array([1, 1, -1, 1, 1, -1] * 2)
    points = np.repeat(traits, 6, axis=1) * keys + rng.normal(size=(2000, 12)) * 0.7
    people = np.clip(np.round(3 + points), 1, 5)
    keyed = keying(["a"] * 6 + ["b"] * 6, keys.tolist(), ["a", "b"], low=1, high=5)
    known = Answering.of(people[:1000], keyed, low=1, high=5)
    assert set(known.cuts) == set(INDICES)
    for name, beyond in known.beyond(people[1000:]).items():
        assert mean_of(beyond) == pytest.approx(INDICES[name][1], abs=0.025), name
    assert known.cuts["unusual_share"].beyond == 50


def test_without_traits_and_with_few_people_less_is_known():
    people = np.random.default_rng(1).integers(1, 6, (8, 12)).astype(float)
    known = Answering.of(people, None, low=1, high=5)
    assert not {"inconsistent_share", "unusual_share"} & set(known.cuts)
    assert {"long_string_share", "low_variability_share"} <= set(known.cuts)
    assert set(known.beyond(np.full((3, 12), NAN))) == set(known.cuts)


@given(answers(rows=(3, 12), items=(5, 5)), seeds)
def test_laws_of_the_indices(population, seed):
    order = np.random.default_rng(seed).permutation(len(population))
    for index in (longest_string, response_variability, lambda some: reversed_congruence(some, MIDDLE, TWO)):
        np.testing.assert_allclose(index(population)[order], index(population[order]))
    turned = 6 - population
    np.testing.assert_allclose(longest_string(turned), longest_string(population))
    np.testing.assert_allclose(response_variability(turned), response_variability(population), atol=1e-12)
    straight = reversed_congruence(population, MIDDLE, TWO)
    careless = population.copy()
    careless[:, [2, 4]] = 6 - careless[:, [2, 4]]
    np.testing.assert_allclose(reversed_congruence(careless, MIDDLE, TWO), -straight, atol=1e-12)
    assert (np.abs(straight[~np.isnan(straight)]) <= 1 + 1e-12).all()
