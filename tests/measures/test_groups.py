"""Numbers of many groups at once: the same as those of one population, and groups that differ only by chance."""

import numpy as np
import pytest

from persona_collapse import measures
from persona_collapse.measures.groups import (
    GroupCaricature,
    GroupCoverage,
    GroupRecall,
    GroupSpread,
    group_tests,
)
from persona_collapse.measures.items import trait_sds
from persona_collapse.measures.rarefaction import Draws, Pair

RNG = np.random.default_rng(7)
PERSONAS, PEOPLE = RNG.normal(size=(40, 3)), RNG.normal(size=(12, 3))
FIRST = np.arange(40) < 12
"""One group: the first twelve."""


@pytest.fixture(scope="module")
def pair():
    return Pair(PERSONAS, PEOPLE)


def test_coverage_and_recall_are_those_of_the_group_alone(pair):
    alone = measures.coverage(PERSONAS[FIRST], PEOPLE)
    assert GroupCoverage.of(pair, Draws(12, 1))(FIRST[None]) == pytest.approx([alone.coverage])
    assert GroupRecall.of(pair, 12)(FIRST[None]) == pytest.approx([alone.recall])


def test_a_larger_group_is_cut_into_parts(pair):
    others = GroupRecall.of(pair, 12)(~FIRST[None])
    parts = [measures.coverage(PERSONAS[start : start + 12], PEOPLE).recall for start in (12, 24)]
    assert others == pytest.approx([np.mean(parts)])


def test_the_sd_ratio_is_that_of_the_group_alone():
    spread = GroupSpread(PERSONAS, trait_sds(PEOPLE))
    both = np.stack([FIRST, ~FIRST])[:, :]
    assert spread(both) == pytest.approx([measures.sd_ratio(PERSONAS[one], PEOPLE) for one in both])


def test_caricature_is_that_of_the_group_alone():
    sums, people = np.rint(10 * PERSONAS) + 30, np.rint(10 * RNG.normal(size=(90, 3))) + 30
    levels = RNG.integers(1, 4, PERSONAS.shape).astype(float)
    levels[RNG.random(levels.shape) < 0.1] = np.nan
    both = np.stack([FIRST, ~FIRST])
    expected = [measures.fidelity(sums[one], levels[one], people).caricature for one in both]
    assert GroupCaricature.of(sums, levels, people)(both) == pytest.approx(expected)


def test_labels_without_spread_are_infinitely_far_apart_and_copies_are_undefined():
    levels = np.repeat([3.0, 1.0], 3)[:, None]
    people, everyone = np.arange(9.0)[:, None], np.ones((1, 6), dtype=bool)
    apart = GroupCaricature.of(np.repeat([9.0, 1.0], 3)[:, None], levels, people)
    assert apart(everyone).tolist() == [np.inf]
    same = GroupCaricature.of(np.full((6, 1), 4.0), levels, people)
    assert np.isnan(same(everyone)).all()
    (found,) = group_tests({"caricature": same}, np.zeros(6, dtype=int), permutations=9)
    assert found["caricature"].p_value is None


def test_groups_that_differ_by_chance_have_even_p_values():
    small = 0
    for seed in range(60):
        rng = np.random.default_rng([3, seed])
        spread = GroupSpread(rng.normal(size=(60, 2)), np.ones(2))
        found = group_tests({"sd": spread}, np.repeat([0, 1, 2], 20), permutations=99, seed=seed)
        small += sum(one["sd"].p_value <= 0.1 for one in found)
    assert 6 <= small <= 32, "of 180 a tenth: 18, and 12 are three standard errors"


def test_a_group_that_differs():
    values = np.where(FIRST[:, None], 0.1, 1.0) * PERSONAS
    found = group_tests({"sd": GroupSpread(values, np.ones(3))}, (~FIRST).astype(int), permutations=99)
    assert found[0]["sd"].value < 0.3 * found[0]["sd"].others
    assert found[0]["sd"].p_value == pytest.approx(0.01)
    assert found[1]["sd"].others == pytest.approx(found[0]["sd"].value)
