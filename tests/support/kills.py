"""Runs that are killed at random moments while three of ten requests fail: what is stored must stay true.

Each kill ends a process that asks, by SIGKILL. Then the store is looked at: no reply is gone, none stands twice, and no
failure is stored as a reply. At the end every run is finished, and its replies are those of a run that nothing disturbed.
Of batches the server is looked at as well: no question is handed in again that a batch has answered.
"""

import hashlib
import json
import math
import multiprocessing
import os
import random
import signal
import sys
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
from tests.support.asking import simulated, small, stored
from tests.support.batch_stub import batch_stub
from tests.support.scripted import said, scripted

FAULTS = 0.3


@dataclass(frozen=True)
class Kind:
    """How one kind of backend is asked and killed.

    Attributes
    ----------
    longest : a process is killed within so many seconds of its first reply; of its begin with `at_once`
    mode : of sampling
    at_once : seconds are counted from the moment when the run is open
    personas : of its study
    weight : how many kills, beside others'; a process that joins a cluster takes long to begin
    """

    longest: float
    mode: str = "generate"
    at_once: bool = False
    personas: int = 6
    weight: int = 3


KINDS = {
    "simulated": Kind(0.2),
    "api": Kind(0.3),
    "api, probabilities": Kind(0.3, mode="probabilities"),
    "batches of OpenAI": Kind(0.5, at_once=True),
    "batches of Anthropic": Kind(0.5, at_once=True),
    "transformers": Kind(0.5),
    "transformers, probabilities": Kind(0.5, mode="probabilities"),
    "vllm": Kind(0.5, personas=2),
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
    [12, 12, 12, 12, 12, 12, 12, 12, 4]
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
    """A backend of a kind; `place` is the address of its server, or the folder of its model.

    Servers fail by themselves, whatever the `share`.
    """
    if kind == "simulated":
        return Faulty(simulated(study(kind)), share)
    if kind.startswith("api"):
        return Api("said", key="", base_url=place, concurrency=4)
    if kind.startswith("batches"):
        return _batches(kind, place)
    return Faulty(_local(kind, place), share)


def _batches(kind, place):
    from persona_collapse.backends.anthropic_batch import AnthropicBatches
    from persona_collapse.backends.batch import Batches, Polling
    from persona_collapse.backends.openai_batch import OpenAIBatches

    openai = kind == "batches of OpenAI"
    provider = OpenAIBatches(Api("said", key="", base_url=place)) if openai else None
    return Batches(provider or AnthropicBatches("said", key="", base_url=place), polling=Polling(0.02, 0.05))


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


def ready(kind, place, share):
    """The backend, there inside of a `with` block."""
    if kind != "ray":
        return nullcontext(backend(kind, place, share))
    from persona_collapse.backends.ray_actors import RayActors

    os.environ |= {"RAY_ADDRESS": place, "RAY_USAGE_STATS_ENABLED": "0"}
    return RayActors(partial(backend, "simulated", "", share), actors=2)


def ask(kind, place, folder, share, asking=None):
    """Ask what is open, and set `asking` at the first reply or when the run is open; how many questions are open then."""

    def begun(there):
        if KINDS[kind].at_once and asking is not None:
            asking.set()

    def heard(prompt, reply):
        if asking is not None:
            asking.set()

    with ready(kind, place, share) as one:
        return run_study(study(kind), one, folder, listener=heard, begun=begun).open


def answered(line, body):
    """What the server says: for three of ten requests an error, in one of two forms, each with status 200."""
    point = answer(body)
    if random.random() < FAULTS:
        if random.random() < 0.5:
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
def place_of(kind: str, folder: Path) -> Iterator[Place]:
    """What a kind needs while it is asked: a server, a checkpoint in `folder`, a cluster."""
    if kind.startswith("api"):
        with scripted(answered) as server:
            yield Place(server.base_url)
    elif kind.startswith("batches"):
        with batch_stub(_answered_in_a_batch) as server:
            server.release.set()
            server.takes = lambda: random.uniform(0, 0.4)
            yield Place(server.base_url, partial(_none_handed_in_twice, server))
    elif kind == "ray":
        with _cluster() as address:
            yield Place(address)
    elif kind == "simulated":
        yield Place()
    else:
        from tests.support.checkpoint import make

        yield Place(str(make(folder / "model", layers=2, width=64)))


def _answered_in_a_batch(body):
    if random.random() < FAULTS:
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


def killed(kind: str, place: Place, folder: Path, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill a run of one backend a number of times; a new run begins whenever one is finished. Returns what was seen.

    Raises
    ------
    AssertionError : a reply is gone, stands twice, or is a failure; or a run does not come to its end.
    """
    processes = multiprocessing.get_context("forkserver")
    models = [] if kind not in SLOW else ["torch", "transformers"]
    processes.set_forkserver_preload(["tests.support.kills", *models])
    seen = {"kills": 0, "with new replies": 0, "runs": 1, "replies": 0, "ended before": 0}
    run, before = folder / "run-1", {}
    while seen["kills"] < kills:
        asking = processes.Event()
        process = processes.Process(target=ask, args=(kind, place.address, run, FAULTS, asking))
        process.start()
        while process.is_alive() and not asking.wait(0.01):
            pass
        process.join(chance.uniform(0, KINDS[kind].longest))
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL), f"{kind}: the process ended by itself, with {process.exitcode}"
        seen["kills" if process.exitcode else "ended before"] += 1
        had, before = len(before), checked(kind, run, before)
        seen["with new replies"] += bool(process.exitcode) and len(before) > had
        if len(before) == len(study(kind)):
            place.ended()
            seen["runs"] += 1
            seen["replies"] += len(before)
            run, before = folder / f"run-{seen['runs']}", {}
    finish(kind, place, run)
    seen["replies"] += len(stored(run)[0])
    finish(kind, place, folder / "whole")
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
    now = {one.key: (one.reply.text, one.reply.probabilities) for one in found}
    assert len(found) == len(now), f"{kind}: a reply stands twice"
    assert before.items() <= now.items(), f"{kind}: a reply is gone, or another one"
    assert not any(one.reply.error or one.reply.finish_reason == "error" for one in found), (
        f"{kind}: a failure is stored"
    )
    return now


def finish(kind, place, run):
    """Ask until nothing is open."""
    for _ in range(ROUNDS):
        left = ask(kind, place.address, run, FAULTS)
        if not left:
            return place.ended()
    raise AssertionError(f"{kind}: {left} questions have no reply after {ROUNDS} starts")
