from itertools import permutations as orders

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kstest

from persona_collapse.errors import InputError
from persona_collapse.measures import attribution, eta_squared
from persona_collapse.measures.levels import level_codes
from persona_collapse.measures.variance_explained import MOST, order_free
from tests.measures.strategies import seeds

NAN = float("nan")


@st.composite
def populations(draw, rows=(12, 40), items=(1, 4), count=(1, 3), missing=False):
    """Answers (N, D) and attributes (N, A) as text."""
    size, width, columns = draw(st.integers(*rows)), draw(st.integers(*items)), draw(st.integers(*count))
    points = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, *([NAN] if missing else [])])
    answers = draw(arrays(float, (size, width), elements=points))
    levels = draw(arrays(int, (size, columns), elements=st.integers(0, 3)))
    return answers, np.char.add("level ", levels.astype(str)).astype(object)


def r2_of(answers, columns):
    """R squared of one item by least squares on dummies, the slow and obvious way; missing answers excluded."""
    rows = ~np.isnan(answers)
    y = answers[rows]
    dummies = [np.ones(len(y))]
    for column in columns:
        dummies += [(column[rows] == one).astype(float) for one in sorted(set(column[rows]))]
    design = np.column_stack(dummies)
    residual = y - design @ np.linalg.lstsq(design, y)[0]
    return 1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum()


def one_of_each(*levels):
    """Every combination of levels, six times."""
    table = np.stack(np.meshgrid(*[np.arange(count) for count in levels], indexing="ij"), axis=-1)
    return np.tile(table.reshape(-1, len(levels)), (6, 1))


@pytest.mark.parametrize(
    ("men", "women", "eta2", "omega2", "because"),
    [
        ([1] * 6, [3] * 6, 1.0, 1.0, "all answer like their group"),
        ([1, 3] * 3, [1, 3] * 3, 0.0, (0 - 12 / 10) / (12 + 12 / 10), "total 12, all within; MS within 12 / 10"),
        # means 2 and 3 about 2.5: between 12 * .25 = 3, within 12, error 12 / 10
        ([1, 3] * 3, [2, 4] * 3, 3 / 15, (3 - 1.2) / (15 + 1.2), "means a point apart"),
        ([1, 3] * 3, [3] * 5, NAN, NAN, "five are too few for a group"),
        ([3] * 6, [3] * 6, NAN, NAN, "no respondent varies"),
    ],
)
def test_eta_by_hand(men, women, eta2, omega2, because):
    found = eta_squared(np.array([*men, *women], dtype=float)[:, None], ["man"] * len(men) + ["woman"] * len(women))
    assert found.eta2[0] == pytest.approx(eta2, nan_ok=True), because
    assert found.omega2[0] == pytest.approx(omega2, nan_ok=True), because
    assert found.chance[0] == pytest.approx(1 / 11 if not np.isnan(eta2) else NAN, nan_ok=True), because


def test_small_groups_are_left_out_item_by_item_and_counted():
    labels = ["a"] * 6 + ["b"] * 7 + ["c"] * 5 + [None]
    answers = np.tile([[1.0, 1.0]], (19, 1))
    answers[6:13] = 4
    answers[13:] = 2
    answers[:1, 1] = NAN
    found = eta_squared(answers, labels)
    assert found.eta2[0] == pytest.approx(1)
    assert np.isnan(found.eta2[1]), "a answers the second item five times, so that only b is left"
    assert found.groups.tolist() == [2, 1]
    assert found.groups_left_out.tolist() == [2, 3], "c, the unknown, and at the second item a"
    assert found.respondents_left_out.tolist() == [6, 11]


@given(st.lists(st.tuples(st.integers(6, 12), st.floats(0, 5)), min_size=2, max_size=4), seeds)
def test_eta_and_omega_agree_with_pingouin(groups, seed):
    rng = np.random.default_rng(seed)
    labels = np.repeat([f"g{number}" for number in range(len(groups))], [size for size, _ in groups])
    answers = rng.normal(np.repeat([mean for _, mean in groups], [size for size, _ in groups]))
    table = pingouin.anova(pd.DataFrame({"y": answers, "g": labels}), dv="y", between="g", effsize="n2", detailed=True)
    found = eta_squared(answers[:, None], labels)
    squares, error = table["SS"].to_numpy(), table["MS"].to_numpy()[1]
    assert found.eta2[0] == pytest.approx(table["n2"][0], abs=1e-9)
    freedom = len(groups) - 1
    assert found.omega2[0] == pytest.approx((squares[0] - freedom * error) / (squares.sum() + error), abs=1e-9)


@given(st.lists(st.integers(8, 12), min_size=1, max_size=4), seeds)
def test_eta_of_large_groups_is_r2(sizes, seed):
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    answers = rng.integers(1, 6, (len(labels), 3)).astype(float)
    answers[rng.integers(0, len(labels), 2), rng.integers(0, 3, 2)] = NAN  # two at most, so that six are left
    eta, fit = eta_squared(answers, labels), attribution(answers, labels[:, None], permutations=1)
    if len(sizes) == 1:
        assert np.isnan(eta.eta2).all(), "nothing to compare"
        assert fit.r2 == 0
    else:
        assert fit.r2_per_item == pytest.approx(eta.eta2, abs=1e-9)
        assert fit.chance == pytest.approx(eta.chance.mean())


def test_attribution_by_hand():
    # gender moves the answer by 1, region by 2, everywhere equally often: variances 1/4 and 1, so shares .2 and .8
    table = one_of_each(2, 2)
    found = attribution((1 + table[:, 0] + 2 * table[:, 1])[:, None], table, permutations=9)
    assert found.r2 == pytest.approx(1)
    assert found.shapley == pytest.approx([0.2, 0.8])
    assert found.incremental == pytest.approx([0.2, 0.8])
    assert (found.dominant, found.dominance) == (1, pytest.approx(0.8))
    assert found.dominance_chance == pytest.approx(0.5)
    assert found.chance == pytest.approx(2 / 23)
    assert found.p_value == pytest.approx(1 / 10)


def test_what_two_attributes_share_goes_to_the_first_or_is_halved():
    same = np.repeat([0, 1], 10)
    found = attribution(same[:, None] + 1.0, np.column_stack([same, same]), permutations=1)
    assert found.incremental == pytest.approx([1, 0])
    assert found.shapley == pytest.approx([0.5, 0.5])
    assert found.chance == pytest.approx(1 / 19), "one parameter, not two"
    assert found.chance_shares == pytest.approx([0.5, 0.5])


def test_dominance_by_chance_of_the_papers_attributes():
    # 4, 6, 3 and 3 levels: degrees of freedom 3, 5, 2, 2
    table = one_of_each(4, 6, 3, 3)
    answers = np.random.default_rng(0).integers(1, 6, (len(table), 5))
    found = attribution(answers, table, permutations=1)
    assert found.chance_shares == pytest.approx(np.array([3, 5, 2, 2]) / 12)
    assert found.dominance_chance == pytest.approx(5 / 12), "about .42"


def test_countries_are_found_in_whatever_order_of_the_alphabet():
    # the published coding sees a line through Chad, Mali, Peru: the middle one differs, the line is flat
    countries = np.array(["Chad", "Mali", "Peru"] * 8)[:, None]
    answers = np.where(countries == "Mali", 5.0, 1.0)
    assert attribution(answers, countries, permutations=1).r2 == pytest.approx(1)


@given(populations(missing=True))
def test_parts_sum_to_the_whole(given_):
    found = attribution(*given_, permutations=1)
    known = ~np.isnan(found.r2_per_item)
    assert known.sum() + found.undefined_items == len(known)
    for parts in (found.shapley_per_item, found.incremental_per_item):
        assert parts[:, known].sum(axis=0) == pytest.approx(found.r2_per_item[known], abs=1e-9)
        assert (parts[:, known] >= 0).all()
    if found.r2 is not None:
        assert found.shapley.sum() == pytest.approx(found.r2, abs=1e-9)
        assert found.incremental.sum() == pytest.approx(found.r2, abs=1e-9)
    if found.r2:
        assert found.dominance == pytest.approx(found.shapley.max() / found.r2)


@settings(max_examples=40)
@given(populations(missing=True))
def test_r2_and_its_parts_agree_with_least_squares_on_dummies_in_every_order(given_):
    answers, attributes = given_
    found = attribution(answers, attributes, permutations=1)
    count = attributes.shape[1]
    for item in np.flatnonzero(~np.isnan(found.r2_per_item)):
        one = answers[:, item]
        assert found.r2_per_item[item] == pytest.approx(r2_of(one, attributes.T), abs=1e-9)
        every = list(orders(range(count)))
        shares = np.zeros(count)
        for order in every:
            fits = [r2_of(one, attributes.T[list(order[:k])]) for k in range(count + 1)]
            shares[list(order)] += np.diff(fits) / len(every)
        assert found.shapley_per_item[:, item] == pytest.approx(shares, abs=1e-9)
        fits = [r2_of(one, attributes.T[:k]) for k in range(count + 1)]
        assert found.incremental_per_item[:, item] == pytest.approx(np.diff(fits), abs=1e-9)


def test_shares_agree_with_pingouin():
    # attributes of two levels have one dummy each, so that its shares of predictors are those of attributes
    rng = np.random.default_rng(3)
    table = rng.integers(0, 2, (200, 3))
    table[:, 2] = np.where(rng.random(200) < 0.7, table[:, 0], table[:, 2])
    answers = table @ [1.0, 0.5, 0.8] + rng.normal(size=200)
    theirs = pingouin.linear_regression(pd.DataFrame(table, columns=list("abc")), answers, relimp=True)
    found = attribution(answers[:, None], table, permutations=1)
    assert found.shapley == pytest.approx(theirs["relimp"].to_numpy()[1:], abs=1e-9)
    assert found.r2 == pytest.approx(theirs["r2"][0], abs=1e-9)
    assert found.adjusted_r2 == pytest.approx(theirs["adj_r2"][0], abs=1e-9)


def same(one, other, *, abs=1e-9):
    """Whether two attributions are the same in every number."""
    for name, value in vars(one).items():
        assert getattr(other, name) == (pytest.approx(value, abs=abs, nan_ok=True) if value is not None else None), name


@given(populations(missing=True), seeds)
def test_order_of_respondents_is_irrelevant(given_, seed):
    answers, attributes = given_
    order = np.random.default_rng(seed).permutation(len(answers))
    same(
        attribution(answers, attributes, permutations=20),
        attribution(answers[order], attributes[order], permutations=20),
    )
    for column in attributes.T:
        one, other = eta_squared(answers, column), eta_squared(answers[order], column[order])
        assert other.eta2 == pytest.approx(one.eta2, abs=1e-9, nan_ok=True)


@given(populations(missing=True), st.permutations(["Chad", "Mali", "Oman", "Peru"]))
def test_names_of_levels_are_irrelevant(given_, names):
    answers, attributes = given_
    answers = answers + np.random.default_rng(0).random(answers.shape)  # no two levels answer exactly alike
    renamed = np.vectorize(lambda one: names[int(one[-1])], otypes=[object])(attributes)
    one, other = (attribution(answers, table, permutations=20) for table in (attributes, renamed))
    same(one, other)
    for column, again in zip(attributes.T, renamed.T, strict=True):
        assert eta_squared(answers, again).eta2 == pytest.approx(
            eta_squared(answers, column).eta2, abs=1e-9, nan_ok=True
        )


@given(populations(), st.floats(0.1, 100), st.floats(-50, 50))
def test_stretching_the_scale_changes_nothing(given_, stretch, shift):
    answers, attributes = given_
    answers = answers + np.random.default_rng(0).random(answers.shape)  # every item varies
    stretched = answers * stretch + shift
    found = attribution(answers, attributes, permutations=5)
    assert found.undefined_items == 0
    same(found, attribution(stretched, attributes, permutations=5), abs=1e-7)
    for column in attributes.T:
        one, other = eta_squared(answers, column), eta_squared(stretched, column)
        assert other.eta2 == pytest.approx(one.eta2, abs=1e-7, nan_ok=True)
        assert other.omega2 == pytest.approx(one.omega2, abs=1e-7, nan_ok=True)


@given(populations(count=(2, 3)), st.randoms())
def test_shares_over_all_orders_do_not_depend_on_the_order(given_, random):
    answers, attributes = given_
    order = random.sample(range(attributes.shape[1]), attributes.shape[1])
    one, other = (attribution(answers, table, permutations=1) for table in (attributes, attributes[:, order]))
    assert other.shapley == pytest.approx(one.shapley[order], abs=1e-9, nan_ok=True)


def test_noise_has_uniform_p_values_and_its_mean_r2():
    p_values, r2 = [], []
    rng = np.random.default_rng(11)
    for seed in range(200):
        answers = rng.integers(1, 6, (40, 3)).astype(float)
        answers[rng.random(answers.shape) < 0.03] = NAN
        attributes = np.column_stack([rng.integers(0, levels, 40) for levels in (3, 2)])
        found = attribution(answers, attributes, permutations=99, seed=seed)
        p_values.append(found.p_value)
        r2.append(found.r2 - found.chance)
    assert kstest(p_values, "uniform").pvalue > 0.01
    # r2 has SD .036 about df / (N - 1) here, its mean over 200 a fourteenth of that
    assert np.mean(r2) == pytest.approx(0, abs=4 * np.std(r2) / np.sqrt(200))


def test_permutations_of_noise_have_their_mean_and_quantile():
    rng = np.random.default_rng(2)
    answers, attributes = rng.integers(1, 6, (60, 20)), rng.integers(0, 3, (60, 2))
    found = attribution(answers, attributes, permutations=500)
    # chance 4 / 59; the mean of twenty items stays near it, and one in twenty is above null_95
    assert found.chance == pytest.approx(4 / 59)
    assert 4 / 59 < found.null_95 < 2 * 4 / 59
    assert abs(found.adjusted_r2) < 0.03


def test_seeds_move_the_permutations_only():
    rng = np.random.default_rng(5)
    answers, attributes = rng.integers(1, 6, (30, 4)), rng.integers(0, 3, (30, 2))
    one, again, other = (attribution(answers, attributes, permutations=50, seed=seed) for seed in (0, 0, 1))
    same(one, again, abs=0)
    assert one.null_95 != other.null_95
    assert one.r2 == other.r2


@pytest.mark.parametrize(
    ("answers", "attributes", "r2", "because"),
    [
        ([[1.0], [2.0], [3.0]], [["a"], ["a"], ["a"]], 0, "one level only"),
        ([[3.0]] * 4, [["a"], ["b"]] * 2, None, "all answers equal"),
        ([[1.0], [2.0]], [["a"], ["b"]], None, "as many parameters as respondents"),
        ([[1.0], [2.0], [NAN]], [["a"], ["b"], ["b"]], None, "as many as answers"),
        ([[NAN], [NAN], [NAN]], [["a"], ["b"], ["b"]], None, "there are no answers"),
        ([[1.0], [3.0], [1.0], [3.0]], [["a"], ["a"], ["b"], ["b"]], 0, "both answer alike"),
    ],
)
def test_edges(answers, attributes, r2, because):
    found = attribution(answers, attributes, permutations=9)
    assert found.r2 == r2, because
    assert found.dominance is None, because
    assert found.dominant is None, because
    assert found.undefined_items == (1 if r2 is None else 0), because
    assert found.p_value == (None if r2 is None else 1), because


def test_undefined_items_are_counted_and_left_out_of_means():
    answers = np.column_stack([[1.0, 1, 5, 5], [3.0] * 4])
    found = attribution(answers, [["a"], ["a"], ["b"], ["b"]], permutations=1)
    assert (found.r2, found.undefined_items) == (pytest.approx(1), 1)
    assert np.isnan(found.r2_per_item[1])
    assert np.isnan(found.shapley_per_item[0, 1])


def test_a_level_without_an_answer():
    # the second item was answered by a and b only, c having none left: one parameter fewer
    levels = np.repeat(["a", "b", "c"], 4)[:, None]
    answers = np.column_stack([np.tile([1.0, 2.0], 6), np.tile([1.0, 2.0], 6) + np.repeat([0, 2, 0], 4)])
    answers[8:, 1] = NAN
    found = attribution(answers, levels, permutations=1)
    # a 1 2 1 2, b 3 4 3 4: between 8, within 2
    assert found.r2_per_item == pytest.approx([0, 0.8])
    assert found.chance == pytest.approx((2 / 11 + 1 / 7) / 2)
    assert found.adjusted_r2_per_item[1] == pytest.approx(1 - 0.2 * 7 / 6)


def test_unknown_values_are_a_level_of_their_own():
    found = attribution([[1.0]] * 3 + [[5.0]] * 3, [["x"], ["x"], ["x"], [None], [NAN], [" "]], permutations=1)
    assert (found.r2, found.levels.tolist(), found.unknown.tolist()) == (pytest.approx(1), [2], [3])
    assert level_codes([[pd.NA], ["b"], [2]], 3)[:, 0].tolist() == [0, 2, 1]


@given(st.integers(1, 4), seeds)
def test_order_free_is_the_mean_over_all_orders(count, seed):
    worth = np.random.default_rng(seed).random((2**count, 2))
    expected = np.zeros((count, 2))
    every = list(orders(range(count)))
    for order in every:
        chosen = 0
        for member in order:
            expected[member] += (worth[chosen | 1 << member] - worth[chosen]) / len(every)
            chosen |= 1 << member
    assert order_free(worth) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: attribution(np.ones((4, 2)), [["a"]] * 3), "4 respondents and attributes of 3"),
        (lambda: attribution(np.ones((4, 2)), ["a"] * 4), r"shape \(4,\)"),
        (lambda: attribution(np.ones((4, 2)), [["a"] * (MOST + 1)] * 4), "at most 10"),
        (lambda: attribution(np.ones((4, 2)), [["a"]] * 4, permutations=0), "permutations is 0"),
        (lambda: attribution([["x"]], [["a"]]), "not a number"),
        (lambda: eta_squared(np.ones((4, 2)), [["a"]] * 4), "one label per respondent"),
        (lambda: eta_squared(np.ones((4, 2)), ["a"] * 3), "4 respondents and attributes of 3"),
    ],
)
def test_wrong_input(call, words):
    with pytest.raises(InputError, match=words):
        call()
