"""A backend spread over a Ray cluster: processes on its machines, each with a backend of its own."""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Self

from persona_collapse.backends.base import Arrived, Backend, Prompt, Sampling
from persona_collapse.errors import InputError

MISSING = 'the engine ray needs Ray: pip install "persona-collapse[ray]"'

SECONDS = 0.1
"""An actor hands over what has arrived this often, at most, so that fast replies do not cost a message each."""

LOST_IN_A_ROW = 5
"""After so many lost actors without a reply between them, the next ones would be lost too."""

BEGINS_WITHIN = 300.0
"""Seconds in which one of the actors has to be given a place in the cluster; to load its model it may take longer."""

LOSSES = (
    "RayActorError",
    "ObjectLostError",
    "OutOfMemoryError",
    "WorkerCrashedError",
    "NodeDiedError",
    "LocalRayletDiedError",
    "ActorUnschedulableError",
)
"""What Ray raises of an actor that is gone: killed (for lack of memory, too), on a machine that is gone, or without any."""

NEVER_BEGAN = "error raised in its creation task"
"""What Ray says of an actor whose class or arguments could not be loaded, for example because a package is missing."""

AT_ONCE = {"vllm": 512}
"""Kind of backend -> the least number of prompts that an actor is given at a time; others are given one persona."""


class RayActors:
    """The same backend in several processes of a Ray cluster; personas are handed out one after another.

    An actor that is lost (its process is killed, its machine is gone) is replaced, and the questions of which no reply has
    arrived are put to another one. Nothing else is asked again. While the cluster has no place for the new one, the others
    continue. The actors are there inside of a `with` block.

    Parameters
    ----------
    make : makes the backend, in the process of the actor
    actors : how many; None one per GPU if actors use GPUs, else one per CPU but one
    gpus : GPUs of each actor, 0 to 1; None one if the cluster has any and `may_use_gpus`
    may_use_gpus : whether the backend computes on a GPU

    Raises
    ------
    InputError : Ray is not installed; fewer than one actor; more than one GPU.
    """

    kind = model = revision = ""

    def __init__(
        self,
        make: Callable[[], Backend],
        *,
        actors: int | None = None,
        gpus: float | None = None,
        may_use_gpus: bool = True,
    ) -> None:
        try:
            import ray
        except ImportError:
            raise InputError(MISSING) from None
        if actors is not None and actors < 1:
            raise InputError(f"--actors {actors}: give at least 1")
        if gpus is not None and not 0 <= gpus <= 1:
            raise InputError(
                f"--gpus-per-actor {gpus:g}: an actor uses at most one GPU; give 0 to 1, or serve a larger model "
                "(vllm serve MODEL --tensor-parallel-size N) and use --base-url"
            )
        self._ray: Any = ray
        self._make, self._actors = make, actors
        self._gpus = gpus if may_use_gpus else 0.0
        self._ours = False
        self._crew: _Crew | None = None

    def __enter__(self) -> Self:
        self._ours = _joined(self._ray, self._actors)
        try:
            cpus, gpus = (int(self._ray.cluster_resources().get(name, 0)) for name in ("CPU", "GPU"))
            each = self._gpus if self._gpus is not None else float(gpus > 0)
            self._crew = _Crew(self._ray, self._make, _number(self._actors, each, cpus, gpus), each)
            self.kind, self.model, self.revision = self._crew.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *ended: object) -> None:
        if self._crew is not None:
            self._crew.end()
        if self._ours:
            self._ray.shutdown()

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies in order of arrival; the questions to one persona go to one actor."""
        assert self._crew is not None, "the actors are there between __enter__ and __exit__"
        return self._crew.replies(_Work(prompts, AT_ONCE.get(self.kind, 1)), sampling)

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Only the actors know."""
        return None


def _joined(ray: Any, actors: int | None) -> bool:
    """Join the cluster that is there (RAY_ADDRESS, or one started on this machine), else start one here.

    Returns
    -------
    Whether this process has to leave it at the end; a program that has joined before stays in it.
    """
    if ray.is_initialized():
        return False
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    quiet: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "logging_level": "WARNING"}
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:
        if address := os.environ.get("RAY_ADDRESS"):
            raise InputError(
                f"no Ray cluster at RAY_ADDRESS={address}; start it (ray start --head), or unset RAY_ADDRESS"
            ) from None
        ray.init(address="local", num_cpus=max(os.cpu_count() or 1, (actors or 1) + 1), **quiet)
    return True


def _number(wanted: int | None, gpus_each: float, cpus: int, gpus: int) -> int:
    """How many actors there are: each has a CPU, and one CPU is left for Ray's own work.

    Raises
    ------
    InputError : the cluster is too small.

    >>> _number(None, 0, 16, 0), _number(None, 0.5, 16, 4), _number(3, 0, 4, 0)
    (15, 8, 3)
    """
    most = cpus - 1 if not gpus_each else min(cpus - 1, int(gpus / gpus_each + 1e-9))
    if most < 1 or (wanted or 1) > most:
        raise InputError(
            f"--actors {wanted or 1}: the cluster has {cpus} CPUs, of which one is left for Ray, and {gpus} GPUs, which is "
            f"enough for {max(most, 0)}; give fewer actors, or add machines (ray start --address HEAD:6379)"
        )
    return wanted or most


class _Asker:
    """An actor: a backend in a process of its own. A user's mistake is returned as a sentence."""

    def __init__(self, make: Callable[[], Backend], folder: str) -> None:
        self._make, self._folder = make, folder
        self._backend: Backend | None = None

    def begun(self) -> None:
        """Answers as soon as there is a process, before any model is loaded."""

    def about(self) -> tuple[str, str, str] | str:
        """Load the backend; kind, model and revision."""
        with contextlib.suppress(OSError):
            os.chdir(self._folder)  # a model may be a folder beside the caller
        try:
            self._backend = self._make()
        except InputError as mistake:
            return str(mistake)
        return self._backend.kind, self._backend.model, self._backend.revision

    def replies(self, prompts: list[Prompt], sampling: Sampling) -> Iterator[list[Arrived] | str]:
        """Replies as they arrive, some together."""
        assert self._backend is not None, "about() comes first"
        part: list[Arrived] = []
        handed = time.monotonic()
        try:
            for one in self._backend.replies(iter(prompts), sampling):
                part.append(one)
                if time.monotonic() - handed >= SECONDS:
                    yield part
                    part, handed = [], time.monotonic()
        except InputError as mistake:
            yield part
            yield str(mistake)
            return
        yield part


class _Work:
    """Prompts by persona, and those that a lost actor has not answered."""

    def __init__(self, prompts: Iterable[Prompt], least: int) -> None:
        self._personas = groupby(enumerate(prompts), key=lambda numbered: numbered[1].respondent)
        self._again: deque[dict[int, Prompt]] = deque()
        self._least = least

    def take(self) -> dict[int, Prompt]:
        """Place -> prompt of the next personas; empty when there is nothing to ask."""
        if self._again:
            return self._again.popleft()
        found: dict[int, Prompt] = {}
        for _, same in self._personas:
            found.update(same)
            if len(found) >= self._least:
                break
        return found

    def give_back(self, unanswered: dict[int, Prompt]) -> None:
        """What a lost actor had; it is the next to be taken."""
        if unanswered:
            self._again.append(unanswered)


@dataclass(eq=False)
class _Member:
    """An actor, what it is waited for, and what it was asked.

    Attributes
    ----------
    handle : of the actor
    begun : a reference that is there once the actor has a process
    awaited : the reference of its loading, or the stream of its replies; None while it has nothing to do
    loaded : whether its backend is ready
    places : the places of the prompts that it was given, in order
    unanswered : place -> prompt of those that it has not answered
    """

    handle: Any
    begun: Any
    awaited: Any
    loaded: bool = False
    places: list[int] = field(default_factory=list)
    unanswered: dict[int, Prompt] = field(default_factory=dict)


class _Crew:
    """All actors, and what they are doing."""

    def __init__(self, ray: Any, make: Callable[[], Backend], actors: int, gpus: float) -> None:
        self._ray = ray
        self._new = ray.remote(num_cpus=1, num_gpus=gpus, max_restarts=0, max_task_retries=0)(_Asker).remote
        self._make = ray.put(make)
        self._gone = tuple(getattr(ray.exceptions, name) for name in LOSSES)
        self._lost = 0
        self._hired_at = 0.0
        self._about: tuple[str, str, str] | None = None
        self._members = [self._hired() for _ in range(actors)]

    def begin(self) -> tuple[str, str, str]:
        """Wait for the first actor; kind, model and revision of the backends."""
        nothing = _Work((), 1)
        while self._about is None:
            for one in self._ready():
                self._load(one, nothing)
        return self._about

    def replies(self, work: _Work, sampling: Sampling) -> Iterator[Arrived]:
        """Replies as they arrive, until there is nothing to ask and nothing under way."""
        while True:
            idle = [one for one in self._members if one.loaded and one.awaited is None]
            ended = not all(self._ask(one, work.take(), sampling) for one in idle)
            if ended and not any(one.loaded and one.awaited is not None for one in self._members):
                return
            for one in self._ready():
                if one.loaded:
                    yield from self._hear(one, work)
                else:
                    self._load(one, work)

    def end(self) -> None:
        """End every actor."""
        for one in self._members:
            self._ray.kill(one.handle)

    def _hired(self) -> _Member:
        self._hired_at = time.monotonic()
        handle = self._new(self._make, os.getcwd())
        return _Member(handle, handle.begun.remote(), handle.about.remote())

    def _ready(self) -> list[_Member]:
        """Those of which something has arrived; after a second possibly none, so that Ctrl-C is noticed."""
        awaited = [one.awaited for one in self._members if one.awaited is not None]
        arrived, _ = self._ray.wait(awaited, num_returns=1, timeout=1.0)
        if not arrived:
            self._check_begun()
        return [one for one in self._members if any(one.awaited is it for it in arrived)]

    def _check_begun(self) -> None:
        """Do not wait for ever where the cluster has a place for none of the actors."""
        begun, _ = self._ray.wait([one.begun for one in self._members], num_returns=1, timeout=0)
        if not begun and time.monotonic() - self._hired_at > BEGINS_WITHIN:
            raise InputError(
                f"the Ray cluster had no place for an actor in {BEGINS_WITHIN:g} seconds: its machines are gone or in use "
                "(see ray status); add a machine or wait for one, then rerun the same command to resume"
            )

    def _load(self, one: _Member, work: _Work) -> None:
        """An actor has loaded its backend, or was lost meanwhile."""
        try:
            about = self._ray.get(one.awaited)
        except self._gone as lost:
            self._replace(one, lost, work)
            return
        if isinstance(about, str):
            raise InputError(about)
        if self._about is not None and self._about != about:
            raise InputError(
                f"the machines of the cluster hold different models: {' '.join(about)}, and {' '.join(self._about)}; "
                "give all of them the same files"
            )
        self._about, one.loaded, one.awaited = about, True, None

    def _ask(self, one: _Member, prompts: dict[int, Prompt], sampling: Sampling) -> bool:
        """Give prompts to an actor; False where there are none."""
        if not prompts:
            return False
        one.places, one.unanswered = list(prompts), prompts
        one.awaited = one.handle.replies.options(num_returns="streaming").remote(list(prompts.values()), sampling)
        return True

    def _hear(self, one: _Member, work: _Work) -> Iterator[Arrived]:
        """What an actor has handed over; nothing at its end, or where it was lost."""
        try:
            part = self._ray.get(next(one.awaited))
        except StopIteration:
            one.awaited = None
            return
        except self._gone as lost:
            self._replace(one, lost, work)
            return
        if isinstance(part, str):
            raise InputError(part)
        for place, reply in part:
            self._lost = 0
            del one.unanswered[one.places[place]]
            yield one.places[place], reply

    def _replace(self, one: _Member, lost: Exception, work: _Work) -> None:
        """Another actor for one that was lost, whose open questions are asked again."""
        self._lost += 1
        lines = str(lost).strip().splitlines() or [type(lost).__name__]
        if NEVER_BEGAN in lines[0]:
            raise InputError(
                f"a Ray actor could not begin: {lines[-1].strip()}; every machine of the cluster needs the same packages "
                '(pip install "persona-collapse[ray]" and those of the model)'
            )
        if self._lost > LOST_IN_A_ROW:
            why = lines[0].strip().rstrip(".")
            raise InputError(
                f"{self._lost} Ray actors were lost in a row ({why}); if memory ran out, use fewer --actors; rerun the same "
                "command to resume"
            )
        work.give_back(one.unanswered)
        self._ray.kill(one.handle)  # it may be out of reach only
        self._members[self._members.index(one)] = self._hired()
