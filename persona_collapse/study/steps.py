"""A folder of steps: the same panel asked again and again while something goes on, each time in a run directory."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from persona_collapse.backends import Backend
from persona_collapse.errors import InputError
from persona_collapse.store import ResponseStore, is_run
from persona_collapse.store.responses import locked
from persona_collapse.study.manifest import Configuration, Manifest, StudyIdentity, difference, read_manifest
from persona_collapse.study.study import Study

READINGS = "steps.jsonl"
"""A line per step that was read."""

ABOUT = "step.json"
"""In the run directory of a step: its label, and when it was begun."""


@dataclass(frozen=True)
class Step:
    """The next step of a folder.

    Attributes
    ----------
    number : from 1
    folder : its run directory
    label : as the user calls it; may be empty
    begun : in seconds since 1970
    resumed : whether it was begun before, and has no reading yet
    """

    number: int
    folder: Path
    label: str
    begun: float
    resumed: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.number, self.label)


class Steps:
    """The steps in a folder.

    Parameters
    ----------
    folder : made when the first step is begun
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def file(self) -> Path:
        """The readings."""
        return self.folder / READINGS

    @property
    def read(self) -> list[dict[str, Any]]:
        """What was found at each step that was read, in order.

        Raises
        ------
        InputError : a line that is damaged.
        """
        file = self.file
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        return [_line(line, number, file) for number, line in enumerate(lines, start=1)]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While a step is asked and read; no other process may begin one.

        Raises
        ------
        InputError : another process does, or the folder cannot be made.
        """
        lock = locked(self.folder)
        try:
            yield
        finally:
            lock.release()

    def next(self, study: Study, backend: Backend, label: str | None) -> Step:
        """The step to ask now: the one that was interrupted, or a new one.

        Parameters
        ----------
        study, backend : what is asked of which model; every step asks the same study, and rates replies in words alike
        label : of the step; None for none, or for that of the step that was interrupted

        Raises
        ------
        InputError : other personas, another questionnaire or other anchors than at step 1; a step that was interrupted has
            another label, or another model was asked.
        """
        number = len(self.read) + 1
        folder = self.at(number)
        self._check_study(study)
        about, there = folder / ABOUT, _asked(folder)
        if there is None or not about.is_file():
            return Step(number, folder, label or "", time.time(), resumed=False)
        known = json.loads(about.read_text(encoding="utf-8"))
        step = Step(number, folder, known["label"], known["begun"], resumed=True)
        start_over = f"to begin it again, delete {folder}"
        if label is not None and label != step.label:
            said = f"--step {step.label!r}" if step.label else "no --step"
            raise InputError(
                f"{step.name} of {self.folder} was begun and has no reading yet; rerun it with {said}, or, {start_over}"
            )
        now = Configuration(study.hash, backend.kind, backend.model, backend.revision, study.sampling)
        if there.configuration != now.hash:
            differs = difference(_both(there.study, there.asked), _both(study.identity, now))
            raise InputError(
                f"{step.name} of {self.folder} was begun with another model and has no reading yet ({differs}); rerun it "
                f"with that one, or, {start_over}"
            )
        return step

    def begin(self, step: Step) -> None:
        """Write down what a step is, before anything is asked."""
        step.folder.mkdir(parents=True, exist_ok=True)
        (step.folder / ABOUT).write_text(json.dumps({"label": step.label, "begun": step.begun}), encoding="utf-8")

    def keep(self, record: Mapping[str, Any]) -> None:
        """Add what was found at a step, whole or not at all."""
        file = self.file
        unfinished = file.with_name(f".{file.name}")
        lines = [*self.read, record]
        text = "".join(json.dumps(one, ensure_ascii=False, allow_nan=False) + "\n" for one in lines)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)

    def at(self, number: int) -> Path:
        """The run directory of a step."""
        return self.folder / f"step-{number:04}"

    def _check_study(self, study: Study) -> None:
        """Refuse what is not comparable with step 1."""
        first = _asked(self.at(1))
        if first is None:
            return
        if first.study.hash != study.hash:
            differs = difference(_both(first.study, first.asked), _both(study.identity, first.asked))
            raise InputError(f"{self.folder} has steps of another probe ({differs}); give another --out")
        if first.extent.personas != (count := study.extent.personas):
            raise InputError(
                f"step 1 of {self.folder} asked {first.extent.personas} personas, not {count}; use --panel "
                f"{first.extent.personas}, or give another --out"
            )
        if first.similarity != study.rating:
            raise InputError(
                f"step 1 of {self.folder} rates replies in words by other anchors or another embedding model; give the same "
                "--anchors and --embedder, or another --out"
            )


def name_of(number: int, label: str) -> str:
    """What a step is called.

    >>> name_of(3, "after day 10"), name_of(4, "")
    ('step 3 (after day 10)', 'step 4')
    """
    return f"step {number}" + (f" ({label})" if label else "")


def _asked(folder: Path) -> Manifest | None:
    """What a step asked; None before its first reply."""
    if not is_run(folder):
        return None
    with ResponseStore(folder) as store:
        begun = store.manifest.get("configuration")
        if begun is None:
            return None
        store.configuration = begun
        return None if store.is_untouched else read_manifest(store)


def _both(study: StudyIdentity, asked: Configuration) -> dict[str, Any]:
    return {**asdict(asked), **asdict(study)}


def _line(line: str, number: int, file: Path) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{file}, line {number}: not the reading of a step; restore the file, or give another --out")
    return found
