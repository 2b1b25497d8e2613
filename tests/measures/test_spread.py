import numpy as np
import pytest
from hypothesis import given
from scipy.spatial.distance import pdist
from sklearn.neighbors import NearestNeighbors

from persona_collapse.errors import InputError
from persona_collapse.measures import (
    hyperspherical_uniformity,
    kernel_scale,
    mean_nearest_neighbour_distance,
    participation_ratio,
    unbiased_participation_ratio,
    uniform_answers,
    vendi,
)
from persona_collapse.measures.spread import renyi_entropy
from persona_collapse.measures.subsets import Directions
from tests.measures.strategies import answers


def test_participation_ratio_by_hand():
    # correlation r between two items: eigenvalues 1 + r and 1 - r, so 4 / (2 + 2 r^2)
    population = np.array([[1, 1], [2, 3], [3, 2], [4, 4.0]])
    r = np.corrcoef(population.T)[0, 1]
    assert participation_ratio(population) == pytest.approx(4 / (2 + 2 * r**2))


def test_participation_ratio_is_that_of_the_eigenvalues():
    population = np.random.default_rng(0).integers(1, 6, (50, 7))
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(population.T))
    assert participation_ratio(population) == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())


def test_unbiased_participation_ratio_by_hand():
    # one correlation r of four respondents: r^2 is replaced by r^2 - (1 - r^2) / 2
    population = np.array([[1, 1], [2, 3], [3, 2], [4, 4.0]])
    r2 = np.corrcoef(population.T)[0, 1] ** 2
    assert unbiased_participation_ratio(population) == pytest.approx(4 / (2 + 2 * (r2 - (1 - r2) / 2)))


@pytest.mark.parametrize("size", [60, 500])
def test_unbiased_participation_ratio_does_not_grow_with_n(size):
    rng = np.random.default_rng(0)
    noise = [uniform_answers(size, 44, low=1, high=5, seed=seed) for seed in range(20)]
    assert np.mean([unbiased_participation_ratio(one) for one in noise]) == pytest.approx(44, rel=0.03)
    factor = [rng.normal(size=(size, 1)) + rng.normal(size=(size, 40)) for _ in range(20)]
    expected = 40**2 / (40 + 40 * 39 * 0.25)  # all correlations are 1/2
    assert np.mean([unbiased_participation_ratio(one) for one in factor]) == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize(
    ("population", "because"),
    [([[3, 3]] * 5, "no item varies"), ([[1, 2], [2, 1], [3, 3]], "three respondents: chance is all there is")],
)
def test_unbiased_participation_ratio_at_the_edges(population, because):
    assert unbiased_participation_ratio(population) is None, because


@pytest.mark.parametrize(
    ("population", "expected", "because"),
    [
        ([[3, 3], [3, 3]], None, "no item varies"),
        ([[1, 3], [2, 3]], 1.0, "one item varies; the constant one is left out"),
    ],
)
def test_participation_ratio_at_the_edges(population, expected, because):
    assert participation_ratio(population) == expected, because


def test_mean_nearest_neighbour_distance_agrees_with_scikit_learn():
    points = np.random.default_rng(0).normal(size=(80, 5))
    theirs = NearestNeighbors(n_neighbors=2).fit(points).kneighbors(points)[0][:, 1].mean()
    assert mean_nearest_neighbour_distance(points) == pytest.approx(theirs)


def test_the_value_of_copies_is_not_above_zero():
    """The cosine of a row with itself may round above 1, and the logarithm then above 0."""
    for seed in range(20):
        copies = np.tile(np.random.default_rng(seed).normal(size=44), (50, 1))
        for value in (hyperspherical_uniformity(copies)[0], Directions.of(copies)(np.arange(30))):
            assert -1e-12 < value <= 0


def test_hyperspherical_uniformity_is_the_formula():
    points = np.random.default_rng(0).normal(size=(40, 6))
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    expected = np.log(np.exp(-2 * pdist(unit) ** 2).mean())
    assert hyperspherical_uniformity(points) == (pytest.approx(expected, rel=1e-12), 0)


def test_hyperspherical_uniformity_in_blocks(monkeypatch):
    points = np.random.default_rng(1).normal(size=(50, 3))
    whole = hyperspherical_uniformity(points)[0]
    monkeypatch.setattr("persona_collapse.measures.spread.BLOCK_BYTES", 8 * 50 * 7)
    assert hyperspherical_uniformity(points)[0] == pytest.approx(whole)


def test_hyperspherical_uniformity_counts_rows_without_direction():
    assert hyperspherical_uniformity([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]]) == (None, 2)


@pytest.mark.parametrize("order", [0.5, 1.0, 2.0, np.inf])
def test_vendi_counts_kinds(order):
    kinds = np.repeat([[0.0], [99.0], [999.0], [9999.0]], 5, axis=0)
    assert vendi(kinds, scale=1.0, order=order) == pytest.approx(4)


def test_vendi_is_the_entropy_of_the_kernel():
    points = np.random.default_rng(0).normal(size=(30, 4))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    eigenvalues = np.linalg.eigvalsh(np.exp(-(distances**2) / (2 * 1.5**2)) / 30)
    positive = eigenvalues[eigenvalues > 0]
    assert vendi(points, scale=1.5) == pytest.approx(np.exp(-(positive * np.log(positive)).sum()))


def test_vendi_of_people_and_of_noise(reference, standardise):
    # docs/definitions.md, section 1: 500 people score 84, uniform answers 320
    people = standardise(reference[:500])
    width = kernel_scale(people)
    assert vendi(people, scale=width) == pytest.approx(84, abs=6)
    noise = standardise(uniform_answers(500, 44, low=1, high=5))
    assert vendi(noise, scale=width) == pytest.approx(320, abs=20)


@given(answers(rows=(2, 12)))
def test_vendi_is_between_one_and_the_number_of_respondents(population):
    assert 1 - 1e-9 <= vendi(population, scale=1.0) <= len(population) + 1e-9


def test_renyi_entropies_fall_with_the_order():
    weights = np.array([0.7, 0.2, 0.1])
    entropies = [renyi_entropy(weights, order) for order in (0.5, 1.0, 2.0, np.inf)]
    assert entropies == sorted(entropies, reverse=True)
    assert renyi_entropy(weights, 1.0) == pytest.approx(renyi_entropy(weights, 1 + 1e-7), abs=1e-5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vendi([[1.0], [2.0]], scale=0.0), "positive distance"),
        (lambda: vendi([[1.0], [2.0]], scale=float("nan")), "positive distance"),
        (lambda: mean_nearest_neighbour_distance([[1.0]]), "at least 2"),
        (lambda: kernel_scale([[1.0]]), "at least 2"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()
