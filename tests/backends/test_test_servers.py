"""The tiny checkpoints and the servers around them do what they say; what other tests rest on."""

import itertools
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import openai
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

from tests.support import serving
from tests.support.checkpoint import DIGITS, make
from tests.support.fault_proxy import FAULTS, fault_proxy
from tests.support.openai_stub import openai_stub
from tests.support.waiting import PATIENCE

ASKED = [
    {"role": "system", "content": "You are a 34-year-old engineer from Brazil."},
    {"role": "user", "content": "I see myself as someone who is talkative. Answer with a digit from 1 to 5."},
]


def client(base_url, *, key="none", timeout=PATIENCE, **more):
    return openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=timeout, **more)


def loaded(folder):
    return AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder).eval()


@torch.inference_mode()
def next_logprobs(model, ids):
    return torch.log_softmax(model(torch.tensor([ids]), logits_to_keep=1).logits[0, -1], dim=-1)


@pytest.fixture(scope="module")
def stub(checkpoint):
    with openai_stub(checkpoint) as server:
        yield server


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return make(tmp_path_factory.mktemp("checkpoint") / "base", chat_template=False, positions=64)


def test_a_tiny_chat_model(checkpoint):
    tokenizer, model = loaded(checkpoint)
    assert 1.5e6 < sum(p.numel() for p in model.parameters()) < 2.5e6
    assert all(len(tokenizer.encode(digit, add_special_tokens=False)) == 1 for digit in DIGITS)
    assert model.generation_config.do_sample
    assert (tokenizer.model_max_length, model.config.max_position_embeddings) == (2048, 2048)
    for thinking, end in ((None, "<|assistant|>\n"), (True, "<|assistant|>\n"), (False, "<think>\n\n</think>\n\n")):
        options = {} if thinking is None else {"enable_thinking": thinking}
        text = tokenizer.apply_chat_template(ASKED, tokenize=False, add_generation_prompt=True, **options)
        assert text.startswith("<|system|>\nYou are a 34-year-old")
        assert text.endswith(end)


def test_its_replies_are_digits_that_depend_on_the_prompt(checkpoint):
    tokenizer, model = loaded(checkpoint)
    figures = tokenizer.convert_tokens_to_ids(list("12345"))
    found = []
    for persona, item in itertools.product(("an engineer", "a nurse", "a farmer"), ("is talkative", "worries a lot")):
        asked = [{"role": "system", "content": f"You are {persona}."}, {"role": "user", "content": f"I {item}."}]
        found.append(
            next_logprobs(
                model, tokenizer.apply_chat_template(asked, add_generation_prompt=True, return_dict=False)
            ).exp()
        )
    chances = torch.stack(found)
    assert (chances[:, figures].sum(dim=1) > 0.95).all()
    assert all(set(one.topk(20).indices.tolist()) >= set(figures) for one in chances)
    assert chances.std(dim=0)[figures].max() > 0.02


def test_the_other_checkpoints(checkpoint, base, tmp_path):
    again, split, window = (
        make(tmp_path / "again"),
        make(tmp_path / "split", digits="split"),
        make(tmp_path / "w", window=64),
    )
    same = "model.safetensors"
    assert (again / same).read_bytes() == (checkpoint / same).read_bytes()
    assert loaded(base)[0].chat_template is None
    assert len(loaded(split)[0].encode("3", add_special_tokens=False)) == 2
    assert all(layer.is_sliding for layer in DynamicCache(config=loaded(window)[1].config).layers)


@pytest.mark.parametrize("thinking", [True, False])
def test_the_stub_gives_the_models_own_logprobs(stub, checkpoint, thinking):
    options = {"enable_thinking": thinking}
    reply = client(stub.base_url).chat.completions.create(
        model=stub.name,
        messages=ASKED,
        max_tokens=1,
        temperature=0,
        logprobs=True,
        top_logprobs=20,
        extra_body={"chat_template_kwargs": options},
    )
    tokenizer, model = loaded(checkpoint)
    ids = tokenizer.apply_chat_template(ASKED, add_generation_prompt=True, return_dict=False, **options)
    expected = next_logprobs(model, ids)
    first = reply.choices[0].logprobs.content[0]
    assert len(first.top_logprobs) == 20
    for one in first.top_logprobs:
        if one.token in set("12345"):
            assert one.logprob == pytest.approx(float(expected[tokenizer.convert_tokens_to_ids(one.token)]), abs=1e-5)
    assert {one.token for one in first.top_logprobs} >= set("12345")
    assert reply.choices[0].message.content == first.token == tokenizer.decode([int(expected.argmax())])
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (len(ids), 1)


def test_the_stub_draws_by_temperature_and_seed(stub):
    def ask(**options):
        reply = client(stub.base_url).chat.completions.create(model=stub.name, messages=ASKED, **options)
        return [choice.message.content for choice in reply.choices]

    assert ask(seed=1, n=20) == ask(seed=1, n=20)
    assert len(set(ask(seed=1, n=20))) > 1
    assert len(set(ask(temperature=0, n=3))) == 1


def test_the_stub_completes_texts_of_a_base_model(base):
    asked = "I see myself as someone who is talkative.\nAnswer:"
    with openai_stub(base) as stub:
        one = client(stub.base_url)
        reply = one.completions.create(model=stub.name, prompt=asked, max_tokens=1, temperature=0, logprobs=5)
        with pytest.raises(openai.BadRequestError, match="no chat template"):
            one.chat.completions.create(model=stub.name, messages=ASKED)
        with pytest.raises(openai.BadRequestError, match="tokens"):
            one.completions.create(model=stub.name, prompt=asked * 5)
    tokenizer, model = loaded(base)
    expected = next_logprobs(model, tokenizer.encode(asked))
    figures = {digit: float(expected[tokenizer.convert_tokens_to_ids(digit)]) for digit in "12345"}
    assert reply.choices[0].logprobs.top_logprobs == [pytest.approx(figures, abs=1e-5)]


def test_the_stub_can_ignore_logprobs_and_require_a_key(checkpoint):
    with openai_stub(checkpoint, ignore_logprobs=True, require_key="open sesame") as stub:
        good, bad = client(stub.base_url, key="open sesame"), client(stub.base_url)
        reply = good.chat.completions.create(model=stub.name, messages=ASKED, logprobs=True, top_logprobs=5)
        assert reply.choices[0].logprobs is None
        assert [model.id for model in good.models.list()] == [stub.name]
        with pytest.raises(openai.AuthenticationError):
            bad.models.list()
        with pytest.raises(openai.NotFoundError):
            good.chat.completions.create(model="another", messages=ASKED)


def test_transformers_serve_answers_as_the_model_does(checkpoint, stub):
    with serving.served(checkpoint) as base_url:
        asked = {"model": str(checkpoint), "messages": ASKED, "temperature": 0, "max_tokens": 4}
        reply = client(base_url).chat.completions.create(**asked, logprobs=True, top_logprobs=5)
    same = client(stub.base_url).chat.completions.create(**asked)
    assert reply.choices[0].message.content == same.choices[0].message.content
    assert reply.usage.prompt_tokens == same.usage.prompt_tokens
    assert reply.choices[0].logprobs is None, "transformers serve has learnt to give log-probabilities"


@pytest.mark.parametrize(
    ("script", "patience", "state"),
    [
        ("raise SystemExit('no such model')", PATIENCE, "ended with 1:\nno such model"),
        (f"import time; time.sleep({PATIENCE})", 1, "was not ready after 1 s"),
    ],
)
def test_a_server_that_fails_shows_its_log(checkpoint, monkeypatch, script, patience, state):
    monkeypatch.setattr(serving, "COMMAND", [sys.executable, "-uc", script])
    with (
        pytest.raises(RuntimeError, match=f"transformers serve {state}"),
        serving.served(checkpoint, patience=patience),
    ):
        pass


def outcome(asker, model, question):
    """What the openai client makes of one request, in a word."""
    try:
        messages = [{"role": "user", "content": question}]
        answer = asker.chat.completions.create(model=model, messages=messages, max_tokens=1)
    except openai.RateLimitError as error:
        wait = error.response.headers["retry-after"]
        if wait.endswith("GMT"):
            assert parsedate_to_datetime(wait).timestamp() - time.time() <= 1
            return "429 date"
        assert 0.05 <= float(wait) <= 0.2
        return "429"
    except openai.InternalServerError:
        return "500"
    except openai.APITimeoutError:
        return "timeout"
    except openai.APIConnectionError:
        return "reset"
    except json.JSONDecodeError:
        return "truncated"
    if isinstance(answer, str):
        return "html"
    return "fine" if answer.choices[0].message.content else "empty"


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_what_it_says(stub, kind):
    with fault_proxy(stub.base_url, share=1, kinds=[kind]) as proxy:
        assert (
            outcome(client(proxy.base_url, timeout=0.5 if kind == "timeout" else PATIENCE), stub.name, "How are you?")
            == kind
        )
        assert proxy.faults == {kind: 1}
        assert proxy.forwarded == (kind in ("truncated", "empty"))


def test_the_planned_share_fails_in_all_the_ways():
    with fault_proxy("http://127.0.0.1:9/v1") as proxy:
        for i in range(4000):
            proxy.fate(b"question %d" % i)
    assert proxy.faults.total() == pytest.approx(1200, abs=90), "30 %, within three standard deviations of 29"
    assert set(proxy.faults) == set(FAULTS)
    assert all(count == pytest.approx(150, abs=36) for count in proxy.faults.values()), "an eighth each, deviation 12"


def test_the_same_requests_fail_the_same_way_at_any_concurrency(stub):
    def run(workers, seed=0):
        with fault_proxy(stub.base_url, seed=seed) as proxy, ThreadPoolExecutor(workers) as pool:
            proxy.together = workers
            asker = client(proxy.base_url, http_client=proxy.impatient(0.5))
            found = list(pool.map(lambda i: outcome(asker, stub.name, f"question {i}"), range(60)))
            assert proxy.requests == 60
            assert proxy.peak == workers
            assert Counter(found) - Counter(fine=60) == proxy.faults
            return found

    assert run(8) == run(1) != run(8, seed=1)


def test_some_requests_always_fail_and_others_pass_when_sent_again(stub):
    with fault_proxy(stub.base_url, share=0.5, kinds=["500"], permanent="question 3") as proxy:
        asker = client(proxy.base_url)
        found = {i: [outcome(asker, stub.name, f"question {i}") for _ in range(8)] for i in range(5)}
    assert found.pop(3) == ["500"] * 8
    assert all(set(one) == {"fine", "500"} for one in found.values())
