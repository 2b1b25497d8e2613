import numpy as np
import pytest
from hypothesis import given
from scipy.spatial.distance import cdist

from persona_collapse.errors import InputError
from persona_collapse.measures import hopkins, scaler, uniform_answers
from persona_collapse.measures.hopkins_statistic import _share
from persona_collapse.measures.randomness import generator
from tests.measures.strategies import answers


@pytest.mark.parametrize(
    ("probes", "respondents", "exponent", "expected", "because"),
    [
        ([1.0, 3.0], [2.0, 2.0], "one", 0.5, "4 / (4 + 4)"),
        ([3.0], [1.0], "one", 0.75, "3 / (3 + 1)"),
        ([3.0], [1.0], "dimension", 0.9, "two dimensions: 9 / (9 + 1)"),
        ([0.0], [0.0], "one", None, "nothing is apart"),
    ],
)
def test_share_by_hand(probes, respondents, exponent, expected, because):
    share = _share(np.array(probes), np.array(respondents), exponent, 2)
    assert share == (None if expected is None else pytest.approx(expected)), because


def test_against_the_formula_written_out():
    population = np.random.default_rng(0).integers(1, 6, (57, 4)).astype(float)
    reference = np.random.default_rng(1).integers(1, 6, (80, 4)).astype(float)
    scale = scaler(reference)
    rng = generator("hopkins", 7)
    probes = rng.integers(1, 5, (5, 4), endpoint=True).astype(float)
    chosen = rng.choice(57, 5, replace=False)
    u = cdist((probes - reference.mean(0)) / reference.std(0), (population - reference.mean(0)) / reference.std(0))
    w = cdist((population - reference.mean(0)) / reference.std(0), (population - reference.mean(0)) / reference.std(0))
    np.fill_diagonal(w, np.inf)
    expected = u.min(1).sum() / (u.min(1).sum() + w[chosen].min(1).sum())
    found = hopkins(population, low=1, high=5, scale=scale, seed=7)
    assert found.statistic == pytest.approx(expected, rel=1e-12)
    assert (found.probes, found.n) == (5, 57)


def test_uniform_answers_score_one_half():
    values = [
        hopkins(uniform_answers(500, 44, low=1, high=5, seed=seed), low=1, high=5, seed=seed).statistic
        for seed in range(20)
    ]
    assert np.mean(values) == pytest.approx(0.5, abs=0.01)


def test_probes_use_the_whole_scale_so_narrowness_shows():
    narrow = np.where(np.random.default_rng(0).random((300, 44)) < 0.5, 3.0, 4.0)
    assert hopkins(narrow, low=1, high=5).statistic > 0.65


def test_probes_never_coincide_with_a_callers_draw_from_the_same_seed():
    same_seed = np.random.default_rng(5).integers(1, 5, (30, 6), endpoint=True).astype(float)
    assert 0 < hopkins(same_seed, low=1, high=5, seed=5).statistic < 1


def test_the_dimension_exponent_saturates_on_clumped_answers():
    clumped = np.repeat(uniform_answers(5, 44, low=1, high=5), 40, axis=0)
    clumped[::2, 0] = 3
    assert hopkins(clumped, low=1, high=5, exponent="dimension").statistic > 0.999


@given(answers(rows=(10, 40), items=(2, 5)))
def test_bounds_and_seed(population):
    first, again = (hopkins(population, low=1, high=5, seed=1) for _ in range(2))
    assert first == again
    if first.statistic is None:
        assert len(np.unique(population, axis=0)) < len(population), "only copies can leave nothing apart"
    else:
        assert 0 <= first.statistic <= 1


def test_a_numpy_seed_is_a_seed():
    population = uniform_answers(60, 5, low=1, high=5)
    assert hopkins(population, low=1, high=5, seed=np.int64(3)) == hopkins(population, low=1, high=5, seed=3)


def test_other_seeds_give_other_values():
    population = uniform_answers(60, 5, low=1, high=5)
    assert len({hopkins(population, low=1, high=5, seed=seed).statistic for seed in range(5)}) == 5


@pytest.mark.parametrize(
    ("population", "arguments", "words"),
    [
        ([[1, 2]] * 9, {}, "at least 10"),
        ([[1, np.nan]] * 20, {}, "respondent 1"),
        ([[1, 2]] * 19 + [[2, 2]], {"exponent": "two"}, "dimension"),
        ([[1, 2]] * 19 + [[2, 2]], {"low": 5, "high": 1}, "low is 5 and its high 1; give the lower end as low"),
    ],
)
def test_refuses(population, arguments, words):
    with pytest.raises(InputError, match=words):
        hopkins(population, **{"low": 1, "high": 5, **arguments})
