"""Asking: every question once, every reply stored as it arrives, stopped and resumed at any moment."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from persona_collapse.arguments import FUNCTION, PATH, SWITCH, TEXT, Kind, an, check
from persona_collapse.backends import Backend, Prompt, Reply
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.instruments.files import instrument_to_json
from persona_collapse.results import Preflight
from persona_collapse.store import ResponseStore
from persona_collapse.study.early import FirstReplies
from persona_collapse.study.kept_batches import KeptBatches, open_batches
from persona_collapse.study.larger import asks_for_more, go_on_with_more
from persona_collapse.study.limits import UNLIMITED, Limits
from persona_collapse.study.manifest import SCHEMA, Configuration, as_stored, difference, manifest_from_record
from persona_collapse.study.rated_texts import check_similarity
from persona_collapse.study.study import Study
from persona_collapse.study.trials import cost_of_trials, is_checked, keep, passed, preflight

GIVE_UP_AFTER = 25
"""After this number of failures in a row nothing else is asked: the endpoint is down, or refuses everything."""

Listener: TypeAlias = Callable[[Prompt, Reply], None]


@dataclass(frozen=True)
class Outcome:
    """How asking ended.

    Attributes
    ----------
    asked, received, failed : in this process
    open : questions that still have no reply
    stopped : why it ended before everything was asked; empty when it did not
    warning : what is odd about the first answers; empty when nothing is
    tried : trial questions asked in this process, beside `asked`
    """

    asked: int
    received: int
    failed: int
    open: int
    stopped: str = ""
    warning: str = ""
    tried: int = 0


def run_study(
    study: Study,
    backend: Backend,
    folder: str | Path,
    *,
    limits: Limits = UNLIMITED,
    listener: Listener | None = None,
    trial: Callable[[Preflight], None] | None = None,
    begun: Callable[[int], None] | None = None,
    enough: Callable[[], str] | None = None,
    look: bool = True,
    command: str = "",
) -> Outcome:
    """Ask what has no reply yet, and store every reply as it arrives.

    Started again with the same arguments it resumes where it stopped, however it stopped. Interrupted once (Ctrl-C) it
    finishes what is under way; interrupted again it stops at once. Neither loses a reply.

    Parameters
    ----------
    study : what is asked of which respondents
    backend : the model, and the way to it
    folder : the run directory, made if it is not there
    limits : when to stop early
    listener : notified of every reply, after it is stored
    trial : notified of the trial questions that are asked of a model before a run is begun; without, none are asked
    begun : notified once, before anything is asked, of the number of replies that are there already
    enough : asked now and then whether to stop; a reason stops the run, an empty text does not
    look : stop when most of the first replies hold no answer
    command : what the user typed, kept with the run

    Returns
    -------
    How it ended.

    Raises
    ------
    InputError : the folder holds another study or another model; another process writes to it; the disk is full; the
        trial questions cannot be read; a limit of cost, and replies that report none (those under way are stored
        first); anchors or an embedding model that cannot rate replies in words.
    """
    check(
        "run_study",
        study=(study, an(Study, "a Study")),
        backend=(backend, Kind(lambda given: hasattr(given, "replies"), "a backend, which has a method replies")),
        folder=(folder, PATH),
        limits=(limits, an(Limits, "Limits, such as Limits(requests=100)")),
        listener=(listener, FUNCTION.or_none),
        trial=(trial, FUNCTION.or_none),
        begun=(begun, FUNCTION.or_none),
        enough=(enough, FUNCTION.or_none),
        look=(look, SWITCH),
        command=(command, TEXT),
    )
    check_similarity(study.rating)
    configuration = Configuration(study.hash, backend.kind, backend.model, backend.revision, study.sampling)
    with ResponseStore(Path(folder), write=True, configuration=configuration.hash) as store:
        keep_in = getattr(backend, "keep_in", None)
        written = _introduce(store, study, configuration, command, collects=keep_in is not None)
        left_out, done = _LeftOut(backend, store, written), store.done()
        tried = 0 if trial is None or done else _tried(study, backend, store, limits, trial)
        left_out.write()
        if begun is not None:
            begun(study.answered(done))
        feed = _Feed(study.prompts(done), limits, enough, tried)
        if keep_in is not None:
            keep_in(KeptBatches(store, lambda: feed.interrupted))
        with _interruptible(feed):
            first = FirstReplies(study) if look else None
            outcome = _ask(study, backend, store, feed, left_out, listener, first)
        still = len(study) - study.answered(store.done())
    warning = "" if first is None else first.warning
    return Outcome(outcome.asked, outcome.received, outcome.failed, still, feed.stopped, warning, tried)


def _tried(
    study: Study, backend: Backend, store: ResponseStore, limits: Limits, tell: Callable[[Preflight], None]
) -> int:
    """Ask the trial questions of a run that has none yet, keep what came, and refuse the run where they say so.

    Returns
    -------
    The number of questions asked.
    """
    if not is_checked(study, backend) or passed(store):
        return 0
    found = preflight(study, backend, limits)
    keep(store, found)
    tell(found)
    if found.refused:
        raise InputError(found.refused)
    return len(found.trials)


def _ask(
    study: Study,
    backend: Backend,
    store: ResponseStore,
    feed: "_Feed",
    left_out: "_LeftOut",
    listener: Listener | None,
    first: FirstReplies | None,
) -> Outcome:
    spent = store.cost()
    if feed.limits.cost is not None:
        spent += cost_of_trials(store)
        if spent >= feed.limits.cost:
            feed.stop(f"the cost has reached {spent:.4g} of {feed.limits.cost:g}")
    received = failed = in_a_row = 0
    unpriced = ""
    for place, reply in backend.replies(feed, study.sampling):
        prompt = feed.asked.pop(place)
        cost = feed.limits.cost_of(reply)
        if cost is not None and reply.cost is None:
            reply = replace(reply, cost=cost)
        store.add(prompt, reply)
        left_out.write()
        if feed.limits.cost is not None and cost is None and not reply.error:
            unpriced = f"{backend.model} reports no cost, so --max-cost cannot be kept; add --price-in and --price-out"
            feed.stop(unpriced)
        failed, received = failed + bool(reply.error), received + (not reply.error)
        in_a_row = in_a_row + 1 if reply.error else 0
        spent += 0.0 if cost is None else cost
        if first is not None and (reason := first.heard(prompt, reply)):
            feed.stop(reason)
        if in_a_row >= GIVE_UP_AFTER:
            feed.stop(f"{in_a_row} requests failed in a row, the last with: {reply.error}")
        if feed.limits.cost is not None and spent >= feed.limits.cost:
            feed.stop(f"the cost has reached {spent:.4g} of {feed.limits.cost:g}")
        if listener is not None:
            listener(prompt, reply)
    if unpriced:
        raise InputError(unpriced)
    return Outcome(feed.count, received, failed, 0)


class _LeftOut:
    """What a server does not accept, written into the manifest as soon as it is known; what an earlier start wrote stays."""

    def __init__(self, backend: Backend, store: ResponseStore, written: tuple[str, ...]) -> None:
        self._backend, self._store, self._written = backend, store, written

    def write(self) -> None:
        """Write it down, if there is more than was written."""
        found = tuple(sorted({*self._written, *getattr(self._backend, "left_out", ())}))
        if found != self._written:
            self._store.write_manifest("left_out", list(found))
            self._written = found


class _Feed:
    """Prompts handed to a backend one by one, until something says stop."""

    def __init__(self, prompts: Iterator[Prompt], limits: Limits, enough: Callable[[], str] | None, tried: int) -> None:
        self.limits, self.tried = limits, tried
        self.asked: dict[int, Prompt] = {}
        self.count = 0
        self.stopped = ""
        self.interrupted = False
        self._prompts = prompts
        self._enough = enough
        self._lock = threading.Lock()

    def stop(self, reason: str) -> None:
        """Hand out nothing else; the first reason stays."""
        self.stopped = self.stopped or reason

    def __iter__(self) -> Iterator[Prompt]:
        return self

    def __next__(self) -> Prompt:
        with self._lock:
            made = self.limits.made + self.count + self.tried
            if self.limits.requests is not None and made >= self.limits.requests:
                if next(self._prompts, None) is not None:
                    trials = f", {self.tried} of them trial questions" if self.tried else ""
                    self.stop(f"{made} requests were made, the limit{trials}")
                raise StopIteration
            if self._enough is not None and (reason := self._enough()):
                self.stop(reason)
            if self.stopped:
                raise StopIteration
            prompt = next(self._prompts)
            self.asked[self.count] = prompt
            self.count += 1
            return prompt


@contextmanager
def _interruptible(feed: _Feed) -> Iterator[None]:
    """The first Ctrl-C lets what is under way finish; the second is an interrupt like any other."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: Any) -> None:
        feed.interrupted = True
        feed.stop("interrupted")
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _introduce(
    store: ResponseStore, study: Study, configuration: Configuration, command: str, *, collects: bool
) -> tuple[str, ...]:
    """Write down what the run is; refuse a directory that holds another one. What was left out before is returned."""
    record = store.manifest
    there = manifest_from_record(record, str(store.folder)) if "configuration" in record else None
    if (
        there is not None
        and there.configuration != store.configuration
        and store.is_untouched
        and not open_batches(record)
    ):
        there = None  # refused before its first question, and begun again in another way
        for name, nothing in (
            ("left_out", []),
            ("earlier", []),
            ("preflight", None),
            ("shard", None),
            ("conversation", None),
        ):
            store.write_manifest(name, nothing)
    if there is not None and asks_for_more(there, study, configuration):
        go_on_with_more(store, there, study, configuration)
        there = manifest_from_record(store.manifest, str(store.folder))
    if there is not None and there.configuration != store.configuration:
        old = {**asdict(there.study), **asdict(there.asked)}
        differs = difference(old, {**asdict(study.identity), **asdict(configuration)})
        raise InputError(f"{store.folder} holds another run ({differs}); give another --out")
    if there is not None and there.shard != study.shard:
        held, wanted = (f"shard {one}" if one else "the whole" for one in (there.shard, study.shard))
        raise InputError(f"{store.folder} holds {held} of this run, not {wanted}; give another --out")
    if not collects and (open_ := open_batches(record)):
        raise InputError(
            f"{store.folder} has batches that are open and paid ({', '.join(open_)}); add --batch to collect their "
            "replies, or give another --out"
        )
    extent = study.extent if there is None else study.extent.joined(there.extent)
    store.write_manifest("extent", asdict(extent))
    pool = {one.id: dict(one.attributes) for one in study.pool.respondents}
    if there is None or there.pool != pool:
        store.write_manifest("pool", pool)
    rating = study.rating
    if rating is not None and (there is None or there.similarity != rating):
        store.write_manifest("similarity", asdict(rating))
    if command:
        store.write_manifest("command", command)
    if there is None:
        _begin(store, study, configuration)
    return () if there is None else there.left_out


def _begin(store: ResponseStore, study: Study, configuration: Configuration) -> None:
    """Write down what stays as it is; the configuration comes last and says that everything is there."""
    from importlib.metadata import version

    store.write_manifest("schema", SCHEMA)
    store.write_manifest("study", as_stored(study.identity))
    store.write_manifest("asked", as_stored(configuration))
    store.write_manifest("instrument", _as_record(study))
    if study.shard is not None:
        store.write_manifest("shard", asdict(study.shard))
    if study.conversation is not None:
        store.write_manifest("conversation", asdict(study.conversation))
    store.write_manifest("example", _example(study))
    store.write_manifest("versions", {"persona-collapse": version("persona-collapse")})
    store.write_manifest("begun", time.time())
    store.write_manifest("configuration", store.configuration)


def _example(study: Study) -> dict[str, Any]:
    """The first prompt; without a field that an earlier version does not know where it is not used."""
    found = asdict(next(study.prompts()))
    return found if found["turns"] else {name: value for name, value in found.items() if name != "turns"}


def _as_record(study: Study) -> Any:
    import json

    if isinstance(study.instrument, Instrument):
        return json.loads(instrument_to_json(study.instrument))
    return asdict(study.instrument)
