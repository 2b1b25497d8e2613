"""What the functions for programs return, field by field: Gradio describes them by these types, for clients and as MCP tools."""

from typing import TypedDict


class Job(TypedDict):
    """A job that was begun: its id."""

    job: str


class LiveNumber(TypedDict):
    """As `space.desk.job_folder.LiveNumber`."""

    name: str
    value: str
    people: str


class Progress(TypedDict):
    """As `space.desk.job_folder.Progress`."""

    stage: str
    done: int
    total: int
    failed: int
    rate: float
    seconds_left: float | None
    respondents: int
    numbers: list[LiveNumber]
    waits: int


class JobStatus(TypedDict):
    """As `space.desk.sightings.Sighting`."""

    id: str
    kind: str
    title: str
    state: str
    ahead: int
    progress: Progress
    words: str
    finished: list[str]
    wait: float | None
    unread: list[str]


class Signature(TypedDict):
    """As `persona_collapse.results.Signature`."""

    name: str
    evidence: list[str]
    also: list[str]
    readings: dict[str, float]


class NumberTable(TypedDict):
    """Numbers as printed: the names of the columns, and rows of as many texts."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class JobResult(TypedDict, total=False):
    """What a job found; of the whole record, those of its fields that every record or the short result has. What else there is
    of it, its schema says, and `from_json` of this package reads."""

    schema: str
    version: str
    commands: list[str]
    signature: Signature | None
    warnings: list[str]
    numbers: list[NumberTable]


class Reading(TypedDict):
    """As `persona_collapse.reading.Reading`."""

    answer: int | None
    rule: str
    reason: str


Row = TypedDict(
    "Row",
    {
        "rank": int | None,
        "title": str,
        "name": str,
        "what it is": str,
        "instrument": str,
        "signature": str,
        "personas": int | None,
        "at a time": int | None,
        "asked how": str,
        "parameters": int | None,
        "licence": str,
        "base model": str,
        "numbers": dict[str, float | None],
        "intervals": dict[str, list[float | None]],
    },
)
"""A row of the leaderboard; None where a value is unknown, undefined or infinite."""


class Board(TypedDict):
    """Rows of the leaderboard; why those of the Hub are missing, if they are."""

    rows: list[Row]
    note: str


class ComparedNumber(TypedDict):
    """A number of two rows, and its difference, as printed; the difference is empty where there is none."""

    number: str
    first: str
    second: str
    difference: str


class ComparedRows(TypedDict):
    """Two rows, number by number; which differences are left out, and why."""

    numbers: list[ComparedNumber]
    note: str


class Explanation(TypedDict, total=False):
    """A number in words and as a formula; without a name given, the names of all."""

    names: list[str]
    name: str
    label: str
    section: str
    says: str
    direction: str
    formula: str


class Asked(TypedDict):
    """A request for a model: its settings, and who submitted it."""

    model: str
    commit: str
    settings: str
    user: str


class PendingModel(Asked):
    """A model that waits: its place from 1, and the seconds until its result."""

    place: int
    seconds: float | None


class RunningModel(Asked):
    """A model that is evaluated: the share of its questions answered, and the seconds until its result."""

    share: float
    seconds: float | None


class EndedModel(Asked):
    """A model that was evaluated, or why it was not; the addresses of its results."""

    state: str
    why: str
    results: list[str]


class QueueOfModels(TypedDict):
    """Submitted models by state."""

    pending: list[PendingModel]
    running: list[RunningModel]
    ended: list[EndedModel]


class SubmittedModel(Asked):
    """A request that was just made: how many questions it needs, and its address."""

    questions: int
    address: str
