"""Answers are prepared once for each column of a scorecard, and one place chooses the protocol."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from persona_collapse import diagnosis
from persona_collapse.diagnosis import compare, diagnose, plan, respondents, side
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.diagnosis.respondents import in_halves
from persona_collapse.diagnosis.scorecard import STEPS_OF_A_COLUMN
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import jittered
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

QUICK = Settings(draws=3)
PEOPLE, PERSONAS, OTHERS = simulate("human", 110, seed=7), simulate("shallow", 104), simulate("noise", 102)


def named(matrix, source):
    return BehavioralTraitMatrix.from_arrays(matrix.values, source=source, attributes=matrix.attributes)


PEOPLE, PERSONAS, OTHERS = named(PEOPLE, "people"), named(PERSONAS, "personas"), named(OTHERS, "others")
COLUMNS = [("personas", "people"), ("people", "people"), ("personas, shuffled", "people")]
"""The population, held-out people and the shuffled population."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """No reference of another test is kept."""
    monkeypatch.setattr(side, "_kept", None)


@pytest.fixture
def prepared(monkeypatch):
    """Every preparation: what the population and the reference are called, in the order of the calls."""
    calls = []

    def counted(*given, **options):
        sides = prepare(*given, **options)
        calls.append((sides.personas.source, None if sides.people is None else sides.people.source))
        return sides

    for name, module in list(sys.modules.items()):
        if name.startswith("persona_collapse.") and getattr(module, "prepare", None) is prepare:
            monkeypatch.setattr(module, "prepare", counted)
    return calls


@pytest.fixture
def sorted_out(monkeypatch):
    """Every set of answers among which complete respondents were sought: how many respondents it has."""
    counts = []

    def counted(answers):
        counts.append(len(answers))
        return respondents.complete_respondents(answers)

    monkeypatch.setitem(respondents.RULES, "calibrated", counted)
    return counts


def test_a_diagnosis_prepares_each_column_once(prepared, sorted_out):
    diagnose(PERSONAS, PEOPLE, settings=QUICK, pairs=3, default=np.full(44, 4.0))
    assert prepared == COLUMNS
    assert sorted(sorted_out) == sorted([104, 110, 104, 55, 55, 104, 55]), (
        "population, people, shuffled, two halves of people; the re-read population and one half, re-read"
    )


def test_the_published_protocol_prepares_each_column_once(prepared):
    diagnose(PERSONAS, PEOPLE, settings=Settings(protocol="paper"))
    assert prepared == COLUMNS


def test_a_known_ceiling_is_not_prepared_again(prepared):
    known = diagnose(PERSONAS, PEOPLE, settings=QUICK, pairs=3).held_out_people
    prepared.clear()
    diagnose(PERSONAS, PEOPLE, settings=QUICK, pairs=3, held_out_people=known)
    assert prepared == [COLUMNS[0], COLUMNS[2]]


def test_the_same_people_are_measured_once_for_all_populations(prepared, sorted_out):
    steps = []
    first = diagnose(PERSONAS, PEOPLE, settings=Settings(draws=3, size=40), pairs=3)
    prepared.clear(), sorted_out.clear()
    then = diagnose(OTHERS, PEOPLE, settings=Settings(draws=3, size=40), pairs=3, progress=steps.append)
    assert prepared == [("others", "people"), ("others, shuffled", "people")]
    assert 110 not in sorted_out
    assert then.held_out_people is first.held_out_people
    assert then.null_panel is first.null_panel
    assert steps[5:10] == [f"held-out people: {step}" for step in STEPS_OF_A_COLUMN], (
        "each step is said, so that bars get to their end"
    )


@pytest.mark.parametrize("changed", [{"settings": Settings(draws=4)}, {"settings": Settings(draws=3, seed=1)}, {}])
def test_a_kept_reference_changes_no_number(changed):
    diagnose(OTHERS, PEOPLE, settings=QUICK, pairs=3)
    given = {"settings": QUICK, "pairs": 3, **changed}
    kept = diagnose(PERSONAS, PEOPLE, **given)
    side._kept = None
    assert kept == diagnose(PERSONAS, PEOPLE, **given)


def test_people_whose_answers_were_changed_in_place_are_prepared_again():
    mine = BehavioralTraitMatrix.from_arrays(PEOPLE.values.copy(), source="mine")
    before = prepare(PERSONAS, mine, QUICK).people
    assert prepare(OTHERS, mine, QUICK).people is before
    mine.values[0] = 6 - mine.values[0]
    after = prepare(PERSONAS, mine, QUICK).people
    assert np.array_equal(after.answers, mine.values)
    assert np.array_equal(before.answers, PEOPLE.values), "what is kept is a copy"


def test_a_reference_too_large_for_one_table_is_not_kept(monkeypatch):
    monkeypatch.setattr(side, "LARGEST_TABLE", 100)
    assert prepare(PERSONAS, PEOPLE, QUICK).people is not prepare(PERSONAS, PEOPLE, QUICK).people


def test_without_a_reference_there_are_two_columns(prepared):
    alone = BehavioralTraitMatrix.from_arrays(PERSONAS.values[:, :20], source="personas")
    diagnose(alone, settings=QUICK, pairs=3)
    assert prepared == [("personas", None), ("personas, shuffled", None)]


def test_repeats_prepare_persona_means_and_people_beside_them(prepared, sorted_out):
    samples = np.stack([jittered(PERSONAS.values, low=1, high=5, seed=seed) for seed in range(2)])
    diagnose(PERSONAS, PEOPLE, settings=QUICK, pairs=3, samples=samples)
    assert prepared == [*COLUMNS, ("personas", "people"), ("people", "people")]
    assert sorted_out.count(110) == 1, "people are sorted out once for all of them"


def test_a_comparison_prepares_each_population_once(prepared, sorted_out):
    compare([PERSONAS, OTHERS], PEOPLE, settings=QUICK, pairs=3, permutations=3)
    assert prepared == [("personas", "people"), ("others", "people")]
    assert sorted(sorted_out) == [102, 104, 110]


def test_a_plan_prepares_the_pilot_and_people_once(prepared, sorted_out):
    plan(0.1, PERSONAS, PEOPLE, names=["lid", "effective_likert", "participation_ratio"], pairs=3)
    assert prepared == [("personas", "people"), ("people", "people")]
    assert sorted(sorted_out) == [55, 55, 104, 110], "two halves of people say what is careless"


def test_one_reference_serves_all_columns():
    sides = prepare(PERSONAS, PEOPLE, QUICK)
    again = prepare(OTHERS, sides.people, QUICK, size=sides.size)
    assert again.people is sides.people
    assert again.scale is sides.scale
    assert again.size == sides.size == 52
    assert prepare(OTHERS, PEOPLE, QUICK).size == 51
    assert prepare(PERSONAS, PEOPLE, Settings(size=40)).size == 40


def test_the_reference_beside_itself_is_one_side():
    sides = prepare(PEOPLE, PEOPLE, QUICK)
    assert sides.personas is sides.people
    assert sides.with_itself
    assert prepare(named(PEOPLE, "a copy"), PEOPLE, QUICK).with_itself
    assert not prepare(PERSONAS, PEOPLE, QUICK).with_itself


def test_halves_share_no_respondent_and_ignore_the_order():
    rows = np.concatenate(in_halves(PEOPLE.values, 0))
    assert sorted(rows) == list(range(110))
    turned = rows_of(PEOPLE, np.arange(110)[::-1])
    ours, theirs = (prepare(one, one, QUICK).halves for one in (PEOPLE, turned))
    assert np.array_equal(ours.personas.complete, theirs.personas.complete)
    assert np.array_equal(ours.people.complete, theirs.people.complete)


def test_respondents_without_complete_answers_can_be_counted_and_not_compared():
    holes = PERSONAS.values.copy()
    holes[:, [3, 8]] = np.nan
    sides = prepare(BehavioralTraitMatrix.from_arrays(holes, source="holes"), PEOPLE, QUICK)
    assert (sides.personas.count, sides.personas.excluded) == (0, 104)
    with pytest.raises(InputError, match=r"holes: none of 104 .* \(no respondent answered item 4, 9\)"):
        sides.personas.complete  # noqa: B018


def test_no_axis_asks_for_the_protocol():
    folder = Path(diagnosis.__file__).parent
    asking = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if re.search(r"how\.protocol|sides\.published", file.read_text())
    }
    assert asking == {
        "axes/_definitions.py",
        "caveats.py",
        "comparison/comparison.py",
        "full_size.py",
        "leaks.py",
        "preparation.py",
        "side.py",
        "scorecard.py",
        "subgroups.py",
        "whole.py",
    }
