"""Distances kept for many draws, and the nearest among those drawn."""

import numpy as np
import pytest

from persona_collapse.measures import Draws, Pair, energy_distance, energy_of, rarefied_coverage
from persona_collapse.measures.neighbours import Distances, nearest_others
from persona_collapse.measures.subsets import Neighbourhoods


def two_sides():
    rng = np.random.default_rng(3)
    return rng.normal(size=(40, 3)), rng.normal(size=(50, 3))


def test_too_large_a_table_is_not_kept_and_changes_nothing(monkeypatch):
    population, reference = two_sides()
    pair, draws = Pair(population, reference), Draws(20, 5)
    rows, columns = np.array([3, 1, 7]), np.array([49, 0])
    kept, of_table = Distances.between(population, reference), rarefied_coverage(pair, draws, k=3)
    monkeypatch.setattr("persona_collapse.measures.neighbours.TABLE_BYTES", 8 * 40 * 40 - 1)
    computed = Distances.between(population, reference)
    assert (kept.table is None, computed.table is None) == (False, True)
    assert np.array_equal(kept.of(rows, columns), computed.of(rows, columns))
    assert rarefied_coverage(pair, draws, k=3) == of_table


def test_the_energy_distance_of_tables_is_that_of_points():
    population, reference = two_sides()
    sides = ((population, population), (population, reference), (reference, reference))
    tables = [Distances.between(*side).table for side in sides]
    assert energy_of(*tables) == pytest.approx(energy_distance(population, reference).distance)


def test_neighbours_are_sought_farther_away_when_the_nearest_are_not_drawn():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 1, (60, 2)), rng.normal(50, 1, (10, 2))])
    drawn = np.r_[0, 60:70]  # one of the sixty, and all who are far from them
    found = Neighbourhoods.of(points).nearest(drawn, 2)
    assert np.allclose(found, nearest_others(points[drawn], 2))
