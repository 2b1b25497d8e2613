"""Persona tables as people publish them: what a model is told, what is left out and why, and which rows are taken."""

import csv
import gzip
import json
import random
import re
import tracemalloc

import pandas
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from persona_collapse.errors import InputError
from persona_collapse.personas import Selection, bundled_pool, pool_from_table, rows
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.study import answers
from persona_collapse.tables import Table
from tests.conftest import REAL
from tests.support.asking import command
from tests.support.hub_double import Repository, hub_double
from tests.support.processes import in_a_process

FIELD = REAL / "field"
PYTHON = re.compile(r"""[{\[]['"]|': |: (?:nan|None|null|N/A|NA|\[\]|\{\})?$""", re.MULTILINE)
"""Marks of a value that was printed as Python or JSON, or of one that is missing."""


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


def table(**columns):
    return Table("mine.csv", columns, [f"row {number + 1}" for number in range(len(next(iter(columns.values()))))])


def told(*, tell=(), **columns):
    return [one.description for one in pool_from_columns(table(**columns), {}, tell=tell).respondents]


def reasons(**columns):
    return {one.column: one.reason for one in pool_from_columns(table(**columns), {}).columns if not one.stated}


# files of the field


def described(cli, name, *options):
    """Description of the first persona, and the rest of what a dry run prints of a field file."""
    file = FIELD / name
    if not file.exists():
        pytest.skip(f"{name} is not beside the checkout")
    done = cli("run", "simulated:human", "--personas", file, "--dry-run", *options)
    assert (done.returncode, done.stderr) == (0, "")
    system, rest = done.stdout.split("\n\n[user]\n")
    description = system.split("\n\n", 1)[1]
    return description, {line.split("  ")[0]: line[12:] for line in rest.splitlines() if line[:1].strip()}


def entries(description):
    """Name -> text of the lines that are not indented."""
    return dict(re.split(r": ?", line, maxsplit=1) for line in description.splitlines() if not line.startswith(" "))


def test_nemotron_personas(cli):
    text, rest = described(cli, "nemotron_personas_50.csv")
    said = entries(text)
    assert not PYTHON.search(text)
    assert list(said)[:3] == ["age", "gender", "marital_status"]
    assert (said["age"], said["city"], said["occupation"]) == ("51", "Allen Park", "construction equipment operator")
    assert re.fullmatch(
        r"Vintage automobile restoration, (.+, ){5}.+ and Church youth outreach volunteering", said["hobbies"]
    )
    assert said["skills"].endswith("Blueprint reading and site plan interpretation"), "the entry cut off is omitted"
    assert rest["not stated"] == "id (the ids); record_index (an index); age_band (a band of age); zipcode (a code)"
    assert not {"id", "record_index", "age_band", "zipcode"} & set(said)
    assert not re.search(r"13420|48101|34278737|45-54", text)
    assert rest["personas"].startswith("all 50 rows of ")
    again, _ = described(cli, "nemotron_personas_50.csv", "--tell", "zipcode,age_band")
    assert (entries(again)["zipcode"], entries(again)["age_band"]) == ("48101", "45-54")


def test_tinytroupe_personas(cli):
    text, rest = described(cli, "tinytroupe_usa20.jsonl")
    assert not PYTHON.search(text)
    said = entries(text)
    assert list(said)[:4] == ["name", "age", "nationality", "occupation"]
    assert "\noccupation:\n  title: Kitchen Lead / Line Cook\n  organization: " in text
    assert "\n  big five:\n    openness:\n      score: 42\n      description: Moderate-low openness" in text
    assert "\n  - name: Marcus Brown\n    relationship: Husband\n    details: Age 36, " in text
    assert "\n    favorite snacks: Plantain chips, Roasted peanuts with chili, Sweet plantain empanadas and " in text
    assert re.match(r"Pay off .+ for her family\. Build a small .+\. .+\)\.$", said["long_term_goals"])
    assert rest["not stated"] == "country_of_residence (empty)"
    plain, _ = described(cli, "tinytroupe_usa20.jsonl", "--no-trait-labels")
    assert "personality:\n  traits: " in plain
    assert not re.search(r"openness|neuroticism|big five", plain)


def test_census_personas(cli):
    text, rest = described(cli, "pop_census_personas.json")
    said = entries(text)
    assert not PYTHON.search(text)
    assert list(said) == ["Full Name", "Age", "Occupation", "Hobbies/Interests", "Personality Facts"]
    assert said["Age"] == "46"
    assert said["Hobbies/Interests"] == "playing chess, reading crime novels and hiking"
    assert said["Personality Facts"].count(". ") == 2
    assert rest["personas"].startswith("all 310 rows of ")
    assert "not stated" not in rest


def test_general_social_survey_personas(cli):
    text, rest = described(cli, "genagents_gss_300.csv")
    said = entries(text)
    assert len(said) == 26, "twins of values, as sex and gender, but no twins of columns: all are told"
    assert (said["age"], said["sex"], said["same_residence_since_16"]) == ("54", "Female", "Same state, different city")
    assert (said["religion"], said["religion_at_16"], said["race"], said["detailed_race"]) == (
        *("Protestant", "Protestant", "White", "White"),
    )
    assert said["total_wealth"] == "$20,000 to $40,000"
    assert rest["requests"] == "13,200 (300 respondents)"
    assert "not stated" not in rest


@pytest.mark.parametrize(
    "name", ["nemotron_personas_50.csv", "tinytroupe_usa20.jsonl", "pop_census_personas.json", "genagents_gss_300.csv"]
)
def test_every_persona_of_a_field_file_reads_as_text_and_five_are_asked(cli, name):
    if not (FIELD / name).exists():
        pytest.skip(f"{name} is not beside the checkout")
    for one in pool_from_table(FIELD / name).respondents:
        assert PYTHON.findall(one.description) == [], one.id
    done = cli("run", "simulated:human", "--personas", FIELD / name, "--first", 5, "--out", "run")
    assert done.returncode == 0, done.stderr
    assert f"personas: the first 5 rows of {FIELD / name}\n" in done.stderr
    assert answers("run").values.shape == (5, 44)


# columns


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("record_index", [13420, 40354, 52705], "an index"),
        ("Unnamed: 0", ["0", "1", "2"], "an index"),
        ("idx", ["7", "7", "9"], "an index"),
        ("body_mass_index", ["24", "31", "22"], ""),
        ("uuid", ["0a1b2c3d-0000-4000-8000-00000000000a", None, "0a1b2c3d000040008000000000000000"], "an id"),
        ("source", ["<urn:uuid:0a1b2c3d-0000-4000-8000-00000000000a>"] * 3, "an id"),
        ("userId", ["u1", "u2", "u3"], "an id"),
        ("household_id_2", ["12", "12", "13"], "an id"),
        ("prolificid", ["5f2a", "61bc", "60aa"], "an id"),
        ("countrycode", ["US", "DE", "FR"], "a code"),
        ("humanoid", ["5f2a", "61bc", "60aa"], ""),
        ("party_id", ["Democrat", "Republican", "Democrat"], ""),
        ("religion_id", ["Strong believer", "None at all", "Unsure of it"], ""),
        ("zipcode", ["48101", "01907", "SW1A 1AA"], "a code"),
        ("Zip Code", [48101.0, 1907.0, None], "a code"),
        ("postal_code", ["1012 AB", "1013 CD", None], "a code"),
        ("zip_lining", ["often", "never", "once"], ""),
        ("country_code", ["US", "DE", "FR"], "a code"),
        ("occupation_code", ["11-2021", "29-1141", None], "a code"),
        ("dress_code", ["smart", "casual", "smart"], ""),
        ("income", [None, "", "NA"], "empty"),
        ("embedding", [[0.1] * 8, [0.2] * 8, [0.3] * 8], "a list of numbers"),
        ("lottery_numbers", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], ""),
        ("happiness", ["1", "2", "3"], ""),
        ("age", [30, 31, 32], ""),
    ],
)
def test_a_column_that_says_nothing_about_a_persona_is_not_stated(name, cells, reason):
    columns = {"city": ["Rome", "Bonn", "Oslo"], name: cells}
    found = reasons(**columns)
    assert found == ({name: reason} if reason else {})
    assert all(
        (f"{name}:" in text) == (not reason and cell is not None)
        for text, cell in zip(told(**columns), cells, strict=True)
    )
    stated = told(**columns, tell=[name])
    assert all(
        (f"{name}:" in text) == (reason != "empty" and cell is not None)
        for text, cell in zip(stated, cells, strict=True)
    )


def test_a_running_number_is_one_from_ten_rows_on():
    for start, what in ((0, "a running number"), (1, "a running number"), (2, "")):
        found = reasons(participant=list(range(start, start + 12)), city=["Rome", "Bonn"] * 6)
        assert found == ({"participant": what} if what else {})
    assert reasons(age=list(range(1, 10)), city=["Rome"] * 9) == {}


TWELVE = [str(number) for number in range(31, 43)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"gender": ["f", "m"], "Gender": ["F", "M"]}, {"Gender": "the same as gender"}),
        ({"gender": ["f", "m"], "gender_copy": ["f", "m"]}, {"gender_copy": "the same as gender"}),
        ({"born_here": ["Yes", "Yes"], "citizen": ["Yes", "Yes"]}, {}),
        ({"religion": ["a", "b"], "religion_at_16": ["a", "b"]}, {}),
        ({"age": TWELVE, "years_lived": TWELVE}, {"years_lived": "the same as age"}),
        ({"sex": ["f", "m"] * 10, "geschlecht": ["f", "m"] * 10}, {"geschlecht": "the same as sex"}),
        ({"sex": ["f", "m"] * 9, "geschlecht": ["f", "m"] * 9}, {}),
        ({"story": ["Ann is a baker " * 5], "bio": ["Ann is a baker " * 5]}, {"bio": "the same as story"}),
        (
            {"occupation": ["line_cook", "nurse"], "Occupation": ["Line cook", "Nurse"]},
            {"Occupation": "the same as occupation"},
        ),
        ({"age": ["51", "70"], "age_band": ["45-54", "65+"]}, {"age_band": "a band of age"}),
        ({"age": ["51", "17"], "age_group": ["45 to 54 years", "under 18"]}, {"age_group": "a band of age"}),
        ({"age": ["51", "80"], "age_band": ["45-54", "65-74"]}, {}),
        (
            {"income": ["25000", "31000"], "income_band": ["$20,000 to $29,999", "$30,000+"]},
            {"income_band": "a band of income"},
        ),
        ({"age_band": ["45-54", "65+"], "city": ["Rome", "Bonn"]}, {}),
        ({"sex": ["1", "2"] * 2, "sex_label": ["female", "male"] * 2}, {"sex": "a code of sex_label"}),
        ({"sex": ["1", "1"] * 2, "sex_label": ["female", "male"] * 2}, {}),
        ({"children": ["1", "2"], "pets": ["1", "2"]}, {}),
    ],
)
def test_a_column_that_repeats_another_is_not_stated(columns, expected):
    assert reasons(**columns) == expected
    for name in expected:
        assert all(f"{name}: " in text for text in told(**columns, tell=[name]))


# values


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (["a", "b", "c"], "x: a, b and c"),
        ("['a', 'b', 'c']", "x: a, b and c"),
        ('["a", "b", "c"]', "x: a, b and c"),
        ("['a' 'b'\n 'c']", "x: a, b and c"),
        ("('a', 'b')", "x: ('a', 'b')"),
        ("['rock \\'n\\' roll', \"Ann's\"]", "x: rock 'n' roll and Ann's"),
        ("['a', 'b', 'c is cut of", "x: a and b"),
        ('["a", "b", "c is cut of...', "x: a and b"),
        ("['only", "x: ['only"),
        ("[nan, 'a', None, 'N/A', '']", "x: a"),
        ("[1.0, 2.5, 3]", "x: 1, 2.5 and 3"),
        ("[sic] as he said", "x: [sic] as he said"),
        ("{braces}", "x: {braces}"),
        (["tea, black", "milk"], "x: tea, black; and milk"),
        (["I am calm.", "I like tea"], "x: I am calm. I like tea."),
        (
            {"job_title": "line_cook", "hours": 40.0, "boss": None, "tips": float("nan")},
            "x:\n  job title: line cook\n  hours: 40",
        ),
        ("{'job': {'title': 'cook'}, 'pets': ['cat', 'dog']}", "x:\n  job:\n    title: cook\n  pets: cat and dog"),
        ('{"a": true, "b": false, "c": null}', "x:\n  a: yes\n  b: no"),
        ([{"name": "Bo", "age": 3}, {"name": "Al"}], "x:\n  - name: Bo\n    age: 3\n  - name: Al"),
        ({"id": 17, "user_id": "u7", "name": "Bo"}, "x:\n  name: Bo"),
        ("married_present", "x: married present"),
        (True, "x: yes"),
        ("NA", ""),
        ("N/A", ""),
        ("nan", ""),
        ([], ""),
        ("[]", ""),
        ({"a": None, "b": []}, ""),
        ("[" * 5000, "x: " + "[" * 5000),
    ],
)
def test_a_value_is_told_as_text(cell, text):
    assert told(city=["Rome"], x=[cell]) == ["city: Rome" + (f"\n{text}" if text else "")]


def test_what_is_nested_too_deeply_is_a_text_or_refused():
    text = "[" * 30 + "'a'" + "]" * 30
    assert told(city=["Rome"], x=[text]) == [f"city: Rome\nx: {text}"]
    deep: object = "a"
    for _ in range(2000):
        deep = [deep]
    with pytest.raises(InputError, match=r"mine.csv, column x: a value is nested more than 20 levels deep"):
        told(city=["Rome"], x=[{"a": deep}])


def test_no_cell_is_a_traceback_or_a_warning(recwarn):
    chance = random.Random(7)
    pieces = [
        *"[]{}'\",: \\\n*()",
        "nan",
        "None",
        "34.0",
        "True",
        "0x1",
        "b'x'",
        "...",
        "\\d",
        "\\x",
        "\\N",
        "'a'",
        "{}",
        "[[",
    ]
    for _ in range(1500):
        cells = ["[" + "".join(chance.choices(pieces, k=chance.randint(1, 14))) for _ in range(3)]
        assert len(told(city=["Rome", "Bonn", "Oslo"], x=cells)) == 3
    assert not recwarn.list


def test_a_description_may_be_an_object_and_other_columns_are_told_after_it_when_asked():
    columns = {
        "persona": [{"name": "Ann", "openness": "High"}, '{"name": "Bo"}'],
        "city": ["Rome", "Oslo"],
        "zip": ["1", "2"],
    }
    pool = pool_from_columns(table(**columns), {}, tell=["city"])
    assert [one.description for one in pool.respondents] == [
        "name: Ann\nopenness: High\ncity: Rome",
        "name: Bo\ncity: Oslo",
    ]
    assert pool.respondents[0].unlabelled == "name: Ann\ncity: Rome"
    assert [dict(one.attributes) for one in pool.respondents] == [
        {"city": "Rome", "zip": "1"},
        {"city": "Oslo", "zip": "2"},
    ]
    assert [(one.column, one.reason) for one in pool.columns] == [
        *(("persona", "the description"), ("city", ""), ("zip", "beside the description")),
    ]


@pytest.mark.parametrize(
    ("columns", "ids", "descriptions"),
    [
        ({"persona": ["p1", "p2"], "age": [30, 31]}, ["p1", "p2"], ["age: 30", "age: 31"]),
        ({"persona": ["a baker", "a nurse"], "age": [30, 31]}, ["1", "2"], ["a baker", "a nurse"]),
        ({"persona": ["baker", "baker"], "age": [30, 31]}, ["1", "2"], ["baker", "baker"]),
        ({"persona": ["baker", "nurse"], "id": ["x", "y"]}, ["x", "y"], ["baker", "nurse"]),
        ({"persona": ["baker", "nurse"]}, ["1", "2"], ["baker", "nurse"]),
        ({"persona": ["p1", "p2"], "description": ["Ann", "Bo"]}, ["p1", "p2"], ["Ann", "Bo"]),
        ({"participant_id": ["x", "y"], "age": [30, 31]}, ["x", "y"], ["age: 30", "age: 31"]),
    ],
)
def test_a_column_called_persona_is_the_id_or_the_description(columns, ids, descriptions):
    pool = pool_from_columns(table(**columns), {})
    assert [one.id for one in pool.respondents] == ids
    assert [one.description for one in pool.respondents] == descriptions


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.yaml", b"- name: Ann\n  pets: [cat, dog]\n- name: Bo\n  born: 1990-05-01\n"),
        ("mine.yml", b"personas:\n- name: Ann\n  pets: [cat, dog]\n- {name: Bo, born: 1990-05-01}\n"),
        ("mine.yaml.gz", gzip.compress(b"name: Ann\npets: [cat, dog]\n---\nname: Bo\nborn: 1990-05-01\n", mtime=0)),
        ("mine.json", b'[{"name": "Ann", "pets": ["cat", "dog"]}, {"name": "Bo", "born": "1990-05-01"}]'),
        (
            "mine.jsonl.gz",
            gzip.compress(b'{"name": "Ann", "pets": ["cat", "dog"]}\n{"name": "Bo", "born": "1990-05-01"}\n', mtime=0),
        ),
        ("mine.csv.gz", gzip.compress(b"name;pets;born\nAnn;['cat', 'dog'];NA\nBo;;1990-05-01\n", mtime=0)),
        ("mine.csv", "name,pets,born\nAnn,\"['cat', 'dog']\",\nBo,,1990-05-01\n".encode("utf-16")),
    ],
)
def test_every_format_of_nested_personas_is_told_alike(cli, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert [one.description for one in pool_from_table(tmp_path / name).respondents] == [
        "name: Ann\npets: cat and dog",
        "name: Bo\nborn: 1990-05-01",
    ]
    assert cli("run", "simulated:noise", "--personas", name, "--first", 1, "--out", "run").returncode == 0


@pytest.mark.parametrize(
    ("text", "words"), [("a: [1", "is not YAML: "), ("3", "is not a list"), ("- 1: x\n- 3", "row 2 is not")]
)
def test_other_yaml_is_one_line(cli, tmp_path, text, words):
    (tmp_path / "mine.yaml").write_text(text)
    done = cli("run", "simulated:noise", "--personas", "mine.yaml")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr


def test_labelled_codes_of_a_survey_file_are_told_by_their_labels(tmp_path):
    statistics = pytest.importorskip("pyreadstat", reason="the extra formats is not installed")
    frame = pandas.DataFrame({"sex": [1.0, 2.0], "age": [30.0, 41.0]})
    statistics.write_sav(frame, str(tmp_path / "mine.sav"), variable_value_labels={"sex": {1: "female", 2: "male"}})
    told = [one.description for one in pool_from_table(tmp_path / "mine.sav").respondents]
    assert told == ["sex: female\nage: 30", "sex: male\nage: 41"]


def test_a_persona_of_codes_alone_is_one_line(cli, tmp_path):
    (tmp_path / "mine.csv").write_text("id,zipcode\na,48101\nb,48102\n")
    done = cli("run", "simulated:noise", "--personas", "mine.csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (
        "row 1 (line 2): this persona has no description; add one or remove the row, or state another column: --tell zipcode"
        in done.stderr
    )
    assert cli("run", "simulated:noise", "--personas", "mine.csv", "--tell", "zipcode", "--dry-run").returncode == 0
    done = cli("run", "simulated:noise", "--personas", "mine.csv", "--tell", "zip")
    assert "mine.csv has no column 'zip' for --tell; its columns: id, zipcode" in done.stderr


def test_the_index_that_pandas_writes_is_not_told(cli, tmp_path):
    (tmp_path / "mine.csv").write_text(",city\n0,Rome\n1,Bonn\n")
    done = cli("run", "simulated:noise", "--personas", "mine.csv", "--dry-run")
    assert "\n\ncity: Rome\n\n[user]" in done.stdout
    assert "not stated  a column without a name (an index)\n" in done.stdout
    assert "--tell" not in done.stdout


def test_what_is_not_told_is_said_and_kept_with_the_answers(cli, tmp_path):
    (tmp_path / "mine.csv").write_text("id,city,zipcode\na,Rome,48101\nb,Bonn,48102\n")
    done = cli("run", "simulated:noise", "--personas", "mine.csv", "--out", "run")
    assert done.returncode == 0, done.stderr
    assert "columns not stated: zipcode (a code); to state one: --tell zipcode\n" in done.stderr
    assert answers("run").attributes["zipcode"] == ("48101", "48102")


# rows

MANY = 30_000


def many(path):
    """A table of more rows than are asked without a word."""
    columns = {
        "age": [20 + number % 50 for number in range(MANY)],
        "story": [f"Number {number} " * 20 for number in range(MANY)],
    }
    if path.suffix == ".parquet":
        parquet.write_table(pa.table(columns), path, row_group_size=5000)
    elif path.suffix == ".csv":
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([columns.keys(), *zip(*columns.values(), strict=True)])
    else:
        lines = (json.dumps(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))
        path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_a_table_of_any_size_is_read_a_row_at_a_time(monkeypatch, tmp_path, ending):
    file = many(tmp_path / f"many{ending}")
    whole = [pool_from_table(file, selection=one) for one in (Selection(first=7), Selection(sample=50, seed=3))]
    monkeypatch.setattr(rows, "LARGE", 1)
    tracemalloc.start()
    pools = [pool_from_table(file, selection=one) for one in (Selection(first=7), Selection(sample=50, seed=3))]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pools == whole
    assert most < 4e6, "30,000 rows of 250 bytes would be more"
    first, drawn = pools
    assert [one.id for one in first.respondents] == [str(number) for number in range(1, 8)]
    numbers = [int(one.id) for one in drawn.respondents]
    assert len(set(numbers)) == 50
    assert max(numbers) > MANY / 2
    assert all(f"Number {one - 1} " in who.description for one, who in zip(numbers, drawn.respondents, strict=True))
    assert pool_from_table(file, selection=Selection(sample=20, seed=3)).respondents == drawn.respondents[:20]
    assert pool_from_table(file, selection=Selection(sample=20, seed=4)).respondents != drawn.respondents[:20]
    with pytest.raises(InputError, match=r"has more than 10,000 rows; choose with --first 200 or --sample 200"):
        pool_from_table(file)


def test_every_row_is_as_likely_to_be_drawn(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("name\n" + "".join(f"name {number}\n" for number in range(20)))
    counts = dict.fromkeys(range(1, 21), 0)
    for seed in range(400):
        for one in pool_from_table(file, selection=Selection(sample=5, seed=seed)).respondents:
            counts[int(one.id)] += 1
    assert all(65 < count < 135 for count in counts.values()), "400 * 5 / 20 = 100 each, SD 8.7"


def test_columns_are_judged_by_more_rows_than_are_taken(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("born,raised\n" + "Rome,Rome\n" * 15 + "Rome,Oslo\n" + "Bonn,Bonn\n" * 15)
    for selection in (Selection(first=3), Selection(sample=3)):
        assert all(one.stated for one in pool_from_table(file, selection=selection).columns)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--first", 0], "--first 0: give at least 1"),
        (["--sample", -2], "--sample -2: give at least 1"),
        (["--first", 1, "--sample", 1], "--first and --sample both say which rows to take; omit one of them"),
        (["--first", 4], "4 personas were requested; mine.csv has 3, so give 1 to 3"),
        (["--sample", 4], "4 personas were requested; mine.csv has 3, so give 1 to 3"),
        (["--sample", 2, "--seed", -1], "a seed of -1 was given; it must be 0 or above"),
    ],
)
def test_a_choice_that_cannot_be_made_is_one_line(cli, tmp_path, options, words):
    (tmp_path / "mine.csv").write_text("id,city\na,Rome\nb,Bonn\nc,Oslo\n")
    done = cli("run", "simulated:noise", "--personas", "mine.csv", *options)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"persona-collapse: {words}\n")


@pytest.mark.parametrize(
    "content", [b"city,age\nRome\x81,1\n", b'city\n"Rome\n', b"city,city\na,b\n", b"city,age\na\n"]
)
def test_a_large_damaged_table_is_refused_as_a_small_one_is(monkeypatch, tmp_path, content):
    (tmp_path / "mine.csv").write_bytes(content)
    said = []
    for large in (rows.LARGE, 1):
        monkeypatch.setattr(rows, "LARGE", large)
        with pytest.raises(InputError) as refused:
            pool_from_table(tmp_path / "mine.csv")
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_a_sample_is_asked_and_said(cli, tmp_path):
    (tmp_path / "mine.csv").write_text("city\n" + "".join(f"City {number}\n" for number in range(40)))
    done = cli("run", "simulated:noise", "--personas", "mine.csv", "--sample", 3, "--seed", 5, "--out", "run")
    assert done.returncode == 0, done.stderr
    assert "personas: 3 of the 40 rows of mine.csv, drawn at random (seed 5)\n" in done.stderr
    assert len(answers("run").respondents) == 3


def test_the_bundled_personas_can_be_chosen_too(cli):
    assert cli("run", "simulated:noise", "--first", 3, "--out", "run").returncode == 0
    assert answers("run").respondents == tuple(one.id for one in bundled_pool().respondents[:3])
    done = cli("run", "simulated:noise", "--sample", 3, "--out", "other")
    assert "personas: 3 of the 1,144 of personas, drawn at random (seed 0)\n" in done.stderr
    assert set(answers("other").respondents) < {one.id for one in bundled_pool().respondents}
    done = cli("run", "simulated:noise", "--personas", 5, "--first", 3)
    assert "--personas 5 already says how many; omit it, or --first and --sample" in done.stderr
    done = cli("run", "simulated:noise", "--tell", "age")
    assert "--tell needs your own table; add --personas PATH" in done.stderr


def test_a_dataset_on_the_hub_is_read_row_by_row(tmp_path):
    script = """
import sys
from persona_collapse.cli import main
def command(*arguments):
    sys.argv = ["persona-collapse", *arguments]
    try:
        main()
    except SystemExit as end:
        print(end.code or 0)
command("run", "simulated:noise", "--personas", "org/many", "--first", "3", "--out", "a")
command("run", "simulated:noise", "--personas", "org/many", "--sample", "3", "--out", "b")
command("run", "simulated:noise", "--personas", "org/many", "--out", "c")
"""
    with hub_double() as hub:
        hub.repositories["datasets", "org/many"] = Repository("org/many")
        hub.repositories["datasets", "org/many"].files = {"many.parquet": many(tmp_path / "many.parquet").read_bytes()}
        said = []
        codes = in_a_process(hub, tmp_path, script, capture=said)
    assert [line for line in codes.splitlines() if line in "02"] == ["0", "0", "2"], said
    assert answers(tmp_path / "a").respondents == ("1", "2", "3")
    assert "personas: 3 of the 30,000 rows of org/many, drawn at random (seed 0)" in said[0]
    assert "org/many has more than 10,000 rows; choose with --first 200 or --sample 200" in said[0].splitlines()[-1]
    local = pool_from_table(tmp_path / "many.parquet", selection=Selection(sample=3))
    assert answers(tmp_path / "b").respondents == tuple(one.id for one in local.respondents)
