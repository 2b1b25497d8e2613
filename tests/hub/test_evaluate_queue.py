"""Workers of the queue: from a submitted model to a row, once, through kills, lost connections and bad models."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import Hardware
from persona_collapse.hub.models import HubUnreachable
from persona_collapse.hub.requests import worker as module
from persona_collapse.hub.requests.admission import Duplicate, Wanted, submit
from persona_collapse.hub.requests.book import REQUESTS, RequestBook
from persona_collapse.hub.requests.evaluation import Stopped, for_readers
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import request_of
from persona_collapse.hub.requests.worker import Worker
from persona_collapse.hub.submission import submitted
from persona_collapse.results import ModelCard
from persona_collapse.store import open_run
from tests.conftest import ROOT
from tests.support.checkpoint import make
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.processes import COMMAND, python
from tests.support.waiting import PATIENCE, until

RESULTS = "persona-collapse/results"
NAME = "org/tiny"
FEW = Protocol(personas=24)
"""The protocol with so few personas that a test can ask them."""

HERE = Hardware.here(zero_gpu=True)

KILLED = """
import sys, time
from pathlib import Path
import persona_collapse.hub.requests.worker as module
from persona_collapse.hub.hardware import Hardware
from persona_collapse.hub.requests.book import RequestBook
from persona_collapse.hub.requests.protocol import Protocol
real = module.evaluate
def hangs_in_the_middle(*given, heard, **more):
    def hears(done):
        heard(done)
        if done == 200:
            print("in the middle", flush=True)
            time.sleep(3600)
    return real(*given, heard=hears, **more)
module.evaluate = hangs_in_the_middle
book, here = RequestBook(token="t"), Hardware.here(zero_gpu=True)
module.Worker(book, "persona-collapse/results", Path(sys.argv[1]), here, "t", Protocol(personas=24), lease=3).work(once=True)
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = make(tmp_path_factory.mktemp("model") / "tiny", layers=1, width=64)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def hub(monkeypatch, tmp_path, tiny):
    """A Hub with a tiny model, an empty queue and no results."""
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        for kind, name in (("datasets", REQUESTS), ("datasets", RESULTS), ("models", NAME)):
            server.repositories[kind, name] = Repository(name)
        server.asked, server.found, server.model = server.repositories.values()
        server.model.files = dict(tiny)
        server.model.card = {"license": "mit", "base_model": "org/base", "base_model_relation": "finetune"}
        yield server


def asked(**wanted):
    book = RequestBook(token="t")
    given = {"instruments": ("mini-ipip",)} | wanted
    return submit(Wanted(NAME, **given), "ann", book, now=time.time(), hardware=HERE, protocol=FEW, per_week=50)


def worker(folder, *, lines=None, patience=PATIENCE, **options):
    book = RequestBook(token="t", patience=patience)
    say = (lambda line: None) if lines is None else lines.append
    return Worker(book, RESULTS, folder, HERE, "t", FEW, say=say, **options)


def stored(hub):
    """Requests as they are in the dataset, in the order of submission."""
    found = [request_of(text.decode(), path) for path, text in hub.asked.files.items()]
    return sorted(found, key=lambda one: one.submitted)


def test_killed_in_the_middle_every_request_is_evaluated_once(hub, tmp_path, monkeypatch):
    """Two workers on three requests; one is killed by SIGKILL in the middle, and answers of commits are lost."""
    first, second = asked(), asked(mode="generate")
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(tmp_path / "home")}
    environment.pop("HF_HUB_OFFLINE", None)
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", KILLED, str(tmp_path / "a")]
    killed = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert killed.stdout.readline() == "in the middle\n"
        until(lambda: stored(hub)[0].done == 200)
        assert [one.state for one in stored(hub)] == ["RUNNING", "PENDING"]
        assert stored(hub)[0].done == 200, "the lease was renewed, with the progress"
    finally:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    with open_run(tmp_path / "a" / first.id / "mini-ipip") as store:
        before = sum(1 for _ in store.done())
    third = asked(precision="bfloat16")

    evaluated, real, lost = Counter(), module.evaluate, Counter()

    def counted(request, *given, **more):
        evaluated[request.id] += 1
        if request.id == first.id:  # so that both workers have work, whichever of them the machine lets run
            until(lambda: any(one.state != "PENDING" for one in stored(hub)[1:]))
        return real(request, *given, **more)

    def loses(what, method, path):
        lost[what, path] += "/commit/" in path
        return what == "answer" and "/commit/" in path and lost[what, path] % 3 == 1

    monkeypatch.setattr(module, "evaluate", counted)
    hub.loses = loses
    # a lease and a patience so long that a machine with much else to do is not taken for a worker that was lost
    both = [worker(tmp_path / name, lease=900, patience=2 * PATIENCE) for name in "ab"]
    workers = [threading.Thread(target=one.work, kwargs={"once": True}) for one in both]
    workers[0].start()
    until(lambda: stored(hub)[0].takes == 2)  # the worker that is restarted has its own again
    workers[1].start()
    for one in workers:
        one.join(2 * PATIENCE)
    hub.loses = lambda *given: False

    assert [one.state for one in stored(hub)] == ["FINISHED"] * 3, [one.why for one in stored(hub)]
    assert [one.takes for one in stored(hub)] == [2, 1, 1]
    assert evaluated == {first.id: 1, second.id: 1, third.id: 1}
    assert len({one.worker for one in stored(hub)}) == 2
    assert before >= 200
    with open_run(tmp_path / "a" / first.id / "mini-ipip") as store:
        assert len(store.done()) == 480
    assert not (tmp_path / "b" / first.id).exists(), "the worker that was restarted has resumed its own"
    assert len(hub.found.files) == 3
    assert hub.found.commits <= 6, "a result whose answer was lost is sent again, as the same file"

    known = {}
    rows = submitted(RESULTS, protocol=FEW, known=known)
    before = len(hub.log)
    assert submitted(RESULTS, protocol=FEW, known=known) == rows
    assert len(hub.log) == before + 2, "the last commit and the list; no file is fetched again"
    assert (len(rows.evaluated), rows.records, rows.left_out) == (3, (), 0)
    assert {one.asked.model for one in rows.evaluated} == {NAME}
    assert {one.model_card for one in rows.evaluated} == {ModelCard(first.parameters, "mit", "org/base", "finetune")}
    assert {one.asked.revision for one in rows.evaluated} == {hub.model.sha, f"{hub.model.sha} bfloat16"}
    assert submitted(RESULTS).left_out == 3, "24 personas are too few for the leaderboard"
    with pytest.raises(Duplicate, match=r"evaluated already; see .*/evaluated/org--tiny/mini-ipip-"):
        asked()


def test_a_result_that_is_there_is_not_made_again(hub, tmp_path, monkeypatch):
    """A worker that ends between its result and its last commit has evaluated the request."""
    one = asked()
    monkeypatch.setattr(module, "evaluate", lambda *given, **more: pytest.fail("evaluated again"))
    path = module.evaluated_path(one.settings, "mini-ipip")
    hub.found.files[path] = b"{}"
    assert worker(tmp_path / "a").work(once=True) == 1
    assert (stored(hub)[0].state, hub.found.commits) == ("FINISHED", 0)
    assert stored(hub)[0].results == (f"{hub.url}/datasets/{RESULTS}/blob/main/{path}",)


@pytest.mark.parametrize(
    ("error", "state", "why"),
    [
        (
            InputError("no room in /home/ann/x; use --mode generate"),
            "FAILED",
            "no room in a folder of the worker; use mode generate",
        ),
        (KeyError("q_proj"), "FAILED", "an error of the program (KeyError); the log of the worker has more"),
        (HubUnreachable("the Hub does not answer"), "PENDING", "given back by its worker; it will be resumed"),
        (Stopped("interrupted"), "PENDING", "given back by its worker; it will be resumed"),
    ],
)
def test_how_an_evaluation_ends_is_said(hub, tmp_path, monkeypatch, error, state, why):
    asked()

    def fails(*given, **more):
        raise error

    monkeypatch.setattr(module, "evaluate", fails)
    lines = []
    one = worker(tmp_path / "a", lines=lines)
    if state == "FAILED":
        assert one.work(once=True) == 1
    else:
        with pytest.raises(type(error)):
            one.work(once=True)
    assert (stored(hub)[0].state, stored(hub)[0].why) == (state, why)
    assert any(str(error) in line for line in lines), "the log of the worker has the whole reason"


def test_a_worker_whose_request_was_taken_away_sends_nothing(hub, tmp_path, monkeypatch):
    asked()

    def taken_away(request, *given, **more):
        other = replace(stored(hub)[0], worker="another")
        hub.asked.keep({other.path: other.to_json().encode()})
        return []

    monkeypatch.setattr(module, "evaluate", taken_away)
    assert worker(tmp_path / "a").work(once=True) == 0
    assert (stored(hub)[0].worker, hub.found.files) == ("another", {})


def test_a_worker_takes_what_fits_and_what_it_knows(hub, tmp_path):
    asked()
    small = worker(tmp_path / "a")
    small.hardware = replace(HERE, memory=10**6)
    assert small.work(once=True) == 0
    other = worker(tmp_path / "a")
    other.protocol = Protocol(personas=25)
    assert other.work(once=True) == 0
    assert stored(hub)[0].takes == 0


def test_two_processes_do_not_share_a_folder(hub, tmp_path):
    with module._alone(tmp_path / "a") as name, pytest.raises(InputError, match="give another --folder"):
        worker(tmp_path / "a").work(once=True)
    with module._alone(tmp_path / "a") as again:
        assert name == again, "a worker that is restarted has its name"


def test_reasons_have_no_folders_and_options():
    said = "20 of 25 hold no answer; look at them with persona-collapse show --unread; --no-check continues anyway"
    assert for_readers(said) == "20 of 25 hold no answer; submit it with another mode, or thinking off"


def command(hub, home, *arguments, token="t"):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(home)}
    environment |= {"HF_TOKEN": token} if token else {}
    return python(COMMAND[-1], "evaluate-queue", *arguments, cwd=home, env=environment)


def test_the_command(hub, tmp_path):
    """A request whose model is gone from the Hub fails, by the real command."""
    one = submit(Wanted(NAME), "ann", RequestBook(token="t"), now=time.time(), hardware=HERE)
    hub.repositories["models", "org/gone"] = Repository("org/gone")
    del hub.repositories["models", NAME]
    done = command(hub, tmp_path, "--once", "--hardware", "4", "--folder", "kept")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert f"requests of {REQUESTS} for 4 GB" in done.stderr
    assert "1 request evaluated" in done.stderr
    assert (stored(hub)[0].id, stored(hub)[0].state) == (one.id, "FAILED")
    assert "there is no model org/tiny on the Hub" in stored(hub)[0].why
    assert Path(tmp_path / "kept" / "worker").read_text() == stored(hub)[0].worker
    refused = command(hub, tmp_path, "--once", token="")
    assert (refused.returncode, "log in with hf auth login" in refused.stderr) == (2, True)
