from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.measures import correlations, shuffled
from persona_collapse.measures.correlations import (
    FEWEST_TOGETHER,
    ItemCorrelations,
    correlation_difference,
    correlation_difference_estimate,
    raw_correlation_difference,
    squared_differences,
    trait_pairs,
)
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate
from tests.measures.strategies import answers, pairs, seeds


def of(values, **given_too) -> ItemCorrelations:
    return ItemCorrelations.of(np.asarray(values, dtype=np.float64), **given_too)


def normal(rng, size, correlations) -> np.ndarray:
    return rng.multivariate_normal(np.zeros(len(correlations)), correlations, size)


@pytest.fixture(scope="module")
def people() -> ItemCorrelations:
    return of(calibrated_2058().values)


def slow(ours, people) -> float:
    """The definition word for word, pair by pair, for complete answers."""
    squares = []
    for j, k in combinations(range(ours.shape[1]), 2):
        gap, errors = [], 0.0
        for side in (ours, people):
            size = len(side)
            x, y = ((side[:, one] - side[:, one].mean()) / side[:, one].std() for one in (j, k))
            r = float(np.corrcoef(side[:, j], side[:, k])[0, 1])
            influence = x * y - r * (x**2 + y**2) / 2
            errors += (influence**2).mean() / (size - 1)
            gap.append(r)
        squares.append((gap[0] - gap[1]) ** 2 - errors)
    return float(np.sqrt(max(np.mean(squares), 0)))


def test_it_is_the_definition_in_numpy():
    rng = np.random.default_rng(3)
    ours, people = rng.integers(1, 6, (40, 6)).astype(float), rng.integers(1, 4, (70, 6)).astype(float)
    ours[:, 1] = np.clip(ours[:, 0] + rng.integers(-1, 2, 40), 1, 5)
    assert of(ours).values[np.triu_indices(6, 1)] == pytest.approx(np.corrcoef(ours.T)[np.triu_indices(6, 1)])
    found = correlation_difference(of(ours), of(people))
    assert found > 0.1
    assert found == pytest.approx(slow(ours, people), rel=1e-9)


def test_by_hand():
    up = [[n, n] for n in (1, 2, 3, 4, 5) * 2]
    down = [[n, 6 - n] for n in (1, 2, 3, 4, 5) * 2]
    assert correlation_difference(of(up), of(down)) == pytest.approx(2.0), "r is 1 and -1, both without error"
    square = [[1, 1], [1, 2], [2, 1], [2, 2]] * 5
    # r = 0; the influence z z' is 1 or -1, so its mean square is 1, and the squared error 1 / 19
    assert correlation_difference(of(square), of(up)) == pytest.approx(np.sqrt(1 - 1 / 19))


@given(pairs(rows=(12, 20), items=(2, 4)), seeds)
def test_the_order_of_respondents_changes_nothing(two, seed):
    ours, people = two
    mixed = np.random.default_rng(seed).permutation(ours)
    first, second = (correlation_difference(of(one), of(people)) for one in (ours, mixed))
    assert (first is None) == (second is None)
    assert first is None or first == pytest.approx(second, abs=1e-7)


@given(answers(rows=(10, 20), items=(2, 4)))
def test_a_population_beside_itself_has_0(values):
    found = [one(of(values), of(values)) for one in (correlation_difference, raw_correlation_difference)]
    assert set(found) <= {0.0, None}


@given(answers(rows=(12, 20), items=(2, 4)), st.integers(1, 4), st.integers(-3, 3))
def test_stretching_and_moving_the_scale_changes_nothing(values, factor, by):
    people = np.random.default_rng(0).integers(1, 6, (50, values.shape[1])).astype(float)
    first, second = (correlation_difference(of(one), of(people)) for one in (values, factor * values + by))
    assert first is None or first == pytest.approx(second, abs=1e-7)


def test_chance_is_removed_whatever_the_size():
    rng = np.random.default_rng(1)
    one, other = np.full((8, 8), 0.5), np.full((8, 8), 0.2)
    for matrix in (one, other):
        np.fill_diagonal(matrix, 1.0)
    people = of(normal(rng, 4000, one))
    for size in (25, 100, 400):
        squares = [np.nanmean(squared_differences(of(normal(rng, size, other)), people)) for _ in range(60)]
        assert np.mean(squares) == pytest.approx(0.09, abs=0.012), f".3 squared, with {size} respondents"
        same = [np.nanmean(squared_differences(of(normal(rng, size, one)), people)) for _ in range(60)]
        assert np.mean(same) == pytest.approx(0.0, abs=0.004)
        assert raw_correlation_difference(of(normal(rng, size, one)), people) > 0.03, "chance alone"


def test_repeats_count_as_one_persona():
    rng = np.random.default_rng(2)
    once = rng.integers(1, 6, (30, 5)).astype(float)
    rows, owner = np.repeat(once, 4, axis=0), np.repeat(np.arange(30), 4)
    people = of(rng.integers(1, 6, (200, 5)))
    assert correlation_difference(of(rows, persona=owner), people) == pytest.approx(
        correlation_difference(of(once), people)
    )
    assert correlation_difference(of(rows), people) > correlation_difference(of(once), people), "chance that is kept"


def test_weights_count_respondents_as_often():
    rng = np.random.default_rng(4)
    values, weights = rng.integers(1, 6, (30, 4)).astype(float), rng.integers(1, 4, 30)
    assert of(values, weights=weights.astype(float)).values == pytest.approx(
        of(np.repeat(values, weights, axis=0)).values, nan_ok=True
    )


def test_a_constant_item_has_no_correlation():
    rng = np.random.default_rng(5)
    people, ours = rng.integers(1, 6, (50, 4)).astype(float), rng.integers(1, 6, (50, 4)).astype(float)
    ours[:, 2] = 3.0
    assert np.isnan(of(ours).values[2]).all()
    left = [0, 1, 3]
    assert correlation_difference(of(ours), of(people)) == pytest.approx(
        correlation_difference(of(ours[:, left]), of(people[:, left]))
    )
    assert correlation_difference(of(np.full((50, 4), 3.0)), of(people)) is None
    assert correlation_difference_estimate(of(np.full((50, 4), 3.0)), of(people)) is None


def test_a_pair_is_read_from_those_that_answered_both():
    rng = np.random.default_rng(6)
    ours, people = rng.integers(1, 6, (60, 3)).astype(float), rng.integers(1, 6, (80, 3)).astype(float)
    ours[:20, 0] = np.nan
    assert of(ours).values[1, 2] == pytest.approx(np.corrcoef(ours[:, 1], ours[:, 2])[0, 1])
    ours[: 60 - FEWEST_TOGETHER + 1, 0] = np.nan
    assert np.isnan(of(ours).values[0]).all(), "too few answered both"
    assert correlation_difference(of(ours), of(people)) == pytest.approx(
        correlation_difference(of(ours[:, 1:]), of(people[:, 1:]))
    )
    nothing = ours.copy()
    nothing[:, 0] = np.nan
    assert np.isfinite(of(nothing).squared_errors).all()


@pytest.mark.parametrize("size", [1, 2, FEWEST_TOGETHER - 1])
def test_few_respondents_have_none(size):
    values = np.random.default_rng(7).integers(1, 6, (size, 4))
    assert correlation_difference(of(values), of(values)) is None
    assert correlation_difference_estimate(of(values), of(values)) is None


def test_other_items_are_refused():
    with pytest.raises(InputError, match="population answered 3 items and the reference 4"):
        correlation_difference(of(np.eye(12)[:, :3]), of(np.eye(12)[:, :4]))


def test_the_estimate_is_the_number_and_its_error_that_of_omitting_respondents():
    rng = np.random.default_rng(8)
    ours = np.clip(np.round(normal(rng, 80, 0.6 * np.ones((6, 6)) + 0.4 * np.eye(6)) + 3), 1, 5)
    people = of(rng.integers(1, 6, (500, 6)))
    found = correlation_difference_estimate(of(ours), people)
    assert found.value == correlation_difference(of(ours), people)
    without = [correlation_difference(of(np.delete(ours, row, axis=0)), people) for row in range(80)]
    assert found.se == pytest.approx(np.std(without) * np.sqrt(79), rel=0.1)
    around = found.interval
    assert around.low < found.value < around.high
    assert around.high - around.low == pytest.approx(3.92 * found.se, rel=0.1)


def test_its_interval_does_not_go_below_0(people):
    found = correlation_difference_estimate(of(simulate("human", 120).values), people).interval
    assert found.low == 0 < found.high < 0.08


def test_it_tells_populations_from_people(people):
    """People are near 0 at any size; answers that are not related, stereotypes and caricatures are not."""
    expected = {
        "human": (0.0, 0.04),
        "caricature": (0.08, 0.14),
        "shallow": (0.15, 0.22),
        "collapsed": (0.24, 0.31),
        "noise": (0.25, 0.28),
    }
    for kind, (low, high) in expected.items():
        for size in (150, 500):
            found = correlation_difference(of(simulate(kind, size, seed=31).values), people)
            assert low <= found <= high, f"{kind} of {size}"
    mixed = shuffled(simulate("human", 300, seed=31).values, seed=0)
    assert 0.25 <= correlation_difference(of(mixed), people) <= 0.28, "whatever the answers to each item"


def test_the_worst_traits_are_named(people):
    instrument = bfi44()
    stereotype = simulate("shallow", 400, seed=3)
    found = trait_pairs(of(stereotype.values), people, instrument.keying().keys, instrument.traits)
    assert len(found) == 15, "ten pairs, and five traits with themselves"
    assert [one.difference for one in found] == sorted((one.difference for one in found), reverse=True)
    worst = found[0]
    assert worst.first == worst.second, "the items of one trait say the same"
    assert worst.mean > worst.people_mean + 0.3
    items = np.count_nonzero(instrument.keying().keys[instrument.traits.index(worst.first)])
    assert worst.item_pairs == items * (items - 1) / 2


def test_complete_answers_have_the_errors_that_are_found_item_by_item(monkeypatch):
    rng = np.random.default_rng(9)
    ours = of(rng.integers(1, 6, (57, 5)), weights=rng.random(57) + 0.5)
    gaps = rng.normal(size=(5, 5))
    gaps += gaps.T
    np.fill_diagonal(gaps, 0)
    slowly = replace(ours, complete=False)
    monkeypatch.setattr("persona_collapse.measures.correlations.BLOCK_ROWS", 20)
    off = ~np.eye(5, dtype=bool)
    assert ours.squared_errors[off] == pytest.approx(slowly.squared_errors[off], rel=1e-9)
    assert ours.parts(gaps) == pytest.approx(slowly.parts(gaps), rel=1e-9)


def test_blocks_of_rows_change_nothing(monkeypatch):
    """Of complete answers, of answers with gaps, and weighed: every sum is that of all rows at once."""
    people = calibrated_2058().values[:90].astype(float)
    gaps = np.where(np.random.default_rng(5).random(people.shape) < 0.1, np.nan, people)
    weights = np.random.default_rng(6).random(90)
    for one, weighs in ((people, None), (gaps, None), (people, weights), (gaps, weights)):
        found = []
        for rows in (1000, 7):
            monkeypatch.setattr(correlations, "BLOCK_ROWS", rows)
            whole = ItemCorrelations.of(one, weighs)
            found.append((whole.values, whole.squared_errors, whole.parts(np.nan_to_num(whole.values))))
        for at_once, blocks in zip(*found, strict=True):
            assert np.allclose(at_once, blocks, rtol=1e-12, atol=1e-14, equal_nan=True)
