"""p-values of differences are right where only the number is the same in both populations, not everything else."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from persona_collapse.diagnosis.comparison.errors import Errors
from persona_collapse.diagnosis.comparison.pairing import pair
from persona_collapse.diagnosis.comparison.permutation import _labellings, _p_value
from persona_collapse.diagnosis.comparison.pool import Member, PooledPopulations
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import difference
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

PEOPLE = rows_of(calibrated_2058(), np.arange(0, 2058, 8))


def p_of_means(first, second, shared, divided):
    """p of the difference of two means, by 39 relabellings; the first `shared` respondents are in both."""
    size = len(first) + len(second)
    values, units = np.concatenate([first, second]), (np.arange(len(first)), np.arange(len(first), size))
    who = np.concatenate([units[0], np.where(units[1] - len(first) < shared, units[1] - len(first), units[1])])
    pool = SimpleNamespace(units=units, who_of=who, seed=0)
    errors = Errors(("mean",), values[:, None], who)
    found = []
    for one, other in _labellings(pool, 0, 1, 39):
        gap = {"mean": float(values[other].mean() - values[one].mean())}
        found.append(errors.divide(gap, one, other)["mean"] if divided else gap["mean"])
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
    errors = Errors.of(pool, 0, 1, labelled=True)
    found = dict(zip(errors.names, errors.of_groups(*pool.units), strict=True))
    known = [estimates(one.sides, levels=one.levels) for one in members]
    for name in ("effective_likert", "coverage", "sd_ratio", "desirability_shift", "rho", "acquiescence"):
        expected = difference(*(one[name] for one in known), np.arange(120), np.arange(60, 180))
        assert found[name] == pytest.approx(expected.se, rel=0.15), name
