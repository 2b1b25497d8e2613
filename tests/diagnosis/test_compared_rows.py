"""How many rows the numbers of a comparison are from: intervals know it, and the record says it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from persona_collapse.diagnosis import compare
from persona_collapse.diagnosis.comparison import comparison
from persona_collapse.diagnosis.comparison.pairing import pair
from persona_collapse.diagnosis.comparison.pool import Member, PooledPopulations
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import of_pairs
from persona_collapse.references import calibrated_2058
from persona_collapse.report import comparison_table
from persona_collapse.results import Comparison, Settings
from persona_collapse.simulation import simulate

PEOPLE = rows_of(calibrated_2058(), np.arange(0, 2058, 8))
LARGEST = "persona_collapse.diagnosis.comparison.pool.LARGEST_TABLE"
QUICK = Settings(draws=10, size=50)
quickly = partial(compare, reference=PEOPLE, settings=QUICK, pairs=3, permutations=3)


def people(size, seed, missing=0):
    values = simulate("human", size, seed=seed).values.copy()
    values[:missing, 3] = np.nan
    return BehavioralTraitMatrix.from_arrays(values, source=f"{size} people")


@pytest.fixture
def bounds(monkeypatch):
    """(n / N, least) of every interval from draws, by how often."""
    found = []

    def noted(values, drawn=0.0, least=0.0):
        found.append((drawn, least))
        return of_pairs(values, drawn, least)

    monkeypatch.setattr(comparison, "of_pairs", noted)
    return found


def test_the_error_of_draws_is_that_of_the_complete_rows(bounds):
    found = quickly([people(240, 0, missing=130), people(200, 1)])
    assert {drawn for drawn, _ in bounds} == {50 / 110}
    assert {least for _, least in bounds} == {0.0, 0.75}
    assert [one.sampled for one in found.populations] == ["", ""]


def test_of_many_rows_the_error_is_its_bound_and_the_record_says_how_many(monkeypatch, bounds):
    monkeypatch.setattr(LARGEST, 240)
    found = quickly([people(200, 0), people(130, 1, missing=20)])
    assert set(bounds) == {(50 / 110, 1.0)}
    assert [one.population.drawn_from for one in found.populations] == [120, None]
    assert found.populations[0].sampled in comparison_table(found)
    assert Comparison.from_json(found.to_json()) == found


def test_every_population_has_enough_rows_for_two_draws(monkeypatch):
    monkeypatch.setattr(LARGEST, 240)
    both = [people(150, seed) for seed in range(4)]
    members = tuple(Member(one, prepare(one, PEOPLE, QUICK).at(50), None) for one in both)
    assert list(map(len, PooledPopulations(members, pair(both)).standing)) == [100] * 4


def test_of_many_repeats_every_persona_has_a_row(monkeypatch):
    monkeypatch.setattr(LARGEST, 240)
    both = []
    for seed in range(2):
        attributes = {"persona": tuple(f"persona {seed} {row // 3}" for row in range(240))}
        made = BehavioralTraitMatrix.from_arrays(people(240, seed).values, source="repeats", attributes=attributes)
        both.append(replace(made, persona_column="persona"))
    members = tuple(Member(one, prepare(one, PEOPLE, QUICK).at(40), None) for one in both)
    pool = PooledPopulations(members, pair(both))
    assert pool.repeated
    assert list(map(len, pool.standing)) == [80, 80]
    assert pool.sampled == [True, True]


def test_none_of_the_relabelled_rows_need_be_complete(monkeypatch):
    monkeypatch.setattr("persona_collapse.diagnosis.comparison.pool.MOST_RELABELLED", 2)
    both = [people(400, seed, missing=290) for seed in range(2)]
    pool = PooledPopulations(tuple(Member(one, prepare(one, PEOPLE, QUICK), None) for one in both), pair(both))
    assert not (pool.spot[np.concatenate(pool.relabelled)] >= 0).any()
    found = {one.name: one for one in quickly(both).steps[0].differences}
    assert found["recall"].p_value is not None
