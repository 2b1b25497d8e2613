"""Calibration: answers mapped to people's use of the scale, what it changes among other people, and the mark it leaves."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.columns.marks import CALIBRATED
from persona_collapse.diagnosis import measure
from persona_collapse.errors import InputError
from persona_collapse.hub.checks import checks
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import complete_cases
from persona_collapse.measures.styles import scale_points_of_people, with_peoples_marginals
from persona_collapse.remedy import calibrate, pooled, worth
from persona_collapse.report import calibration_table, table
from persona_collapse.simulation import simulate
from tests.support.remedies import pages_of

SEED = 4900
MARK = "calibrated answers, mapped to those of people.csv"


def matrix(answers, source):
    return BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44(), source=source)


def to_the_middle(answers):
    """People who avoid the ends of the scale, in the same order."""
    return np.array([np.nan, 2, 3, 3, 3, 4])[np.nan_to_num(answers).astype(int)]


@pytest.fixture(scope="module")
def crowd():
    return matrix(simulate("human", 160, seed=SEED).values, "people.csv")


@pytest.fixture(scope="module")
def middling(crowd):
    """People that avoid the ends of the scale, calibrated by other people."""
    personas = matrix(to_the_middle(simulate("human", 120, seed=SEED + 1).values), "middle.csv")
    return personas, calibrate(personas, crowd)


@pytest.fixture
def few_draws(monkeypatch):
    """Numbers from few draws, where a test looks at something else."""

    def quick(population, people, *, settings):
        return measure(population, people, settings=replace(settings, draws=5), against_people=False)

    monkeypatch.setattr("persona_collapse.remedy.calibration.measure", quick)


def test_a_use_of_the_scale_is_mended_among_other_people(middling):
    record = middling[1].record
    apart = record.distances
    assert apart.before > 0.8
    assert apart.own < 0.6 * apart.before
    assert apart.scale < 0.7 * apart.before, "also of items that were held out"
    assert apart.people < apart.own
    assert (record.learned_from, record.measured_beside, record.items) == (80, 80, 44)
    before, after = record.before.values.likert, record.after.values.likert
    assert before.extreme_share == 0
    assert after.extreme_share == pytest.approx(record.after.held_out_people.likert.extreme_share, abs=0.12)
    assert record.changed > 0.3


def test_the_order_among_personas_stays(middling):
    personas, found = middling
    for item in range(44):
        before, after = personas.values[:, item], found.matrix.values[:, item]
        assert (np.diff(after[np.argsort(before, kind="stable")])[np.diff(np.sort(before)) > 0] >= 0).all()
        assert all(len(set(after[before == point])) == 1 for point in set(before)), "those alike stay alike"


def test_answers_are_learned_from_all_people_in_the_end(middling, crowd):
    personas, found = middling
    expected = with_peoples_marginals(personas.values, crowd.values, low=1, high=5)
    assert (found.matrix.values == expected).all()
    assert found.matrix.respondents == personas.respondents


def test_people_hardly_change(crowd, few_draws):
    record = calibrate(matrix(simulate("human", 300, seed=SEED + 2).values, "others"), crowd).record
    assert record.distances.own < record.distances.people + 0.02, "as near as the people that it was learned from"
    assert record.changed < 0.3


def test_copies_stay_copies(crowd, few_draws):
    one = simulate("human", 1, seed=SEED).values
    found = calibrate(matrix(np.repeat(one, 60, axis=0), "copies"), crowd)
    assert len(np.unique(found.matrix.values, axis=0)) == 1
    assert "calibration cannot add variety" in calibration_table(found.record)


def test_items_that_people_did_not_answer(middling, crowd, few_draws):
    """They are mapped by the use of the scale on the others."""
    personas, _ = middling
    some = crowd.values.copy()
    some[:, 40:] = np.nan
    some[15:, 39] = np.nan
    found = calibrate(personas, matrix(some, "people.csv"))
    assert found.record.items == 39
    assert found.record.items_by_scale == tuple(f"bfi44_{n}" for n in range(40, 45))
    points = scale_points_of_people(personas.values[:, :39], crowd.values[:, :39], low=1, high=5)
    expected = points[personas.values[:, 39:].astype(int) - 1]
    assert (found.matrix.values[:, 39:] == expected).all()
    assert found.record.before.n_items == 39
    assert "! people did not answer 5 items" in calibration_table(found.record)


def test_missing_answers_stay_missing(crowd, few_draws):
    answers = simulate("shallow", 80, seed=SEED).values
    answers[3, 7] = np.nan
    found = calibrate(matrix(answers, "some"), crowd)
    assert np.isnan(found.matrix.values).sum() == 1
    assert complete_cases(found.matrix.values).sum() == 79


# the mark


def test_the_mark_is_wherever_the_answers_are(middling, crowd, tmp_path):
    personas, found = middling
    assert found.matrix.note == MARK
    (tmp_path / "out.csv").write_text(found.matrix.to_csv())
    again = BehavioralTraitMatrix.read(tmp_path / "out.csv")
    assert (again.note, again.calibrated) == (MARK, MARK)
    assert again.named.endswith("out.csv (calibrated answers)")
    assert personas.named == "middle.csv"
    diagnosis = found.record.after
    assert diagnosis.population.note == MARK
    assert MARK in table(diagnosis)
    assert "calibrated answers" not in table(found.record.before)
    assert worth(again, crowd).source == again.named


def test_a_pool_keeps_the_mark_of_some(middling):
    personas, found = middling
    both = pooled([personas, replace(found.matrix, source="calibrated.csv")])
    assert both.sources[-1] == "calibrated.csv (calibrated answers)"
    assert both.matrix.note == MARK
    assert both.matrix.attributes[CALIBRATED] == ("",) * 120 + ("people.csv",) * 120
    assert CALIBRATED not in pooled([personas]).matrix.attributes


def test_a_leaderboard_never_takes_them(middling):
    """A result without the mark fails for another reason: it is that of a table."""
    record = middling[1].record
    failed = [[one.name for one in checks(one.to_json()) if not one.passed] for one in (record.before, record.after)]
    assert failed == [["what was asked"], ["answers as given"]]


def test_a_page_says_so(middling):
    from persona_collapse.report import html, markdown

    for page in (html([middling[1].record.after]), markdown([middling[1].record.after])):
        assert MARK in page


def test_what_is_refused(middling, crowd):
    personas, found = middling
    with pytest.raises(
        InputError, match=r"middle\.csv holds calibrated answers, mapped to those of people\.csv; give the"
    ):
        calibrate(found.matrix, crowd)
    with pytest.raises(
        InputError, match=r"people\.csv has 39 respondents; half of them are held out, so give at least 42"
    ):
        calibrate(personas, matrix(crowd.values[:39], "people.csv"))
    hardly = np.where(np.arange(160)[:, None] < 15, crowd.values, np.nan)
    with pytest.raises(InputError, match="0 items with at least 20 answers; at least 2 are needed"):
        calibrate(personas, matrix(hardly, "people.csv"))


# the command


def test_the_command(cli, middling, crowd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "middle.csv").write_text(middling[0].to_csv())
    (tmp_path / "people.csv").write_text(crowd.to_csv())
    code, out, err = cli("calibrate", "middle.csv", "--people", "people.csv", "--out", "new.csv", "--json", "c.json")
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0] == "calibrated answers: middle.csv, 120 rows, mapped to people's use of the scale"
    assert "learned from 80, measured beside 80 others (seed 0)" in lines[1]
    assert any(line.split()[:1] == ["LID"] for line in lines), "every number, before and after"
    assert "calibrated answers are marked in every output, and are not accepted for the leaderboard" in lines
    rows = list(csv.DictReader((tmp_path / "new.csv").open()))
    assert {row[CALIBRATED] for row in rows} == {"people.csv"}
    assert [int(row["bfi44_1"]) for row in rows] == middling[1].matrix.values[:, 0].tolist()
    record = json.loads((tmp_path / "c.json").read_text())
    assert record["schema"] == "persona-collapse/calibration/1"
    assert record["after"]["population"]["note"] == MARK
    page, text = pages_of(cli, tmp_path / "c.json")
    assert "What does calibration change among other people?" in page
    assert "Coverage, in items, coverage: as given" in text
    again = measure(BehavioralTraitMatrix.read(tmp_path / "new.csv"), crowd, against_people=False)
    assert f"({MARK})" in table(again)
    code, _, err = cli("calibrate", "new.csv", "--people", "people.csv", "--out", "more.csv")
    assert (code, "give the answers as they were given" in err) == (2, True)
    code, _, err = cli("calibrate", "middle.csv", "--people", "people.csv", "--out", "more.doc")
    assert (code, "--out more.doc: a table ends in" in err) == (2, True)
