"""A request to evaluate a model of the Hub: what is to be evaluated, and how far it is."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import MODEL
from persona_collapse.results import ModelCard
from persona_collapse.study.manifest import digest

FOLDER = "requests"

EVALUATED = "evaluated"
"""Folder of a dataset of results: those that a worker of the queue made."""

State = Literal["PENDING", "RUNNING", "FINISHED", "FAILED"]

PRECISIONS = ("auto", "float32", "bfloat16", "float16")
"""auto: as the weights are saved."""

MODES = ("probabilities", "generate")
THINKING = ("", "on", "off")

IDLE_TAKES = 3
"""Times that a request is taken without a single answer before it counts as failed."""

LONGEST_REASON = 600


@dataclass(frozen=True)
class Settings:
    """What is evaluated: two requests with the same settings are one.

    Attributes
    ----------
    model, commit : id on the Hub, and the commit of its repository
    precision : of the weights
    mode : probabilities or generate
    instruments : names of questionnaires
    thinking : on, off, or empty where the model's template decides
    studies : per instrument, the first twelve digits of the hash of its study: all words, personas and seeds
    personas : how many are asked
    """

    model: str
    commit: str
    precision: str
    mode: str
    instruments: tuple[str, ...]
    thinking: str
    studies: tuple[str, ...]
    personas: int

    @property
    def id(self) -> str:
        """Twelve hex digits, the same for the same settings; the order of instruments is irrelevant."""
        return digest({**asdict(self), "instruments": sorted(self.instruments), "studies": sorted(self.studies)})[:12]

    @property
    def path(self) -> str:
        """The file of the request in the dataset of requests."""
        settings = "-".join(filter(None, (self.precision, self.mode, self.thinking and f"thinking-{self.thinking}")))
        return f"{FOLDER}/{self.model.replace('/', '--')}/{self.commit[:8]}-{settings}-{self.id}.json"

    @property
    def words(self) -> str:
        """The settings in a few words.

        >>> Settings("org/tiny", "c" * 40, "auto", "generate", ("bfi44",), "off", ("d" * 12,), 1144).words
        'bfi44, generate, thinking off'
        """
        precision = "" if self.precision == "auto" else self.precision
        thinking = self.thinking and f"thinking {self.thinking}"
        return ", ".join(filter(None, (*self.instruments, self.mode, precision, thinking)))

    def overlaps(self, other: "Settings") -> tuple[str, ...]:
        """The instruments that another request asks of the same model in the same way."""
        same = (self.model, self.commit, self.precision, self.personas)
        if same != (other.model, other.commit, other.precision, other.personas):
            return ()
        theirs = set(zip(other.instruments, other.studies, strict=False))
        return tuple(one[0] for one in zip(self.instruments, self.studies, strict=False) if one in theirs)


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True, allow_inf_nan=False))
class Request:
    """A request: what, who, when, and how far it is.

    Attributes
    ----------
    settings : what is evaluated
    user : who submitted it, as named on the Hub
    submitted : when; this and all other times are seconds since 1970, UTC
    parameters, memory : of the model, and bytes of its weights when loaded
    questions : how many are asked in all
    state : PENDING, RUNNING, FINISHED or FAILED
    why : why it failed, or was given back; empty otherwise
    worker : who has it, or had it last
    lease : until when the worker has it, unless it renews the lease
    began, ended : when it was last taken, and when it was finished or failed; 0 before
    done : questions answered
    takes, idle_takes : how often it was taken, and how often since the last answer
    results : addresses of its results in the dataset of results, one per instrument
    license, base, relation : of the model, as in `persona_collapse.results.ModelCard`; empty in old requests
    """

    settings: Settings
    user: str
    submitted: float
    parameters: int
    memory: int
    questions: int
    state: State = "PENDING"
    why: str = ""
    worker: str = ""
    lease: float = 0.0
    began: float = 0.0
    ended: float = 0.0
    done: int = 0
    takes: int = 0
    idle_takes: int = 0
    results: tuple[str, ...] = ()
    license: str = ""
    base: str = ""
    relation: str = ""

    @property
    def id(self) -> str:
        """As its settings have it."""
        return self.settings.id

    @property
    def path(self) -> str:
        """As its settings have it."""
        return self.settings.path

    @property
    def card(self) -> ModelCard:
        """What its results say of the model."""
        return ModelCard(self.parameters, self.license, self.base, self.relation)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be evaluated, or is being evaluated."""
        return self.state in ("PENDING", "RUNNING")

    def is_stale(self, now: float) -> bool:
        """Whether its worker has not renewed the lease in time."""
        return self.state == "RUNNING" and now > self.lease

    def taken(self, worker: str, now: float, lease: float) -> "Request":
        """The request in a worker's hands.

        Parameters
        ----------
        worker : its name
        now : the time
        lease : seconds for which the worker has it
        """
        return replace(
            self,
            state="RUNNING",
            why="",
            worker=worker,
            began=now,
            lease=now + lease,
            takes=self.takes + 1,
            idle_takes=self.idle_takes + 1,
        )

    def renewed(self, now: float, lease: float, done: int) -> "Request":
        """The request with a new lease, and the number of questions answered by now."""
        idle = 0 if done > self.done else self.idle_takes
        return replace(self, lease=now + lease, done=max(done, self.done), idle_takes=idle)

    def given_back(self, why: str) -> "Request":
        """The request as pending again, with the reason; the place in the queue stays.

        A worker that gives it back itself has not ended because of it, so this time does not count as idle.
        """
        idle = max(0, self.idle_takes - 1)
        return replace(self, state="PENDING", why=why[:LONGEST_REASON], lease=0.0, idle_takes=idle)

    def finished(self, now: float, results: tuple[str, ...]) -> "Request":
        """The request with its results."""
        return replace(self, state="FINISHED", why="", ended=now, lease=0.0, done=self.questions, results=results)

    def failed(self, now: float, why: str) -> "Request":
        """The request with the reason why it cannot be evaluated."""
        return replace(self, state="FAILED", why=why[:LONGEST_REASON], ended=now, lease=0.0)

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), indent=1, allow_nan=False) + "\n"


_ADAPTER = TypeAdapter(Request)


def request_of(text: str, path: str) -> Request:
    """The request that a file holds.

    Parameters
    ----------
    text : of the file
    path : of the file, in the dataset

    Raises
    ------
    InputError : it holds something else, or what belongs into a file of another name.
    """
    try:
        found = _ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path} is not a request ({where}: {first['msg']}); remove it from the dataset") from None
    settings = found.settings
    known = MODEL.fullmatch(settings.model) is not None and settings.precision in PRECISIONS
    known = known and len(settings.instruments) == len(settings.studies)
    if not known or settings.mode not in MODES or settings.thinking not in THINKING or found.path != path:
        raise InputError(f"{path} is not a request of this version, or has another name; remove it from the dataset")
    return found


def evaluated_path(settings: Settings, instrument: str) -> str:
    """The path of the result of a request in a dataset of results; the same request has the same path.

    Parameters
    ----------
    settings : of the request
    instrument : one of its questionnaires
    """
    how = "-".join(
        filter(None, (settings.precision, settings.mode, settings.thinking and f"thinking-{settings.thinking}"))
    )
    name = f"{instrument}-{settings.commit[:8]}-{how}-{settings.id}.json"
    return f"{EVALUATED}/{settings.model.replace('/', '--')}/{name}"
