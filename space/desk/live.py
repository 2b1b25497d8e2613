"""The live scorecard: how far a run is, and its first numbers while answers arrive."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.diagnosis import axes, default_reference
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.report.printed import number
from persona_collapse.results import Settings
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.study import run_answers
from space.desk.job_folder import JobFolder, LiveNumber, Progress

EVERY = 0.5
"""Seconds between two reports."""

SHARE = 0.15
"""Of a run's time, at most so much goes into live numbers."""

FEWEST = 42
"""Respondents whom coverage and LID need; before, only effective Likert is shown."""

DRAWS = 10
"""Draws of each live number; the final ones take 100."""


class Stopped(Exception):
    """The visitor has said stop."""


class Live:
    """Tells the page how a run goes.

    Parameters
    ----------
    folder : of the job
    total : questions in all its studies
    earlier : of them, in those that are done
    """

    def __init__(self, folder: JobFolder, total: int, earlier: int = 0) -> None:
        self._folder, self._total, self._earlier = folder, total, earlier
        self._there = self._new = self._failed = self._waits = 0
        self._stage = "starting"
        self._numbers: tuple[LiveNumber, ...] = ()
        self._respondents = 0
        self._begun = time.monotonic()
        self._told = self._measured = 0.0
        self._cost = 0.0
        self._study: Any = None
        self._run = Path()

    def say(self, stage: str) -> None:
        """What is done now; raises Stopped where the visitor has said stop."""
        if self._folder.is_to_stop:
            raise Stopped("the replies are kept")
        self._stage = stage
        self._tell()

    def begin(self, study: Any, run: Path) -> None:
        """A study begins, or goes on."""
        if self._study is not study:
            self._earlier, self._failed = self._earlier + self._there + self._new, 0
            self._numbers, self._respondents = (), 0
        self._study, self._run = study, run
        self._begun, self._there, self._new = time.monotonic(), 0, 0

    def begun(self, there: int) -> None:
        """So many of its replies are there already."""
        self._there = there
        self.say(f"asking {self._study.instrument.id}")

    def heard(self, prompt: Any, reply: Any) -> None:
        """A reply was stored."""
        self._failed += bool(reply.error)
        self._new += not reply.error
        now = time.monotonic()
        if now - self._told < EVERY:
            return
        if isinstance(self._study.instrument, Instrument) and now - self._measured > self._cost / SHARE:
            self._measure()
        self._tell()

    def waits(self) -> None:
        """The server has asked to wait; called from any thread."""
        self._waits += 1
        self._tell()

    def _measure(self) -> None:
        """The first numbers, of those who have answered everything."""
        started = time.monotonic()
        with suppress(InputError):  # nothing readable yet
            self._respondents, self._numbers = live_numbers(self._run)
        self._measured = time.monotonic()
        self._cost = self._measured - started

    def _tell(self) -> None:
        self._told = time.monotonic()
        rate = self._new / max(self._told - self._begun, 1e-3)
        done = self._earlier + self._there + self._new
        left = (self._total - done) / rate if self._new else None
        self._folder.progress = Progress(
            self._stage, done, self._total, self._failed, rate, left, self._respondents, self._numbers, self._waits
        )


def live_numbers(run: Path) -> tuple[int, tuple[LiveNumber, ...]]:
    """Effective Likert and, from 42 respondents, coverage and LID of those who have answered every item so far.

    Parameters
    ----------
    run : a run directory, going on or not

    Raises
    ------
    InputError : nothing readable is there yet.
    """
    given = run_answers(run).matrix
    whole = np.flatnonzero(~np.isnan(given.values).any(axis=1))
    if len(whole) < 2:
        return 0, ()
    matrix = replace(
        given,
        values=given.values[whole],
        respondents=tuple(given.respondents[row] for row in whole),
        attributes={name: tuple(cells[row] for row in whole) for name, cells in given.attributes.items()},
    )
    people = default_reference(matrix)
    enough = people is not None and len(whole) >= FEWEST
    wanted = [NUMBERS[name] for name in _AXES if not NUMBERS[name].sized or enough]
    return len(whole), tuple(_number(one, matrix, people) for one in wanted)


def _number(one: Number, matrix: BehavioralTraitMatrix, people: BehavioralTraitMatrix | None) -> LiveNumber:
    """A number and people's, both at the size there is."""
    axis = _AXES[one.name]
    found = axis(matrix, people, Settings(draws=DRAWS))
    size = np.min(found.n) if hasattr(found, "n") else None
    theirs = None if people is None else axis(people, people, Settings(draws=DRAWS, size=size and int(size)))
    values = (None if record is None else getattr(record, one.name) for record in (found, theirs))
    return LiveNumber(one.label, *(number(value, one.digits) for value in values))


_AXES: dict[str, Callable[..., Any]] = {
    "effective_likert": axes.effective_likert,
    "coverage": axes.coverage,
    "lid": axes.lid,
}
"""The numbers shown while answers arrive, and the axis of each."""
