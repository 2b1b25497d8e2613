"""Local models: what is read once for many questions gives what each question gives alone, and what cannot be is refused."""

import copy
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.prefix import common_prefix
from persona_collapse.backends.transformers import Transformers, _next
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, form, read_replies, run_study, status
from tests.conftest import ROOT
from tests.support.checkpoint import TEMPLATE, make
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.filterwarnings("error::FutureWarning", "error::DeprecationWarning:transformers")

CHOICES = tuple("12345")
PROBABILITIES = Sampling(mode="probabilities")
GREEDY = Sampling(temperature=0, max_tokens=6)
CLOSE = 1e-4


def prompts(personas=2, items=44, *, wording="standard", samples=1):
    study = Study(bfi44(), bundled_pool(), personas=personas, samples=samples, form=form(wording))
    asked = {item.id for item in study.instrument.items[:items]}
    return [prompt for prompt in study.prompts() if prompt.item in asked]


def replies(backend, asked, sampling):
    """In the order asked."""
    found = dict(backend.replies(iter(asked), sampling))
    assert sorted(found) == list(range(len(asked)))
    return [found[place] for place in range(len(asked))]


def texts(backend, asked, sampling):
    return [reply.text for reply in replies(backend, asked, sampling)]


def logs(found):
    return np.log([reply.probabilities for reply in found])


@torch.inference_mode()
def direct(model, tokenizer, asked, **switch):
    """Log-probabilities (prompts, 5) of the digits after each prompt alone, by transformers and nothing else."""
    digits, rows = tokenizer.convert_tokens_to_ids(list(CHOICES)), []
    for prompt in asked:
        ids = tokenizer.apply_chat_template(prompt.messages, add_generation_prompt=True, return_dict=False, **switch)
        rows.append(torch.log_softmax(model(torch.tensor([ids])).logits[0, -1].float(), dim=-1)[digits])
    return torch.stack(rows).numpy()


@torch.inference_mode()
def continued(model, ids, length):
    """The likeliest tokens after a prompt, the whole text read again for each."""
    for _ in range(length):
        ids = [*ids, int(model(torch.tensor([ids]), use_cache=False).logits[0, -1].argmax())]
    return ids[-length:]


@pytest.fixture(scope="module")
def tiny(checkpoint):
    return Checkpoint.load(str(checkpoint))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Smaller still."""
    return Checkpoint.load(str(make(tmp_path_factory.mktemp("small") / "model", layers=2, width=64)))


@pytest.fixture(scope="module")
def talkative(small):
    """Random words of any length: a seventh of the vocabulary ends the reply."""
    config = transformers.LlamaConfig(
        vocab_size=len(small.tokenizer),
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=2,
        initializer_range=0.2,
        eos_token_id=list(range(0, len(small.tokenizer), 7)),
    )
    torch.manual_seed(0)
    return Checkpoint(transformers.LlamaForCausalLM(config), small.tokenizer)


def told_by(checkpoint, template):
    """The same model with another chat template."""
    tokenizer = copy.deepcopy(checkpoint.tokenizer)
    tokenizer.chat_template = template
    return Checkpoint(checkpoint.model, tokenizer, "model")


# a prefix read once


def test_a_shared_persona_changes_no_probability(tiny):
    asked = prompts(personas=2)
    expected = direct(tiny.model, tiny.tokenizer, asked, enable_thinking=False)
    assert tiny.is_shareable
    found = replies(Transformers(tiny), asked, PROBABILITIES)
    assert np.abs(logs(found) - expected).max() < CLOSE
    assert all(0.95 < sum(one.probabilities) <= 1 + 1e-6 for one in found)
    for some, backend in ((44, Transformers(tiny, rows=7)), (8, Transformers(tiny, share=False))):
        assert np.abs(logs(replies(backend, asked[:some], PROBABILITIES)) - expected[:some]).max() < CLOSE


class Counting:
    """A model that counts the tokens that it reads."""

    def __init__(self, model):
        self._model, self.tokens, self.calls = model, 0, 0

    def __getattr__(self, name):
        return getattr(self._model, name)

    def eval(self):
        return self

    def __call__(self, input_ids, **options):
        self.tokens, self.calls = self.tokens + input_ids.numel(), self.calls + 1
        return self._model(input_ids=input_ids, **options)


def test_what_personas_begin_with_is_read_once_for_all(small):
    asked = prompts(personas=4, items=12)
    counting = Counting(small.model)
    backend = Transformers(Checkpoint(counting, small.tokenizer))
    replies(backend, asked[:12], PROBABILITIES)  # packs are tried
    assert backend.packs
    counting.tokens = 0
    replies(backend, asked, PROBABILITIES)
    rows = [tuple(small.tokens.ids(prompt, answers=True)) for prompt in asked]
    personas = [rows[begin : begin + 12] for begin in range(0, 48, 12)]
    own = sum(common_prefix(some) for some in personas)
    begun = [list(some[0][: common_prefix(some)]) for some in personas]
    known = sum(common_prefix(pair) for pair in pairwise(begun))
    rest = sum(len(row) - common_prefix(some) for some in personas for row in some)
    assert known > 3 * 20
    assert counting.tokens == own - known + rest, "each token once, none padded"
    padded, calls = counting.tokens, counting.calls
    counting.tokens = counting.calls = 0
    together = Transformers(Checkpoint(counting, small.tokenizer), together=True)
    together.packs = True
    replies(together, asked, PROBABILITIES)
    assert counting.calls < calls / 3
    assert padded <= counting.tokens < 1.1 * padded


@pytest.mark.parametrize("chat_template", [True, False], ids=["template", "plain text"])
def test_several_personas_in_a_batch_change_nothing(tmp_path, chat_template):
    made = Checkpoint.load(str(make(tmp_path / "model", layers=2, width=64, chat_template=chat_template)))
    asked = prompts(personas=4, items=9)
    own = [replace(one, system="A farmer.") for one in asked[9:18]]
    nobody = [replace(one, respondent="default", system="") for one in asked[:9]]
    asked = asked[:9] + own + asked[18:27] + nobody + asked[27:]
    alone = replies(Transformers(made, share=False), asked, PROBABILITIES)
    for rows in (256, 20, 7):
        backend = Transformers(made, rows=rows, together=True)
        assert np.abs(logs(replies(backend, asked, PROBABILITIES)) - logs(alone)).max() < CLOSE
        assert backend.packs
        backend.packs = False
        assert np.abs(logs(replies(backend, asked, PROBABILITIES)) - logs(alone)).max() < CLOSE
    warm = Sampling(temperature=1.0, max_tokens=6)
    expected = texts(Transformers(made, share=False), asked, warm)
    assert texts(Transformers(made, together=True), asked, warm) == expected
    twins = [replace(one, respondent="twin") for one in asked[:9]]
    found = logs(replies(Transformers(made, together=True), asked[:9] + twins, PROBABILITIES))
    assert np.abs(found[9:] - found[:9]).max() < CLOSE


@pytest.mark.parametrize(
    ("attention", "kind"), [("eager", torch.float32), ("sdpa", torch.bfloat16), ("sdpa", torch.float64)]
)
def test_questions_in_one_row_with_other_attention_and_numbers(small, attention, kind):
    model = copy.deepcopy(small.model).to(kind)
    model.set_attn_implementation(attention)
    made, asked = Checkpoint(model, small.tokenizer), prompts(2, 12)
    backend, near = Transformers(made), CLOSE if kind != torch.bfloat16 else 0.1
    found = logs(replies(backend, asked, PROBABILITIES))
    assert backend.packs
    assert np.abs(found - logs(replies(Transformers(made, share=False), asked, PROBABILITIES))).max() < near


def test_a_model_trained_on_between_two_calls_is_read_anew(small):
    made = Checkpoint(copy.deepcopy(small.model), small.tokenizer)
    backend, asked = Transformers(made), prompts(1, 12)
    replies(backend, asked, PROBABILITIES)
    with torch.no_grad():
        for weight in made.model.model.layers.parameters():
            weight *= 2
    found = logs(replies(backend, asked, PROBABILITIES))
    assert np.abs(found - direct(made.model, made.tokenizer, asked, enable_thinking=False)).max() < CLOSE


def test_neither_with_the_papers_wording_where_only_the_beginning_is_shared(small):
    asked = prompts(personas=1, wording="paper")
    assert all(prompt.system and prompt.system.splitlines()[-1] in prompt.question for prompt in asked)
    expected = direct(small.model, small.tokenizer, asked, enable_thinking=False)
    assert np.abs(logs(replies(Transformers(small), asked, PROBABILITIES)) - expected).max() < CLOSE


def test_a_respondent_without_a_persona_and_one_question_alone(small):
    default = replace(prompts(1, 1)[0], respondent="default", system="")
    asked = [*prompts(1, 1), default]
    expected = direct(small.model, small.tokenizer, asked, enable_thinking=False)
    assert np.abs(logs(replies(Transformers(small), asked, PROBABILITIES)) - expected).max() < CLOSE


ROWS = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=8), min_size=1, max_size=6)


@given(ROWS)
def test_a_common_prefix_is_common_and_as_long_as_can_be(rows):
    length = common_prefix(rows)
    assert len({tuple(row[:length]) for row in rows}) == 1
    assert all(len(row) > length for row in rows), "each row keeps a token of its own"
    assert length == min(map(len, rows)) - 1 or len({row[length] for row in rows}) > 1


@given(ROWS, st.lists(st.integers(0, 2), max_size=5), st.randoms())
def test_laws_of_a_common_prefix(rows, before, chance):
    length = common_prefix(rows)
    assert common_prefix([before + row for row in rows]) == len(before) + length
    assert common_prefix(rows + rows[:1]) == length
    assert common_prefix(rows[:1]) >= length
    assert common_prefix(chance.sample(rows, len(rows))) == length


# other architectures

SHAPE = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
}
HEADS = SHAPE | {"head_dim": 32}
LATENT = {"q_lora_rank": 16, "kv_lora_rank": 16, "qk_rope_head_dim": 16, "qk_nope_head_dim": 16, "v_head_dim": 32}
SOME_EXPERTS = {"n_routed_experts": 4, "num_experts_per_tok": 2, "n_group": 1, "topk_group": 1}
MAMBA_HEADS = {"mamba_n_heads": 4, "mamba_d_head": 32, "mamba_expand": 2, "num_local_experts": 2}

ARCHITECTURES = {
    "GPT2": (True, {"n_embd": 64, "n_layer": 2, "n_head": 2}),
    "OPT": (True, {"ffn_dim": 96, "word_embed_proj_dim": 64, **{k: v for k, v in SHAPE.items() if "key" not in k}}),
    "Bloom": (True, {"hidden_size": 64, "n_layer": 2, "n_head": 2}),
    "Qwen3": (True, HEADS),
    "DeepseekV3": (True, SHAPE | LATENT | SOME_EXPERTS | {"num_key_value_heads": 2, "moe_intermediate_size": 32}),
    "Gemma3Text": (False, HEADS | {"sliding_window": 64, "layer_types": ["sliding_attention", "full_attention"]}),
    "GptOss": (False, HEADS | {"sliding_window": 64, "num_local_experts": 4}),
    "Mamba": (False, {"hidden_size": 64, "num_hidden_layers": 2}),
    "Mamba2": (False, {"hidden_size": 64, "num_hidden_layers": 2, "num_heads": 4, "head_dim": 32, "n_groups": 1}),
    "Lfm2": (False, SHAPE | {"layer_types": ["conv", "full_attention"]}),
    "GraniteMoeHybrid": (False, SHAPE | MAMBA_HEADS | {"layer_types": ["mamba", "attention"]}),
}


def of_architecture(name, shape, tokenizer):
    config = getattr(transformers, f"{name}Config")(
        vocab_size=len(tokenizer), bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=0, **shape
    )
    torch.manual_seed(0)
    return Checkpoint(transformers.AutoModelForCausalLM.from_config(config).float(), tokenizer, name)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_architecture_gives_its_own_probabilities_and_words(small, name):
    shareable, shape = ARCHITECTURES[name]
    made = of_architecture(name, shape, small.tokenizer)
    told = "You are an engineer who lives by the harbour with two cats. " * 6
    asked = [Prompt(r, i, 1, told, f"Do you like {i}?", CHOICES) for r in "ab" for i in ("chess", "choirs, or tea")]
    backend = Transformers(made)
    assert backend.share is shareable
    together = Transformers(made, together=True)
    expected = direct(made.model, made.tokenizer, asked, enable_thinking=False)
    for one in (backend, together):
        assert np.abs(logs(replies(one, asked, PROBABILITIES)) - expected).max() < CLOSE
        assert one.packs is (shareable and name != "Bloom"), "Bloom has its own use for the mask"
    assert texts(together, asked, GREEDY) == texts(backend, asked, GREEDY)
    for prompt, reply in zip(asked, replies(backend, asked, GREEDY), strict=True):
        tokens = continued(made.model, made.tokens.ids(prompt), reply.completion_tokens)
        assert reply.text == made.text(tokens)


def test_a_model_with_a_memory_of_its_own_kind_is_refused(small):
    made = of_architecture("Rwkv", {"hidden_size": 64, "num_hidden_layers": 2}, small.tokenizer)
    with pytest.raises(InputError, match="rwkv have their own kind of cache"):
        replies(Transformers(made), prompts(1, 3), GREEDY)


def test_a_sliding_window_is_asked_one_question_at_a_time(tmp_path):
    made = Checkpoint.load(str(make(tmp_path / "window", layers=2, width=64, window=64)))
    asked, backend = prompts(personas=1, items=12), Transformers(made)
    assert (made.is_shareable, backend.rows) == (False, 1)
    expected = direct(made.model, made.tokenizer, asked, enable_thinking=False)
    assert np.abs(logs(replies(backend, asked, PROBABILITIES)) - expected).max() < CLOSE


# prompts


def written(checkpoint, prompt, thinking=None):
    return checkpoint.tokenizer.decode(checkpoint.tokens.ids(prompt, thinking))


def test_a_base_model_goes_on_where_the_text_ends(tmp_path):
    base = Checkpoint.load(str(make(tmp_path / "base", layers=2, width=64, chat_template=False)))
    prompt = prompts(1, 1)[0]
    assert written(base, prompt) == f"{prompt.system}\n\n{prompt.question}\n\nAnswer:"
    assert not base.tokens.can_switch_thinking
    found = replies(Transformers(base), prompts(1, 5), PROBABILITIES)
    assert all(sum(reply.probabilities) > 0.9 for reply in found)


REFUSES = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
DROPS = TEMPLATE.replace("for message in messages", "for message in messages if message.role != 'system'")


@pytest.mark.parametrize("template", [REFUSES + TEMPLATE, DROPS], ids=["refuses", "drops"])
def test_a_template_without_a_system_role_is_told_the_persona_with_the_question(small, template):
    other, prompt = told_by(small, template), prompts(1, 1)[0]
    assert written(other, prompt) == f"<|user|>\n{prompt.system}\n\n{prompt.question}<|end|>\n<|assistant|>\n"
    nobody = replace(prompt, system="")
    assert written(other, nobody) == f"<|user|>\n{prompt.question}<|end|>\n<|assistant|>\n"


@pytest.mark.parametrize(
    ("thinking", "end"), [(None, "<|assistant|>\n"), (True, "<|assistant|>\n"), (False, "<think>\n\n</think>\n\n")]
)
def test_thinking_is_switched_by_the_template(small, thinking, end):
    prompt = prompts(1, 1)[0]
    assert written(small, prompt, thinking).endswith(end)
    length = Transformers(small).count_tokens(prompt, Sampling(thinking=thinking))
    assert length == len(small.tokens.ids(prompt, thinking))


def test_probabilities_are_those_of_an_answer_without_thinking(small):
    asked, empty_block = prompts(1, 3), len(small.tokenizer.encode("<think>\n\n</think>\n\n"))
    backend = Transformers(small)
    plain = backend.count_tokens(asked[0], Sampling())
    assert backend.count_tokens(asked[0], PROBABILITIES) == plain + empty_block
    left, off = (replies(backend, asked, replace(PROBABILITIES, thinking=one)) for one in (None, False))
    assert np.array_equal(logs(left), logs(off))


@pytest.mark.parametrize("thinking", ["on", "off"])
def test_a_template_without_the_switch_is_not_switched(cli, tmp_path, thinking):
    folder = make(tmp_path / "model", layers=2, width=64)
    (folder / "chat_template.jinja").write_text(TEMPLATE.replace("enable_thinking", "another_switch"))
    code, out, err = cli("run", folder, "--personas", 1, "--thinking", thinking, "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert "has no switch for thinking; omit --thinking" in err.splitlines()[-1]


# replies in words


def test_greedy_replies_are_those_of_generate(tiny, talkative):
    for checkpoint in (tiny, talkative):
        asked = prompts(2, 6)
        found = replies(Transformers(checkpoint), asked, GREEDY)
        for prompt, reply in zip(asked, found, strict=True):
            ids = torch.tensor([checkpoint.tokens.ids(prompt)])
            whole = checkpoint.model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=GREEDY.max_tokens,
                eos_token_id=sorted(checkpoint.end_tokens),
            )
            expected = whole[0, ids.shape[1] :].tolist()
            assert (reply.text, reply.completion_tokens) == (checkpoint.text(expected), len(expected))
            assert reply.finish_reason == ("stop" if expected[-1] in checkpoint.end_tokens else "length")


def test_replies_do_not_depend_on_who_else_is_asked(talkative):
    asked, sampling = prompts(2, 20), Sampling(temperature=1.0, max_tokens=16)
    together = replies(Transformers(talkative, rows=256), asked, sampling)
    assert len({reply.completion_tokens for reply in together}) > 5, "they end at different places"
    expected = [reply.text for reply in together]
    for rows in (1, 7):
        assert texts(Transformers(talkative, rows=rows), asked, sampling) == expected
    assert texts(Transformers(talkative, share=False), asked, sampling) == expected
    assert texts(Transformers(talkative), asked[::-1], sampling) == expected[::-1]
    assert texts(Transformers(talkative), asked[5:9], sampling) == expected[5:9]


def test_seeds_and_samples(talkative):
    asked, backend = prompts(1, 10, samples=2), Transformers(talkative)
    sampling = Sampling(temperature=1.0, max_tokens=8, seed=3)
    found = texts(backend, asked, sampling)
    assert found == texts(backend, asked, sampling)
    assert sum(a != b for a, b in zip(found, texts(backend, asked, replace(sampling, seed=4)), strict=True)) > 15
    first, second = ([text for p, text in zip(asked, found, strict=True) if p.sample == n] for n in (1, 2))
    assert sum(a != b for a, b in zip(first, second, strict=True)) > 7


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_tokens_are_drawn_as_often_as_they_are_likely(temperature):
    logits = torch.tensor([0.0, 1.0, -1.0, 0.5])
    evenly = [(place + 0.5) / 20_000 for place in range(20_000)]
    drawn = _next(logits.expand(20_000, -1), evenly, temperature)
    expected = torch.softmax(logits.double() / temperature, dim=0)
    assert torch.bincount(drawn, minlength=4) / 20_000 == pytest.approx(expected, abs=1e-4)


# answers with a space (those of several tokens: test_choices.py)


def test_both_ways_to_write_an_answer_count(small):
    tokenizer = copy.deepcopy(small.tokenizer)
    assert tokenizer.add_tokens([" 4", "4 "]) == 2
    model = copy.deepcopy(small.model)
    model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    four = tokenizer.convert_tokens_to_ids("4")
    with torch.no_grad():
        for weight in (model.get_input_embeddings().weight, model.get_output_embeddings().weight):
            weight[-2:] = weight[four]  # as if they had been learnt
    both, asked = Checkpoint(model, tokenizer), prompts(1, 4)
    found = logs(replies(Transformers(both), asked, PROBABILITIES))
    expected = direct(model, tokenizer, asked, enable_thinking=False)
    expected[:, 3] += np.log(3)  # "4", " 4" and "4 " are equally likely here
    assert np.abs(found - expected).max() < CLOSE


# memory and context


class Narrow:
    """A model whose memory holds so many prompts; `widths` are how many it was given, in a row each or in one row."""

    def __init__(self, model, rows):
        self._model, self._rows, self.widths = model, rows, []

    def __getattr__(self, name):
        return getattr(self._model, name)

    def eval(self):
        return self

    def __call__(self, input_ids, **options):
        starts = (options["position_ids"].diff() < 0).sum() if "position_ids" in options else 0
        self.widths.append(len(input_ids) + int(starts))
        if self.widths[-1] > self._rows:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return self._model(input_ids=input_ids, **options)


@pytest.mark.parametrize("sampling", [PROBABILITIES, Sampling(temperature=1.0)], ids=lambda one: one.mode)
def test_when_memory_runs_out_fewer_rows_are_read(small, sampling):
    asked = prompts(2, 20)
    narrow = Narrow(small.model, 6)
    backend = Transformers(Checkpoint(narrow, small.tokenizer))
    found, expected = replies(backend, asked, sampling), replies(Transformers(small), asked, sampling)
    assert [one.text for one in found] == [one.text for one in expected]
    if sampling.mode == "probabilities":
        assert np.abs(logs(found) - logs(expected)).max() < CLOSE
        rows, too_wide = 10, [7]  # tried beside each other; a pack holds six of these
    else:
        rows, too_wide = 5, [20, 10]
    assert backend.rows == rows
    assert [width for width in narrow.widths if width > 6] == too_wide, "halved until it fits, and then so to the end"


def test_a_model_that_cannot_hold_one_row_is_refused(small):
    with pytest.raises(InputError, match="does not fit into memory with one prompt; give a smaller model"):
        replies(Transformers(Checkpoint(Narrow(small.model, 0), small.tokenizer)), prompts(1, 5), PROBABILITIES)


def test_a_fault_of_another_kind_is_not_taken_for_memory(small):
    class Broken(Narrow):
        def __call__(self, input_ids, **options):
            raise RuntimeError("the weights do not fit together")

    with pytest.raises(RuntimeError, match="do not fit together"):
        replies(Transformers(Checkpoint(Broken(small.model, 0), small.tokenizer)), prompts(1, 5), PROBABILITIES)


def test_prompts_beyond_the_context_are_listed_and_the_others_answered(small, tmp_path):
    asked = prompts(1)
    lengths = [Transformers(small).count_tokens(prompt, PROBABILITIES) for prompt in asked]
    context = sorted(lengths)[30] + 1
    made = Checkpoint.load(str(make(tmp_path / "short", layers=2, width=64, positions=context)))
    study = Study(bfi44(), bundled_pool(), personas=1, sampling=PROBABILITIES)
    outcome = run_study(study, Transformers(made), tmp_path / "run")
    fitting = sum(length < context for length in lengths)
    assert (outcome.received, outcome.failed, outcome.open) == (fitting, 44 - fitting, 44 - fitting)
    assert 31 <= fitting < 44
    found = read_replies(tmp_path / "run")
    assert len(found.stored) == fitting
    why = f"do not fit the context of {made.name}, {context} tokens; lower --max-tokens"
    assert all(why in error for error in found.failures.values())
    assert len(status(tmp_path / "run").failures) == 1, "one kind, whatever the length of the prompt"


def test_a_context_too_short_for_anybody_is_one_line(cli, tmp_path):
    folder = make(tmp_path / "short", layers=2, width=64, positions=64)
    code, out, err = cli("run", folder, "--personas", 1, "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert "do not fit the context" in err.splitlines()[-1]
    assert "Traceback" not in err
    code, out, _ = cli("status", tmp_path / "run")
    assert code == 0
    assert "replies     0 of 44" in out


# checkpoints that cannot be had


def edited(folder, name, **content):
    """A file of a checkpoint, with other content under some names."""
    record = json.loads((folder / name).read_text())
    (folder / name).write_text(json.dumps(record | content))


def pickled(folder):
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def cut_off(folder):
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])


def with_code(folder):
    edited(folder, "config.json", model_type="own", auto_map={"AutoModelForCausalLM": "own.Own", "AutoConfig": "own.C"})
    (folder / "own.py").write_text("raise SystemExit('this must not run')")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (pickled, "has no safetensors weights; give another revision, or use --any-format"),
        (cut_off, "has weights that cannot be read"),
        (with_code, "comes with its own code; use --trust-remote-code if you trust it"),
        (lambda folder: edited(folder, "config.json", model_type="t5"), "give a causal language model"),
        (lambda folder: [file.unlink() for file in folder.iterdir()], "cannot be loaded: "),
    ],
    ids=["pickled", "cut off", "with code", "not causal", "empty"],
)
def test_a_folder_that_cannot_be_loaded_is_one_line(cli, tmp_path, spoil, told):
    folder = make(tmp_path / "gated 401 connect", layers=2, width=64)  # words that mean something in other errors
    spoil(folder)
    code, out, err = cli("run", folder, "--backend", "transformers", "--personas", 1, "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    [line] = err.splitlines()
    assert line.startswith(f"persona-collapse: {folder} ")
    assert told in line
    assert not (tmp_path / "run").exists()


def test_pickled_weights_are_loaded_when_trusted(small, tmp_path):
    folder = shutil.copytree(small.name, tmp_path / "model")
    pickled(folder)
    asked = prompts(1, 3)
    loaded = Transformers(Checkpoint.load(str(folder), any_format=True))
    assert np.array_equal(
        logs(replies(loaded, asked, PROBABILITIES)), logs(replies(Transformers(small), asked, PROBABILITIES))
    )


@pytest.mark.parametrize("piece", [64, 65536], ids=["by pieces", "whole"])
def test_other_weights_in_the_same_folder_are_another_revision(small, tmp_path, monkeypatch, piece):
    monkeypatch.setattr("persona_collapse.backends.revision.PIECE", piece)
    folder = shutil.copytree(small.name, tmp_path / "model")
    first = Checkpoint.load(str(folder))
    assert first.revision == Checkpoint.load(small.name).revision
    size = (folder / "model.safetensors").stat().st_size
    with torch.no_grad():
        for weight in first.model.parameters():
            weight += 1e-3
    first.model.save_pretrained(folder)
    assert (folder / "model.safetensors").stat().st_size == size
    assert Checkpoint.load(str(folder)).revision != first.revision
    shutil.copytree(small.name, folder, dirs_exist_ok=True)
    assert Checkpoint.load(str(folder)).revision == first.revision
    (folder / "chat_template.jinja").write_text(TEMPLATE.replace("'<|'", "'|<'"))
    assert Checkpoint.load(str(folder)).revision != first.revision


FROM_THE_HUB = """
import contextlib, io, json, os, sys, time
from pathlib import Path
from tests.support.hub_double import Repository, hub_double

def ask(name, *options):
    from persona_collapse.cli import main
    sys.argv = ["persona-collapse", "run", name, "--backend", "transformers", *options]
    sys.argv += ["--personas", "1", "--mode", "probabilities"]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            return ended.code, err.getvalue()

found = {}
with hub_double() as hub:
    os.environ["HF_ENDPOINT"] = hub.url
    files = {file.name: file.read_bytes() for file in Path(sys.argv[1]).iterdir()}
    for name in ("org/open", "org/closed"):
        hub.repositories["models", name] = one = Repository(name)
        one.files, one.gated = files, name == "org/closed"
    found["none"], found["gated"], found["id"] = ask("org/none"), ask("org/closed"), ask("org//open")
    found["open"] = ask("org/open", "--out", "run")
    import huggingface_hub
    from persona_collapse.store import open_run
    with open_run("run") as store:
        found["revision"] = [store.manifest["asked"]["revision"], hub.repositories["models", "org/open"].sha]
huggingface_hub.close_session()
time.sleep = lambda seconds: None
found["away"] = ask("org/other")
print(json.dumps(found))
"""


def test_models_on_the_hub(checkpoint, tmp_path):
    environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_DISABLE_XET": "1", "PYTHONPATH": str(ROOT)}
    inherited = {name: value for name, value in os.environ.items() if name not in ("HF_TOKEN", "HF_HUB_OFFLINE")}
    done = subprocess.run(
        [sys.executable, "-c", FROM_THE_HUB, str(checkpoint)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=inherited | environment,
        timeout=2 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for name, told in {
        "none": "no accessible model org/none on the Hub and no such folder",
        "gated": "org/closed is gated: accept its terms on its page on the Hub",
        "id": "org//open cannot be loaded: Repo id must be in the form",
        "away": "org/other could not be downloaded: no connection to the Hub",
    }.items():
        code, err = found[name]
        assert code == 2
        [line] = err.splitlines()
        assert line.startswith(f"persona-collapse: {told}")
    code, err = found["open"]
    assert code == 0
    assert "replies     44 of 44" in err
    assert found["revision"][0] == found["revision"][1], "the commit on the Hub"


FOUR_RUNS = """
import json, os, sys
from persona_collapse.cli import main
for file, typed in json.loads(sys.argv[1]):
    os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), 2)
    sys.argv = ["persona-collapse", *typed]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, file
    sys.stderr.flush()
"""
WAYS = [(chat, mode) for chat in (True, False) for mode in ("generate", "probabilities")]


@pytest.fixture(scope="module")
def all_that_is_said(tmp_path_factory):
    """What runs say, by their way of asking, in one process beside this one, with Python's usual filters; the tokenizer
    states a length that prompts exceed."""
    home, typed = tmp_path_factory.mktemp("said"), []
    for chat in (True, False):
        folder = make(home / f"model-{chat}", layers=2, width=64, chat_template=chat)
        edited(folder, "tokenizer_config.json", model_max_length=16)
    for chat, mode in WAYS:
        asked = [str(home / f"model-{chat}"), "--personas", "1", "--mode", mode, "--max-tokens", "4"]
        typed.append((f"{chat}-{mode}", ["run", *asked, "--out", str(home / f"run-{chat}-{mode}")]))
    done = subprocess.run(
        [sys.executable, "-c", FOUR_RUNS, json.dumps(typed)],
        capture_output=True,
        text=True,
        cwd=home,
        env={name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"},
        timeout=2 * PATIENCE,
    )
    return {way: (home / f"{way[0]}-{way[1]}").read_text() for way in WAYS}, done.stderr, done.returncode


@pytest.mark.parametrize("mode", ["generate", "probabilities"])
@pytest.mark.parametrize("chat", [True, False], ids=["chat", "base"])
def test_libraries_say_nothing_of_their_own(all_that_is_said, mode, chat):
    said, first, code = all_that_is_said
    said = first + said[chat, mode]
    assert code == 0, said
    assert "replies     44 of 44" in said
    assert "Warning" not in said
    assert not any(line.startswith(("[", "Token indices")) for line in said.splitlines()), "a library's log"


def test_without_a_network_there_is_one_line(cli):
    code, out, err = cli("run", "org/model", "--personas", 1, "--backend", "transformers")
    assert (code, out) == (2, "")
    assert (
        err
        == "persona-collapse: org/model could not be downloaded: no connection to the Hub; give a local folder, or try again when online\n"
    )


def test_a_context_without_a_limit(small):
    model = copy.copy(small.model)
    model.config = copy.deepcopy(model.config)
    model.config.max_position_embeddings = 10**9
    assert (small.context, Checkpoint(model, small.tokenizer).context) == (2048, None)
