"""Which personas to ask next: where people stand and no persona does, and what leads there."""

import csv
import json
from inspect import signature

import numpy as np
import pytest

from persona_collapse.cli.personas import next as next_command
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import PersonaPool, Respondent, bundled_pool, pool_from_table
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.personas.written import table_of
from persona_collapse.remedy import next_personas
from persona_collapse.remedy.explained import Model, explained
from persona_collapse.remedy.features import Features
from persona_collapse.remedy.uncovered import alone, uncovered
from persona_collapse.report import next_table
from persona_collapse.simulation import simulate
from persona_collapse.study import Study, run_study
from persona_collapse.tables import Table, encoded
from tests.support.asking import simulated
from tests.support.remedies import pages_of
from validity.growing import NEXT, USUAL, grown

SEED = 4700
"""Not the seeds of validity.growing."""


@pytest.fixture(scope="module")
def town():
    """150 personas of a pool in which a town of 40 stands elsewhere."""
    return grown("one town", SEED)


def test_an_attribute_that_leads_elsewhere_is_found(town):
    found = town.found
    assert found.way == "towards people"
    assert {(one.attribute, one.name) for one in found.alone} == {("town", "Extraversion"), ("town", "Neuroticism")}
    first = found.levels[0]
    assert (first.attribute, first.level) == ("town", "G")
    assert first.pool < 0.06
    assert first.chosen > 0.4
    assert found.uncovered > 0.2 > 0.05 > found.uncovered_people


def test_it_reaches_people_that_random_choice_does_not(town):
    """Among people that were not used to choose, at equal cost."""
    assert town.chosen["no persona near"] < 0.5 * town.random["no persona near"]
    assert town.chosen["trait coverage"] > town.random["trait coverage"] + 0.05
    assert town.chosen["coverage"] > town.random["coverage"] + 0.04


@pytest.mark.parametrize("kind", ["shuffled", "noise"])
def test_attributes_that_explain_nothing_are_not_used(kind):
    one = grown(kind, SEED + 1)
    assert one.found.reason == "explain nothing"
    assert one.chosen == one.random, "the next ones in the order of the pool"
    assert one.found.chosen == tuple(f"p{place}" for place in range(150, 150 + NEXT))
    text = next_table(one.found)
    assert "chosen: 60 personas in the order of the pool, because attributes explain nothing of the answers" in text
    assert "more often than in the pool" not in text


def test_its_table_says_what_was_found(town):
    lines = next_table(town.found).splitlines()
    assert lines[:3] == [
        "asked: one town, 150 complete personas",
        "people: people, 1,029 complete respondents",
        "pool: pool, 850 personas not asked yet",
    ]
    assert lines[4].startswith("no persona near: 2")
    assert lines[4].endswith("of people, in traits (as many other people instead of personas: 1 %)")
    assert lines[6].startswith("attributes explain ")
    assert "the most by themselves: town (" in lines[8]
    assert "chosen: 60 personas whose attributes lead towards people that no persona is near" in lines
    assert json.loads(town.found.to_json())["schema"] == "persona-collapse/next/1"


def people_as_personas(attributes):
    """150 people asked, and 60 others in the pool."""
    answers = simulate("human", 150, seed=SEED).values
    asked = BehavioralTraitMatrix.from_arrays(
        answers,
        instrument=bfi44(),
        attributes={name: cells[:150] for name, cells in attributes.items()},
        source="asked",
    )
    left = [
        Respondent(f"new {row}", "", "", {name: str(cells[150 + row]) for name, cells in attributes.items()})
        for row in range(60)
    ]
    return asked, PersonaPool("others", tuple(left))


def test_people_themselves_leave_nothing_to_fill(reference):
    people = BehavioralTraitMatrix.from_arrays(reference[:600], instrument=bfi44(), source="people")
    asked, pool = people_as_personas({"town": list("ABCDE") * 42})
    found = next_personas([asked], people, pool, 20)
    assert found.reason == "nothing to fill"
    assert found.chosen == tuple(f"new {row}" for row in range(20))
    assert "because personas leave no more people alone than other people do" in next_table(found)


def test_what_is_refused(reference):
    people = BehavioralTraitMatrix.from_arrays(reference[:300], instrument=bfi44(), source="people")
    asked, pool = people_as_personas({"town": list("ABCDE") * 42})
    with pytest.raises(InputError, match="61 personas were requested, and 60 of the 60 of others were not asked yet"):
        next_personas([asked], people, pool, 61)
    nameless = PersonaPool("others", tuple(Respondent(one.id, "", "", {"job": "x"}) for one in pool.respondents))
    with pytest.raises(InputError, match="no attribute in common that personas can be chosen by; give the pool"):
        next_personas([asked], people, nameless, 5)
    named, others = people_as_personas({"name": [f"person {row}" for row in range(210)]})
    with pytest.raises(InputError, match=r"\(name: 210 levels\)"):
        next_personas([named], people, others, 5)
    few = BehavioralTraitMatrix.from_arrays(asked.values[:29], instrument=bfi44(), source="few")
    with pytest.raises(InputError, match="few has 29 complete respondents; 30 are needed, so ask more personas first"):
        next_personas([few], people, pool, 5)


# the parts


def test_people_alone_by_hand():
    """13 people on a line, two personas: a ball holds 32 of as many, so all 12 others: it reaches the farthest."""
    people = np.linspace([0.0], [3.0], 13)
    assert not alone(np.array([[0.0], [0.1]]), people)[0]
    crowd = np.linspace([0.0], [1.0], 101)
    left = alone(np.linspace([0.0], [0.5], 51), crowd)
    assert not left[:51].any(), "a persona stands on them"
    assert left[60:].all(), "their ten nearest people are nearer than the last persona"


def test_other_people_leave_hardly_anyone_alone():
    rng = np.random.default_rng(0)
    found = uncovered(rng.normal(size=(120, 3)), rng.normal(size=(500, 3)), 0)
    assert not found.beyond_people
    assert found.people < 0.05
    assert uncovered(rng.normal(size=(120, 3)) / 3, rng.normal(size=(500, 3)), 0).beyond_people


def test_explained_share_is_what_is_true():
    """A level that explains 60 % of one of two dimensions, among twenty attributes that explain nothing."""
    rng = np.random.default_rng(1)
    level = rng.integers(0, 2, 400)
    points = np.column_stack([level + rng.normal(0, np.sqrt(0.25 / 0.6 * 0.4), 400), rng.normal(size=400)])
    others = {f"other {n}": rng.integers(0, 4, 400) for n in range(20)}
    attributes = {"level": level, **others}
    found = explained(Features.of(attributes, attributes), points, 0)
    assert found.each == pytest.approx([0.6, 0], abs=0.06)
    assert (found.names, found.clear) == (("level",), True)
    assert found.residual == pytest.approx(np.diag([0.25 / 0.6 * 0.4, 1]), abs=0.15)


def test_shuffled_attributes_are_hardly_ever_used():
    """p of 20 pairs of attributes and answers without a relation."""
    rng = np.random.default_rng(2)
    found = []
    for _ in range(20):
        attributes = {"a": rng.integers(0, 5, 60), "b": rng.integers(0, 3, 60)}
        found.append(explained(Features.of(attributes, attributes), rng.normal(size=(60, 2)), 0))
    assert sum(one.clear for one in found) <= 2


def test_draws_of_a_model_vary_where_nothing_is_known():
    rng = np.random.default_rng(3)
    seen = rng.integers(0, 2, 200)
    features = Features.of({"level": [str(one) for one in seen]}, {"level": ["0", "1", "new"]})
    model = Model.of(features.of_asked(["level"]), (2.0 * seen + rng.normal(0, 0.1, 200))[:, None])
    drawn = np.array([model.drawn(features.of_others(["level"]), rng)[:, 0] for _ in range(300)])
    assert drawn.mean(axis=0)[:2] == pytest.approx([0, 2], abs=0.05)
    assert drawn[:, :2].std(axis=0).max() < 0.1 < drawn[:, 2].std(), "no persona of that level was asked"


def test_numbers_are_a_column_and_few_of_them_are_levels():
    found = Features.of({"age": list(range(20, 40)), "steps": [1, 2] * 10}, {"age": [25, None], "steps": [1, 2]})
    assert {name: cells.shape for name, cells in found.asked.items()} == {"age": (20, 1), "steps": (20, 2)}
    assert list(found.levels) == ["steps"]
    assert np.isfinite(found.others["age"]).all()


# tables


@pytest.mark.parametrize("name", ["ours", "attributes", "labels", "texts"])
def test_personas_are_written_as_they_are_read(tmp_path, name):
    columns = {
        "attributes": {"uid": ["a", "b", "c"], "town": ["X", "Y", "X"], "job": ["cook", "smith", None]},
        "labels": {"uid": ["a", "b", "c"], "town": ["X", "Y", "Z"], "openness": ["High", "Low", "High"]},
        "texts": {"persona": ["A cook, and a father.", "A smith who sings.", "A nurse."], "town": ["X", "Y", "X"]},
    }
    pool = bundled_pool() if name == "ours" else pool_from_columns(Table("t.csv", columns[name], ["1", "2", "3"]), {})
    chosen = [pool.respondents[place] for place in (2, 0)]
    written = table_of(pool, chosen)
    assert not written.labels_stay
    path = tmp_path / "next.csv"
    path.write_bytes(encoded(written.columns, ".csv"))
    again = pool_from_table(path).respondents
    assert [(one.id, one.description, one.unlabelled) for one in again] == [
        (one.id, one.description, one.unlabelled) for one in chosen
    ]
    assert ("description" in written.columns) == (name != "labels")


def test_labels_that_cannot_be_excluded_any_more_are_said():
    cells = [{"traits": {"openness": "High"}, "job": "cook"}, {"traits": {"openness": "Low"}, "job": "smith"}]
    columns = {"id": ["a", "b"], "who": cells}
    pool = pool_from_columns(Table("t.jsonl", columns, ["1", "2"]), {})
    assert pool.respondents[0].description != pool.respondents[0].unlabelled
    written = table_of(pool, pool.respondents)
    assert written.labels_stay
    assert written.columns["description"] == [one.description for one in pool.respondents]


# the command


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A run of 100 personas of a table of 400."""
    folder, rng = tmp_path_factory.mktemp("next"), np.random.default_rng(SEED)
    rows = [
        [
            f"p{n}",
            *(rng.choice(("High", "Neutral", "Low"), p=share) for share in USUAL.values()),
            rng.choice(list("AB")),
        ]
        for n in range(400)
    ]
    with (folder / "pool.csv").open("w") as stream:
        csv.writer(stream).writerows([["id", *USUAL, "team"], *rows])
    study = Study(bfi44(), pool_from_table(folder / "pool.csv"), 100)
    run_study(study, simulated(study), folder / "run")
    return folder


def test_the_command(cli, asked, monkeypatch):
    monkeypatch.chdir(asked)
    given = ("personas", "next", "run", "--size", 40, "--pool", "pool.csv")
    code, out, err = cli(*given, "--out", "next.csv", "--json", "next.json")
    assert code == 0, err
    assert "pool: pool, 300 personas not asked yet" in out
    assert "  big_five_extraversion = Low: " in out
    assert "ask these personas with the options of the first run: --personas next.csv" in err
    assert "compared with calibrated-2058, simulated from published norms, not people" in err
    record = json.loads((asked / "next.json").read_text())
    rows = list(csv.DictReader((asked / "next.csv").open()))
    assert [row["id"] for row in rows] == record["chosen"]
    assert not {row["id"] for row in rows} & {f"p{n}" for n in range(100)}, "these were asked"
    assert np.mean([row["big_five_extraversion"] == "High" for row in rows]) < 0.7, "of the pool it is .9"
    assert cli(*given)[1] == out, "the same seed chooses the same"
    page, text = pages_of(cli, asked / "next.json")
    assert "What leads towards these people" in page
    assert "big_five_extraversion, Low: of the pool" in text
    again = pool_from_table("next.csv").respondents
    whole = {one.id: one.description for one in pool_from_table("pool.csv").respondents}
    assert [one.description for one in again] == [whole[one.id] for one in again], "a model reads the same of them"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--size", 5], "run was asked of the personas pool; give the pool to choose from: --pool PATH"),
        (["--size", 500, "--pool", "pool.csv"], "300 of the 400 of pool were not asked yet; use a smaller --size"),
        (["--size", 0, "--pool", "pool.csv"], "--size 0: give at least 1"),
        (["--size", 5, "--pool", "pool.csv", "--out", "x.doc"], "--out x.doc: a table ends in .csv"),
    ],
)
def test_the_command_refuses(cli, asked, monkeypatch, options, words):
    monkeypatch.chdir(asked)
    code, _, err = cli("personas", "next", "run", *options)
    assert (code, words in err) == (2, True), err


@pytest.mark.parametrize("option", ["first", "sample"])
def test_its_help_does_not_say_that_it_asks(option):
    said = signature(next_command).parameters[option].annotation.__metadata__[0].help
    assert said.startswith("Choose among")
    assert "--pool" in said
