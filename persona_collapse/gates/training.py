"""A gate in training: at every evaluation a small panel of personas is asked, and a model that collapses is stopped."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from persona_collapse.api import diagnose
from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.diagnosis.gate import COLLAPSED
from persona_collapse.diagnosis.over_time import GateReading, Watch
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.errors import InputError
from persona_collapse.given import Answers
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.personas.pool import bundled_pool
from persona_collapse.results import Diagnosis
from persona_collapse.study import run_study
from persona_collapse.study.study import Study

PAIRS = 200

_LOG = logging.getLogger(__name__)


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
        asked = instrument or catalogue.bundled(catalogue.USUAL)
        self.watch = Watch(len(asked.scale.points), fail_on=fail_on, patience=patience, least=least)
        if reference is None and not catalogue.references_of(asked):
            raise InputError(f"there are no people's answers to {asked.id} here; give a reference")
        self.folder = None if folder is None else Path(folder)
        self.instrument, self.reference = asked, reference
        self.personas, self.seed = personas, seed
        self.stop, self.report = stop, report

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

    @property
    def readings(self) -> list[GateReading]:
        """What each evaluation found, from the first."""
        return self.watch.readings

    def read(self, found: Diagnosis, step: int) -> GateReading:
        """Add one evaluation to the readings, as `Watch.read` does."""
        return self.watch.read(found, step)

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
