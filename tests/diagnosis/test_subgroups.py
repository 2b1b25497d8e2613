"""Levels of an attribute one by one, and labels that answers give away."""

import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import Settings
from persona_collapse.diagnosis import by_attribute, diagnose, leakage, measure, subgroups, weighted
from persona_collapse.errors import InputError
from persona_collapse.instruments import unnamed_instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058
from persona_collapse.report import html, markdown, table
from persona_collapse.results import Diagnosis
from persona_collapse.simulation import simulate
from validity.subgroups import EXPECTED, PLANTED, at_random, called, different, planted, repeating

QUICK = {"permutations": 199, "likeness": False}
SMALL = (60, 80, 70)


def attributed(matrix, **columns):
    return replace(matrix, attributes={**matrix.attributes, **columns})


@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_level_that_is_unlike_the_others_is_named(kind, seed):
    found = by_attribute(planted(kind, seed, SMALL), "group", **QUICK)
    assert EXPECTED[kind] in called(found)[PLANTED]
    assert set(called(found)) == {PLANTED}
    assert found.tables[0].size == 60


def test_an_attribute_that_says_nothing():
    assert sum(different(by_attribute(at_random(seed, SMALL), "group", **QUICK)) for seed in range(1, 9)) <= 2


@pytest.fixture(scope="module")
def found():
    """Three levels, of which one is small, one too small, and personas without one."""
    matrix = planted("collapsed", 3, (60, 110, 20))
    group = tuple("" if row in (100, 101) else cell for row, cell in enumerate(matrix.attributes["group"]))
    gender = tuple(np.resize(["x", "y"], len(matrix)).tolist())
    return by_attribute(attributed(matrix, group=group, gender=gender), ["group", "gender"], permutations=99)


def test_levels_that_are_too_small_are_named(found):
    group, gender = found.tables
    assert [(one.level, one.personas) for one in group.subgroups] == [("a", 60), ("b", 108)]
    assert (group.left_out, group.unknown, group.size) == ({"c": 20}, 2, 60)
    assert (gender.attribute, gender.left_out, gender.size) == ("gender", {}, 95)
    text = str(found)
    for words in (
        "group: a vanishes: recall 0.0",
        "gender: no significant difference",
        "a (60): fewer than 100 personas",
        "excluded, with fewer than 50 complete personas: c (20)",
        "2 personas without a value",
    ):
        assert words in text


def test_large_levels_are_drawn_from(monkeypatch):
    monkeypatch.setattr(subgroups, "MOST_PERSONAS", 120)
    (found,) = by_attribute(planted("collapsed", 3, (110, 130)), "group", **QUICK).tables
    assert found.size == 60
    assert [one.personas for one in found.subgroups] == [110, 130]
    assert found.subgroups[0].called == ("vanishes",)


def test_human_likeness_of_each_level(found):
    one, other = (level.human_likeness for level in found.tables[0].subgroups)
    assert one < 0.2
    assert other > 0.7


def test_numbers_are_adjusted_over_all_attributes(found):
    numbers = [number for table in found.tables for one in table.subgroups for number in one.numbers.values()]
    assert len(numbers) == 16
    assert all(one.adjusted_p >= one.p_value for one in numbers)
    assert sorted(one.p_value for one in numbers)[-1] == max(one.adjusted_p for one in numbers)


def test_neither_the_order_of_rows_nor_the_names_of_levels_matter():
    matrix = planted("human", 4, (60, 60))
    order = np.random.default_rng(0).permutation(len(matrix))
    mixed = BehavioralTraitMatrix.from_arrays(
        matrix.values[order],
        attributes={name: [cells[row] for row in order] for name, cells in matrix.attributes.items()},
    )
    one, other = (by_attribute(some, "group", **QUICK).tables[0].subgroups for some in (matrix, mixed))
    assert [level.numbers for level in one] == [level.numbers for level in other]


def test_the_spread_of_people_of_the_same_level():
    people, matrix = calibrated_2058(), planted("human", 5, (60, 60))
    wide = tuple("a" if row % 4 else "c" for row in range(len(people)))
    (found,) = by_attribute(matrix, "group", attributed(people, group=wide), **QUICK).tables
    assert [one.people for one in found.subgroups] == [wide.count("a"), None]
    keying = people.instrument.keying()
    scores = keying.scores(people.values)
    there = np.array([cell == "a" for cell in wide])
    expected = (scores[there].std(axis=0) / scores.std(axis=0)).mean()
    assert found.subgroups[0].numbers["sd_ratio"].people == pytest.approx(expected)
    assert found.subgroups[1].numbers["sd_ratio"].people == 1


def test_personas_that_repeat_count_once():
    matrix = planted("collapsed", 6, (60, 60))
    names = tuple(f"persona {row}" for row in range(len(matrix)))
    twice = BehavioralTraitMatrix.from_arrays(
        np.vstack([matrix.values, matrix.values]),
        attributes={
            **{name: [*cells, *cells] for name, cells in matrix.attributes.items()},
            "persona": [*names, *names],
        },
    )
    twice = replace(twice, persona_column="persona")
    (found,) = by_attribute(twice, "group", **QUICK).tables
    assert [one.personas for one in found.subgroups] == [60, 60]
    assert found.subgroups[0].called == ("vanishes",)
    varying = attributed(twice, sheet=tuple(["1"] * len(matrix) + ["2"] * len(matrix)))
    with pytest.raises(InputError, match="sheet differs among the rows of persona"):
        by_attribute(varying, "sheet")


def test_a_questionnaire_without_traits():
    rng = np.random.default_rng(0)
    asked = unnamed_instrument(12)
    people = BehavioralTraitMatrix.from_arrays(rng.integers(1, 6, (200, 12)), instrument=asked, source="people")
    answers = rng.integers(1, 6, (140, 12))
    answers[:70] = 3
    groups = {"group": ["a"] * 70 + ["b"] * 70}
    found = by_attribute(
        BehavioralTraitMatrix.from_arrays(answers, instrument=asked, attributes=groups), "group", people, **QUICK
    )
    assert set(found.tables[0].subgroups[0].numbers) == {"coverage", "recall"}
    assert called(found) == {"a": ("vanishes",)}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"attributes": "mood"}, "no column 'mood'; its columns besides the items: Extraversion"),
        ({"attributes": []}, "columns are none"),
        ({"attributes": "few"}, "few needs two levels of at least 50 complete personas each; its levels: x 119, y 1"),
        ({"settings": Settings(protocol="paper")}, "omit --protocol paper, or --by"),
    ],
)
def test_wrong_input(options, words):
    matrix = attributed(planted("human", 7, (60, 60)), few=("y", *["x"] * 119))
    with pytest.raises(InputError, match=words):
        by_attribute(matrix, **{"attributes": "group", **options})


def test_people_that_are_not_there_or_not_others():
    matrix = planted("human", 7, (60, 60))
    with pytest.raises(InputError, match="is the reference itself"):
        by_attribute(matrix, "group", matrix)
    alone = BehavioralTraitMatrix.from_arrays(matrix.values[:, :9], attributes={"group": matrix.attributes["group"]})
    with pytest.raises(InputError, match="add --reference PATH"):
        by_attribute(alone, "group")
    heavy = weighted(attributed(matrix, weight=(1.0,) * 120), "weight")
    for function in (by_attribute, leakage):
        with pytest.raises(InputError, match="omit --weight"):
            function(heavy, ["group"])


@pytest.fixture(scope="module")
def leaking():
    return repeating(1, 200)


def test_the_item_that_repeats_a_label_is_named(leaking):
    openness, group = leakage(leaking, ["Openness", "group"], permutations=199).labels
    assert [one.item for one in openness.items if one.answers_it] == ["bfi44_1"]
    assert openness.people_by == "scores"
    assert openness.share > openness.people_share > 0.3, "people are labelled by their own scores"
    assert openness.adjusted_p < 0.05
    first = openness.items[0]
    assert first.share > 0.5 > 0.1 > first.people_share, "bfi44_1 asks for Extraversion"
    assert (group.people_by, group.people_share) == ("", None)
    assert not any(one.answers_it for one in group.items)


def test_labels_that_people_have_too(leaking):
    people = simulate("human", 300, seed=9)
    (found,) = leakage(leaking, ["Openness"], people, permutations=9).labels
    assert found.people_by == "label"
    assert 0.05 < found.people_share < 0.6


def test_a_label_with_one_level(leaking):
    alike = attributed(leaking, alike=("x",) * len(leaking))
    (found,) = leakage(alike, ["alike"], permutations=9).labels
    assert (found.share, found.p_value, found.items) == (None, None, ())
    assert "not determined" in str(leakage(alike, ["alike"], permutations=9))


def test_attributes_that_attribution_is_asked_of(leaking):
    usual = diagnose(leaking, settings=Settings(draws=2), pairs=2)
    chosen = diagnose(leaking, settings=Settings(draws=2), pairs=2, attributes=["group", "Openness"], by=["group"])
    assert (usual.attribution, usual.leakage, usual.subgroups) == (None, None, None)
    assert chosen.attribution.attributes == ("group", "Openness")
    assert chosen.values == usual.values
    assert chosen.signature == usual.signature
    assert Diagnosis.from_json(chosen.to_json()) == chosen
    for shown in (table(chosen), html([chosen]), markdown([chosen])):
        assert "item bfi44_1 alone gives away half of it or more" in shown.replace("`", "")
        assert "group: " in shown
        assert "human-likeness" in shown
    json.loads(chosen.to_json())
    with pytest.raises(InputError, match="no column 'mood'"):
        diagnose(leaking, attributes=["mood"])


def test_measure_does_not_ask():
    assert measure(simulate("human", 60), settings=Settings(draws=2), against_people=False).subgroups is None
