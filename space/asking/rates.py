"""How fast questions were answered, and answers measured, by this app: what an estimate rests on once there was a run."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from space.asking.runs import Run

FILE = "rates.json"

FEWEST = 100
"""Answers from which a rate is taken."""

MOST = 500
"""Rates that are kept, the latest."""


@dataclass(frozen=True)
class Rates:
    """The rates of an app, on disk: of what was asked, there is only a hash, and the time of the last run.

    Attributes
    ----------
    folder : of its jobs
    """

    folder: Path

    def asked(self, run: Run, instrument: str, answers: int, seconds: float) -> None:
        """Note how long answers took; a few are no rate."""
        if answers >= FEWEST and seconds > 0:
            self._note(_asking(run, instrument), answers / seconds)

    def measured(self, run: Run, instrument: str, seconds: float) -> None:
        """Note how long measuring took."""
        self._note(_measuring(run, instrument), seconds)

    def answers_a_second(self, run: Run, instrument: str) -> float | None:
        """Of the last run of this kind; None where there was none."""
        return self._value(_asking(run, instrument))

    def seconds_of_measuring(self, run: Run) -> float | None:
        """All instruments of a run together, by the last ones; None where one was not measured yet."""
        took = [self._value(_measuring(run, one)) for one in run.instruments]
        known = [one for one in took if one is not None]
        return sum(known) if len(known) == len(took) else None

    def sweep(self, before: float) -> None:
        """Delete what was noted before a time.

        Parameters
        ----------
        before : seconds since 1970
        """
        if (self.folder / FILE).exists():
            with self._changed() as known:
                for kind in [kind for kind, (_, noted) in known.items() if noted < before]:
                    del known[kind]

    def _value(self, kind: str) -> float | None:
        value, _ = self._known().get(_hashed(kind), (None, 0.0))
        return value

    def _known(self) -> dict[str, tuple[float, float]]:
        """Hash of a kind of run -> its rate, and when it was noted."""
        try:
            found = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            return {kind: (value, noted) for kind, (value, noted) in found.items()}
        except (OSError, ValueError, TypeError):  # there is none, or an older version wrote it
            return {}

    def _note(self, kind: str, value: float) -> None:
        with self._changed() as known:
            known.pop(_hashed(kind), None)  # the latest stands last
            known[_hashed(kind)] = (value, time.time())

    @contextmanager
    def _changed(self) -> Iterator[dict[str, tuple[float, float]]]:
        """What is known, to be changed by one process at a time and written then, the latest of it."""
        with FileLock(self.folder / f".{FILE}.lock"):
            known = self._known()
            yield known
            part = self.folder / f".{FILE}.{os.getpid()}"
            part.write_text(json.dumps(dict(list(known.items())[-MOST:])), encoding="utf-8")
            os.replace(part, self.folder / FILE)


def _hashed(kind: str) -> str:
    return hashlib.sha256(kind.encode()).hexdigest()


def _asking(run: Run, instrument: str) -> str:
    who = "" if run.place == "simulated" else f" {run.model} {run.base_url}"
    return f"asking {run.place}{who} {run.mode} {instrument}"


def _measuring(run: Run, instrument: str) -> str:
    return f"measuring {instrument} {run.personas}"
