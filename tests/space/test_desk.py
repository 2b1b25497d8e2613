"""The desk without processes: who may do what when, what is left behind, and what is said about a failure."""

import asyncio
import errno
import logging
import os
import re
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from filelock import FileLock

from persona_collapse.backends import Reply, Simulated
from persona_collapse.errors import InputError
from space.asking.rates import Rates
from space.asking.runs import Run
from space.desk import job_folder, jobs, processes
from space.desk.disk import FULL
from space.desk.job_folder import End, JobFolder, Progress
from space.desk.jobs import TURN, Desk
from space.desk.overdue import SILENCE, Overdue
from space.desk.processes import Workers
from space.desk.processes import _Process as Process
from space.desk.visitors import Visitor, visitor_of
from space.desk.worker import work
from space.files.spoken import of_a_run
from space.files.uploads import Upload
from space.page import turns
from space.page.errors import as_shown
from space.page.following import followed, progress_of
from space.page.turns import Turns
from space.settings import SpaceSettings
from tests.support.waiting import PATIENCE, until

GIVEN = "what a visitor gave"
ANN, BOB = Visitor("ann", "1"), Visitor("bob", "2")
QUICK = Run("simulated:caricature", "simulated", ("bfi44",), 24)


class Stub:
    """Workers that do with every job what a test says."""

    def __init__(self, count, settings, **_):
        self.count, self.threads = count, ThreadPoolExecutor(4)
        self.answer = lambda folder: End("finished")

    def do(self, folder, credential, overdue):
        return self.answer(folder)

    def close(self):
        self.threads.shutdown()


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "Workers", Stub)
    one = Desk(SpaceSettings(tmp_path, per_session=2, per_address=3, waiting=4))
    yield one
    one.close()


def reaches(desk, id, state):
    """How a job stands, as soon as it is in a state."""
    return until(lambda: (now := desk.look(id)).state == state and now, shown=lambda: desk.look(id))


def test_a_bug_ends_the_job_and_frees_its_place(desk, caplog):
    def broken(folder):
        raise RuntimeError(GIVEN)

    desk._light.answer = broken
    for _ in range(5):  # more than one visitor may have unfinished
        now = reaches(desk, desk.submit(QUICK, ANN), "failed")
        assert "something went wrong here" in now.words
    assert "RuntimeError" in caplog.text
    assert GIVEN not in caplog.text


@pytest.fixture
def slow_disk(monkeypatch):
    """A job's end takes a while to read and, once written, to return from: whoever looks meanwhile sees it."""
    quick = JobFolder.end

    def read(folder):
        found = quick.fget(folder)
        time.sleep(0.02)
        return found

    def write(folder, how):
        quick.fset(folder, how)
        time.sleep(0.2)

    monkeypatch.setattr(JobFolder, "end", property(read, write))


def test_a_job_is_gone_on_with_once(desk, slow_disk):
    desk._light.answer = lambda folder: End("stopped")
    id = desk.submit(QUICK, ANN)
    reaches(desk, id, "stopped")
    begun, leave = [], Event()

    def working(folder):
        begun.append(folder.id)
        leave.wait(PATIENCE)
        return End("finished")

    desk._light.answer = working

    def go_on(number):
        try:
            desk.go_on(id, Visitor(str(number), str(number)))
        except InputError as refused:
            return str(refused)
        return "taken"

    with ThreadPoolExecutor(8) as several:
        said = list(several.map(go_on, range(8)))
    leave.set()
    assert said.count("taken") == 1
    reaches(desk, id, "finished")
    assert begun == [id]


def test_a_job_that_has_ended_can_go_on_at_once(desk, slow_disk):
    """Its end is seen only when its place is free; else the end of the first time would take the second's place."""
    desk._light.answer = lambda folder: End("stopped")
    id = desk.submit(QUICK, ANN)
    reaches(desk, id, "stopped")
    leave = Event()
    desk._light.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    desk.go_on(id, ANN)
    reaches(desk, id, "running")
    time.sleep(0.3)  # the end of the first time is written by then, if it were
    assert desk.look(id).state == "running"
    leave.set()
    reaches(desk, id, "finished")


def test_a_closed_app_leaves_a_job_to_go_on(desk):
    desk._light.answer = lambda folder: None
    reaches(desk, desk.submit(QUICK, ANN), "interrupted")


def test_what_is_under_way_is_not_swept(desk):
    leave = Event()
    desk._light.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    id = desk.submit(QUICK, ANN)
    assert desk.sweep(time.time() + 31 * 86400) == 0
    leave.set()
    reaches(desk, id, "finished")
    rates = Rates(desk.settings.folder)
    rates.asked(QUICK, "bfi44", 1000, 10.0)
    assert desk.sweep() == 0
    assert rates.answers_a_second(QUICK, "bfi44") == 100.0
    assert desk.sweep(time.time() + 31 * 86400) == 1
    assert rates.answers_a_second(QUICK, "bfi44") is None


def test_new_sessions_of_one_address_are_one_visitor(desk):
    leave = Event()
    desk._light.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    for session in "abc":
        desk.submit(QUICK, Visitor(session, "1"))
    with pytest.raises(InputError, match="your address has as many unfinished jobs as one visitor may have \\(3\\)"):
        desk.submit(QUICK, Visitor("d", "1"))
    desk.submit(QUICK, BOB)
    with pytest.raises(InputError, match="4 jobs are waiting"):
        desk.submit(QUICK, Visitor("e", "3"))
    leave.set()


def test_a_full_disk_takes_no_job(desk, monkeypatch):
    monkeypatch.setattr(jobs.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**8))
    with pytest.raises(InputError, match="disk of this app is full"):
        desk.submit(QUICK, ANN)
    assert not list(desk.settings.folder.glob("jobs/*"))


def no_room(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_is_said_to_be_full(desk, monkeypatch, caplog):
    """While a job is written, while it is worked on, and when its end has no room either."""
    with monkeypatch.context() as full:
        full.setattr(job_folder, "write", no_room)
        with pytest.raises(InputError, match="disk of this app is full"):
            desk.submit(QUICK, ANN)
    assert "disk of this app is full" in str(as_shown(OSError(errno.ENOSPC, "No space left on device")))
    leave = Event()
    desk._light.answer = lambda folder: End("failed", "said") if leave.wait(PATIENCE) else None
    id = desk.submit(QUICK, ANN)
    monkeypatch.setattr(job_folder, "write", no_room)
    leave.set()
    assert reaches(desk, id, "failed").words == "said"
    folder = JobFolder(desk.settings.folder, id)
    monkeypatch.setattr(JobFolder, "progress", property(lambda _: Progress(), no_room))
    assert work(folder, None, desk.settings) == End("failed", FULL)


FAR = Run("m", "endpoint", ("bfi44",), 24, base_url="https://example.org/v1")


def test_one_address_has_one_place_for_other_servers_and_others_pass_it(desk):
    leave = Event()
    desk._far.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    first, second = desk.submit(FAR, ANN), desk.submit(FAR, Visitor("another page", ANN.address))
    third = desk.submit(FAR, BOB)
    reaches(desk, first, "running")
    reaches(desk, third, "running")
    assert (desk.look(second).state, desk.look(second).ahead, desk.look(second).wait) == ("queued", 0, None)
    leave.set()
    reaches(desk, second, "finished")


TEXTS_FAR = replace(FAR, instruments=("self-introduction",))


def test_a_run_with_texts_on_another_server_has_the_limits_of_other_servers(desk):
    """Though it has the place of models here: the server's silence is limited, and so is what one address asks."""
    limits, leave = [], Event()

    def do(folder, credential, overdue):
        limits.append(overdue._silence)
        return End("finished") if leave.wait(PATIENCE) else None

    desk._far.do = desk._heavy.do = do
    first, second = desk.submit(FAR, ANN), desk.submit(TEXTS_FAR, Visitor("another page", ANN.address))
    reaches(desk, first, "running")
    assert desk.look(second).state == "queued"
    here = desk.submit(Run("somebody/tiny", "here", ("bfi44",), 24), ANN)
    reaches(desk, here, "running")
    leave.set()
    for one in (second, here):
        reaches(desk, one, "finished")
    assert limits == [SILENCE, None, SILENCE]


def test_who_follows_another_job_is_told_nothing_more_of_one_that_does_not_change(desk, monkeypatch):
    """And waits for that no longer than until the next look at the job."""
    monkeypatch.setattr(turns, "LONGEST", PATIENCE)
    leave = Event()
    desk._light.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    id, seen = desk.submit(QUICK, ANN), []
    reaches(desk, id, "running")
    shared = Turns()

    async def follow():
        async with shared.taken("page") as turn:
            async for now, _, _ in followed(desk, id, SimpleNamespace(nothing=(), same=()), turn):
                seen.append(now.state)

    async def both():
        first = asyncio.create_task(follow())
        while not seen:
            await asyncio.sleep(0.01)
        before = shared._now["page"]
        await shared.end("page")
        assert before.ended.is_set(), "it has ended, and was not only waited for in vain"
        await first

    asyncio.run(both())
    assert seen == ["running"]
    leave.set()
    reaches(desk, id, "finished")


def test_a_wait_is_estimated_by_how_long_jobs_took_here(desk):
    desk._light.count = 1
    desk._took[desk._light] = deque([10.0, 20.0])
    leave = Event()
    desk._light.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    jobs_of = [desk.submit(QUICK, Visitor(name, name)) for name in "abc"]
    assert [(desk.look(one).ahead, desk.look(one).wait) for one in jobs_of[1:]] == [(0, 15.0), (1, 30.0)]
    assert "1 before it, begins in about 30 s" in progress_of(desk.look(jobs_of[2])).replace("Waiting, ", "")
    desk.stop(jobs_of[1])
    assert desk.look(jobs_of[1]).state == "stopped", "one that waits is stopped at once"
    assert desk.look(jobs_of[2]).ahead == 0
    leave.set()
    reaches(desk, jobs_of[2], "finished")
    assert len(desk._took[desk._light]) == 4, "of the two that were finished"


def test_only_jobs_of_visitors_that_were_finished_say_how_long_others_wait(desk):
    ends = iter([End("failed", "a wrong key"), End("stopped"), End("finished", "evaluated a request")])
    desk._light.answer = lambda folder: next(ends)
    for visitor, state in ((ANN, "failed"), (ANN, "stopped"), (TURN, "finished")):
        reaches(desk, desk.submit(QUICK, visitor), state)
    assert desk._light not in desk._took


def test_who_waits_for_a_job_of_the_same_address_is_told_no_time(desk):
    desk._far.count = 2
    desk._took[desk._far] = deque([10.0])
    leave = Event()
    desk._far.answer = lambda folder: End("finished") if leave.wait(PATIENCE) else None
    first, own = desk.submit(FAR, ANN), desk.submit(FAR, Visitor("another page", ANN.address))
    reaches(desk, first, "running")
    reaches(desk, desk.submit(FAR, BOB), "running")
    other = desk.submit(FAR, Visitor("eve", "3"))
    assert desk.look(own).wait is None
    assert (desk.look(other).ahead, desk.look(other).wait) == (0, 5.0), "what is held back is not before it"
    leave.set()
    reaches(desk, own, "finished")
    reaches(desk, other, "finished")


def test_what_does_not_stop_is_ended_within_five_seconds_and_silence_after_two_minutes(tmp_path):
    folder, now = JobFolder.new(tmp_path, "run", FAR), [0.0]
    folder.progress = Progress("asking bfi44", done=7, total=1056)
    overdue = Overdue(folder, 120.0, clock=lambda: now[0])

    def after(seconds):
        now[0] += seconds
        return overdue()

    assert after(0) is None
    assert after(119) is None
    folder.progress = Progress("asking bfi44", done=8, total=1056)
    assert after(1) is None, "a reply came"
    assert after(119) is None
    folder.progress = Progress("asking bfi44", done=8, total=1056, waits=1)
    assert after(1) is None, "the server has asked to wait"
    assert after(120).words == "no reply for 120 seconds; 8 replies are kept: continue later"
    folder.progress = Progress("measuring bfi44: coverage", done=1056, total=1056)
    assert after(1000) is None, "nobody is asked"
    folder.ask_to_stop()
    assert after(0) is None
    assert after(3.9) is None
    assert after(0.2) == End("stopped", "1,056 replies are kept")


def test_a_job_that_is_ended_frees_its_place_for_the_next(tmp_path):
    """A real process that is blocked: it is killed, and another one takes its place."""
    one = Workers(1, SpaceSettings(tmp_path))
    assert one._all == [], "nothing is started before it is needed"
    try:
        one.ready()
        folder = JobFolder.new(tmp_path, "run", replace(QUICK, personas=1144))
        early = End("stopped", "blocked")
        assert one.do(folder, None, lambda: early) == early
        assert [process.is_alive for process in one._all] == [True]
        assert one.do(JobFolder.new(tmp_path, "nothing", QUICK), None, lambda: None).state == "failed"
    finally:
        one.close()


def test_a_process_that_is_started_comes_before_one_that_is_not(tmp_path, monkeypatch):
    started = []

    class Willing:
        is_alive = True

        def __init__(self, settings):
            started.append(settings)

        def do(self, folder, credential, overdue):
            return End("finished")

        def kill(self):
            pass

    monkeypatch.setattr(processes, "_Process", Willing)
    two = Workers(2, SpaceSettings(tmp_path))
    for _ in range(3):
        assert two.do(JobFolder.new(tmp_path, "run", QUICK), None, lambda: None).state == "finished"
    two.close()
    assert len(started) == 1


def test_a_process_that_cannot_start_takes_no_place_with_it(tmp_path, monkeypatch, caplog):
    starts = []

    class Refused(Process):
        def __init__(self, settings):
            starts.append(settings)
            if len(starts) < 4:
                raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
            super().__init__(settings)

    monkeypatch.setattr(processes, "_Process", Refused)
    one = Workers(1, SpaceSettings(tmp_path))
    folder, early = JobFolder.new(tmp_path, "run", QUICK), End("stopped", "early")
    try:
        one.ready()
        assert "OSError" in caplog.text
        for _ in range(2):
            with pytest.raises(OSError, match="unavailable"):
                one.do(folder, None, lambda: early)
            assert one._free.qsize() == 1
        assert one.do(folder, None, lambda: early) == early
        assert [len(starts), one._free.qsize()] == [5, 1], "and another one takes the place of the one that was ended"
    finally:
        one.close()


def test_replies_without_an_answer_are_shown_and_offered(tmp_path, monkeypatch):
    said = iter("I cannot say <b>this</b>" + "!" * number for number in range(10**6))
    monkeypatch.setattr(
        Simulated,
        "replies",
        lambda self, prompts, sampling: ((place, Reply(next(said))) for place, _ in enumerate(prompts)),
    )
    folder = JobFolder.new(tmp_path, "run", QUICK)
    end = work(folder, None, SpaceSettings(tmp_path))
    assert end.state == "failed"
    assert re.fullmatch(
        r"\d+ of the first 25 replies hold no answer \(.*\); choose another model, or ask for probabilities; "
        r"in all, \d+ of \d+ replies hold no answer",
        end.words,
    )
    assert len(end.replies) == 3
    folder.end = end
    one = Desk(SpaceSettings(tmp_path, workers=1))
    shown = progress_of(one.look(folder.id), "the-address")
    one.close()
    assert shown.count("<pre>I cannot say &lt;b&gt;this&lt;/b&gt;") == 3
    assert '<a href="the-address" download>' in shown
    lines = (folder.results / "unread" / "replies.csv").read_text().splitlines()
    assert lines[0] == "persona,item,reply,answer,why there is none"
    assert len(lines) > 3


@pytest.mark.parametrize("mode", ["generate", "probabilities"])
def test_why_a_run_failed_is_said_beside_replies_without_an_answer(tmp_path, monkeypatch, mode):
    """Two replies hold no answer, then the server fails: that is the reason, and the replies are shown as they are."""
    unread = Reply(probabilities=(0.01,) * 5) if mode == "probabilities" else Reply("Hm.")

    def replies(self, prompts, sampling):
        yield from ((place, unread if place < 2 else Reply(error="402 no credit")) for place, _ in enumerate(prompts))

    monkeypatch.setattr(Simulated, "replies", replies)
    folder = JobFolder.new(tmp_path, "run", replace(QUICK, mode=mode))
    end = work(folder, None, SpaceSettings(tmp_path))
    assert end.words == (
        "25 requests failed in a row, the last with: 402 no credit; in all, 2 of 2 replies hold no answer"
    )
    shown = "Hm." if mode == "generate" else "1: 0.010  2: 0.010  3: 0.010  4: 0.010  5: 0.010"
    assert end.replies == (shown,)
    assert (folder.results / "unread" / "replies.csv").read_text().splitlines()[1].split(",")[2] == shown


def test_a_request_that_cannot_be_written_down_leaves_nothing(desk, tmp_path):
    with pytest.raises(FileNotFoundError):
        desk.submit(Upload(str(tmp_path / "gone.csv"), "gone.csv"), ANN)
    assert not list(desk.settings.folder.glob("jobs/*"))


def test_a_result_that_is_not_whole_is_none(tmp_path):
    folder = JobFolder.new(tmp_path, "run", QUICK)
    for name in (".bfi44", ".old-bfi44", "moral131"):
        (folder.results / name).mkdir(parents=True)
        (folder.results / name / "result.json").write_text("{}")
    assert folder.finished == ("moral131",)


@pytest.mark.parametrize(
    ("proxy", "forwarded", "same_as"),
    [
        (False, "6.6.6.6", "10.16.3.80"),
        (True, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (True, "6.6.6.6, 1.1.1.1, 10.16.3.80", "1.1.1.1"),
        (True, "nonsense", "10.16.3.80"),
        (True, "", "10.16.3.80"),
        (True, "2606:4700:1:2:3:4:5:6", "2606:4700:1:2::/64"),
    ],
)
def test_what_a_visitor_writes_into_the_header_changes_nothing(proxy, forwarded, same_as):
    def of(header, host):
        client = SimpleNamespace(host=host)
        return SimpleNamespace(client=client, headers={"x-forwarded-for": header}, session_hash="s")

    seen = visitor_of(of(forwarded, "10.16.3.80"), behind_proxy=proxy)
    assert seen == visitor_of(of("", same_as), behind_proxy=False)
    assert same_as not in seen.address


CUT = Reply("I think", finish_reason="length")


def test_replies_that_are_cut_have_a_remedy_on_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(Simulated, "replies", lambda self, prompts, sampling: ((n, CUT) for n, _ in enumerate(prompts)))
    words = work(JobFolder.new(tmp_path, "run", QUICK), None, SpaceSettings(tmp_path)).words
    assert "; 64 tokens are too few: choose a model that does not think first, or ask it on the command line" in words
    assert "--" not in words


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("m has its own code; use --trust-remote-code if you trust it", "m has its own code; choose another model"),
        ("no weights; give another revision, or use --any-format if you trust it", "no weights; choose another model"),
        ("a says: use --mode generate, or --thinking off", "a says: choose “Replies in words”"),
        ("a prompt is long; lower --max-tokens, or give a model of b", "a prompt is long; choose a model of b"),
        ("add credit, then rerun the same command", "add credit, then press Continue"),
        ("refused; omit --thinking", "refused; on the page"),
        ("x is one of GGUF: llama-server -m x --port 1, then persona-collapse run x", "x is one of GGUF; on the page"),
        ("--reasoning-effort high is refused; wait", "reasoning effort high is refused; wait"),
        ("it is not there; pip install x, or choose b, or c", "it is not there; choose b, or c"),
    ],
)
def test_no_refusal_of_a_run_needs_a_terminal(said, shown):
    assert of_a_run(said, "on the page") == shown


def test_another_process_on_the_same_job_is_refused_without_a_path(tmp_path):
    """As when two apps share a folder."""
    folder = JobFolder.new(tmp_path, "run", QUICK)
    place = folder.run("bfi44")
    place.mkdir(parents=True)
    with FileLock(place / ".lock"):
        end = work(folder, None, SpaceSettings(tmp_path))
    assert end == End("failed", "another process writes to this job; wait for it")


def test_a_bug_is_logged_without_what_the_visitor_gave(tmp_path, caplog):
    folder = JobFolder.new(tmp_path, "a private word", QUICK)
    with caplog.at_level(logging.DEBUG):
        end = work(folder, None, SpaceSettings(tmp_path))
    assert end.state == "failed"
    assert "KeyError" in caplog.text
    assert "a private word" not in caplog.text + end.words


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"personas": 24.5}, "personas is 24.5, which is not a whole number"),
        ({"personas": "24"}, "not a whole number"),
        ({"personas": True}, "not a whole number"),
        ({"personas": None}, "not a whole number"),
        ({"samples": 1.5}, "samples is 1.5"),
        ({"samples": 11}, "11 repeats"),
        ({"seed": float("nan")}, "seed is nan"),
        ({"seed": -1}, "seed of -1"),
        ({"seed": 10**400}, "seed of 10000000000000000000 was given"),
        ({"temperature": "hot"}, "temperature is hot, which is not a number"),
        ({"temperature": float("nan")}, "temperature of nan"),
        ({"temperature": 1e300}, "give 0 to 2"),
        ({"model": ["gpt"]}, "model is"),
        ({"model": "x" * 10**6, "place": "endpoint", "base_url": "https://a.org"}, "1 to 200 characters"),
        ({"place": {}}, "no place"),
        ({"mode": []}, "no mode"),
        ({"instruments": ()}, "no instrument"),
        ({"instruments": (["bfi44"],)}, "instrument is"),
        ({"instruments": ("bfi44" * 10**5,)}, "no instrument"),
        ({"place": "endpoint", "base_url": 5}, "base_url is 5"),
        ({"place": "endpoint", "base_url": "https://me:secret@a.org/v1"}, "remove it"),
        ({"place": "endpoint", "base_url": "https://a.org/v1?key=secret"}, "which is not sent"),
    ],
)
def test_what_a_page_would_never_send(change, told):
    from space.asking.runs import checked

    with pytest.raises(InputError) as refused:
        checked(replace(QUICK, **change))
    assert told in str(refused.value)
    assert len(str(refused.value)) < 250
    assert "secret" not in str(refused.value)


ORPHAN = """
import os, threading, time
from space.desk.processes import PROCESSES, _end_with_app
def busy():
    threading.Thread(target=_end_with_app, daemon=True).start()
    print(os.getpid(), flush=True)
    time.sleep(3600)
if __name__ == "__main__":
    one = PROCESSES.Process(target=busy, daemon=True)
    one.start()
    time.sleep(3600)
"""


def test_a_worker_ends_with_the_app(tmp_path):
    """Even when the app is killed: after a restart nobody else works on its jobs."""
    script = tmp_path / "app_double.py"
    script.write_text(ORPHAN)
    place = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    app = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=place)
    worker = Path("/proc", app.stdout.readline().strip())
    assert worker.exists()
    app.kill()
    app.wait()
    until(lambda: not worker.exists() or "Z" in (worker / "stat").read_text().split(")")[1][:3])


@pytest.mark.parametrize(
    ("request_", "workers"),
    [
        (QUICK, "_light"),
        (replace(QUICK, instruments=("bfi44", "self-introduction")), "_heavy"),
        (Run("somebody/tiny", "here", ("bfi44",), 24), "_heavy"),
        (Run("m", "endpoint", ("bfi44",), 24, base_url="https://example.org/v1"), "_far"),
        (Run("somebody/large", "providers", ("bfi44",), 24), "_far"),
        (Run("m", "endpoint", ("self-introduction",), 24, base_url="https://example.org/v1"), "_heavy"),
    ],
)
def test_slow_servers_and_large_memory_keep_nobody_else_waiting(desk, request_, workers):
    done = []
    getattr(desk, workers).answer = lambda folder: done.append(folder.id) or End("finished")
    id = desk.submit(request_, ANN)
    reaches(desk, id, "finished")
    assert done == [id]
