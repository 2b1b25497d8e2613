"""p-values of differences are right where only the number is the same in both populations, not everything else."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from persona_collapse.diagnosis import compare
from persona_collapse.diagnosis.comparison.errors import Errors
from persona_collapse.diagnosis.comparison.pairing import pair
from persona_collapse.diagnosis.comparison.permutation import _labellings, _p_value
from persona_collapse.diagnosis.comparison.pool import Member, PooledPopulations
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import difference
from persona_collapse.references import calibrated_2058
from persona_collapse.report import comparison_table
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

PEOPLE = rows_of(calibrated_2058(), np.arange(0, 2058, 8))


def named(kind, size, seed):
    made = simulate(kind, size, seed=seed)
    return BehavioralTraitMatrix.from_arrays(made.values, respondents=[f"{row}" for row in range(size)], source=kind)


def p_of_means(first, second, shared, divided):
    """p of the difference of two means, by 39 relabellings; the first `shared` respondents are in both."""
    size = len(first) + len(second)
    values, units = np.concatenate([first, second]), (np.arange(len(first)), np.arange(len(first), size))
    who = np.concatenate([units[0], np.where(units[1] - len(first) < shared, units[1] - len(first), units[1])])
    pool = SimpleNamespace(who_of=who, seed=0)
    errors = Errors(("mean",), values[:, None], who, np.arange(size))
    found = []
    for one, other in _labellings(pool, *units, 39):
        gap = {"mean": float(values[other].mean() - values[one].mean())}
        found.append(errors.divide(gap, (one, other))["mean"] if divided else gap["mean"])
    return _p_value(np.array(found))


@pytest.mark.parametrize(
    ("shared", "divided", "least", "most"),
    [(0, True, 0.02, 0.08), (20, True, 0.02, 0.08), (0, False, 0.12, 0.4)],
    ids=["none shared", "some shared", "undivided, as a check of the check"],
)
def test_the_smaller_population_may_be_the_wider_one(shared, divided, least, most):
    rng = np.random.default_rng(shared)
    small = []
    for _ in range(400):
        narrow, wide = rng.normal(0, 1, 160), rng.normal(0, 2.5, 40)
        wide[:shared] += narrow[:shared]
        small.append(p_of_means(narrow, wide, shared, divided) <= 0.05)
    assert least <= np.mean(small) <= most


@pytest.mark.parametrize("times", [1, 2])
def test_errors_are_those_of_the_interval_of_the_difference(times):
    rows, both = np.repeat(np.arange(120), times), []
    for first in (0, 60):  # 60 personas are in both
        made = simulate("human", 120, seed=first)
        columns = {name: tuple(np.array(cells)[rows]) for name, cells in made.attributes.items()}
        columns["persona"] = tuple(f"persona {first + row:03}" for row in rows)
        one = BehavioralTraitMatrix.from_arrays(made.values[rows], source="people", attributes=columns)
        both.append(replace(one, persona_column="persona"))
    members = tuple(Member(one, prepare(one, PEOPLE, Settings(draws=10)).at(50), one.levels(None)) for one in both)
    pool = PooledPopulations(members, pair(both))
    errors = Errors.of(pool, np.concatenate(pool.rows), labelled=True)
    found = dict(zip(errors.names, errors.of_groups(*pool.units), strict=True))
    known = [estimates(one.sides, levels=one.levels) for one in members]
    for name in ("effective_likert", "coverage", "sd_ratio", "desirability_shift", "rho", "acquiescence"):
        expected = difference(*(one[name] for one in known), np.arange(120), np.arange(60, 180))
        assert found[name] == pytest.approx(expected.se, rel=0.15), name


def unequal(complete=60, rows=(60, 300), first=0):
    """Two populations of people, the same number complete, and different numbers of rows that miss an answer."""
    both = []
    for seed, size in enumerate(rows, first):
        values = simulate("human", size, seed=seed).values.copy()
        values[complete:, 3] = np.nan
        both.append(BehavioralTraitMatrix.from_arrays(values, source=f"{size} rows"))
    return both


def pooled(both, size):
    members = tuple(Member(one, prepare(one, PEOPLE, Settings(draws=10)).at(size), None) for one in both)
    return PooledPopulations(members, pair(both))


def test_each_group_keeps_its_complete_rows():
    pool = pooled(unequal(), 30)
    with_all = [one for one in _labellings(pool, *pool.relabelled, 5)]
    with_complete = [one for one in _labellings(pool, *pool.standing, 5)]
    assert [list(map(len, groups)) for groups in with_all] == [[60, 300]] * 6
    assert [[int((pool.spot[one] >= 0).sum()) for one in groups] for groups in with_complete] == [[60, 60]] * 6
    assert {tuple(np.sort(np.concatenate(groups))) for groups in with_complete} == {
        tuple(np.flatnonzero(pool.spot >= 0))
    }


def test_p_is_even_where_only_missing_answers_differ():
    found = []
    for seed in range(0, 10, 2):
        compared = compare(unequal(first=seed), PEOPLE, settings=Settings(draws=10), pairs=2, permutations=19)
        found += [one.p_value for one in compared.steps[0].differences]
    assert 0.4 < np.mean(found) < 0.75
    assert np.mean(np.array(found) <= 0.05) < 0.1


def test_errors_of_sets_are_those_of_the_complete_rows():
    pool = pooled(unequal(complete=100, rows=(100, 400)), 50)
    _, errors = Errors.of_items_and_sets(pool, 0, 1, labelled=False)
    found = dict(zip(errors.names, errors.of_groups(*pool.standing), strict=True))
    known = [estimates(one.sides) for one in pool.members]
    for name in ("coverage", "density", "sd_ratio", "desirability_shift"):
        expected = difference(*(one[name] for one in known), np.arange(100), np.arange(100, 500))
        assert found[name] == pytest.approx(expected.se, rel=0.25), name


def test_of_very_many_some_are_relabelled(monkeypatch):
    monkeypatch.setattr("persona_collapse.diagnosis.comparison.pool.MOST_RELABELLED", 80)
    both = [named("human", 200, 1), named("shallow", 100, 2)]
    pool = pooled(both, 50)
    shared = [set(pool.who_of[units]) for units in pool.relabelled]
    assert list(map(len, pool.relabelled)) == [80, 80]
    assert all(np.isin(some, units).all() for some, units in zip(pool.relabelled, pool.units, strict=True))
    assert shared[0] & set(pool.who_of[pool.units[1]]) < shared[1], "those that come first in one order of all personas"
    found = compare(both, PEOPLE, settings=Settings(draws=10), pairs=2, permutations=19)
    assert [one.relabelled_from for one in found.populations] == [80, 80]
    assert "80 of all respondents drawn once for the other p-values" in comparison_table(found)
    assert {one.name: one for one in found.steps[0].differences}["midpoint_share"].p_value == 1 / 20


def test_a_difference_without_a_defined_error_is_undefined():
    errors = Errors(("mean",), np.array([[np.nan], [1.0], [2.0], [4.0]]), np.arange(4), np.arange(4))
    assert np.isnan(errors.divide({"mean": 3.0}, (np.array([0, 1]), np.array([2, 3])))["mean"])
