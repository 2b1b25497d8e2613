"""Large populations: nothing small changes, all rows are counted, and what is drawn says the same as all."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from persona_collapse.diagnosis import diagnose, side
from persona_collapse.diagnosis.intervals import estimates, intervals
from persona_collapse.diagnosis.intervals.drawn import neighbourhoods
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.diagnosis.respondents import LARGEST_TABLE, MOST_DRAWN_FROM
from persona_collapse.diagnosis.trait_caveats import trait_caveats
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Draws, attribution, lid, trait_shape, variance_explained
from persona_collapse.measures.neighbours import nearest_others
from persona_collapse.references import calibrated_2058
from persona_collapse.report import table
from persona_collapse.results import Diagnosis, Settings
from persona_collapse.simulation import simulate
from validity import large

FEW = Settings(draws=20)
SMALL = Settings(draws=4, size=60)
"""Few and small draws, to save time."""


@pytest.fixture
def small_limit(monkeypatch):
    """Draws are made from 3,000 respondents of a larger population."""
    monkeypatch.setattr(side, "MOST_DRAWN_FROM", 3000)


def test_small_populations_take_part_whole():
    sides = prepare(simulate("human", 1144), calibrated_2058(), FEW)
    assert sides.personas.places is None
    assert 1144 < LARGEST_TABLE < MOST_DRAWN_FROM
    assert all(pair.whole is None and len(pair.population) == 1144 for pair in sides.spaces)


def test_draws_are_made_from_some_of_many_whatever_the_order_of_rows(small_limit):
    matrix = simulate("shallow", 4000)
    mixed = rows_of(matrix, np.random.default_rng(1).permutation(4000))
    one, other = (prepare(given, calibrated_2058(), FEW).personas for given in (matrix, mixed))
    assert len(one.complete) == 3000
    assert one.count == 4000
    assert np.array_equal(one.complete, other.complete)
    whole = prepare(matrix, calibrated_2058(), Settings(rarefy=False)).personas
    assert len(whole.complete) == 4000, "all respondents at once are all"


def test_thirty_thousand_say_the_same_as_all_rows(monkeypatch):
    matrix, people = simulate("human", 30_000), calibrated_2058()
    every = prepare(matrix, people, FEW)
    monkeypatch.setattr(side, "MOST_DRAWN_FROM", 3000)
    some = prepare(matrix, people, FEW)
    names = ("coverage", "trait_coverage")  # and what is found with them
    drawn, whole = (estimates(sides, names, matrix.levels()) for sides in (some, every))
    assert len(some.spaces[0].population) == 3000
    assert len(some.spaces[0].counted) == 30_000
    for name in ("effective_likert", "sd_ratio", "desirability_shift", "rho", "d", "acquiescence_sd"):
        assert drawn[name].value == pytest.approx(whole[name].value, rel=1e-9)
        assert drawn[name].se == pytest.approx(whole[name].se, rel=1e-9)
    for name in ("coverage", "density", "precision", "trait_coverage", "trait_precision"):
        # other people are drawn beside 3,000 personas than beside 30,000; the personas that are counted are the same
        between = np.hypot(*(one.draws.std(ddof=1) / np.sqrt(len(one.draws)) for one in (drawn[name], whole[name])))
        assert abs(drawn[name].value - whole[name].value) < 4 * between
        assert (drawn[name].parts ** 2).sum() == pytest.approx((whole[name].parts ** 2).sum(), rel=0.05)


def test_the_error_of_numbers_from_draws_is_never_below_its_bound(small_limit, monkeypatch):
    monkeypatch.setattr("persona_collapse.diagnosis.intervals.whole.LARGEST_TABLE", 1000)
    sides = prepare(simulate("human", 4000), calibrated_2058(), Settings(draws=4, size=100))
    found = intervals(sides, pairs=30, names=("lid", "participation_ratio"))
    values = [lid(sides.personas.complete[rows], scale=sides.scale).median for rows in Draws(100, 60).single(3000)]
    assert found["lid"].se >= 0.6 * np.std(values) * np.sqrt(100 / 1000), "the bound, from other draws"
    assert found["lid"].se <= 1.6 * np.std(values) * np.sqrt(100 / 1000)


def test_what_was_drawn_is_in_the_output_and_the_record(small_limit, monkeypatch):
    monkeypatch.setattr("persona_collapse.diagnosis.intervals.whole.LARGEST_TABLE", 1000)
    found = diagnose(simulate("shallow", 3500), calibrated_2058(), settings=SMALL, pairs=20)
    assert (found.population.drawn_from, found.population.paired_from) == (3000, 1000)
    assert "of 3,500 complete respondents, 3,000 drawn once for numbers from draws" in table(found)
    assert "1,000 drawn once for the intervals of numbers from draws" in table(found)
    read = Diagnosis.from_json(json.dumps(found.to_dict()))
    assert read.population == found.population
    assert found.values.lid.complete == 3500
    assert found.values.items is not None
    floor = found.shuffled_population
    assert floor.items.marginal_distance == found.values.items.marginal_distance, "shuffling changes no item"
    assert floor.items.sd_ratio < found.values.items.sd_ratio


def test_the_null_of_attributes_from_some_respondents_is_that_of_all(monkeypatch):
    rng = np.random.default_rng(0)
    values = simulate("human", 4000).values
    places = [["north", "south", "west"][one] for one in rng.integers(3, size=4000)]
    attributes = [[place, "x" if one > 3 else "y"] for place, one in zip(places, values[:, 0], strict=True)]
    every = attribution(values[:, :6], attributes, permutations=200)
    monkeypatch.setattr(variance_explained, "MOST_SHUFFLED", 3999)
    monkeypatch.setattr(variance_explained, "SHUFFLED", 1000)
    some = attribution(values[:, :6], attributes, permutations=200)
    assert (some.r2, some.p_value) == (every.r2, every.p_value)
    assert some.null_95 == pytest.approx(every.null_95, rel=0.15)


@pytest.mark.parametrize("apart", [0, 12])
def test_corners_are_where_spaces_change(monkeypatch, apart):
    rng = np.random.default_rng(3)
    scores = np.concatenate([np.round(rng.normal(20, 4, 900)), np.round(rng.normal(20 + apart, 4, 900))])
    whole = trait_shape.dip(trait_shape.spread_evenly(scores))
    monkeypatch.setattr(trait_shape, "BENT", 10)
    assert trait_shape.dip(trait_shape.spread_evenly(scores)) == pytest.approx(whole, abs=1e-12)


def test_a_dip_that_only_very_many_show_is_no_two_groups():
    shape = trait_shape.TraitShape(1.0, 0.003, 0.001, 0.0, 0.0, 0.0, 0.0)
    assert list(trait_caveats({"Openness": shape}, {}, 1_000_000)) == []
    said = list(trait_caveats({"Openness": replace(shape, dip=0.02)}, {}, 1_000_000))
    assert "fall into two groups" in said[0]


def test_of_small_draws_from_many_nothing_is_sorted():
    # for 20 of 50 from 2,000, 1,680 others of each would be kept
    people = rows_of(calibrated_2058(), np.arange(100))
    sides = prepare(simulate("human", 2000, seed=1), people, Settings())
    near, drawn = neighbourhoods(sides), np.arange(0, 2000, 40)
    assert (sides.size, near.others.size) == (50, 0)
    assert np.allclose(near.nearest(drawn, 20), nearest_others(sides.points[drawn], 20), rtol=0, atol=1e-12)


def written(tmp_path, change=None):
    """A Parquet file of 12,000 respondents with a missing answer, and their matrix."""
    matrix = simulate("human", 12_000)
    cells = {name: [int(one) for one in column] for name, column in zip(matrix.items, matrix.values.T, strict=True)}
    cells["bfi44_2"][11_000] = None
    cells |= {"Openness": list(matrix.attributes["Openness"]), "note": ["a", None, "b"] * 4000}
    if change is not None:
        cells["bfi44_3"][11_500] = change
    file = tmp_path / "many.parquet"
    parquet.write_table(pa.table({name: pa.array(column) for name, column in cells.items()}), file)
    return file, matrix


def test_many_rows_are_read_without_an_object_per_cell(tmp_path):
    file, matrix = written(tmp_path)
    read = BehavioralTraitMatrix.read(file)
    expected = matrix.values.copy()
    expected[11_000, 1] = np.nan
    assert np.array_equal(read.values, expected, equal_nan=True)
    assert read.attributes["Openness"] == matrix.attributes["Openness"]
    assert read.attributes["note"][:3] == ("a", None, "b")
    assert read.respondents[-1] == "12000"
    assert np.array_equal(read.levels({"Openness": "Openness"})[:, 4], matrix.levels()[:, 4])


def test_an_answer_off_the_scale_is_refused_by_its_place_among_many_rows(tmp_path):
    file, _ = written(tmp_path, change=9)
    with pytest.raises(InputError, match=r"row 11501, column bfi44_3: 9 is not on the scale"):
        BehavioralTraitMatrix.read(file)


def test_the_experiment_on_large_tables_runs(capsys, monkeypatch):
    monkeypatch.setattr(large, "SEEDS", range(2))
    monkeypatch.setattr(large, "Settings", lambda seed: Settings(draws=2, size=50, seed=seed))
    monkeypatch.setattr(large, "intervals", lambda sides, levels: intervals(sides, pairs=4, levels=levels))
    large.main(["human", "--size", "220", "--limit", "160", "--paired", "120"])
    title, _, *lines = capsys.readouterr().out.splitlines()
    assert title == "human, 220 respondents, draws from 160 of them, pairs from 120"
    ratios = {line.split()[0]: float(line.split()[3]) for line in lines}
    assert ratios["extreme_share"] == 1, "item measures come from all"
    assert ratios["lid"] != 1
