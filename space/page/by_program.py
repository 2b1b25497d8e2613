"""The same by program: functions without a session, for `gradio_client` and as MCP tools. docs/space.md has an example of each."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import gradio as gr
from gradio.events import api as endpoint

from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, catalogue
from persona_collapse.reading import read_answer
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import json_in, read_records
from space.asking import runs
from space.asking.secret import Secret
from space.board.queue import SubmittedModels
from space.board.results import SubmittedResults
from space.desk.jobs import Desk
from space.desk.result_files import RESULT
from space.desk.visitors import visitor_of
from space.files.declared import Declared
from space.files.received import READING, receive
from space.files.roles import KINDS
from space.files.spoken import in_program_words
from space.files.uploads import Upload, checked
from space.page.board_by_program import board_functions
from space.page.errors import program_errors
from space.page.result_view import numbers, warnings_of
from space.page.returned import Job, JobResult, JobStatus, NumberTable, Reading, Signature

FORMATS = ("csv", "tsv", "json", "jsonl", "yaml")

LONGEST_REPLY = 10_000


def offer(desk: Desk, results: SubmittedResults, models: SubmittedModels) -> None:
    """Make the functions endpoints of the page.

    Parameters
    ----------
    desk : takes the jobs
    results, models : of the leaderboard, and the queue of submitted models
    """
    start_run, score_answers = _that_begin_jobs(desk)
    endpoint(score_answers, **READING)
    for function in (start_run, *_about_jobs(desk), read_reply):
        endpoint(function, concurrency_limit=None)
    for function in board_functions(results, models):
        endpoint(function, concurrency_limit=4, concurrency_id="queue")


def _that_begin_jobs(desk: Desk) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that hand a job to the desk: a run, and answers collected elsewhere."""

    def start_run(
        model: str,
        place: str = "simulated",
        instrument: str = catalogue.USUAL,
        personas: int = 24,
        mode: str = "generate",
        temperature: float = 0.7,
        samples: int = 1,
        seed: int = 0,
        base_url: str = "",
        key: str = "",
        request: gr.Request | None = None,
    ) -> Job:
        """Ask a model as many personas; returns a job id at once.

        Args:
            model: simulated:human|collapsed|shallow|caricature|noise, a Hub id, or the name an endpoint knows
            place: simulated, here (this app's hardware) or endpoint
            instrument: a questionnaire by its name (bfi44, moral131, ipip50, ..), self-introduction, or all
            personas: 24 to 1144; 100 are needed for a signature
            mode: generate (replies in words) or probabilities
            temperature: of the items; self-introductions have their own
            samples: how often each item is asked
            seed: of everything drawn
            base_url: of an OpenAI-compatible endpoint
            key: for that endpoint; never stored, never logged
        """
        with program_errors():
            if place == "providers":
                raise InputError(
                    "Inference Providers need a login, which this function does not have; use the page, or an endpoint"
                )
            run = runs.described(model, place, instrument, personas, mode, temperature, samples, seed, base_url)
            credential = Secret(key) if place == "endpoint" else None
            return {"job": desk.submit(run, visitor_of(request, behind_proxy=desk.settings.on_space), credential)}

    def score_answers(
        table: str,
        format: str = "csv",
        instrument: str = "",
        missing: str = "",
        labels: bool = False,
        scale: str = "",
        reversed_already: bool = False,
        where: str = "",
        map: str = "",
        request: gr.Request | None = None,
    ) -> Job:
        """Score answers collected elsewhere; returns a job id at once.

        Args:
            table: a row per respondent and a column per item (bfi44_1 to bfi44_44, ..), or a row per answer; 20 MB at most
            format: csv, tsv, json, jsonl or yaml
            instrument: a questionnaire by its name, items (no questionnaire; needs a scale) or texts; empty to tell by the columns
            missing: codes that mean no answer, with commas between them
            labels: whether answers are words of the scale, such as Agree strongly
            scale: the lowest and the highest answer in the table, as in 0-4
            reversed_already: whether reversed items are reverse-scored in the table
            where: column=value, of the only rows to measure
            map: columns of the items as a pattern, as in Q{}
        """
        with program_errors():
            for what, value, known in (("format", format, FORMATS), ("instrument", instrument, ("", *KINDS))):
                if value not in known:
                    names = ", ".join(filter(None, known))
                    raise InputError(f"there is no {what} {str(value)[:40]!r} here; use one of {names}")
            content = _encoded(table)
            declared = Declared(missing, labels, scale, reversed_already, where, map)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / f"answers.{format}"
                file.write_bytes(content)
                upload = _upload(file, instrument, declared)
                return {"job": desk.submit(upload, visitor_of(request, behind_proxy=desk.settings.on_space))}

    return start_run, score_answers


def _about_jobs(desk: Desk) -> tuple[Callable[..., Any], ...]:
    """The functions that take the id of a job."""

    def look_at_job(job: str) -> JobStatus:
        """How a job stands: state, progress, live numbers, and what there are results of.

        Args:
            job: its id
        """
        with program_errors():
            return cast(JobStatus, asdict(desk.look(job)))

    def stop_job(job: str) -> JobStatus:
        """Stop a job; what was answered is kept.

        Args:
            job: its id
        """
        with program_errors():
            desk.stop(job)
            return cast(JobStatus, asdict(desk.look(job)))

    def job_result(job: str, instrument: str = catalogue.USUAL, whole: bool = False) -> JobResult:
        """What a job found: the signature and every number with its interval, held-out people and noise.

        Args:
            job: its id
            instrument: a questionnaire by its name, self-introduction, texts, panel, worth, calibrate or next
            whole: the whole record, as in result.json (100 kB)
        """
        with program_errors():
            file = desk.result(job, instrument) / RESULT
            if whole:
                return cast(JobResult, json_in(file))
            (record,) = read_records(file)
            signed = record.signature if isinstance(record, Diagnosis) else None
            tables = [
                NumberTable(title=title, columns=list(columns), rows=[list(row) for row in rows])
                for title, columns, rows in numbers(record)
            ]
            signature = None if signed is None else cast(Signature, asdict(signed))
            return {"signature": signature, "warnings": warnings_of(record), "numbers": tables}

    return look_at_job, stop_job, job_result


def read_reply(reply: str) -> Reading:
    """How a reply to a Big Five item is read: the answer from 1 to 5 and by which rule, or why there is none.

    Args:
        reply: as a model wrote it; at most 10,000 characters
    """
    with program_errors():
        if not isinstance(reply, str) or len(reply) > LONGEST_REPLY:
            raise InputError(f"a reply is a text of at most {LONGEST_REPLY:,} characters; give one")
        return cast(Reading, asdict(read_answer(reply, bfi44().scale)))


def _upload(file: Path, instrument: str, declared: Declared) -> Upload:
    """What is submitted of a table.

    Raises
    ------
    InputError : what cannot be measured as it is, in words of the function.
    """
    try:
        given = receive(str(file), instrument or None, declared)
        if not given.is_complete:
            raise InputError(given.problem or given.sentences)
        upload = Upload(given.path, given.name, dict(given.mapping), given.kind, declared=declared)
        return checked(upload)
    except InputError as refused:
        raise InputError(in_program_words(str(refused))) from None


def _encoded(table: str) -> bytes:
    """The content of a table's file.

    Raises
    ------
    InputError : it is not text.
    """
    if not isinstance(table, str):
        raise InputError("the table is not text; give the content of a file as one text")
    try:
        return table.encode()
    except UnicodeEncodeError:
        raise InputError("the table holds half a character (a lone surrogate); give plain UTF-8 text") from None
