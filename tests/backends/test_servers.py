"""Servers as they are: each refuses something in its own words, and the command answers for it."""

import json

import pytest

from persona_collapse.backends.faults import fault
from persona_collapse.backends.retry import Patience
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import Study, export, status
from tests.support.scripted import always, events, refusal, said, scripted

QUICK = Patience(attempts=2, first=0.01, longest=1.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.delenv("PERSONA_COLLAPSE_API_KEY", raising=False)
    monkeypatch.setattr("persona_collapse.backends.api.Patience", lambda: QUICK)


@pytest.fixture
def run(cli, tmp_path):
    """The command against a script: how it ended, its server, and the run directory."""

    def ask(script, *options, model="any", requests=6):
        folder = tmp_path / "run"
        with scripted(script) as server:
            usual = (
                "--base-url",
                server.base_url,
                "--personas",
                1,
                "--max-requests",
                requests,
                "--no-check",
                "--out",
                folder,
            )
            code, _, err = cli("run", model, *usual, *options)
        return code, err, server, folder

    return ask


def refusing(*names, answer):
    """A server that refuses the first of these parameters that it is sent."""

    def script(line, body):
        found = next((name for name in names if name in body), None)
        return answer(found) if found else said()

    return script


# parameters that a server refuses


def openai(name):
    if name == "max_tokens":
        words = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        return refusal(400, words, type="invalid_request_error", param=name, code="unsupported_parameter")
    words = (
        f"Unsupported value: '{name}' does not support 0.7 with this model. Only the default (1) value is supported."
    )
    return refusal(400, words, type="invalid_request_error", param=name, code="unsupported_value")


def mistral(name):
    detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted", "input": 7}]
    return 422, {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "param": None}, {}


def mistral_before(name):
    detail = {"detail": [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}]}
    return 422, {"object": "error", "message": json.dumps(detail), "type": "internal_error_proxy", "code": "1000"}, {}


def vllm(name):
    complaint = {"type": "extra_forbidden", "loc": ("body", name), "msg": "Extra inputs are not permitted"}
    return (
        400,
        {"object": "error", "message": str([complaint]), "type": "BadRequestError", "param": None, "code": 400},
        {},
    )


def azure(name):
    return (
        422,
        {"detail": [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}]},
        {},
    )


def gemini(name):
    words = f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
    return 400, json.dumps([{"error": {"code": 400, "message": words, "status": "INVALID_ARGUMENT"}}]).encode(), {}


def grok(name):
    first, *others = name.split("_")
    camel = first + "".join(one.title() for one in others)
    words = f"Model grok-4 does not support parameter {camel}."
    return 400, {"code": "Client specified an invalid argument", "error": words}, {}


def cerebras(name):
    message = f"body.{name}: property 'body.{name}' is unsupported"
    return (
        400,
        {"message": message, "type": "invalid_request_error", "param": "validation_error", "code": "wrong_api_format"},
        {},
    )


def openrouter(name):
    raw = json.dumps({"error": {"message": f"`{name}` is deprecated for this model.", "type": "invalid_request_error"}})
    return refusal(400, "Provider returned error", code=400, metadata={"raw": raw, "provider_name": "Anthropic"})


def older(name):
    return refusal(400, f"Unrecognized request argument supplied: {name}", param=None, code=None)


def in_a_200(name):
    return 200, {"error": {"code": 400, "message": f"{name} is not supported by this provider"}}, {}


SERVERS = [openai, mistral, mistral_before, vllm, azure, gemini, grok, cerebras, openrouter, older, in_a_200]


@pytest.mark.parametrize("answer", SERVERS)
@pytest.mark.parametrize("name", ["seed", "temperature"])
def test_a_refused_parameter_is_left_out_of_the_rest_of_the_run(run, answer, name):
    code, err, server, folder = run(refusing(name, answer=answer))
    assert code == 0, err
    assert status(folder).replies == 6
    assert sum(name in body for body in server.requests) == 1, "the first request is sent alone"
    assert len(server.requests) == 7
    assert f"warning: the server does not accept {name}: " in err
    assert f"left out    {name} (not accepted by the server)" in status(folder).lines()
    assert export(folder).manifest["left_out"] == [name]


def test_a_newer_model_of_openai_is_asked_in_its_own_terms(run):
    code, err, server, folder = run(refusing("max_tokens", "temperature", answer=openai))
    assert code == 0, err
    last = server.requests[-1]
    assert (last["max_completion_tokens"], "max_tokens" in last, "temperature" in last) == (64, False, False)
    assert len(server.requests) == 8
    assert export(folder).manifest["left_out"] == ["max_tokens as max_completion_tokens", "temperature"]
    assert "warning: the server does not accept temperature: replies were drawn at the server's own temperature" in err
    assert "warning: the server does not accept max_tokens" not in err


def test_several_parameters_in_one_refusal_are_left_out_together(run):
    def script(line, body):
        names = [name for name in ("seed", "temperature") if name in body]
        lines = [f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.' for name in names]
        return (
            (400, json.dumps([{"error": {"code": 400, "message": "\n".join(lines)}}]).encode(), {}) if names else said()
        )

    code, err, server, folder = run(script)
    assert (code, len(server.requests)) == (0, 7), err
    assert status(folder).left_out == ("seed", "temperature")


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"object": "error", "message": "System role not supported", "type": "BadRequestError", "code": 400}, {}),
        refusal(400, "Conversation roles must alternate user/assistant/user/assistant/..."),
        refusal(
            400,
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            param="messages[0].role",
        ),
        refusal(400, "Developer instruction is not enabled for models/gemma-3-27b-it"),
    ],
)
def test_a_model_without_a_system_message_is_given_the_persona_in_the_question(run, answer):
    def script(line, body):
        return answer if body["messages"][0]["role"] == "system" else said()

    code, err, server, folder = run(script)
    assert (code, len(server.requests)) == (0, 7), err
    before, after = (body["messages"] for body in server.requests[:2])
    assert after == [{"role": "user", "content": f"{before[0]['content']}\n\n{before[1]['content']}"}]
    assert status(folder).left_out == ("system message as part of the question",)
    assert "warning" not in err


def test_a_problem_is_not_a_refusal_of_probabilities(run):
    def script(line, body):
        return refusal(400, "There was a problem with your request: unknown field seed") if "seed" in body else GOOD

    code, err, _, folder = run(script, *PROBABILITIES)
    assert code == 0, err
    assert status(folder).left_out == ("seed",)


def test_what_was_left_out_before_stays_in_the_manifest(cli, tmp_path):
    def script(line, body):
        return openai("seed") if "seed" in body and line.number < 3 else said()

    with scripted(script) as server:
        for _ in range(2):
            usual = (
                "--base-url",
                server.base_url,
                "--personas",
                1,
                "--max-requests",
                2,
                "--out",
                tmp_path / "run",
                "--no-check",
            )
            code, _, err = cli("run", "any", *usual)
            assert code == 0, err
    assert ["seed" in body for body in server.requests] == [True, False, False, True, True]
    assert status(tmp_path / "run").left_out == ("seed",)


def test_a_seed_that_is_too_large_for_a_server_is_made_smaller(run):
    def script(line, body):
        if body["seed"] > 2**31 - 1:
            return refusal(400, f"Invalid value at 'generation_config.seed' (TYPE_INT32), {body['seed']}")
        return said()

    code, err, server, folder = run(script, requests=20)
    assert code == 0, err
    assert status(folder).replies == 20
    assert status(folder).left_out == ("seed below 2147483648",)
    assert len({body["seed"] for body in server.requests}) > 19
    assert "warning" not in err


def test_a_value_out_of_range_is_the_users_to_mend(run):
    words = "Invalid params: temperature must be in range (0, +inf)"
    code, err, server, _ = run(always((422, {"status": 422, "message": words}, {})), "--temperature", 0)
    assert code == 2
    assert len(server.requests) == 1
    assert f"refuses temperature 0 ({words}); use another --temperature" in err.splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
        "max_tokens is too large: 9000. This model supports at most 4096 completion tokens, whereas you provided 9000.",
        "'max_tokens' is too large: 8256. This model's maximum context length is 8192 tokens and your request has 120.",
    ],
)
def test_a_limit_that_is_too_large_or_was_reached_stays(run, words):
    _, _, server, folder = run(always(refusal(400, words, param="max_tokens")))
    assert all("max_tokens" in body for body in server.requests)
    assert len(server.requests) == 6
    assert (status(folder).replies, status(folder).left_out) == (0, ())


def test_a_complaint_that_leaving_out_does_not_mend_changes_nothing(run):
    def script(line, body):
        return refusal(400, "the persona's temperature confuses this server") if line.number <= 2 else said()

    _, _, server, folder = run(script, "--concurrency", 1)
    assert ["temperature" in body for body in server.requests] == [True, False, *[True] * 5]
    assert status(folder).left_out == ()
    assert status(folder).failures == {"400: the persona's temperature confuses this server": 1}


@pytest.mark.parametrize(
    ("options", "name", "told"),
    [
        (("--reasoning-effort", "high"), "reasoning_effort", "use another --reasoning-effort, or omit it"),
        (("--thinking", "off"), "chat_template_kwargs", "omit --thinking"),
        (("--extra-body", '{"provider": {"only": ["x"]}}'), "provider", "remove provider from --extra-body"),
        (("--extra-body", '{"temperature": 0.3}'), "temperature", "use another --temperature"),
    ],
)
def test_what_the_user_asked_for_is_never_left_out(run, options, name, told):
    code, err, server, _ = run(refusing(name, answer=older), *options)
    assert (code, len(server.requests)) == (2, 1)
    assert f"refuses {name} (Unrecognized request argument supplied: {name}); {told}" in err.splitlines()[-1]


def test_a_word_of_english_is_not_taken_for_a_parameter():
    words = "'temperature' is not supported with reasoning models; the user set a stop"
    assert fault({"error": {"message": words}}, 400).named(["reasoning", "stop", "user"], pointed_at=True) == []


# fields of a server's own


def test_extra_fields_and_reasoning_effort_are_sent_and_make_another_run(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with scripted(always(said())) as server:
        usual = ("run", "any", "--base-url", server.base_url, "--personas", 1, "--max-requests", 1, "--no-check")
        for options in (
            (),
            ("--reasoning-effort", "low"),
            ("--extra-body", '{"top_p": 0.9, "provider": {"only": ["x"]}}'),
            ("--extra-body", '{ "provider": {"only": ["x"]}, "top_p": 0.90 }'),
        ):
            code, _, err = cli(*usual, *options)
            assert code == 0, err
    plain, effort, fields, again = server.requests
    assert "reasoning_effort" not in plain
    assert effort["reasoning_effort"] == "low"
    assert (fields["top_p"], fields["provider"]) == (0.9, {"only": ["x"]})
    assert fields == again | {name: fields[name] for name in ("messages", "seed")}, "the same run, its next question"
    folders = sorted(path.parent for path in (tmp_path / "runs").rglob("replies.sqlite"))
    assert [status(folder).replies for folder in folders].count(2) == 1
    assert len(folders) == 3
    assert f"bfi44-{Study(bfi44(), bundled_pool(), 1).hash[:8]}" in {folder.name for folder in folders}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--extra-body", "top_p=1"), "--extra-body top_p=1: not JSON"),
        (("--extra-body", '["top_p"]'), "not a JSON object; give one like '{\"top_p\": 0.9}'"),
        (("--extra-body", '{"top_p": NaN}'), "NaN is not JSON"),
        (("--extra-body", '{"n": 2, "model": "x"}'), "--extra-body sets model and n, which the study sets itself"),
        (("--extra-body", '{"messages": []}'), "--extra-body sets messages, which the study sets itself; remove it"),
        (("--reasoning-effort", "huge"), "--reasoning-effort huge: use one of none, minimal, low, medium, high"),
        (
            ("--reasoning-effort", "low", "--extra-body", '{"reasoning_effort": "high"}'),
            "both set reasoning_effort; omit one of them",
        ),
    ],
)
def test_fields_that_cannot_be_sent_are_refused_before_anything_is_asked(run, options, told):
    code, err, server, _ = run(always(said()), *options)
    assert (code, server.requests) == (2, [])
    assert told in err


def test_a_model_that_is_not_on_a_server_has_no_such_fields(cli, tmp_path):
    code, _, err = cli("run", "simulated:human", "--personas", 1, "--extra-body", "{}", "--out", tmp_path / "run")
    assert code == 2
    assert "simulated:human is not on a server; omit --extra-body, or add --backend api" in err


# streams


def piece(finish_reason=None, **delta):
    return {"model": "said", "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


QWQ = refusal(400, "This model only support stream mode, please enable the stream parameter to access the model. ")
DEMANDS = [
    QWQ,
    refusal(400, "Stream must be set to true"),
    refusal(400, "parameter.enable_thinking must be set to false for non-streaming calls"),
    (422, {"detail": "Non-streaming requests are not supported by this deployment"}, {}),
]


@pytest.mark.parametrize("demand", DEMANDS)
def test_a_server_that_only_streams_is_asked_for_a_stream(run, demand):
    usage = {"prompt_tokens": 10, "completion_tokens": 3}
    stream = events(
        piece(role="assistant", content=""),
        piece(reasoning_content="A shy "),
        piece(reasoning_content="person."),
        piece(content="I'd say "),
        piece(content="4"),
        piece("stop"),
        {"model": "said", "choices": [], "usage": usage},
    )
    code, err, server, folder = run(lambda line, body: stream if body.get("stream") is True else demand)
    assert code == 0, err
    assert len(server.requests) == 7
    with open_run(folder) as store:
        replies = [one.reply for one in store.replies()]
    assert {(one.text, one.reasoning, one.finish_reason) for one in replies} == {("I'd say 4", "A shy person.", "stop")}
    assert {(one.prompt_tokens, one.completion_tokens) for one in replies} == {(10, 3)}


def test_a_server_that_streams_unasked_is_understood(run):
    code, err, _, folder = run(always(events(piece(content="4"), piece("stop"))))
    assert code == 0, err
    assert status(folder).replies == 6


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (events(piece(content="I'd say 4"), done=False), "the stream broke off before the reply was complete"),
        (events(piece(content="4"), '{"choices": [{"del', done=False), "the stream holds something that is not JSON"),
        (events(piece(content="4"), {"error": {"code": 502, "message": "upstream died"}}), "502: upstream died"),
        (events(piece(content="4"), piece("error")), "the server ended the reply with 'error'"),
        (events(), "a reply without choices"),
    ],
)
def test_a_stream_that_breaks_off_is_no_reply(run, stream, told):
    _, _, _, folder = run(always(stream), requests=1)
    found = status(folder)
    assert (found.replies, found.failures) == (0, {told: 1})


def test_a_stream_that_is_complete_without_saying_how_it_ended_is_a_reply(run):
    _, _, _, folder = run(always(events(piece(content="4"))), requests=1)
    assert status(folder).replies == 1


def test_stream_options_that_a_server_refuses_are_left_out(run):
    def script(line, body):
        if not body.get("stream"):
            return QWQ
        return openai("stream_options") if "stream_options" in body else events(piece("stop", content="4"))

    code, err, server, folder = run(script)
    assert (code, len(server.requests)) == (0, 8), err
    assert status(folder).left_out == ("stream_options",)
    assert "warning" not in err


# errors inside a 200, and accounts without credit


@pytest.mark.parametrize(
    "answer",
    [
        (402, {"error": {"message": "Insufficient Balance"}}, {}),
        (200, {"error": {"code": 402, "message": "Insufficient credits. Add more"}}, {}),
        (200, {"choices": [{"error": {"code": 402, "message": "Insufficient credits"}, "finish_reason": "error"}]}, {}),
        refusal(
            429,
            "You exceeded your current quota, please check your plan",
            type="insufficient_quota",
            code="insufficient_quota",
        ),
        refusal(400, "Your credit balance is too low to access the Anthropic API.", type="invalid_request_error"),
        (429, {"error": {"code": "1113", "message": "Insufficient balance or no resource package."}}, {}),
        refusal(403, "Access denied, please make sure your account is in good standing.", code="Arrearage"),
    ],
)
def test_an_account_without_credit_ends_the_run_at_once(run, answer):
    def script(line, body):
        return said() if line.number <= 2 else answer

    code, err, server, folder = run(script, "--concurrency", 1)
    assert (code, len(server.requests), status(folder).replies) == (2, 3, 2)
    assert "requires payment: " in err.splitlines()[-1]
    assert "add credit, then rerun the same command" in err.splitlines()[-1]


def test_a_quota_for_a_minute_is_waited_for(run):
    words = "You exceeded your current quota, please check your plan and billing details. Please retry in 0.1s."

    def script(line, body):
        return said() if line.number > 1 else refusal(429, words, code=429, status="RESOURCE_EXHAUSTED")

    code, err, _, folder = run(script)
    assert (code, status(folder).replies) == (0, 6), err


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"error": {"message": "overloaded", "code": 502}}, "502: overloaded"),
        ({"error": {"message": "no such thing", "code": 400}}, "400: no such thing"),
        ({"error": {"message": "slow down", "type": "rate_limit_error"}}, "429: slow down"),
        ({"error": "upstream is gone"}, "upstream is gone"),
        ({"object": "error", "message": "bad", "code": 400}, "400: bad"),
        ({"choices": [], "error": {"code": 503, "message": "none free"}}, "503: none free"),
        ({"choices": []}, "a reply without choices"),
        ({"choices": None, "base_resp": {"status_code": 1002, "status_msg": "limit"}}, "a reply without choices"),
        (
            {
                "choices": [
                    {"error": {"code": 502, "message": "gone"}, "finish_reason": "error", "message": {"content": "I'd"}}
                ]
            },
            "502: gone",
        ),
        (
            {"choices": [{"finish_reason": "error", "message": {"content": "I would say 4, no"}}]},
            "the server ended the reply with 'error'",
        ),
        (
            {"choices": [{"finish_reason": "error", "message": {"content": ""}}]},
            "the server ended the reply with 'error'",
        ),
        (
            {"choices": [{"finish_reason": {"type": "abort"}, "message": {"content": "4"}}]},
            "the server ended the reply with 'abort'",
        ),
        (
            {"choices": [{"finish_reason": "content_filter", "index": 0}]},
            "content_filter: the server withheld the reply",
        ),
        ({"choices": [{"finish_reason": "SAFETY", "index": 0}]}, "SAFETY: the server withheld the reply"),
        (
            {"choices": [{"finish_reason": "content_filter: PROHIBITED_CONTENT", "message": {"role": "assistant"}}]},
            "content_filter: PROHIBITED_CONTENT: the server withheld the reply",
        ),
        ({"choices": [{"finish_reason": "stop", "index": 0}]}, "a reply without a message (it ended with 'stop')"),
    ],
)
def test_an_error_in_a_200_is_a_failure_and_never_stored(run, body, told):
    _, _, _, folder = run(always((200, body, {})), requests=1)
    found = status(folder)
    assert (found.replies, found.failures) == (0, {told: 1})


# questions that a server refuses


FLAGS = [
    refusal(403, "Input was flagged", code=403, metadata={"reasons": ["violence"], "flagged_input": "You are"}),
    refusal(
        400, "The response was filtered due to the prompt triggering content management policy.", code="content_filter"
    ),
    refusal(400, "Input data may contain inappropriate content.", code="data_inspection_failed"),
    refusal(403, "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"),
    refusal(400, "Content Exists Risk"),
]


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("first", [True, False])
def test_one_flagged_question_is_one_failure(run, flag, first):
    def script(line, body):
        return flag if (line.number == 1) is first and line.number <= 2 else said()

    code, err, _, folder = run(script, "--concurrency", 1)
    assert code == 0, err
    assert (status(folder).replies, sum(status(folder).failures.values())) == (5, 1)


@pytest.mark.parametrize("answer", [refusal(401, "no such key"), refusal(403, "this key may not use the model")])
def test_a_key_without_access_ends_the_run(run, answer):
    code, err, server, _ = run(always(answer))
    assert (code, len(server.requests)) == (2, 1)
    assert "refuses access to any" in err


# shapes of a reply


def message(text=None, end="stop", **fields):
    return 200, {"choices": [{"message": {"content": text, **fields}, "finish_reason": end}]}, {}


CALL = [{"id": "1", "type": "function", "function": {"name": "answer", "arguments": '{"value": 4}'}}]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (message(refusal="I can't help with that."), ("I can't help with that.", "", "refusal")),
        (message([{"type": "refusal", "refusal": "I cannot."}]), ("I cannot.", "", "refusal")),
        (message("4", refusal=None), ("4", "", "stop")),
        (message(tool_calls=CALL, end="stop"), ("", "", "tool_calls")),
        (message("4", tool_calls=CALL, end="tool_calls"), ("4", "", "tool_calls")),
        (message([{"type": "text", "text": "I'd "}, {"type": "text", "text": "say 4"}]), ("I'd say 4", "", "stop")),
        (
            message(
                [{"type": "thinking", "thinking": [{"type": "text", "text": "shy"}]}, {"type": "text", "text": "2"}]
            ),
            ("2", "shy", "stop"),
        ),
        (message("4", reasoning_content="hm"), ("4", "hm", "stop")),
        (message("4", reasoning="hm"), ("4", "hm", "stop")),
        (message("4", thinking="hm"), ("4", "hm", "stop")),
        (message("4", reasoning_details=[{"type": "reasoning.text", "text": "hm"}]), ("4", "hm", "stop")),
        (message("", end="length", reasoning="on and"), ("", "on and", "length")),
        (message(None, end="length"), ("", "", "length")),
        ((200, {"choices": [{"finish_reason": "length", "index": 0}]}, {}), ("", "", "length")),
        (message("cut off", end="content_filter"), ("cut off", "", "content_filter")),
        (message("4", end="eos_token"), ("4", "", "eos_token")),
        (message("4", end={"type": "length", "length": 64}), ("4", "", "length")),
        (message("4", end=None), ("4", "", "")),
    ],
)
def test_every_shape_of_a_reply_is_kept(run, answer, expected):
    code, err, _, folder = run(always(answer), requests=1)
    assert code == 0, err
    with open_run(folder) as store:
        [reply] = [one.reply for one in store.replies()]
    assert (reply.text, reply.reasoning, reply.finish_reason) == expected


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (message(refusal="I'm not able to rate this 4 on a scale of 1 to 5."), "refusal"),
        (message(refusal="4"), "refusal"),
        (message(tool_calls=CALL), "tool call in place of an answer"),
        (message(function_call=CALL[0]["function"]), "tool call in place of an answer"),
    ],
)
def test_a_refusal_and_a_tool_call_are_unreadable_with_their_reason(run, answer, reason):
    code, err, _, folder = run(always(answer), requests=2)
    assert code == 0, err
    assert status(folder).unreadable == {reason: 2}


# log-probabilities


def likely(*pairs):
    top = [{"token": token, "logprob": value, "bytes": None} for token, value in pairs]
    return said(logprobs={"content": [{"token": "4", "logprob": -1.0, "top_logprobs": top}]})


PROBABILITIES = ("--mode", "probabilities")
GOOD = likely(("4", -0.5), ("3", -1.0))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (likely(("4", None), ("3", None)), "sends no log-probabilities for any, although they were requested"),
        (likely(("4", -0.5), ("3", None)), "sends null as the log-probability of '3' for any"),
        (said(logprobs={"content": None}), "sends no log-probabilities for any"),
        (said(logprobs=None), "sends no log-probabilities for any"),
        (
            likely(("4", 0.9762434363365173), ("3", 0.0237)),
            "sends 0.9762 as the log-probability of '4', and none can be above 0",
        ),
        (likely(("4", -0.1), (" 4", -0.1)), "log-probabilities of the answers that add up to 1.81"),
        (refusal(403, "You are not allowed to request logprobs from this model"), "sends no log-probabilities for any"),
        (refusal(400, "`logprobs` is not supported with this model"), "sends no log-probabilities for any"),
    ],
)
def test_numbers_that_are_no_log_probabilities_end_the_run_in_a_sentence(run, answer, told):
    code, err, _, folder = run(always(answer), *PROBABILITIES)
    assert (code, status(folder).replies) == (2, 0)
    assert told in err.splitlines()[-1]
    assert "use --mode generate" in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (likely(("4", None)), "the server sent no log-probabilities; use --mode generate"),
        (said(), "the server sent no log-probabilities; use --mode generate"),
        (
            likely(("4", 0.5)),
            "the server sent 0.5 as the log-probability of '4', and none can be above 0; use --mode generate",
        ),
    ],
)
def test_among_others_they_are_failures(run, answer, told):
    code, err, _, folder = run(lambda line, body: GOOD if line.number <= 3 else answer, *PROBABILITIES)
    assert code == 0, err
    assert status(folder).failures == {told: 3}


def test_tokens_with_the_spaces_of_their_tokenizers_are_one_answer(run):
    share = -2.0
    tokens = ["4", " 4", "▁4", "Ġ4", "\n4", "Ċ4"]
    code, err, _, folder = run(always(likely(*((token, share) for token in tokens), ("4.", share))), *PROBABILITIES)
    assert code == 0, err
    with open_run(folder) as store:
        found = [one.reply.probabilities for one in store.replies()]
    assert found == [pytest.approx((0, 0, 0, 6 * 0.1353352832, 0))] * 6


def test_log_probabilities_in_the_older_form_are_read(run):
    older = {"tokens": ["4"], "token_logprobs": [-0.5], "top_logprobs": [{"4": -0.5, "3": -1.0}]}
    code, err, _, folder = run(always(said(logprobs=older)), *PROBABILITIES, requests=1)
    assert code == 0, err
    with open_run(folder) as store:
        [reply] = [one.reply for one in store.replies()]
    assert reply.probabilities == pytest.approx((0, 0, 0.36788, 0.60653, 0), abs=1e-5)


def test_probabilities_come_through_a_stream(run):
    pieces = [{"token": "4", "logprob": -0.5, "top_logprobs": [{"token": "4", "logprob": -0.5}]}]
    chunk = {"choices": [{"delta": {"content": "4"}, "logprobs": {"content": pieces}, "finish_reason": "length"}]}
    code, err, _, folder = run(
        lambda line, body: events(chunk) if body.get("stream") else QWQ, *PROBABILITIES, requests=1
    )
    assert code == 0, err
    with open_run(folder) as store:
        [reply] = [one.reply for one in store.replies()]
    assert reply.probabilities[3] == pytest.approx(0.60653, abs=1e-5)


# cost and kinds of failures


@pytest.mark.parametrize(
    "cached",
    [
        {"prompt_tokens_details": {"cached_tokens": 750_000}},
        {"prompt_cache_hit_tokens": 750_000, "prompt_cache_miss_tokens": 250_000},
    ],
)
def test_cached_tokens_have_a_price_of_their_own(run, cached):
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 100_000, **cached}
    price = ("--price-in", 2, "--price-out", 10, "--price-cached", 0.2)
    code, err, _, folder = run(always(said(usage=usage)), *price, requests=2)
    assert code == 0, err
    found = status(folder)
    assert found.cost == pytest.approx(2 * (0.25 * 2 + 0.75 * 0.2 + 1))
    assert "tokens      2,000,000 read (1,500,000 from the cache), 200,000 written" in found.lines()
    assert export(folder).manifest["replies"]["cached_tokens"] == 1_500_000


def test_without_a_price_of_their_own_they_cost_what_others_cost(run):
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 750_000}}
    _, _, _, folder = run(always(said(usage=usage)), "--price-in", 2, "--price-out", 10, requests=1)
    assert status(folder).cost == 2.0


def test_a_price_of_cached_tokens_needs_the_others(run):
    code, err, server, _ = run(always(said()), "--price-cached", 1)
    assert (code, server.requests) == (2, [])
    assert "--price-cached needs --price-in and --price-out too" in err


def test_failures_that_differ_by_an_echoed_number_are_one_kind(run):
    def script(line, body):
        words = f"Limit 30000, used {29000 + line.number}. Try again in {line.number}.5s (request req_011CdiGoq{line.number}GztG)"
        return refusal(400, words) if line.number % 2 else said()

    code, err, _, folder = run(script, requests=6)
    assert code == 0, err
    kind = "400: Limit N, used N. Try again in Ns (request ID)"
    assert status(folder).failures == {kind: 3}
    assert f"failed      3: 3 {kind}" in err.splitlines()
    assert len(set(export(folder).manifest["failures"][place][3] for place in range(3))) == 3, "the words are kept"
