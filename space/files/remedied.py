"""What can be done with a visitor's answers besides measuring them: a panel that answers as people do, what personas are worth."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from persona_collapse.diagnosis import default_reference
from persona_collapse.errors import InputError
from persona_collapse.remedy import panel, pooled, worth
from persona_collapse.results.panel import Panel
from persona_collapse.results.worth import Worth
from space.files.roles import TEXTS
from space.files.uploads import Upload, answers_of, people_of, typed_of

Columns = Mapping[str, Sequence[Any]]

WANTED = {
    "": "Measure them",
    "panel": "Choose a panel of them that answers as people do",
    "worth": "Estimate how many people they replace",
}
"""What a visitor may want of a table of answers -> what the page calls it."""

SMALLEST_PANEL = 12
SPLITS = 10
"""Random halves by which a panel is scored here; 20 on the command line, and that takes twice as long."""


def fits(upload: Upload) -> Upload:
    """An upload for which what is wanted can be done.

    Raises
    ------
    InputError : texts, too small a panel, or no people.
    """
    if not upload.wanted:
        return upload
    if upload.wanted not in WANTED:
        raise InputError(f"unknown wish {upload.wanted!r}; choose {', '.join(filter(None, WANTED))}")
    if upload.instrument == TEXTS:
        raise InputError(f"texts can only be measured; choose “{WANTED['']}”")
    if upload.wanted == "worth" and not upload.reference:
        raise InputError("personas are worth something beside people; choose a file of your own under “Compared with”")
    if upload.wanted == "panel" and upload.size < SMALLEST_PANEL:
        raise InputError(f"a panel of {upload.size} was asked for; give at least {SMALLEST_PANEL}")
    return upload


def remedied(upload: Upload, progress: Callable[[str], None]) -> tuple[Panel | Worth, Columns | None]:
    """The record of what is wanted, and the chosen personas as a table, where some are chosen.

    Parameters
    ----------
    upload : with something wanted
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : everything that is the visitor's to mend.
    """
    fits(upload)
    answers, people, typed = answers_of(upload), people_of(upload), typed_of(upload)
    if upload.wanted == "worth":
        assert people is not None, "refused before"
        progress("worth")
        return replace(worth(answers, people), commands=_worth_typed(typed)), None
    people = default_reference(answers) if people is None else people
    if people is None:
        raise InputError(
            "people's answers to this questionnaire are not here; choose a file of your own under “Compared with”"
        )
    pool = pooled([answers])
    found = panel(pool.matrix, people, upload.size, count=SPLITS, sources=pool.sources, progress=progress)
    return replace(found, commands=_panel_typed(typed, upload.size)), pool.table(found)


def _panel_typed(typed: Sequence[str], size: int) -> tuple[str, ...]:
    """What to type for the same panel.

    >>> _panel_typed(["persona-collapse", "measure", "a.csv", "--reference", "b.csv"], 20)
    ('persona-collapse panel a.csv --reference b.csv --size 20 --splits 10 --out panel.csv',)
    """
    if not typed:
        return ()
    options = ["--size", str(size), "--splits", str(SPLITS), "--out", "panel.csv"]
    return (shlex.join([typed[0], "panel", *typed[2:], *options]),)


def _worth_typed(typed: Sequence[str]) -> tuple[str, ...]:
    """What to type for the same worth.

    >>> _worth_typed(["persona-collapse", "measure", "a.csv", "--reference", "b.csv"])
    ('persona-collapse worth a.csv --people b.csv',)
    """
    if not typed:
        return ()
    return (shlex.join([typed[0], "worth", *("--people" if one == "--reference" else one for one in typed[2:])]),)
