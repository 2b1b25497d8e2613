"""Sizes of blocks, and sizes from which another way is taken: they change the speed, and no number."""

import numpy as np
import pytest

from persona_collapse.measures import (
    Draws,
    Pair,
    attribution,
    cosine_vendi,
    coverage,
    energies,
    energy_distance,
    held_out,
    hopkins,
    hyperspherical_uniformity,
    lid,
    mean_nearest_neighbour_distance,
    rarefied_coverage,
    vendi,
)
from persona_collapse.measures.coverage_errors import coverage_estimates, coverage_interval
from persona_collapse.measures.crowding import close_pairs, crowding_estimate, crowding_of_each
from persona_collapse.measures.drawn_balls import DrawnRecall
from persona_collapse.measures.drawn_distances import Distances, Neighbourhoods
from persona_collapse.measures.drawn_likeness import Likeness
from persona_collapse.measures.eta_errors import eta_p_value
from persona_collapse.measures.groups import GroupCoverage, GroupRecall, group_tests
from persona_collapse.measures.leakage import leakage
from persona_collapse.measures.rarefaction import PairDistances
from persona_collapse.measures.subsets import Balls, Clumping, Complexity, Directions

RNG = np.random.default_rng(11)
PERSONAS = np.concatenate([RNG.integers(1, 6, (100, 6)), RNG.integers(2, 4, (20, 6))[RNG.integers(0, 4, 20)]]) / 1.1
"""Whole answers, so that distances are tied, and copies."""
PEOPLE = RNG.integers(1, 6, (150, 6)) / 1.1
DRAWN = [(RNG.choice(120, 30, replace=False), RNG.choice(150, 30, replace=False)) for _ in range(30)]
OURS = [ours for ours, _ in DRAWN]
LABELS = np.column_stack([np.arange(120) % 3, np.arange(120) % 7])


def shares(found):
    return [found.coverage, found.density, found.precision, found.recall]


def of_points():
    """Numbers of all respondents."""
    energy = energy_distance(PERSONAS, PEOPLE, permutations=40)
    of_labels = attribution(PERSONAS, LABELS, permutations=30)
    found = leakage(PERSONAS, LABELS[:, 0], permutations=30)
    return {
        "coverage": shares(coverage(PERSONAS, PEOPLE)),
        "edges excluded": shares(coverage(PERSONAS, PEOPLE, ties="exclude")),
        "energy": [energy.distance],
        "p of energy": [energy.p_value],
        "LID": [lid(PERSONAS, k=5).pointwise],
        "nearest": [mean_nearest_neighbour_distance(PERSONAS)],
        "hopkins": [hopkins(PERSONAS, low=1, high=5).statistic],
        "vendi": [vendi(PERSONAS, scale=1.5), cosine_vendi(PERSONAS), hyperspherical_uniformity(PERSONAS - 2.7)[0]],
        "R squared": [of_labels.r2, of_labels.null_95],
        "p of R squared": [of_labels.p_value],
        "leakage": [found.share, *found.per_item],
        "p of leakage": [found.p_value, *found.per_item_p],
        "p of eta": [eta_p_value(PERSONAS, LABELS[:, 0], permutations=30)],
    }


def of_draws():
    """Numbers of draws, and of coverage with its errors."""
    pair, draws = Pair(PERSONAS, PEOPLE), Draws(30, 8, seed=2)
    among = Distances.between(PERSONAS, PERSONAS)
    between, near = Distances.between(PERSONAS, PEOPLE), Neighbourhoods.of(PERSONAS, 40)
    close, directions = close_pairs([(PERSONAS, 2.5)]), Directions.of(PERSONAS - 2.7)
    errors = coverage_estimates(pair, draws)
    complexity, clumping = Complexity.of(PERSONAS, PERSONAS, 5), Clumping.of(near, PEOPLE)
    likeness = Likeness(among, 1.5)
    return {
        "rarefied": shares(rarefied_coverage(pair, draws)),
        "held out": shares(rarefied_coverage(held_out(PEOPLE), draws)),
        "its errors": [one.parts for one in vars(errors).values()],
        "its interval": list(vars(coverage_interval(pair, draws, pairs=5)).values())[:4],
        "recall": DrawnRecall(near, between, 5).of_each(DRAWN),
        "nearest": [among.nearest(rows, 5) for rows in OURS],
        "energy": energies(PairDistances.of(pair), DRAWN),
        "vendi": [likeness.vendi(rows) for rows in OURS],
        "directions": [*directions.of_each(OURS), *map(directions, OURS)],
        "balls": Balls.of(pair, draws, 5).of_each([*OURS, np.arange(120)]),
        "LID": list(map(complexity, OURS)),
        "clumping": list(map(clumping, OURS)),
        "crowding": [*crowding_of_each(close, OURS, 20), *crowding_estimate(close, 20).parts],
    }


def of_groups():
    """Groups beside all others."""
    pair = Pair(PERSONAS, PEOPLE)
    numbers = {"coverage": GroupCoverage.of(pair, Draws(20, 4)), "recall": GroupRecall.of(pair, 20)}
    tests = [one[name] for one in group_tests(numbers, LABELS[:, 0], permutations=30) for name in numbers]
    return {
        "groups": [value for one in tests for value in (one.value, one.others)],
        "p of groups": [one.p_value for one in tests],
    }


PRODUCTS = {"neighbours.MANY": 1, "drawn_distances.MANY": 1}
SIZES = [
    {"coarse.WIDE": 16},
    {"crowding.BLOCK_BYTES": 1000},
    {"drawn_balls.LARGEST_SHARE": 0.0},
    {"drawn_balls.LARGEST_SHARE": 1.0},
    {"drawn_distances.AHEAD": 1},
    {"drawn_distances.AHEAD": 9},
    {"drawn_distances.DRAWS_AT_ONCE": 5},
    {"drawn_distances.FEW_DRAWS": 0, **PRODUCTS},
    {"drawn_distances.MANY": 10**9},
    {"drawn_distances.TABLE_BYTES": 0},
    {"drawn_likeness.MANY": 1},
    {"eta_errors.AT_ONCE": 120 * 4},
    {"groups.AT_ONCE": 7},
    {"leakage.AT_ONCE": 7},
    {"memberships.MOST_KEPT": 0},
    {"near.AT_ONCE": 3},
    {"near.HEIGHT": 16},
    PRODUCTS,
    {"neighbours.AT_ONCE": 5, **PRODUCTS},
    {"neighbours.BLOCK_BYTES": 8 * 150 * 7, **PRODUCTS},
    {"neighbours.CACHED_BYTES": 8 * 150 * 3, **PRODUCTS},
    {"neighbours.LEAST_SHARE": 1, **PRODUCTS},
    {"neighbours.LEAST_SHARE": 10**9, **PRODUCTS},
    {"neighbours.MANY": 10**9},
    {"spread.BLOCK_BYTES": 8 * 120 * 7},
    {"spread.IN_CACHE": 7},
    {"subsets.AT_ONCE": 7},
    {"subsets.DRAWS_AT_ONCE": 5},
    {"subsets.TABLE_BYTES": 0},
    {"variance_explained.AT_ONCE": 1},
]


@pytest.fixture(scope="module")
def as_they_are():
    return measured()


def measured():
    found = {**of_points(), **{f"{name} of draws": one for name, one in of_draws().items()}, **of_groups()}
    return {name: np.concatenate([np.ravel(one).astype(float) for one in values]) for name, values in found.items()}


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_no_number_depends_on_a_size_of_the_algorithm(monkeypatch, as_they_are, sizes):
    for place, size in sizes.items():
        monkeypatch.setattr(f"persona_collapse.measures.{place}", size)
    for name, values in measured().items():
        if name.startswith("p of"):
            assert np.array_equal(values, as_they_are[name]), name
        else:
            assert np.allclose(values, as_they_are[name], rtol=1e-9, atol=1e-12, equal_nan=True), name
