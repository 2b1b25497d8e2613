import json
import subprocess
import sys

import numpy as np
import pytest

from persona_collapse.simulation import simulate
from tests.conftest import GPT, PEOPLE, ROOT, WITHOUT
from tests.support.processes import run
from validity.subgroups import planted

SIMULATED = "simulated from published norms, not people"


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory):
    """A machine on which no reference was built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("machine")))
        yield


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("answers") / "shallow.csv"
    path.write_text(simulate("shallow", 120).to_csv())
    return path


@pytest.fixture(scope="module")
def measured(table):
    record = table.with_suffix(".json")
    return run("measure", table, "--json", record), record


def test_measure_prints_a_table_and_says_what_it_compares_with(measured):
    done, _ = measured
    assert done.returncode == 0
    for word in (
        "value",
        "held-out people",
        "shuffled population",
        "coverage",
        "LID",
        "rho",
        "calibrated-2058",
        SIMULATED,
    ):
        assert word in done.stdout
    assert "! " in done.stdout, "a warning where a number sits on the noise floor"
    assert "docs/numbers.md" in done.stdout.splitlines()[-1], "where each number is explained"
    assert SIMULATED in done.stderr


def test_levels_of_an_attribute_and_chosen_attributes(cli, few_pairs, tmp_path):
    matrix = planted("collapsed", 1, (60, 60))
    path, record, page = (tmp_path / name for name in ("answers.csv", "record.json", "page.html"))
    path.write_text(matrix.to_csv())
    code, out, _ = cli("measure", path, "--by", "group", "--attributes", "Openness, group", "--json", record)
    assert code == 0
    assert "group: a vanishes: recall 0.0" in out
    assert "items predicted by Openness, group" in out
    found = json.loads(record.read_text())
    assert found["commands"] == [f"persona-collapse measure {path} --by group --attributes Openness,group"]
    assert [one["level"] for one in found["subgroups"]["tables"][0]["subgroups"]] == ["a", "b"]
    assert [one["label"] for one in found["leakage"]["labels"]] == ["Openness", "group"]
    assert cli("report", record, "--out", page)[0] == 0
    assert "Level by level: group" in page.read_text()
    for options, words in (
        (["--by", "mood"], "no column 'mood'; its columns besides the items: respondent, Extraversion"),
        (["--attributes", "mood"], "no column 'mood'; its columns besides the items: respondent, Extraversion"),
        (["--by", " , "], "--by names no column; use --by ATTRIBUTE"),
        (["--by", "Openness", "--protocol", "paper"], "omit --protocol paper, or --by"),
    ):
        code, _, err = cli("measure", path, *options)
        assert (code, words in err) == (2, True), err


def test_the_record_is_json_with_null_for_what_is_not_measured(measured):
    text = measured[1].read_text()
    assert "NaN" not in text
    record = json.loads(text)
    assert record["schema"] == "persona-collapse/diagnosis/2"
    assert record["reference"]["note"] == SIMULATED
    assert record["settings"] == {
        "protocol": "calibrated",
        "seed": 0,
        "draws": 100,
        "rarefy": True,
        "size": 60,
        "repeats": "personas",
    }
    for part in ("attribution", "reliability", "default_pull"):  # no attributes, no repeats, no control run
        assert record[part] is None
    assert record["intervals"]["coverage"]["low"] < record["values"]["coverage"]["coverage"]
    assert record["signature"]["name"] == "shallow"
    assert record["null_panel"]["rows"][0]["name"] == "held-out people"
    assert 0 <= record["values"]["coverage"]["coverage"] <= 1
    assert record["values"]["fidelity"]["per_trait"]["Openness"]["respondents"] == 120


def test_json_to_stdout_is_nothing_else(cli, table):
    code, out, _ = cli("measure", table, "--protocol", "paper", "--json", "-")
    assert json.loads(out)["settings"]["protocol"] == "paper"
    assert code == 0


def test_several_populations_are_a_list(cli, table, tmp_path):
    record = tmp_path / "both.json"
    _, out, _ = cli("measure", table, table, "--protocol", "paper", "--json", record)
    assert [one["population"]["respondents"] for one in json.loads(record.read_text())] == [120, 120]
    assert out.count("held-out people") == 2


def test_a_reference_of_ones_own_and_targets(cli, few_pairs, table, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text(simulate("human", 90, seed=5).to_csv())
    code, out, err = cli(
        "measure", table, "--reference", people, "--targets", "Openness=Extraversion, Extraversion=Openness"
    )
    assert code == 0
    assert f"reference: {people}: 90 respondents" in out
    assert SIMULATED not in out + err
    assert "rho" in out


def test_row_order_does_not_matter(cli, table, measured, tmp_path):
    header, *rows = table.read_text().splitlines()
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("\n".join([header, *np.random.default_rng(0).permutation(rows)]) + "\n")
    one = json.loads(measured[1].read_text())["values"]
    two = json.loads(cli("measure", mixed, "--json", "-")[1])["values"]
    for axis in ("coverage", "hopkins", "lid", "likert"):
        assert one[axis] == two[axis]


HEADER = ",".join(f"bfi44_{n}" for n in range(1, 45))
ROW = ",".join("3" for _ in range(44))


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (f"{HEADER}\n{ROW[:-1]}7\n", [], ["row 1 (line 2)", "bfi44_44", "'7'", "from 1 to 5"]),
        (f"{HEADER}\n{ROW[:-1]}yes\n", [], ["bfi44_44", "'yes'", "not a number"]),
        ("", [], ["is empty"]),
        (f"{HEADER[:-9]}\n{ROW[:-2]}\n", [], ["missing: 44", "bfi44_1..bfi44_44 or BFI_Q1..BFI_Q44 or 1..44"]),
        (f"{HEADER}\n" + f"{ROW}\n" * 20, [], ["20 complete respondents", "at least"]),
        (f"{HEADER}\n" + f"{ROW}\n" * 5, [], ["5 complete respondents", "at least"]),
        (f"{HEADER}\n" + "," * 43 + "\n", [], ["every answer is missing"]),
        (f"{HEADER}\n" + f"{ROW[:-1]}\n" * 30, [], ["none of 30 respondents answered every item"]),
        (f"{HEADER}\n{ROW}\n", ["--reference", "nowhere.csv"], ["file not found: nowhere.csv"]),
        (f"{HEADER}\n{ROW}\n", ["--protocol", "best"], ["unknown protocol 'best'", 'use "calibrated" or "paper"']),
        (f"{HEADER}\n{ROW}\n", ["--targets", "Openness"], ["--targets", "COLUMN=TRAIT"]),
        (f"{HEADER}\n" + f"{ROW}\n" * 30, ["--targets", "x=Openness"], ["no column 'x'"]),
        (f"{HEADER}\n{ROW}\n", ["--targets", ""], ["--targets is empty"]),
        (f"{HEADER}\n{ROW}\n", ["--targets", "x=Openness,y=Openness"], ["twice"]),
        (
            f"{HEADER}\n{ROW}\n",
            ["--reference", "calibrated-2085"],
            ["known names are calibrated-2058 (bundled), twin2k500"],
        ),
    ],
)
def test_wrong_input_is_one_sentence_and_nothing_is_written(cli, tmp_path, monkeypatch, content, options, words):
    (tmp_path / "answers.csv").write_text(content)
    monkeypatch.chdir(tmp_path)
    code, out, err = cli("measure", "answers.csv", "--json", "out.json", *options)
    assert (code, out) == (2, "")
    assert err.startswith("persona-collapse: ")
    assert err.count("\n") == 1
    for word in words:
        assert word in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["measure", "nowhere.csv"], "file not found: nowhere.csv"),
        (["measure"], "Missing argument"),
        (["measur"], "No such command"),
    ],
)
def test_other_mistakes_end_with_2(cli, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, _, err = cli(*arguments)
    assert code == 2
    assert words in err


def test_a_record_that_would_replace_a_folder(cli, table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = cli("measure", table, "--protocol", "paper", "--json", ".")
    assert code == 2
    assert "it is a folder" in err


def test_the_version_is_printed():
    import persona_collapse

    assert run("--version").stdout.strip() == persona_collapse.__version__


def test_measuring_what_is_no_matrix():
    from persona_collapse.diagnosis import measure
    from persona_collapse.errors import InputError

    with pytest.raises(InputError, match="given a str; give BehavioralTraitMatrix"):
        measure("answers.csv")


def test_a_record_that_cannot_be_written_leaves_nothing(cli, table, tmp_path):
    code, _, err = cli("measure", table, "--protocol", "paper", "--json", tmp_path / "no" / "folder.json")
    assert code == 2
    assert "cannot write" in err
    assert list(tmp_path.iterdir()) == []


def test_unequal_items_name_both_numbers():
    from persona_collapse.diagnosis import measure
    from persona_collapse.errors import InputError
    from persona_collapse.matrix import BehavioralTraitMatrix

    with pytest.raises(InputError, match=r"40 items .* 44"):
        measure(BehavioralTraitMatrix.from_arrays(np.ones((30, 40))), simulate("human", 60))


def test_real_answers_through_the_command(cli, few_pairs):
    if not GPT.exists():
        pytest.skip(WITHOUT)
    values = json.loads(cli("measure", GPT, "--reference", PEOPLE, "--json", "-")[1])["values"]
    assert values["likert"]["effective_likert"] == pytest.approx(2.933, abs=5e-4)
    assert values["fidelity"] is None, "labels are hidden in `persona`"


def test_demo_tells_the_five_populations_apart(tmp_path):
    done = run("demo", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    for word in ("human", "collapsed", "shallow", "caricature", "noise", "held-out people", SIMULATED):
        assert word in done.stdout
    records = {path.stem: json.loads(path.read_text())["values"] for path in (tmp_path / "demo").glob("*.json")}
    assert len(records) == 5
    assert records["human"]["coverage"]["recall"] > 0.75 > records["shallow"]["coverage"]["recall"]
    assert records["collapsed"]["coverage"]["trait_recall"] < 0.1
    assert records["caricature"]["fidelity"]["trapped"] is True
    assert records["noise"]["lid"]["lid"] > 20
    assert sum(one["fidelity"]["trapped"] for one in records.values()) == 1
    assert len((tmp_path / "demo" / "noise.csv").read_text().splitlines()) == 501


def test_demo_refuses_a_folder_that_is_a_file(cli, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = cli("demo", "--out", tmp_path / "file" / "below")
    assert code == 2
    assert "cannot make the folder" in err


HEAVY = ("torch", "transformers", "evaluate", "datasets", "sklearn", "scipy", "pandas", "gradio", "matplotlib")


@pytest.mark.parametrize("statement", ["import persona_collapse", "import persona_collapse.cli"])
def test_starting_imports_nothing_heavy(statement):
    script = f"{statement}; import sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_library_offers_its_names():
    import persona_collapse

    assert set(persona_collapse.__all__) <= set(dir(persona_collapse))
    for name in persona_collapse.__all__:
        assert getattr(persona_collapse, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'collapse'"):
        _ = persona_collapse.collapse
