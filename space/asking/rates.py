"""How fast questions were answered, and answers measured, by this app: what an estimate rests on once there was a run."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from space.asking.runs import Run

FILE = "rates.json"

FEWEST = 100
"""Answers from which a rate is taken."""

MOST = 500
"""Rates that are kept, the latest."""


@dataclass(frozen=True)
class Rates:
    """The rates of an app, on disk.

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
        return self._known().get(_asking(run, instrument))

    def seconds_of_measuring(self, run: Run) -> float | None:
        """All instruments of a run together, by the last ones; None where one was not measured yet."""
        took = [self._known().get(_measuring(run, one)) for one in run.instruments]
        known = [one for one in took if one is not None]
        return sum(known) if len(known) == len(took) else None

    def _known(self) -> dict[str, float]:
        try:
            found: dict[str, float] = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _note(self, kind: str, value: float) -> None:
        known = {name: one for name, one in self._known().items() if name != kind} | {kind: value}
        part = self.folder / f".{FILE}.{os.getpid()}"
        part.write_text(json.dumps(dict(list(known.items())[-MOST:])), encoding="utf-8")
        os.replace(part, self.folder / FILE)


def _asking(run: Run, instrument: str) -> str:
    who = "" if run.place == "simulated" else f" {run.model} {run.base_url}"
    return f"asking {run.place}{who} {run.mode} {instrument}"


def _measuring(run: Run, instrument: str) -> str:
    return f"measuring {instrument} {run.personas}"
