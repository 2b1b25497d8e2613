"""How carefully respondents answer and how they use the scale, in a diagnosis: known populations, real people, edges."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from persona_collapse import Settings, compare, diagnose, simulate, table
from persona_collapse.diagnosis import measure
from persona_collapse.diagnosis.signature_of_answers import careless_shares
from persona_collapse.instruments import bfi44, unnamed_instrument
from persona_collapse.instruments.catalogue import find
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.beyond import INDICES
from persona_collapse.references import calibrated_2058, simulate_people
from persona_collapse.results import Diagnosis
from tests.conftest import PEOPLE, WITHOUT

QUICK = Settings(draws=3)
TWIN = PEOPLE.with_name("twin146.csv")
N = 300


def of(answers, name="given"):
    return BehavioralTraitMatrix.from_arrays(answers, source=name)


def measured(answers):
    return measure(of(answers), settings=QUICK, against_people=False)


@pytest.fixture(scope="module")
def people():
    return simulate_people(N, seed=8100)


def not_reversing(people, share):
    """The first respondents answer reversed items as if they were not."""
    turned = (bfi44().keying().keys < 0).any(axis=0)
    careless = people.copy()
    some = careless[: round(share * len(people))]
    some[:, turned] = 6 - some[:, turned]
    return careless


def test_people_are_beyond_their_own_cuts_as_often_as_people():
    values = measured(simulate_people(1000, seed=8101)).values.answering
    for name, (_, share) in INDICES.items():
        assert getattr(values, name) == pytest.approx(share, abs=0.02), name
        assert values.indices[name].p_value > 0.001
        assert values.indices[name].respondents > 990, "a straight line has no correlation over pairs"
    assert values.not_reversed == ()
    assert all(0.1 < share < 0.4 for share in values.opposite_sides.values())


@pytest.mark.parametrize(("share", "least", "most"), [(0.25, 0.18, 0.32), (0.5, 0.4, 0.6), (1, 0.6, 1)])
def test_respondents_that_do_not_reverse_are_counted(people, share, least, most):
    found = measured(not_reversing(people, share)).values.answering
    assert least < found.inconsistent_share < most
    assert found.indices["inconsistent_share"].p_value < 1e-10
    assert (len(found.not_reversed) > 2) == (share == 1)


def test_straight_lines_and_random_answers_are_seen_by_the_indices_made_for_them(people):
    rng = np.random.default_rng(1)
    lines, random = people.copy(), people.copy()
    lines[:45] = rng.integers(2, 5, (45, 1))
    random[:30] = rng.integers(1, 6, (30, 44))
    found = measured(lines).values.answering
    assert found.long_string_share == pytest.approx(0.15, abs=0.02)
    assert found.indices["unlike_pairs_share"].respondents == N - 45, "a straight line has no correlation over pairs"
    found = measured(random).values.answering
    assert found.unusual_share == pytest.approx(0.15, abs=0.04)
    assert found.indices["unusual_share"].reread_p_value < 0.01
    assert found.long_string_share < 0.02


def test_narrow_answers_of_all_are_no_long_strings_of_some():
    """On the IPIP-50 a third of shallow respondents give long strings of the midpoint; the others are as narrow."""
    asked = find("ipip50")
    people = simulate("human", 600, seed=8102, instrument=asked)
    shallow = simulate("shallow", N, seed=8103, instrument=asked)
    lines = simulate("human", N, seed=8104, instrument=asked).values.copy()
    lines[:90] = np.random.default_rng(8105).integers(2, 5, (90, 1))
    narrow, some = (
        measure(one, people, settings=QUICK, against_people=False)
        for one in (shallow, BehavioralTraitMatrix.from_arrays(lines, instrument=asked))
    )
    assert narrow.values.answering.long_string_share > 0.2
    assert careless_shares(narrow.values, narrow.held_out_people) == ()
    (said,) = careless_shares(some.values, some.held_out_people)
    assert said.startswith("30 % of the respondents give one answer to many consecutive items")


def test_where_all_respondents_give_one_answer_throughout_they_are_careless(people):
    lines = np.repeat(np.random.default_rng(8106).integers(1, 6, (N, 1)), 44, axis=1)
    found = measured(lines)
    assert any("consecutive" in one for one in careless_shares(found.values, found.held_out_people))


def test_copies_of_a_sheet_with_a_long_string_are_not_careless(people):
    copied = people.copy()
    sheet = people[np.argmax(people.std(axis=1))].copy()
    sheet[10:21] = 4  # eleven of one answer, in a sheet that varies
    slips = np.random.default_rng(8107).random((90, 44))
    copied[:90] = np.clip(sheet + (slips < 0.03) - (slips > 0.97), 1, 5)
    found = measured(copied)
    values = found.values
    assert values.spread.crowding >= 0.25
    assert values.answering.long_string_share > 0.12
    assert careless_shares(values, found.held_out_people) == ()


def test_crowding_explains_as_many_careless_respondents_as_exceed_peoples(people):
    """A sheet copied by a fifth that is careless itself: the others are as careless as people, so more than a fifth are."""
    found = measured(people)
    held_out = found.held_out_people
    usual = held_out.answering.inconsistent_share

    def said(name, share, crowding):
        one = replace(found.values.answering.indices[name], share=share, reread_share=share, respondents=N)
        answering = replace(found.values.answering, indices={**found.values.answering.indices, name: one})
        spread = replace(found.values.spread, crowding=crowding)
        return careless_shares(replace(found.values, answering=answering, spread=spread), held_out)

    share = 0.2 + 0.8 * usual
    assert share > 0.2 > share - usual
    assert said("inconsistent_share", share, 0.2) == ()
    assert len(said("inconsistent_share", share, share - usual - 0.01)) == 1
    lines = 0.2 + 0.8 * held_out.answering.long_string_share
    assert said("long_string_share", lines, 0.2) == ()
    assert len(said("long_string_share", lines, 0.1)) == 1


def test_held_out_people_and_the_shuffled_population_have_columns(people):
    found = measured(people)
    for name, (_, share) in INDICES.items():
        assert getattr(found.held_out_people.answering, name) == pytest.approx(share, abs=0.03), name
    assert found.shuffled_population.answering.unusual_share > 0.7
    assert found.shuffled_population.styles.extreme_share_sd < 0.7 * found.values.styles.extreme_share_sd
    assert found.held_out_people.styles.acquiescence == pytest.approx(found.values.styles.acquiescence, abs=0.05)


def test_styles_by_construction(people):
    extreme = measured(np.where(people > 3, 5, np.where(people < 3, 1, 3))).values
    agreeing, given = measured(np.clip(people + 1, 1, 5)).values.styles, measured(people).values.styles
    assert extreme.likert.extreme_share > 0.7
    assert extreme.styles.midpoint_share_sd == pytest.approx(given.midpoint_share_sd)
    assert 0.6 < agreeing.acquiescence - given.acquiescence < 1


def test_intervals_stand_around_the_values(people):
    found = diagnose(of(people), settings=QUICK, pairs=2)
    for name in INDICES:
        around = found.intervals[name]
        assert around.method == "Wilson"
        assert 0 <= around.low <= getattr(found.values.answering, name) <= around.high <= 1
    for name in ("extreme_share_sd", "midpoint_share_sd", "acquiescence", "acquiescence_sd"):
        assert found.intervals[name].value == pytest.approx(getattr(found.values.styles, name))
    printed = table(found)
    assert "Quality of answers\n  inconsistent on reversed items" in printed
    assert "Response styles\n  extreme share, SD" in printed
    assert Diagnosis.from_json(found.to_json()) == found


def test_a_comparison_tests_them(people):
    step = compare(
        [of(people, "people"), of(not_reversing(people, 0.4), "careless")], settings=QUICK, pairs=2, permutations=19
    )
    (found,) = [one for one in step.steps[0].differences if one.name == "inconsistent_share"]
    assert found.low > 0.2
    assert found.p_value == 0.05


def test_missing_answers_and_another_scale():
    rng = np.random.default_rng(3)
    asked, answers = unnamed_instrument(12, 0, 10), rng.integers(0, 11, (150, 12)).astype(float)
    answers[rng.random(answers.shape) < 0.02] = np.nan
    answers[0] = np.nan
    found = measure(
        BehavioralTraitMatrix.from_arrays(answers, instrument=asked),
        BehavioralTraitMatrix.from_arrays(rng.integers(0, 11, (150, 12)), instrument=asked),
        settings=QUICK,
        against_people=False,
    ).values
    care = found.answering
    assert (care.inconsistent_share, care.unlike_pairs_share, care.opposite_sides) == (None, None, {}), (
        "no traits, no pairs"
    )
    assert care.indices["long_string_share"].respondents == 149
    assert care.indices["unusual_share"].respondents == (~np.isnan(answers).any(axis=1)).sum()
    assert (found.styles.acquiescence, found.styles.acquiescence_sd) == (None, None)
    assert found.styles.midpoint_share_sd > 0


def test_without_a_reference_only_styles():
    answers = np.random.default_rng(3).integers(1, 5, (120, 12))
    matrix = BehavioralTraitMatrix.from_arrays(answers, instrument=unnamed_instrument(12, 1, 4))
    found = measure(matrix, settings=QUICK).values
    assert found.answering is None
    assert found.styles.extreme_share_sd > 0
    assert found.styles.midpoint_share_sd is None, "four points have no middle"


def test_the_papers_protocol_has_neither():
    found = measure(simulate("human", 120), settings=Settings(protocol="paper"))
    for card in (found.values, found.held_out_people, found.shuffled_population):
        assert (card.answering, card.styles) == (None, None)
    assert "Quality of answers" not in table(found)


def test_a_record_without_the_axes_reads(people):
    record = json.loads(diagnose(of(people), settings=QUICK, pairs=2).to_json())
    for column in ("values", "held_out_people", "shuffled_population"):
        del record[column]["answering"], record[column]["styles"]
    old = Diagnosis.from_json(json.dumps(record))
    assert (old.values.answering, old.values.styles) == (None, None)
    assert "Quality of answers" not in table(old)


@pytest.mark.skipif(not TWIN.exists(), reason=WITHOUT)
@pytest.mark.parametrize("file", [TWIN, PEOPLE], ids=lambda path: Path(path).stem)
def test_real_people_are_careful_beside_each_other(file):
    real = BehavioralTraitMatrix.read(file).values
    order = np.random.default_rng(0).permutation(len(real))
    half = len(real) // 2
    found = measure(
        of(real[order[:half]]), of(real[order[half:]]), settings=QUICK, against_people=False
    ).values.answering
    for name, one in found.indices.items():
        assert one.p_value > 0.001, name
    assert found.not_reversed == ()
    against_the_bundled = measured(real).values.answering
    assert against_the_bundled.inconsistent_share < 0.1
    assert against_the_bundled.not_reversed == ()
    assert measure(calibrated_2058(), settings=QUICK, against_people=False).values.answering.unusual_share < 0.06
