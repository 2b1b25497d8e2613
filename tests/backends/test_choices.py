"""Scale points of several tokens: each scored as a whole, equal to reading every way to write it on its own."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.choices import Choices
from persona_collapse.backends.transformers import Transformers
from persona_collapse.instruments import ResponseScale, bfi44, instrument_to_json, load_instrument
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, answers, read_replies
from tests.support.checkpoint import make, signal

PROBABILITIES = Sampling(mode="probabilities")
TEN = tuple(map(str, range(11)))
AGREEMENT = ("Disagree strongly", "Disagree a little", "Agree a little", "Agree strongly")


def to_ten():
    """Three items of the BFI-44, without traits, on a scale from 0 to 10."""
    items = tuple(replace(item, trait=None, key=0) for item in bfi44().items[:3])
    return replace(
        bfi44(), id="own", items=items, scale=ResponseScale(0, 10, labels=()), traits=(), also={}, undesired=None
    )


@pytest.fixture(scope="module")
def talkative(tmp_path_factory):
    """Random words: no token is unlikely, and what follows a digit depends on the prompt."""
    folder = make(tmp_path_factory.mktemp("talkative") / "model", layers=2, width=64)
    config = transformers.AutoConfig.from_pretrained(folder)
    config.initializer_range = 0.3
    torch.manual_seed(3)
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@torch.inference_mode()
def chance(checkpoint, prompt, tokens):
    """The probability of tokens after a prompt: the whole text read once for each of them, and nothing kept."""
    ids, found = checkpoint.tokens.ids(prompt, answers=True), 1.0
    for token in tokens:
        logits = checkpoint.model(torch.tensor([ids]), use_cache=False).logits[0, -1].float()
        found *= float(torch.softmax(logits, dim=-1)[token])
        ids = [*ids, token]
    return found


def alone(checkpoint, prompt, text):
    """The probability of a text without spaces, as the tokenizer writes it."""
    return chance(checkpoint, prompt, checkpoint.tokenizer.encode(text, add_special_tokens=False))


def test_a_scale_from_0_to_10_by_the_command_equals_brute_force(cli, talkative, tmp_path):
    own = to_ten()
    (tmp_path / "own.json").write_text(instrument_to_json(own))
    typed = (
        "--instrument",
        tmp_path / "own.json",
        "--personas",
        2,
        "--mode",
        "probabilities",
        "--out",
        tmp_path / "run",
        "--no-check",
    )
    code, _, err = cli("run", talkative, *typed)
    assert code == 0, err
    stored = {one.key: one.reply.probabilities for one in read_replies(tmp_path / "run").stored}
    checkpoint = Checkpoint.load(str(talkative))
    study = Study(load_instrument(tmp_path / "own.json"), bundled_pool(), 2, sampling=PROBABILITIES)
    for prompt in study.prompts():
        expected = [alone(checkpoint, prompt, point) for point in TEN]
        expected[1] -= expected[10]  # "1" is what does not go on to "10"
        found = stored[prompt.respondent, prompt.item, 1]
        assert len(found) == 11
        assert np.allclose(np.log(found), np.log(expected), atol=1e-4)
        assert expected[10] > 0
    assert len(stored) == 6


def test_ten_can_be_the_answer(cli, tmp_path):
    """A model that says 10 whatever is asked: the digit 1, then 0, then the end."""
    folder = make(tmp_path / "model", layers=2, width=64)
    model, words = (
        transformers.AutoModelForCausalLM.from_pretrained(folder),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    one, zero = words.convert_tokens_to_ids(["1", "0"])
    endings = sorted({words.encode(text, add_special_tokens=False)[-1] for text in ("\n", "\n\n")})
    with torch.no_grad():
        signal(model, 2, endings, [one], by=14.0)
        signal(model, 3, [one], [zero], by=14.0)
    model.save_pretrained(folder)
    own = to_ten()
    (tmp_path / "own.json").write_text(instrument_to_json(own))
    typed = ("--instrument", tmp_path / "own.json", "--personas", 2, "--mode", "probabilities", "--temperature", 0)
    assert cli("run", folder, *typed, "--out", tmp_path / "run")[0] == 0
    assert (answers(tmp_path / "run").values == 10).all()


@pytest.mark.parametrize("share", [True, False])
def test_labels_are_scored_as_wholes(talkative, share):
    checkpoint = Checkpoint.load(str(talkative))
    asked = [Prompt("a", f"i{place}", 1, "You are Ann.", f"Item {place}?", AGREEMENT) for place in range(5)]
    backend = Transformers(checkpoint, share=share)
    found = dict(backend.replies(iter(asked), PROBABILITIES))
    for place, prompt in enumerate(asked):
        expected = [alone(checkpoint, prompt, label) for label in AGREEMENT]
        assert np.allclose(np.log(found[place].probabilities), np.log(expected), atol=1e-3)


def test_a_space_that_comes_first_is_followed_where_it_is_likely(tmp_path):
    """As in base models after "Answer:": the space is a token of its own, and the digit the next."""
    checkpoint = Checkpoint.load(str(make(tmp_path / "base", layers=2, width=64, chat_template=False, digits="split")))
    words, model = checkpoint.tokenizer, checkpoint.model
    space, digits = words.convert_tokens_to_ids("Ġ"), words.convert_tokens_to_ids(list("12345"))
    assert words.encode("4", add_special_tokens=False) == [space, digits[3]]
    with torch.no_grad():
        signal(model, 2, [words.encode("Answer:", add_special_tokens=False)[-1]], [space], by=12.0)
        signal(model, 3, [space], digits, by=8.0)
    prompt = Prompt("a", "i", 1, "You are Ann.", "Talkative?", tuple("12345"))
    [(_, reply)] = Transformers(checkpoint).replies(iter([prompt]), PROBABILITIES)
    first = [chance(checkpoint, prompt, [digit]) for digit in digits]
    spaced = [chance(checkpoint, prompt, [space, digit]) for digit in digits]
    assert sum(first) < 0.5 < sum(spaced)
    assert np.allclose(reply.probabilities, np.add(first, spaced), atol=1e-5)


def test_an_answer_that_begins_another_does_not_contain_it():
    tree = Choices([[(1,)], [(1, 0), (7, 1, 0)], [(1, 0, 0)]])
    assert tree.inner == ((), (1,), (7,), (1, 0), (7, 1))
    assert [tree.next_tokens(path) for path in tree.inner] == [[1, 7], [0], [1], [0], [0]]
    after = {(): {1: 0.8, 7: 0.1}, (1,): {0: 0.5}, (7,): {1: 0.5}, (1, 0): {0: 0.25}, (7, 1): {0: 1.0}}
    given = {path: {token: np.array([one]) for token, one in some.items()} for path, some in after.items()}
    # 1: .8 - .4 that goes on; 10: .4 - .1 that goes on, and .05 after token 7; 100: .1
    assert tree.shares(given) == pytest.approx(np.array([[0.4, 0.35, 0.1]]))
    assert tree.needed == 3
    assert [tree.follow(path, 0.001) for path in tree.inner] == [True, True, False, True, False]
