"""What can be done with a visitor's answers besides measuring them: a panel, what they are worth, calibrated ones, whom to ask next."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_collapse.diagnosis import default_reference
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import PersonaPool, bundled_pool, table_of
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.personas.selection import MOST
from persona_collapse.remedy import calibrate, next_personas, panel, pooled, worth
from persona_collapse.remedy.features import MOST_LEVELS
from persona_collapse.results.files import Remedy
from space.files.bounds import read_bounded, shown_name
from space.files.limits import LIMITS
from space.files.roles import TEXTS, has_people
from space.files.spoken import of_a_run
from space.files.uploads import Upload, answers_of, people_of, spoken, typed_of

Columns = Mapping[str, Sequence[Any]]

WANTED = {
    "": "Measure them",
    "panel": "Choose a panel of them that answers as people do",
    "worth": "Estimate how many people they replace",
    "calibrate": "Calibrate them to people's use of the scale",
    "next": "Choose which personas to ask next",
}
"""What a visitor may want of a table of answers -> what the page calls it."""

SMALLEST = {"panel": 12, "next": 1}
"""What chooses personas -> how many at least."""

SPLITS = 10
"""Random halves by which a panel is scored here; 20 on the command line, and that takes twice as long."""

POOL = replace(LIMITS, rows=MOST, cells=1_000_000)
"""How much a file of personas to choose from may have."""

MOST_VALUES = 300
"""Different values of all attributes by which personas are chosen; the bundled personas have 146."""

OWN_PEOPLE = "choose a file of your own under “Compared with”"


@dataclass(frozen=True)
class Remedied:
    """What a job leaves.

    Attributes
    ----------
    record : of what was done
    name, table : of what can be downloaded beside it; empty where there is no table
    """

    record: Remedy
    name: str = ""
    table: Columns = field(default_factory=dict)


@dataclass(frozen=True)
class _Given:
    """What something is done with, and whom to tell of each step."""

    upload: Upload
    answers: BehavioralTraitMatrix
    people: BehavioralTraitMatrix
    progress: Callable[[str], None]


def fits(upload: Upload) -> Upload:
    """An upload for which what is wanted can be done.

    Raises
    ------
    InputError : texts, too few personas, no people, or a file of personas that cannot be read.
    """
    if not upload.wanted:
        return upload
    if upload.wanted not in WANTED:
        raise InputError(f"unknown wish {upload.wanted!r}; choose {', '.join(filter(None, WANTED))}")
    if upload.instrument == TEXTS:
        raise InputError(f"texts can only be measured; choose “{WANTED['']}”")
    if upload.wanted == "worth" and not upload.reference:
        raise InputError(f"personas are worth something beside people; {OWN_PEOPLE}")
    if not upload.reference and not has_people(upload.instrument):
        raise InputError(f"people's answers to this questionnaire are not here; {OWN_PEOPLE}")
    least = SMALLEST.get(upload.wanted, 0)
    if upload.size < least:
        what = "a panel of" if upload.wanted == "panel" else "personas to ask next:"
        raise InputError(f"{what} {upload.size} was asked for; give at least {least}")
    if upload.wanted == "next":
        pool_of(upload)
    return upload


def pool_of(upload: Upload) -> PersonaPool:
    """The personas to choose from: the visitor's own, or the bundled ones.

    Raises
    ------
    InputError : the file cannot be read, or holds no personas.
    """
    if not upload.pool:
        return bundled_pool()
    table = read_bounded(Path(upload.pool), upload.pool_name, POOL)
    try:
        return pool_from_columns(table, {})
    except InputError as refused:
        raise InputError(of_a_run(str(refused), "give another table of personas")) from None


def remedied(upload: Upload, progress: Callable[[str], None]) -> Remedied:
    """The record of what is wanted, and the table that it makes, where it makes one.

    Parameters
    ----------
    upload : with something wanted
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : everything that is the visitor's to mend.
    """
    fits(upload)
    answers, people = answers_of(upload), people_of(upload)
    people = default_reference(answers) if people is None else people
    assert people is not None, "refused before"
    return _DONE[upload.wanted](_Given(upload, answers, people, progress))


def _panel(given: _Given) -> Remedied:
    upload, pool = given.upload, pooled([given.answers])
    found = panel(pool.matrix, given.people, upload.size, count=SPLITS, sources=pool.sources, progress=given.progress)
    typed = _typed(upload, "panel", ["--size", str(upload.size), "--splits", str(SPLITS), "--out", "panel.csv"])
    return Remedied(replace(found, commands=typed), "panel", pool.table(found))


def _worth(given: _Given) -> Remedied:
    given.progress("worth")
    typed = _typed(given.upload, "worth", people="--people")
    return Remedied(replace(worth(given.answers, given.people), commands=typed))


def _calibrated(given: _Given) -> Remedied:
    found = calibrate(given.answers, given.people, progress=given.progress)
    typed = _typed(given.upload, "calibrate", ["--out", "calibrated.csv"], people="--people")
    before, after = spoken(found.record.before), spoken(found.record.after)
    record = replace(found.record, before=before, after=after, commands=typed)
    return Remedied(record, "calibrated", found.matrix.to_columns())


def _next(given: _Given) -> Remedied:
    upload, pool = given.upload, pool_of(given.upload)
    _few_values(given.answers, pool)
    given.progress("what attributes explain")
    found = next_personas([given.answers], given.people, pool, upload.size)
    by_id = {one.id: one for one in pool.respondents}
    chosen = table_of(pool, [by_id[name] for name in found.chosen]).columns
    own = ["--pool", shown_name(upload.pool_name)] if upload.pool else []
    typed = _typed(upload, "personas next", [*own, "--size", str(upload.size), "--out", "next.csv"])
    return Remedied(replace(found, commands=typed), "next", chosen)


_DONE = {"panel": _panel, "worth": _worth, "calibrate": _calibrated, "next": _next}


def _few_values(answers: BehavioralTraitMatrix, pool: PersonaPool) -> None:
    """Refuse attributes with more values than a model of them has memory and time for.

    Raises
    ------
    InputError : says how many there may be.
    """
    found = 0
    for name, cells in answers.attributes.items():
        values = {one.attributes[name] for one in pool.respondents if name in one.attributes}
        count = len(values | set(map(str, cells))) if values else 0
        found += count if count <= MOST_LEVELS else 1  # a number, or left out
    if found > MOST_VALUES:
        raise InputError(
            f"the attributes of {answers.source} and {pool.name} have {found:,} different values together; remove columns "
            f"until there are at most {MOST_VALUES}"
        )


def _typed(upload: Upload, command: str, more: Sequence[str] = (), people: str = "--reference") -> tuple[str, ...]:
    """What to type for the same; nothing where that cannot be typed.

    Parameters
    ----------
    upload, command : what is done with it
    more : further options
    people : the option that names people
    """
    typed = typed_of(upload)
    if not typed:
        return ()
    given = [people if one == "--reference" else one for one in typed[2:]]
    return (shlex.join([typed[0], *command.split(), *given, *more]),)
