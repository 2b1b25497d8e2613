"""The results of a job: result.json, report.html and the answers, a folder per instrument, there whole or not at all."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from persona_collapse.diagnosis import default_reference, diagnose
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.report import record_html
from persona_collapse.results.files import AnyStored
from persona_collapse.study import RunReplies, export, read_replies, run_answers
from persona_collapse.study.texts import run_texts
from persona_collapse.tables import encoded
from space.desk.job_folder import ANSWERS, JobFolder
from space.files.exports import harmless
from space.files.remedied import remedied
from space.files.uploads import Upload, scored

RESULT, REPORT = "result.json", "report.html"

Say = Callable[[str], None]


def write_answers(folder: JobFolder, instrument: str, model: str, say: Say) -> None:
    """Diagnose the answers of a run, and write the results.

    Parameters
    ----------
    folder, instrument : of the job
    model : what to call the answers
    say : called with every step

    Raises
    ------
    InputError : no reply holds an answer.
    """
    replies = read_replies(folder.run(instrument))
    run = run_answers(replies)
    matrix = replace(run.matrix, source=model)
    found = diagnose(
        matrix,
        default_reference(matrix),
        samples=run.samples,
        distributions=run.distributions,
        default=run.default,
        quality=run.quality,
        asked=run.asked,
        progress=lambda step: say(f"measuring {instrument}: {step}"),
    )
    _write(folder, instrument, found, _answers(replies))


def write_texts(folder: JobFolder, instrument: str, model: str, say: Say) -> None:
    """The same for free texts.

    Parameters
    ----------
    folder, instrument, model, say : as `write_answers`
    """
    replies = read_replies(folder.run(instrument))
    texts = run_texts(replies)
    found = diagnose_texts(
        texts.replies,
        texts.personas,
        texts.attributes,
        source=model,
        note=texts.note,
        asked=texts.asked,
        folder=folder.path.parent.parent / "vectors",
        progress=lambda step: say(f"measuring {instrument}: {step}"),
    )
    _write(folder, instrument, found, _answers(replies))


def write_upload(folder: JobFolder, upload: Upload, say: Say) -> None:
    """The same for a file of a visitor, who has the answers already.

    Parameters
    ----------
    folder, say : as `write_answers`
    upload : the file, and which column is what
    """
    if upload.wanted:
        done = remedied(upload, lambda step: say(f"{upload.wanted}: {step}"))
        _write(folder, upload.wanted, done.record, _encoded(done.name, done.table) if done.name else {})
        return
    found = scored(upload, lambda step: say(f"measuring {upload.instrument}: {step}"))
    _write(folder, upload.instrument, found, {})


def _answers(replies: RunReplies) -> dict[str, bytes]:
    """The files of what was answered, a row per respondent or per text."""
    tables = export(replies)
    return _encoded("texts", tables.replies) if tables.answers is None else _encoded(ANSWERS, tables.answers)


def _encoded(name: str, table: Mapping[str, Sequence[Any]]) -> dict[str, bytes]:
    """Name -> content of the files of a table: Parquet for programs, with every cell as it was given; CSV for spreadsheets,
    of which a cell may be a formula and is made harmless."""
    return {f"{name}.parquet": encoded(table, ".parquet"), f"{name}.csv": encoded(harmless(table), ".csv")}


def _write(folder: JobFolder, name: str, found: AnyStored, answers: dict[str, bytes]) -> None:
    page = record_html(found)
    part, whole, old = (folder.results / f"{mark}{name}" for mark in (".", "", ".old-"))
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    (part / REPORT).write_text(page, encoding="utf-8")
    for file, content in answers.items():
        (part / file).write_bytes(content)
    (part / RESULT).write_text(found.to_json(), encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if whole.exists():  # of before the job went on; somebody may be reading it
        os.replace(whole, old)
    os.replace(part, whole)
    shutil.rmtree(old, ignore_errors=True)


def files(folder: Path) -> list[str]:
    """What can be downloaded of a result: the report first."""
    return [str(file) for file in sorted(folder.iterdir(), key=lambda one: one.name != REPORT)]
