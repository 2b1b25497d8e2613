"""Free texts on the command line: of a run, or of a table from anywhere."""

import shlex
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.results.texts import TextDiagnosis
    from persona_collapse.study.texts import RunTexts

TEXTS = ("text", "reply", "introduction")
PERSONAS = ("persona", "persona_id", "respondent", "respondent_id", "id")
"""Columns that hold the texts, and who wrote each, in order of preference."""


def holds_texts(name: str) -> bool:
    """Whether a name is that of a run whose replies are free texts."""
    from persona_collapse.store import is_run
    from persona_collapse.study.texts import asks_for_texts

    return is_run(name) and asks_for_texts(name)


def diagnosed_texts(name: str) -> "TextDiagnosis":
    """The texts of a run directory or of a table, diagnosed, with a bar on a terminal.

    Raises
    ------
    InputError : there are none, or a library of the extra `text` is missing.
    """
    from persona_collapse.cli.output import progress
    from persona_collapse.diagnosis.texts import STEPS, diagnose_texts
    from persona_collapse.hub.text_modules import vectors_folder
    from persona_collapse.store import is_run
    from persona_collapse.study.texts import run_texts

    found = run_texts(name) if is_run(name) else _from_table(name)
    typed = shlex.join(["persona-collapse", "measure", "--texts", name])
    with progress(found.source, STEPS) as step:
        return diagnose_texts(
            found.replies,
            found.personas,
            found.attributes,
            source=found.source,
            note=found.note,
            folder=vectors_folder(),
            commands=[one for one in (found.command, typed) if one],
            asked=found.asked,
            progress=step,
        )


def _from_table(name: str) -> "RunTexts":
    """The texts of a CSV, Parquet or JSON Lines file: a row per text."""
    from persona_collapse.study.texts import RunTexts
    from persona_collapse.tables import read_table

    table = read_table(name)
    texts = next((column for column in TEXTS if column in table.columns), None)
    if texts is None:
        raise InputError(
            f"{name} has no column {' or '.join(TEXTS)}; its columns: {', '.join(table.columns)}; rename the one with texts"
        )
    who = next((column for column in PERSONAS if column in table.columns), None)
    count = len(table)
    named = range(1, count + 1) if who is None else table.columns[who]
    personas = [_persona(cell, f"{name}, {place}", who) for cell, place in zip(named, table.places, strict=True)]
    beside = {column: tuple(map(_cell, cells)) for column, cells in table.columns.items() if column not in (texts, who)}
    return RunTexts(tuple(map(_cell, table.columns[texts])), tuple(personas), beside, str(table.path), "", "")


def _persona(cell: Any, place: str, column: str | None) -> str:
    found = _cell(cell)
    if found is None:
        raise InputError(f"{place}: {column} is empty; say who wrote each text, or leave the column out")
    return found


def _cell(cell: Any) -> str | None:
    return None if cell is None or cell != cell or cell == "" else str(cell)
