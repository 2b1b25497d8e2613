"""Distances kept for many draws, and the nearest among those drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from persona_collapse.errors import InputError
from persona_collapse.measures import (
    Draws,
    Pair,
    coarse,
    energies,
    energy_distance,
    near,
    neighbours,
    rarefied_coverage,
    vendi,
)
from persona_collapse.measures.coarse import Coarse, product
from persona_collapse.measures.crowding import crowding_of_each
from persona_collapse.measures.drawn_balls import Holdable, recall_of_each
from persona_collapse.measures.drawn_distances import Distances, Neighbourhoods
from persona_collapse.measures.drawn_likeness import Likeness
from persona_collapse.measures.near import held
from persona_collapse.measures.neighbours import MANY, distance_blocks, distances, nearest_others, radii, smallest
from persona_collapse.measures.rarefaction import PairDistances, held_out


def two_sides():
    rng = np.random.default_rng(3)
    return rng.normal(size=(40, 3)), rng.normal(size=(50, 3))


def test_too_large_a_table_is_not_kept_and_changes_nothing(monkeypatch):
    population, reference = two_sides()
    pair, draws = Pair(population, reference), Draws(20, 5)
    rows, columns = np.array([3, 1, 7]), np.array([49, 0])
    kept, of_table = Distances.between(population, reference), rarefied_coverage(pair, draws, k=3)
    monkeypatch.setattr("persona_collapse.measures.drawn_distances.TABLE_BYTES", 8 * 40 * 40 - 1)
    computed = Distances.between(population, reference)
    assert (kept.table is None, computed.table is None) == (False, True)
    assert np.array_equal(kept.of(rows, columns), computed.of(rows, columns))
    assert rarefied_coverage(pair, draws, k=3) == of_table


@pytest.mark.parametrize("ties", ["include", "exclude"])
def test_people_beside_other_people_are_counted_in_pairs_as_in_blocks(monkeypatch, ties):
    people = np.random.default_rng(5).integers(1, 5, size=(90, 4)).astype(float)
    found = []
    for share in (0.0, 1.0):
        monkeypatch.setattr("persona_collapse.measures.drawn_balls.LARGEST_SHARE", share)
        found.append(rarefied_coverage(held_out(people), Draws(30, 9), ties=ties))
    assert found[0] == found[1]
    assert 0 < found[0].coverage < 1


def test_the_nearest_of_draws_are_those_of_their_distances(monkeypatch):
    monkeypatch.setattr("persona_collapse.measures.drawn_distances.MANY", 1)
    rng = np.random.default_rng(3)
    points = rng.integers(0, 4, size=(60, 5)).astype(float)
    kept = Distances.between(points, points)
    for n, k in ((30, 1), (30, 5), (20, 5), (58, 3), (60, 59), (8, 2)):
        drawn = rng.choice(60, n, replace=False)
        assert np.allclose(kept.nearest(drawn, k), smallest(kept.among(drawn), k), rtol=0, atol=1e-12)


def test_the_energy_distances_of_draws_are_those_of_points():
    population, reference = two_sides()
    apart, rng = PairDistances.of(Pair(population, reference)), np.random.default_rng(2)
    draws = [(rng.choice(40, 15, replace=False), rng.choice(50, 20, replace=False)) for _ in range(9)]
    expected = [energy_distance(population[ours], reference[theirs]).distance for ours, theirs in draws]
    assert energies(apart, draws) == pytest.approx(expected, rel=1e-12)
    too_large = PairDistances(*(replace(one, fits=False) for one in (apart.personas, apart.between, apart.people)))
    assert energies(too_large, draws) == pytest.approx(expected, rel=1e-12)


def test_few_energy_distances_need_no_table():
    population, reference = (np.tile(side, (10, 1)) for side in two_sides())
    apart = PairDistances.of(Pair(population, reference))
    draw = np.arange(250), np.arange(250)
    [found] = energies(apart, [draw])
    assert found == pytest.approx(energy_distance(population[draw[0]], reference[draw[1]]).distance, rel=1e-12)
    assert "table" not in vars(apart.between)


def test_no_draws_and_empty_draws():
    population, reference = two_sides()
    between, none = Distances.between(population, reference), np.array([], dtype=int)
    holdable = Holdable.of(between, [np.arange(40)], [np.full(40, 0.01)])
    assert [len(one) for one in holdable.of_draw(none, np.array([]))] == [0, 0]
    assert Neighbourhoods.of(population).nearest(none, 2).shape == (0, 2)
    assert Distances.between(population, population).nearest(none, 2).shape == (0, 2)
    assert energies(PairDistances.of(Pair(population, reference)), []).shape == (0,)
    assert between.totals([]).shape == (0,)
    assert recall_of_each(between, [], []) == crowding_of_each(~np.eye(8, dtype=bool), [], 6) == []


def test_one_respondent_has_no_energy_distance():
    apart = PairDistances.of(Pair(*two_sides()))
    found = energies(apart, [(np.array([0]), np.array([0, 1])), (np.array([0, 1]), np.array([0, 1]))])
    assert np.isnan(found).tolist() == [True, False]


@pytest.mark.parametrize("n", [3, 250])
def test_a_draw_has_fewer_others_than_were_asked_for(n):
    points = np.random.default_rng(5).normal(size=(300, 2))
    for kept in (Distances.between(points, points), Neighbourhoods.of(points)):
        assert np.isfinite(kept.nearest(np.arange(n), n - 1)).all()
        with pytest.raises(InputError, match=f"a draw has {n} .*k = {n}.* at least {n + 1}"):
            kept.nearest(np.arange(n), n)


def test_the_vendi_scores_of_draws_are_those_of_points(monkeypatch):
    monkeypatch.setattr("persona_collapse.measures.drawn_likeness.MANY", 1)
    points, _ = two_sides()
    drawn = np.random.default_rng(4).choice(40, 15, replace=False)
    likeness = Likeness(Distances.between(points, points), 2.0)
    for found in (likeness, replace(likeness, distances=replace(likeness.distances, fits=False))):
        assert found.vendi(drawn) == pytest.approx(vendi(points[drawn], scale=2.0), rel=1e-12)


def test_neighbours_are_sought_farther_away_when_the_nearest_are_not_drawn():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 1, (60, 2)), rng.normal(50, 1, (10, 2))])
    drawn = np.r_[0, 60:70]  # one of the sixty, and all who are far from them
    found = Neighbourhoods.of(points).nearest(drawn, 2)
    assert np.allclose(found, nearest_others(points[drawn], 2))


def _tables():
    rng = np.random.default_rng(1)
    spread = rng.normal(size=(300, 8))
    copied = np.concatenate([spread[:150], spread[:150]])
    return {
        "all different": spread,
        "whole answers": rng.integers(1, 4, (300, 5)).astype(float),
        "copies": copied,
        "nearly copies": copied + 1e-6 * rng.normal(size=copied.shape),
        "far from the origin": 1e4 + spread,
        "near each other and far from the origin": 1e6 + 1e-3 * spread,
        "all alike": np.ones((300, 8)),
    }


@pytest.mark.parametrize("k", [1, 5, 40, 299])
@pytest.mark.parametrize("table", _tables())
def test_the_nearest_are_those_of_all_distances(table, k):
    points = _tables()[table]
    every = cdist(points, points)
    np.fill_diagonal(every, np.inf)
    expected = np.sort(every, axis=1)[:, :k]
    assert len(points) ** 2 > MANY, "so that a product is taken"
    np.testing.assert_allclose(nearest_others(points, k), expected, rtol=1e-9)
    some = np.array([7, 299, 0])
    np.testing.assert_allclose(nearest_others(points, k, some), expected[some], rtol=1e-9)


@pytest.mark.parametrize("kinds", [1, 2, 9, 30])
@pytest.mark.parametrize("k", [1, 4, 40, 239])
def test_the_nearest_of_copies_of_a_few_are_those_of_all_distances(monkeypatch, kinds, k):
    rng = np.random.default_rng(kinds)
    points = rng.integers(0, 3, (kinds, 4))[rng.integers(0, kinds, 240)] / 1.1
    table = cdist(points, points)
    np.fill_diagonal(table, np.inf)
    queries = rng.integers(0, 240, 50)
    assert np.allclose(nearest_others(points, k, queries), smallest(table[queries], k), rtol=0, atol=1e-12)
    monkeypatch.setattr(neighbours, "_nearest_in_blocks", None)
    assert nearest_others(points, k).shape == (240, k), "found among patterns"


@pytest.mark.parametrize("table", _tables())
def test_who_is_within_an_edge_is_who_is_at_that_distance(table):
    points = _tables()[table]
    edges = radii(points, 3) * (1 + 1e-9)
    edges[:5] = -1.0  # these hold no point
    expected = cdist(points, points) <= edges
    found = np.zeros_like(expected)
    for one, other in held(points, points, edges):
        found[one, other] = True
    assert np.array_equal(found, expected)


def _crowds(seed, size=130):
    """Tables (size, 6) with many ties and copies, in units that a float32 knows or does not."""
    rng = np.random.default_rng(seed)
    whole = rng.integers(1, 4, (size, 6)).astype(float)
    scaled = whole * rng.uniform(0.5, 2, 6)
    return {
        "whole": whole,
        "scaled": scaled,
        "nearly tied": scaled + 1e-7 * rng.normal(size=scaled.shape),
        "far from the origin": 1e6 + scaled,
        "tiny": 1e-60 * scaled,
        "huge": 1e60 * scaled,
        "one far away": np.vstack([scaled[1:], 1e9 * scaled[:1]]),
        "all alike": np.ones((size, 6)),
    }


CROWDS = st.sampled_from(sorted(_crowds(0)))


@pytest.fixture
def small_tiles(monkeypatch):
    """Tiles of a few respondents, so that a small table has many."""
    for name, size in (("HEIGHT", 24), ("WIDTH", 8)):
        monkeypatch.setattr(coarse, name, size)
        monkeypatch.setattr(neighbours, name, size)
    monkeypatch.setattr(coarse, "WIDE", 32)
    monkeypatch.setattr(neighbours, "LARGE", 1)
    monkeypatch.setattr(near, "HEIGHT", 48)


@given(CROWDS, st.integers(0, 10_000), st.sampled_from([1, 3, 5]), st.sampled_from([0, 16]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_may_be_near_in_float32_includes_the_nearest(small_tiles, kind, seed, k, spare):
    points = _crowds(seed)[kind]
    every = cdist(points, points)
    np.fill_diagonal(every, np.inf)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "SPARE", spare)  # gives up sooner or later
        patch.setattr(neighbours, "DOUBTFUL", 1)
        found = nearest_others(points, k)
    np.testing.assert_allclose(found, np.sort(every, axis=1)[:, :k], rtol=1e-12)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few rows, of which a few are looked at at once; a product for any number of distances."""
    some = 8 * 60 * 20
    sizes = {"BLOCK_BYTES": some, "REUSED_BYTES": some, "CACHED_BYTES": 8 * 60 * 7, "BLOCK_ROWS": 20, "MANY": 1}
    for name, size in sizes.items():
        monkeypatch.setattr(neighbours, name, size)


@given(CROWDS, CROWDS, st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_distances_in_blocks_are_those_of_differences(small_blocks, kind, other, seed):
    points, others = _crowds(seed)[kind], _crowds(seed + 1)[other]
    for one in (points, others):
        found = np.vstack([table.copy() for _, table in distance_blocks(points, one)])
        assert np.array_equal(found == 0, cdist(points, one) == 0)
        np.testing.assert_allclose(found, cdist(points, one), rtol=1e-9)
    itself = np.vstack([table.copy() for _, table in distance_blocks(points, points)])
    assert np.array_equal(np.diag(itself), np.zeros(len(points)))
    np.testing.assert_allclose(itself, distances(points, points.copy()), rtol=1e-9)


@given(CROWDS, CROWDS, st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_is_within_an_edge_in_float32_is_so_by_differences(small_tiles, kind, other, seed):
    points, others = _crowds(seed)[kind], _crowds(seed + 1)[other]
    edges = np.random.default_rng(seed).permutation(radii(others, 3) * (1 + 1e-9))
    edges[::7] = -1.0
    expected = cdist(points, others) <= edges
    found = np.zeros_like(expected)
    for one, two in held(points, others, edges):
        found[one, two] = True
    assert np.array_equal(found, expected)


@given(CROWDS, CROWDS, st.integers(0, 10_000), st.sampled_from([0, 1, 40]))
def test_a_product_in_float32_is_below_the_squared_distance_by_its_slack_at_most(kind, other, seed, copies):
    points, others = (np.tile(_crowds(seed)[one][:40], (1, 1 + copies)) for one in (kind, other))
    frame = Coarse.around(others)
    left, right = frame.left(points), frame.right(others)
    least, slack = product(left, right), left.slack[:, None] + right.slack
    squared = cdist(points / frame.unit, others / frame.unit) ** 2
    assert (least <= squared).all()
    assert (squared <= least + slack).all()
    near = squared[slack < 1]
    assert (slack[slack < 1] <= 8 * (3 * points.shape[1] + 8) * 2.0**-24 * (1 + near)).all(), "it tells something"
