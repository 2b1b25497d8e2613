"""A gate in training: at every evaluation a small panel of personas is asked, and a model that collapses is stopped."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

from transformers import TrainerCallback

from persona_collapse.api import diagnose
from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.diagnosis.gate import COLLAPSED, gate_words, refused_by
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.errors import InputError
from persona_collapse.given import Answers
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.measures.intervals import NORMAL, Interval
from persona_collapse.personas.pool import bundled_pool
from persona_collapse.results import Diagnosis
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.study import run_study
from persona_collapse.study.study import Study

LOGGED = ("coverage", "precision", "recall", "trait_recall", "lid", "sd_ratio")
"""The numbers that are logged."""

ERROR = 0.05
"""Chance that one of the intervals of a number, over all evaluations, is wrong."""

PAIRS = 200

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class GateReading:
    """What one evaluation found.

    Attributes
    ----------
    step : of training
    signature : the one-word reading
    reason : why the gate would close; empty where it passes
    intervals : name of a number -> its interval, valid over all evaluations up to this one
    closed : whether the gate is closed now
    """

    step: int
    signature: str
    reason: str
    intervals: dict[str, Interval]
    closed: bool


class PersonaGate(TrainerCallback):
    """Asks the same panel of personas at every evaluation, logs its numbers, and can stop training.

    The panel is asked in probability mode: one pass per question, nothing is generated. Its replies are stored as a
    run below `folder`, which `persona-collapse measure` and `report` read.

    The gate closes when `patience` evaluations in a row have a signature of `fail_on`, or when a number is surely below
    its least share of people's. "Surely" holds over all evaluations together: the interval at evaluation k has the error
    .05 / (k (k + 1)), and these sum to .05 however long training goes on.

    Parameters
    ----------
    folder : where the runs are stored; by default `persona-gate` in the output folder of the training
    personas : the first N of the bundled pool; at least 100
    instrument, reference : what is asked, and people to compare with; by default the BFI-44 and its bundled reference
    fail_on, patience : signatures that close the gate, and the number of evaluations in a row
    least : name of a number -> least share of held-out people's, 0 to 1; recall only together with precision
    stop : whether a closed gate ends training; otherwise it only logs
    report : called with the numbers, such as `trainer.log`, which hands them to Trackio and others; without, they are
        in the log history and in what `evaluate` returns
    seed : of the answers drawn from probabilities

    Attributes
    ----------
    readings : what each evaluation found

    Raises
    ------
    InputError : fewer than 100 personas, an unknown signature or number, recall without precision.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        personas: int = FEWEST_COMPLETE,
        instrument: Instrument | None = None,
        reference: Answers | None = None,
        fail_on: str | Sequence[str] = COLLAPSED,
        patience: int = 2,
        least: Mapping[str, float] | None = None,
        stop: bool = True,
        report: Callable[[dict[str, float]], None] | None = None,
        seed: int = 0,
    ) -> None:
        if personas < FEWEST_COMPLETE:
            raise InputError(f"a panel of {personas} personas is too small to be read; give at least {FEWEST_COMPLETE}")
        if patience < 1:
            raise InputError(f"patience is {patience}; give at least 1")
        self.least = dict(least or {})
        unknown = [name for name in self.least if name not in LOGGED]
        if unknown:
            raise InputError(f"least: unknown number {unknown[0]!r}; choose from {', '.join(LOGGED)}")
        if "recall" in self.least and "precision" not in self.least:
            raise InputError("least has recall without precision; random answers have a high recall, so give both")
        asked = instrument or catalogue.bundled(catalogue.USUAL)
        if reference is None and not catalogue.references_of(asked):
            raise InputError(f"there are no people's answers to {asked.id} here; give a reference")
        self.folder = None if folder is None else Path(folder)
        self.instrument, self.reference = asked, reference
        self.personas, self.seed = personas, seed
        self.fail_on = gate_words(fail_on) if fail_on else ()
        self.patience, self.stop, self.report = patience, stop, report
        self.readings: list[GateReading] = []

    def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> Any:
        """Ask the panel; every process of a training does, and decides alike."""
        name = f"step-{state.global_step}" + (f"-process-{args.process_index}" if args.process_index else "")
        folder = _fresh((self.folder or Path(args.output_dir) / "persona-gate") / name)
        found = self._asked(kwargs["model"], kwargs["processing_class"], state.global_step, folder)
        reading = self.read(found, state.global_step)
        self._log(reading, state, kwargs.get("metrics"))
        if reading.closed and self.stop:
            control.should_training_stop = True
        return control

    def _asked(self, model: Any, tokenizer: Any, step: int, folder: Path) -> Diagnosis:
        """The panel's diagnosis; the model is left in the mode in which it was."""
        if tokenizer is None:
            raise InputError("the trainer has no tokenizer; give it one as processing_class")
        study = Study(
            self.instrument,
            bundled_pool(),
            personas=self.personas,
            sampling=Sampling(mode="probabilities", seed=self.seed),
        )
        was_training = model.training
        try:
            checkpoint = Checkpoint(
                model, getattr(tokenizer, "tokenizer", tokenizer), "model in training", f"step {step}"
            )
            ended = run_study(study, Transformers(checkpoint), folder, look=False)
        finally:
            model.train(was_training)
        if ended.open:
            raise InputError(f"{ended.open} questions of the panel have no reply ({ended.stopped}); see {folder}")
        return diagnose(str(folder), self.reference, pairs=PAIRS)

    def read(self, found: Diagnosis, step: int) -> GateReading:
        """Add one evaluation to the readings.

        Parameters
        ----------
        found : the panel's diagnosis
        step : of training

        Raises
        ------
        InputError : a number of `least` that has no interval or no people to compare with.
        """
        assert found.signature is not None, "a diagnosis has a signature"
        intervals = {
            name: NUMBERS[name].cut(over_all(one, len(self.readings) + 1), len(self.instrument.scale.points))
            for name in LOGGED
            if (one := (found.intervals or {}).get(name)) is not None
        }
        word = refused_by(found, self.fail_on) if self.fail_on else ""
        before = self.readings[len(self.readings) - self.patience + 1 :] if self.patience > 1 else []
        lasting = bool(word) and len(before) == self.patience - 1 and all(one.reason for one in before)
        low = [reason for name, least in self.least.items() if (reason := _too_low(found, name, least, intervals))]
        reason = "; ".join(filter(None, (word, *low)))
        was_closed = bool(self.readings) and self.readings[-1].closed
        reading = GateReading(step, found.signature.name, reason, intervals, was_closed or lasting or bool(low))
        self.readings.append(reading)
        return reading

    def _log(self, reading: GateReading, state: Any, metrics: dict[str, float] | None) -> None:
        numbers = {"eval_persona_gate_closed": float(reading.closed)}
        for name, one in reading.intervals.items():
            numbers |= {f"eval_persona_{name}": one.value}
            numbers |= {f"eval_persona_{name}_low": one.low, f"eval_persona_{name}_high": one.high}
        if metrics is not None:
            metrics.update(numbers)
        if self.report is not None:
            self.report(numbers)
        else:
            state.log_history.append({**numbers, "epoch": state.epoch, "step": reading.step})
        _LOG.info("step %d: %s", reading.step, reading.signature)
        if reading.closed:
            _LOG.warning("step %d: the gate is closed: %s", reading.step, reading.reason or "since before")


def _fresh(folder: Path) -> Path:
    """A folder that is not there yet: an earlier training's replies are another model's, and must not be taken for its."""
    number, fresh = 2, folder
    while fresh.exists():
        number, fresh = number + 1, folder.with_name(f"{folder.name}-again-{number}")
    return fresh


def over_all(interval: Interval, evaluation: int) -> Interval:
    """The interval at one of many evaluations, wide enough that all of them hold together.

    Parameters
    ----------
    interval : the 95 % interval
    evaluation : its number, from 1

    >>> from persona_collapse.measures.intervals import around
    >>> [round(over_all(around(0.5, 0.1, "influence"), k).high, 2) for k in (1, 2, 10)]
    [0.72, 0.76, 0.85]
    """
    error = ERROR / (evaluation * (evaluation + 1))
    wider = NormalDist().inv_cdf(1 - error / 2) / NORMAL
    low, high = interval.value - interval.low, interval.high - interval.value
    return replace(interval, low=interval.value - wider * low, high=interval.value + wider * high)


def _too_low(found: Diagnosis, name: str, least: float, intervals: Mapping[str, Interval]) -> str:
    people = None if found.held_out_people is None else NUMBERS[name].value(found.held_out_people)
    own = intervals.get(name)
    if people is None or own is None:
        raise InputError(f"{name} needs people to compare with; give a reference")
    return (
        f"{name} {own.low:.2f} to {own.high:.2f}, below {least:.0%} of people's {people:.2f}"
        if own.high < least * people
        else ""
    )
