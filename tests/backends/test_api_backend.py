"""Endpoints: the same probabilities as the model itself, no reply lost or asked twice, and keys that stay where they belong."""

import math
import signal
import threading
import time
import traceback
from dataclasses import replace
from email.utils import formatdate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.api import Api
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.retry import Passing, Patience, persistently, retry_after
from persona_collapse.backends.transformers import Transformers
from persona_collapse.cli._shared import asking
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import Limits, Study, run_study, status
from tests.support.checkpoint import make
from tests.support.fault_proxy import FAULTS, fault_proxy
from tests.support.openai_stub import openai_stub
from tests.support.scripted import refusal, said, scripted
from tests.support.waiting import PATIENCE, until

KEY = "sk-a-key-nobody-may-see"
PROBABILITIES = Sampling(mode="probabilities", thinking=False)
QUICK = Patience(attempts=3, first=0.01, longest=1.0)


def study(personas=1, mode="generate", **sampling):
    return Study(bfi44(), bundled_pool(), personas=personas, sampling=Sampling(mode=mode, max_tokens=4, **sampling))


def api(server, model=None, **options):
    return Api(model or server.name, **{"key": "", "base_url": server.base_url, "patience": QUICK} | options)


def replies(backend, asked, sampling):
    found = dict(backend.replies(iter(asked), sampling))
    assert sorted(found) == list(range(len(asked)))
    return [found[place] for place in range(len(asked))]


def bytes_of(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("small") / "model", layers=2, width=64)


@pytest.fixture(scope="module")
def stub(folder):
    with openai_stub(folder) as server:
        yield server


# log-probabilities


@pytest.mark.parametrize("most", [20, 5])
def test_probabilities_are_those_of_the_model_itself(checkpoint, most):
    asked = [prompt for prompt in study(2).prompts() if prompt.item in ("bfi44_1", "bfi44_9", "bfi44_30", "bfi44_44")]
    local = replies(Transformers(Checkpoint.load(str(checkpoint))), asked, PROBABILITIES)
    with openai_stub(checkpoint, most_logprobs=most) as server:
        found = replies(api(server), asked, PROBABILITIES)
        assert {body["top_logprobs"] for body in server.requests[1:]} == {most}
    for here, there in zip(local, found, strict=True):
        ours, theirs = np.array(here.probabilities), np.array(there.probabilities)
        told = theirs > 0
        assert told.all() if most == 20 else told.sum() >= 4
        assert np.abs(np.log(ours[told]) - np.log(theirs[told])).max() < 1e-4
        assert (here.prompt_tokens, here.completion_tokens) == (there.prompt_tokens, there.completion_tokens)
        assert math.isclose(sum(ours), sum(theirs), abs_tol=0.05)


def test_a_server_that_ignores_logprobs_is_refused(folder, tmp_path):
    with openai_stub(folder, ignore_logprobs=True) as server:
        with pytest.raises(
            InputError, match=r"sends no log-probabilities for .*, although they were requested; use --mode"
        ):
            run_study(study(mode="probabilities"), api(server), tmp_path / "run")
        assert len(server.requests) == 1
        assert run_study(study(), api(server), tmp_path / "other", limits=Limits(requests=3)).received == 3
    assert status(tmp_path / "run").replies == 0


def test_a_server_that_refuses_logprobs_is_refused(tmp_path):
    with scripted(lambda line, body: refusal(400, "logprobs are not supported by this model")) as server:
        with pytest.raises(
            InputError, match=r"sends no log-probabilities .*not supported by this model.*--mode generate"
        ):
            run_study(study(mode="probabilities"), api(server), tmp_path / "run")
        assert [body["top_logprobs"] for body in server.requests] == [20, 5]


def likely(**share):
    top = [{"token": token, "logprob": math.log(value), "bytes": None} for token, value in share.items()]
    return {"content": [{"token": "4", "logprob": -1.0, "bytes": None, "top_logprobs": top}]}


def test_tokens_that_differ_by_a_space_are_one_answer():
    logprobs = likely(**{"4": 0.5, " 4": 0.25, "\n4": 0.05, "3": 0.1, "Four": 0.1})
    with scripted(lambda line, body: said(logprobs=logprobs)) as server:
        [reply] = replies(api(server), [next(study().prompts())], PROBABILITIES)
    assert reply.probabilities == pytest.approx((0, 0, 0.1, 0.8, 0))


def test_answers_that_begin_alike_are_refused():
    asked = [Prompt("a", "1", 1, "", "?", tuple(map(str, range(1, 11))))]
    with (
        scripted(lambda line, body: said(logprobs=likely(**{"1": 1.0}))) as server,
        pytest.raises(InputError, match="the answers 1 and 10 may begin with the same token"),
    ):
        replies(api(server), asked, PROBABILITIES)


@pytest.mark.parametrize(
    "shares",
    [
        [{"1": 0.2, "10": 0.5, "9": 0.2}, {"1": 0.9}],
        [{"7": 0.5, "8": 0.4, "1": 0.0005}, {"8": 0.9}],
        [{"7": 0.9}, {"10": 0.3, "1": 0.1}, {"1": 0.8}],
    ],
)
def test_an_answer_of_two_digits_that_is_one_token_is_read(shares):
    asked = [Prompt("a", str(number), 1, "", "?", tuple(map(str, range(11)))) for number in range(len(shares))]
    with scripted(lambda line, body: said(logprobs=likely(**shares[line.number - 1]))) as server:
        found = replies(api(server, concurrency=1), asked, PROBABILITIES)
    for reply, share in zip(found, shares, strict=True):
        assert reply.probabilities == pytest.approx([share.get(str(point), 0) for point in range(11)])


def test_one_reply_without_logprobs_among_others_is_asked_again():
    def script(line, body):
        fine = line.number != 3
        return said(logprobs=likely(**{"4": 0.9}) if fine else None)

    with scripted(script) as server:
        found = replies(api(server, concurrency=1), list(study().prompts())[:5], PROBABILITIES)
        assert len(server.requests) == 6
    assert [reply.probabilities[3] for reply in found] == pytest.approx([0.9] * 5)


# what no request can pass


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (None, r"refuses access to .* \(401\): .*set a key"),
        ("another", r"has no another \(.*\); check the model's name"),
    ],
)
def test_a_wrong_key_or_model_costs_one_request(folder, tmp_path, model, told):
    with openai_stub(folder, require_key="open sesame") as server:
        backend = api(server, model, key="open sesame" if model else KEY)
        with pytest.raises(InputError, match=told) as refused:
            run_study(study(), backend, tmp_path / "run")
        assert len(server.requests) == 1
        assert KEY not in "".join(traceback.format_exception(refused.value))
        if model is None:
            outcome = run_study(study(), api(server, key="open sesame"), tmp_path / "run", limits=Limits(requests=2))
            assert outcome.received == 2
    assert KEY.encode() not in bytes_of(tmp_path)


def test_a_key_that_expires_loses_no_reply(tmp_path):
    def script(line, body):
        time.sleep(0.05)
        return said() if line.number <= 10 else refusal(401, "expired")

    with scripted(script) as server:
        with pytest.raises(InputError, match="expired"):
            run_study(study(), api(server, concurrency=4), tmp_path / "run")
        assert 11 <= len(server.requests) <= 14
    assert status(tmp_path / "run").replies == 10


def test_a_prompt_that_moderation_refuses_is_a_failure_of_its_own(tmp_path):
    def script(line, body):
        return refusal(403, "flagged") if "talkative" in str(body).lower() else said()

    with scripted(script) as server:
        asked = sorted(study().prompts(), key=lambda prompt: "talkative" in prompt.question.lower())
        found = replies(api(server), asked, Sampling())
    assert [reply.error for reply in found] == [""] * 43 + ["403: flagged"]


# keys


def test_keys_and_settings_of_other_hosts_are_not_sent(folder, tmp_path, cli, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENROUTER_API_KEY", "HF_TOKEN", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Secret: {KEY}")
    with scripted(lambda line, body: said()) as server:
        options = ("--base-url", server.base_url, "--personas", 1, "--max-requests", 3, "--no-check")
        code, _, err = cli("run", "any", *options, "--out", tmp_path / "run")
        assert code == 0, err
        assert len(server.headers) == 3
        assert all(KEY not in str(headers) for headers in server.headers)
        monkeypatch.setenv("PERSONA_COLLAPSE_API_KEY", "its own\n")
        cli("run", "any", *options, "--out", tmp_path / "run")
        assert server.headers[-1]["authorization"] == "Bearer its own"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://router.huggingface.co/v1", "hf"),
        ("https://api.openai.com/v1", "openai"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://api.openai.com.example.org/v1", ""),
        ("https://notopenai.com/v1", ""),
        ("https://openai.com@example.org/v1", ""),
        ("https://example.org/openai.com", ""),
        ("http://127.0.0.1:8000/v1", ""),
    ],
)
def test_each_host_has_its_own_key(monkeypatch, url, expected):
    monkeypatch.delenv("PERSONA_COLLAPSE_API_KEY", raising=False)
    for name, key in {"HF_TOKEN": "hf", "OPENAI_API_KEY": "openai", "OPENROUTER_API_KEY": "openrouter"}.items():
        monkeypatch.setenv(name, key)
    assert asking._key(url) == expected


@pytest.mark.parametrize("key", ["two\nlines", "ключ"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(cli, tmp_path, monkeypatch, key):
    monkeypatch.setenv("PERSONA_COLLAPSE_API_KEY", key)
    code, out, err = cli("run", "any", "--base-url", "http://127.0.0.1:9/v1", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "the key for 127.0.0.1 has characters that a key cannot have" in err
    assert key not in err


def test_a_redirect_to_another_host_gets_no_key():
    with scripted(lambda line, body: said()) as other:
        away = f"{other.base_url}/chat/completions"
        with scripted(lambda line, body: (307, b"", {"Location": away})) as server:
            [reply] = replies(api(server, key=KEY), [next(study().prompts())], Sampling())
            assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert reply.text == "4"
        assert all(KEY not in str(headers) for headers in other.headers)


@pytest.mark.parametrize("code", [400, 401, 402, 404, 500])
def test_a_server_that_shows_the_key_back_does_not_spread_it(cli, tmp_path, monkeypatch, code):
    def script(line, body):
        return said() if line.number == 1 else refusal(code, f"bad: {line.headers['Authorization']}")

    monkeypatch.setenv("PERSONA_COLLAPSE_API_KEY", KEY)
    monkeypatch.setattr("persona_collapse.backends.api.Patience", lambda: QUICK)
    with scripted(script) as server:
        options = (
            "--base-url",
            server.base_url,
            "--personas",
            1,
            "--max-requests",
            3,
            "--concurrency",
            1,
            "--no-check",
        )
        ended = cli("run", "any", *options, "--out", tmp_path / "run")
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert ended[0] == (0 if code in (400, 500) else 2)
    there = bytes_of(tmp_path)
    assert b"any" in there
    assert KEY not in str(ended)
    assert KEY.encode() not in there
    if code in (400, 500):
        assert b"bad: Bearer ***" in there


@pytest.mark.parametrize("url", ["localhost:8000/v1", "example.org", "ftp://example.org/v1", "http:///v1"])
def test_half_an_address_is_refused(cli, tmp_path, url):
    code, out, err = cli("run", "any", "--base-url", url, "--out", tmp_path)
    assert (code, out) == (2, "")
    assert f"--base-url {url}: give the whole address" in err


def test_a_password_in_the_address_is_refused_without_being_shown(cli, tmp_path):
    code, out, err = cli("run", "any", "--base-url", "https://user:secret@example.org/v1", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "has a password for example.org in it; set PERSONA_COLLAPSE_API_KEY instead" in err
    assert "secret" not in err


# waiting


def tried(failures, patience):
    """Seconds waited before each further attempt, and whether the last one succeeded."""
    waits, left = [], iter(failures)

    def call():
        for wait in left:
            raise Passing("not now", wait)
        return "done"

    try:
        return waits, persistently(call, patience, sleep=waits.append) == "done"
    except Passing:
        return waits, False


def test_what_the_server_asks_for_is_waited_for():
    waits, done = tried([0.25, 2.0, None], Patience(attempts=4, first=1.0, longest=3.0))
    assert done
    assert [0.25 <= waits[0] <= 0.35, 2.0 <= waits[1] <= 2.1, 1.5 <= waits[2] <= 3.0] == [True] * 3
    assert tried([3.5], Patience(attempts=4, longest=3.0)) == ([], False), "more than it is willing to wait"


SECONDS = st.floats(0, 1e6)


@given(
    st.lists(st.none() | SECONDS | st.just(math.inf), max_size=30),
    st.integers(1, 20),
    st.floats(0.001, 100),
    st.floats(0.001, 1000),
)
def test_waits_never_exceed_the_longest_and_attempts_are_bounded(failures, attempts, first, longest):
    waits, done = tried(failures, Patience(attempts, first, longest))
    assert all(0 <= wait <= longest for wait in waits)
    assert len(waits) < attempts
    for wait, asked_for in zip(waits, failures, strict=False):
        assert wait >= (min(first, longest) / 2 if asked_for is None else asked_for)
    patient_enough = len(failures) < attempts and all(one is None or one <= longest for one in failures)
    assert done is patient_enough


@given(st.integers(1, 10**9), st.floats(0.001, 1e6))
def test_the_number_of_attempts_has_no_limit_of_its_own(attempt, first):
    wait = Patience(attempts=10**10, first=first, longest=60).wait(attempt, None)
    assert 0 < wait <= 60


@given(st.integers(0, 10**6))
def test_retry_after_in_seconds_and_as_a_date(seconds):
    assert retry_after(str(seconds)) == seconds
    assert retry_after(formatdate(1_800_000_000 + seconds, usegmt=True), now=1_800_000_000) == seconds
    assert retry_after(formatdate(1_800_000_000 - seconds, usegmt=True), now=1_800_000_000) == 0


@given(st.none() | st.text() | st.from_regex(r"(\w{3}, )?\d{1,3} \w{3} \d{1,5} \d\d:\d\d:\d\d ([+-]\d{1,5}|\w{1,4})"))
def test_any_retry_after_is_a_wait_or_nothing(header):
    found = retry_after(header)
    assert found is None or found >= 0


@pytest.mark.parametrize("header", ["0.3", "date"])
def test_a_server_that_says_when_is_asked_again_then(header):
    came = []

    def script(line, body):
        came.append(time.time())
        if len(came) > 1:
            return said()
        after = formatdate(math.floor(came[0]) + 2, usegmt=True) if header == "date" else header
        return 429, {"error": {"message": "slowly"}}, {"Retry-After": after}

    with scripted(script) as server:
        patience = Patience(attempts=2, first=0.01, longest=10)
        [reply] = replies(api(server, patience=patience), [next(study().prompts())], Sampling())
    assert reply.text == "4"
    if header == "date":
        assert came[1] >= math.floor(came[0]) + 2
    else:
        assert came[1] - came[0] >= 0.3


# servers that fail


ODD = {
    "a list": (200, b"[]", {}),
    "a word": (200, b'"hello"', {}),
    "null": (200, b"null", {}),
    "nothing": (200, b"", {}),
    "html": (200, b"<html>busy</html>", {"Content-Type": "text/html"}),
    "half": (200, b'{"choices": [{"mess', {}),
    "an error": (200, {"error": {"message": "overloaded", "code": 502}}, {}),
    "no choices": (200, {"choices": []}, {}),
    "null choices": (200, {"choices": None}, {}),
    "an empty choice": (200, {"choices": [{}]}, {}),
    "no message": (200, {"choices": [{"message": None}]}, {}),
}


@pytest.mark.parametrize("body", ODD.values(), ids=list(ODD))
def test_what_is_no_reply_is_asked_again_and_then_listed(body):
    with scripted(lambda line, asked: body) as server:
        [reply] = replies(api(server), [next(study().prompts())], Sampling())
        assert len(server.requests) == QUICK.attempts
    assert reply.error
    assert "\n" not in reply.error


def test_replies_with_little_in_them_are_replies(tmp_path):
    parts = [{"type": "thinking", "thinking": "..."}, {"type": "text", "text": "4"}]
    contents = ["4", None, "", parts]
    with scripted(lambda line, body: (200, {"choices": [{"message": {"content": contents.pop(0)}}]}, {})) as server:
        outcome = run_study(study(), api(server, concurrency=1), tmp_path / "run", limits=Limits(requests=4))
    assert outcome.received == 4
    with open_run(tmp_path / "run") as store:
        assert [one.reply.text for one in store.replies()] == ["4", "", "", "4"]
    assert status(tmp_path / "run").unreadable == {"empty": 2}


def test_thinking_is_switched_as_the_server_wants_it():
    with scripted(lambda line, body: said(message={"content": "4", "reasoning_content": "hm"})) as server:
        asked = [next(study().prompts())]
        for thinking in (None, True, False):
            [reply] = replies(api(server), asked, Sampling(thinking=thinking))
        assert reply.reasoning == "hm"
        switched = [body.get("chat_template_kwargs") for body in server.requests]
        assert switched == [None, {"enable_thinking": True}, {"enable_thinking": False}]


def test_a_bug_is_a_traceback(monkeypatch):
    monkeypatch.setattr(Api, "_request", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), scripted(lambda line, body: said()) as server:
        replies(api(server), list(study().prompts())[:3], Sampling())


def test_a_third_of_the_requests_fail_and_the_run_completes(stub, tmp_path):
    patience = Patience(attempts=12, first=0.02, longest=5.0)
    with fault_proxy(stub.base_url, share=0.3) as proxy:
        more = {"concurrency": 16, "patience": patience, "http_client": proxy.impatient(0.5)}
        backend = api(stub, base_url=proxy.base_url, **more)
        outcome = run_study(study(10), backend, tmp_path / "run")
        assert proxy.peak <= 16
        assert set(proxy.faults) == set(FAULTS)
        assert proxy.faults.total() > 100
    assert (outcome.received, outcome.failed, outcome.open, outcome.stopped) == (440, 0, 0, "")
    found = status(tmp_path / "run")
    assert (found.replies, found.expected, found.failures) == (440, 440, {})
    assert found.unreadable["empty"] == proxy.faults["empty"], "an empty reply is a reply, and is not asked again"
    with open_run(tmp_path / "run") as store:
        stored = list(store.replies())
    assert len({one.key for one in stored}) == 440
    assert all(one.reply.prompt_tokens > 0 and one.reply.latency > 0 for one in stored)
    again = run_study(study(10), backend, tmp_path / "run")
    assert (again.asked, again.open) == (0, 0)


@pytest.mark.parametrize("concurrency", [1, 5])
def test_concurrency_is_never_exceeded(folder, concurrency):
    with openai_stub(folder) as server, fault_proxy(server.base_url, share=0.2, kinds=["500"]) as proxy:
        backend = api(server, base_url=proxy.base_url, concurrency=concurrency, patience=Patience(9, 0.01, 1.0))
        arriving = backend.replies(study().prompts(), Sampling(max_tokens=2))
        found = dict([next(arriving)])
        assert proxy.peak == 1, "the first request is sent alone"
        proxy.together = concurrency
        found |= dict(arriving)
        assert sorted(found) == list(range(44))
        assert all(reply.text for reply in found.values())
        assert proxy.peak == concurrency


def test_a_prompt_that_always_fails_is_listed_and_asked_again_by_the_next_run(stub, tmp_path):
    lost = next(prompt for prompt in study().prompts() if "talkative" in prompt.question)
    with fault_proxy(stub.base_url, share=0, kinds=["500"], permanent="talkative") as proxy:
        for run in (1, 2):
            outcome = run_study(study(), api(stub, base_url=proxy.base_url), tmp_path / "run")
            assert (outcome.received, outcome.failed, outcome.open) == (43 if run == 1 else 0, 1, 1)
            assert proxy.requests == 43 + run * QUICK.attempts
            assert status(tmp_path / "run").failures == {"500: The server had an error": 1}
        with open_run(tmp_path / "run") as store:
            assert store.failures() == {(lost.respondent, lost.item, 1): "500: The server had an error"}
        proxy.permanent = None
        assert run_study(study(), api(stub, base_url=proxy.base_url), tmp_path / "run").received == 1
        assert proxy.requests == 43 + 2 * QUICK.attempts + 1
    assert status(tmp_path / "run").failures == {}


def test_a_server_that_is_down_is_given_up(tmp_path):
    with scripted(lambda line, body: said()) as server:
        pass
    outcome = run_study(study(2), api(server, patience=Patience(2, 0.01, 1.0)), tmp_path / "run")
    assert outcome.received == 0
    assert outcome.stopped.startswith("25 requests failed in a row, the last with: no connection")
    assert 25 <= outcome.failed <= 25 + 8


# cost


def test_usage_and_cost_are_stored_and_the_cost_kept(tmp_path):
    usage = {"prompt_tokens": 100, "completion_tokens": 2, "total_tokens": 102, "cost": 0.125}
    with scripted(lambda line, body: said(usage=usage)) as server:
        backend = api(server, concurrency=4)
        outcome = run_study(study(), backend, tmp_path / "run", limits=Limits(cost=1.25))
        assert outcome.stopped.startswith("the cost has reached 1.25 of 1.25")
        assert 10 <= outcome.received <= 13, "what was under way is taken"
        again = run_study(study(), backend, tmp_path / "run", limits=Limits(cost=2.5))
        total = outcome.received + again.received
        assert 20 <= total <= 23, "what was spent before counts"
    found = status(tmp_path / "run")
    assert (found.prompt_tokens, found.completion_tokens) == (100 * total, 2 * total)
    assert found.cost == 0.125 * total


def test_a_cost_that_nobody_reports_is_worked_out_or_refused(cli, stub, tmp_path):
    options = (
        "--base-url",
        stub.base_url,
        "--personas",
        1,
        "--out",
        tmp_path / "run",
        "--max-cost",
        0.01,
        "--no-check",
    )
    code, _, err = cli("run", stub.name, *options)
    assert code == 2
    assert "reports no cost, so --max-cost cannot be kept; add --price-in and --price-out" in err.splitlines()[-1]
    code, _, err = cli("run", stub.name, *options, "--price-in", 1, "--price-out", 2)
    assert code == 0
    assert "stopped: the cost has reached 0.01" in err
    found = status(tmp_path / "run")
    assert found.cost == pytest.approx((found.prompt_tokens + 2 * found.completion_tokens) / 1e6, rel=0.15)
    assert 0.01 <= found.cost < 0.02


# interruption


def test_an_interrupt_waits_for_what_is_under_way(folder, tmp_path):
    heard = []

    def listener(prompt, reply):
        heard.append(reply)
        if len(heard) == 10:
            signal.raise_signal(signal.SIGINT)

    with openai_stub(folder) as server:
        outcome = run_study(study(), api(server, concurrency=4), tmp_path / "run", listener=listener)
        asked = len(server.requests)
    assert outcome.stopped == "interrupted"
    assert 10 <= outcome.received == asked == status(tmp_path / "run").replies <= 13
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interrupt_waits_for_nothing(tmp_path):
    slow, started = threading.Event(), time.monotonic()

    def script(line, body):
        if line.number > 10:
            slow.wait(PATIENCE)
        return said()

    def interrupt():
        until(lambda: len(server.requests) == 14)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        until(lambda: signal.getsignal(signal.SIGINT) is signal.default_int_handler)  # the first has been heard
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    with scripted(script) as server:
        threading.Thread(target=interrupt, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            run_study(study(), api(server, concurrency=4), tmp_path / "run")
        assert time.monotonic() - started < PATIENCE
        slow.set()
    assert status(tmp_path / "run").replies == 10


def test_nobody_waits_between_attempts_once_the_caller_has_left():
    def script(line, body):
        return said() if line.number == 1 else (429, {}, {"Retry-After": f"{2 * PATIENCE:.0f}"})

    with scripted(script) as server:
        arriving = api(server, patience=Patience(5, 60, 3 * PATIENCE)).replies(study().prompts(), Sampling())
        next(arriving)
        started = time.monotonic()
        arriving.close()
        assert time.monotonic() - started < PATIENCE
        for thread in threading.enumerate():
            if thread.name.endswith("(ask)"):
                thread.join(PATIENCE)
                assert not thread.is_alive()


def test_seeds_belong_to_the_question():
    asked = list(study().prompts())[:4]
    with scripted(lambda line, body: said()) as server:
        for sampling in (Sampling(), Sampling(seed=1)):
            replies(api(server), [*asked, replace(asked[0], sample=2)], sampling)
        seeds = [body["seed"] for body in server.requests]
    assert len(set(seeds)) == 10
