import numpy as np
import pytest
from scipy.stats import f_oneway, permutation_test

from persona_collapse.errors import InputError
from persona_collapse.measures import eta_squared
from persona_collapse.measures.eta_errors import FEWEST, eta_p_value, omega_interval


def grouped(moved, size=90, items=3, seed=0):
    """Answers of three equal groups, the last of which is moved up."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(["a", "b", "c"], size // 3)
    return rng.normal(size=(size, items)) + moved * (labels == "c")[:, None], labels


@pytest.mark.parametrize("moved", [0.0, 0.35])
def test_p_is_that_of_an_analysis_of_variance_by_permutation(moved):
    answers, labels = grouped(moved, items=1, seed=4)
    groups = [answers[labels == one, 0] for one in "abc"]
    rng = np.random.default_rng(5)
    expected = permutation_test(
        groups, lambda *some: f_oneway(*some).statistic, alternative="greater", n_resamples=999, random_state=rng
    )
    assert eta_p_value(answers, labels) == pytest.approx(expected.pvalue, abs=0.05)


def test_shuffled_labels_are_seldom_significant_and_their_interval_holds_0():
    seeds = range(60)
    found = [grouped(0.0, seed=seed) for seed in seeds]
    small = [eta_p_value(*one, permutations=39, seed=seed) <= 0.05 for seed, one in zip(seeds, found, strict=True)]
    assert sum(small) <= 8, "three standard deviations above 3 of 60"
    around = [omega_interval(*one, seed=seed) for seed, one in zip(seeds, found, strict=True)]
    assert sum(low <= 0 <= high for low, high in around) >= 52


def test_an_attribute_that_matters():
    answers, labels = grouped(1.5)
    low, high = omega_interval(answers, labels)
    assert 0 < low < eta_squared(answers, labels).omega2.mean() < high < 1
    assert eta_p_value(answers, labels, permutations=99) == 0.01


def test_neither_the_order_of_rows_nor_names_of_levels_matter():
    answers, labels = grouped(0.3)
    answers[3, 1] = np.nan
    order = np.random.default_rng(6).permutation(len(answers))
    renamed = np.array([{"a": "z", "b": 7, "c": None}[one] for one in labels], dtype=object)
    for measure in (eta_p_value, omega_interval):
        assert measure(answers[order], renamed[order]) == pytest.approx(measure(answers, labels))


def test_weights_choose_items():
    answers, labels = grouped(0.0)
    answers[:, 0] += 2 * (labels == "c")
    first, others = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 1.0])
    assert eta_p_value(answers, labels, weights=first, permutations=99) == 0.01
    assert eta_p_value(answers, labels, weights=others, permutations=99) > 0.05


@pytest.mark.parametrize(
    ("answers", "labels", "because"),
    [
        (np.arange(60.0)[:, None], ["x"] * 60, "one group"),
        (np.full((60, 2), 3.0), ["x", "y"] * 30, "no item varies"),
        (np.arange(8.0)[:, None], ["x", "y"] * 4, "groups of four"),
    ],
)
def test_undefined(answers, labels, because):
    assert eta_p_value(answers, labels) is None, because
    assert omega_interval(answers, labels) is None, because


def test_few_respondents_have_no_interval():
    answers, labels = grouped(1.0, size=FEWEST - 2)
    assert omega_interval(answers, labels) is None
    assert eta_p_value(answers, labels) < 0.05


def test_refuses():
    with pytest.raises(InputError, match="60 respondents and attributes of 59"):
        eta_p_value(np.zeros((60, 1)), ["x"] * 59)
