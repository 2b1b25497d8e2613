"""Runs that are killed at random moments while three of ten requests fail: what is stored must stay true.

Each kill ends a process that asks, by SIGKILL. Then the store is looked at: no reply is gone, none stands twice, and no
failure is stored as a reply. At the end every run is finished, and its replies are those of a run that nothing disturbed.
"""

import hashlib
import json
import multiprocessing
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_collapse.backends import Reply, Sampling
from persona_collapse.backends.api import Api
from persona_collapse.errors import InputError
from persona_collapse.store import is_run, open_run
from persona_collapse.study import run_study
from tests.support.asking import simulated, small, stored
from tests.support.scripted import said, scripted

FAULTS = 0.3
LONGEST = {"simulated": 0.4, "api": 0.6}
"""Backend -> seconds after its first reply within which a process is killed."""

ROUNDS = 60
"""Starts within which a run must be finished, with three of ten requests failing."""


def study():
    """132 questions; a word or two for each answer."""
    return small(6, 22, order="random", sampling=Sampling(max_tokens=2))


def answer(body) -> str:
    """A point that follows from what is asked, however often it is asked."""
    return str(1 + hashlib.sha256(json.dumps(body.get("messages"), sort_keys=True).encode()).digest()[0] % 5)


class Faulty:
    """A backend of which a share of the replies are failures, others each time; it takes a moment for each prompt."""

    def __init__(self, backend, share):
        self._backend, self._share = backend, share
        self.kind, self.model, self.revision = backend.kind, backend.model, backend.revision

    def replies(self, prompts, sampling):
        def slowly():
            for prompt in prompts:
                time.sleep(random.uniform(0, 0.003))
                yield prompt

        for place, reply in self._backend.replies(slowly(), sampling):
            yield place, Reply(error="made to fail") if random.random() < self._share else reply

    def count_tokens(self, prompt, sampling):
        return None


def backend(kind, place, share):
    """A backend of a kind; `place` is the address of its server."""
    if kind == "simulated":
        return Faulty(simulated(study()), share)
    return Api("said", key="", base_url=place, concurrency=4)


def ask(kind, place, folder, share, ready=None):
    """Ask what is open, and set `ready` at the first reply; how many questions are open then."""
    heard = None if ready is None else lambda prompt, reply: ready.set()
    return run_study(study(), backend(kind, place, share), folder, listener=heard).open


@contextmanager
def places() -> Iterator[dict[str, str]]:
    """Kind -> where its backend finds its server. The server's failures come for three of ten requests."""
    chance = random.Random(0)

    def answered(line, body):
        if chance.random() < FAULTS:
            return 200, {"error": {"code": 400, "message": "made to fail"}}, {}
        return said(answer(body))

    with scripted(answered) as server:
        yield {"simulated": "", "api": server.base_url}


def killed(kind: str, place: str, folder: Path, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill a run of one backend a number of times; a new run begins whenever one is finished. Returns what was seen.

    Raises
    ------
    AssertionError : a reply is gone, stands twice, or is a failure; or a run does not come to its end.
    """
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.support.kills"])
    seen = {"kills": 0, "with new replies": 0, "runs": 1, "replies": 0, "ended before": 0}
    run, before = folder / "run-1", {}
    while seen["kills"] < kills:
        ready = processes.Event()
        asking = processes.Process(target=ask, args=(kind, place, run, FAULTS, ready))
        asking.start()
        while asking.is_alive() and not ready.wait(0.01):
            pass
        asking.join(chance.uniform(0, LONGEST[kind]))
        asking.kill()
        asking.join()
        assert asking.exitcode in (0, -signal.SIGKILL), f"{kind}: the process ended by itself, with {asking.exitcode}"
        seen["kills" if asking.exitcode else "ended before"] += 1
        had, before = len(before), checked(kind, run, before)
        seen["with new replies"] += bool(asking.exitcode) and len(before) > had
        if len(before) == len(study()):
            seen["runs"] += 1
            seen["replies"] += len(before)
            run, before = folder / f"run-{seen['runs']}", {}
    finish(kind, place, run)
    seen["replies"] += len(stored(run)[0])
    finish(kind, place, folder / "whole")
    whole, _ = stored(folder / "whole")
    for number in range(1, seen["runs"] + 1):
        found, count = stored(folder / f"run-{number}")
        assert count == len(found) == len(study()), f"{kind}: {count} replies, {len(found)} of them different"
        assert found == whole, f"{kind}: run {number} holds other replies than a run that nothing disturbed"
    return seen


def checked(kind, run, before):
    """What is stored after a kill, beside what was stored before it."""
    if not is_run(run):
        assert not before, f"{kind}: the run is gone"
        return {}
    try:
        with open_run(run) as store:
            found = list(store.replies())
    except InputError as error:
        if "has not begun" not in str(error):
            raise
        assert not before, f"{kind}: the run is gone"
        return {}
    now = {one.key: one.reply.text for one in found}
    assert len(found) == len(now), f"{kind}: a reply stands twice"
    assert before.items() <= now.items(), f"{kind}: a reply is gone, or another one"
    assert not any(one.reply.error for one in found), f"{kind}: a failure is stored as a reply"
    return now


def finish(kind, place, run):
    """Ask until nothing is open."""
    for _ in range(ROUNDS):
        left = ask(kind, place, run, FAULTS)
        if not left:
            return
    raise AssertionError(f"{kind}: {left} questions have no reply after {ROUNDS} starts")
