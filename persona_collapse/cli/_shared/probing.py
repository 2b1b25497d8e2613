"""One step of a probe: the panel is asked, measured beside people and step 1, and the gate reads it."""

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from persona_collapse.backends import Backend
    from persona_collapse.diagnosis.over_time import GateReading, Watch
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.study import Study
    from persona_collapse.study.steps import Step, Steps

SHOWN = ("recall", "sd_ratio")
"""The numbers in the line of a step; the file has all that a gate logs."""

PAIRS = 200


@dataclass(frozen=True)
class Moved:
    """How much higher a number of the same personas is than at step 1, with the ends of its interval over all steps."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Found:
    """What was found at a step.

    Attributes
    ----------
    label, begun, model : of the step; seconds since 1970
    complete : personas that answered every item
    reading : the gate's
    since_first : name of a number -> how it has moved since step 1; empty at step 1
    """

    label: str
    begun: float
    model: str
    complete: int
    reading: "GateReading"
    since_first: "Mapping[str, Moved]"

    @property
    def record(self) -> dict[str, Any]:
        """Its line of the file."""
        found = asdict(self)
        return {"step": found["reading"].pop("step"), **found.pop("reading"), **found}

    @property
    def stands(self) -> str:
        """What the gate says."""
        if self.reading.closed:
            return "the gate is closed"
        return "closes if it stays so" if self.reading.reason else "nothing to stop for"

    @property
    def lines(self) -> list[str]:
        """One line, and from step 2 on one about what has moved since step 1."""
        from persona_collapse.study.steps import name_of

        intervals = self.reading.intervals
        numbers = ", ".join(
            f"{_label(name)} {one.value:.2f} ({one.low:.2f} to {one.high:.2f}{'' if place else ' over all steps'})"
            for place, name in enumerate(name for name in SHOWN if name in intervals)
            for one in [intervals[name]]
        )
        first = f"{name_of(self.reading.step, self.label)}: {'; '.join(filter(None, (numbers, self.reading.signature, self.stands)))}"
        moved = ", ".join(
            f"{_label(name)} {one.value:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
            for name, one in self.since_first.items()
            if name in SHOWN
        )
        return [first, f"  the same personas since step 1: {moved}"] if moved else [first]


def found_in(record: "Mapping[str, Any]", steps: "Steps") -> Found:
    """A line of the file, as it was found.

    Raises
    ------
    InputError : something is missing in it, or another version wrote it.
    """
    from persona_collapse.diagnosis.over_time import GateReading
    from persona_collapse.measures.intervals import Interval

    one = dict(record)
    try:
        intervals = {name: Interval(**ends) for name, ends in one.pop("intervals").items()}
        read = {name: one.pop(name) for name in ("step", "signature", "reason", "closed")}
        moved = {name: Moved(**ends) for name, ends in one.pop("since_first").items()}
        return Found(reading=GateReading(intervals=intervals, **read), since_first=moved, **one)
    except (AttributeError, KeyError, TypeError):
        raise InputError(
            f"{steps.file}: a line is not the reading of a step by this version; restore the file, or give another --out"
        ) from None


@dataclass(frozen=True)
class Probe:
    """What is probed.

    Attributes
    ----------
    study : what every step asks
    backend_at : the model at a step, given its number
    steps : the folder
    people : to compare with
    watch : a gate without readings, as the options say
    trial : whether trial questions are asked before step 1, and its first replies looked at
    """

    study: "Study"
    backend_at: "Callable[[int], Backend]"
    steps: "Steps"
    people: "BehavioralTraitMatrix"
    watch: "Callable[[], Watch]"
    trial: bool = True

    def step(self, label: str | None) -> "Found":
        """Ask the next step, or what is open of the one that was interrupted, and read it.

        Parameters
        ----------
        label : of the step; None for none

        Raises
        ------
        InputError : as `Steps.next` and `run_study`; questions without a reply.
        KeyboardInterrupt : asking was interrupted; what came is stored.
        """
        with self.steps.alone():
            earlier = [found_in(one, self.steps) for one in self.steps.read]
            backend = self.backend_at(len(earlier) + 1)
            step = self.steps.next(self.study, backend, label)
            self._say_what_is_odd(step, backend, earlier)
            self.steps.begin(step)
            self._ask(step, backend)
            found = self._read(step, backend, earlier)
            self.steps.keep(found.record)
        return found

    def _say_what_is_odd(self, step: "Step", backend: "Backend", earlier: "list[Found]") -> None:
        from persona_collapse.cli._shared.output import say

        if step.resumed:
            begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(step.begun))
            say(
                f"{step.name} was begun at {begun} and is resumed: what has changed since is in the rest of its answers"
            )
        elif step.label and step.label in [one.label for one in earlier]:
            say(f"an earlier step is called {step.label!r}, too; this is step {step.number}")
        if earlier and earlier[-1].model != backend.model:
            say(f"{backend.model} is asked; step {earlier[-1].reading.step} asked {earlier[-1].model}")

    def _ask(self, step: "Step", backend: "Backend") -> None:
        from persona_collapse.cli._shared.administer import administered
        from persona_collapse.cli._shared.left_out import warnings
        from persona_collapse.cli._shared.output import say
        from persona_collapse.study import Limits

        first = self.trial and step.number == 1
        agents = self.study.form.name == "agents"
        outcome = administered(self.study, backend, step.folder, Limits(), None, trial=first and not agents, look=first)
        for line in warnings(getattr(backend, "left_out", ())):
            say(line)
        if outcome.warning:
            say(f"warning: {outcome.warning}")
        if outcome.stopped == "interrupted":
            say(f"{step.name} is not complete; rerun the same command to resume it")
            raise KeyboardInterrupt
        if outcome.open:
            why = f" ({outcome.stopped})" if outcome.stopped else ""
            raise InputError(
                f"{step.name} is not complete: {outcome.open:,} of {len(self.study):,} questions have no reply{why}; what came "
                f"is in {step.folder}; rerun the same command to resume it"
            )

    def _read(self, step: "Step", backend: "Backend", earlier: "list[Found]") -> "Found":
        from persona_collapse.api import diagnose
        from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
        from persona_collapse.inputs import read_answers

        watch = self.watch()
        watch.readings.extend(one.reading for one in earlier)
        complete = _complete(read_answers(step.folder))
        since: dict[str, Moved] = {}
        if complete < FEWEST_COMPLETE:
            asked = len(self.study.respondents)
            why = f"{complete} of {asked} personas answered every item; {FEWEST_COMPLETE} are needed"
            reading = watch.unread(why, step.number)
        else:
            reading = watch.read(diagnose(str(step.folder), self.people, pairs=PAIRS), step.number)
            since = self._since_first(step)
        return Found(step.label, step.begun, backend.model, complete, reading, since)

    def _since_first(self, step: "Step") -> dict[str, Moved]:
        """How far the same personas are from step 1, number by number."""
        from persona_collapse.api import compare
        from persona_collapse.diagnosis.over_time import LOGGED, ends_over_all
        from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
        from persona_collapse.inputs import read_answers

        if step.number == 1:
            return {}
        first, now = read_answers(self.steps.at(1)), read_answers(step.folder)
        if _complete(first) < FEWEST_COMPLETE:
            return {}
        (beside,) = compare([first, now], self.people, pairs=PAIRS, permutations=1).steps
        return {
            one.name: Moved(one.difference, *ends_over_all(one.difference, one.low, one.high, step.number - 1))
            for one in beside.differences
            if one.name in LOGGED and one.difference is not None and one.low is not None and one.high is not None
        }


def _complete(matrix: "BehavioralTraitMatrix") -> int:
    """Personas that answered every item."""
    import numpy as np

    return int((~np.isnan(matrix.values)).all(axis=1).sum())


def _label(name: str) -> str:
    from persona_collapse.results.numbers import NUMBERS

    return NUMBERS[name].short
