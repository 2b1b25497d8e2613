"""Trial questions before a run: asked of models only, counted, kept, and reason enough not to begin."""

import json
import re
from dataclasses import replace

import pytest

from persona_collapse.backends import Reply
from persona_collapse.instruments import ResponseScale, bfi44, instrument_to_json
from persona_collapse.results import Preflight, Trial
from persona_collapse.store import FILE, open_run
from persona_collapse.study import Limits, preflight, read_replies, run_study, status
from persona_collapse.study.trials import STATEMENTS
from tests.support.asking import Says, small
from tests.support.checkpoint import make
from tests.support.scripted import said, scripted

TRUE = {one.text: one.true for one in STATEMENTS}
USAGE = {"prompt_tokens": 500, "completion_tokens": 2}


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.delenv("PERSONA_COLLAPSE_API_KEY", raising=False)


def statement(body):
    """The trial statement in a request; empty for an item."""
    question = body["messages"][-1]["content"]
    return next((one for one in TRUE if one in question), "")


def sensible(line, body):
    """A model that knows what is true, and answers items with 3."""
    trial = statement(body)
    return said("3" if not trial else "5" if TRUE[trial] else "1", usage=USAGE)


def same(answer):
    return lambda line, body: answer


@pytest.fixture
def run(cli, tmp_path):
    """The command against a script, always at the same address: how it ended, what it said, and the requests."""
    current = {}

    with scripted(lambda line, body: current["script"](line, body)) as server:

        def ask(script, *options, personas=1):
            current["script"] = script
            server.requests.clear()
            usual = (
                "--base-url",
                server.base_url,
                "--personas",
                personas,
                "--concurrency",
                1,
                "--out",
                tmp_path / "run",
            )
            code, out, err = cli("run", "any", *usual, *options)
            return code, out, err, list(server.requests)

        yield ask


def record(folder):
    with open_run(folder) as store:
        return store.manifest["preflight"]


# the usual run


def test_a_run_asks_five_trial_questions_first_and_keeps_what_came(run, cli, tmp_path):
    code, _, err, requests = run(sensible, "--max-requests", 45)
    assert code == 0, err
    assert [statement(body) for body in requests[:6]] == [*TRUE, ""]
    assert len(requests) == 45
    assert "stopped: 45 requests were made, the limit, 5 of them trial questions\n" in err
    line = "5 of 5 trial questions read; true statements rated 5.0, false ones 1.0"
    assert f"pre-flight: {line}\n" in err
    assert re.search(r"pre-flight: 44 questions take about 22,000 tokens, about \d+ s\n", err)
    assert "true statements are not" not in err
    assert f"pre-flight  {line}" in status(tmp_path / "run").lines()
    found = record(tmp_path / "run")
    assert (found["prompt_tokens"], found["completion_tokens"], found["refused"], found["warnings"]) == (500, 2, "", [])
    assert [(one["statement"], one["rating"]) for one in found["trials"]] == [
        (text, 5 if true else 1) for text, true in TRUE.items()
    ]
    assert {one.stored.item for one in read_replies(tmp_path / "run").answers} <= {item.id for item in bfi44().items}
    _, _, err, requests = run(sensible)
    assert len(requests) == 4, "a run that is resumed asks no trial questions"
    assert "pre-flight:" not in err
    assert cli("export", tmp_path / "run", "--to", tmp_path / "out.csv")[0] == 0
    assert json.loads((tmp_path / "out.manifest.json").read_text())["preflight"] == found


def test_the_first_two_have_no_persona_and_the_others_the_first_one(run):
    *_, requests = run(sensible, "--max-requests", 6)
    roles = [[one["role"] for one in body["messages"]] for body in requests]
    assert roles == [["user"]] * 2 + [["system", "user"]] * 4
    assert requests[2]["messages"][0] == requests[5]["messages"][0]
    assert "How true is this statement? 1 means certainly false, 5 means certainly true." in str(requests[0])


@pytest.mark.parametrize("wording", ["standard", "paper"])
def test_any_scale_and_any_wording(run, tmp_path, wording):
    own = replace(bfi44(), id="own", scale=ResponseScale(0, 10, labels=()))
    (tmp_path / "own.json").write_text(instrument_to_json(own))
    typed = ("--instrument", tmp_path / "own.json", "--wording", wording, "--check")
    code, out, _, requests = run(sensible, *typed)
    assert code == 0
    assert "any (api, generate), own: 0 to 10\n" in out
    assert "0 means certainly false, 10 means certainly true." in str(requests[4])
    assert requests[4]["messages"][-1]["content"].count("Age: ") == (2 if wording == "paper" else 0)


def test_scales_with_two_sides_have_them(run):
    code, out, *_ = run(sensible, "--instrument", "moral131", "--check")
    assert code == 0
    assert "result      5 of 5 trial questions read; true statements rated 5.0, false ones 1.0\n" in out


# --check and --no-check


def test_a_check_alone_prints_every_reply_and_leaves_nothing(run, tmp_path):
    code, out, err, requests = run(sensible, "--check", personas=1000)
    assert (code, err) == (0, "--backend api\n")
    assert len(requests) == 5
    first, *lines = out.splitlines()
    assert first == "any (api, generate), bfi44: 1 to 5"
    assert lines[0].split() == ["true", "Two", "plus", "two", "is", "four.", "no", "persona", "5", "5"]
    assert lines[3].split() == ["false", "A", "day", "has", "one", "hundred", "hours.", "a", "persona", "1", "1"]
    assert lines[6] == "result      5 of 5 trial questions read; true statements rated 5.0, false ones 1.0"
    assert re.fullmatch(r"a reply     500 tokens read, 2 written, \d.* s", lines[7])
    assert re.fullmatch(r"the run     44,000 questions take about 22,000,000 tokens, about .+", lines[8])
    assert not (tmp_path / "run").exists()


def test_a_check_of_a_run_that_exists_is_kept_in_it_and_changes_nothing_else(run, tmp_path):
    run(sensible, "--no-check", "--max-requests", 3)
    before = [one.key for one in read_replies(tmp_path / "run").stored]
    assert status(tmp_path / "run").preflight is None
    run(sensible, "--check", "--seed", 5)
    assert status(tmp_path / "run").preflight is None, "another study"
    run(sensible, "--check")
    assert status(tmp_path / "run").preflight.read == 5
    assert [one.key for one in read_replies(tmp_path / "run").stored] == before


def test_without_a_check_nothing_is_tried(run, tmp_path):
    code, _, err, requests = run(same(said("so so")), "--no-check", "--max-requests", 3)
    assert (code, len(requests)) == (0, 3)
    assert "pre-flight" not in err


@pytest.mark.parametrize("model", ["simulated:human", "any"])
def test_what_cannot_be_tried_is_not(cli, tmp_path, model):
    typed = ("--instrument", "self-introduction") if model == "any" else ()
    with scripted(sensible) as server:
        address = ("--base-url", server.base_url) if model == "any" else ()
        code, out, err = cli("run", model, *typed, *address, "--check", "--out", tmp_path / "run")
    assert (code, out, server.requests) == (2, "", [])
    assert f"{model} has no trial questions: they need a model, and a questionnaire with a scale; omit --check" in err


def test_simulated_respondents_and_backends_of_tests_are_not_tried(tmp_path):
    found = []
    run_study(small(1, 2), Says(lambda one: "3"), tmp_path, trial=found.append)
    assert found == []


# runs that are not begun

THINKS = said("Alright, so I need to figure out how this person would rate it. Since", finish_reason="length")


def test_thinking_that_is_cut_costs_five_requests_and_the_next_command_begins(run, tmp_path):
    code, out, err, requests = run(same(THINKS))
    assert (code, out, len(requests)) == (2, "", 5)
    assert err.splitlines()[-1] == (
        "persona-collapse: any answered 0 of 5 trial questions, and the run was not begun: cut by the token limit, for "
        "example 'Alright, so I need to figure out how this person would rate it. Since'; 64 tokens are too few: use "
        "--max-tokens 2048, or --thinking off"
    )
    assert status(tmp_path / "run").replies == 0
    assert any(line.strip().startswith("any answered 0 of 5") for line in status(tmp_path / "run").lines())
    code, _, err, requests = run(sensible, "--max-tokens", 2048)
    assert (code, len(requests)) == (0, 49), err
    assert record(tmp_path / "run")["refused"] == ""


def test_a_refused_directory_is_free_for_any_other_study(run, tmp_path):
    run(same(THINKS))
    code, _, err, _ = run(sensible, "--order", "random", "--seed", 3)
    assert code == 0, err
    assert status(tmp_path / "run").replies == 44


@pytest.mark.parametrize("lost", [2, 3])
def test_three_of_five_are_enough(run, lost):
    unread = [*TRUE][:lost]
    code, _, err, requests = run(
        lambda line, body: said("well ..") if statement(body) in unread else sensible(line, body)
    )
    assert (code, len(requests)) == ((0, 49) if lost == 2 else (2, 5)), err
    assert f"pre-flight: {5 - lost} of 5 trial questions read" in err
    if lost == 3:
        assert "for example 'well ..'; see every reply with --check; --no-check continues anyway" in err


def test_little_on_the_scale_is_refused(run):
    top = [{"token": "4", "logprob": -9.0}, {"token": "**", "logprob": -0.001}]
    content = [{"token": "**", "logprob": -0.001, "top_logprobs": top}]
    code, _, err, requests = run(same(said("**", logprobs={"content": content})), "--mode", "probabilities")
    assert (code, len(requests)) == (2, 5)
    assert err.splitlines()[-1] == (
        "persona-collapse: any answered 0 of 5 trial questions, and the run was not begun: less than 1 % of the "
        "probability is on the scale; the model does not answer with a number directly: use --mode generate, or "
        "--thinking off"
    )


def test_a_server_that_fails_is_said_so(run, monkeypatch):
    code, _, err, requests = run(same((400, {"error": {"message": "no such thing"}}, {})))
    assert (code, len(requests)) == (2, 5)
    assert "any answered 0 of 5 trial questions, and the run was not begun: 400: no such thing; see" in err


# what is odd but no reason not to begin


def test_a_model_that_does_not_follow_is_warned_of_loudly_and_it_is_recorded(run, cli, few_pairs, tmp_path):
    code, _, err, requests = run(same(said("4", usage=USAGE)))
    assert (code, len(requests)) == (0, 49)
    told = (
        "true statements are not rated higher than false ones (4.0 and 4.0): the model does not follow the questions. Are "
        "its weights random, or does a chat template hide the questions?"
    )
    assert f"warning: {told}\n" in err
    assert record(tmp_path / "run")["warnings"] == [told]
    assert any(told in line for line in status(tmp_path / "run").lines())


def test_a_server_that_counts_fewer_tokens_than_there_are_words_hides_something(run):
    _, _, err, _ = run(sensible, "--max-requests", 6)
    assert "the server counted" not in err
    few = {"prompt_tokens": 9, "completion_tokens": 1}
    answer = lambda line, body: said("5" if TRUE.get(statement(body)) else "1", usage=few)  # noqa: E731
    code, _, err, _ = run(answer, "--check")
    assert (code, err) == (0, "--backend api\n")
    _, out, *_ = run(answer, "--check")
    assert "warning     the server counted 9 tokens in a prompt of 29 words: does its chat template leave out" in out


# what it costs


def test_trials_are_counted_in_the_limits(run, tmp_path):
    priced = ("--price-in", 1000, "--price-out", 0)  # 0.5 a request
    code, _, err, requests = run(sensible, *priced, "--max-cost", 5)
    assert (code, len(requests)) == (0, 10)
    assert "stopped: the cost has reached 5 of 5\n" in err
    assert status(tmp_path / "run").cost == pytest.approx(5)
    assert "44 questions take about 22,000 tokens, a cost of about 22.00, about " in err
    _, _, err, requests = run(sensible, *priced, "--max-cost", 5)
    assert (len(requests), "stopped: the cost has reached 5 of 5\n" in err) == (0, True)


def test_a_limit_that_the_trials_use_up_lets_the_next_command_ask(run, tmp_path):
    code, _, err, requests = run(sensible, "--max-requests", 3)
    assert len(requests) == 3
    assert "stopped: 3 requests were made, the limit, 3 of them trial questions\n" in err
    code, _, err, requests = run(sensible, "--max-requests", 3)
    assert (code, len(requests)) == (0, 3)
    assert status(tmp_path / "run").replies == 3


def test_a_cost_that_is_not_reported_is_one_line_before_the_run(run, tmp_path):
    code, _, err, requests = run(same(said("3")), "--max-cost", 1)
    assert (code, len(requests)) == (2, 5)
    assert err.splitlines()[-1].endswith(
        "any reports no cost, so --max-cost cannot be kept; add --price-in and --price-out"
    )


# models on this machine


@pytest.mark.parametrize("mode", ["generate", "probabilities"])
def test_a_checkpoint_is_tried_and_random_weights_are_noticed(cli, tmp_path, mode):
    folder = make(tmp_path / "model", layers=2, width=64)
    code, out, err = cli("run", folder, "--personas", 2, "--mode", mode, "--temperature", 0, "--check")
    assert (code, err) == (0, "--backend transformers\n")
    rated = re.search(r"result .*true statements rated ([\d.]+), false ones ([\d.]+)", out)
    true, false = map(float, rated.groups())
    assert (abs(true - false) < 2) or mode == "generate", "random weights know nothing"
    assert ("warning     true statements are not rated higher" in out) == (true <= false)
    assert ("% of the probability on the scale" in out) == (mode == "probabilities")
    assert "the run     88 questions take about " in out
    assert not (tmp_path / "run").exists()


def test_the_record_in_python():
    def trial(true, rating):
        return Trial("a", true, False, "4", rating, "" if rating else "empty", None)

    known = Preflight((trial(True, 5.0), trial(False, 2.0), trial(True, None)), 10, 2, 0.5, None)
    assert (known.read, known.follows, known.mass) == (2, True, None)
    assert str(known) == "2 of 3 trial questions read; true statements rated 5.0, false ones 2.0"
    flat = Preflight((trial(True, 3.0), trial(False, 3.0)), None, None, 0.5, None)
    assert flat.follows is False


def test_in_python_a_backend_is_tried_without_a_run():
    def answer(prompt):
        known = next((true for text, true in TRUE.items() if text in prompt.question), None)
        return Reply("5" if known else "1", prompt_tokens=100, completion_tokens=1, latency=0.5)

    found = preflight(small(), Says(answer), Limits(price=(10.0, 0.0)))
    assert (found.read, found.follows, found.seconds, found.refused) == (5, True, 0.5, "")
    assert found.cost == pytest.approx(0.005)


def test_a_directory_with_replies_is_still_another_run(run, tmp_path):
    run(sensible, "--max-requests", 6)
    code, _, err, _ = run(sensible, "--seed", 3)
    assert code == 2
    assert "holds another run (its seed is 0, not 3)" in err
    assert (tmp_path / "run" / FILE).exists()
