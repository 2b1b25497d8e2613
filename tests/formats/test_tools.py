"""Files of other tools: each is read as it is, with the answers that were planted in it, or refused in one sentence.

`tests/data/tools/README.md` says which files the tools made themselves, and which were written from their documentation.
"""

import gzip
import json
import os
import random
import shutil
import sqlite3
import string
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_collapse.columns import ReadAs, wanted
from persona_collapse.errors import InputError
from persona_collapse.inputs import read_parts
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.reading import read_answer
from tests.support.planted import DATA, ITEMS, LABELS, PERSONAS, SAYINGS, planted

EXAMPLES = int(os.environ.get("MANGLED_TOOLS", "200"))
NUMBERS = range(1, len(ITEMS) + 1)

TEXTS = "20 questions, by their texts, taken for: mini-ipip"
IDS = "20 columns mini_ipip_1..mini_ipip_20 taken for: mini-ipip"
COLUMNS = "20 columns answer.q1..answer.q20, by their texts, taken for: mini-ipip"

FILES = {
    "concordia-answers.json": ("a Concordia questionnaire of 4 personas and 20 questions", TEXTS, 4, 1),
    "concordia-checkpoint.json": ("a Concordia questionnaire of 4 personas and 20 questions", TEXTS, 4, 1),
    "edsl-matrix.json.gz": ("EDSL Results of 4 agents and 20 questions", TEXTS, 4, 1),
    "edsl-scenarios.csv.gz": ("EDSL Results of 4 agents and 20 questions", TEXTS, 4, 1),
    "edsl-scenarios.json.gz": ("EDSL Results of 4 agents and 20 questions", TEXTS, 4, 1),
    "edsl-survey.ep": ("EDSL Results of 4 agents and 20 questions", COLUMNS, 4, 2),
    "edsl-survey.json.gz": ("EDSL Results of 4 agents and 20 questions", COLUMNS, 4, 2),
    "inspect-choices.eval": ("an inspect_ai log of 2 personas and 20 questions", IDS, 2, 1),
    "inspect-choices.json.gz": ("an inspect_ai log of 2 personas and 20 questions", IDS, 2, 1),
    "inspect.json.gz": ("an inspect_ai log of 2 personas and 20 questions", TEXTS, 2, 2),
    "matraix-job": (
        "MatrAIx survey results of 3 personas and 20 questions",
        "20 columns s1..s20, by their texts, taken for: mini-ipip",
        3,
        1,
    ),
    "mirofish-history.json": ("a MiroFish history of interviews of 4 personas and 20 questions", TEXTS, 4, 1),
    "tinytroupe.json": ("a TinyTroupe extraction of 4 agents and 20 fields", IDS, 4, 1),
}
"""File -> whose it is said to be, how its questions are known, personas, and answers of each."""

NUMBERED = ("mirofish-history.json", "oasis.db")
"""Files whose agents go by numbers."""


def expected(matrix, samples, name):
    """The planted answers (N, 20) of the rows of a matrix, in their order."""
    column = matrix.attributes[matrix.persona_column] if matrix.persona_column else matrix.respondents
    names = [PERSONAS[int(one)] if name in NUMBERED else one for one in column]
    seen = {one: 0 for one in names}
    rows = []
    for one in names:
        seen[one] += 1
        rows.append([planted(one, number, seen[one] if samples > 1 else 1) for number in NUMBERS])
    return np.array(rows, dtype=float)


def refused(path, **declared):
    with pytest.raises(InputError) as problem:
        BehavioralTraitMatrix.read(path, read_as=ReadAs(**declared))
    assert "\n" not in str(problem.value)
    return str(problem.value)


def test_the_ways_of_saying_an_answer_are_read():
    scale = BehavioralTraitMatrix.read(DATA / "tinytroupe.json").instrument.scale
    for answer in scale.points:
        assert read_answer(LABELS[answer - 1], scale).answer == answer
        assert [read_answer(one.format(answer), scale).answer for one in SAYINGS] == [answer] * len(SAYINGS)


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_answers_that_were_planted(name):
    kind, known_by, personas, samples = FILES[name]
    matrix = BehavioralTraitMatrix.read(DATA / name)
    assert matrix.instrument.id == "mini-ipip"
    assert matrix.taken.startswith(f"{DATA / name}, {kind}: {known_by}")
    assert "without an answer" not in matrix.taken
    assert len(matrix) == personas * samples
    assert (matrix.repeats.printed if matrix.repeats else "") == (
        f"{personas} personas, 2 answers each" if samples == 2 else ""
    )
    np.testing.assert_array_equal(matrix.values, expected(matrix, samples, name))


def test_every_committed_file_is_tried():
    there = {path.name for path in DATA.iterdir() if path.suffix not in (".py", ".md") and path.name != "__pycache__"}
    assert there == {*FILES, "oasis.db"}
    assert all(path.stat().st_size < 60_000 for path in DATA.rglob("*") if path.is_file())


@pytest.mark.parametrize("sample", [1, 2])
def test_interviews_before_and_after_are_times(sample):
    sentence = refused(DATA / "oasis.db")
    assert "persona '0' answered at several times (column time: 1, 2), which are not repeats of one" in sentence
    assert sentence.endswith("measure one time at a time: --where time=1")
    matrix = BehavioralTraitMatrix.read(DATA / "oasis.db", read_as=ReadAs(where=(wanted(f"time={sample}"),)))
    assert matrix.taken.startswith(
        f"{DATA / 'oasis.db'}, an OASIS database with interviews of 2 personas and 20 questions"
    )
    planted_then = [[planted(persona, number, sample) for number in NUMBERS] for persona in PERSONAS[:2]]
    np.testing.assert_array_equal(matrix.values, np.array(planted_then, dtype=float))
    assert matrix.attributes["user_name"] == ("ada", "ben")


@pytest.mark.parametrize("name", FILES)
def test_measure_says_whose_file_it_is(cli, name):
    kind, known_by, personas, samples = FILES[name]
    code, _, err = cli("measure", DATA / name)
    assert f"{DATA / name}, {kind}: {known_by}. Another questionnaire: --instrument NAME" in err
    assert (f"{2 * personas} rows: {personas} personas, 2 answers each" in err) == (samples == 2)
    assert (code, "and a neighbourhood of 20 others (k = 20) needs at least 21" in err) == (2, True)


def test_measure_prints_the_scorecard_of_a_tool_s_population(cli, few_pairs, tmp_path):
    agents = {
        f"agent {number}": {
            f"mini_ipip_{item}": SAYINGS[item % 4].format(planted(str(number), item)) for item in NUMBERS
        }
        for number in range(30)
    }
    path = written(tmp_path, {"agent_extractions": agents, "world_extraction": {}})
    code, out, err = cli("measure", path)
    assert code == 0
    assert f"{path}, a TinyTroupe extraction of 30 agents and 20 fields: {IDS}" in err
    assert "; 450 replies read\n" in err  # the other 150 are numbers
    assert f"{path}: 30 respondents, mini-ipip (20 items)" in out


def test_attributes_of_personas_are_kept():
    matrix = BehavioralTraitMatrix.read(DATA / "edsl-survey.ep")
    assert dict(zip(matrix.attributes["agent.name"], matrix.attributes["agent.traits.age"], strict=True))["Dov"] == 63
    assert set(BehavioralTraitMatrix.read(DATA / "inspect.json.gz").attributes["model"]) == {"mockllm/model"}


def load(name):
    content = (DATA / name).read_bytes()
    return json.loads(gzip.decompress(content) if name.endswith(".gz") else content)


def written(tmp_path, found, name="a.json"):
    path = tmp_path / name
    path.write_text(json.dumps(found))
    return path


def test_a_reply_without_an_answer_is_missing_and_counted(tmp_path):
    found = load("tinytroupe.json")
    found["agent_extractions"]["Ben"]["mini_ipip_2"] = "I would rather not say."
    found["agent_extractions"]["Cyd"]["mini_ipip_3"] = None
    matrix = BehavioralTraitMatrix.read(written(tmp_path, found))
    assert np.argwhere(np.isnan(matrix.values)).tolist() == [[1, 1], [2, 2]]
    assert "replies read, 1 of them without an answer (the first: row 2, mini_ipip_2: 'I would rather not say.'" in (
        matrix.taken
    )


def test_replies_on_another_scale_are_shifted_or_refused(tmp_path):
    found = load("mirofish-history.json")
    for one in found["data"]["history"]:
        one["response"] = f"My answer is {one['agent_id']}"  # 0 to 3, on a scale from 0 to 4
    matrix = BehavioralTraitMatrix.read(written(tmp_path, found), read_as=ReadAs(scale=(0, 4)))
    assert sorted(set(matrix.values.ravel())) == [1, 2, 3, 4]
    for one in found["data"]["history"]:
        one["response"] = "My answer is 9"
    assert "none of its 80 replies holds an answer from 1 to 5 of mini-ipip" in refused(written(tmp_path, found))


def test_the_same_agent_on_two_platforms_is_not_a_repeat(tmp_path):
    found = load("mirofish-history.json")
    history = found["data"]["history"]
    twice = [{**one, "platform": platform} for one in history for platform in ("reddit", "twitter")]
    found["data"]["history"] = random.Random(1).sample(twice, len(twice))
    path = written(tmp_path, found)
    assert "was asked on several platforms (column platform: " in refused(path)
    matrix = BehavioralTraitMatrix.read(path, read_as=ReadAs(where=(wanted("platform=twitter"),)))
    assert len(matrix) == 4


def test_steps_of_an_open_ended_concordia_questionnaire_are_times(tmp_path):
    path = written(tmp_path, [load("concordia-answers.json")] * 2)
    assert "answered at several times (column time: 0, 1)" in refused(path)
    assert len(BehavioralTraitMatrix.read(path, read_as=ReadAs(where=(wanted("time=1"),)))) == 4


def test_values_that_concordia_has_reversed_already_are_not_used():
    found = load("concordia-answers.json")
    values = {one["value"] for by_questionnaire in found.values() for one in by_questionnaire["mini_ipip"].values()}
    assert values <= set(range(5))
    second = [one["mini_ipip"]["mini_ipip_1"] for one in found.values()]
    assert [4 - one["value"] for one in second] == [planted(persona, 2) - 1 for persona in PERSONAS]


def test_scenarios_that_are_no_items_part_the_answers(tmp_path):
    found = load("edsl-survey.json.gz")
    for one in found["data"]:
        one["scenario"] = {"mood": "glad" if one["iteration"] else "sad", "edsl_class_name": "Scenario"}
    path = written(tmp_path, found)
    assert "was asked in several scenarios (column scenario.mood: sad, glad)" in refused(path)
    one = BehavioralTraitMatrix.read(path, read_as=ReadAs(where=(wanted("scenario.mood=glad"),)))
    np.testing.assert_array_equal(
        one.values, [[planted(persona, number, 2) for number in NUMBERS] for persona in PERSONAS]
    )


def test_choices_are_read_in_the_order_of_the_sample(tmp_path):
    found = load("inspect-choices.json.gz")
    for sample in found["samples"]:
        letter = string.ascii_uppercase.index(sample["scores"]["choice"]["answer"])
        sample["choices"], sample["scores"]["choice"]["answer"] = LABELS[::-1], "ABCDE"[4 - letter]
    matrix = BehavioralTraitMatrix.read(written(tmp_path, found))
    np.testing.assert_array_equal(matrix.values, expected(matrix, 1, "inspect"))
    found = load("inspect-choices.json.gz")
    for sample in found["samples"]:
        del sample["scores"]
    unscored = BehavioralTraitMatrix.read(written(tmp_path, found))
    np.testing.assert_array_equal(unscored.values, matrix.values)


def test_a_scenario_may_name_the_item(tmp_path):
    found = load("edsl-scenarios.json.gz")
    for one in found["data"]:
        one["scenario"]["item"] = f"s{1 + ITEMS.index(one['scenario']['statement'])}"
    matrix = BehavioralTraitMatrix.read(written(tmp_path, found))
    assert "20 columns s1..s20, by their texts, taken for: mini-ipip" in matrix.taken
    np.testing.assert_array_equal(matrix.values, expected(matrix, 1, "edsl"))


def test_questions_that_were_put_into_attachments_are_fetched(tmp_path):
    found = load("inspect.json.gz")
    for sample in found["samples"]:
        sample["attachments"] = {"abc": sample["input"]}
        sample["input"] = [
            {"role": "system", "content": "You are Ada."},
            {"role": "user", "content": "attachment://abc"},
        ]
    matrix = BehavioralTraitMatrix.read(written(tmp_path, found))
    np.testing.assert_array_equal(matrix.values, expected(matrix, 2, "inspect"))


def test_of_our_own_tasks_the_answers_are_those_that_were_read_with_the_layout_of_the_question(tmp_path):
    found = load("inspect.json.gz")
    for sample in found["samples"]:
        sample["scores"] = {"answer": {"value": {"answer": 4, "unreadable": 0}, "reason": None}}
    found["samples"][0]["scores"] = {
        "answer": {"value": {"answer": None, "unreadable": 1}, "reason": "cut before it ends"}
    }
    values = BehavioralTraitMatrix.read(written(tmp_path, found)).values
    assert np.isnan(values).sum() == 1
    assert (values[~np.isnan(values)] == 4).all()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_sample_that_was_asked_again_has_its_last_reply(tmp_path):
    found = load("inspect.json.gz")
    header = {name: one for name, one in found.items() if name != "samples"}
    log = tmp_path / "retried.eval"
    with zipfile.ZipFile(log, "w") as archive:
        archive.writestr("header.json", json.dumps(header))
        for place, sample in enumerate(found["samples"]):
            if place == 7:
                archive.writestr("samples/7.json", json.dumps({**sample, "output": {}}))
            archive.writestr(f"samples/{place}.json", json.dumps(sample))
    matrix = BehavioralTraitMatrix.read(log)
    np.testing.assert_array_equal(matrix.values, expected(matrix, 2, "inspect"))


def test_a_folder_is_read_from_within_and_not_deeper_than_a_job(tmp_path, monkeypatch):
    shutil.copytree(DATA / "matraix-job", tmp_path / "job")
    there = BehavioralTraitMatrix.read(tmp_path / "job")
    monkeypatch.chdir(tmp_path / "job")
    assert np.array_equal(BehavioralTraitMatrix.read(".").values, there.values)
    deep = tmp_path.joinpath(*"abcdefgh")
    deep.parent.mkdir(parents=True)
    (tmp_path / "job").rename(deep)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is a folder; give a file in it"):
        BehavioralTraitMatrix.read(".")


def test_a_list_of_survey_results_is_read_as_a_folder_of_them(tmp_path):
    results = [json.loads(path.read_text()) for path in sorted((DATA / "matraix-job").rglob("survey_result.json"))]
    for name, one in zip(PERSONAS, results, strict=False):
        one["persona"] = {"id": name, "Openness": "High"}
    matrix = BehavioralTraitMatrix.read(written(tmp_path, results))
    np.testing.assert_array_equal(matrix.values, expected(matrix, 1, "matraix"))
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join(map(json.dumps, results)))
    np.testing.assert_array_equal(BehavioralTraitMatrix.read(lines).values, matrix.values)


def _edsl(found):
    found["data"] = []


def _tinytroupe(found):
    found["agent_extractions"] = {"Ada": None}


def _concordia(found):
    found["game_masters"]["InterviewerGM"]["components"] = {}


def _without_samples(found):
    del found["samples"]


def _without_persona(found):
    for sample in found["samples"]:
        sample["metadata"] = {"age": 3}


def _batch(found):
    history = found["data"].pop("history")
    results = {
        f"reddit_{one['agent_id']}": {"agent_id": one["agent_id"], "response": one["response"]} for one in history
    }
    found["data"] = {"interviews_count": 4, "result": {"results": results}}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("edsl-survey.json.gz", _edsl, "is EDSL Results without answers"),
        ("tinytroupe.json", _tinytroupe, "is a TinyTroupe extraction without fields of agents (agent_extractions)"),
        ("concordia-checkpoint.json", _concordia, "no game master has answers to a questionnaire"),
        ("inspect.json.gz", _without_samples, "is an inspect_ai log without samples (status success)"),
        (
            "inspect.json.gz",
            _without_persona,
            "do not say who answered; give each Sample metadata with persona and item",
        ),
        ("mirofish-history.json", _batch, "has interviews of MiroFish without their questions (prompt)"),
    ],
)
def test_what_is_missing_is_named(tmp_path, name, change, words):
    found = load(name)
    change(found)
    assert words in refused(written(tmp_path, found))


def test_databases_and_archives_of_something_else_are_refused(tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE replies (a TEXT)")
    assert "is an SQLite database without the tables trace and user of OASIS (its tables: replies)" in refused(other)
    empty = tmp_path / "empty.db"
    shutil.copy(DATA / "oasis.db", empty)
    with sqlite3.connect(empty) as database:
        database.execute("DELETE FROM trace WHERE action = 'interview'")
    assert "without answered interviews (its actions: create_post, sign_up)" in refused(empty)
    for ending in (".eval", ".ep"):
        assert "or it is damaged; copy it again" in refused(_copy(b"PK\x03\x04 no", tmp_path / f"a{ending}"))
    (tmp_path / "folder").mkdir()
    assert "is a folder; give a file in it" in refused(tmp_path / "folder")


def _copy(content, path):
    path.write_bytes(content)
    return path


THINGS = (None, 3, -1, 2.5, "x", "", True, [], {}, [1], {"a": 1}, [[]], "4", "Agree", 10**30)


def mangled(rng, found):
    """The same with one thing replaced, removed, repeated or renamed somewhere."""
    holder, key = None, None
    for _ in range(rng.randint(1, 7)):
        inside = list(found) if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ()
        if not inside:
            break
        holder, key = found, rng.choice(list(inside)[:40])
        found = found[key]
    if holder is None:
        return
    kind = rng.choice(("replace", "remove", "rename", "empty"))
    if kind == "replace":
        holder[key] = rng.choice(THINGS)
    elif kind == "remove":
        del holder[key]
    elif kind == "rename" and isinstance(holder, dict):
        holder[rng.choice(("x", "answer", "data", "samples"))] = holder.pop(key)
    else:
        holder[key] = type(found)() if isinstance(found, (dict, list, str)) else None


def check(path):
    """One sentence, or answers to the right questionnaire."""
    matrix, sentence = None, ""
    try:
        matrix = BehavioralTraitMatrix.read(path)
    except InputError as problem:
        sentence = str(problem)
    if matrix is None:
        assert 20 < len(sentence) < 2000
        assert "\n" not in sentence
        return
    assert matrix.instrument.id == "mini-ipip"
    assert np.isnan(matrix.values).sum() < matrix.values.size


JSON = [name for name in FILES if ".json" in name and "scenarios" not in name]


@given(st.integers(0, 2**32))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mangled_file_of_a_tool(tmp_path, seed):
    rng = random.Random(seed)
    name = rng.choice(JSON)
    found = load(name)
    for _ in range(rng.choice((1, 1, 2, 20))):
        mangled(rng, found)
    check(written(tmp_path, found))


@given(st.integers(0, 2**32))
@settings(max_examples=EXAMPLES // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_of_a_tool(tmp_path, seed):
    rng = random.Random(seed)
    name = rng.choice(
        ("edsl-survey.ep", "inspect-choices.eval", "oasis.db", "tinytroupe.json", "edsl-scenarios.csv.gz")
    )
    content = bytearray((DATA / name).read_bytes())
    if rng.random() < 0.5:
        content = content[: rng.randrange(1, len(content))]
    else:
        for _ in range(rng.choice((1, 5, 200))):
            content[rng.randrange(len(content))] = rng.randrange(256)
    check(_copy(bytes(content), tmp_path / name))


def test_times_of_one_file_are_compared(cli, few_pairs, tmp_path):
    """Thirty agents who answer at random, and again after: their answers are others, in the order of the times."""
    history = [
        {"agent_id": agent, "prompt": f"Is this you? {text}", "response": str(planted(str(agent), number, time))}
        for time in (1, 2)
        for agent in range(30)
        for number, text in enumerate(ITEMS, start=1)
    ]
    path = written(tmp_path, {"data": {"history": history}})
    record = tmp_path / "c.json"
    code, _, err = cli("compare", path, "--over", "time", "--json", record)
    assert code == 0
    assert "600 of 1200 rows, those with time=1" in err
    found = json.loads(record.read_text())
    assert [one["population"]["source"] for one in found["populations"]] == [f"{path}, time=1", f"{path}, time=2"]
    assert found["steps"][0]["shared"] == 30, "the same agents are compared with themselves"
    first, second = read_parts(str(path), "time")
    assert first.values[0].tolist() == [planted("0", number, 1) for number in NUMBERS]
    assert second.values[29].tolist() == [planted("29", number, 2) for number in NUMBERS]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("oasis.db", "--over", "wave"), "has no column 'wave' (--over); its columns begin persona, time, item, reply"),
        (("tinytroupe.json", "--over", "mini_ipip_1", "--where", "persona=Ada"), "has 1 value ("),
        (("oasis.db", "tinytroupe.json", "--over", "time"), "give one table, or omit --over"),
    ],
)
def test_what_does_not_tell_populations_apart_is_refused(cli, arguments, words):
    code, _, err = cli("compare", *[DATA / one if "." in one else one for one in arguments])
    assert (code, words in err) == (2, True), err
