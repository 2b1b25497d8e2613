"""Batches: each question is handed in once and its reply stored once, whenever the process ends."""

import json
import signal
import subprocess

import pytest

from persona_collapse.backends.anthropic_batch import AnthropicBatches
from persona_collapse.backends.batch import Polling
from persona_collapse.backends.openai_batch import OpenAIBatches
from persona_collapse.backends.retry import Patience
from persona_collapse.store import open_run
from persona_collapse.study import export, status
from persona_collapse.study.trials import STATEMENTS
from tests.support.batch_stub import batch_stub, completion, message
from tests.support.processes import COMMAND
from tests.support.waiting import PATIENCE, until

KEY = "sk-a-key-for-batches"
QUICK = Patience(attempts=2, first=0.01, longest=0.1)

PROCESS = """
import persona_collapse.backends.batch as batch
batch.Polling.__init__.__defaults__ = (0.05, 0.1)
from persona_collapse.cli import main
main()
"""
"""The command line, looking at batches often."""


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.setenv("PERSONA_COLLAPSE_API_KEY", KEY)
    monkeypatch.setattr("persona_collapse.backends.batch.Polling", lambda: Polling(0.02, 0.05))
    monkeypatch.setattr("persona_collapse.backends.api.Patience", lambda: QUICK)
    monkeypatch.setattr("persona_collapse.backends.anthropic_batch.Patience", lambda: QUICK)


def arguments(server, folder, protocol, *options):
    batch = ("--batch", protocol) if protocol == "anthropic" else ("--batch",)
    return (
        "run",
        "any",
        "--base-url",
        server.base_url,
        "--personas",
        1,
        "--out",
        folder,
        *batch,
        "--no-check",
        *options,
    )


def in_a_process(*given):
    return subprocess.Popen(
        [COMMAND[0], "-c", PROCESS, *map(str, given)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def requests_of(server):
    """The messages of every request of every batch."""
    bodies = [row.get("body") or row["params"] for one in server.batches.values() for row in one["rows"]]
    return [json.dumps([body["messages"], body.get("system")], sort_keys=True) for body in bodies]


def replies_of(folder):
    with open_run(folder) as store:
        return [one.reply for one in store.replies()]


PROTOCOLS = ["openai", "anthropic"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_everything_open_is_handed_in_once_and_stored_once(cli, tmp_path, protocol):
    with batch_stub() as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol, "--samples", 2))
        assert code == 0, err
        assert len(server.asked) == 1, "the first question is asked at once"
        assert len(requests_of(server)) == 87
        [id] = server.batches
        assert f"batch {id}: 87 requests submitted; it may take a day, and Ctrl-C does not end it" in err
        assert f"batch {id}: 87 of 87 done (" in err
        again, _, err = cli(*arguments(server, tmp_path / "run", protocol, "--samples", 2))
        assert (again, len(server.batches), len(server.asked)) == (0, 1, 1), err
    found = status(tmp_path / "run")
    assert (found.replies, found.expected, found.failures, found.batches) == (88, 88, {}, ())
    assert {one.text for one in replies_of(tmp_path / "run")} == {"4"}
    assert {one.finish_reason for one in replies_of(tmp_path / "run")} == {"stop"}
    assert found.prompt_tokens == 8800
    kept = export(tmp_path / "run").manifest["batches"]
    assert [(one["id"], one["state"], one["requests"], one["keys"]) for one in kept] == [(id, "collected", 87, [])]
    files = b"".join(path.read_bytes() for path in (tmp_path / "run").iterdir() if path.is_file())
    assert KEY.encode() not in files


def test_requests_of_openai_are_those_of_single_questions(cli, tmp_path):
    with batch_stub() as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai", "--extra-body", '{"top_p": 0.9}'))
    assert code == 0, err
    [batch] = server.batches.values()
    bodies = [row["body"] for row in batch["rows"]]
    assert {(row["method"], row["url"]) for row in batch["rows"]} == {("POST", "/v1/chat/completions")}
    assert all(body.keys() == server.asked[0].keys() for body in bodies)
    assert len({body["seed"] for body in [*bodies, server.asked[0]]}) == 44
    assert {body["top_p"] for body in bodies} == {0.9}


def test_requests_of_anthropic_are_in_its_form(cli, tmp_path):
    with batch_stub() as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "anthropic"))
    assert code == 0, err
    assert "warning: the server does not accept seed" in err
    [batch] = server.batches.values()
    first = batch["rows"][0]["params"]
    assert set(first) == {"model", "max_tokens", "messages", "system", "temperature"}
    assert [one["role"] for one in first["messages"]] == ["user"]
    assert all(headers["x-api-key"] == KEY and headers["anthropic-version"] for headers in server.headers)
    assert all("Authorization" not in headers for headers in server.headers)
    reply = replies_of(tmp_path / "run")[0]
    assert (reply.reasoning, reply.prompt_tokens, reply.cached_tokens) == ("hm", 100, 80)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_the_server_does_not_accept_is_known_before_the_batch(cli, tmp_path, protocol):
    def answer(body):
        if "temperature" in body:
            return 400, {
                "error": {"message": "`temperature` is deprecated for this model.", "type": "invalid_request_error"}
            }
        return "4"

    with batch_stub(answer) as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
    assert code == 0, err
    assert ["temperature" in body for body in server.asked] == [True, False]
    [batch] = server.batches.values()
    assert not any("temperature" in (row.get("body") or row["params"]) for row in batch["rows"])
    assert status(tmp_path / "run").replies == 44
    assert "temperature" in status(tmp_path / "run").left_out


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        ((402, {"error": {"message": "no credit"}}), 2, "requires payment: no credit"),
        ((401, {"error": {"message": "no such key"}}), 2, "no such key"),
        ((404, {"error": {"message": "no such model"}}), 2, "no such model"),
        ((500, {"error": {"message": "broken"}}), 2, "no batch was submitted: the first question failed (500: broken)"),
    ],
)
def test_nothing_is_handed_in_where_the_first_question_fails(cli, tmp_path, protocol, answer, code, told):
    with batch_stub(lambda body: answer) as server:
        ended, _, err = cli(*arguments(server, tmp_path / "run", protocol))
    assert (ended, server.batches) == (code, {})
    assert told in err


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_failed_row_is_a_failure_and_is_handed_in_again_by_the_next_run(cli, tmp_path, protocol):
    spoilt = True

    def answer(body):
        if spoilt and "depressed, blue" in str(body):
            return 400, {"error": {"message": "flagged", "type": "invalid_request_error"}}
        return "4"

    with batch_stub(answer) as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
        assert (status(tmp_path / "run").replies, status(tmp_path / "run").failures) == (43, {"400: flagged": 1})
        assert "43 of 43 done, 1 of them failed" in err
        spoilt = False
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
    assert status(tmp_path / "run").replies == 44
    assert len(server.batches) == 1, "one open question is asked at once"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_expired_batch_keeps_what_it_answered(cli, tmp_path, protocol):
    with batch_stub() as server:
        server.ends_as, server.left = "expired", 10
        server.release.set()
        _, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        found = status(tmp_path / "run")
        assert (found.replies, sum(found.failures.values()), len(found.failures)) == (11, 33, 1)
        assert "expired" in next(iter(found.failures))
        server.ends_as = "completed"
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
        assert [len(one["rows"]) for one in server.batches.values()] == [43, 32]
    assert (status(tmp_path / "run").replies, status(tmp_path / "run").failures) == (44, {})


def test_a_batch_that_is_refused_whole_is_said_and_can_be_handed_in_again(cli, tmp_path):
    with batch_stub() as server:
        server.refused = "Enqueued token limit reached for any in organization org-1. Limit: 2,000,000 enqueued tokens."
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai"))
        assert code == 2
        assert "of 43 requests was refused: Enqueued token limit reached" in err.splitlines()[-1]
        assert "rerun the same command, with --max-requests N for fewer" in err.splitlines()[-1]
        server.refused = None
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai", "--max-requests", 20))
        assert code == 0, err
    assert [len(one["rows"]) for one in server.batches.values()] == [43, 19]
    assert status(tmp_path / "run").replies == 21


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_many_questions_are_several_batches(cli, tmp_path, protocol, monkeypatch):
    kind = OpenAIBatches if protocol == "openai" else AnthropicBatches
    monkeypatch.setattr(kind, "most", 20)
    with batch_stub() as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
    assert [len(one["rows"]) for one in server.batches.values()] == [20, 20, 3]
    monkeypatch.setattr(kind, "largest", 10_000)
    with batch_stub() as server:
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "other", protocol))
    assert code == 0, err
    sizes = [
        sum(len(json.dumps(row, ensure_ascii=False)) + 1 for row in one["rows"]) for one in server.batches.values()
    ]
    assert max(sizes) <= 10_000
    assert status(tmp_path / "other").replies == 44


# trial questions


def checked(server, folder, protocol, *options):
    """The arguments, with the trial questions."""
    return [one for one in arguments(server, folder, protocol, *options) if one != "--no-check"]


def sensible(body):
    """A model that knows what is true, and answers items with 3."""
    true = next((one.true for one in STATEMENTS if one.text in str(body["messages"])), None)
    return "3" if true is None else "5" if true else "1"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_five_trial_questions_come_before_the_batch_which_has_all_others(cli, tmp_path, protocol):
    with batch_stub(sensible) as server:
        server.release.set()
        code, _, err = cli(*checked(server, tmp_path / "run", protocol))
        assert code == 0, err
        assert "pre-flight: 5 of 5 trial questions read; true statements rated 5.0, false ones 1.0\n" in err
        assert "pre-flight: 44 questions take about 4,500 tokens, up to a day, as batches\n" in err
        assert [next(one.text in str(body) for one in STATEMENTS) for body in server.asked[:1]] == [True]
        assert (len(server.asked), len(requests_of(server))) == (5, 44)
        assert cli(*checked(server, tmp_path / "run", protocol))[0] == 0
        assert (len(server.asked), len(server.batches)) == (5, 1), "a run that is resumed tries nothing"
    assert status(tmp_path / "run").preflight.read == 5
    assert {one.text for one in replies_of(tmp_path / "run")} == {"3"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_batch_is_submitted_to_a_model_that_cannot_answer(cli, tmp_path, protocol):
    with batch_stub(lambda body: "Alright, so I need to think about how this person would") as server:
        code, _, err = cli(*checked(server, tmp_path / "run", protocol))
    assert (code, len(server.asked), server.batches) == (2, 5, {})
    assert "any answered 0 of 5 trial questions, and the run was not begun" in err.splitlines()[-1]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_batch_is_submitted_where_the_prompt_does_not_reach_the_model(cli, tmp_path, protocol):
    def answer(body):
        if protocol == "openai":
            return 200, completion("5") | {"usage": {"prompt_tokens": 9, "completion_tokens": 1}}
        return 200, message("5") | {"usage": {"input_tokens": 9, "output_tokens": 1}}

    with batch_stub(answer) as server:
        code, _, err = cli(*checked(server, tmp_path / "run", protocol))
        assert (code, len(server.asked), server.batches) == (2, 5, {})
        told = err.splitlines()[-1]
        assert "any: the server counted 9 tokens in a prompt of 29 words" in told
        assert "Nothing stops a batch, so none was submitted; see every reply with --check; --no-check" in told
        code, out, _ = cli(*checked(server, tmp_path / "run", protocol, "--check"))
    assert (code, len(server.asked), server.batches) == (2, 10, {})
    assert "the run     44 questions take about 440 tokens, up to a day, as batches\n" in out


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_the_server_does_not_accept_is_known_from_the_trial_questions(cli, tmp_path, protocol):
    def answer(body):
        if "temperature" in body:
            return 400, {"error": {"message": "`temperature` is not supported.", "type": "invalid_request_error"}}
        return sensible(body)

    with batch_stub(answer) as server:
        server.release.set()
        code, _, err = cli(*checked(server, tmp_path / "run", protocol))
    assert code == 0, err
    assert ["temperature" in body for body in server.asked] == [True] + [False] * 5
    [batch] = server.batches.values()
    assert not any("temperature" in (row.get("body") or row["params"]) for row in batch["rows"])


# ends of the process


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_kill_while_it_waits_hands_nothing_in_twice(tmp_path, cli, protocol):
    with batch_stub() as server:
        process = in_a_process(*arguments(server, tmp_path / "run", protocol))
        until(lambda: server.looks > 0)
        process.kill()
        process.communicate()
        assert status(tmp_path / "run").batches == tuple(server.batches)
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
    assert (len(server.batches), len(server.asked)) == (1, 1)
    assert status(tmp_path / "run").replies == 44
    assert len(set(requests_of(server))) == len(requests_of(server)) == 43


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_kill_before_the_server_has_answered_hands_nothing_in_twice(tmp_path, cli, protocol):
    with batch_stub() as server:
        server.keep("batch", {"rows": [], "metadata": {}, "endpoint": ""}, server.batches)
        server.answers.clear()
        process = in_a_process(*arguments(server, tmp_path / "run", protocol))
        until(lambda: len(server.batches) == 2)
        process.kill()
        process.communicate()
        assert status(tmp_path / "run").batches == ("(no id yet)",)
        server.answers.set()
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
    assert (len(server.batches), len(server.asked)) == (2, 1)
    assert status(tmp_path / "run").replies == 44


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_end_before_the_server_has_the_batch_hands_it_in(tmp_path, cli, monkeypatch, protocol):
    def broken(*_):
        raise RuntimeError("ended here")

    kind = OpenAIBatches if protocol == "openai" else AnthropicBatches
    with batch_stub() as server:
        with monkeypatch.context() as patch:
            patch.setattr(kind, "submit", broken)
            with pytest.raises(RuntimeError):
                cli(*arguments(server, tmp_path / "run", protocol))
        assert status(tmp_path / "run").batches == ("(no id yet)",)
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol))
        assert code == 0, err
    assert len(server.batches) == 1
    assert status(tmp_path / "run").replies == 44


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_kill_while_results_are_stored_stores_each_once(tmp_path, cli, protocol):
    with batch_stub() as server:
        server.release.set()
        process = in_a_process(*arguments(server, tmp_path / "run", protocol, "--samples", 40))
        until(lambda: (tmp_path / "run" / "replies.sqlite").exists() and _count(tmp_path / "run") > 5)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        before = status(tmp_path / "run").replies
        code, _, err = cli(*arguments(server, tmp_path / "run", protocol, "--samples", 40))
        assert code == 0, err
    assert 5 < before <= 1760
    assert status(tmp_path / "run").replies == 1760
    assert (len(server.batches), len(requests_of(server))) == (1, 1759)


def _count(folder):
    try:
        return status(folder).replies
    except Exception:
        return 0


def test_an_interrupt_ends_the_waiting_and_leaves_the_batch(tmp_path, cli):
    with batch_stub() as server:
        process = in_a_process(*arguments(server, tmp_path / "run", "openai"))
        until(lambda: server.looks > 0)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130, err
        assert "batches     1 open: " in err
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai"))
        assert (code, len(server.batches)) == (0, 1), err
    assert status(tmp_path / "run").replies == 44


def test_fewer_questions_than_a_batch_holds_leave_it_open(tmp_path, cli):
    with batch_stub() as server:
        process = in_a_process(*arguments(server, tmp_path / "run", "openai"))
        until(lambda: server.looks > 0)
        process.kill()
        process.communicate()
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai", "--max-requests", 10))
        assert code == 0, err
        assert status(tmp_path / "run").replies == 11
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai"))
        assert (code, len(server.batches), len(server.asked)) == (0, 1, 1), err
    assert status(tmp_path / "run").replies == 44


def test_without_the_option_an_open_batch_is_not_paid_again(tmp_path, cli):
    with batch_stub() as server:
        process = in_a_process(*arguments(server, tmp_path / "run", "openai"))
        until(lambda: server.looks > 0)
        process.kill()
        process.communicate()
        [id] = server.batches
        given = [one for one in arguments(server, tmp_path / "run", "openai") if one != "--batch"]
        code, _, err = cli(*given)
        assert (code, len(server.asked)) == (2, 1)
        assert (
            f"has batches that are open and paid ({id}); add --batch to collect their replies" in err.splitlines()[-1]
        )
        server.release.set()
        assert cli(*given, "--batch")[0] == 0
        assert cli(*given)[0] == 0, "once they are collected, the rest may be asked in any way"
    assert status(tmp_path / "run").replies == 44


# options


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--batch",), "--batch needs the server's own address; add --base-url https://api.openai.com/v1"),
        (
            ("--batch", "--base-url", "http://127.0.0.1:9/v1", "--max-cost", 1),
            "--max-cost looks at replies as they come",
        ),
        (("--batch", "--base-url", "http://127.0.0.1:9/v1", "--until-width", 0.1), "--until-width looks at replies"),
    ],
)
def test_options_that_do_not_go_with_batches_are_refused(cli, tmp_path, options, told):
    code, _, err = cli("run", "any", "--personas", 1, "--out", tmp_path / "run", *options)
    assert code == 2
    assert told in err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--mode", "probabilities"), "sends no log-probabilities in its batches; use --mode generate"),
        (("--reasoning-effort", "low"), "--reasoning-effort has another form at Anthropic; use --extra-body"),
        (("--thinking", "on"), "--thinking on has another form at Anthropic; use --extra-body"),
    ],
)
def test_what_anthropic_does_not_have_is_refused(cli, tmp_path, options, told):
    with batch_stub() as server:
        code, _, err = cli(*arguments(server, tmp_path / "run", "anthropic", *options))
    assert (code, server.asked, server.batches) == (2, [], {})
    assert told in err


def test_the_address_says_the_protocol_and_has_its_own_key(monkeypatch):
    from persona_collapse.cli._shared.asking import _key, batches

    monkeypatch.delenv("PERSONA_COLLAPSE_API_KEY")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "theirs")
    assert batches("auto", "https://api.anthropic.com/v1")[0] == "anthropic"
    assert batches("auto", "https://anthropic.com.example.org/v1")[0] == "openai"
    assert batches("anthropic", None) == ("anthropic", "https://api.anthropic.com/v1")
    assert _key("https://api.anthropic.com/v1") == "theirs"


def test_a_batch_is_estimated_and_counted_at_half_the_price(cli, tmp_path, checkpoint):
    price = ("--price-in", 2, "--price-out", 10)
    with batch_stub() as server:
        given = arguments(server, tmp_path / "run", "openai", *price)
        model = ("run", str(checkpoint), *given[2:], "--dry-run")
        single = [one for one in model if one != "--batch"]
        costs = [next(line for line in cli(*one)[1].splitlines() if line.startswith("cost")) for one in (single, model)]
        assert costs[1].endswith("by the price given (batches: at half the price)")
        whole, half = (float(line.split("most ")[1].split(" by")[0]) for line in costs)
        assert half == pytest.approx(whole / 2, abs=0.006)
        assert server.batches == {}
        server.release.set()
        assert cli(*given)[0] == 0
    each = (100 * 2 + 2 * 10) / 1e6
    assert status(tmp_path / "run").cost == pytest.approx(each + 43 * each / 2), "the first question was asked at once"


def test_trial_questions_of_a_batch_cost_the_full_price_and_the_batch_half(cli, tmp_path):
    price = ("--price-in", 2000, "--price-out", 10_000)  # 0.22 a single request
    with batch_stub(sensible) as server:
        server.release.set()
        code, _, err = cli(*checked(server, tmp_path / "run", "openai", *price))
    assert code == 0, err
    assert "pre-flight: 44 questions take about 4,500 tokens, a cost of about 4.84, up to a day, as batches\n" in err
    assert status(tmp_path / "run").preflight.cost == pytest.approx(5 * 0.22)
    assert status(tmp_path / "run").cost == pytest.approx(5 * 0.22 + 44 * 0.11), "of all that was asked"


def test_the_cost_that_a_server_reports_of_trial_questions_is_halved_for_the_batch(cli, tmp_path):
    reported = {"prompt_tokens": 100, "completion_tokens": 2, "cost": 0.22}
    with batch_stub(lambda body: (200, completion(sensible(body)) | {"usage": reported})) as server:
        code, out, err = cli(*checked(server, tmp_path / "run", "openai", "--check"))
    assert code == 0, err
    assert "the run     44 questions take about 4,500 tokens, a cost of about 4.84, up to a day, as batches\n" in out


def test_a_server_that_is_gone_for_a_while_is_asked_again_later(cli, tmp_path):
    """A look that fails ends the process with a sentence; the batch is collected by the next."""
    with batch_stub() as server:
        process = in_a_process(*arguments(server, tmp_path / "run", "openai"))
        until(lambda: server.looks > 0)
        server.batches_before, server.batches = server.batches, {}
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert "cannot be read (404: No batch found" in err.splitlines()[-1]
        assert (
            "rerun the same command to look again (nothing is submitted twice), or give another --out"
            in err.splitlines()[-1]
        )
        server.batches = server.batches_before
        server.release.set()
        code, _, err = cli(*arguments(server, tmp_path / "run", "openai"))
        assert (code, len(server.batches)) == (0, 1), err
