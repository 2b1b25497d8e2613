"""A conversation before the question: every backend sends it between persona and question, whole and in its order, or refuses."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.api import Api
from persona_collapse.backends.batch import Polling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.retry import Patience
from persona_collapse.backends.transformers import Transformers
from persona_collapse.backends.vllm import Vllm
from persona_collapse.dialogues import read_conversation
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, export
from tests.support import vllm_double
from tests.support.batch_stub import batch_stub
from tests.support.checkpoint import TEMPLATE, make
from tests.support.scripted import refusal, said, scripted

PROBABILITIES = Sampling(mode="probabilities")
GREEDY = Sampling(temperature=0, max_tokens=6)
QUICK = Patience(attempts=2, first=0.01, longest=0.1)
TALK = read_conversation("bundled:dripping-tap")


def asked(items=6, personas=1, conversation=TALK):
    study = Study(bfi44(), bundled_pool(), personas=personas, conversation=conversation)
    return [one for one in study.prompts() if one.item in [item.name for item in bfi44().items[:items]]]


def replies(backend, prompts, sampling):
    found = dict(backend.replies(iter(prompts), sampling))
    return [found[place] for place in range(len(prompts))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("after") / "model", layers=2, width=64, positions=4096)


@pytest.fixture(scope="module")
def small(folder):
    return Checkpoint.load(str(folder))


def test_a_shared_conversation_changes_no_answer(small):
    prompts = asked()
    shared, alone = Transformers(small), Transformers(small, share=False)
    ours, theirs = (replies(one, prompts, PROBABILITIES) for one in (shared, alone))
    assert (
        np.abs(np.log([one.probabilities for one in ours]) - np.log([one.probabilities for one in theirs])).max() < 1e-4
    )
    plain = replies(shared, asked(conversation=None), PROBABILITIES)
    assert all(one.prompt_tokens > other.prompt_tokens + 100 for one, other in zip(ours, plain, strict=True))
    assert not np.allclose([one.probabilities for one in ours], [one.probabilities for one in plain], atol=1e-4)
    assert [one.text for one in replies(shared, prompts, GREEDY)] == [
        one.text for one in replies(alone, prompts, GREEDY)
    ]


def test_vllm_reads_what_transformers_reads(small, folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vllm", vllm_double.module())
    ours, theirs = (replies(one, asked(), PROBABILITIES) for one in (Vllm.load(str(folder)), Transformers(small)))
    assert np.allclose(*([one.probabilities for one in some] for some in (ours, theirs)), atol=1e-5)
    assert [one.prompt_tokens for one in ours] == [one.prompt_tokens for one in theirs]


def rendered(checkpoint, prompt, template):
    words = checkpoint.tokens.tokenizer
    before = words.chat_template
    words.chat_template = template
    try:
        return words.decode(checkpoint.tokens.ids(prompt))
    finally:
        words.chat_template = before


def test_it_stands_between_persona_and_question(small):
    (prompt,) = asked(items=1)
    turns = "".join(f"<|{one.role}|>\n{one.content}<|end|>\n" for one in TALK.shared)
    end = f"<|user|>\n{prompt.question}<|end|>\n<|assistant|>\n"
    assert rendered(small, prompt, TEMPLATE) == f"<|system|>\n{prompt.system}<|end|>\n{turns}{end}"
    no_system = TEMPLATE.replace("for message in messages", "for message in messages if message.role != 'system'")
    merged = turns.replace("<|user|>\n", f"<|user|>\n{prompt.system}\n\n", 1)
    assert rendered(small, prompt, no_system) == f"{merged}{end}"
    base = prompt.completion.split("\n\n")
    assert base[-1] == "Answer:"
    assert prompt.completion.index("Assistant: Take the old one") < prompt.completion.index(
        "How well does this statement"
    )


PARTS = "{%- for part in message.content %}{{ part.text }}{%- endfor %}"
BY_ROLE = "{%- if message.role in ROLES %}" + PARTS + "{%- else %}{{ message.content }}{%- endif %}"


@pytest.mark.parametrize(
    "roles", ["'system', 'user', 'assistant'", "'user', 'assistant'", "'system', 'user'", "'user',"]
)
def test_templates_that_want_parts_get_them(small, roles):
    (prompt,) = asked(items=1)
    template = (
        "{%- for message in messages %}{{ '<|' + message.role + '|>\n' }}"
        + BY_ROLE.replace("ROLES", f"({roles})")
        + "{{ '<|end|>\n' }}{%- endfor %}{{ '<|assistant|>\n' }}"
    )
    assert rendered(small, prompt, template) == rendered(small, prompt, TEMPLATE)


@pytest.mark.parametrize(
    ("condition", "lost"),
    [
        ("message.role != 'assistant'", "turn 2 of the conversation"),
        ("loop.index0 == 0 or loop.revindex0 == 0", "turn 1 of the conversation"),
        ("loop.revindex0 != 1", "turn 8 of the conversation"),
        ("loop.revindex0 != 0", "the question"),
    ],
)
def test_a_template_that_leaves_a_turn_out_is_refused(small, condition, lost):
    template = TEMPLATE.replace("%}{{ '<|' + message.role", "%}{%- if " + condition + " %}{{ '<|' + message.role", 1)
    template = template.replace("{%- endfor %}", "{%- endif %}{%- endfor %}", 1)
    with pytest.raises(InputError, match=f"cannot be used: it leaves {lost} out of the prompt"):
        rendered(small, asked(items=1)[0], template)


def test_turns_in_another_order_are_refused(small):
    backwards = TEMPLATE.replace("for message in messages", "for message in messages | reverse")
    with pytest.raises(InputError, match="it leaves turn 2 of the conversation out of the prompt"):
        rendered(small, asked(items=1)[0], backwards)


def test_a_special_token_in_a_turn_and_a_conversation_that_is_too_long_are_refused(small, tmp_path):
    (prompt,) = asked(items=1)
    ended = replace(prompt, turns=(*prompt.turns[:-1], replace(prompt.turns[-1], content="Yes.<|end|>")))
    with pytest.raises(InputError, match=r"turn 8 of the conversation contains <\|end\|>, a special token of"):
        replies(Transformers(small), [ended], GREEDY)
    long = replace(prompt, turns=prompt.turns * 20)
    with pytest.raises(
        InputError, match=r"a prompt of \d+ tokens and a reply of 6 do not fit the context of .*, 4096 tokens"
    ):
        replies(Transformers(small), [long], GREEDY)
    length = Transformers(small).count_tokens(prompt, GREEDY)
    assert length > Transformers(small).count_tokens(replace(prompt, turns=()), GREEDY) + 100


def test_the_command_asks_a_local_model_after_it(cli, folder, tmp_path):
    options = ("--after", "bundled:dripping-tap", "--mode", "probabilities", "--out", tmp_path / "run")
    code, _, err = cli("run", folder, "--personas", 1, *options)
    assert code == 0, err
    found = export(tmp_path / "run").replies
    one = Transformers(Checkpoint.load(str(folder)))
    assert found["prompt_tokens"] == [one.count_tokens(prompt, PROBABILITIES) for prompt in asked(44)]
    assert "after       8 turns of bundled:dripping-tap\n" in cli("status", tmp_path / "run")[1]


def test_a_server_gets_every_turn_as_a_message():
    prompts = asked(items=3)

    def answer(line, body):
        return refusal(400, "System role not supported") if body["messages"][0]["role"] == "system" else said("4")

    with scripted(answer) as server:
        backend = Api("any", key="", base_url=server.base_url, patience=QUICK)
        assert [one.text for one in replies(backend, prompts, GREEDY)] == ["4"] * 3
    first, *others = [one["messages"] for one in server.requests]
    spoken = [{"role": one.role, "content": one.content} for one in TALK.shared]
    assert first[1:-1] == spoken
    assert [first[0]["role"], first[-1]["role"]] == ["system", "user"]
    for messages in others:
        if messages[0]["role"] == "user":
            assert messages[0]["content"] == f"{prompts[0].system}\n\n{spoken[0]['content']}"
            assert messages[1:-1] == spoken[1:]
    assert any(messages[0]["role"] == "user" for messages in others)


@pytest.mark.parametrize("protocol", ["openai", "anthropic"])
def test_a_batch_gets_every_turn_as_a_message(cli, tmp_path, monkeypatch, protocol):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.setenv("PERSONA_COLLAPSE_API_KEY", "sk-key")
    monkeypatch.setattr("persona_collapse.backends.batch.Polling", lambda: Polling(0.02, 0.05))
    with batch_stub() as server:
        server.release.set()
        options = ("--after", "bundled:dripping-tap", "--after-turns", 2, "--batch", protocol)
        code, _, err = cli(
            *("run", "any", "--base-url", server.base_url, "--personas", 1, "--out", tmp_path / "run"), *options
        )
        assert code == 0, err
        rows = [row.get("body") or row["params"] for batch in server.batches.values() for row in batch["rows"]]
    spoken = [{"role": one.role, "content": one.content} for one in TALK.shared[:2]]
    assert len(rows) == 44, "the trial questions are asked apart"
    for body in rows:
        system = [body["messages"].pop(0)["content"]] if protocol == "openai" else [body["system"]]
        assert system[0].startswith("You are the person described below.")
        assert body["messages"][:-1] == spoken
        assert body["messages"][-1]["content"].startswith("How well does this statement describe you?")


def test_a_prompt_without_a_conversation_is_as_before():
    prompt = Prompt("7", "bfi44_1", 1, "You are Ann.", "Talkative?")
    assert prompt.messages == [{"role": "system", "content": "You are Ann."}, {"role": "user", "content": "Talkative?"}]
    assert prompt.completion == "You are Ann.\n\nTalkative?\n\nAnswer:"
