"""Asking: stopped in any way at any moment, gone on with, nothing lost and nothing asked twice."""

import multiprocessing
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import self_introduction
from persona_collapse.personas import PersonaPool, Respondent, bundled_pool
from persona_collapse.reading import Reading
from persona_collapse.store import FILE, is_run, open_run
from persona_collapse.study import DEFAULT, Limits, answers, export, judge, read_replies, run_answers, run_study, status
from persona_collapse.study.replies import Spent
from persona_collapse.study.run import GIVE_UP_AFTER
from tests.support.asking import Says, ask_and_log, command, long_study, simulated, small, stored
from tests.support.waiting import PATIENCE, until

COMMAND = [sys.executable, "-c", "from persona_collapse.cli import main; main()"]


@pytest.fixture
def cli(monkeypatch, capsys):
    return command(monkeypatch, capsys)


def three(prompt):
    return "3"


def test_a_run_asked_again_asks_nothing(tmp_path):
    study, first, second = small(3, 4, samples=2), Says(three), Says(three)
    assert run_study(study, first, tmp_path).received == len(study) == 24
    told = []
    outcome = run_study(study, second, tmp_path, begun=told.append)
    assert (outcome.asked, outcome.open, outcome.stopped, second.asked, told) == (0, 0, "", [], [24])


def test_more_people_more_samples_and_the_default_are_asked_later(tmp_path):
    asked = []
    for options in ({}, {"personas": 5}, {"samples": 2}, {"with_default": True}, {"personas": 2}):
        backend = Says(three)
        run_study(small(**{"personas": 3, "items": 4, **options}), backend, tmp_path)
        asked.append(len(backend.asked))
    assert asked == [12, 2 * 4, 3 * 4, 4, 0]
    found = run_answers(tmp_path)
    assert found.samples.shape == (2, 5, 4)
    assert np.isnan(found.samples).sum() == 2 * 4, "two were asked once only"
    assert found.default[0].tolist() == [3] * 4
    assert np.isnan(found.default[1]).all()
    assert status(tmp_path).expected == 6 * 4 * 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"samples": 1, "order": "random"}, "its order is fixed, not random"),
        ({"labels": False}, "its labels is True, not False"),
        ({"sampling": Sampling(seed=4)}, "its seed is 0, not 4"),
        ({"sampling": Sampling(temperature=0.2)}, "its temperature is 0.7, not 0.2"),
        ({"items": 5}, "its instrument is bfi44"),
        ({"pool": PersonaPool("mine", bundled_pool().respondents[:9])}, "its pool is personas"),
    ],
)
def test_another_study_does_not_go_into_the_same_directory(tmp_path, change, words):
    run_study(small(), Says(three), tmp_path)
    before, backend = stored(tmp_path), Says(three)
    with pytest.raises(InputError, match=f"holds another run .*{words}.*give another --out"):
        run_study(small(**change), backend, tmp_path)
    assert (backend.asked, stored(tmp_path)) == ([], before)


def test_another_model_does_not_either(tmp_path):
    run_study(small(), Says(three), tmp_path)
    with pytest.raises(InputError, match="its model is says, not other"):
        run_study(small(), Says(three, model="other"), tmp_path)


def test_attributes_beside_the_answers_are_those_of_the_last_start(tmp_path):
    def pool(mood):
        return PersonaPool("mine", (Respondent("1", "Ann", "Ann", {"mood": mood}),))

    for mood in ("bad", "good"):
        run_study(small(1, 4, pool=pool(mood)), Says(three), tmp_path)
        assert run_answers(tmp_path).attributes == {"mood": (mood,)}
    assert stored(tmp_path)[1] == 4, "they are not told, so nobody is asked again"


def test_failures_are_replies_with_an_error_and_asked_again(tmp_path):
    study = small(3, 4)
    broken = {("bfi44_2", 1), ("bfi44_4", 1)}
    outcome = run_study(
        study, Says(lambda one: Reply(error="busy") if (one.item, one.sample) in broken else "4"), tmp_path
    )
    assert (outcome.received, outcome.failed, outcome.open, outcome.stopped) == (6, 6, 6, "")
    assert status(tmp_path).failures == {"busy": 6}
    assert "failed      6: 6 busy" in status(tmp_path).lines()
    listed = export(tmp_path).manifest["failures"]
    assert [one[1] for one in listed].count("bfi44_2") == 3
    assert np.isnan(answers(tmp_path).values).sum() == 6
    again = Says(lambda one: "2")
    assert run_study(study, again, tmp_path).open == 0
    assert Counter(item for _, item, _ in again.asked) == {"bfi44_2": 3, "bfi44_4": 3}
    assert status(tmp_path).failures == {}
    assert answers(tmp_path).values.tolist() == [[4, 2, 4, 2]] * 3


def test_many_failures_in_a_row_stop_a_run_and_a_reply_between_them_does_not(tmp_path):
    down = Says(lambda one: Reply(error="connection refused"))
    outcome = run_study(small(10, 10), down, tmp_path / "down")
    assert len(down.asked) == outcome.failed == GIVE_UP_AFTER
    assert (outcome.received, outcome.open) == (0, 100)
    assert outcome.stopped == f"{GIVE_UP_AFTER} requests failed in a row, the last with: connection refused"
    now_and_then = Says(lambda one: "3" if one.item == "bfi44_10" else Reply(error="busy"))
    outcome = run_study(small(10, 10), now_and_then, tmp_path / "busy")
    assert (outcome.received, outcome.failed, outcome.stopped) == (10, 90, "")


def test_a_limit_of_requests_is_kept_and_the_next_start_has_its_own(tmp_path):
    study, backend = small(3, 4), Says(three)
    outcomes = [run_study(study, backend, tmp_path, limits=Limits(requests=5)) for _ in range(4)]
    assert [(one.asked, one.open) for one in outcomes] == [(5, 7), (5, 2), (2, 0), (0, 0)]
    assert [one.stopped for one in outcomes] == ["5 requests were made, the limit"] * 2 + [""] * 2
    assert len(set(backend.asked)) == len(backend.asked) == 12
    assert run_study(small(2, 2), Says(three), tmp_path / "exact", limits=Limits(requests=4)).stopped == "", (
        "as many as there are questions is no limit"
    )
    assert run_study(small(2, 2), Says(three), tmp_path / "none", limits=Limits(requests=0)).asked == 0


def test_a_limit_of_cost_counts_what_was_spent_before(tmp_path):
    study = small(3, 4)
    first = Says(lambda one: Reply("3", cost=0.5))
    outcome = run_study(study, first, tmp_path, limits=Limits(cost=2.0))
    assert (outcome.received, outcome.stopped) == (4, "the cost has reached 2 of 2")
    outcome = run_study(study, first, tmp_path, limits=Limits(cost=2.9))
    assert (outcome.received, outcome.stopped) == (2, "the cost has reached 3 of 2.9")
    assert status(tmp_path).cost == 3.0
    assert "cost        3.0000" in status(tmp_path).lines()


def test_what_was_spent_is_the_sum_of_what_was_reported(tmp_path):
    said = iter([Reply("1", prompt_tokens=10, completion_tokens=1, cost=0.5), Reply("1", prompt_tokens=20)])
    run_study(small(1, 3), Says(lambda one: next(said, Reply(error="busy", cost=9.0))), tmp_path / "run")
    found = read_replies(tmp_path / "run")
    assert found.spent == Spent(replies=2.0, prompt_tokens=30.0, completion_tokens=1.0, cost=0.5)
    first, last = (one.received for one in found.stored)
    assert found.seconds == last - first >= 0
    run_study(small(1, 3), Says(lambda one: Reply(error="busy", cost=9.0)), tmp_path / "none")
    found = read_replies(tmp_path / "none")
    assert (found.spent, found.seconds) == (Spent(0.0, 0.0, 0.0, 0.0), 0.0)


def test_a_cost_that_is_not_reported_is_reckoned_by_the_price_and_stored(tmp_path):
    by_tokens = Says(lambda one: Reply("3", prompt_tokens=1000, completion_tokens=500, probabilities=None))
    outcome = run_study(small(3, 4), by_tokens, tmp_path, limits=Limits(cost=0.005, price=(1.0, 2.0)))
    # 1000 read at 1 and 500 written at 2 per million: 0.002 each
    assert (outcome.received, outcome.stopped) == (3, "the cost has reached 0.006 of 0.005")
    assert status(tmp_path).cost == pytest.approx(0.006)
    reported = Says(lambda one: Reply("3", cost=0.001, prompt_tokens=10**9, completion_tokens=10**9))
    assert run_study(small(1, 4), reported, tmp_path / "b", limits=Limits(price=(1.0, 1.0))).received == 4
    assert status(tmp_path / "b").cost == pytest.approx(0.004), "what is reported counts, not the price"


@pytest.mark.parametrize("ahead", [1, 5])
def test_a_cost_that_nobody_knows_stops_the_run_and_keeps_what_was_under_way(tmp_path, ahead):
    backend = Says(three, ahead=ahead)
    with pytest.raises(InputError, match="says reports no cost, so --max-cost cannot be kept; add --price-in and"):
        run_study(small(3, 4), backend, tmp_path, limits=Limits(cost=1.0))
    assert stored(tmp_path)[1] == len(backend.asked) == ahead


def test_failures_cost_nothing_and_do_not_count_as_unreported(tmp_path):
    calls = iter([Reply(error="busy"), *[Reply("3", cost=0.1)] * 3])
    outcome = run_study(small(1, 4), Says(lambda one: next(calls)), tmp_path, limits=Limits(cost=1.0))
    assert (outcome.received, outcome.failed) == (3, 1)


def test_somebody_who_has_heard_enough_stops_it(tmp_path):
    heard = []
    outcome = run_study(
        small(3, 4),
        Says(three),
        tmp_path,
        listener=lambda prompt, reply: heard.append(prompt),
        enough=lambda: "it is clear" if len(heard) == 5 else "",
    )
    assert (outcome.received, outcome.open, outcome.stopped) == (5, 7, "it is clear")


def test_replies_are_read_anew_every_time(tmp_path, monkeypatch):
    run_study(small(1, 3), Says(lambda one: {"bfi44_1": "4", "bfi44_2": "3.5", "bfi44_3": "no"}[one.item]), tmp_path)
    found = run_answers(tmp_path)
    assert found.samples[0, 0, 0] == 4
    assert found.quality.unreadable == {"between scale points": 1, "no answer in it": 1}
    assert "unreadable  2: 1 between scale points, 1 no answer in it" in status(tmp_path).lines()
    monkeypatch.setattr(
        "persona_collapse.study.replies.read_answer", lambda text, scale, cut: Reading(2, "a better reader")
    )
    assert answers(tmp_path).values.tolist() == [[2, 2, 2]]


def test_a_judge_reads_what_could_not_be_read_and_only_that(tmp_path):
    said = {"bfi44_1": "4", "bfi44_2": "rather", "bfi44_3": "hm", "bfi44_4": " "}
    run_study(small(2, 4), Says(lambda one: said[one.item]), tmp_path)

    def verdict(prompt):
        assert "1 = Disagree strongly" in prompt.question
        return "2" if "<<<\nrather\n>>>" in prompt.question else "none"

    referee = Says(verdict, model="referee")
    assert judge(tmp_path, referee) == 4
    assert Counter(item for _, item, _ in referee.asked) == {"bfi44_2": 2, "bfi44_3": 2}, "an empty reply says nothing"
    assert answers(tmp_path).values[:, :2].tolist() == [[4, 2]] * 2
    assert np.isnan(answers(tmp_path).values[:, 2:]).all()
    replies = export(tmp_path).replies
    rules = dict(zip(zip(replies["item"], replies["answer"], strict=True), replies["rule"], strict=True))
    assert rules["bfi44_2", 2] == "judge"
    assert rules["bfi44_1", 4] == "alone"
    assert (rules["bfi44_3", None], rules["bfi44_4", None]) == ("", "")
    assert judge(tmp_path, referee) == 0, "each once, also what it found no answer in"
    assert [text for text in replies["reply"][:4]] == list(said.values()), "replies stay as they came"


def test_what_a_judge_says_is_mapped_back_as_an_answer_is(tmp_path):
    study = small(12, 8, order="random")
    run_study(study, Says(lambda one: "quite so"), tmp_path, look=False)
    assert judge(tmp_path, Says(lambda one: re.findall(r"(\d) = Agree strongly", one.question)[0])) == 96
    assert (answers(tmp_path).values == 5).all()
    assert len({str(study.presentation(one.id, "bfi44_1")) for one in study.respondents}) == 2, "both directions occur"


def test_a_judge_that_fails_is_asked_again(tmp_path):
    run_study(small(1, 2), Says(lambda one: "so so"), tmp_path)
    assert judge(tmp_path, Says(lambda one: Reply(error="busy"))) == 0
    assert judge(tmp_path, Says(three)) == 2
    assert answers(tmp_path).values.tolist() == [[3, 3]]


def test_free_texts_are_kept_whole_and_have_no_scale(tmp_path, cli):
    study = small(2, instrument=self_introduction(), samples=2)
    run_study(study, Says(lambda one: f"I am {one.respondent}.\n\nSo."), tmp_path / "run")
    found = export(tmp_path / "run")
    assert found.answers is None
    assert found.replies["reply"] == [f"I am {one}.\n\nSo." for one in found.replies["respondent"]]
    assert status(tmp_path / "run").unreadable is None
    done = cli("measure", tmp_path / "run")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no reply can be measured (4 too short); give texts of at least 20 words" in done.stderr
    with pytest.raises(InputError, match=r"holds free texts \(self-introduction\), which have no scale"):
        answers(tmp_path / "run")
    file = tmp_path / "texts.jsonl"
    assert cli("export", tmp_path / "run", "--to", file).returncode == 0
    assert len(file.read_text().splitlines()) == 4
    assert not (tmp_path / "texts.replies.jsonl").exists()


def test_probabilities_become_as_many_answers_as_are_asked_for(tmp_path):
    share = (0.1, 0.0, 0.2, 0.6, 0.0)

    def run(name, **options):
        sampling = Sampling(mode="probabilities", **options)
        run_study(
            small(40, 10, samples=3, sampling=sampling), Says(lambda one: Reply(probabilities=share)), tmp_path / name
        )
        return run_answers(tmp_path / name)

    warm = run("warm", temperature=1.0)
    assert warm.samples.shape == (3, 40, 10)
    assert warm.quality.mass == pytest.approx(0.9)
    counts = np.bincount(warm.samples.astype(int).ravel(), minlength=6)[1:] / 1200
    assert counts == pytest.approx([1 / 9, 0, 2 / 9, 6 / 9, 0], abs=0.05)
    assert not np.array_equal(warm.samples[0], warm.samples[1]), "every sample draws for itself"
    assert np.array_equal(run_answers(tmp_path / "warm").samples, warm.samples), "and the same each time it is read"
    # at .5 shares are squared: 1, 4 and 36 of 41
    cool = np.bincount(run("cool", temperature=0.5).samples.astype(int).ravel(), minlength=6)[1:] / 1200
    assert cool == pytest.approx([1 / 41, 0, 4 / 41, 36 / 41, 0], abs=0.04)
    assert (run("cold", temperature=0.0).samples == 4).all()


def test_no_probability_on_any_choice_is_no_answer(tmp_path):
    shares = {"bfi44_1": (0.0,) * 5, "bfi44_2": (0, 0, 0, 0, 1.0)}
    study = small(1, 2, sampling=Sampling(mode="probabilities"))
    run_study(study, Says(lambda one: Reply(probabilities=shares[one.item])), tmp_path)
    found = run_answers(tmp_path)
    assert np.isnan(found.samples[0, 0, 0])
    assert found.samples[0, 0, 1] == 5
    assert found.quality.unreadable == {"no probability on any choice": 1}


KILLS = 20
BEFORE_THE_FIRST = 5


@pytest.fixture(scope="module")
def processes():
    """Processes that begin with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.asking"])
    return context


@pytest.mark.parametrize("mode", ["generate", "probabilities"])
def test_killed_twenty_times_a_run_loses_nothing_and_asks_nothing_twice(tmp_path, processes, mode):
    """kill -9 at a moment drawn anew each time; a few of them before there is any reply."""
    folder, logs, study = tmp_path / "run", [], long_study(mode)
    rng = random.Random()
    for number in range(KILLS):
        before = replies_so_far(folder)
        log = tmp_path / f"asked-{number}"
        asking = processes.Process(target=ask_and_log, args=(folder, mode, log, len(study) // (KILLS + 1)))
        asking.start()
        if number >= BEFORE_THE_FIRST:
            until(lambda before=before: replies_so_far(folder) - before, alive=asking.is_alive, every=0.001)
            time.sleep(rng.uniform(0, 0.02))
        else:
            time.sleep(rng.uniform(0, 0.1))
        asking.kill()
        asking.join()
        assert asking.exitcode == -signal.SIGKILL, "it was killed while it asked"
        assert before <= replies_so_far(folder), "no reply is lost"
        asked = keys_in(log)
        assert len(asked) == len(set(asked))
        assert not set(asked) & before, "what has a reply is not asked again"
        # at most the one under way has no reply
        assert len(set(asked) - replies_so_far(folder)) <= 1
        logs += asked
    there = replies_so_far(folder)
    assert 0 < len(there) < len(study)
    ask_and_log(folder, mode, tmp_path / "last")
    last = keys_in(tmp_path / "last")
    assert not set(last) & there
    assert len(logs) + len(last) <= len(study) + KILLS
    run_study(study, simulated(study), tmp_path / "whole")
    found, count = stored(folder)
    assert count == len(found) == len(study)
    assert (found, count) == stored(tmp_path / "whole")
    assert np.array_equal(answers(folder).values, answers(tmp_path / "whole").values)


def replies_so_far(folder):
    """Keys stored in a run that may be going on, or may not have begun."""
    if not is_run(folder):
        return set()
    try:
        with open_run(folder) as store:
            return set(store.done())
    except InputError as error:
        if "has not begun" not in str(error):
            raise
        return set()


def keys_in(log):
    """Questions a process asked, of which the last may be half written."""
    lines = Path(log).read_bytes().decode().split("\n")[:-1] if Path(log).exists() else []
    return [(respondent, item, int(sample)) for respondent, item, sample in (line.split("\t") for line in lines)]


def begin(folder, *more):
    """The command in a process of its own, once it has asked something."""
    arguments = ["run", "simulated:human", "--personas", "4", "--out", str(folder), *more]
    asking = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: replies_so_far(folder), alive=lambda: asking.poll() is None)
    return asking, arguments


def test_the_command_is_killed_and_the_same_command_goes_on(tmp_path, cli):
    asking, arguments = begin(tmp_path / "run", "--latency", "0.5")
    asking.kill()
    asking.communicate()
    there = len(replies_so_far(tmp_path / "run"))
    assert 0 < there < 176
    done = cli(*arguments[:-2])
    assert done.returncode == 0, done.stderr
    assert f"{there} replies are already stored and are not asked again" in done.stderr
    cli(*arguments[:4], "--out", tmp_path / "whole")
    assert stored(tmp_path / "run") == stored(tmp_path / "whole")


def test_interrupted_once_it_finishes_what_is_under_way_and_says_how_to_go_on(tmp_path, cli):
    asking, arguments = begin(tmp_path / "run", "--latency", "0.5")
    asking.send_signal(signal.SIGINT)
    out, told = asking.communicate(timeout=PATIENCE)
    assert (asking.returncode, out) == (130, "")
    count = len(replies_so_far(tmp_path / "run"))
    assert 0 < count < 176
    assert "stopped: interrupted\n" in told
    assert f"replies     {count} of 176\n" in told
    assert told.endswith(f"{176 - count} questions have no reply yet; rerun the same command to ask them\n")
    assert "Traceback" not in told
    assert cli(*arguments[:-2]).returncode == 0, "as slow or as quick as they are, they are the same people"
    assert stored(tmp_path / "run")[1] == 176


SAYS_WHERE_IT_IS = """
import signal, time
from persona_collapse.backends import simulated
from persona_collapse.cli import main
def says(words, act):
    return lambda *given: (print(words, flush=True), act(*given))[1]
simulated.time.sleep = says("asking", time.sleep)
signal.signal = says("listens otherwise", signal.signal)
main()
"""
"""The command line, which says when it asks and when it listens to Ctrl-C in another way than before."""


def test_interrupted_twice_it_ends_at_once(tmp_path):
    arguments = ["run", "simulated:human", "--personas", "4", "--out", str(tmp_path / "run"), "--latency", "3600"]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    asking = subprocess.Popen([COMMAND[0], "-c", SAYS_WHERE_IT_IS, *arguments], **given)
    assert [asking.stdout.readline() for _ in range(2)] == ["listens otherwise\n", "asking\n"]
    asking.send_signal(signal.SIGINT)
    assert asking.stdout.readline() == "listens otherwise\n", "the first is heard"
    with pytest.raises(subprocess.TimeoutExpired):
        asking.wait(0.5)
    asking.send_signal(signal.SIGINT)
    _, told = asking.communicate(timeout=PATIENCE)
    assert asking.returncode == 130
    assert "Traceback" not in told
    assert replies_so_far(tmp_path / "run") == set()
    assert (tmp_path / "run" / FILE).exists()


def test_an_interrupt_means_what_it_meant_once_a_run_is_over(tmp_path):
    before = signal.getsignal(signal.SIGINT)
    run_study(small(), Says(three), tmp_path)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_default_respondent_stands_apart(tmp_path):
    study = replace(small(3, 4), with_default=True)
    run_study(study, Says(lambda one: "1" if one.respondent == DEFAULT else "5"), tmp_path)
    found = run_answers(tmp_path)
    assert (found.matrix.values == 5).all()
    assert len(found.matrix) == 3
    assert (found.default == 1).all()
    tables = export(tmp_path)
    assert DEFAULT not in tables.answers["respondent"]
    assert tables.replies["respondent"].count(DEFAULT) == 4


def test_answers_without_a_reply_are_refused(tmp_path):
    run_study(small(), Says(lambda one: Reply(error="busy")), tmp_path)
    with pytest.raises(InputError, match="holds no reply yet; rerun the same persona-collapse run command"):
        answers(tmp_path)
