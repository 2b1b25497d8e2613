import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.measures import keying, scaler

NAN = float("nan")


def test_scaler_by_hand():
    found = scaler([[1, 3, 2], [5, 3, NAN], [3, 3, 4]])
    assert found.mean.tolist() == [3, 3, 3]
    assert found.sd == pytest.approx([np.sqrt(8 / 3), 1.0, 1.0]), "ddof 0; 1 for the constant item"
    assert found.constant == 1
    assert found([[3, 4, 3]]).tolist() == [[0, 1, 0]]


def test_scaler_uses_the_whole_reference_with_ddof_zero():
    assert scaler([[0.0], [2.0]]).sd.tolist() == [1.0]


def test_scaler_refuses():
    with pytest.raises(InputError, match="no reference respondent answered item 2"):
        scaler([[1, NAN]])
    with pytest.raises(InputError, match="3 items and the reference 1"):
        scaler([[1], [2]])([[1, 2, 3]])


def test_trait_sums_by_hand():
    two = keying(["E", "E", "A"], [1, -1, 1], ["E", "A"], low=1, high=5)
    assert two.sums([[5, 1, 2], [4, NAN, 3]]).tolist()[0] == [10.0, 2.0], "5 + (6 - 1), 2"
    assert np.isnan(two.sums([[4, NAN, 3]])).tolist() == [[True, False]], "only the trait of the missing item"
    assert two.scores([[5, 1, 2]]).tolist() == [[5.0, 2.0]]


def test_reversed_keys_of_the_bfi(keying):
    # whoever answers 5 to every item scores 1 on reversed items: sums are 5 per plain item and 1 per reversed one
    fives = keying.scores(np.full((1, 44), 5.0))[0]
    plain, reversed_ = [5, 5, 5, 5, 8], [3, 4, 4, 3, 2]
    expected = [(5 * p + r) / (p + r) for p, r in zip(plain, reversed_, strict=True)]
    assert fives == pytest.approx(expected)


def test_keying_refuses_other_widths(keying):
    with pytest.raises(InputError, match="answered 40 items and the trait keys are for 44"):
        keying.scores(np.ones((1, 40)))
