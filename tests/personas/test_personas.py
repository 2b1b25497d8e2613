import json

import pytest

from persona_collapse.errors import InputError
from persona_collapse.personas import PUBLISHED, STRICT, describe, draw, persona, reasons, rule_set, sample, schema
from persona_collapse.personas.rules import LEAST_EDUCATION
from persona_collapse.tables import encoded, read_table
from tests.conftest import REAL

RELEASED = REAL / "paper" / "sampled_personas_2000.json"
FLAGGED = REAL / "paper" / "flagged_persona_ids.json"

ADULT = {
    **{attribute.column: attribute.values[0] for attribute in schema()},
    "age": "Middle Adults (30-49)",
    "marital_status": "Single",
    "has_children": "No",
    "education_level": "Doctorate",
    "occupation": "Chef",
    "annual_income": "$30,000 - $49,999",
    "social_class": "Middle class",
    "veteran_status": "No",
    "disability_status": "None",
}


@pytest.mark.skipif(
    not RELEASED.exists(), reason="the released personas have no licence and may not be shipped; not here"
)
def test_the_published_rules_flag_exactly_the_published_ids():
    released = [persona(one["id"], one["persona_attributes"]) for one in json.loads(RELEASED.read_text())]
    flagged = {int(one.id) for one in released if reasons(one.values)}
    assert flagged == set(json.loads(FLAGGED.read_text()))
    assert (len(flagged), len(released) - len(flagged)) == (856, 1144)


@pytest.mark.parametrize(
    ("change", "reason", "strict"),
    [
        ({"age": "Child (0-17)", "marital_status": "Widowed"}, "a child is widowed", False),
        ({"age": "Child (0-17)", "has_children": "Yes"}, "a child has children", False),
        ({"occupation": "Nurse", "education_level": "Middle School"}, "Nurse with education Middle School", False),
        ({"social_class": "Lower class", "annual_income": "$150,000 and Above"}, "lower class with", False),
        ({"social_class": "Upper class", "annual_income": "Less than $9,999"}, "upper class with less", False),
        ({"annual_income": "Less than $9,999"}, "middle class with Less", False),
        ({"annual_income": "$150,000 and Above"}, "middle class with $150,000", False),
        ({"age": "Child (0-17)", "veteran_status": "Yes"}, "a child is a veteran", True),
        ({"age": "Child (0-17)", "education_level": "Master"}, "a child has a degree (Master)", True),
        ({"occupation": "Scientist", "education_level": "High School"}, "Scientist with education High School", True),
        ({"occupation": "Doctor", "education_level": "Bachelor"}, "Doctor with education Bachelor", True),
        ({"occupation": "Pilot", "education_level": "Middle School"}, "Pilot with education Middle School", True),
        ({"occupation": "Unemployed", "annual_income": "$75,000 - $149,999"}, "unemployed with $75,000", True),
        ({"occupation": "Pilot", "disability_status": "Visual Impairment"}, "a pilot with a visual impairment", True),
        ({"age": "Young Adults (18-29)", "marital_status": "Widowed"}, "widowed at 18 to 29", True),
    ],
)
def test_each_rule(change, reason, strict):
    values = {**ADULT, **({"education_level": "High School"} if change.get("age") == "Child (0-17)" else {}), **change}
    assert any(found.startswith(reason) for found in reasons(values, STRICT))
    assert bool(reasons(values, PUBLISHED)) is not strict


def test_a_consistent_persona_passes_every_rule():
    assert reasons(ADULT, STRICT) == ()
    assert reasons({**ADULT, "occupation": "Nurse", "education_level": "Associate"}, STRICT) == ()
    assert set(LEAST_EDUCATION) <= set(next(one.values for one in schema() if one.column == "occupation"))


def test_every_rule_says_what_it_is():
    assert len(rule_set("published")) == 6
    assert len(rule_set("strict")) == 12
    assert rule_set("none") == ()
    assert all(rule.__doc__ for rule in STRICT)


def test_sampling_is_seeded_and_does_not_depend_on_how_many():
    few, many = sample(20, seed=5), sample(60, seed=5)
    assert many[: len(few)] == few
    assert [one.consistent for one in few].count(True) == 20
    assert few[-1].consistent, "it stops as soon as there are enough"
    assert sample(20, seed=6) != few
    assert draw(7, seed=5) == many[7].persona


def test_margins_are_uniform_and_attributes_independent():
    drawn = sample(3000, rules="none", seed=1)
    assert all(one.consistent for one in drawn)
    for attribute in schema():
        expected = 3000 / len(attribute.values)
        counts = [sum(one.persona.values[attribute.column] == value for one in drawn) for value in attribute.values]
        assert sum((count - expected) ** 2 / expected for count in counts) < 3 * len(attribute.values) + 15
    women = [one for one in drawn if one.persona.values["gender"] == "Female"]
    share = sum(one.persona.values["big_five_openness"] == "High" for one in women) / len(women)
    assert share == pytest.approx(1 / 3, abs=0.05)


def test_a_description_has_each_attribute_once_and_can_leave_labels_out():
    one = draw(0)
    text = describe(one)
    for attribute in schema():
        assert text.count(f"{attribute.name}: {one.values[attribute.column]}") == 1
    assert len(text.splitlines()) == 26
    blind = describe(one, labels=False)
    assert "Big Five" not in blind
    assert len(blind.splitlines()) == 21
    assert "Religion" not in describe(one, exclude=["religion"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: persona("x", {"Age": "Old"}), "persona x: invalid Age 'Old'; use"),
        (lambda: persona("x", {"Mood": "High"}), "unknown attribute 'Mood'"),
        (lambda: persona("x", {"Age": "Child (0-17)"}), "persona x has no Gender; give all 26"),
        (lambda: describe(draw(0), exclude=["mood"]), "unknown attribute 'mood' to exclude"),
        (lambda: sample(0), "at least 1"),
        (lambda: sample(3, seed=-1), "seed from 0 up"),
        (lambda: sample(3, rules="mine"), "use published, strict, none"),
        (lambda: encoded({"a": [1]}, ".doc"), "ending in .doc"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl"])
def test_the_command_writes_a_table(cli, tmp_path, ending):
    path = tmp_path / f"pool.{ending}"
    code, _, err = cli("personas", "sample", "-n", 30, "--rules", "strict", "--seed", 3, "--out", path)
    assert code == 0, err
    assert "30 passed the strict rules, seed 3" in err
    table = read_table(path)
    assert len(table) == 30
    assert list(table.columns) == ["id", "label", *(attribute.column for attribute in schema()), "description"]
    pool = [one.persona for one in sample(30, rules="strict", seed=3) if one.consistent]
    assert table.columns["id"] == [one.id for one in pool]
    assert table.columns["description"][0] == describe(pool[0])


def test_the_command_prints_csv_and_refuses_in_one_line(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli("personas", "sample", "-n", 2)[1].startswith("id,label,age,")
    for arguments, words in (
        (["--rules", "mine"], "unknown rules 'mine'"),
        (["--out", "pool.doc"], "ending in .doc"),
        (["--out", "no/pool.csv"], "cannot write"),
    ):
        code, out, err = cli("personas", "sample", "-n", 2, *arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
