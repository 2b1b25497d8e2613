"""A run that cannot succeed stops after its first replies, and its replies can be looked at."""

import sqlite3

import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.store import ResponseStore
from persona_collapse.study import read_replies, run_study, status
from persona_collapse.study.browsing import shown
from persona_collapse.study.early import CONSTANT, LOOKED_AT, FirstReplies
from tests.support.asking import Says, small

THINKING = "Alright, so I need to figure out how this person would rate it. Since Maria is shy, the answer would be 2. However, she has"


def run(tmp_path, say, **options):
    look = options.pop("look", True)
    return run_study(small(6, 20, **options), Says(say), tmp_path, look=look)


def test_cut_thinking_stops_the_run_with_the_option_that_mends_it(tmp_path):
    found = run(tmp_path, lambda one: Reply(THINKING, finish_reason="length"))
    assert found.asked == LOOKED_AT - 4, "21 of them are enough to know"
    assert "21 of the first 25 replies hold no answer (21 cut by the token limit)" in found.stopped
    assert found.stopped.endswith("64 tokens are too few: use --max-tokens 2048, or --thinking off")
    assert str(tmp_path) not in found.stopped, "a visitor of the app reads it, and no folder is theirs"
    assert status(tmp_path).unreadable == {"cut before it ends": 21}
    assert [one.answer for one in read_replies(tmp_path).answers] == [None] * 21


def test_a_server_that_does_not_say_how_a_reply_ended_is_read_by_its_tokens(tmp_path):
    run(tmp_path, lambda one: Reply(THINKING, completion_tokens=64))
    assert status(tmp_path).unreadable == {"cut before it ends": 21}


def test_empty_replies_stop_the_run(tmp_path):
    found = run(tmp_path, lambda one: Reply("", finish_reason="stop"))
    assert "(21 empty); look at them with persona-collapse show --unread" in found.stopped


def test_probabilities_off_the_scale_stop_the_run(tmp_path):
    few = Reply(probabilities=(1e-6,) * 5)
    found = run(tmp_path, lambda one: few, sampling=Sampling(mode="probabilities"))
    assert found.stopped.endswith(
        "the model does not answer with a number directly: use --mode generate, or --thinking off"
    )


def test_some_unreadable_replies_do_not_stop_a_run(tmp_path):
    words = iter(["no idea"] * 20 + ["4"] * 100)
    found = run(tmp_path, lambda one: next(words))
    assert (found.asked, found.stopped) == (120, "")


def test_a_user_can_ask_on(tmp_path):
    found = run(tmp_path, lambda one: "no idea", look=False)
    assert (found.asked, found.stopped) == (120, "")


def test_one_constant_answer_is_a_warning(tmp_path):
    assert "the first 20 answers are all 3" in run(tmp_path / "same", lambda one: "3").warning
    answers = iter("3" * (CONSTANT - 1) + "4" * 200)
    assert run(tmp_path / "other", lambda one: next(answers)).warning == ""


def test_errors_and_free_texts_are_not_looked_at():
    first = FirstReplies(small())
    assert first.heard(None, Reply(error="refused")) == ""
    assert first.seen == 0


def test_replies_are_shown_with_their_questions(tmp_path):
    run(tmp_path, lambda one: "4, I like it" if one.item == "bfi44_1" else "hm")
    replies = read_replies(tmp_path)
    first = next(shown(replies, item="1"))
    assert first.lines()[0] == f"persona {first.respondent}, item bfi44_1, sample 1"
    assert any("is talkative" in line.lower() for line in first.lines())
    assert first.lines()[-3:] == ["  > 4, I like it", "  answer 4 (said)", ""]
    unread = list(shown(replies, unread=True))
    assert {one.reading for one in unread} == {"no answer: no answer in it"}
    assert {one.item for one in shown(replies, persona=first.respondent)} >= {"bfi44_1", "bfi44_2"}
    with pytest.raises(InputError, match="no item 99"):
        list(shown(replies, item="99"))
    with pytest.raises(InputError, match="no reply of persona nobody"):
        list(shown(replies, persona="nobody"))


def test_going_on_with_more_tokens_keeps_what_was_read_and_asks_the_rest_again(tmp_path):
    few, many = Sampling(max_tokens=64), Sampling(max_tokens=2048)
    words = iter(["4", "2", *[THINKING] * 100])
    run(tmp_path, lambda one: Reply(next(words), finish_reason="length"), sampling=few)
    before = read_replies(tmp_path)
    kept = {one.stored.key for one in before.answers if one.answer is not None}
    assert len(kept) == 2

    more = Says(lambda one: "5")
    found = run_study(small(6, 20, sampling=many), more, tmp_path)
    assert (found.asked, found.open) == (118, 0), "the two that were read are not asked again"
    after = read_replies(tmp_path)
    assert {one.stored.key: one.answer for one in after.answers if one.stored.key in kept} == dict(
        zip([one.stored.key for one in before.answers if one.answer is not None], [4, 2], strict=True)
    )
    assert after.manifest.asked.sampling.max_tokens == 2048
    assert [one.sampling.max_tokens for one in after.manifest.earlier] == [64]
    with sqlite3.connect(tmp_path / "replies.sqlite") as everything:
        ((stored,),) = everything.execute("SELECT count(*) FROM replies")
    assert stored == 120 + len(before.stored) - 2, "nothing that was paid is lost"


def test_fewer_tokens_or_another_temperature_are_another_run(tmp_path):
    run(tmp_path, lambda one: "4", sampling=Sampling(max_tokens=64))
    for other in (Sampling(max_tokens=32), Sampling(max_tokens=128, temperature=0.1)):
        with pytest.raises(InputError, match="holds another run"):
            run(tmp_path, lambda one: "4", sampling=other)


def test_a_process_killed_while_it_goes_on_leaves_the_earlier_run(tmp_path, monkeypatch):
    run(tmp_path, lambda one: "4", sampling=Sampling(max_tokens=64))
    before = read_replies(tmp_path)

    def killed(store, name, content):
        if name == "earlier":
            raise KeyboardInterrupt
        write(store, name, content)

    write = ResponseStore.write_manifest
    monkeypatch.setattr(ResponseStore, "write_manifest", killed)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, lambda one: "4", sampling=Sampling(max_tokens=128))
    monkeypatch.undo()
    after = read_replies(tmp_path)
    assert (after.manifest.asked, len(after.stored)) == (before.manifest.asked, len(before.stored))
