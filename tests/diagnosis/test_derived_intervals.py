"""Intervals of uniformity, nearest neighbours and caricature: what they are around, and where there is none."""

import json

import numpy as np
import pytest

from persona_collapse.diagnosis.intervals import intervals
from persona_collapse.diagnosis.intervals.drawn import DrawnNumbers
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.measures import hyperspherical_uniformity
from persona_collapse.measures.neighbours import nearest_others
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.simulation import simulate

OF_DRAWS = ("hyperspherical_uniformity", "mean_nearest_neighbour_distance")
QUICK = Settings(draws=10)


@pytest.fixture(scope="module")
def population():
    return simulate("caricature", 120, seed=5)


@pytest.fixture(scope="module")
def sides(population):
    return prepare(population, calibrated_2058(), QUICK)


def test_numbers_of_a_draw_are_those_of_its_respondents(sides):
    drawn = np.arange(0, 120, 3)
    [found] = DrawnNumbers.of(sides, OF_DRAWS).of_each([(drawn, np.zeros(0, dtype=np.intp), 0)])
    points = sides.points[drawn]
    assert found["hyperspherical_uniformity"] == pytest.approx(hyperspherical_uniformity(points)[0])
    assert found["mean_nearest_neighbour_distance"] == pytest.approx(nearest_others(points, 1).mean())


def test_without_people_nearest_neighbours_have_an_interval_and_directions_have_none(population):
    alone = intervals(prepare(population, None, QUICK), pairs=3, names=OF_DRAWS)
    assert list(alone) == ["mean_nearest_neighbour_distance"]


def test_caricature_has_none_where_d_or_people_have_none(population, sides):
    levels = population.levels()
    one_high = np.full_like(levels, 2.0)
    one_high[0] = 3.0
    assert not {"d", "caricature"} & set(intervals(sides, pairs=2, names=["d", "caricature"], levels=one_high))
    alone = prepare(population, None, QUICK)
    assert list(intervals(alone, pairs=2, names=["d", "caricature"], levels=levels)) == ["d"]


def test_measure_prints_them_and_the_record_has_them(cli, few_pairs, population, tmp_path):
    path, record = tmp_path / "answers.csv", tmp_path / "found.json"
    path.write_text(population.to_csv())
    code, printed, told = cli("measure", path, "--json", record)
    assert code == 0, told
    found = json.loads(record.read_text())["intervals"]
    for name in (*OF_DRAWS, "caricature"):
        (line,) = [line for line in printed.splitlines() if line.startswith(f"  {NUMBERS[name].label} ")]
        one = found[name]
        assert one["low"] < one["value"] < one["high"]
        assert f"{one['low']:.2f} to {one['high']:.2f}" in line
