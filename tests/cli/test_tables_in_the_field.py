"""Published tables through the real command: measured with at most two options, or refused with what to type."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from persona_collapse.instruments import catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.simulation import simulate
from tests.conftest import GPT, WITHOUT
from tests.support.asking import command
from tests.support.field_tables import FIELD, MEASURED, REFUSED


@pytest.fixture
def cli(monkeypatch, capsys, few_pairs):
    return command(monkeypatch, capsys)


def there(path):
    if not path.exists():
        pytest.skip(WITHOUT)
    return str(path)


@pytest.mark.parametrize(("file", "words"), REFUSED)
def test_one_line_that_says_what_to_type(cli, file, words):
    done = cli("measure", there(FIELD / file))
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("path", "options", "instrument", "respondents", "said"), MEASURED)
def test_measured(cli, path, options, instrument, respondents, said):
    done = cli("measure", there(path), *options, "--json", "-")
    assert done.returncode == 0, done.stderr
    assert said in done.stderr.splitlines()[0]
    record = json.loads(done.stdout)
    assert (record["instrument"], record["population"]["respondents"]) == (instrument, respondents)


def test_answers_that_contradict_each_other(cli):
    done = cli("measure", there(FIELD / "hcitools_bfi44.csv"), "--instrument", "bfi44")
    assert "! items of a trait contradict each other (Cronbach's alpha: Extraversion -1.04" in done.stdout


def test_items_reverse_scored_beforehand_are_noticed_and_turned_back(cli):
    path = there(FIELD / "bfi2_czech_1733.csv")
    first = cli("measure", path, "--instrument", "bfi2")
    assert "Extraversion: 12 items, 6 of them reversed, alpha -.55" in first.stdout
    assert "they agree (0.86, " in first.stdout
    assert "If the table holds them so, add --reversed-already" in first.stdout
    second = cli("measure", path, "--instrument", "bfi2", "--reversed-already")
    assert "Extraversion: 12 items, 6 of them reversed, alpha .86" in second.stdout
    assert "answers 1 to 5 seen, scale 1 to 5" in second.stdout
    assert "contradict" not in second.stdout


def test_rows_that_repeat_personas(cli):
    done = cli("measure", there(GPT))
    assert done.stderr.splitlines()[1].endswith("320 rows: 32 personas, 10 answers each (column persona)")
    assert f"{GPT}: 320 rows: 32 personas, 10 answers each, bfi44 (44 items)" in done.stdout
    assert (
        "! 320 rows are 32 personas, 10 answers each (column persona): distances compare one answer sheet of each persona"
        in done.stdout
    )


def turned(people):
    keying = people.instrument.keying()
    return np.where((keying.keys < 0).any(axis=0), 6 - people.values, people.values)


def test_a_reference_is_read_with_the_same_care(cli, tmp_path):
    personas, people = simulate("human", 120), simulate("human", 120, seed=1)
    (tmp_path / "mine.csv").write_text(personas.to_csv())
    again = BehavioralTraitMatrix.from_arrays(turned(people), instrument=catalogue.find("bfi44"))
    text = again.to_csv().replace("bfi44_", "Q")
    (tmp_path / "people.csv").write_text(text)
    given = ("measure", tmp_path / "mine.csv", "--reference", tmp_path / "people.csv")
    first = cli(*given)
    assert "people.csv: 44 columns Q1..Q44 taken for: bfi44" in first.stderr
    assert "! reference: items of a trait contradict each other" in first.stdout
    assert "add --reference-reversed-already" in first.stdout
    second = cli(*given, "--reference-reversed-already")
    assert "contradict" not in second.stdout


@pytest.mark.parametrize("command", ["compare", "plan", "report"])
def test_every_command_that_reads_tables_takes_the_options(cli, tmp_path, command):
    for number in (1, 2):
        text = simulate("human", 120, seed=number).to_csv().replace("bfi44_", "Q")
        (tmp_path / f"{number}.csv").write_text(text)
    files = [tmp_path / f"{number}.csv" for number in ((1, 2) if command == "compare" else (1,))]
    assert "add --instrument bfi44" in cli(command, *files).stderr
    more = ["--measure", "lid"] if command == "plan" else ["--out", "-"] if command == "report" else []
    done = cli(command, *files, "--instrument", "bfi44", *more)
    assert done.returncode == 0, done.stderr
    assert f"{files[0]}: 44 columns Q1..Q44 taken for: bfi44" in done.stderr


def test_a_plan_from_items_reverse_scored_beforehand_is_warned_about(cli, tmp_path):
    already = BehavioralTraitMatrix.from_arrays(turned(simulate("human", 120)), instrument=catalogue.find("bfi44"))
    (tmp_path / "pilot.csv").write_text(already.to_csv())
    done = cli("plan", tmp_path / "pilot.csv", "--measure", "lid")
    assert f"warning: {tmp_path / 'pilot.csv'}: items of a trait contradict each other" in done.stderr
    assert "add --reversed-already" in done.stderr


def test_a_reference_of_another_questionnaire(cli, tmp_path):
    (tmp_path / "mine.csv").write_text(simulate("human", 60).to_csv())
    rows = [",".join(f"ipip50_{trait}{n}" for trait in "eacno" for n in range(1, 11)), *[",".join("12345" * 10)] * 60]
    (tmp_path / "people.csv").write_text("\n".join(rows) + "\n")
    done = cli("measure", tmp_path / "mine.csv", "--reference", tmp_path / "people.csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "people.csv 50; both must answer the same items" in done.stderr


def test_people_and_their_twins_in_one_table(cli, tmp_path):
    sides = {"human": simulate("human", 60), "model": simulate("shallow", 60)}
    frame = pd.concat(
        [
            pd.DataFrame(one.values.astype(int), columns=[f"{side}_bfi_{n}" for n in range(1, 45)])
            for side, one in sides.items()
        ],
        axis=1,
    )
    path = tmp_path / "twins.csv"
    frame.to_csv(path, index=False)
    done = cli(
        *("measure", path, "--instrument", "bfi44", "--map", "model_bfi_{}"),
        *("--reference", path, "--reference-map", "human_bfi_{}", "--missing", "-1,99"),
    )
    assert done.returncode == 0, done.stderr
    assert "44 columns model_bfi_1..model_bfi_44" in done.stderr.splitlines()[0]
    assert "44 columns human_bfi_1..human_bfi_44" in done.stderr.splitlines()[1]


def test_a_scale_that_is_wrong(cli):
    done = cli("measure", Path("nowhere.csv"), "--scale", "4-0")
    assert (done.returncode, "use LOW-HIGH with the lower end first" in done.stderr) == (2, True)
