"""Balls counted by products of matrices: no tie changes sides, and every count is that of the distances themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from persona_collapse.measures import Draws, Pair, neighbours, scaler, uniform_answers
from persona_collapse.measures.ball_coverage import drawn_balls, memberships, within
from persona_collapse.measures.near import Blocks, near_pairs
from persona_collapse.measures.neighbours import distances
from persona_collapse.references import calibrated_2058

PEOPLE = calibrated_2058().values
SCALE = scaler(PEOPLE)


def brute(population, pair, draws, ties):
    """Personas in each ball, balls of each persona, draws of each persona: from the distances."""
    drawn, edges = drawn_balls(pair, draws, 5)
    to_people = cdist(population, pair.reference)
    tables = [within(to_people[:, rows], edge, ties) for rows, edge in zip(drawn, edges, strict=True)]
    return (
        np.array([one.sum(axis=0) for one in tables]),
        sum(one.sum(axis=1) for one in tables),
        sum(one.any(axis=1).astype(int) for one in tables),
    )


@given(st.integers(0, 10_000), st.sampled_from(["include", "exclude"]), st.integers(1, 8), st.integers(2, 4))
def test_every_count_is_that_of_the_distances(seed, ties, items, high):
    rng = np.random.default_rng(seed)  # few items and points: many ties and copies
    people, personas = (rng.integers(1, high + 1, (size, items)).astype(float) for size in (40, 60))
    scale = scaler(people)
    pair, draws = Pair(scale(personas), scale(people)), Draws(n=12, count=7, seed=seed)
    found = memberships(pair, draws, 5, ties)
    counts, balls, some = brute(pair.population, pair, draws, ties)
    assert np.array_equal(found.counts, counts)
    assert np.array_equal(found.balls_of, balls)
    assert np.array_equal(found.draws_of, some)
    worth = rng.random(counts.shape)
    drawn, edges = drawn_balls(pair, draws, 5)
    table = cdist(pair.population, pair.reference)
    each = [within(table[:, rows], edge, ties) @ one for rows, edge, one in zip(drawn, edges, worth, strict=True)]
    assert np.allclose(found.summed(worth), np.sum(each, axis=0))


@pytest.mark.parametrize("height", [7, 1000])
def test_counts_do_not_depend_on_the_size_of_blocks_and_points_may_be_made_when_asked_for(monkeypatch, height):
    crowd = SCALE(np.vstack([PEOPLE[:300], uniform_answers(300, 44, low=1, high=5)]))
    draws, people = Draws(n=500, count=3), SCALE(PEOPLE)
    counts, balls, some = brute(crowd, Pair(crowd, people), draws, "include")
    monkeypatch.setattr("persona_collapse.measures.near.HEIGHT", height)
    found = memberships(Pair(crowd, people, whole=Blocks(600, lambda rows: crowd[rows])), draws)
    assert np.array_equal(found.counts, counts)
    assert np.array_equal(found.balls_of, balls)
    assert np.array_equal(found.draws_of, some)


@pytest.mark.parametrize("most", [1, 2058 * 10])
def test_pairs_that_may_be_near_are_bounded_whatever_their_number(monkeypatch, most):
    crowd, people = SCALE(PEOPLE[:60]), SCALE(PEOPLE)
    edges = np.full(len(people), 1e6)  # all are near
    whole = [(one.points + one.rows.start, one.others, one.squared) for one in near_pairs(crowd, people, edges)]
    monkeypatch.setattr("persona_collapse.measures.near.PAIRS", most)
    found = [(one.points + one.rows.start, one.others, one.squared) for one in near_pairs(crowd, people, edges)]
    assert max(len(one) for one, _, _ in found) == max(most, len(people))
    for ours, theirs in zip(zip(*found, strict=True), zip(*whole, strict=True), strict=True):
        assert np.allclose(np.concatenate(ours), np.concatenate(theirs), atol=1e-4)


def test_a_tie_at_the_edge_is_inside_however_large_the_norms_are():
    people = np.array([[0.0, 1000.0], [3.0, 1004.0], [0.3, 1000.4]])
    edges = cdist(people[:1], people[1:2]).ravel().repeat(3)  # 5, as far as the second is from the first
    inside = [(one.points, one.others) for one in near_pairs(people, people, edges)]
    assert (0, 1) in set(zip(*map(np.ndarray.tolist, inside[0]), strict=True))


def test_distances_by_products_are_those_of_differences():
    points = SCALE(PEOPLE[:400])
    points[7] = points[3]
    table = distances(points, points)
    assert len(points) ** 2 >= neighbours.MANY
    assert table[3, 7] == table[7, 3] == 0.0
    assert (np.diag(table) == 0).all()
    assert np.allclose(table, cdist(points, points), rtol=1e-11, atol=0)
    copies = np.repeat(points[:2], 150, axis=0)
    assert np.array_equal(distances(copies, copies), cdist(copies, copies)), "where most are 0, all are differences"
