import numpy as np
import pandas as pd
import pingouin
import pytest

from persona_collapse.measures import cronbach_alpha, keying, tucker_phi

PAIR = keying(["E", "E", "E"], [1, 1, -1], ["E"], low=1, high=5)


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
