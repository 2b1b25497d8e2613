"""A job on disk: what was asked for, how far it is, how it ended. Everything a restart needs lies in its folder."""

import json
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError

ID = re.compile(r"[A-Za-z0-9_-]{22}")
"""128 bits at random, so that nobody finds another's job by trying."""

EVALUATED = "evaluated"
"""How the end of a turn of the queue begins, when there was something to evaluate."""

JOB, PROGRESS, END, STOP = "job.json", "progress.json", "end.json", "stop"

ANSWERS = "answers"
"""The tables of what a run was answered, without their endings."""


@dataclass(frozen=True)
class LiveNumber:
    """A number of the live scorecard, as printed, beside people's."""

    name: str
    value: str
    people: str


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    stage : what is done at present, in words
    done, total : questions answered, and all there are; 0 of 0 where that is not counted
    failed : questions without a reply
    waits : times that the server has asked to wait
    rate : replies a second
    seconds_left : at that rate; None unknown
    respondents : who the numbers are of; 0 before any can be given
    numbers : the live scorecard
    """

    stage: str = "starting"
    done: int = 0
    total: int = 0
    failed: int = 0
    rate: float = 0.0
    seconds_left: float | None = None
    respondents: int = 0
    numbers: tuple[LiveNumber, ...] = ()
    waits: int = 0


@dataclass(frozen=True)
class End:
    """How a job ended: finished, stopped or failed, and why in a sentence; some replies, where none could be read."""

    state: str
    words: str = ""
    replies: tuple[str, ...] = ()


class JobFolder:
    """The folder of one job, and the folder of its results, which alone can be downloaded.

    Parameters
    ----------
    root : of all jobs
    id : as the visitor knows it

    Raises
    ------
    InputError : it is not a job id.
    """

    def __init__(self, root: Path, id: str) -> None:
        id = str(id).strip()
        if not ID.fullmatch(id):
            raise InputError(
                "a job id has 22 letters, digits, - and _; copy the whole of it from the page that started the job"
            )
        self.id = id
        self.path = root / "jobs" / id
        self.results = root / "results" / id

    @classmethod
    def new(cls, root: Path, kind: str, request: Any) -> "JobFolder":
        """A new job, written down before anything is done."""
        one = cls(root, secrets.token_urlsafe(16))
        one.path.mkdir(parents=True, mode=0o700)
        try:
            if hasattr(request, "kept_in"):  # a visitor's files outlive the page
                request = request.kept_in(one.path)
            write(one.path / JOB, {"schema": 1, "kind": kind, "request": asdict(request), "submitted": time.time()})
        except BaseException:
            shutil.rmtree(one.path, ignore_errors=True)
            raise
        return one

    @property
    def exists(self) -> bool:
        """Whether there is such a job."""
        return (self.path / JOB).is_file()

    @property
    def record(self) -> dict[str, Any]:
        """What was asked for: kind, request, and when."""
        found: dict[str, Any] = read(self.path / JOB)
        return found

    def run(self, instrument: str) -> Path:
        """Where the replies to an instrument are."""
        return self.path / "runs" / instrument

    @property
    def progress(self) -> Progress:
        """How far it is."""
        found = read(self.path / PROGRESS)
        if found is None:
            return Progress()
        return Progress(**{**found, "numbers": tuple(LiveNumber(**one) for one in found["numbers"])})

    @progress.setter
    def progress(self, now: Progress) -> None:
        write(self.path / PROGRESS, asdict(now))

    @property
    def end(self) -> End | None:
        """How it ended; None while it has not."""
        found = read(self.path / END)
        return None if found is None else End(**{**found, "replies": tuple(found.get("replies", ()))})

    @end.setter
    def end(self, how: End) -> None:
        write(self.path / END, asdict(how))

    @property
    def is_to_stop(self) -> bool:
        """Whether the visitor has said stop."""
        return (self.path / STOP).exists()

    def ask_to_stop(self) -> None:
        """Say stop, to whatever process works on it."""
        (self.path / STOP).touch()

    def reopen(self) -> None:
        """Withdraw the stop and the end, so that it can continue."""
        for name in (STOP, END):
            (self.path / name).unlink(missing_ok=True)

    @property
    def finished(self) -> tuple[str, ...]:
        """What there are results of, in the order they came."""
        found = []
        for record in self.results.glob("[!.]*/result.json"):  # a folder that is not whole yet begins with a dot
            with suppress(FileNotFoundError):  # a newer one takes its place at this moment
                found.append((record.stat().st_mtime_ns, record.parent.name))
        return tuple(name for _, name in sorted(found))


def write(file: Path, content: Any) -> None:
    """JSON in place of what the file held, whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.{time.monotonic_ns()}")
    part.write_text(json.dumps(content), encoding="utf-8")
    os.replace(part, file)


def read(file: Path) -> Any:
    """What a JSON file holds; None where there is none."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
