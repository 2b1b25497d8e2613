"""The null populations by law, and where they land: the table of docs/definitions.md, section 7."""

import numpy as np
import pytest
from hypothesis import given

from persona_collapse.errors import InputError
from persona_collapse.measures import (
    archetypes,
    clones,
    coverage,
    effective_likert,
    jittered,
    jittered_clones,
    lid,
    scaler,
    shuffled,
    uniform_answers,
)
from tests.measures.strategies import answers, seeds

N = 500
SEEDS = range(10)
COLUMNS = (
    "coverage",
    "precision",
    "recall",
    "trait coverage",
    "trait precision",
    "trait recall",
    "LID",
    "LID shuffled",
    "effective Likert",
)
TABLE = {
    "held-out people": (0.966, 0.801, 0.808, 0.971, 0.979, 0.981, 14.4, 21.8, 3.71),
    "shuffled people": (0.082, 0.086, 0.768, 0.592, 0.999, 0.425, 21.8, 21.8, 3.71),
    "uniform answers": (0.009, 0.014, 0.759, 0.311, 0.960, 0.274, 22.3, 22.2, 4.96),
    "clones": (0.170, 1.000, 0.000, 0.017, 1.000, 0.000, 0, 0, 1.00),
    "jittered clones": (0.432, 1.000, 0.000, 0.101, 1.000, 0.004, 15.1, 14.9, 1.23),
    "five archetypes": (0.531, 1.000, 0.000, 0.075, 1.000, 0.000, 0, 20.1, 2.22),
}


def _population(name, people, half, seed):
    return {
        "held-out people": lambda: half,
        "shuffled people": lambda: shuffled(half, seed=seed),
        "uniform answers": lambda: uniform_answers(N, 44, low=1, high=5, seed=seed),
        "clones": lambda: clones(people, N),
        "jittered clones": lambda: jittered_clones(people, N, low=1, high=5, seed=seed),
        "five archetypes": lambda: archetypes(half, N, seed=seed),  # of people other than those compared with
    }[name]()


def _numbers(population, others, standardise, keying, reference, seed):
    in_traits = scaler(keying.scores(reference))
    items = coverage(standardise(population), standardise(others))
    traits = coverage(in_traits(keying.scores(population)), in_traits(keying.scores(others)))
    return (
        *(getattr(space, name) for space in (items, traits) for name in ("coverage", "precision", "recall")),
        lid(population, scale=standardise).median,
        lid(shuffled(population, seed=seed), scale=standardise).median,
        effective_likert(population, low=1, high=5).mean,
    )


def mean_over_seeds(name, reference, standardise, keying):
    """The columns of the table, mean of ten seeds: 500 of a null population against 500 people."""
    found = []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(len(reference))
        half, others = reference[order[:N]], reference[order[N : 2 * N]]
        population = _population(name, reference, half, seed)
        found.append(_numbers(population, others, standardise, keying, reference, seed))
    return np.mean(found, axis=0)


@pytest.mark.parametrize("name", TABLE)
def test_null_populations_land_where_the_table_says(name, reference, standardise, keying):
    found = mean_over_seeds(name, reference, standardise, keying)
    for column, mean, expected in zip(COLUMNS, found, TABLE[name], strict=True):
        wide = name == "five archetypes" or column in ("recall", "trait recall")
        within = 1.5 if column.startswith("LID") else 0.08 if wide else 0.03
        assert mean == pytest.approx(expected, abs=within), column


def test_lid_of_uniform_answers_on_131_items():
    # docs/definitions.md, section 7: 42 at n = 300, 45 at 500
    for n, expected in ((300, 42), (500, 45)):
        values = [lid(uniform_answers(n, 131, low=1, high=5, seed=seed)).median for seed in range(5)]
        assert np.mean(values) == pytest.approx(expected, abs=1.5)


@given(answers(rows=(2, 20), items=(1, 5)), seeds)
def test_shuffling_keeps_every_item(population, seed):
    dealt = shuffled(population, seed=seed)
    assert np.array_equal(np.sort(dealt, axis=0), np.sort(population, axis=0))
    assert np.array_equal(dealt, shuffled(population, seed=seed))


def test_shuffling_deals_items_apart():
    population = np.tile(np.arange(100.0)[:, None], (1, 3))
    dealt = shuffled(population)
    assert not np.array_equal(dealt[:, 0], dealt[:, 1])


@given(answers(rows=(1, 20), items=(1, 5)), seeds)
def test_jitter_moves_by_one_and_stays_on_the_scale(population, seed):
    moved = jittered(population, low=1, high=5, probability=1.0, seed=seed)
    assert set(np.abs(moved - population).ravel()) == {1.0}
    assert moved.min() >= 1
    assert moved.max() <= 5


def test_jitter_moves_one_in_ten():
    moved = jittered(np.full((500, 44), 3.0), low=1, high=5)
    assert np.mean(moved != 3) == pytest.approx(0.1, abs=0.01)
    assert np.mean(moved > 3) == pytest.approx(np.mean(moved < 3), abs=0.01)


def test_archetypes_are_five_kinds_equally_often(reference):
    crowd = archetypes(reference, 500)
    kinds, copies = np.unique(crowd, axis=0, return_counts=True)
    assert len(kinds) == 5
    assert copies.tolist() == [100] * 5
    assert np.array_equal(crowd, np.rint(crowd))
    assert np.array_equal(crowd, archetypes(reference, 500))


def test_uniform_answers_use_the_scale_equally():
    shares = np.bincount(uniform_answers(2000, 44, low=1, high=5).astype(int).ravel())[1:] / 88000
    assert shares == pytest.approx([0.2] * 5, abs=0.01)


def test_refuses():
    with pytest.raises(InputError, match="at least 5"):
        archetypes([[1.0], [2.0]], 10)
    with pytest.raises(InputError, match="no answer"):
        shuffled([[np.nan]])
