"""The functions of Python: answers in any form give the same numbers, and a mistake names the function that was called."""

import inspect
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import persona_collapse as pc
from persona_collapse import diagnosis
from persona_collapse.given import population_of, reference_of
from persona_collapse.instruments import bfi44, unnamed_instrument
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, run_study
from tests.conftest import ROOT
from tests.support.asking import simulated

QUICK = pc.Settings(draws=2)
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A table of 60 personas with labels, one of people, and a run of 60 personas asked twice, with a control run."""
    place = tmp_path_factory.mktemp("given")
    (place / "answers.csv").write_text(pc.simulate("human", 60).to_csv())
    (place / "people.csv").write_text(pc.simulate("human", 80, seed=1).to_csv())
    study = Study(bfi44(), bundled_pool(), 60, samples=2, with_default=True)
    run_study(study, simulated(study), place / "runs" / "shallow", command="persona-collapse run simulated:human")
    return place


@pytest.fixture(scope="module")
def matrix(folder):
    return pc.BehavioralTraitMatrix.read(folder / "answers.csv")


@pytest.fixture(scope="module")
def people(folder):
    return pc.BehavioralTraitMatrix.read(folder / "people.csv")


def forms(path):
    """The same table in every form."""
    frame = pd.read_csv(path)
    items = frame[[f"bfi44_{number}" for number in range(1, 45)]]
    return {
        "matrix": pc.BehavioralTraitMatrix.read(path),
        "text": str(path),
        "path": Path(path),
        "frame": frame,
        "mixed frame": frame.sample(frac=1.0, axis="columns", random_state=0),
        "indexed frame": frame.set_index("respondent"),
        "array": items.to_numpy(),
        "rows": items.to_numpy().tolist(),
        "unnamed frame": pd.DataFrame(items.to_numpy()),
    }


FORMS = ("matrix", "text", "path", "frame", "mixed frame", "indexed frame", "array", "rows", "unnamed frame")
WITH_LABELS = FORMS[:6]


@pytest.fixture
def passed(monkeypatch):
    """What the functions below are given, instead of being called."""
    found = []
    for name in ("diagnose", "measure", "compare", "plan"):
        monkeypatch.setattr(diagnosis, name, lambda *given, **options: found.extend(given))
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["diagnose", "measure", "compare", "plan"])
def test_each_function_takes_answers_in_any_form(name, form, folder, matrix, people, passed):
    population, reference = (forms(folder / file)[form] for file in ("answers.csv", "people.csv"))
    calls = {
        "compare": lambda: pc.compare([population, population], reference),
        "plan": lambda: pc.plan(0.1, population, reference),
    }
    calls.get(name, lambda: getattr(pc, name)(population, reference))()
    first = {"compare": lambda: passed[0][0], "plan": lambda: passed[1]}.get(name, lambda: passed[0])()
    for found, given, file in ((first, matrix, "answers.csv"), (passed[-1], people, "people.csv")):
        assert isinstance(found, pc.BehavioralTraitMatrix)
        assert found.values.tolist() == given.values.tolist()
        assert found.instrument == bfi44()
        assert (found.levels() is not None) == (form in WITH_LABELS)
        assert found.source.endswith(file) == (form in ("matrix", "text", "path"))


@pytest.mark.parametrize("form", ["frame", "array"])
def test_measure_gives_the_same_numbers(form, folder, matrix, people):
    population, reference = (forms(folder / name)[form] for name in ("answers.csv", "people.csv"))
    options = {"settings": QUICK, "against_people": False}
    found, expected = pc.measure(population, reference, **options), diagnosis.measure(matrix, people, **options)
    if form == "array":
        expected = replace(
            expected,
            **{card: replace(getattr(expected, card), fidelity=None) for card in ("values", "shuffled_population")},
        )
    assert found.values == expected.values
    assert found.held_out_people == expected.held_out_people
    assert found.shuffled_population == expected.shuffled_population


@pytest.mark.parametrize("form", ["path", "frame", "indexed frame"])
def test_respondents_and_attributes_are_those_of_the_table(form, folder, matrix):
    found = population_of(forms(folder / "answers.csv")[form], "measure").matrix
    assert found.respondents == matrix.respondents
    assert set(found.attributes) == set(matrix.attributes)
    assert found.values.tolist() == matrix.values.tolist()


def test_diagnose_and_compare_give_the_same_numbers(folder, matrix, people):
    frame = pd.read_csv(folder / "answers.csv")
    expected = diagnosis.diagnose(matrix, people, settings=QUICK, pairs=2)
    found = pc.diagnose(frame, folder / "people.csv", settings=QUICK, pairs=2)
    assert (found.values, found.intervals, found.views) == (expected.values, expected.intervals, expected.views)
    other, options = pc.simulate("shallow", 60), {"settings": QUICK, "pairs": 2, "permutations": 9}
    expected = diagnosis.compare([matrix, other], people, **options)
    found = pc.compare((frame.set_index("respondent"), other), str(folder / "people.csv"), **options)
    assert [step.differences for step in found.steps] == [step.differences for step in expected.steps]
    assert found.steps[0].shared == expected.steps[0].shared


def test_a_run_brings_its_repeats_and_its_control_run(folder, people):
    run = folder / "runs" / "shallow"
    found = pc.diagnose(str(run), people, settings=QUICK, pairs=2)
    assert found.reliability.repeats == 2
    assert found.default_pull is not None
    assert found.quality is not None
    assert found.asked.personas == 60
    assert found.commands == ("persona-collapse run simulated:human",)


def test_what_is_given_wins_over_what_a_run_knows(folder, people, monkeypatch):
    found = []
    monkeypatch.setattr(diagnosis, "diagnose", lambda *given, **options: found.append(options))
    default = np.full((1, 44), 3.0)
    pc.diagnose(folder / "runs" / "shallow", people, commands=["mine"], default=default)
    assert found[0]["commands"] == ["mine"]
    assert found[0]["default"] is default
    assert found[0]["samples"].shape == (2, 60, 44)


def test_samples_given_replace_all_repeats_of_a_run(folder):
    population = population_of(folder / "runs" / "shallow", "diagnose")
    assert population.known(samples=None, distributions=None)["samples"] is not None
    given = np.zeros((2, 60, 44, 5))
    known = population.known(samples=None, distributions=given, asked=None)
    assert known["samples"] is None
    assert known["distributions"] is given
    assert known["asked"].personas == 60


def test_plan_takes_a_pilot_in_any_form(folder):
    pilot = pc.simulate("human", 120)
    options = {"names": ["coverage"], "pairs": 4}
    expected = diagnosis.plan(0.1, pilot, **options)
    found = pc.plan(0.1, pilot.values, "calibrated-2058", **options)
    assert [row.personas for row in found.rows] == [row.personas for row in expected.rows]
    assert found.pilot == "pilot"


def test_a_reference_without_names_answers_what_the_population_was_asked():
    seven = unnamed_instrument(12, low=1, high=7)
    people = np.random.default_rng(0).integers(1, 8, (60, 12))
    found = reference_of(people, "measure", instrument=seven)
    assert found.instrument == seven
    assert reference_of(pd.DataFrame(people), "measure", instrument=seven).instrument == seven
    assert reference_of(people[:, :3] % 5 + 1, "measure", instrument=seven).instrument == unnamed_instrument(3)
    assert reference_of(None, "measure") is None


def test_numbered_columns_of_a_frame_are_no_names():
    values = np.random.default_rng(0).integers(1, 6, (50, 60))
    assert population_of(pd.DataFrame(values), "measure").matrix.values.tolist() == values.tolist()
    assert pc.BehavioralTraitMatrix.from_arrays(pd.DataFrame(values)).values.shape == (50, 60)
    doubled = pd.DataFrame(values[:, :2], columns=["a", "a"])
    assert population_of(doubled, "measure").matrix.values.shape == (50, 2)


CALLS = {
    "diagnose": lambda given: pc.diagnose(given),
    "measure": lambda given: pc.measure(given),
    "compare": lambda given: pc.compare([given, given]),
    "plan": lambda given: pc.plan(0.1, given),
}


class Arrow:
    """Like a table of Arrow or of polars."""

    columns = ("a",)

    def to_pandas(self):
        raise AssertionError("not called")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"a": [1]},
            "was given a dict; give a BehavioralTraitMatrix, a DataFrame, an array (a row per respondent, a column",
        ),
        ({"a": [1]}, "; for columns by name use BehavioralTraitMatrix.from_columns(columns)"),
        (3, "was given an int; give a BehavioralTraitMatrix"),
        (Arrow(), "; of an Arrow, give its to_pandas()"),
        (["a.csv", "b.csv"], "was given a list of str; give a BehavioralTraitMatrix"),
    ],
)
def test_another_form_is_refused_by_the_function_that_was_called(name, given, said):
    with pytest.raises(pc.InputError) as refused:
        CALLS[name](given)
    assert str(refused.value).startswith(f"{name} was given ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda m: pc.diagnose(None), "diagnose was given None; give a BehavioralTraitMatrix"),
        (lambda m: pc.measure(m, reference={}), "measure was given a dict as reference; give"),
        (lambda m: pc.measure([m, m]), "measure was given a list of BehavioralTraitMatrix; give"),
        (lambda m: pc.compare(m), "compare was given a BehavioralTraitMatrix; give two populations or more in a list"),
        (lambda m: pc.compare("a.csv"), "compare was given a str; give two populations or more in a list"),
        (lambda m: pc.measure("nowhere.csv"), "file not found: nowhere.csv"),
        (lambda m: pc.measure(Path("org/name")), "file not found: org/name"),
        (
            lambda m: pc.measure(m, "nothing"),
            "reference nothing: file not found; known names are calibrated-2058",
        ),
        (lambda m: pc.measure([[1, 2], [3]]), "population holds something that is not a number"),
        (lambda m: pc.measure(pd.DataFrame({"bfi44_1": [1]})), "population has no complete set of item columns"),
        (lambda m: pc.measure(pd.DataFrame({"a": ["x"]})), "the table holds something that is not a number (column a)"),
        (
            lambda m: pc.measure(pd.DataFrame(np.full((3, 44), 9), columns=m.items)),
            "population, row 1, column bfi44_1: 9 is not on the scale",
        ),
    ],
)
def test_mistakes_are_said_in_a_sentence(call, said, matrix):
    with pytest.raises(pc.InputError, match=re.escape(said)):
        call(matrix)


@pytest.mark.parametrize("name", CALLS)
def test_each_function_takes_what_the_one_below_takes(name):
    ours, below = (inspect.signature(getattr(one, name)).parameters for one in (pc, diagnosis))
    assert list(ours) == list(below)
    assert [one.default for one in ours.values()] == [one.default for one in below.values()]
    assert [one.kind for one in ours.values()] == [one.kind for one in below.values()]


def test_the_page_runs(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(code) >= 7
    place = {}
    exec(code[0], place)
    printed = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL).group(1)
    assert capsys.readouterr().out == printed
    for block in code[1:]:
        exec(block, place)
    said = capsys.readouterr().out
    assert "diagnose was given a dict; give a BehavioralTraitMatrix" in said
    assert "Comparison of 2 populations" in said
    assert (folder / "intervals.png").exists()
    columns = re.findall(r"^\| (`.*?`) \|", PAGE.partition("Columns of the frame")[2], re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(columns)) == list(place["frame"].columns)
