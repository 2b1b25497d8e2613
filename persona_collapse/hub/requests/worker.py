"""A worker: takes requests in order, evaluates each, and puts the results on the leaderboard. Any machine can be one."""

import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from huggingface_hub import constants

from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import FREE_DISK, Hardware
from persona_collapse.hub.models import HubUnreachable
from persona_collapse.hub.requests.book import RequestBook
from persona_collapse.hub.requests.commits import commit, patiently
from persona_collapse.hub.requests.evaluation import Stopped, evaluate, for_readers
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import Request, evaluated_path
from persona_collapse.hub.requests.taking import LEASE, Lease, Lost, ended, release_stale, take
from persona_collapse.results import Diagnosis

NAME = "worker"
"""The file with the worker's name, so that after a restart it resumes what it had."""

EVERY = 60.0
"""Seconds between two looks at a queue without work."""

BUG = "an error of the program ({}); the log of the worker has more"


@dataclass
class Worker:
    """A machine that evaluates requests.

    Attributes
    ----------
    book : of requests, with a token that may write
    results : the dataset of results
    folder : where runs are kept, a folder per request
    hardware : what models may take here
    token : for the Hub; None for no token
    protocol : how models are evaluated
    lease : seconds for which a request is taken
    patience : seconds for which a result is sent again while the Hub does not answer
    say : called with every line that is to be printed
    """

    book: RequestBook
    results: str
    folder: Path
    hardware: Hardware
    token: str | None = None
    protocol: Protocol = field(default_factory=Protocol)
    lease: float = LEASE
    patience: float = 6 * 3600.0
    say: Callable[[str], None] = lambda line: None

    def work(self, *, once: bool = False, limit: int | None = None, every: float = EVERY) -> int:
        """Evaluate requests.

        Parameters
        ----------
        once : end when there is nothing to do; otherwise wait for new requests
        limit : of the requests that are evaluated; None for no limit
        every : seconds between two looks at the queue

        Returns
        -------
        The number of requests that were finished or failed.

        Raises
        ------
        Stopped : by an interrupt; the request that was under way is pending again.
        InputError : another process uses the folder, or the dataset cannot be read or written.
        """
        count = 0
        with _alone(self.folder) as name:
            while limit is None or count < limit:
                try:
                    request = self._next(name)
                    count += 0 if request is None else self._see_through(request)
                except HubUnreachable as reason:
                    if once:
                        raise
                    self.say(str(reason))
                    request = None
                if request is None:
                    if once:
                        break
                    time.sleep(every)
        return count

    def _next(self, name: str) -> Request | None:
        now = time.time()
        for one in release_stale(self.book, now):
            self.say(f"{one.settings.model}: {one.state.lower()}; {one.why}")
        return take(self.book, name, now, lease=self.lease, takes=self._takes)

    def _takes(self, request: Request) -> bool:
        fits = self.hardware.takes(request.memory) and request.memory + FREE_DISK <= self.hardware.disk
        return fits and self.protocol.knows(request.settings)

    def _see_through(self, request: Request) -> bool:
        """Evaluate a request that was taken, and say how it ended; whether it ended."""
        self.say(f"{request.settings.model}, {request.settings.words}, submitted by {request.user}")
        with Lease(self.book, request, self.lease) as lease:
            try:
                addresses = self._evaluated(request, lease)
            except Lost as reason:
                self.say(str(reason))
                return False
            except (Stopped, HubUnreachable) as reason:
                if lease.lost:
                    self.say(lease.lost)
                    return False
                self._given_back(request, str(reason))
                raise
            except InputError as reason:
                return self._failed(request, str(reason))
            except Exception as error:  # one model must not keep all others waiting; the log has what happened
                self.say(traceback.format_exc())
                return self._failed(request, BUG.format(type(error).__name__))
        ended(self.book, request, lambda held: held.finished(time.time(), addresses))
        self.say(f"{request.settings.model}: finished; {', '.join(addresses)}")
        return True

    def _evaluated(self, request: Request, lease: Lease) -> tuple[str, ...]:
        """Addresses of the results, which are in the dataset when this returns."""

        def heard(done: int) -> None:
            lease.done = done

        paths = [evaluated_path(request.settings, name) for name in request.settings.instruments]
        addresses = tuple(_address(self.results, path, self.book.api.endpoint) for path in paths)
        if patiently(lambda: self._are_there(paths), self.results, self.patience):
            return addresses  # sent before the worker was lost
        found = evaluate(
            *(request, self.folder / request.id, self.protocol),
            token=self.token,
            heard=heard,
            enough=lambda: lease.lost,
            say=self.say,
        )
        lease.renew()
        patiently(lambda: self._send(request, paths, found), self.results, self.patience)
        return addresses

    def _are_there(self, paths: list[str]) -> bool:
        return all(self.book.api.file_exists(self.results, path, repo_type="dataset") for path in paths)

    def _send(self, request: Request, paths: list[str], found: list[Diagnosis]) -> None:
        files = {path: record.to_json() for path, record in zip(paths, found, strict=True)}
        message = f"{request.settings.model}: {request.settings.words}; request {request.id}"
        commit(self.book.api, self.results, files, message)

    def _failed(self, request: Request, reason: str) -> bool:
        why = for_readers(reason)
        self.say(f"{request.settings.model}: failed; {reason}")
        ended(self.book, request, lambda held: held.failed(time.time(), why))
        return True

    def _given_back(self, request: Request, reason: str) -> None:
        self.say(f"{request.settings.model}: given back; {reason}")
        try:
            ended(self.book, request, lambda held: held.given_back("given back by its worker; it will be resumed"))
        except (Lost, HubUnreachable):
            self.say("the Hub could not be notified; the request is pending again when its lease ends")


@contextmanager
def _alone(folder: Path) -> Iterator[str]:
    """The name of the worker of a folder, in which no other process works meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    try:
        with FileLock(folder / f"{NAME}.lock", timeout=0):
            if not file.is_file():
                file.write_text(f"worker-{secrets.token_hex(4)}", encoding="utf-8")
            yield file.read_text(encoding="utf-8")
    except Timeout:
        raise InputError(f"another process evaluates requests in {folder}; give another --folder, or wait") from None


def _address(repo: str, path: str, endpoint: str | None = None) -> str:
    """The page of a result on the Hub.

    Parameters
    ----------
    repo : the dataset
    path : of the result
    endpoint : of the Hub; by default the one that HF_ENDPOINT names
    """
    return f"{endpoint or constants.ENDPOINT}/datasets/{repo}/blob/main/{path}"
