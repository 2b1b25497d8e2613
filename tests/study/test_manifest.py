"""What a run is: read once, checked, and the same for runs that were made before."""

import json
import sqlite3
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import self_introduction
from persona_collapse.personas import PersonaPool, Respondent
from persona_collapse.results import AnswerMass
from persona_collapse.store import FILE, ResponseStore, open_run
from persona_collapse.study import (
    export,
    read_manifest,
    read_replies,
    run_answers,
    run_study,
    status,
)
from persona_collapse.study.extent import Extent
from persona_collapse.study.manifest import SCHEMA, Configuration, manifest_from_record
from persona_collapse.study.texts import run_texts
from tests.support.asking import Says, simulated, small

RUNS = Path(__file__).parents[1] / "data" / "runs"
"""Runs that version 0.1.0 made before manifests had a type, as SQL, each with what it then said of them, as JSON."""

POOL = PersonaPool(
    "two",
    (
        Respondent("a", "Ann, calm", "Ann", {"mood": "calm", "age": "30"}),
        Respondent("b", "Bob", "Bob", {"mood": "lively"}),
    ),
)

STUDIES = {
    "questionnaire": small(
        2,
        3,
        pool=POOL,
        samples=2,
        order="random",
        with_default=True,
        sampling=Sampling(thinking=False, seed=3),
    ),
    "probabilities": small(2, 2, pool=POOL, samples=3, sampling=Sampling(mode="probabilities", temperature=1.0)),
    "texts": small(2, instrument=self_introduction(), pool=POOL, samples=2),
}
"""What each of them asked."""

SINCE = {
    "reasoning_effort": None,
    "extra_body": "",
    "best_of": 1,
    "language": "en",
    "conversation": None,
    "embedder": "",
    "anchors": "",
}
"""What a record of what was asked has since those runs were made, as it is where it was not used."""


@pytest.fixture
def made_before(tmp_path, monkeypatch):
    """Name of a run made before -> its directory, called "run", and what was said of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").mkdir()

    def make(name):
        with sqlite3.connect(tmp_path / "run" / FILE) as database:
            database.executescript((RUNS / f"{name}.sql").read_text())
        return "run", json.loads((RUNS / f"{name}.json").read_text())

    return make


def in_json(record):
    """A record as it is in JSON."""
    return json.loads(json.dumps(record))


@pytest.mark.parametrize("name", STUDIES)
def test_a_run_made_before_opens_and_is_exported_as_it_was(made_before, name):
    run, said = made_before(name)
    replies, tables = read_replies(run), export(run)
    assert (tables.answers, tables.replies, tables.manifest) == (said["answers"], said["replies"], said["manifest"])
    mass = AnswerMass(pytest.approx(0.8), pytest.approx(0.8)) if name == "probabilities" else None
    since = {"cached_tokens": None, "left_out": (), "batches": (), "answer_mass": mass, "preflight": None}
    since |= {"shard": "", "shards": 0, "conversation": ""}
    assert vars(status(replies)) == {**said["status"], **since}
    lines = status(replies).lines()
    assert [one for one in lines if not one.startswith("mass ")] == said["lines"]
    assert len(lines) == len(said["lines"]) + (name == "probabilities")
    assert replies.manifest.expected == len(STUDIES[name]) == said["status"]["expected"]


@pytest.mark.parametrize("name", ["questionnaire", "probabilities"])
def test_answers_of_a_run_made_before_are_what_they_were(made_before, name):
    run, said = made_before(name)
    found = run_answers(run)
    expected = np.array(said["samples"], dtype=float)
    assert np.array_equal(found.samples, expected, equal_nan=True)
    assert in_json(asdict(found.asked)) == {**said["asked"], **SINCE}
    quality = in_json(asdict(found.quality))
    since = {one: quality.pop(one) for one in [*quality] if one not in said["quality"]}
    assert quality == {**said["quality"], "mass": pytest.approx(said["quality"]["mass"], abs=1e-12)}
    mass = {"mean": pytest.approx(0.8), "low": pytest.approx(0.8)} if name == "probabilities" else None
    rules = {"probabilities": 12} if name == "probabilities" else {"judge": 6, "alone": 5}
    assert len(since.pop("sample")) == 10
    assert since == {"answer_mass": mass, "rules": rules, "cut": 0, "left_out": [], "preflight": None}


def test_texts_of_a_run_made_before_are_what_they_were(made_before):
    run, said = made_before("texts")
    asked = {**said["texts"]["asked"], **SINCE}
    assert in_json(asdict(run_texts(run))) == {**said["texts"], "asked": asked}


@pytest.mark.parametrize(("name", "open_before"), [("questionnaire", 1), ("probabilities", 0), ("texts", 1)])
def test_a_run_made_before_goes_on_with_what_has_no_reply(made_before, name, open_before):
    run, _ = made_before(name)
    backend = Says(lambda one: Reply("3"))
    outcome = run_study(STUDIES[name], backend, run)
    assert (outcome.asked, outcome.open, len(backend.asked)) == (open_before, 0, open_before)
    more = replace(STUDIES[name], samples=STUDIES[name].samples + 1)
    again = Says(lambda one: Reply("3"))
    run_study(more, again, run)
    assert read_replies(run).manifest.expected == len(more)


def test_a_run_made_before_refuses_another_study(made_before):
    run, _ = made_before("questionnaire")
    with pytest.raises(InputError, match=r"holds another run \(its order is random, not fixed\)"):
        run_study(replace(STUDIES["questionnaire"], order="fixed"), Says(lambda one: "3"), run)


@pytest.mark.parametrize("name", STUDIES)
def test_a_manifest_says_what_the_study_says(tmp_path, name):
    study, backend = STUDIES[name], Says(lambda one: "3")
    run_study(study, backend, tmp_path, command="persona-collapse run says")
    with open_run(tmp_path) as store:
        found, configuration = read_manifest(store), store.configuration
    assert (found.study, found.extent, found.instrument) == (study.identity, study.extent, study.instrument)
    assert found.asked == Configuration(study.hash, "said", "says", "1", study.sampling)
    assert found.asked.hash == found.configuration == configuration
    assert found.example == next(study.prompts())
    assert found.pool == {one.id: one.attributes for one in study.pool.respondents}
    assert (found.schema, found.command, found.expected) == (SCHEMA, "persona-collapse run says", len(study))


MANIFEST = json.loads((RUNS / "questionnaire.json").read_text())["manifest"]
TEXTS = json.loads((RUNS / "texts.json").read_text())["manifest"]


def without(record, place):
    """A record without the field at a place: "extent.samples"."""
    changed = json.loads(json.dumps(record))
    *above, last = place.split(".")
    part = changed
    for name in above:
        part = part[int(name)] if isinstance(part, list) else part[name]
    del part[last]
    return changed


def with_field(record, place, value):
    """A record with another value at a place."""
    changed = json.loads(json.dumps(record))
    *above, last = place.split(".")
    part = changed
    for name in above:
        part = part[int(name)] if isinstance(part, list) else part[name]
    part[last] = value
    return changed


@pytest.mark.parametrize(
    ("record", "place"),
    [
        *((MANIFEST, name) for name in ("schema", "extent", "study", "asked", "instrument", "pool", "example")),
        *((MANIFEST, name) for name in ("versions", "begun", "configuration")),
        *((MANIFEST, name) for name in ("extent.samples", "study.form.closing", "study.pool.digest", "asked.model")),
        *((MANIFEST, name) for name in ("instrument.scale.low", "instrument.items.1.text", "example.question")),
        (TEXTS, "instrument.question"),
    ],
)
def test_what_a_manifest_lacks_is_named(record, place):
    with pytest.raises(InputError) as refused:
        manifest_from_record(without(record, place), "runs/a")
    assert str(refused.value) == (
        f"runs/a: manifest.{place} is missing; give another run directory, or run the study again with another --out"
    )


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("schema", "persona-collapse/run/2", "the manifest has schema persona-collapse/run/2; this version reads"),
        ("asked.sampling.top_p", 0.9, "this version does not know manifest.asked.sampling.top_p; update this program"),
        ("extent.waves", 3, "this version does not know manifest.extent.waves; update this program"),
        ("instrument.items.0.weight", 2, "this version does not know manifest.instrument.items.0.weight"),
        ("instrument.schema", "persona-collapse/instrument/9", "manifest.instrument.schema is persona-collapse/instr"),
        ("extent.samples", "often", "manifest.extent.samples: input should be a valid integer"),
        ("study.order", "sideways", "manifest.study.order: input should be 'fixed' or 'random'"),
        ("pool", [], "manifest.pool: input should be a valid dictionary; give another run directory"),
    ],
)
def test_what_this_version_cannot_use_is_named(place, value, words):
    with pytest.raises(InputError) as refused:
        manifest_from_record(with_field(MANIFEST, place, value), "runs/a")
    assert str(refused.value).startswith(f"runs/a: {words}")
    assert "\n" not in str(refused.value)


def test_what_stands_beside_the_known_parts_is_kept_and_exported(made_before):
    run, _ = made_before("questionnaire")
    with ResponseStore(Path(run), write=True) as store:
        store.write_manifest("remark", "a pilot")
    assert read_replies(run).manifest.record["remark"] == "a pilot"
    assert export(run).manifest["remark"] == "a pilot"


@pytest.mark.parametrize("command", [("status", "run"), ("export", "run", "--to", "out.csv"), ("measure", "run")])
def test_a_manifest_that_cannot_be_used_is_one_line(made_before, cli, command):
    run, _ = made_before("questionnaire")
    with ResponseStore(Path(run), write=True) as store:
        store.write_manifest("extent", {"personas": 2, "with_default": True})
    code, out, err = cli(*command)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("persona-collapse: run: manifest.extent.samples is missing; give another run directory")


@pytest.mark.parametrize(
    ("extent", "items", "mode", "expected", "because"),
    [
        (Extent(3, 2, False), 44, "generate", 264, "3 personas, 44 items, 2 samples"),
        (Extent(3, 2, True), 44, "generate", 352, "and a respondent without a persona"),
        (Extent(3, 2, True), 44, "probabilities", 176, "one reply answers every sample"),
        (Extent(3, 5, False), 1, "generate", 15, "an open question"),
    ],
)
def test_the_number_of_questions_by_hand(extent, items, mode, expected, because):
    assert extent.expected(items, mode) == expected, because


@pytest.fixture
def reads(monkeypatch):
    """Kind of read -> how often the store was read in that way."""
    counted = Counter()
    manifest, replies = ResponseStore.manifest.fget, ResponseStore.replies

    def read_manifest(store):
        counted["manifest"] += 1
        return manifest(store)

    def all_replies(store):
        counted["replies"] += 1
        return replies(store)

    monkeypatch.setattr(ResponseStore, "manifest", property(read_manifest))
    monkeypatch.setattr(ResponseStore, "replies", all_replies)
    return counted


@pytest.mark.parametrize("look", [status, export, run_answers])
def test_manifest_and_replies_are_read_once(made_before, reads, look):
    run, _ = made_before("questionnaire")
    look(run)
    assert reads == {"manifest": 1, "replies": 1}
    replies = read_replies(run)
    reads.clear()
    look(replies)
    assert reads == {}, "what has been read is not read again"


@pytest.mark.parametrize("command", [("status", "run"), ("export", "run", "--to", "out.csv"), ("measure", "run")])
def test_a_command_reads_manifest_and_replies_once(tmp_path, monkeypatch, cli, reads, command):
    monkeypatch.chdir(tmp_path)
    study = small(25, 44)
    run_study(study, simulated(study), "run")
    reads.clear()
    code, _, err = cli(*command)
    assert (code, reads) == (0, {"manifest": 1, "replies": 1}), err


def test_texts_are_read_once_too(made_before, cli, reads):
    made_before("texts")
    code, _, err = cli("measure", "run")
    assert "no reply can be measured (1 error, 3 too short)" in err
    assert (code, reads) == (2, {"manifest": 1, "replies": 1})


def test_the_end_of_a_run_reads_manifest_and_replies_once(tmp_path, monkeypatch, cli, reads):
    monkeypatch.chdir(tmp_path)
    code, out, err = cli("run", "simulated:human", "--personas", 25, "--out", "run")
    assert (code, "coverage" in out) == (0, True), err
    assert reads == {"manifest": 2, "replies": 1}, "the first is of the start: whether the directory holds another run"


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES)
def test_a_study_has_as_many_questions_as_prompts(study):
    assert len(study) == len(list(study.prompts()))
