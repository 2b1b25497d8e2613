"""What a worker process does with a job: ask, measure on the way, diagnose, and write the results."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from persona_collapse.backends import Backend
from persona_collapse.errors import InputError
from persona_collapse.study import Outcome, Study, run_study
from persona_collapse.study.early import OTHERWISE as OTHERWISE_LATER
from persona_collapse.study.trials import OTHERWISE
from space.asking.backends import backend
from space.asking.rates import Rates
from space.asking.runs import Run, studies_of
from space.desk.disk import FULL, is_full
from space.desk.job_folder import EVALUATED, End, JobFolder
from space.desk.live import Live, Stopped
from space.desk.result_files import write_answers, write_texts, write_upload
from space.desk.unread import Unread, with_replies
from space.files.spoken import in_page_words, of_a_run
from space.files.uploads import Upload
from space.logs import BUG, log_bug
from space.settings import SpaceSettings

HOURS = 6
"""A job that takes longer is stopped, and goes on when its visitor says so: others wait."""


def work(folder: JobFolder, credential: Any, settings: SpaceSettings) -> End:
    """Work on a job until it is finished, stopped or failed.

    Parameters
    ----------
    folder : of the job
    credential : the visitor's key or token; None where none is needed
    settings : what the app may do

    Returns
    -------
    How it ended; every error is given as a sentence.
    """
    try:
        record = folder.record
        words = _KINDS[record["kind"]](folder, record["request"], credential, settings)
    except Stopped as stopped:
        return End("stopped", str(stopped))
    except InputError as reason:
        words = _for_visitors(str(reason), folder)
        if isinstance(reason, Unread):
            return End("failed", f"{words}; {reason.counted}", reason.replies)
        return End("failed", words)
    except Exception as error:  # the visitor must not wait for ever; the log has what happened, the page has not
        if is_full(error):
            return End("failed", FULL)
        log_bug(error)
        return End("failed", BUG)
    return End("finished", words or "")


def _for_visitors(words: str, folder: JobFolder) -> str:
    """A refusal without folders of this machine, in words of the page."""
    for otherwise in (OTHERWISE, OTHERWISE_LATER):
        words = words.replace(otherwise, "choose another model, or ask for probabilities")
    words = re.sub(re.escape(str(folder.path.parent.parent)) + r"[\w./-]*", "this job", words)
    return of_a_run(words, "choose another model, or ask it on the command line")


def _run(folder: JobFolder, request: dict[str, Any], credential: Any, settings: SpaceSettings) -> None:
    """Ask every instrument, and write what came of each."""
    asked = Run(**{**request, "instruments": tuple(request["instruments"])})
    studies = studies_of(asked)
    live = Live(folder, sum(map(len, studies)))
    live.say("loading the model" if asked.place == "here" else "getting ready")
    ready, rates = None, Rates(settings.folder)
    until = time.monotonic() + HOURS * 3600
    for place, study in enumerate(studies):
        if asked.place == "here" and settings.zero_gpu:
            _ask_on_lent_gpu(folder, asked, place, study, live, settings, until)
        else:
            if place and asked.place != "here":
                live.say("getting ready")  # the instrument before is measured
            ready = backend(asked, study, credential, settings, ready, live.waits)
            begun = time.monotonic()
            outcome = ask(study, ready, folder, live, lambda: _enough(folder, until))
            rates.asked(asked, study.instrument.id, outcome.received, time.monotonic() - begun)
            with _unread_shown(folder, study):
                _ended(study, outcome)
        name, begun = study.instrument.id, time.monotonic()
        live.say(f"measuring {name}")
        with _unread_shown(folder, study):
            (write_texts if name == "self-introduction" else write_answers)(folder, name, asked.model, live.say)
        rates.measured(asked, name, time.monotonic() - begun)


@contextmanager
def _unread_shown(folder: JobFolder, study: Study) -> Iterator[None]:
    """What ends a run whose replies hold no answer has a few of them."""
    try:
        yield
    except InputError as reason:
        raise with_replies(reason, folder, study.instrument.id) from None


def ask(study: Study, ready: Backend, folder: JobFolder, live: Live, enough: Callable[[], str]) -> Outcome:
    """Ask what has no reply yet, until everything is asked or there is a reason to stop."""
    place = folder.run(study.instrument.id)
    live.begin(study, place)
    return run_study(
        *(study, ready, place),
        listener=live.heard,
        trial=lambda found: live.say(f"trial questions: {found}"),
        begun=live.begun,
        enough=enough,
    )


def _enough(folder: JobFolder, until: float) -> str:
    if folder.is_to_stop:
        return "stopped"
    return f"stopped after {HOURS} hours, the most for one job" if time.monotonic() > until else ""


def _ask_on_lent_gpu(
    folder: JobFolder, asked: Run, place: int, study: Study, live: Live, settings: SpaceSettings, until: float
) -> None:
    """The same on a GPU that is lent for two minutes at a time, as often as it takes."""
    from space.asking.gpu import LATER, on_lent_gpu

    while True:
        outcome: Outcome = on_lent_gpu(partial(_ask_during_loan, folder, asked, place, settings))
        live.begin(study, folder.run(study.instrument.id))
        live.begun(len(study) - outcome.open)  # another process has asked
        if outcome.stopped != LATER:
            return _ended(study, outcome)
        if not outcome.received:
            raise InputError("the GPU is lent for too short a time to ask anything; give a smaller model")
        if reason := _enough(folder, until):
            raise Stopped(f"{reason}; the replies are kept")


def _ask_during_loan(
    folder: JobFolder, asked: Run, place: int, settings: SpaceSettings, over: Callable[[], str]
) -> Outcome:
    """Ask one of a run's studies until the loan is over, in the process that has the GPU."""
    studies = studies_of(asked)
    study = studies[place]
    live = Live(folder, sum(map(len, studies)), earlier=sum(map(len, studies[:place])))
    ready = backend(asked, study, None, settings, None)
    return ask(study, ready, folder, live, lambda: "stopped" if folder.is_to_stop else over())


def _ended(study: Study, outcome: Outcome) -> None:
    """Tell why a study ended before everything was asked, if it did."""
    if outcome.open and outcome.stopped.startswith("stopped"):
        why = outcome.stopped.removeprefix("stopped").strip()
        raise Stopped(f"{f'{why}; ' if why else ''}{len(study) - outcome.open:,} replies are kept")
    if outcome.open and outcome.stopped:
        raise InputError(outcome.stopped)
    if outcome.failed and not outcome.received:
        raise InputError("every request failed; check the model id, the endpoint and the key")


def _upload(folder: JobFolder, request: dict[str, Any], credential: Any, settings: SpaceSettings) -> None:
    """Score answers from elsewhere."""
    upload = Upload.of(request)
    live = Live(folder, 0)
    try:
        write_upload(folder, upload, live.say)
    except InputError as refused:
        raise InputError(in_page_words(str(refused))) from None


def _queue_turn(folder: JobFolder, request: dict[str, Any], credential: Any, settings: SpaceSettings) -> str:
    """Evaluate one of the submitted models; says which, empty where none was left."""
    from persona_collapse.hub.hardware import Hardware
    from persona_collapse.hub.requests.book import RequestBook
    from persona_collapse.hub.requests.protocol import Protocol
    from persona_collapse.hub.requests.worker import Worker
    from persona_collapse.hub.token import token

    live, own = Live(folder, 0), token()

    def say(line: str) -> None:
        live.say(line.splitlines()[0])
        sys.stderr.write(f"{line}\n")

    book = RequestBook(settings.requests, token=own, patience=600)
    kept = settings.folder / "queue"
    protocol = Protocol(settings.protocol_personas)
    worker = Worker(book, settings.results, kept, Hardware.here(), own, protocol, say=say)
    return f"{EVALUATED} a request" if worker.work(once=True, limit=1) else ""


_KINDS: dict[str, Callable[..., str | None]] = {"run": _run, "upload": _upload, "queueturn": _queue_turn}
