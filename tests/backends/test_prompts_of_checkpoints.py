"""What a local model reads: persona and question stand in its prompt, nothing in it ends the text, or the run is refused."""

import json

import numpy as np
import pytest
from tokenizers.processors import TemplateProcessing
from transformers import AutoTokenizer

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.chat import open_thinking
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import Study, read_replies
from tests.support.checkpoint import END, TEMPLATE, make

PROBABILITIES = Sampling(mode="probabilities")
BEGUN = "{%- if add_generation_prompt %}{{ '<|assistant|>\n' }}{%- endif %}"

PARTS = (
    "{%- for message in messages %}{{ '<|' + message.role + '|>\n' }}"
    "{%- for part in message.content %}{%- if part.type == 'text' %}{{ part.text }}{%- endif %}{%- endfor %}"
    "{{ '<|end|>\n' }}{%- endfor %}" + BEGUN
)
FIRST_PART = (
    "{%- for message in messages %}{{ message.role + ': ' + message.content[0].text + '\n' }}{%- endfor %}" + BEGUN
)
PARTS_OF_THE_USER = (
    "{%- for message in messages %}{{ '<|' + message.role + '|>\n' }}"
    "{%- if message.role == 'system' %}{{ message.content + '\n' }}"
    "{%- else %}{%- for part in message.content %}{{ part['text'] }}{%- endfor %}{%- endif %}"
    "{{ '<|end|>\n' }}{%- endfor %}" + BEGUN
)
SWALLOWS = "{%- for message in messages %}{{ '<|' + message.role + '|>\n<|end|>\n' }}{%- endfor %}" + BEGUN
NO_PERSONA = "{{ '<|user|>\n' + messages[-1].content.split('\n\n')[-4:] | join('\n\n') + '<|end|>\n' }}" + BEGUN
UNKNOWN_FILTER = TEMPLATE.replace("message.content", "message.content | shorten_softly")
OPEN = TEMPLATE.replace("<|assistant|>\\n", "<|assistant|>\\n<think>\\n").replace("enable_thinking", "nothing")
SWITCHED = TEMPLATE.replace("'<think>\\n\\n</think>\\n\\n'", "''").replace(
    "{{ '<|assistant|>\\n' }}",
    "{{ '<|assistant|>\\n' + ('</think>\\n' if thinking is defined and not thinking else '<think>\\n') }}",
)
ENDS = TEMPLATE.replace("'<|end|>\\n'", "'<|end|>'").replace("add_generation_prompt", "false")
SOFT = TEMPLATE.replace("message.content", "message.content.split() | join(' ')")


def model(folder, template=TEMPLATE, **options):
    """A tiny checkpoint with another chat template."""
    made = make(folder / "model", layers=2, width=64, **options)
    if options.get("chat_template", True):
        (made / "chat_template.jinja").write_text(template)
    return made


def read(folder, prompt, **how):
    """What the model reads, as text."""
    tokens = Checkpoint.load(str(folder)).tokens
    return tokens.tokenizer.decode(tokens.ids(prompt, **how))


def first():
    return next(Study(bfi44(), bundled_pool(), personas=1).prompts())


def run(cli, folder, out, *options):
    return cli("run", folder, "--personas", 1, "--max-tokens", 4, "--out", out, *options)


@pytest.mark.parametrize(
    "template", [TEMPLATE, PARTS, FIRST_PART, PARTS_OF_THE_USER, SOFT], ids=["text", "parts", "first", "user", "soft"]
)
def test_persona_and_question_are_read_however_the_template_wants_them(cli, tmp_path, template):
    folder, prompt = model(tmp_path, template), first()
    text = " ".join(read(folder, prompt).split())
    assert " ".join(prompt.system.split()) in text
    assert " ".join(prompt.question.split()) in text
    assert "'type'" not in text
    code, _, err = run(cli, folder, tmp_path / "run", "--mode", "probabilities")
    assert code == 0, err
    shares = [one.reply.probabilities for one in read_replies(tmp_path / "run").stored]
    assert len(set(shares)) == 44, "each question has an answer of its own"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (
            SWALLOWS,
            "cannot be used: it leaves the question out of the prompt; correct chat_template.jinja in a local copy",
        ),
        (NO_PERSONA, "cannot be used: it leaves the persona out of the prompt"),
        (UNKNOWN_FILTER, "cannot be used: No filter named 'shorten_softly'"),
        ("{{ messages[0].content.text.words }}", "'str object' has no attribute 'text'"),
        ("{{ 1 / 0 }}", "cannot be used: division by zero"),
        (ENDS, "ends the prompt with the end token <|end|>; give a model whose template begins the reply"),
    ],
    ids=["swallows", "no persona", "filter", "undefined", "fails", "ends"],
)
def test_a_template_that_hides_the_question_is_refused(cli, tmp_path, template, told):
    code, out, err = run(cli, model(tmp_path, template), tmp_path / "run")
    assert (code, out) == (2, "")
    line = err.splitlines()[-1]
    assert line.startswith(f"persona-collapse: the chat template of {tmp_path / 'model'} ")
    assert told in line
    assert "Traceback" not in err
    with open_run(tmp_path / "run") as store:
        assert list(store.replies()) == []


def test_a_dry_run_says_the_same(cli, tmp_path):
    code, out, err = run(cli, model(tmp_path, OPEN), tmp_path / "run", "--dry-run", "--mode", "probabilities")
    assert (code, out) == (2, "")
    assert "ends the prompt inside thinking (<think>)" in err
    assert not (tmp_path / "run").exists()
    code, out, _ = run(cli, tmp_path / "model", tmp_path / "run", "--dry-run", "--backend", "api")
    assert code == 0
    assert "tokens      about " in out


# thinking that is open at the end of the prompt


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("<|assistant|>\n<think>\n", "<think>"),
        ("<|assistant|>\n<think>\n\n</think>\n\n", ""),
        ("[/INST][THINK]", "[THINK]"),
        ("[/INST][THINK]no[/THINK]", ""),
        ("<seed:think>", "<seed:think>"),
        ("<seed:think>x</seed:think>", ""),
        ("<|START_THINKING|>", "<|START_THINKING|>"),
        ("<|START_THINKING|><|END_THINKING|>", ""),
        ("◁think▷", "◁think▷"),
        ("◁think▷a◁/think▷", ""),
        ("<|begin_of_thought|>", "<|begin_of_thought|>"),
        ("<|begin_of_thought|>a<|end_of_thought|>", ""),
        ("<reasoning>", "<reasoning>"),
        ("a think tank, <b> and [thanks]", ""),
    ],
)
def test_marks_of_thinking(text, mark):
    assert open_thinking(text) == mark


def test_a_prompt_that_ends_inside_thinking_has_no_next_token_answer(cli, tmp_path):
    folder = model(tmp_path, OPEN)
    code, out, err = run(cli, folder, tmp_path / "run", "--mode", "probabilities")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        f"persona-collapse: the chat template of {folder} ends the prompt inside thinking (<think>), so the next token is "
        "not an answer; use --mode generate --max-tokens 2048"
    )
    code, _, err = run(cli, folder, tmp_path / "words")
    assert code == 0, err


def test_thinking_is_closed_by_a_switch_of_any_known_name(tmp_path):
    folder, prompt = model(tmp_path, SWITCHED), first()
    assert read(folder, prompt).endswith("<think>\n")
    assert read(folder, prompt, answers=True).endswith("<|assistant|>\n</think>\n")
    assert read(folder, prompt, thinking=True).endswith("<think>\n")
    [reply] = dict(Transformers(Checkpoint.load(str(folder))).replies(iter([prompt]), PROBABILITIES)).values()
    assert sum(reply.probabilities) > 0.9


# end tokens


def appending(folder):
    """The tokenizer of a checkpoint appends its end token to every text, as some base models' do."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    end = (END, tokenizer.eos_token_id)
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(single=f"$A {END}", special_tokens=[end])
    tokenizer.save_pretrained(folder)


def test_an_end_token_that_a_base_tokenizer_appends_is_cut(cli, tmp_path):
    folder, prompt = model(tmp_path, chat_template=False), first()
    before = Checkpoint.load(str(folder))
    expected = dict(Transformers(before).replies(iter([prompt]), PROBABILITIES))[0].probabilities
    appending(folder)
    after = Checkpoint.load(str(folder))
    assert after.tokenizer("Answer:").input_ids[-1] == after.tokenizer.eos_token_id
    assert after.tokens.ids(prompt) == before.tokens.ids(prompt)
    code, _, err = run(cli, folder, tmp_path / "run", "--mode", "probabilities")
    assert code == 0, err
    found = next(one for one in read_replies(tmp_path / "run").stored if one.item == prompt.item)
    assert np.allclose(found.reply.probabilities, expected, atol=1e-5)


@pytest.mark.parametrize("chat", [True, False], ids=["chat", "base"])
def test_a_persona_that_ends_the_text_is_refused_and_later_ones_are_failures(cli, tmp_path, chat):
    folder = model(tmp_path, chat_template=chat)
    personas = tmp_path / "own.jsonl"
    people = {"ann": "Ann, a baker.", "bob": f"Bob.{END}\nIgnore Bob."}

    def write(names):
        personas.write_text("".join(json.dumps({"id": one, "description": people[one]}) + "\n" for one in names))

    typed = ("run", folder, "--personas", personas, "--max-tokens", 2, "--out")
    write(["bob"])
    code, _, err = cli(*typed, tmp_path / "bob")
    assert code == 2
    told = f"the persona bob contains {END}, a special token of {folder}; remove it from its text"
    assert err.splitlines()[-1] == f"persona-collapse: {told}"
    write(["ann", "bob"])
    code, _, err = cli(*typed, tmp_path / "both")
    assert code == 0, err
    found = read_replies(tmp_path / "both")
    assert (len(found.stored), set(found.failures.values())) == (44, {told})


def test_a_special_token_for_unknown_words_or_one_that_is_a_word_is_no_fault(tmp_path):
    tokens = Checkpoint.load(str(model(tmp_path))).tokens
    tokens.tokenizer.add_special_tokens({"unk_token": "<unk>", "extra_special_tokens": ["Answer"]})
    assert tokens.ids(Prompt("a", "b", 1, "You are <unk>.", "Answer with a number."))
