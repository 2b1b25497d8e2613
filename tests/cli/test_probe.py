"""`probe` as it is typed: steps apart from each other, resumed, labelled, and a gate over all of them."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import pytest

from persona_collapse import simulate
from persona_collapse.backends.agents import Agents
from persona_collapse.cli.run import INTERRUPTED
from persona_collapse.inputs import read_answers
from persona_collapse.instruments import catalogue, instrument_to_json
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, read_replies
from persona_collapse.texts.similarity import SCHEMA
from tests.support.asking import command
from tests.support.scripted import refusal, said, scripted

ITEMS = 8
PANEL = 101
IDS = [one.id for one in bundled_pool().first(PANEL)]
EXACT = pytest.approx


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A questionnaire of eight items, simulated people's answers to it, and those of a panel."""
    folder = tmp_path_factory.mktemp("short")
    whole = catalogue.bundled("mini-ipip")
    asked = replace(whole, id="short", items=whole.items[:ITEMS])
    (folder / "short.json").write_text(instrument_to_json(asked), encoding="utf-8")
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow([one.name for one in asked.items])
        rows.writerows(simulate("human", 400, seed=31, instrument=asked).values.astype(int).tolist())
    panel = simulate("human", PANEL, seed=32, instrument=asked).values.astype(int)
    answers = {
        (persona, item.text): str(panel[row, column])
        for row, persona in enumerate(IDS)
        for column, item in enumerate(asked.items)
    }
    return folder, answers


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path, few_pairs):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.setattr("persona_collapse.cli._shared.probing.PAIRS", 5)
    return command(monkeypatch, capsys)


@pytest.fixture
def probe(cli, short):
    """`probe` with the short questionnaire and a panel of 101."""
    folder, _ = short

    def call(model, *more):
        asked = ("--instrument", folder / "short.json", "--reference", folder / "people.csv", "--panel", PANEL)
        return cli("probe", model, "--out", "p", *asked, *more)

    return call


def kept():
    return [json.loads(line) for line in Path("p/steps.jsonl").read_text(encoding="utf-8").splitlines()]


def of(body, answers):
    """What the agent that a request addresses answers."""
    question = body["messages"][-1]["content"]
    (answer,) = [one for (persona, text), one in answers.items() if persona == body["user"] and text in question]
    return answer


def test_the_gate_closes_over_steps_and_stays_closed(cli, probe):
    first = probe("simulated:human", "--step", "before")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("step 1 (before): recall ")
    assert first.stdout.endswith("; human-like; nothing to stop for\n")
    second = probe("simulated:collapsed", "--step", "after day 10")
    assert second.returncode == 0, second.stderr
    assert "simulated:collapsed is asked; step 1 asked simulated:human" in second.stderr
    assert "mode collapse; closes if it stays so\n  the same personas since step 1: recall -" in second.stdout
    assert "the gate would close if the next step were like it: mode collapse (" in second.stderr
    third = probe("simulated:collapsed", "--step", "after day 10")
    assert third.returncode == 3
    assert "an earlier step is called 'after day 10', too; this is step 3" in third.stderr
    assert "mode collapse; the gate is closed\n" in third.stdout
    fourth = probe("simulated:human")
    assert fourth.returncode == 3
    assert "human-like; the gate is closed\n" in fourth.stdout
    assert fourth.stderr.endswith("the gate is closed: since an earlier step\n")
    shown = cli("probe", "p", "--show")
    assert (shown.returncode, shown.stdout) == (0, "".join(one.stdout for one in (first, second, third, fourth)))
    one, two, *_ = found = kept()
    assert [(step["step"], step["label"], step["closed"]) for step in found] == [
        (1, "before", False),
        (2, "after day 10", False),
        (3, "after day 10", True),
        (4, "", True),
    ]
    assert two["signature"] == "mode collapse"
    ratio, reach = two["intervals"]["sd_ratio"], NormalDist().inv_cdf(1 - 0.05 / (2 * 3) / 2)
    assert ratio["high"] - ratio["value"] == EXACT(reach * ratio["se"]), "step 2 leaves out .05 / (2 * 3)"
    moved = two["since_first"]["recall"]
    assert moved["value"] == EXACT(two["intervals"]["recall"]["value"] - one["intervals"]["recall"]["value"], abs=0.1)
    assert moved["high"] < 0
    back = found[3]["since_first"]["recall"]
    assert (back["value"], back["low"], back["high"]) == (0, 0, 0), "the same personas answer as at step 1"
    for number, kind in enumerate(("human", "collapsed", "collapsed", "human"), start=1):
        status = cli("status", f"p/step-000{number}")
        assert status.stdout.startswith(f"simulated:{kind} (simulated, generate), short\n"), "each step is a run"


def test_a_step_that_was_interrupted_is_resumed_and_agents_may_be_gone(cli, probe, short):
    _, answers = short
    open_, gone = 300, set()

    def script(line, body):
        if len(line.server.requests) > open_:
            return refusal(400, "the society has stopped")
        if body["user"] in gone:
            return refusal(404, f"no agent {body['user']}")
        return said(of(body, answers))

    with scripted(script) as server:
        live = ("agent-{persona}", "--agents", "--base-url", server.base_url)
        stopped = probe(*live, "--step", "noon")
        assert stopped.returncode == 2
        assert "step 1 (noon) is not complete: " in stopped.stderr
        assert "requests failed in a row" in stopped.stderr
        assert not Path("p/steps.jsonl").exists()
        asked = [(one["user"], one["messages"][-1]["content"]) for one in server.requests[:open_]]
        assert all([turn["role"] for turn in one["messages"]] == ["user"] for one in server.requests)
        assert all(one["model"] == f"agent-{one['user']}" for one in server.requests)

        other = probe(*live, "--step", "night")
        assert other.returncode == 2
        assert (
            "was begun and has no reading yet; rerun it with --step 'noon', or, to begin it again, delete"
            in other.stderr
        )
        model = probe("{persona}", *live[1:])
        assert model.returncode == 2
        assert "was begun with another model and has no reading yet (its model is agent-{persona}" in model.stderr

        before, open_ = len(server.requests), 10**6
        resumed = probe(*live)
        assert resumed.returncode == 0, resumed.stderr
        assert "step 1 (noon) was begun at " in resumed.stderr
        later = [(one["user"], one["messages"][-1]["content"]) for one in server.requests[before:]]
        assert not {*asked} & {*later}, "what has a reply is not asked again"
        assert len({*asked} | {*later}) == PANEL * ITEMS
        assert resumed.stdout.startswith("step 1 (noon): ")
        assert kept()[0]["complete"] == PANEL

        gone = {IDS[0]}
        second = probe(*live)
        assert second.returncode == 0, second.stderr
        assert kept()[1]["complete"] == PANEL - 1, "an agent that is gone is missing, and the step is complete"
        gone = set(IDS[:2])
        third = probe(*live, "--patience", 1)
        assert third.returncode == 3
        assert "99 of 101 personas answered every item; 100 are needed" in third.stderr
        assert third.stdout.endswith("step 3: too few to say; the gate is closed\n")
    matrix = read_answers("p/step-0001")
    assert matrix.respondents == tuple(IDS)
    assert str(int(matrix.values[5, 2])) == [one for (persona, _), one in answers.items() if persona == IDS[5]][2]


def test_without_user_the_name_of_the_model_says_whom(short):
    folder, answers = short
    study = Study(catalogue.find(str(folder / "short.json")), bundled_pool(), personas=2)
    asked = replace(study, form=study.form.for_agents)

    def script(line, body):
        if "user" in body:
            return refusal(400, "unknown parameter: user", param="user")
        return said(of({"user": body["model"].removeprefix("a-")} | body, answers))

    with scripted(script) as server:
        backend = Agents("a-{persona}", key="", base_url=server.base_url)
        replies = dict(backend.replies(asked.prompts(), asked.sampling))
    prompts = list(asked.prompts())
    heard = [(one.respondent, one.item, replies[place].text) for place, one in enumerate(prompts)]
    names = {item.text: item.name for item in study.instrument.items}
    assert heard == [(persona, names[text], one) for (persona, text), one in answers.items() if persona in IDS[:2]]
    assert backend.left_out == ("user",)


def test_a_server_that_does_not_know_the_field_user(probe):
    def script(line, body):
        return refusal(400, "unknown parameter: user", param="user") if "user" in body else said("4")

    with scripted(script) as server:
        refused = probe("society", "--agents", "--base-url", server.base_url)
    assert refused.returncode == 2
    assert "give MODEL with {persona} in it" in refused.stderr
    assert not Path("p/steps.jsonl").exists()


def test_agents_need_an_id_only(probe, short):
    _, answers = short
    Path("agents.csv").write_text("id\n" + "".join(f"{one}\n" for one in IDS), encoding="utf-8")
    with scripted(lambda line, body: said(of(body, answers))) as server:
        ids = ("--persona-columns", "id=id,description=id")
        done = probe("society", "--agents", "--base-url", server.base_url, "--personas", "agents.csv", *ids)
    assert done.returncode == 0, done.stderr
    assert {one["user"] for one in server.requests} == {*IDS}
    assert {one["model"] for one in server.requests} == {"society"}


def test_again_and_again(probe, monkeypatch):
    done = probe("simulated:human", "--every", 0, "--times", 2)
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "step 1",
        "step 2",
        "  the same personas since step 1",
    ]

    def interrupted(seconds):
        assert 0 < seconds <= 3600
        raise KeyboardInterrupt

    monkeypatch.setattr("persona_collapse.cli.probe.time.sleep", interrupted)
    assert probe("simulated:human", "--every", 3600).returncode == INTERRUPTED
    assert len(kept()) == 3


def test_steps_of_another_probe(probe, cli):
    assert probe("simulated:human").returncode == 0
    for more, words in [
        (("--panel", 120), "step 1 of p asked 101 personas, not 120; use --panel 101"),
        (("--seed", 4), "p has steps of another probe (its seed is 0, not 4); give another --out"),
        (("--instrument", "bfi44", "--reference", "calibrated-2058"), "another probe (its instrument is short"),
        (("--mode", "probabilities"), "another probe (its mode is generate, not probabilities)"),
    ]:
        refused = probe("simulated:human", *more)
        assert (refused.returncode, words in refused.stderr) == (2, True), refused.stderr
    table = Path("pool.csv")
    table.write_text("id,job\n" + "".join(f"{one},baker\n" for one in IDS), encoding="utf-8")
    refused = probe("simulated:human", "--personas", table)
    assert "another probe (its pool is personas" in refused.stderr
    Path("p/steps.jsonl").write_text("{}\n", encoding="utf-8")
    assert "p/steps.jsonl: a line is not the reading of a step" in probe("simulated:human").stderr
    Path("p/steps.jsonl").write_text("half a li", encoding="utf-8")
    assert "p/steps.jsonl, line 1: not the reading of a step" in cli("probe", "p", "--show").stderr


def test_steps_in_words_are_rated_by_the_same_anchors(probe):
    assert probe("simulated:human", "--mode", "text").returncode == 0
    sets = [["No.", "Rather not.", "Half and half.", "Rather so.", "Yes."]]
    Path("mine.json").write_text(json.dumps({"schema": SCHEMA, "sets": sets}), encoding="utf-8")
    refused = probe("simulated:human", "--mode", "text", "--anchors", "mine.json")
    assert (refused.returncode, len(kept())) == (2, 1)
    assert "step 1 of p rates replies in words by other anchors or another embedding model" in refused.stderr
    whole = probe("simulated:human", "--mode", "text", "--anchors", "mine.json", "--out", "own")
    assert whole.returncode == 0, whole.stderr
    assert read_replies("own/step-0001").manifest.similarity.anchors.id == "mine"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["m"], "say where the steps are kept: --out DIR"),
        (["p", "--show"], "p has no step that was read (steps.jsonl); give the --out of a probe"),
        (["simulated:human", "--panel", 40], "--panel 40: too few personas to be read; give at least 100"),
        (["simulated:human", "--personas", 200], "--personas 200: say how many with --panel 200"),
        (["simulated:human", "--agents"], "--agents are on a server, and simulated:human is not"),
        (["simulated:human", "--times", 3], "--times 3: give at least 1, together with --every SECONDS"),
        (["simulated:human", "--every", -1], "--every -1: give seconds, 0 or more"),
        (["simulated:human", "--every", 1, "--step", "x"], "--step names one step, and --every asks many"),
        (["simulated:human", "--patience", 0], "patience is 0; give at least 1"),
        (["simulated:human", "--fail-on", "collapse"], "--fail-on: unknown signature 'collapse'"),
        (["simulated:human", "--least", "recall=.6"], "least has recall without precision"),
        (["simulated:human", "--least", "lid=60"], "--least lid=60: give a share of people's, from 0 to 1"),
        (["simulated:human", "--least", "hopkins=.5"], "least: unknown number 'hopkins'"),
        (["simulated:human", "--instrument", "all"], "--instrument all: a probe asks one questionnaire"),
        (["simulated:human", "--anchors", "mine.json"], "--anchors rate replies in words; add --mode text"),
        (["simulated:human", "--mode", "text", "--anchors", "no.json"], "no.json cannot be read: No such file"),
        (["simulated:human", "--instrument", "mini-ipip"], "there is no default reference for mini-ipip"),
        (["a-{persona}", "--base-url", "http://127.0.0.1:9/v1"], "has a place for the id of an agent; add --agents"),
        (
            ["m", "--agents", "--base-url", "http://127.0.0.1:9/v1", "--extra-body", '{"user": "x"}'],
            "--agents puts the id of each agent into user, and --extra-body sets it, too",
        ),
    ],
)
def test_mistakes_are_said_before_anything_is_asked(cli, typed, words):
    out = [] if typed in (["m"], ["p", "--show"]) else ["--out", "p"]
    done = cli("probe", *typed, *out)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not Path("p").exists()
