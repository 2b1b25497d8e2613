"""--personas: how many of ours, a table of one's own, a dataset on the Hub."""

import numpy as np
import pytest

from persona_collapse.columns import mapping as mapped
from persona_collapse.errors import InputError
from persona_collapse.personas import as_columns, bundled_pool, draw, pool_from_table
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.study import Study, answers
from persona_collapse.study.texts import table_texts, text_columns
from persona_collapse.tables import Table, encoded, read_table
from tests.support.asking import command, short, stored
from tests.support.hub_double import Repository, hub_double
from tests.support.processes import in_a_process


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    return command(monkeypatch, capsys)


def written(path, text):
    path.write_text(text)
    return path


def told(pool, **options):
    """What a model is told about each."""
    return [prompt.system.split("\n\n", 1)[1] for prompt in Study(short(1), pool, **options).prompts()]


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "age": 34}, {"id": "b", "city": "Rome"}]',
        '{"version": 2, "personas": [{"id": "a", "age": 34}, {"id": "b", "city": "Rome"}]}',
    ],
)
def test_an_array_of_objects_is_a_table(tmp_path, text):
    table = read_table(written(tmp_path / "mine.json", text))
    assert table.columns == {"id": ["a", "b"], "age": [34, None], "city": [None, "Rome"]}
    assert table.places == ["row 1", "row 2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3", "is not a list of JSON objects"),
        ("[]", "has no rows"),
        ('[{"a": 1}, 3]', "row 2 is not a JSON object"),
        ('{"a": 1}\n{"a": 2}\n', "is not JSON: .*; for one object per line, name it .jsonl"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_other_json_is_one_line(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read_table(written(tmp_path / "mine.json", text))


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_number_is_so_many_of_ours_from_the_first(cli, count):
    assert cli("run", "simulated:noise", "--personas", count, "--out", "run").returncode == 0
    assert answers("run").respondents == tuple(one.id for one in bundled_pool().respondents[:count])


def test_a_description_is_told_and_the_rest_is_kept(tmp_path):
    file = written(tmp_path / "mine.csv", 'id,description,mood\nann,"Ann, 30,\nbaker",good\nbob,Bob,\n')
    pool = pool_from_table(file)
    assert [one.id for one in pool.respondents] == ["ann", "bob"]
    assert told(pool) == ["Ann, 30,\nbaker", "Bob"]
    assert [dict(one.attributes) for one in pool.respondents] == [{"mood": "good"}, {}]
    assert pool.name == "mine"


def test_columns_may_have_other_names(tmp_path):
    file = written(tmp_path / "mine.csv", "uid,bio,description\n1,Ann,x\n2,Bob,y\n")
    pool = pool_from_table(file, {"id": "uid", "description": "bio"})
    assert told(pool) == ["Ann", "Bob"]
    assert pool.respondents[0].attributes == {"description": "x"}


def test_without_a_description_every_column_is_told_and_labels_can_be_left_out(tmp_path):
    file = written(
        tmp_path / "mine.csv", "persona_id,Age,Openness,big_five_neuroticism,City\nx,30,High,Low,Rome\ny,31,Low,,\n"
    )
    pool = pool_from_table(file)
    assert told(pool) == ["Age: 30\nOpenness: High\nbig_five_neuroticism: Low\nCity: Rome", "Age: 31\nOpenness: Low"]
    assert told(pool, labels=False) == ["Age: 30\nCity: Rome", "Age: 31"]


MISSING = {
    ".csv": b"id,age,gender,gpa,pets,note\na,34.0,None,3.0,2,NaN\nb,,female,3.5,<NA>,\n",
    ".jsonl": b'{"id": "a", "age": 34.0, "gender": null, "gpa": 3.0, "pets": 2, "note": NaN}\n'
    b'{"id": "b", "age": NaN, "gender": "female", "gpa": 3.5, "pets": "null", "note": "nan"}\n',
    ".parquet": encoded(
        {
            "id": ["a", "b"],
            "age": [34.0, float("nan")],
            "gender": [None, "female"],
            "gpa": [3.0, 3.5],
            "pets": [2, None],
            "note": ["NaT", "N/A"],
        },
        ".parquet",
    ),
}


@pytest.mark.parametrize("ending", MISSING)
def test_missing_values_are_not_told_and_whole_numbers_have_no_decimals(cli, tmp_path, ending):
    (tmp_path / f"mine{ending}").write_bytes(MISSING[ending])
    pool = pool_from_table(tmp_path / f"mine{ending}")
    assert told(pool) == ["age: 34\ngpa: 3.0\npets: 2", "gender: female\ngpa: 3.5"]
    assert [dict(one.attributes) for one in pool.respondents] == [
        {"age": "34", "gpa": "3.0", "pets": "2"},
        {"gender": "female", "gpa": "3.5"},
    ]
    done = cli("run", "simulated:noise", "--personas", f"mine{ending}", "--dry-run")
    assert "\n\nage: 34\ngpa: 3.0\npets: 2\n" in done.stdout


def test_the_word_none_is_a_value_where_our_schema_has_it(tmp_path):
    file = written(tmp_path / "mine.csv", "id,disability_status,gender,description\na,None,None,Ann\nb,None,x,nan\n")
    with pytest.raises(InputError, match=r"row 2 \(line 3\): this persona has no description"):
        pool_from_table(file)
    file.write_text(file.read_text().replace("nan", "Bob"))
    assert [dict(one.attributes) for one in pool_from_table(file).respondents] == [
        {"disability_status": "None"},
        {"disability_status": "None", "gender": "x"},
    ]


def test_without_ids_rows_are_numbered(tmp_path):
    pool = pool_from_table(written(tmp_path / "mine.csv", "Age\n30\n\n31\n"))
    assert [one.id for one in pool.respondents] == ["1", "2"], "an empty line is nobody"


def test_our_own_table_told_without_labels_is_our_own_pool_without_labels(tmp_path):
    drawn = [draw(number) for number in range(3)]
    for ending in (".csv", ".parquet", ".jsonl"):
        file = tmp_path / f"ours{ending}"
        file.write_bytes(encoded(as_columns(drawn), ending))
        pool = pool_from_table(file)
        assert [one.id for one in pool.respondents] == [one.id for one in drawn]
        assert told(pool)[0].count("Big Five") == 5
        assert not any("Big Five" in one for one in told(pool, labels=False))
        assert [dict(one.attributes) for one in pool.respondents] == [dict(one.values) for one in drawn]


def test_the_same_table_is_the_same_study_and_a_changed_word_another(tmp_path):
    def hashed(text):
        return Study(short(1), pool_from_table(written(tmp_path / "mine.csv", text))).hash

    before = hashed("id,description\n1,Ann\n2,Bob\n")
    assert hashed("description,id\nAnn,1\nBob,2\n") == before
    assert hashed("id,description\n1,Ann\n2,Rob\n") != before
    assert hashed("id,description\n1,Ann\n3,Bob\n") != before


@pytest.mark.parametrize(
    ("text", "columns", "words"),
    [
        ("id,description\n1,Ann\n1,Bob\n", {}, r"row 2 \(line 3\): duplicate id '1'; every persona needs a unique id"),
        ("id,description\n1,Ann\n,Bob\n", {}, r"row 2 \(line 3\): the id is empty"),
        ("id,description\n,\n1,Ann\n", {}, r"row 1 \(line 2\): the id is empty"),
        ("id,description\n1,Ann\n2,  \n", {}, r"row 2 \(line 3\): this persona has no description; add one"),
        ("Age,City\n30,Rome\n,\n", {}, r"row 2 \(line 3\): this persona has no description"),
        ("id,description\n", {}, "has no rows"),
        ("", {}, "is empty"),
        ("id,description\n1,Ann\n", {"id": "uid"}, "has no column 'uid' for id; its columns: id, description"),
        (
            "id,description\n1,Ann\n",
            {"name": "id"},
            "unknown persona column 'name'; use id=COLUMN or description=COLUMN",
        ),
        ("id,description\n1,Ann,x\n", {}, "3 cells under a header of 2 columns"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(cli, tmp_path, text, columns, words):
    file = written(tmp_path / "mine.csv", text)
    with pytest.raises(InputError, match=words):
        pool_from_table(file, columns)
    mapping = ",".join(f"{field}={column}" for field, column in columns.items())
    options = ["--persona-columns", mapping] if mapping else []
    done = cli("run", "simulated:noise", "--personas", "mine.csv", *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_labels_alone_leave_nothing_to_tell_without_them(cli, tmp_path):
    written(tmp_path / "mine.csv", "id,Openness\nann,High\n")
    done = cli("run", "simulated:noise", "--personas", "mine.csv", "--no-trait-labels")
    assert done.returncode == 2
    assert "persona ann of mine has no description without its trait labels; omit --no-trait-labels" in done.stderr


def test_the_same_column_names_the_rows_of_every_table():
    names = ("respondent", "persona_id", "respondent_id", "id")
    answered = {f"bfi44_{number}": [3, 4] for number in range(1, 45)}
    for place, name in enumerate(names):
        ids = {one: [f"{one} 1", f"{one} 2"] for one in reversed(names[place:])}  # also where another comes before it
        expected = [f"{name} 1", f"{name} 2"]
        table = Table("a.csv", {**ids, **answered, "text": ["I am", "You are"]}, ["row 1", "row 2"])
        assert mapped(table).respondent == name
        assert [one.id for one in pool_from_columns(table, {}).respondents] == expected
        assert table_texts(table, *text_columns(table)).personas == tuple(expected)


def test_columns_are_said_as_field_and_column(cli, tmp_path):
    written(tmp_path / "mine.csv", "uid,bio\n1,Ann\n")
    for mapping, words in (("uid", "'uid' is not FIELD=COLUMN"), ("id=", "'id' is not FIELD=COLUMN")):
        done = cli("run", "simulated:noise", "--personas", "mine.csv", "--persona-columns", mapping)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert words in done.stderr


def test_a_table_of_ones_own_is_asked_and_exported(cli, tmp_path):
    written(tmp_path / "mine.csv", "uid,bio,openness\nann,Ann likes chess,High\nbob,Bob,Low\n")
    mapping = "id=uid, description=bio"
    done = cli("run", "simulated:human", "--personas", "mine.csv", "--persona-columns", mapping, "--out", "run")
    assert done.returncode == 0, done.stderr
    matrix = answers("run")
    assert matrix.respondents == ("ann", "bob")
    assert matrix.attributes == {"openness": ("High", "Low")}
    assert np.array_equal(matrix.levels()[:, 4], [3, 1])
    assert cli("export", "run", "--to", "out.csv").returncode == 0
    assert (tmp_path / "out.csv").read_text().startswith("respondent,model,openness,bfi44_1,")


def test_a_dataset_on_the_hub_is_a_pool_too(tmp_path):
    drawn = [draw(number) for number in range(3)]
    script = """
import sys
from persona_collapse.cli import main
def command(*arguments):
    sys.argv = ["persona-collapse", *arguments]
    try:
        main()
    except SystemExit as end:
        print(end.code or 0)
command("run", "simulated:noise", "--personas", "org/people:a", "--out", "a")
command("run", "simulated:noise", "--personas", "org/people-v1.0", "--persona-columns", "id=uid,description=bio", "--out", "b")
command("run", "simulated:noise", "--personas", "org/nobody", "--out", "c")
command("run", "simulated:noise", "--personas", "org/people-v1.0", "--out", "d", "--persona-columns", "id=nothing")
"""
    with hub_double() as hub:
        card = b"---\nconfigs:\n- config_name: a\n  data_files: a.parquet\n- config_name: b\n  data_files: b.parquet\n---\n"
        ours = {f"{name}.parquet": encoded(as_columns(drawn[:size]), ".parquet") for name, size in (("a", 3), ("b", 1))}
        for name, files in (
            ("org/people", {"README.md": card, **ours}),
            ("org/people-v1.0", {"b.csv": b"uid,bio\nann,Ann\nbob,Bob\n"}),
        ):
            hub.repositories["datasets", name] = Repository(name)
            hub.repositories["datasets", name].files = files
        said = []
        codes = in_a_process(hub, tmp_path, script, capture=said)
    assert [line for line in codes.splitlines() if line in "02"] == ["0", "0", "2", "2"], said
    assert {key[0] for key in stored(tmp_path / "a")[0]} == {one.id for one in drawn}
    assert {key[0] for key in stored(tmp_path / "b")[0]} == {"ann", "bob"}
    nobody, nothing = said[0].splitlines()[-2:]
    assert nobody.startswith("persona-collapse: org/nobody is not available: the Hub has no such dataset")
    assert nobody.endswith("or give a file (there is none called org/nobody)")
    assert "has no column 'nothing' for id; its columns: uid, bio" in nothing
    assert not (tmp_path / "c").exists()
    assert not (tmp_path / "d").exists()
