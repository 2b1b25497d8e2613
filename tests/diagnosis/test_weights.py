"""Survey weights: two of a respondent are a respondent of weight two."""

import csv

import numpy as np
import pytest

from persona_collapse.diagnosis import diagnose, measure, weighted
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.weights import drawn_by_weight, effective_size
from persona_collapse.results import Settings
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.simulation import simulate


def table(answers, weights, source="population"):
    return BehavioralTraitMatrix.from_arrays(answers, source=source, attributes={"w": list(weights)})


def both(kind, size, seed, missing=False):
    """A weighted population, and the same with its rows repeated."""
    answers = simulate(kind, size, seed=seed).values.copy()
    if missing:
        answers[:7, 3] = np.nan
    weights = np.random.default_rng(seed).integers(1, 4, size)
    repeated = BehavioralTraitMatrix.from_arrays(np.repeat(answers, weights, axis=0), source="population")
    return weighted(table(answers, weights), "w"), repeated


@pytest.mark.parametrize("missing", [False, True])
def test_numbers_of_items_are_those_of_repeated_rows(missing):
    (ours, repeated), (people, more_people) = both("shallow", 200, 1, missing), both("human", 200, 2)
    how = Settings(draws=2)
    one, other = measure(ours, people, settings=how), measure(repeated, more_people, settings=how)
    for name in ("effective_likert", "midpoint_share", "extreme_share", "zero_variance_items", "missing_answers"):
        if name != "missing_answers":
            assert getattr(one.values.likert, name) == pytest.approx(getattr(other.values.likert, name)), name
    for name in ("sd_ratio", "marginal_distance", "desirability_shift", "marginal_distance_per_item", "cronbach_alpha"):
        assert getattr(one.values.items, name) == pytest.approx(getattr(other.values.items, name)), name


def test_drawn_numbers_are_those_of_repeated_rows():
    answers = simulate("human", 1000, seed=3).values
    standing = answers[:, 0] + answers[:, 10]  # a weight that the answers depend on
    weights = np.where(standing >= np.median(standing), 3, 1)
    people, how = simulate("human", 500, seed=4), Settings(draws=60, size=60)
    one = measure(weighted(table(answers, weights), "w"), people, settings=how)
    other = measure(BehavioralTraitMatrix.from_arrays(np.repeat(answers, weights, axis=0)), people, settings=how)
    plain = measure(BehavioralTraitMatrix.from_arrays(answers), people, settings=how)
    for name in ("coverage", "precision", "recall", "trait_coverage", "trait_precision", "trait_recall"):
        found, expected = (getattr(record.values.coverage, name) for record in (one, other))
        assert found == pytest.approx(expected, abs=0.03), name
    assert one.values.lid.lid == pytest.approx(other.values.lid.lid, abs=0.5)
    gap = [record.values.items.marginal_distance for record in (one, other, plain)]
    assert gap[0] == pytest.approx(gap[1])
    assert gap[0] > 1.2 * gap[2], "these weights matter"


def test_equal_weights_change_nothing():
    answers = simulate("shallow", 150, seed=5).values
    how = Settings(draws=3)
    one = diagnose(weighted(table(answers, [2.5] * 150), "w"), settings=how, pairs=5)
    other = diagnose(table(answers, [1] * 150), settings=how, pairs=5)
    assert one.values.coverage == other.values.coverage
    assert one.values.lid == other.values.lid
    assert one.values.likert.effective_likert == pytest.approx(other.values.likert.effective_likert)
    assert "weighted by w: effective size 150 of 150, 150 drawn" in one.population.note


def test_intervals_are_around_the_weighted_value():
    ours, _ = both("shallow", 300, 6)
    found = diagnose(ours, settings=Settings(draws=3), pairs=5)
    for name in ("sd_ratio", "effective_likert", "marginal_distance"):
        interval = found.intervals[name]
        value = getattr(found.values.likert if name == "effective_likert" else found.values.items, name)
        assert interval.value == pytest.approx(value)
        assert interval.low < value < interval.high
    for name, interval in found.intervals.items():
        low, high = NUMBERS[name].bounds(5)
        assert low <= interval.low <= interval.high <= high, f"{name}: an interval that was moved is in its range"


def test_order_of_rows_does_not_matter():
    answers, weights = simulate("human", 120, seed=7).values, np.random.default_rng(7).uniform(0.2, 3, 120)
    mixed = np.random.default_rng(8).permutation(120)
    how = Settings(draws=2)
    one, other = (
        measure(weighted(table(answers[rows], weights[rows]), "w"), settings=how, against_people=False)
        for rows in (np.arange(120), mixed)
    )
    assert one.values.coverage == other.values.coverage


@pytest.mark.parametrize(
    ("weights", "expected"),
    [([1, 1, 1, 1], 4), ([3, 1, 1, 1], 2), ([1, 0, 0, 1], 2), ([1, 0, 0, 0], 1)],
)
def test_as_many_as_can_be_drawn_once(weights, expected):
    rows = drawn_by_weight(np.array(weights, dtype=float))
    assert len(rows) == expected
    assert len(set(rows)) == len(rows)
    assert all(weights[row] > 0 for row in rows)


def test_shares_of_those_drawn_are_the_weights():
    weights = np.random.default_rng(0).lognormal(0, 0.7, 500)
    drawn = np.zeros(500)
    sizes = []
    for seed in range(400):
        rows = drawn_by_weight(weights, seed=seed)
        drawn += np.bincount(rows, minlength=500) / len(rows)
        sizes.append((len(rows), len(np.unique(rows))))
    assert np.abs(drawn / 400 * 500 - weights / weights.mean()).max() < 0.5
    assert np.corrcoef(drawn, weights)[0, 1] > 0.99
    assert np.mean([unique / size for size, unique in sizes]) > 0.975
    assert 100 < sizes[0][0] < effective_size(weights)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (["1"] * 59 + ["-1"], "'-1' is not a weight; weights are numbers from 0 up"),
        (["1"] * 59 + [""], "'' is not a weight"),
        (["1"] * 59 + ["heavy"], "respondent 60, column w: 'heavy' is not a weight"),
        (["0"] * 60, "every weight is 0"),
    ],
)
def test_what_is_no_weight_is_refused(weights, words):
    with pytest.raises(InputError, match=words):
        weighted(table(simulate("human", 60).values, weights), "w")


@pytest.fixture
def tables(tmp_path):
    for name, seed in (("a", 1), ("people", 2)):
        answers = simulate("human", 150, seed=seed).values
        weights = np.random.default_rng(seed).uniform(0.5, 2, 150).round(3)
        (tmp_path / f"{name}.csv").write_text(table(answers, weights).to_csv())
    return tmp_path


def test_the_command_weights_both_sides(cli, few_pairs, tables):
    given = ("measure", tables / "a.csv", "--reference", tables / "people.csv")
    code, out, err = cli(*given, "--weight", "w", "--reference-weight", "w", "--json", tables / "one.json")
    assert code == 0, err
    assert out.count("weighted by w: effective size ") == 2
    assert "--weight w --reference-weight w" in (tables / "one.json").read_text()


def test_the_command_reads_a_panel_with_its_weights(cli, few_pairs, tables):
    out = tables / "panel.csv"
    given = ("panel", tables / "a.csv", "--reference", tables / "people.csv", "--weights", "--splits", 2)
    assert cli(*given, "--out", out)[0] == 0
    code, text, _ = cli("measure", out, "--reference", tables / "people.csv", "--weight", "weight")
    assert code == 0
    rows = list(csv.DictReader(out.open()))
    size = effective_size(np.array([float(row["weight"]) for row in rows]))
    assert f"weighted by weight: effective size {size:.0f} of 150" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--weight", "mass"], "has no column 'mass' of weights; its columns other than items: respondent, w"),
        (["--weight", "w", "--protocol", "paper"], "the published protocol has no weights"),
        (["--reference-weight", "w"], "--reference-weight needs a table of people's answers; add --reference PATH"),
    ],
)
def test_what_the_command_refuses(cli, tables, options, words):
    code, _, err = cli("measure", tables / "a.csv", *options)
    assert code == 2
    assert words in err
