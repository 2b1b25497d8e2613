"""Answers and texts that a visitor uploads, and the diagnosis of them."""

import random
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.diagnosis import diagnose
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import CALIBRATED
from persona_collapse.results import Diagnosis
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.study.texts import RunTexts, table_texts
from persona_collapse.tables import Table, ending
from space.files.bounds import read_bounded, shown_name
from space.files.declared import Declared, sheets_of
from space.files.roles import (
    NOTHING,
    PERSONA,
    TEXT,
    TEXTS,
    column_mapping,
    has_people,
    lacking,
    mapping,
    population,
    taken,
)
from space.files.spoken import in_page_words

SAMPLE = Path(__file__).with_name("sample.csv")
"""Answers to try the app with: 120 simulated respondents who overdo their trait labels."""

MOST = 2058
"""Respondents measured, as many as the largest reference has; of more a part is drawn. 5,000 take 1.9 GiB, 2,000 0.6."""

MOST_TEXTS = 1000
"""Texts measured: a minute and a half on one core."""


@dataclass(frozen=True)
class Upload:
    """What a visitor wants measured.

    Attributes
    ----------
    path, name : the file, and what the visitor called it
    mapping : role (an item's name, a trait, "respondent", "text", "persona") -> column; empty to have it guessed
    instrument : a key of `roles.KINDS`
    reference, reference_name : a file of people's answers to the same items; empty for the bundled simulated reference
    declared, of_people : what the visitor says about the file, and about that of people
    wanted : a key of `remedied.WANTED`; empty to measure
    size : how many personas to choose
    pool, pool_name : a file of personas to choose from; empty for the bundled ones
    """

    path: str
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    instrument: str = catalogue.USUAL
    reference: str = ""
    reference_name: str = ""
    declared: Declared = NOTHING
    of_people: Declared = NOTHING
    wanted: str = ""
    size: int = 0
    pool: str = ""
    pool_name: str = ""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Upload":
        """What a job's record holds."""
        said = {name: Declared.of(record.get(name)) for name in ("declared", "of_people")}
        return cls(**{**record, **said})

    def kept_in(self, folder: Path) -> "Upload":
        """The same upload with its files copied into a folder, under names of our own."""
        people = _copied(self.reference, folder / "people") if self.reference else ""
        pool = _copied(self.pool, folder / "pool") if self.pool else ""
        return replace(self, path=_copied(self.path, folder / "answers"), reference=people, pool=pool)


def checked(upload: Upload) -> Upload:
    """An upload whose every cell can be read, seen before it is queued.

    Raises
    ------
    InputError : as `scored`, as far as the files and columns go.
    """
    table = _opened(upload)
    if upload.instrument == TEXTS:
        table_texts(table, upload.mapping.get(TEXT), upload.mapping.get(PERSONA))
        return upload
    matrix = _answers(upload, table, upload.mapping)
    matrix.levels(column_mapping(upload.mapping, matrix.instrument).labels)
    if upload.reference:
        _people(upload, upload.mapping, matrix.instrument)
    return upload


def scored(upload: Upload, progress: Callable[[str], None] | None = None) -> Diagnosis | TextDiagnosis:
    """The diagnosis of an upload; the same upload gives the same.

    Of more than 2,058 respondents, and of more than 1,000 texts, a part is drawn and the note says so.

    Parameters
    ----------
    upload : what the visitor gave; an empty mapping is guessed
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : everything that is the visitor's to mend; files go by their shown names.
    """
    table = _opened(upload)
    mapped = upload.mapping or mapping(table, upload.instrument, upload.declared)
    if upload.instrument == TEXTS:
        return _scored_texts(table, mapped, progress)
    matrix = _answers(upload, table, mapped)
    people = _people(upload, mapped, matrix.instrument) if upload.reference else None
    found = diagnose(
        matrix,
        people,
        targets=column_mapping(mapped, matrix.instrument).labels,
        commands=commands_of(upload, table, mapped),
        progress=progress,
    )
    return spoken(found)


def spoken(found: Diagnosis) -> Diagnosis:
    """A diagnosis whose warnings name controls of the page."""
    return replace(found, warnings=tuple(map(in_page_words, found.warnings)))


def _opened(upload: Upload) -> Table:
    """The table of an upload, a row per respondent or answer sheet."""
    table = read_bounded(Path(upload.path), upload.name)
    return sheets_of(table, upload.declared, texts=upload.instrument == TEXTS)


def answers_of(upload: Upload) -> BehavioralTraitMatrix:
    """The answers of an upload, as they are measured.

    Raises
    ------
    InputError : as `scored`.
    """
    table = _opened(upload)
    mapped = upload.mapping or mapping(table, upload.instrument, upload.declared)
    return _answers(upload, table, mapped)


def people_of(upload: Upload) -> BehavioralTraitMatrix | None:
    """The visitor's own people, as they are measured; None where there is no file of them.

    Raises
    ------
    InputError : as `scored`.
    """
    if not upload.reference:
        return None
    table = _opened(upload)
    mapped = upload.mapping or mapping(table, upload.instrument, upload.declared)
    return _people(upload, mapped, _answers(upload, table, mapped).instrument)


def typed_of(upload: Upload) -> list[str]:
    """The words of what to type to measure the same; none where that cannot be typed."""
    table = _opened(upload)
    mapped = upload.mapping or mapping(table, upload.instrument, upload.declared)
    return [word for one in commands_of(upload, table, mapped) for word in shlex.split(one)]


def _answers(upload: Upload, table: Table, mapped: Mapping[str, str]) -> BehavioralTraitMatrix:
    return drawn(population(table, mapped, upload.instrument, upload.declared))


def _scored_texts(table: Table, mapped: Mapping[str, str], progress: Callable[[str], None] | None) -> TextDiagnosis:
    found = _some_texts(table_texts(table, mapped.get(TEXT), mapped.get(PERSONA)))
    return diagnose_texts(
        found.replies, found.personas, found.attributes, source=found.source, note=found.note, progress=progress
    )


def _copied(path: str, to: Path) -> str:
    suffix = Path(path).suffix.lower()
    return str(shutil.copyfile(path, to.with_suffix(f"{ending(path)}.gz" if suffix == ".gz" else suffix)))


def _people(upload: Upload, mapped: Mapping[str, str], asked: Instrument) -> BehavioralTraitMatrix:
    """The visitor's own people: by the names of their columns, or by the columns chosen for the population."""
    table = sheets_of(read_bounded(Path(upload.reference), upload.reference_name), upload.of_people)
    kind = upload.instrument if upload.instrument in catalogue.names() else asked
    found = mapping(table, kind, upload.of_people)
    if lacking(found, kind):
        items = {role: column for role, column in mapped.items() if column in table.columns}
        found = found if lacking(items, kind) else items
    return drawn(population(table, found, kind, upload.of_people))


def drawn(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """At most `MOST` respondents, drawn at random by a fixed seed."""
    if len(matrix) <= MOST:
        return matrix
    rows = np.array(sorted(random.Random(0).sample(range(len(matrix)), MOST)))
    return replace(rows_of(matrix, rows), note=_note(matrix.note, f"{MOST} drawn at random of {len(matrix)} rows"))


def _some_texts(found: RunTexts) -> RunTexts:
    """At most `MOST_TEXTS` texts: personas drawn at random with all they wrote, as long as there is room."""
    if len(found.replies) <= MOST_TEXTS:
        return found
    order = list(dict.fromkeys(found.personas))
    random.Random(0).shuffle(order)
    place = {persona: number for number, persona in enumerate(order)}
    rows = sorted(sorted(range(len(found.personas)), key=lambda row: place[found.personas[row]])[:MOST_TEXTS])
    return replace(
        found,
        replies=tuple(found.replies[row] for row in rows),
        personas=tuple(found.personas[row] for row in rows),
        attributes={name: tuple(cells[row] for row in rows) for name, cells in found.attributes.items()},
        note=_note(found.note, f"{MOST_TEXTS} texts of personas drawn at random, of {len(found.replies)} rows"),
    )


def commands_of(upload: Upload, table: Table, mapped: Mapping[str, str]) -> list[str]:
    """What to type for the same numbers; nothing where columns were chosen otherwise or respondents drawn."""
    if dict(mapped) != mapping(table, upload.instrument, upload.declared) or len(table) > MOST:
        return []
    recognised = taken(table, None)
    named = recognised.items and not recognised.lacking and recognised.instrument.id == upload.instrument
    asked = [] if named else ["--instrument", upload.instrument]
    bundled = CALIBRATED if has_people(upload.instrument) else ""
    people = shown_name(upload.reference_name) if upload.reference else bundled
    beside = ["--reference", people] if people else []
    of_people = _only_of_people(upload) if upload.reference else []
    typed = [
        "persona-collapse",
        "measure",
        shown_name(upload.name),
        *asked,
        *upload.declared.typed,
        *beside,
        *of_people,
    ]
    return [shlex.join(typed)]


def _only_of_people(upload: Upload) -> list[str]:
    """What is declared about the table of people alone, as it is typed."""
    given = upload.of_people
    scale = given.scale if given.scale != upload.declared.scale else ""
    some = Declared(scale=scale, reversed_already=given.reversed_already, where=given.where)
    return [f"--reference-{one[2:]}" if one.startswith("--") else one for one in some.typed]


def _note(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more
