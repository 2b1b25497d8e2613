"""Free texts on the command line: of a run, or of a table from anywhere."""

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_collapse.results.texts import TextDiagnosis


def holds_texts(name: str) -> bool:
    """Whether a name is that of a run whose replies are free texts."""
    from persona_collapse.instruments import OpenQuestion
    from persona_collapse.store import is_run, open_run
    from persona_collapse.study.manifest import read_manifest

    if not is_run(name):
        return False
    with open_run(name) as store:
        return isinstance(read_manifest(store).instrument, OpenQuestion)


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
    from persona_collapse.study.texts import run_texts, table_texts, text_columns
    from persona_collapse.tables import read_table

    if is_run(name):
        found = run_texts(name)
    else:
        table = read_table(name)
        found = table_texts(table, *text_columns(table))
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
