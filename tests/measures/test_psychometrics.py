import numpy as np
import pandas as pd
import pingouin
import pytest

from persona_collapse.measures import cronbach_alpha, keying, tucker_phi
from persona_collapse.measures.psychometrics import alpha_intervals

PAIR = keying(["E", "E", "E"], [1, 1, -1], ["E"], low=1, high=5)


def of_one_trait(items):
    return keying(["E"] * items, [1] * items, ["E"], low=1, high=5)


def test_alpha_agrees_with_pingouin(reference, keying):
    sheet = reference[:300].copy()
    ours = cronbach_alpha(sheet, keying)
    for trait, row in enumerate(keying.keys):
        keyed = np.where(row < 0, 6 - sheet, sheet)[:, row != 0]
        assert ours[trait] == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame(keyed))[0], abs=1e-9)


@pytest.mark.parametrize(
    ("sheet", "expected", "because"),
    [
        ([[1, 1, 5], [5, 5, 1], [3, 3, 3]], 1.0, "all items say the same, the third reverse-scored"),
        ([[3, 3, 3], [3, 3, 3]], None, "no respondent varies"),
        ([[3, 3, 3]], None, "one respondent"),
        ([[1, 1, 5], [5, 5, 1], [3, 3, 3], [1, np.nan, 1]], 1.0, "the incomplete respondent is left out"),
    ],
)
def test_alpha_by_hand(sheet, expected, because):
    assert cronbach_alpha(sheet, PAIR) == [expected if expected is None else pytest.approx(expected)], because


def test_the_interval_of_alpha_is_as_wide_as_theory_says_for_normal_answers():
    rng = np.random.default_rng(8)
    answers = rng.normal(size=(400, 1)) + rng.normal(size=(400, 6))
    low, high = alpha_intervals(answers, of_one_trait(6))[0]
    alpha, (least, most) = pingouin.cronbach_alpha(pd.DataFrame(answers))
    assert low < alpha < high < 1
    assert (low, high) == pytest.approx((least, most), abs=0.01)


def test_repeats_of_a_respondent_are_one_respondent(reference, keying):
    once = reference[:80].astype(float)
    once[3, 5] = np.nan
    of_rows = alpha_intervals(once, keying)
    of_personas = alpha_intervals(np.repeat(once, 3, axis=0), keying, np.repeat(np.arange(80), 3))
    assert of_personas == [pytest.approx(one) for one in of_rows]
    assert alpha_intervals(np.repeat(once, 3, axis=0), keying)[0][0] > of_rows[0][0], "as rows they look like more"


def test_alphas_without_an_interval(reference, keying):
    assert alpha_intervals(reference[:49], keying) == [None] * 5, "too few respondents"
    assert alpha_intervals(np.full((60, 44), 3.0), keying) == [None] * 5, "no variance"
    assert alpha_intervals(reference[:60, :1], of_one_trait(1)) == [None]
    same = np.repeat(reference[:60, :1].astype(float), 2, axis=1)
    assert alpha_intervals(same, of_one_trait(2)) == [None], "alpha is 1"


def test_a_single_item_has_no_alpha():
    assert cronbach_alpha([[1], [5]], keying(["E"], [1], ["E"], low=1, high=5)) == [None]


def test_a_forgotten_reversed_key_would_show():
    forgotten = keying(["E", "E", "E"], [1, 1, 1], ["E"], low=1, high=5)
    sheet = np.array([[1, 2, 5], [5, 4, 1], [4, 3, 2], [2, 2, 5]])
    assert cronbach_alpha(sheet, PAIR)[0] > 0.9
    assert cronbach_alpha(sheet, forgotten)[0] < 0


def test_phi_of_people_and_of_noise(reference, keying):
    held_out = tucker_phi(reference[:1029], reference[1029:], keying)
    assert min(held_out) > 0.95
    noise = np.random.default_rng(0).integers(1, 6, (1029, 44))
    assert max(tucker_phi(noise, reference, keying)) < 0.7
    assert tucker_phi(reference, reference, keying) == pytest.approx([1.0] * 5)


def test_phi_does_not_depend_on_the_order_of_respondents_or_on_the_spread(reference, keying):
    some = reference[:500]
    mixed = np.random.default_rng(0).permutation(some)
    assert tucker_phi(mixed, reference, keying) == pytest.approx(tucker_phi(some, reference, keying))


def test_phi_of_a_population_that_does_not_vary(reference, keying):
    assert tucker_phi(np.full((50, 44), 3.0), reference, keying) == [None] * 5


def test_phi_of_fewer_directions_than_traits(reference, keying):
    two_items = np.full((50, 44), 3.0)
    two_items[:, :2] = np.random.default_rng(0).integers(1, 6, (50, 2))
    assert tucker_phi(two_items, reference, keying) == [None] * 5
    assert tucker_phi(reference[:4], reference, keying) == [None] * 5
