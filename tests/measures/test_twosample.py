import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, pdist

from persona_collapse.errors import InputError
from persona_collapse.measures import energy_distance, separability, uniform_answers
from persona_collapse.measures._forest import judged, slow
from persona_collapse.measures.twosample import OF_THE_FOREST, error_of_area, recognition
from tests.measures.strategies import pairs


def test_energy_distance_is_the_formula_over_unequal_pairs():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 3)), rng.normal(1, 1, size=(9, 3))
    expected = 2 * cdist(x, y).mean() - pdist(x).mean() - pdist(y).mean()
    assert energy_distance(x, y).distance == pytest.approx(expected, rel=1e-12)
    assert energy_distance(x, y).p_value is None


def test_p_value_counts_relabellings():
    # two against two, 0 and 10 apart: of the 6 ways to deal, 2 separate them as the truth does; with many
    # permutations p is near 2/6
    found = energy_distance([[0.0], [0.0]], [[10.0], [10.0]], permutations=3000)
    assert found.p_value == pytest.approx(1 / 3, abs=0.03)
    assert found.permutations == 3000


def test_p_value_of_one_distribution_is_uniform_and_of_two_small():
    rng = np.random.default_rng(1)
    same = [
        energy_distance(rng.normal(size=(25, 2)), rng.normal(size=(25, 2)), permutations=99, seed=i).p_value
        for i in range(200)
    ]
    assert np.mean(np.array(same) <= 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(same) == pytest.approx(0.5, abs=0.07)
    apart = energy_distance(rng.normal(size=(40, 2)), rng.normal(2, 1, size=(40, 2)), permutations=99)
    assert apart.p_value == 0.01


def test_blocks_change_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(30, 3)), rng.normal(size=(20, 3))
    whole = energy_distance(x, y, permutations=20, seed=4)
    monkeypatch.setattr("persona_collapse.measures.neighbours.REUSED_BYTES", 8 * 50 * 7)
    parts = energy_distance(x, y, permutations=20, seed=4)
    assert parts.distance == pytest.approx(whole.distance)
    assert parts.p_value == whole.p_value


@given(pairs(rows=(2, 10)))
@settings(max_examples=50)
def test_energy_distance_is_symmetric(two):
    x, y = two
    assert energy_distance(x, y).distance == pytest.approx(energy_distance(y, x).distance, abs=1e-9)


def test_separability_of_noise_from_people_and_of_people_from_people(reference):
    noise = uniform_answers(150, 44, low=1, high=5)
    assert separability(noise, reference[:150]) > 0.98
    assert separability(reference[:150], reference[150:300]) == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize(("personas", "people", "items", "seed"), [(60, 60, 44, 0), (10, 23, 5, 7), (5, 5, 1, 3)])
def test_the_forest_is_scikit_learns(reference, personas, people, items, seed):
    answers = np.vstack([uniform_answers(personas, 44, low=1, high=5), reference[:people]])[:, :items]
    sides = np.repeat([1, 0], [personas, people])
    assert judged(answers, sides, 5, seed).tolist() == slow(answers, sides, 5, seed).tolist()


def test_an_unknown_release_of_scikit_learn_is_used_by_its_public_class(monkeypatch):
    answers, sides = np.arange(40.0).reshape(20, 2) % 7, np.repeat([1, 0], 10)
    known = judged(answers, sides, 5, 2)
    monkeypatch.setattr("sklearn.__version__", "9.1.0")
    monkeypatch.setattr("persona_collapse.measures._forest.fast", None)
    assert judged(answers, sides, 5, 2).tolist() == known.tolist()


def test_separability_depends_on_the_seed_only():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(40, 3)), rng.normal(0.5, 1, size=(40, 3))
    assert separability(x, y, seed=1) == separability(x, y, seed=1)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=12), st.lists(st.integers(0, 9), min_size=2, max_size=12))
def test_the_error_of_an_area_is_that_of_every_pair(personas, people):
    wins = np.array([[(one > other) + (one == other) / 2 for other in people] for one in personas])
    expected = wins.mean(axis=1).var(ddof=1) / len(personas) + wins.mean(axis=0).var(ddof=1) / len(people)
    assert error_of_area(np.array(personas, float), np.array(people, float)) ** 2 == pytest.approx(expected, abs=1e-12)


def test_a_forest_has_a_wider_error_than_a_fixed_score(reference):
    ours, theirs = reference[:60], reference[60:120]
    found = recognition(ours, theirs, seed=4)
    assert found.value == separability(ours, theirs, seed=4)
    # equally large sides of one kind: an area of about .5 has an error of about sqrt(1 / 6 / 60)
    assert found.se == pytest.approx(OF_THE_FOREST * np.sqrt(1 / 360), rel=0.15)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: energy_distance([[1.0]], [[1.0], [2.0]]), "at least 2"),
        (lambda: energy_distance([[1.0]] * 3, [[1.0, 2.0]] * 3), "1 items and the reference 2"),
        (lambda: energy_distance([[1.0]] * 3, [[1.0]] * 3, permutations=-1), "0 or more"),
        (lambda: separability([[1.0]] * 4, [[1.0]] * 9), "at least 5"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()
