"""Rows of one table: those that are asked for, repeats of a persona, and answers of several models."""

import csv
import random

import numpy as np
import pytest

from persona_collapse.columns import ReadAs, wanted
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"
"""EDSL 1.0.9 made the two tables: `Results` of agents that were asked three times, some of its columns and rows; files that it
made as a whole are in `tools`."""

ANSWERS = {f"bfi44_{number}": [1 + number % 5, 3, 2, 4] for number in range(1, 45)}


@pytest.mark.parametrize(("name", "personas", "column"), [("csv", 6, "agent.agent_name"), ("json", 2, "agent.name")])
def test_iterations_of_an_agent_are_its_repeats(name, personas, column):
    matrix = BehavioralTraitMatrix.read(DATA / f"edsl-1.0.9.{name}")
    assert matrix.repeats.printed == f"{personas} personas, 3 answers each"
    assert matrix.persona_column == column
    assert matrix.attributes["agent.job" if name == "csv" else "agent.traits.job"][0] == "nurse"


def test_iterations_of_an_agent_are_its_repeats_in_the_command(cli):
    _, _, err = cli("measure", DATA / "edsl-1.0.9.csv")
    assert "18 rows: 6 personas, 3 answers each (column agent.agent_name)" in err


def table(tmp_path, models, personas):
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["persona", "model.model", *ANSWERS])
        writer.writerows(zip(personas, models, *ANSWERS.values(), strict=True))
    return path


def test_answers_of_two_models_are_no_repeats(tmp_path, cli):
    path = table(tmp_path, ["x", "x", "y", "y"], ["a", "b", "a", "b"])
    code, _, err = cli("measure", path)
    assert code == 2
    assert (
        "persona 'a' was answered by several models (column model.model: x, y), which are not repeats of one; "
        "measure one model at a time: --where model.model=x"
    ) in err
    one = BehavioralTraitMatrix.read(path, read_as=ReadAs(where=(("model.model", ("y",)),)))
    assert one.respondents == ("a", "b")
    assert one.taken == f"{path}: 2 of 4 rows, those with model.model=y"
    assert one.values[0, 0] == 2


def test_different_personas_of_two_models_are_one_population_and_it_is_said(tmp_path):
    matrix = BehavioralTraitMatrix.read(table(tmp_path, ["x", "x", "y", "y"], ["a", "b", "c", "d"]))
    assert len(matrix) == 4
    assert matrix.taken.endswith(
        "answers of 2 models (column model.model: x, y) are measured as one population; one alone: --where model.model=x"
    )
    alike = BehavioralTraitMatrix.read(table(tmp_path, ["x"] * 4, ["a", "b", "c", "d"]))
    assert alike.taken == ""


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (
            (("town", ("x",)),),
            "has no column 'town' (--where); it has persona, model.model, bfi44_1, bfi44_2 and others",
        ),
        ((("persona", ("e",)),), "no row has persona=e (--where); persona is a, b, c, d"),
        ((("persona", ("a", "c")), ("model.model", ("z",))), "no row has model.model=z (--where); model.model is x, y"),
    ],
)
def test_rows_that_are_not_there_are_refused(tmp_path, where, words):
    path = table(tmp_path, ["x", "x", "y", "y"], ["a", "b", "c", "d"])
    with pytest.raises(InputError) as refused:
        BehavioralTraitMatrix.read(path, read_as=ReadAs(where=where))
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["model", "=x", "model=", "model= , "])
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(InputError, match="use COLUMN=VALUE"):
        wanted(text)


def test_people_and_models_of_one_table(tmp_path, cli):
    path = table(tmp_path, ["human", "human", "y", "y"], ["a", "b", "a", "b"])
    given = ["--where", "model.model=y", "--reference", path, "--reference-where", "model.model=human"]
    _, _, err = cli("measure", path, *given)
    assert "2 of 4 rows, those with model.model=human" in err
    assert "2 of 4 rows, those with model.model=y" in err


WAVES = {"persona": ["a", "a", "b", "b"], "wave": ["before", "after"] * 2, **ANSWERS}


def test_waves_are_no_repeats_and_one_is_chosen():
    with pytest.raises(InputError) as refused:
        BehavioralTraitMatrix.from_columns(WAVES, source="a.csv")
    assert str(refused.value) == (
        "a.csv: persona 'a' answered at several times (column wave: before, after), which are not repeats of one; "
        "measure one time at a time: --where wave=before"
    )
    after = BehavioralTraitMatrix.from_columns(WAVES, read_as=ReadAs(where=(wanted("wave=after"),)))
    assert after.respondents == ("a", "b")
    assert after.values[:, 0].tolist() == [3, 4]


@pytest.mark.parametrize("sampled", [False, True])
def test_waves_of_a_long_table_are_no_repeats_whatever_the_order_of_rows(sampled):
    asked = [(persona, time, item) for persona in "ab" for item in range(1, 45) for time in (1, 2)]
    order = random.Random(1).sample(asked, len(asked))
    long = {
        "persona": [persona for persona, _, _ in order],
        "time": [time for _, time, _ in order],
        "item": [f"bfi44_{item}" for _, _, item in order],
        "answer": [time if persona == "a" else 5 for persona, time, _ in order],
    }
    long |= {"sample": [1] * len(order)} if sampled else {}
    with pytest.raises(InputError, match=r"answered at several times \(column time: [12], [12]\)"):
        BehavioralTraitMatrix.from_columns(long)
    for time in (1, 2):
        matrix = BehavioralTraitMatrix.from_columns(long, read_as=ReadAs(where=(wanted(f"time={time}"),)))
        assert sorted(map(tuple, matrix.values.tolist())) == [(time,) * 44, (5,) * 44]


def test_different_people_of_two_waves_are_one_population_and_it_is_said():
    columns = {**WAVES, "persona": ["a", "b", "c", "d"]}
    matrix = BehavioralTraitMatrix.from_columns(columns, source="a.csv")
    assert matrix.taken == (
        "a.csv: answers of 2 times (column wave: before, after) are measured as one population; one alone: "
        "--where wave=before"
    )


def test_seconds_that_an_answer_took_are_no_waves():
    repeats = {"persona": ["a", "a", "b", "b"], "time": [3, 8, 5, 3], **ANSWERS}
    matrix = BehavioralTraitMatrix.from_columns(repeats, source="a.csv")
    assert matrix.repeats.printed == "2 personas, 2 answers each"
    assert matrix.taken == ""


SAID = {1: "1", 2: "I'd say 2", 3: "My answer: 3", 4: "Both 1 and 5"}


@pytest.mark.parametrize("declared", [None, ReadAs(items=True, scale=(1, 5))])
def test_replies_of_a_long_table_are_read_where_it_has_no_answers(declared):
    asked = [(persona, item) for persona in "ab" for item in range(1, 45)]
    long = {
        "persona": [persona for persona, _ in asked],
        "item": [f"bfi44_{item}" for _, item in asked],
        "reply": [SAID[1 + item % 4] if persona == "a" else "5." for persona, item in asked],
    }
    matrix = BehavioralTraitMatrix.from_columns(long, source="a.csv", read_as=declared)
    known = [item for item in range(1, 45) if item % 4 != 3 or declared is None]
    expected = [float("nan") if item % 4 == 3 else 1 + item % 4 for item in known]
    found = matrix.values[:, [matrix.items.index(f"bfi44_{item}") for item in known]]
    np.testing.assert_array_equal(found, [expected, [5] * len(known)])
    unread = "88 replies read, 11 of them without an answer (the first: persona 'a', bfi44_3: 'Both 1 and 5'"
    assert unread in matrix.taken
    both = BehavioralTraitMatrix.from_columns({**long, "answer": [4] * 88}, source="a.csv", read_as=declared)
    assert set(both.values.ravel()) == {4}
    assert "replies read" not in both.taken
