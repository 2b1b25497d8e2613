"""One request evaluated on this machine: every instrument asked, read and measured by the fixed protocol."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from persona_collapse.diagnosis import default_reference, diagnose
from persona_collapse.errors import InputError
from persona_collapse.hub.checks import published
from persona_collapse.hub.models import HubModel, fetch, look_up
from persona_collapse.hub.refusal import refuse
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import Request
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import read_records
from persona_collapse.study import Study, read_replies, run_answers, run_study
from persona_collapse.study.early import OTHERWISE
from persona_collapse.study.trials import OTHERWISE as OTHERWISE_AT_FIRST

if TYPE_CHECKING:
    from persona_collapse.backends import Backend

INTERRUPTED = "interrupted"

INSTEAD = "submit it with another mode, or thinking off"

_FOLDER = re.compile(r"(?<![\w:/.])/[\w./-]{2,}")


class Stopped(InputError):
    """Asking was stopped; the replies are stored."""


def evaluate(
    request: Request,
    folder: Path,
    protocol: Protocol,
    *,
    token: str | None = None,
    heard: Callable[[int], None] = lambda done: None,
    enough: Callable[[], str] = lambda: "",
    say: Callable[[str], None] = lambda line: None,
) -> list[Diagnosis]:
    """Evaluate a request; started again with the same folder it resumes where it stopped.

    Parameters
    ----------
    request : what is evaluated
    folder : of this request: a run and a result per instrument
    protocol : how
    token : for the Hub
    heard : called with the number of questions answered, whenever it changes
    enough : asked now and then whether to stop; a reason stops the evaluation
    say : called with a line for every step

    Returns
    -------
    A result per instrument, as it is published.

    Raises
    ------
    Stopped : because of `enough`, or an interrupt.
    HubUnreachable : no connection to the Hub while the model was fetched.
    InputError : the model cannot be loaded, does not answer, or its result fails a check.
    """
    settings, ready, before, found = request.settings, None, 0, []
    for study in protocol.studies(settings.mode, settings.instruments, settings.thinking):
        place = folder / f"{study.instrument.id}.json"
        if place.is_file():
            heard(before + len(study))
        else:
            ready = _loaded(request, token) if ready is None else ready
            _asked(study, ready, place.with_suffix(""), before, heard, enough, say)
            _write(place, _measured(place.with_suffix(""), settings.model, say))
        (record,) = read_records(place)
        assert isinstance(record, Diagnosis), "a questionnaire is diagnosed"
        refuse(protocol.failed_checks(record))
        found.append(replace(record, model_card=request.card))
        before += len(study)
    return found


def for_readers(reason: str) -> str:
    """Why an evaluation failed, for readers of the dataset: without options and folders of the machine it ran on.

    >>> for_readers("no room in /home/ann/runs; use --mode generate, see https://huggingface.co/org/m")
    'no room in a folder of the worker; use mode generate, see https://huggingface.co/org/m'
    """
    for words in (OTHERWISE, OTHERWISE_AT_FIRST):
        reason = reason.replace(words, INSTEAD)
    return re.sub(r"--(?=[a-z])", "", _FOLDER.sub("a folder of the worker", reason))


def _loaded(request: Request, token: str | None) -> "Backend":
    """The model at the commit of the request; whatever is wrong with the connection is found before it is loaded."""
    from persona_collapse.backends.checkpoint import Checkpoint
    from persona_collapse.backends.transformers import Transformers

    settings = request.settings
    model = look_up(settings.model, token, settings.commit)
    fetch(model, token)
    try:
        loaded = Checkpoint.load(
            settings.model, revision=settings.commit, token=token or False, dtype=settings.precision
        )
    except InputError:
        _refuse_without_hub(model, token)
        raise
    return Transformers(loaded)


def _refuse_without_hub(model: HubModel, token: str | None) -> None:
    """Raise what is wrong with the Hub, if anything is: then the model is not at fault."""
    look_up(model.name, token, model.revision)


def _asked(
    study: Study,
    ready: "Backend",
    folder: Path,
    before: int,
    heard: Callable[[int], None],
    enough: Callable[[], str],
    say: Callable[[str], None],
) -> None:
    """Ask what has no reply yet."""
    done = before

    def begun(there: int) -> None:
        nonlocal done
        done += there
        heard(done)
        say(f"{study.instrument.id}: {len(study):,} questions, {there:,} answered before")

    def listener(prompt: object, reply: object) -> None:
        nonlocal done
        done += 1
        heard(done)

    outcome = run_study(
        *(study, ready, folder),
        listener=listener,
        trial=lambda found: say(f"{study.instrument.id}: {found}"),
        begun=begun,
        enough=enough,
    )
    if outcome.open and outcome.stopped in (INTERRUPTED, enough()):
        raise Stopped(outcome.stopped)
    if outcome.open and outcome.stopped:
        raise InputError(outcome.stopped)


def _measured(folder: Path, model: str, say: Callable[[str], None]) -> Diagnosis:
    """What the answers of a run say, as it is published."""
    run = run_answers(read_replies(folder))
    matrix = replace(run.matrix, source=model)
    beside = {name: getattr(run, name) for name in ("samples", "distributions", "default", "quality", "asked")}
    say(f"measuring {matrix.instrument.id}")
    return published(diagnose(matrix, default_reference(matrix), **beside))


def _write(place: Path, record: Diagnosis) -> None:
    """Write a result whole or not at all."""
    part = place.with_suffix(".part")
    part.write_text(record.to_json(), encoding="utf-8")
    os.replace(part, place)
