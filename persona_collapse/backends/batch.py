"""Batches: all questions handed in together, answered within a day at half the price."""

import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias
from uuid import uuid4

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.backends.retry import Passing, Refused, wait
from persona_collapse.errors import InputError

Key: TypeAlias = tuple[str, str, int]
"""Respondent, item, sample."""

Place: TypeAlias = tuple[int, Prompt]
"""The position of a prompt in the order of asking, and the prompt."""

DISCOUNT = 0.5
"""What a batch costs, as a share of the price of single requests."""

RERUN = "rerun the same command to look again (nothing is submitted twice)"


@dataclass(frozen=True)
class Written:
    """A batch as a run keeps it.

    Attributes
    ----------
    token : in the name of each of its requests, drawn before it is submitted
    begun : when it was about to be submitted, in seconds since 1970
    id : the server's name for it; empty until the server has answered
    state : submitting, open, collected or failed
    requests : how many
    keys : of its requests, in their order; empty once its replies are stored
    """

    token: str
    begun: float
    requests: int
    keys: tuple[Key, ...] = field(default=(), repr=False)
    id: str = ""
    state: str = "submitting"


@dataclass(frozen=True)
class State:
    """How far a batch is.

    Attributes
    ----------
    status : in the server's word
    done, failed, total : requests
    ended : whether nothing else will come
    refused : why the whole batch was refused; empty if it was not
    """

    status: str
    done: int
    failed: int
    total: int
    ended: bool
    refused: str = ""

    def __str__(self) -> str:
        """In a line.

        >>> str(State("in_progress", 1200, 3, 5280, ended=False))
        '1,203 of 5,280 done, 3 of them failed (in_progress)'
        """
        failed = f", {self.failed:,} of them failed" if self.failed else ""
        return f"{self.done + self.failed:,} of {self.total:,} done{failed} ({self.status})"

    def is_news(self, before: "State | None") -> bool:
        """Whether it is worth a line: another status, a twentieth more, or the end.

        >>> half = State("in_progress", 50, 0, 100, ended=False)
        >>> half.is_news(State("in_progress", 47, 0, 100, ended=False)), half.is_news(None)
        (False, True)
        """
        if before is None or before.status != self.status or self.ended:
            return True
        return (self.done + self.failed) - (before.done + before.failed) >= max(1.0, self.total / 20)


@dataclass(frozen=True)
class Polling:
    """Seconds between two looks at a batch: at first, and at most."""

    first: float = 5.0
    longest: float = 60.0


class Ledger(Protocol):
    """Where a run keeps its batches, so that none is submitted twice, whenever the process ends."""

    def read(self) -> list[Written]:
        """All batches, in the order of submitting."""
        ...

    def write(self, batches: Sequence[Written]) -> None:
        """Keep these, in place of what was kept."""
        ...

    def done(self) -> Container[Key]:
        """Keys of the stored replies."""
        ...

    def ended(self) -> bool:
        """Whether the user has interrupted the run."""
        ...


class Provider(Protocol):
    """A server that takes batches.

    Attributes
    ----------
    model, revision : as of any backend
    most, largest : requests of a batch, and its bytes
    """

    model: str
    revision: str
    most: int
    largest: int

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the server does not accept of a request."""
        ...

    def ask(self, prompt: Prompt, sampling: Sampling) -> Reply:
        """One reply at once, which shows what the server accepts."""
        ...

    def line(self, name: str, prompt: Prompt, sampling: Sampling) -> str:
        """A request of a batch, as JSON."""
        ...

    def submit(self, token: str, lines: Sequence[str]) -> str:
        """Hand in a batch; its id."""
        ...

    def submitted(self, batch: Written, known: set[str]) -> str:
        """The id of a batch that was handed in, though the answer was lost; empty if the server does not have it."""
        ...

    def state(self, id: str) -> State:
        """How far a batch is."""
        ...

    def results(self, id: str, prompts: Mapping[str, Prompt], sampling: Sampling) -> Iterator[tuple[str, Reply]]:
        """Name of a request and its reply, of those in `prompts`."""
        ...


class Batches:
    """Answers from a server's batches.

    What the server refuses is known before everything is handed in: from the trial questions, or else from the first
    open question, which is asked at once. The ids of batches are kept in the run before their replies are waited for. A
    process may be killed at any moment: the batches stay as they are, and the next process collects them.

    Parameters
    ----------
    provider : the server
    polling : how often to look
    progress : notified in a line when something has changed
    """

    kind = "api"

    def __init__(
        self, provider: Provider, *, polling: Polling | None = None, progress: Callable[[str], None] = lambda line: None
    ) -> None:
        self.model, self.revision = provider.model, provider.revision
        self._provider, self._polling, self._progress = provider, polling or Polling(), progress
        self._ledger: Ledger | None = None
        self._heard = False

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the server does not accept."""
        return self._provider.left_out

    def keep_in(self, ledger: Ledger) -> None:
        """Where batches are written down; a run says so before it asks."""
        self._ledger = ledger

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Unknown, because the tokenizer is on the server."""
        return None

    def at_once(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies to a few questions, one by one and at the full price, before anything is handed in."""
        for place, prompt in enumerate(prompts):
            reply = self._provider.ask(prompt, sampling)
            self._heard = self._heard or not reply.error
            yield place, reply

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies as batches end; all prompts are taken before anything is submitted."""
        if self._ledger is None:
            raise InputError("batches are kept in a run; ask them with run_study")
        asked = {(one.respondent, one.item, one.sample): (place, one) for place, one in enumerate(prompts)}
        batches = self._kept(self._ledger)
        under_way = {key for one in batches if one.state == "open" for key in one.keys}
        rest = [key for key in asked if key not in under_way]
        if rest and not self._heard:
            place, prompt = asked[rest.pop(0)]
            reply = self._provider.ask(prompt, sampling)
            yield place, reply
            if reply.error:
                rest = []
                self._progress(f"no batch was submitted: the first question failed ({reply.error})")
        named = [asked[key][1] for key in rest]
        for chunk in self._chunks(named, sampling):
            if not self._ledger.ended():
                self._submit(chunk, sampling, batches, self._ledger)
        yield from self._collected(asked, sampling, batches, self._ledger)

    def _kept(self, ledger: Ledger) -> list[Written]:
        """The batches of earlier starts; of one whose id was lost, the server is asked whether it has it."""
        found: list[Written] = []
        before = ledger.read()
        known = {one.id for one in before if one.id}
        for one in before:
            if one.state != "submitting":
                found.append(one)
            elif id := self._lost(one, known):
                found.append(replace(one, id=id, state="open"))
                known.add(id)
        if found != before:
            ledger.write(found)
        return found

    def _lost(self, batch: Written, known: set[str]) -> str:
        try:
            return self._provider.submitted(batch, known)
        except (Passing, Refused) as failure:
            raise InputError(
                f"{self.revision}: its batches cannot be listed ({failure}); {RERUN}, or give another --out"
            ) from None

    def _chunks(self, prompts: Sequence[Prompt], sampling: Sampling) -> Iterator[list[Prompt]]:
        """Prompts in portions that the server takes as one batch."""
        chunk: list[Prompt] = []
        size = 0
        for prompt in prompts:
            bytes_ = len(self._provider.line(_name("0" * 16, 10**6), prompt, sampling).encode()) + 1
            if chunk and (len(chunk) >= self._provider.most or size + bytes_ > self._provider.largest):
                yield chunk
                chunk, size = [], 0
            chunk.append(prompt)
            size += bytes_
        if chunk:
            yield chunk

    def _submit(self, prompts: Sequence[Prompt], sampling: Sampling, batches: list[Written], ledger: Ledger) -> None:
        """Write down what is about to be submitted, submit it, and write down its id."""
        token = uuid4().hex[:16]
        keys = tuple((one.respondent, one.item, one.sample) for one in prompts)
        batch = Written(token, time.time(), len(keys), keys)
        batches.append(batch)
        ledger.write(batches)
        lines = [self._provider.line(_name(token, place), one, sampling) for place, one in enumerate(prompts)]
        try:
            id = self._provider.submit(token, lines)
        except Refused as refusal:
            ledger.write(batches[:-1])
            raise InputError(
                f"{self.revision} refuses the batch of {len(keys):,} requests ({refusal}); "
                "--max-requests N submits fewer, and without --batch each is asked by itself"
            ) from None
        except Passing as failure:
            raise InputError(f"{self.revision}: the batch could not be submitted ({failure}); {RERUN}") from None
        batches[-1] = replace(batch, id=id, state="open")
        ledger.write(batches)
        self._progress(f"batch {id}: {len(keys):,} requests submitted; it may take a day, and Ctrl-C does not end it")

    def _collected(
        self, asked: Mapping[Key, Place], sampling: Sampling, batches: list[Written], ledger: Ledger
    ) -> Iterator[Arrived]:
        """The replies of each batch once it has ended."""
        reported: dict[str, State] = {}
        refused: list[str] = []
        open_ = [one for one in batches if one.state == "open"]
        pause = self._polling.first
        while open_:
            for batch in list(open_):
                state = self._state(batch.id)
                if state.is_news(reported.get(batch.id)):
                    reported[batch.id] = state
                    self._progress(f"batch {batch.id}: {state}")
                if state.refused:
                    refused.append(f"batch {batch.id} of {batch.requests:,} requests was refused: {state.refused}")
                elif state.ended:
                    yield from self._results(batch, state, asked, sampling)
                if state.ended:
                    open_.remove(batch)
                    self._close(batch, "failed" if state.refused else "collected", asked, batches, ledger)
            if open_ and not wait(pause, ledger.ended):
                return
            pause = min(self._polling.longest, 1.5 * pause)
        if refused:
            raise InputError(f"{self.revision}: {refused[0]}; rerun the same command, with --max-requests N for fewer")

    def _close(
        self, batch: Written, state: str, asked: Mapping[Key, Place], batches: list[Written], ledger: Ledger
    ) -> None:
        """Write down that a batch needs no other look; one with replies that this start did not ask for stays open."""
        done = ledger.done()
        if state == "failed" or all(key in asked or key in done for key in batch.keys):
            batches[batches.index(batch)] = replace(batch, state=state, keys=())
            ledger.write(batches)

    def _results(
        self, batch: Written, state: State, asked: Mapping[Key, Place], sampling: Sampling
    ) -> Iterator[Arrived]:
        """Each reply of an ended batch; a question that it does not answer is a failure."""
        places = {_name(batch.token, place): asked[key] for place, key in enumerate(batch.keys) if key in asked}
        prompts = {name: prompt for name, (_, prompt) in places.items()}
        try:
            for name, reply in self._provider.results(batch.id, prompts, sampling):
                if name in places:
                    yield places.pop(name)[0], replace(reply, price_share=DISCOUNT)
        except (Passing, Refused) as failure:
            raise InputError(
                f"{self.revision}: the results of batch {batch.id} cannot be read ({failure}); {RERUN}"
            ) from None
        for place, _ in places.values():
            yield place, Reply(error=f"the batch ended without an answer to this question ({state.status})")

    def _state(self, id: str) -> State:
        try:
            return self._provider.state(id)
        except (Passing, Refused) as failure:
            raise InputError(
                f"{self.revision}: batch {id} cannot be read ({failure}); {RERUN}, or give another --out"
            ) from None


def _name(token: str, place: int) -> str:
    """What a request is called in its batch."""
    return f"{token}-{place}"
