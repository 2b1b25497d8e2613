"""Mode distribution: a reply states the share of each answer, and answers are drawn from what it states."""

import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from persona_collapse.instruments.introduction import self_introduction
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study, judge, read_replies, run_answers, run_study
from persona_collapse.study.trials import STATEMENTS
from tests.support.asking import Says, simulated, small
from tests.support.scripted import said, scripted

SHARES = Sampling(mode="distribution")
STATED = {"1": 10, "2": 0, "3": 0, "4": 60, "5": 30}


def asked(folder, says, study):
    """What a run says whose every reply is this."""
    run_study(study, Says(lambda prompt: says), folder)
    return read_replies(folder)


def test_a_question_is_asked_once_and_answered_by_draws(tmp_path):
    study = small(40, 4, samples=25, sampling=replace(SHARES, temperature=0.0))
    replies = asked(tmp_path / "run", json.dumps(STATED), study)
    assert (len(study), len(replies.stored), len(replies.answers)) == (160, 160, 4000)
    drawn = np.array([one.answer for one in replies.answers])
    shares = [np.mean(drawn == point) for point in range(1, 6)]
    assert shares == pytest.approx([0.1, 0, 0, 0.6, 0.3], abs=0.03), "4,000 draws, as stated at any temperature"
    assert {one.reading.rule for one in replies.answers} == {"distribution"}
    found = run_answers(replies)
    assert found.distributions == pytest.approx(np.broadcast_to([0.1, 0, 0, 0.6, 0.3], (40, 4, 5)))
    assert found.quality.answer_mass is None, "nothing is known of tokens"


def test_printed_in_another_direction_the_shares_are_turned_back(tmp_path):
    study = small(8, 4, sampling=SHARES, order="random")
    found = run_answers(asked(tmp_path / "run", json.dumps({"1": 100}), study))
    printed = {study.presentation(one, item).mirrored for one in found.respondents for item in study.item_ids}
    assert printed == {True, False}
    for row, respondent in enumerate(found.respondents):
        for column, item in enumerate(study.item_ids):
            at = 5 if study.presentation(respondent, item).mirrored else 1
            assert found.distributions[row, column, at - 1] == 1
            assert found.samples[0, row, column] == at


def test_simulated_respondents_state_what_they_answer_with(tmp_path):
    stated, known = (small(5, 6, samples=3, sampling=Sampling(mode=mode)) for mode in ("distribution", "probabilities"))
    runs = []
    for name, study in (("stated", stated), ("known", known)):
        run_study(study, simulated(study), tmp_path / name)
        runs.append(run_answers(tmp_path / name).distributions)
    assert runs[0] == pytest.approx(runs[1], abs=0.002), "rounded to a tenth of a percent"


def test_the_words_ask_for_shares_and_are_part_of_the_study():
    plain, shares = small(sampling=Sampling()), small(sampling=SHARES)
    (question, *_), (other, *_) = ([one.question for one in study.prompts()] for study in (plain, shares))
    assert "Answer with one number" in question
    assert "Answer with one number" not in other
    assert "Say how likely you are to give each answer from 1 to 5, in percent" in other
    assert plain.hash != shares.hash


def test_a_reply_without_a_distribution_is_unreadable_in_every_sample(tmp_path):
    replies = asked(tmp_path / "run", "4", small(2, 3, samples=2, sampling=SHARES))
    assert [one.reading.reason for one in replies.answers] == ["no distribution"] * 12
    refused = asked(
        tmp_path / "refused", Reply(json.dumps(STATED), finish_reason="refusal"), small(1, 1, sampling=SHARES)
    )
    assert [one.reading.reason for one in refused.unread] == ["refusal"]


def test_what_cannot_be_asked_so_is_refused(tmp_path):
    with pytest.raises(InputError, match="is answered in free text; ask it with --mode generate"):
        Study(self_introduction(), bundled_pool(), 2, sampling=SHARES)
    german = catalogue.bundled("ipip-neo-120", "de")
    with pytest.raises(InputError, match="a distribution is asked for in English, and the items are in 'de'"):
        Study(german, bundled_pool(), 2, sampling=SHARES)
    asked(tmp_path / "run", "4", small(1, 1, sampling=SHARES))
    with pytest.raises(InputError, match="holds distributions, and a judge says one number; omit --judge"):
        judge(tmp_path / "run", Says(lambda prompt: "4"))


def sensible(line, body):
    """A model that knows what is true, and states shares."""
    question = body["messages"][-1]["content"]
    true = next((one.true for one in STATEMENTS if one.text in question), None)
    return said(json.dumps(STATED if true is None else {"5": 100} if true else {"1": 90, "2": 10}))


def test_the_command(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    typed = ("--personas", 2, "--mode", "distribution", "--out", tmp_path / "run")
    with scripted(sensible) as server:
        code, _, err = cli("run", "any", "--base-url", server.base_url, *typed)
        assert code == 0, err
        assert server.requests[-1]["max_tokens"] == 256
        assert "logprobs" not in server.requests[-1]
        assert len(server.requests) == 5 + 88
    assert "pre-flight: 5 of 5 trial questions read; true statements rated 5.0, false ones 1.1\n" in err
    code, out, _ = cli("show", tmp_path / "run", "--item", 1)
    assert code == 0
    assert '{"1": 10, "2": 0, "3": 0, "4": 60, "5": 30}' in out
    assert "(distribution)" in out


def test_a_model_that_states_none_is_stopped_before_anything_is_asked(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    with scripted(lambda line, body: said("4")) as server:
        typed = ("--personas", 2, "--mode", "distribution", "--out", tmp_path / "run")
        code, _, err = cli("run", "any", "--base-url", server.base_url, *typed)
    assert code == 2
    assert "any answered 0 of 5 trial questions, and the run was not begun: no distribution, for example '4'" in err
    assert len(server.requests) == 5


def half(line, body):
    """A model that knows what is true, and states half of an item's shares."""
    question = body["messages"][-1]["content"]
    return sensible(line, body) if any(one.text in question for one in STATEMENTS) else said('{"1": 20, "2": 30}')


def test_the_first_replies_stop_a_run(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    with scripted(half) as server:
        typed = ("--personas", 2, "--mode", "distribution", "--concurrency", 1, "--out", tmp_path / "run")
        code, _, err = cli("run", "any", "--base-url", server.base_url, *typed)
    assert code == 0, err
    assert "of the first 25 replies hold no answer (21 shares that add up to 50 %); look at them with" in err
    assert len(server.requests) < 40
    assert len(read_replies(tmp_path / "run").unread) >= 21, "and they are kept"
