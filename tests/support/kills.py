"""Runs that are killed at random moments while three of ten requests fail: what is stored must stay true.

Each kill ends a process that asks, by SIGKILL. Then the store is looked at: no reply is gone, none stands twice, and no
failure is stored as a reply. At the end every run is finished, and its replies are those of a run that nothing disturbed.
Of batches the server is looked at as well: no question is handed in again that a batch has answered.

A seed fixes the moments of the kills, counted from the first reply, and which requests fail; what a kill finds depends on
the machine's speed as well.
"""

import hashlib
import json
import math
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from persona_collapse.backends import Reply, Sampling
from persona_collapse.backends.api import Api
from persona_collapse.errors import InputError
from persona_collapse.store import is_run, open_run
from persona_collapse.study import run_study
from persona_collapse.study.kept_batches import open_batches
from tests.support.asking import simulated, small, stored
from tests.support.batch_stub import batch_stub
from tests.support.scripted import said, scripted

FAULTS = 0.3


@dataclass(frozen=True)
class Kind:
    """How one kind of backend is asked and killed.

    Attributes
    ----------
    longest : a process is killed within so many seconds of its first reply, or of its first word about a batch
    mode : of sampling
    early : of every other kill, seconds are counted from the moment when the run is open
    personas : of its study
    weight : how many kills, beside others'; few of those whose processes take seconds to begin
    """

    longest: float
    mode: str = "generate"
    early: bool = False
    personas: int = 6
    weight: int = 6

    @property
    def least(self) -> float:
        """The least share of its kills that must find something: new replies, or a batch under way."""
        return 0.3 if self.early else 0.9


KINDS = {
    "simulated": Kind(0.2),
    "api": Kind(0.3),
    "api, probabilities": Kind(0.3, mode="probabilities"),
    "batches of OpenAI": Kind(0.5, early=True),
    "batches of Anthropic": Kind(0.5, early=True),
    "transformers": Kind(0.5, weight=1),
    "transformers, probabilities": Kind(0.5, mode="probabilities", weight=1),
    "vllm": Kind(0.5, personas=2, weight=1),
    "ray": Kind(0.3, weight=1),
}
"""Name -> kind. The engine of vLLM is a double, around a tiny checkpoint; Ray and its actors are real."""

SLOW = ("transformers", "transformers, probabilities", "vllm", "ray")
"""Kinds whose processes take seconds to begin."""

ROUNDS = 60
"""Starts within which a run must be finished, with three of ten requests failing."""

AT_ONCE = 11
"""Prompts that the double of vLLM is given at a time, so that a kill finds some of them stored."""


def shares(kills, kinds):
    """Kind -> its number of kills, by weight; the first ones get what is left over.

    >>> list(shares(100, KINDS).values())
    [18, 18, 18, 18, 18, 3, 3, 2, 2]
    """
    whole = sum(KINDS[kind].weight for kind in kinds)
    found = {kind: kills * KINDS[kind].weight // whole for kind in kinds}
    for kind in list(kinds)[: kills - sum(found.values())]:
        found[kind] += 1
    return found


def study(kind):
    """22 questions to each persona; a word or two for each answer."""
    return small(KINDS[kind].personas, 22, order="random", sampling=Sampling(mode=KINDS[kind].mode, max_tokens=2))


def answer(body) -> str:
    """A point that follows from what is asked, however often it is asked."""
    asked = json.dumps([body.get("messages"), body.get("system")], sort_keys=True)
    return str(1 + hashlib.sha256(asked.encode()).digest()[0] % 5)


def drawn(*of) -> float:
    """A number from 0 to 1 that follows from what it is drawn for, in whatever order and process.

    >>> drawn(0, "a") == drawn(0, "a") != drawn(1, "a")
    True
    """
    return random.Random(" ".join(map(str, of))).random()


class Faulty:
    """A backend of which a share of the replies are failures, others with each seed; it takes a moment for each prompt."""

    def __init__(self, backend, share, seed):
        self._backend, self._share, self._seed = backend, share, seed
        self.kind, self.model, self.revision = backend.kind, backend.model, backend.revision

    def replies(self, prompts, sampling):
        asked = []

        def slowly():
            for prompt in prompts:
                asked.append((prompt.respondent, prompt.item, prompt.sample))
                time.sleep(0.003 * drawn("a moment", self._seed, *asked[-1]))
                yield prompt

        for place, reply in self._backend.replies(slowly(), sampling):
            fails = drawn(self._seed, *asked[place]) < self._share
            yield place, Reply(error="made to fail") if fails else reply

    def count_tokens(self, prompt, sampling):
        return None


def backend(kind, place, share, seed, notice=lambda line: None):
    """A backend of a kind; `place` is the address of its server, or the folder of its model.

    Servers fail by themselves, whatever `share` and `seed`; `notice` is told about batches.
    """
    if kind == "simulated":
        return Faulty(simulated(study(kind)), share, seed)
    if kind.startswith("api"):
        return Api("said", key="", base_url=place, concurrency=4)
    if kind.startswith("batches"):
        return _batches(kind, place, notice)
    return Faulty(_local(kind, place), share, seed)


def _batches(kind, place, notice):
    from persona_collapse.backends.anthropic_batch import AnthropicBatches
    from persona_collapse.backends.batch import Batches, Polling
    from persona_collapse.backends.openai_batch import OpenAIBatches

    openai = kind == "batches of OpenAI"
    provider = OpenAIBatches(Api("said", key="", base_url=place)) if openai else None
    return Batches(
        provider or AnthropicBatches("said", key="", base_url=place), polling=Polling(0.02, 0.05), progress=notice
    )


def _local(kind, place):
    import torch

    torch.set_num_threads(1)
    if kind == "vllm":
        from persona_collapse.backends import vllm
        from tests.support import vllm_double

        sys.modules["vllm"], vllm.AT_ONCE = vllm_double.module(), AT_ONCE
        return vllm.Vllm.load(place)
    from persona_collapse.backends.checkpoint import Checkpoint
    from persona_collapse.backends.transformers import Transformers

    return Transformers(Checkpoint.load(place), rows=4)


def ready(kind, place, share, seed, notice):
    """The backend, there inside of a `with` block."""
    if kind != "ray":
        return nullcontext(backend(kind, place, share, seed, notice))
    from persona_collapse.backends.ray_actors import RayActors

    os.environ |= {"RAY_ADDRESS": place, "RAY_USAGE_STATS_ENABLED": "0"}
    return RayActors(partial(backend, "simulated", "", share, seed), actors=2)


def ask(kind, place, folder, share, seed, asking=None, early=False):
    """Ask what is open; how many questions are open then.

    `asking` is set when a reply is stored that is no failure, when a batch is under way, or, with `early`, when the run is
    open.
    """

    def now():
        if asking is not None:
            asking.set()

    def notice(line):
        if line.startswith("batch "):  # and not "no batch was submitted"
            now()

    def begun(there):
        if early:
            now()

    def heard(prompt, reply):
        if not reply.error and not kind.startswith("batches"):
            now()

    with ready(kind, place, share, seed, notice) as one:
        return run_study(study(kind), one, folder, listener=heard, begun=begun).open


def _of_ray():
    """What Ray has put into the environment of this process, and of those it starts itself, since it began a cluster."""
    return {name: value for name, value in os.environ.items() if name.startswith("RAY_")}


def _ask_in(environment, *given):
    """Ask in a process of the fork server, whose environment is older than the cluster."""
    os.environ |= environment
    ask(*given)


class Strikes:
    """A number from 0 to 1 for each request; it follows from the seed, what is asked, and how often that was asked before."""

    def __init__(self, seed):
        self._seed, self._asked, self._lock = seed, Counter(), threading.Lock()

    def __call__(self, body) -> float:
        asked = json.dumps([body.get("messages"), body.get("system")], sort_keys=True)
        with self._lock:
            self._asked[asked] += 1
            return drawn(self._seed, asked, self._asked[asked])


def _answered(strikes, line, body):
    """What the server says: for three of ten requests an error, in one of two forms, each with status 200."""
    point, struck = answer(body), strikes(body)
    if struck < FAULTS:
        if struck < FAULTS / 2:
            return 200, {"error": {"code": 400, "message": "made to fail"}}, {}
        return said(point, finish_reason="error")
    if "logprobs" not in body:
        return said(point)
    shares = {str(one): 0.9 if str(one) == point else 0.02 for one in range(1, 6)}
    top = [{"token": token, "logprob": math.log(share)} for token, share in shares.items()]
    return said(point, logprobs={"content": [top[int(point) - 1] | {"top_logprobs": top}]})


@dataclass(frozen=True)
class Place:
    """Where a backend is asked.

    Attributes
    ----------
    address : of its server, or the folder of its model
    ended : called at the end of each run; it looks at what the server was sent
    """

    address: str = ""
    ended: Callable[[], None] = lambda: None


@contextmanager
def place_of(kind: str, folder: Path, seed: int) -> Iterator[Place]:
    """What a kind needs while it is asked: a server, a checkpoint in `folder`, a cluster."""
    strikes = Strikes(f"server {seed}")
    if kind.startswith("api"):
        with scripted(partial(_answered, strikes)) as server:
            yield Place(server.base_url)
    elif kind.startswith("batches"):
        with batch_stub(partial(_answered_in_a_batch, strikes)) as server:
            server.release.set()
            server.takes = partial(random.Random(seed).uniform, 0, 0.4)
            yield Place(server.base_url, partial(_none_handed_in_twice, server))
    elif kind == "ray":
        with _cluster() as address:
            yield Place(address)
    elif kind == "simulated":
        yield Place()
    else:
        from tests.support.checkpoint import make

        yield Place(str(make(folder / "model", layers=2, width=64)))


def _answered_in_a_batch(strikes, body):
    if strikes(body) < FAULTS:
        return 400, {"error": {"message": "flagged by the moderation", "type": "invalid_request_error"}}
    return answer(body)


def _none_handed_in_twice(server):
    """Each question of a run is answered by one batch at most; the batches are forgotten then."""
    right = Counter(
        json.dumps([body["messages"], body.get("system")], sort_keys=True)
        for batch in server.batches.values()
        for row, said in zip(batch["rows"], batch.get("said", ()), strict=False)
        for body in [row.get("body") or row["params"]]
        if isinstance(said, str)
    )
    assert set(right.values()) <= {1}, f"{max(right.values())} batches have answered the same question"
    server.batches.clear()


@contextmanager
def _cluster():
    import ray

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(address="local", num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="WARNING")
    try:
        yield ray.get_runtime_context().gcs_address
    finally:
        ray.shutdown()


def killed(kind: str, place: Place, folder: Path, kills: int, seed: int, least: int = 0) -> dict[str, int]:
    """Kill a run of one backend a number of times; a new run begins whenever one is finished. Returns what was seen.

    Parameters
    ----------
    kind : of backend
    place : where it is asked
    folder : for the runs
    kills : how many
    seed : of their moments, and of the failures of a backend in this process
    least : more kills follow until so many have found something, new replies or a batch under way

    Raises
    ------
    AssertionError : a reply is gone, stands twice, or is a failure; or a run does not come to its end.
    """
    chance = random.Random(f"{kind} {seed}")
    processes = multiprocessing.get_context("forkserver")
    models = [] if kind not in SLOW else ["torch", "transformers"]
    processes.set_forkserver_preload(["tests.support.kills", *models])
    counted = ("kills", "with new replies", "with a batch under way", "with either", "runs", "replies", "ended before")
    seen = dict.fromkeys(counted, 0) | {"runs": 1}
    run, before = folder / "run-1", {}
    while seen["kills"] < kills or seen["with either"] < least:
        asking = processes.Event()
        start, early = f"{seed} {seen['kills'] + seen['ended before']}", KINDS[kind].early and seen["kills"] % 2 == 1
        given = (_of_ray(), kind, place.address, run, FAULTS, start, asking, early)
        process = processes.Process(target=_ask_in, args=given)
        process.start()
        while process.is_alive() and not asking.wait(0.01):
            pass
        process.join(chance.uniform(0, KINDS[kind].longest))
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL), f"{kind}: the process ended by itself, with {process.exitcode}"
        seen["kills" if process.exitcode else "ended before"] += 1
        had = len(before)
        before, batch = checked(kind, run, before)
        found = (len(before) > had, batch) if process.exitcode else (False, False)
        seen["with new replies"] += found[0]
        seen["with a batch under way"] += found[1]
        seen["with either"] += any(found)
        if len(before) == len(study(kind)):
            place.ended()
            seen["runs"] += 1
            seen["replies"] += len(before)
            run, before = folder / f"run-{seen['runs']}", {}
    finish(kind, place, run, f"{seed} last")
    seen["replies"] += len(stored(run)[0])
    finish(kind, place, folder / "whole", f"{seed} whole")
    whole, _ = stored(folder / "whole")
    for number in range(1, seen["runs"] + 1):
        found, count = stored(folder / f"run-{number}")
        assert count == len(found) == len(study(kind)), f"{kind}: {count} replies, {len(found)} of them different"
        assert same(found, whole), f"{kind}: run {number} holds other replies than a run that nothing disturbed"
    return seen


def same(found, whole) -> bool:
    """Whether two runs hold the same; probabilities but for the last digits, which depend on what is computed together."""
    texts, others = ({key: one[:2] for key, one in run.items()} for run in (found, whole))
    return texts == others and all(
        np.allclose(one[2] or (), whole[key][2] or (), atol=1e-6) for key, one in found.items()
    )


def checked(kind, run, before):
    """What is stored after a kill, beside what was stored before it; and whether a batch is under way."""
    if not is_run(run):
        assert not before, f"{kind}: the run is gone"
        return {}, False
    try:
        with open_run(run) as store:
            found, batch = list(store.replies()), bool(open_batches(store.manifest))
    except InputError as error:
        if "has not begun" not in str(error):
            raise
        assert not before, f"{kind}: the run is gone"
        return {}, False
    now = {one.key: (one.reply.text, one.reply.probabilities) for one in found}
    assert len(found) == len(now), f"{kind}: a reply stands twice"
    assert before.items() <= now.items(), f"{kind}: a reply is gone, or another one"
    assert not any(one.reply.error or one.reply.finish_reason == "error" for one in found), (
        f"{kind}: a failure is stored"
    )
    return now, batch


def finish(kind, place, run, seed):
    """Ask until nothing is open."""
    for number in range(ROUNDS):
        left = ask(kind, place.address, run, FAULTS, f"{seed} {number}")
        if not left:
            return place.ended()
    raise AssertionError(f"{kind}: {left} questions have no reply after {ROUNDS} starts")
