"""How a job stands, as its visitor sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from space.desk.job_folder import Progress


@dataclass(frozen=True)
class Sighting:
    """How a job stands.

    Attributes
    ----------
    id, kind : of the job; a run or an upload
    title : what was asked for, in words
    state : queued, running, stopping, finished, stopped, failed or interrupted
    ahead : jobs that come before it; 0 unless queued
    progress : how far it is
    words : why it ended as it did; empty otherwise
    finished : what there are results of
    wait : seconds until it begins, roughly; None unless queued, or where no job of its kind has ended here yet
    unread : a few replies, where none could be read as an answer
    """

    id: str
    kind: str
    title: str
    state: str
    ahead: int
    progress: Progress
    words: str
    finished: tuple[str, ...]
    wait: float | None = None
    unread: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state not in ("queued", "running", "stopping")


def title_of(request: Mapping[str, Any]) -> str:
    """What a job was asked for, in words.

    >>> title_of({"model": "simulated:noise", "instruments": ["bfi44"], "personas": 1144})
    'simulated:noise, bfi44, 1,144 personas'
    """
    if "model" not in request:
        return str(request.get("name", "a turn at the queue of submitted models"))
    return f"{request['model']}, {' and '.join(request['instruments'])}, {request['personas']:,} personas"
