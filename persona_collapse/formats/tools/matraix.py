"""MatrAIx: results of survey tasks (`survey_result.json`), one per persona, or the folder of a job that holds them.

Written from its source and its documentation of survey tasks, of August 2026; it is on no package index. An answer has the id of
its question and a value: a number of a Likert question, the id of an option of a choice question. Questions and labels of options
are in the file where its `instrument` has them.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table, numbered
from persona_collapse.formats.tools.records import answer_of, at, counted, name_of, records

NAME = "MatrAIx survey results"
FILE = "survey_result.json"

DEEPEST = 5
"""Folders between that of a job and a result: trial, steps, verifier output and the like."""


def read(found: Any, file: Path) -> Table | None:
    """The answers in a survey result, or in a list of them; None for anything else.

    Raises
    ------
    InputError : results without an answer.
    """
    results = records(found) if isinstance(found, list) else records([found])
    results = [one for one in results if _is_result(one)]
    if not results:
        return None
    return _table(file, [(_persona(one) or str(number), one) for number, one in enumerate(results, start=1)])


def read_folder(folder: Path) -> Table | None:
    """The answers in all survey results in a folder, such as a job's; None where there is none.

    A persona goes by its name in the result, else by the id in the `persona_meta.json` of its trial, else by the trial's folder.

    Raises
    ------
    InputError : a result that is not JSON; results without an answer.
    """
    found = []
    for path in sorted(_results_in(folder)):
        one = _json(path)
        if _is_result(one):
            found.append((_persona(one) or _trial(path, folder), one))
    return _table(folder, found) if found else None


def _results_in(folder: Path) -> Iterator[Path]:
    """Result files in a folder and the folders in it, not deeper than a job's; folders that cannot be read have none."""
    for above, folders, files in os.walk(folder):
        if len(Path(above).relative_to(folder).parts) == DEEPEST:
            folders.clear()
        if FILE in files:
            yield Path(above) / FILE


def _is_result(found: Any) -> bool:
    return any("questionId" in one for one in records(at(found, "answers")))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON ({error}); remove it, or run its trial again") from None


def _persona(result: dict[str, Any]) -> str:
    """The id or the name of who answered."""
    named = (name_of(at(result, "persona", field)) for field in ("id", "persona_id", "personaId", "name"))
    return next((one for one in named if one), "")


def _trial(path: Path, folder: Path) -> str:
    """The name of the trial whose result a file is."""
    for above in path.parents:
        meta = above / "persona_meta.json"
        if meta.is_file():
            named = (name_of(at(_json(meta), field)) for field in ("persona_id", "personaId", "id", "name"))
            return next((one for one in named if one), above.name)
        if above == folder:
            break
    parts = path.relative_to(folder).parts
    return parts[0] if len(parts) > 1 else path.stem


def _table(file: Path, results: Sequence[tuple[str, dict[str, Any]]]) -> Table:
    rows: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    for persona, one in results:
        questions = {name_of(question.get("id")): question for question in records(at(one, "instrument", "questions"))}
        texts |= {name: text for name, question in questions.items() if (text := name_of(question.get("prompt")))}
        answers = {name: cell for name, cell in _answers(one, questions) if name}
        if answers:
            rows.append(
                {"persona": persona, "instrument": at(one, "instrument", "id"), **_beside(one, answers), **answers}
            )
    if not rows:
        raise InputError(f"{file}: {NAME} without an answer to a question; give those of finished trials")
    names = dict.fromkeys(name for row in rows for name in row)
    items = {name_of(answer.get("questionId")) for _, one in results for answer in records(at(one, "answers"))} - {""}
    kind = f"{NAME} of {counted((row['persona'] for row in rows), 'persona')} and {counted(items, 'question')}"
    return Table(file, {name: [row.get(name) for row in rows] for name in names}, numbered(len(rows)), texts, kind=kind)


def _answers(result: dict[str, Any], questions: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for answer in records(at(result, "answers")):
        name, value = name_of(answer.get("questionId")), answer.get("value")
        yield name, answer_of(_label(questions.get(name, {}), value))


def _label(question: dict[str, Any], value: Any) -> Any:
    """The label of the option that was chosen, where the question has options with labels."""
    options = [*records(question.get("optionDetails")), *records(question.get("options"))]
    labels = {name_of(one.get("id")): name_of(one.get("label")) for one in options}
    return labels.get(name_of(value)) or value


def _beside(result: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """Dimensions of the persona."""
    persona = result.get("persona")
    given = persona.items() if isinstance(persona, dict) else ()
    return {f"persona.{name}": one for name, one in given if name_of(one) and name not in answers}
