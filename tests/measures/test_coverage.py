import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prdc import compute_prdc

from persona_collapse.errors import InputError
from persona_collapse.measures import Draws, Pair, coverage, held_out, rarefied_coverage, sorted_respondents
from persona_collapse.measures.ball_coverage import chance_that_none_is_drawn
from tests.measures.strategies import pairs, seeds

# three people on a line; with k = 1 their balls reach 1 (to the second), 1 (to the first) and 2 (to the second)
PEOPLE = [[0.0], [1.0], [3.0]]


@pytest.mark.parametrize(
    ("personas", "ties", "expected", "because"),
    [
        ([[0.5], [0.6]], "include", 2 / 3, "both are in the first two balls"),
        ([[2.0], [2.0]], "include", 2 / 3, "on the edge of the second ball, inside the third"),
        ([[2.0], [2.0]], "exclude", 1 / 3, "the edge does not count now"),
        ([[5.0], [5.0]], "include", 1 / 3, "on the edge of the third ball"),
        ([[5.0], [5.0]], "exclude", 0.0, "outside everything"),
        ([[0.0], [3.0]], "include", 1.0, "0 is in the first and on the edge of the second, 3 in the third"),
    ],
)
def test_coverage_by_hand(personas, ties, expected, because):
    assert coverage(personas, PEOPLE, k=1, ties=ties).coverage == pytest.approx(expected), because


@pytest.mark.parametrize(
    ("personas", "density", "precision", "because"),
    [
        ([[0.5], [9.0]], 1.0, 0.5, "two balls hold the first persona, none the second: (2 + 0) / (1 * 2)"),
        ([[0.5], [0.6]], 2.0, 1.0, "two balls each"),
        ([[9.0], [9.5]], 0.0, 0.0, "no persona is near"),
    ],
)
def test_density_and_precision_by_hand(personas, density, precision, because):
    found = coverage(personas, PEOPLE, k=1)
    assert (found.density, found.precision) == (density, precision), because


@pytest.mark.parametrize(
    ("personas", "expected", "because"),
    [
        ([[0.0], [1.0]], 2 / 3, "persona balls reach 1: 0 and 1 are inside, 3 is not"),
        ([[0.0], [0.0]], 1 / 3, "two copies have balls of radius 0, which hold only who answers the same"),
        ([[9.0], [9.0]], 0.0, "copies far from all people"),
    ],
)
def test_recall_by_hand(personas, expected, because):
    assert coverage(personas, PEOPLE, k=1).recall == pytest.approx(expected), because


def test_a_respondent_is_not_its_own_neighbour():
    # if a respondent were its own neighbour, every ball at k = 1 would have radius 0 and hold only copies
    assert coverage([[0.9], [0.9]], PEOPLE, k=1).coverage == pytest.approx(2 / 3)


def test_ties_that_rounding_would_break():
    # 0.1 + 0.2 and 0.3 differ in the last bit; both are the same distance
    people = [[0.0], [0.1 + 0.2]]
    assert coverage([[-0.3], [-0.3]], people, k=1, ties="include").coverage == 0.5
    assert coverage([[-0.3], [-0.3]], people, k=1, ties="exclude").coverage == 0.0


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("sizes", [(30, 40), (60, 25)])
def test_agrees_with_prdc(k, sizes):
    rng = np.random.default_rng(k)
    personas, people = rng.normal(size=(sizes[0], 6)), rng.normal(0.3, 1.2, size=(sizes[1], 6))
    theirs = compute_prdc(real_features=people, fake_features=personas, nearest_k=k)
    ours = coverage(personas, people, k=k, ties="exclude")
    for name in ("precision", "recall", "density", "coverage"):
        assert getattr(ours, name) == pytest.approx(theirs[name], abs=1e-9), name


@given(pairs(), seeds)
def test_order_of_respondents_is_irrelevant(two, seed):
    personas, people = two
    rng = np.random.default_rng(seed)
    mixed = coverage(rng.permutation(personas), rng.permutation(people), k=2)
    assert mixed == coverage(personas, people, k=2)


@given(pairs())
def test_doubling_the_population_leaves_coverage_unchanged(two):
    personas, people = two
    once, twice = coverage(personas, people, k=2), coverage(np.vstack([personas, personas]), people, k=2)
    assert twice.coverage == once.coverage
    assert twice.density == pytest.approx(once.density)
    assert twice.precision == pytest.approx(once.precision)


@given(pairs(), st.floats(0.01, 100))
def test_stretching_both_changes_nothing(two, factor):
    personas, people = two
    assert coverage(personas * factor, people * factor, k=2) == coverage(personas, people, k=2)


@given(pairs())
def test_shares_are_shares_and_edges_only_add(two):
    personas, people = two
    within, strictly = coverage(personas, people, k=2), coverage(personas, people, k=2, ties="exclude")
    for name in ("coverage", "precision", "recall"):
        assert 0 <= getattr(strictly, name) <= getattr(within, name) <= 1
    assert 0 <= strictly.density <= within.density <= len(people) / 2


def test_all_respondents_equal():
    same = [[3.0, 3.0]] * 6
    assert coverage(same, same).coverage == 1.0, "all are at the same point"
    assert coverage(same, same, ties="exclude").coverage == 0.0, "all on the edge of balls of radius 0"


@pytest.mark.parametrize(
    ("personas", "people", "k", "words"),
    [
        (np.zeros((9, 4)), np.zeros((9, 5)), 5, ["4 items", "reference 5"]),
        (np.zeros((5, 2)), np.zeros((9, 2)), 5, ["population has 5", "at least 6"]),
        (np.zeros((9, 2)), np.zeros((5, 2)), 5, ["reference has 5", "at least 6"]),
        ([[1.0, np.nan]] * 9, np.zeros((9, 2)), 5, ["respondent 1", "item 2"]),
        (np.zeros((9, 2)), np.zeros((9, 2)), 0, ["k is 0"]),
        (np.zeros(9), np.zeros((9, 2)), 5, ["1 dimension"]),
        ([["a", "b"]] * 9, np.zeros((9, 2)), 5, ["not a number"]),
        (np.full((9, 2), np.inf), np.zeros((9, 2)), 5, ["infinite", "respondent 1"]),
        (np.zeros((0, 2)), np.zeros((9, 2)), 5, ["empty"]),
    ],
)
def test_refuses(personas, people, k, words):
    with pytest.raises(InputError) as refused:
        coverage(personas, people, k=k)
    for word in words:
        assert word in str(refused.value)


def test_refuses_an_unknown_rule_for_ties():
    with pytest.raises(InputError, match="include"):
        coverage([[0.0]] * 3, PEOPLE, k=1, ties="both")


def test_rarefaction_with_all_respondents_is_the_plain_value():
    rng = np.random.default_rng(3)
    personas, people = rng.integers(1, 6, (40, 3)).astype(float), rng.integers(1, 6, (40, 3)).astype(float)
    whole, drawn = coverage(personas, people), rarefied_coverage(Pair(personas, people), Draws(n=40, count=3))
    for name in ("coverage", "density", "precision", "recall"):
        assert getattr(drawn, name) == pytest.approx(getattr(whole, name)), name


def test_rarefied_coverage_is_the_mean_of_plain_draws():
    # the exact expectation against its slow obvious twin: many draws, each measured with `coverage`
    rng = np.random.default_rng(5)
    personas, people = rng.normal(1.0, 1.5, (60, 3)), rng.normal(size=(50, 3))
    pair, draws = Pair(personas, people), Draws(n=15, count=400, seed=1)
    slow = [coverage(personas[ours], people[theirs], k=2) for ours, theirs in draws.pairs(pair)]
    fast = rarefied_coverage(pair, draws, k=2)
    for name in ("coverage", "density", "precision", "recall"):
        values = [getattr(one, name) for one in slow]
        error = 4 * np.std(values) / np.sqrt(len(values))
        assert getattr(fast, name) == pytest.approx(np.mean(values), abs=error), name


@pytest.mark.parametrize(
    ("marked", "expected", "because"),
    [
        (0, 1.0, "no persona to draw"),
        (1, 0.6, "2 of 5 are drawn, so one marked persona is missed with 3/5"),
        (2, 0.3, "C(3, 2) / C(5, 2) = 3 / 10"),
        (4, 0.0, "only one is unmarked and two are drawn"),
        (5, 0.0, "all are marked"),
    ],
)
def test_chance_that_none_is_drawn(marked, expected, because):
    assert chance_that_none_is_drawn(5, 2)[marked] == pytest.approx(expected), because


def test_held_out_people_never_stand_on_both_sides():
    # thirty people far from each other: when they are held out, no two are at the same point, so none is within reach
    # of a ball that ends at the nearest other; against itself the reference would cover everything
    people = sorted_respondents(np.eye(30) * 100)
    pair = held_out(people)
    for ours, theirs in Draws(n=10, count=20).pairs(pair):
        assert not set(ours.tolist()) & set(theirs.tolist())
    line = np.array([[float(2**i)] for i in range(30)])
    assert rarefied_coverage(held_out(line), Draws(n=10, count=20), k=1).precision < 1
    assert (
        rarefied_coverage(Pair(line, line), Draws(n=10, count=20), k=1).precision
        > rarefied_coverage(held_out(line), Draws(n=10, count=20), k=1).precision
    )


def test_seeds_give_draws_and_other_seeds_others(reference, standardise):
    points = standardise(sorted_respondents(reference[:200]))
    pair = Pair(points[:100], points[100:])
    first, again, other = (rarefied_coverage(pair, Draws(40, 5, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_rarefaction_refuses_too_few():
    with pytest.raises(InputError, match="at least 6"):
        rarefied_coverage(Pair(np.zeros((20, 1)), np.zeros((20, 1))), Draws(n=5))
    with pytest.raises(InputError, match="at least 1"):
        Draws(n=0)
