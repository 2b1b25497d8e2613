"""`run`, `status` and `export` as they are typed."""

import json
import os
import signal
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from persona_collapse.backends import Reply
from persona_collapse.inputs import read_answers
from persona_collapse.instruments import bfi44, instrument_to_json, moral131
from persona_collapse.personas import bundled_pool
from persona_collapse.simulation import KINDS
from persona_collapse.store import FILE, LOCK
from persona_collapse.study import DEFAULT, Study, answers, export, run_answers, status
from persona_collapse.study.run import GIVE_UP_AFTER
from persona_collapse.tables import read_table
from tests.support.asking import Says, command, stored
from tests.support.hub_double import hub_double
from tests.support.processes import in_a_process

SIMULATED = "simulated, no model was asked"


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """A machine on which no reference was built and nobody is logged in, in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    for name in ("HF_TOKEN", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "PERSONA_COLLAPSE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "here"


@pytest.fixture
def cli(monkeypatch, capsys):
    return command(monkeypatch, capsys)


def here(machine):
    return sorted(str(path.relative_to(machine)) for path in machine.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_asked_and_said_to_be_simulated(cli, machine, kind):
    done = cli("run", f"simulated:{kind}", "--personas", 3, "--out", "run")
    assert done.returncode == 0, done.stderr
    assert "132 questions to 3 respondents; replies go to run\n" in done.stderr
    assert f"simulated:{kind} (simulated, generate), bfi44\n" in done.stderr
    assert here(machine) == [f"run/{LOCK}", f"run/{FILE}"]
    matrix, people = answers("run"), bundled_pool().first(3)
    assert matrix.note == SIMULATED
    assert matrix.respondents == tuple(one.id for one in people)
    labels = tuple(one.attributes["big_five_openness"] for one in people)
    assert matrix.attributes["big_five_openness"] == labels
    assert not np.isnan(matrix.values).any()


def test_a_run_ends_with_the_scorecard_that_measure_prints_of_its_directory(cli, few_pairs):
    ran = cli("run", "simulated:human", "--personas", 25, "--out", "run")
    assert ran.returncode == 0, ran.stderr
    assert f"run: 25 respondents ({SIMULATED}), bfi44 (44 items)" in ran.stdout
    assert "  rho " in ran.stdout, "the labels came along"
    measured = cli("measure", "run", "--json", "record.json")
    assert measured.returncode == 0, measured.stderr
    assert measured.stdout == ran.stdout
    record = json.loads(Path("record.json").read_text())
    assert (record["population"]["source"], record["population"]["note"]) == ("run", SIMULATED)


def test_status_says_how_a_run_stands(cli):
    cli("run", "simulated:noise", "--personas", 3, "--max-requests", 100, "--out", "run")
    done = cli("status", "run")
    first, *lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert first == "simulated:noise (simulated, generate), bfi44"
    facts = dict(line.split(maxsplit=1) for line in lines)
    assert facts.pop("rate").endswith(" replies a second")
    assert facts == {"replies": "100 of 132", "unreadable": "0", "failed": "0", "cost": "not reported"}


def test_too_few_for_a_scorecard_is_no_mistake(cli):
    done = cli("run", "simulated:human", "--personas", 2, "--out", "run")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1].startswith("no scorecard: 2 complete respondents")


def test_a_limit_of_requests_stops_cleanly_and_the_same_command_goes_on(cli):
    limited = ("run", "simulated:human", "--personas", 4, "--max-requests", 100, "--out", "run")
    done = cli(*limited)
    assert (done.returncode, done.stdout) == (0, "")
    assert "stopped: 100 requests were made, the limit\n" in done.stderr
    assert "76 questions have no reply yet; rerun the same command to ask them\n" in done.stderr
    again = cli(*limited)
    assert again.returncode == 0
    assert "100 replies are already stored and are not asked again" in again.stderr
    assert "stopped" not in again.stderr
    cli("run", "simulated:human", "--personas", 4, "--out", "whole")
    assert stored("run") == stored("whole")


def test_the_directory_is_the_models_and_the_studys_so_that_the_same_command_finds_it(cli, machine):
    for _ in range(2):
        assert cli("run", "simulated:noise", "--personas", 1).returncode == 0
    assert cli("run", "simulated:noise", "--personas", 1, "--seed", 4).returncode == 0
    folders = [path.parent.relative_to(machine) for path in machine.rglob(FILE)]
    assert len(folders) == 2
    expected = f"runs/simulated--noise/bfi44-{Study(bfi44(), bundled_pool(), 1).hash[:8]}"
    assert expected in map(str, folders)


def test_a_dry_run_prints_a_prompt_and_leaves_nothing(cli, machine):
    done = cli("run", "simulated:human", "--personas", 10, "--samples", 2, "--with-default", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[system]\nYou are the person described below.")
    assert "I see myself as someone who is talkative" in done.stdout
    assert "requests    968 (11 respondents)" in done.stdout
    assert "cost        none" in done.stdout
    assert here(machine) == []


def test_two_questionnaires_and_an_instrument_of_ones_own(cli, machine):
    (machine / "own.json").write_text(
        instrument_to_json(Study(moral131(), bundled_pool(), 1).instrument).replace('"moral131"', '"own"')
    )
    for name, id in (("moral131", "moral131"), ("own.json", "own")):
        done = cli("run", "simulated:human", "--personas", 2, "--instrument", name, "--order", "random", "--out", id)
        assert done.returncode == 0, done.stderr
        assert answers(id).values.shape == (2, 131)
        assert status(id).instrument == id


def test_probabilities_samples_and_the_default_respondent(cli):
    done = cli(
        *("run", "simulated:human", "--mode", "probabilities", "--personas", 3),
        *("--samples", 4, "--with-default", "--temperature", 1, "--out", "run"),
    )
    assert done.returncode == 0, done.stderr
    assert "176 questions to 4 respondents" in done.stderr
    found = run_answers("run")
    assert (found.samples.shape, found.default.shape, found.quality.mass) == ((4, 3, 44), (4, 44), pytest.approx(1))
    replies = export("run").replies
    assert len(replies["sample"]) == 4 * 4 * 44
    assert replies["reply"][0] == ""
    assert sum(map(float, replies["probabilities"][0].split())) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "jsonl"])
def test_an_export_read_back_is_the_run(cli, machine, ending):
    cli(
        "run", "simulated:human", "--personas", 3, "--with-default", "--samples", 2, "--order", "random", "--out", "run"
    )
    done = cli("export", "run", "--to", f"out.{ending}")
    assert (done.returncode, done.stdout) == (0, "")
    names = [f"out.{ending}", f"out.replies.{ending}", "out.manifest.json"]
    assert done.stderr == f"wrote {', '.join(names)}\n"
    assert here(machine) == sorted([*names, f"run/{LOCK}", f"run/{FILE}"])
    ours, back = answers("run"), read_answers(f"out.{ending}")
    assert np.array_equal(ours.values, back.values)
    assert (ours.respondents, ours.items) == (back.respondents, back.items)
    assert set(back.attributes["model"]) == {"simulated:human"}
    assert {name: back.attributes[name] for name in ours.attributes} == dict(ours.attributes)

    replies = read_table(f"out.replies.{ending}").columns
    assert list(replies)[:5] == ["respondent", "item", "sample", "presentation", "answer"]
    assert len(replies["reply"]) == 4 * 44 * 2
    assert replies["respondent"].count(DEFAULT) == 88
    one = next(
        row
        for row, key in enumerate(zip(replies["respondent"], replies["item"], map(int, replies["sample"]), strict=True))
        if key == (ours.respondents[1], "bfi44_9", 1)
    )
    assert int(replies["answer"][one]) == ours.values[1, 8]
    assert replies["rule"][one] == "alone"


def test_a_long_export_is_a_row_per_reply(cli, machine):
    cli("run", "simulated:human", "--personas", 2, "--out", "run")
    assert cli("export", "run", "--to", "long.csv", "--long").returncode == 0
    assert here(machine) == sorted(["long.csv", "long.manifest.json", f"run/{LOCK}", f"run/{FILE}"])
    header, *rows = (machine / "long.csv").read_text().splitlines()
    assert header.startswith("respondent,item,sample,presentation,answer,rule,reason,reply,")
    assert len(rows) == 88


def test_the_manifest_says_how_the_answers_came_about(cli, machine):
    cli(
        "run", "simulated:human", "--personas", 2, "--seed", 5, "--no-trait-labels", "--order", "random", "--out", "run"
    )
    cli("export", "run", "--to", "out.csv")
    manifest = json.loads((machine / "out.manifest.json").read_text())
    study = manifest["study"]
    assert manifest["schema"] == "persona-collapse/run/1"
    assert manifest["versions"].keys() == {"persona-collapse"}
    assert manifest["extent"] == {"personas": 2, "samples": 1, "with_default": False}
    assert (study["instrument"]["id"], study["instrument"]["version"]) == ("bfi44", "1")
    assert (study["labels"], study["order"], study["sampling"]["seed"]) == (False, "random", 5)
    assert study["form"]["name"] == "standard"
    assert study["form"]["closing"] == "Answer with one number from {low} to {high} and nothing else."
    assert study["pool"] == {"name": "personas", "digest": bundled_pool().digest}
    asked = manifest["asked"]
    assert (asked["backend"], asked["model"], asked["revision"]) == ("simulated", "simulated:human", "1")
    assert len(asked["study"]) == len(manifest["configuration"]) == 64
    assert "Big Five" not in manifest["example"]["system"]
    assert manifest["example"]["question"].startswith("How well does this statement describe you?")
    assert manifest["replies"]["replies"] == 88
    assert manifest["failures"] == []
    assert len(manifest["instrument"]["items"]) == 44


def test_failures_stop_the_command_with_2_and_the_same_command_goes_on(cli, monkeypatch):
    said = {"reply": Reply(error="connection refused")}
    backend = Says(lambda one: said["reply"])
    monkeypatch.setattr("persona_collapse.cli._shared.asking.make_backend", lambda *arguments: backend)
    run = ("run", "some/model", "--base-url", "http://127.0.0.1:9/v1", "--personas", 2, "--out", "run")
    if find_spec("openai") is None:
        pytest.skip("needs the extra `api`")
    done = cli(*run)
    assert (done.returncode, done.stdout, len(backend.asked)) == (2, "", GIVE_UP_AFTER)
    assert f"stopped: {GIVE_UP_AFTER} requests failed in a row, the last with: connection refused\n" in done.stderr
    assert f"failed      {GIVE_UP_AFTER}: {GIVE_UP_AFTER} connection refused\n" in done.stderr
    assert done.stderr.endswith("persona-collapse: no request succeeded; earlier replies are in run\n")
    said["reply"] = Reply("4")
    assert cli(*run).returncode == 0
    assert (answers("run").values == 4).all()


def test_a_limit_of_cost_where_no_cost_is_reported_is_one_line(cli, monkeypatch):
    if find_spec("openai") is None:
        pytest.skip("needs the extra `api`")
    monkeypatch.setattr("persona_collapse.cli._shared.asking.make_backend", lambda *arguments: Says(lambda one: "3"))
    run = ("run", "some/model", "--base-url", "http://127.0.0.1:9/v1", "--personas", 1, "--out", "run", "--max-cost", 1)
    done = cli(*run)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "persona-collapse: says reports no cost, so --max-cost cannot be kept; add --price-in and --price-out"
    )
    assert stored("run")[1] == 1


def test_a_judge_is_not_asked_once_a_run_is_interrupted(cli, monkeypatch):
    if find_spec("openai") is None:
        pytest.skip("needs the extra `api`")
    made = []

    def said(prompt):
        if prompt.item == "bfi44_3":
            os.kill(os.getpid(), signal.SIGINT)
        return "well"

    def make(kind, model, study, options):
        made.append(model)
        return Says(said, model=model)

    monkeypatch.setattr("persona_collapse.cli._shared.asking.make_backend", make)
    run = ("run", "some/model", "--base-url", "http://127.0.0.1:9/v1", "--personas", 1, "--out", "run", "--judge", "j")
    done = cli(*run)
    assert (done.returncode, made) == (130, ["some/model"])
    assert stored("run")[1] == 3
    monkeypatch.setattr(
        "persona_collapse.cli._shared.asking.make_backend", lambda kind, model, *_: Says(lambda one: "4", model)
    )
    done = cli(*run)
    assert "3 unreadable replies judged by j\n" in done.stderr
    assert export("run").replies["rule"] == ["judge"] * 3 + ["alone"] * 41


MISTAKES = [
    (["--personas", "0"], "0 personas were requested; personas has 1144, so give 1 to 1144"),
    (["--personas", "1145"], "1145 personas were requested; personas has 1144, so give 1 to 1144"),
    (["--personas", "nowhere.csv"], "file not found: nowhere.csv"),
    (["--personas", "nowhere"], "file not found: nowhere"),
    (["--personas", "."], ". is a folder"),
    (["--persona-columns", "id=uid"], "--persona-columns needs your own table; add --personas PATH"),
    (["--instrument", "bfi45"], "--instrument bfi45: file not found; known names are bfi44, moral131"),
    (["--instrument", "note.json"], "note.json: id is missing"),
    (["--backend", "api"], "simulated:human is simulated; omit --backend"),
    (["--mode", "best"], "unknown mode 'best'; use one of generate, probabilities, distribution"),
    (["--mode", "probabilities", "--thinking", "on"], "use --mode generate"),
    (["--samples", "0"], "0 samples were asked for; give at least 1"),
    (["--temperature", "-1"], "a temperature of -1.0 was given"),
    (["--temperature", "nan"], "a temperature of nan was given"),
    (["--max-tokens", "0"], "replies of 0 tokens were asked for; give at least 1"),
    (["--thinking", "maybe"], "--thinking maybe: use on or off, or omit it"),
    (["--seed", "-1"], "a seed of -1 was given; it must be 0 or above"),
    (["--order", "up"], "unknown order 'up'; use fixed or random"),
    (["--wording", "mine"], "unknown wording 'mine'; use standard or paper"),
    (["--max-requests", "-1"], "--max-requests -1: it must be 0 or above"),
    (["--max-cost", "1"], "simulated:human has no cost that can be counted; omit --max-cost"),
    (["--max-cost", "-1"], "--max-cost -1: it must be 0 or above"),
    (["--max-cost", "nan"], "--max-cost nan: it must be 0 or above"),
    (["--price-in", "1"], "a price needs both --price-in and --price-out"),
    (["--price-in", "-1", "--price-out", "1"], "--price-in -1: it must be 0 or above"),
    (["--concurrency", "0"], "--concurrency must be at least 1"),
    (["--timeout", "0"], "--timeout above 0"),
    (["--judge", "simulated:human"], "every reply of simulated:human can be read; omit --judge"),
    (["--out", "note.json"], "cannot write to note.json"),
]


@pytest.mark.parametrize(("options", "words"), MISTAKES, ids=[" ".join(options) for options, _ in MISTAKES])
def test_a_mistake_is_one_line_and_nothing_is_made(cli, machine, options, words):
    (machine / "note.json").write_text("{}")
    done = cli("run", "simulated:human", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("persona-collapse: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert sorted(path.name for path in machine.iterdir()) == ["note.json"]


@pytest.mark.parametrize(
    ("model", "options", "words"),
    [
        ("simulated:alien", [], "'alien' is not a kind of simulated respondent; kinds: human"),
        ("simulated:", ["--dry-run"], "'' is not a kind of simulated respondent"),
        ("some/model", ["--backend", "sglang"], "unknown backend 'sglang'; use transformers, vllm or api"),
        ("some/model", ["--backend", "vllm"], 'vLLM is not installed: pip install "persona-collapse[vllm]"'),
        ("some/model", ["--backend", "vllm", "--base-url", "http://x/v1"], "--base-url needs --backend api"),
        (
            "some/model",
            ["--backend", "transformers", "--base-url", "http://x/v1"],
            "--base-url needs --backend api",
        ),
        ("some/model", ["--backend", "transformers", "--max-cost", "1"], "omit --max-cost"),
    ],
)
def test_a_model_that_cannot_be_asked_is_one_line(cli, machine, model, options, words):
    done = cli("run", model, *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr
    assert here(machine) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", "out.doc"], "ending in .doc; use .csv"),
        (["--to", "out"], "ending in nothing; use .csv"),
        (["--to", "nowhere/out.csv"], "cannot write nowhere/out.csv: No such file or directory"),
        (["--to", "tables/out.json"], "ending in .json; use .csv"),
        (["--to", "tables/folder"], "ending in nothing; use .csv"),
        (["--to", "tables/folder.csv"], "it is a folder; give a file name"),
    ],
)
def test_an_export_that_cannot_be_written_is_one_line(cli, machine, options, words):
    cli("run", "simulated:noise", "--personas", 1, "--out", "run")
    for folder in ("folder", "folder.csv"):
        (machine / "tables" / folder).mkdir(parents=True)
    before = here(machine)
    done = cli("export", "run", *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr
    assert here(machine) == before


def test_another_study_in_the_same_directory_is_one_line(cli):
    cli("run", "simulated:human", "--personas", 1, "--out", "run")
    before = stored("run")
    done = cli("run", "simulated:noise", "--personas", 1, "--out", "run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "persona-collapse: run holds another run (its model is simulated:human, not simulated:noise); "
        "give another --out\n"
    )
    assert stored("run") == before


def test_a_run_goes_to_the_hub_and_is_measured_there(cli, machine):
    cli("run", "simulated:human", "--personas", 3, "--with-default", "--out", "run")
    script = f"""
import sys
from datasets import load_dataset
from persona_collapse.cli import main
from persona_collapse.hub.answers import load_answers
from persona_collapse.study import answers
sys.argv = ["persona-collapse", "export", {str(machine / "run")!r}, "--to", "org/human"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
ours, there = answers({str(machine / "run")!r}), load_answers("org/human")
print((ours.values == there.values).all(), ours.respondents == there.respondents, set(there.attributes["model"]))
print(len(load_dataset("org/human", "replies", split="train")), len(load_dataset("org/human", split="train")))
"""
    with hub_double() as hub:
        told = []
        out = in_a_process(hub, machine, script, capture=told)
        files = hub.repositories["datasets", "org/human"].files
    assert out.splitlines() == ["True True {'simulated:human'}", f"{4 * 44} 3"]
    assert told[0].endswith(f"datasets/org/human has the answers, the replies and the manifest of {machine / 'run'}\n")
    manifest = json.loads(files["manifest.json"])
    assert manifest["asked"]["model"] == "simulated:human"
    assert {"answers/train-00000-of-00001.parquet", "replies/train-00000-of-00001.parquet"} <= set(files)


def test_a_run_that_the_hub_refuses_is_one_line(cli, machine):
    cli("run", "simulated:noise", "--personas", 1, "--out", "run")
    script = f"""
import sys
from persona_collapse.cli import main
for name in ("org/one", "org/-one"):
    sys.argv = ["persona-collapse", "export", {str(machine / "run")!r}, "--to", name]
    try:
        main()
    except SystemExit as end:
        print(end.code)
"""
    with hub_double() as hub:
        told = []
        assert in_a_process(hub, machine, script, capture=told, HF_TOKEN="").split() == ["2", "2"]
        assert hub.repositories == {}
    for line, name in zip(told[0].splitlines(), ("org/one", "org/-one"), strict=True):
        assert line.startswith(f"persona-collapse: {name} could not be written (")
        assert "hf auth login" in line
