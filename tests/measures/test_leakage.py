"""How much of a label the answers give away."""

import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.measures.leakage import leakage

LABEL = np.repeat([0, 1, 2], 20)
NOTHING = np.tile([1.0, 2.0, 3.0, 4.0], 15)


def tau(answers, labels):
    """Goodman and Kruskal's tau from its definition: by how much fewer wrong guesses in proportion to the shares."""
    wrong = 1 - sum((labels == one).mean() ** 2 for one in set(labels))
    left = 0.0
    for given in set(answers):
        there = labels[answers == given]
        left += len(there) / len(labels) * (1 - sum((there == one).mean() ** 2 for one in set(labels)))
    return (wrong - left) / wrong


def test_an_item_that_says_the_label():
    found = leakage(np.column_stack([1 + 2.0 * LABEL, NOTHING]), LABEL, permutations=199)
    assert (found.levels, found.respondents) == (3, 60)
    assert found.share > 0.95
    assert found.per_item[0] == pytest.approx(1)
    assert found.per_item[1] == pytest.approx(-3 / 56), "(0 - 3 / 59) / (1 - 3 / 59)"
    assert found.p_value == found.per_item_p[0] == pytest.approx(1 / 200)
    assert found.per_item_p[1] > 0.5


def test_one_item_is_goodman_and_kruskals_tau():
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, (60, 3)).astype(float)
    found = leakage(answers, LABEL, permutations=0)
    chance = 4 / 59
    expected = [(tau(column, LABEL) - chance) / (1 - chance) for column in answers.T]
    assert found.per_item == pytest.approx(expected)
    assert found.p_value is None
    assert np.isnan(found.per_item_p).all()


def test_the_middle_level_is_recovered_too():
    answers = np.column_stack([1 + 2.0 * LABEL, NOTHING])
    found = leakage(answers, (LABEL == 1).astype(int), permutations=0)
    assert found.share > 0.9, "its answers are neither high nor low"


def test_labels_that_say_nothing_have_even_p_values():
    rng = np.random.default_rng(2)
    found = [
        leakage(rng.integers(1, 6, (60, 5)), rng.integers(0, 3, 60), permutations=99, seed=seed) for seed in range(40)
    ]
    assert 1 <= sum(one.p_value <= 0.25 for one in found) <= 20
    assert 1 <= sum(one.per_item_p.min() <= 0.25 for one in found) <= 20
    assert np.mean([one.share for one in found]) < 0.05


def test_small_levels_and_unknown_labels_are_excluded():
    codes = np.where(np.arange(60) < 5, 3, LABEL)
    codes[20:25] = -1
    found = leakage(np.column_stack([1 + LABEL, NOTHING]), codes, permutations=9)
    assert (found.levels, found.respondents) == (3, 50)


@pytest.mark.parametrize(
    ("answers", "codes", "because"),
    [
        (NOTHING[:, None], np.zeros(60, dtype=int), "one level"),
        (NOTHING[:, None], np.full(60, -1), "no label is known"),
        (np.full((60, 2), 3.0), LABEL, "no item varies"),
        (NOTHING[:, None], np.arange(60), "no level has ten"),
    ],
)
def test_undefined(answers, codes, because):
    assert leakage(answers, codes) is None, because


def test_another_number_of_labels():
    with pytest.raises(InputError, match="60 respondents and 59 labels"):
        leakage(NOTHING[:, None], LABEL[1:])
