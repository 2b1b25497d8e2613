"""Answers and texts that a visitor uploads, and the diagnosis of them."""

import random
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from persona_collapse.diagnosis import diagnose
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.instruments import catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import CALIBRATED
from persona_collapse.results import Diagnosis
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.study.texts import RunTexts, table_texts
from persona_collapse.tables import Table
from space.files.bounds import read_bounded, shown_name
from space.files.roles import PERSONA, TEXT, TEXTS, column_mapping, has_people, lacking, mapping, population

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
    """

    path: str
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    instrument: str = catalogue.USUAL
    reference: str = ""
    reference_name: str = ""

    def kept_in(self, folder: Path) -> "Upload":
        """The same upload with its files copied into a folder, under names of our own."""
        people = _copied(self.reference, folder / "people") if self.reference else ""
        return replace(self, path=_copied(self.path, folder / "answers"), reference=people)


def checked(upload: Upload) -> Upload:
    """An upload whose every cell can be read, seen before it is queued.

    Raises
    ------
    InputError : as `scored`, as far as the files and columns go.
    """
    table = read_bounded(Path(upload.path), upload.name)
    if upload.instrument == TEXTS:
        table_texts(table, upload.mapping.get(TEXT), upload.mapping.get(PERSONA))
        return upload
    matrix = population(table, upload.mapping, upload.instrument)
    matrix.levels(column_mapping(upload.mapping, matrix.instrument).labels)
    if upload.reference:
        _people(upload, upload.mapping)
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
    table = read_bounded(Path(upload.path), upload.name)
    mapped = upload.mapping or mapping(table, upload.instrument)
    if upload.instrument == TEXTS:
        return _scored_texts(table, mapped, progress)
    matrix = drawn(population(table, mapped, upload.instrument))
    people = _people(upload, mapped) if upload.reference else None
    return diagnose(
        matrix,
        people,
        targets=column_mapping(mapped, matrix.instrument).labels,
        commands=_commands(upload, table, mapped),
        progress=progress,
    )


def _scored_texts(table: Table, mapped: Mapping[str, str], progress: Callable[[str], None] | None) -> TextDiagnosis:
    found = _some_texts(table_texts(table, mapped.get(TEXT), mapped.get(PERSONA)))
    return diagnose_texts(
        found.replies, found.personas, found.attributes, source=found.source, note=found.note, progress=progress
    )


def _copied(path: str, to: Path) -> str:
    return str(shutil.copyfile(path, to.with_suffix(Path(path).suffix.lower())))


def _people(upload: Upload, mapped: Mapping[str, str]) -> BehavioralTraitMatrix:
    """The visitor's own people: by the names of their columns, or by the columns chosen for the population."""
    table = read_bounded(Path(upload.reference), upload.reference_name)
    found = mapping(table, upload.instrument)
    if lacking(found, upload.instrument):
        items = {role: column for role, column in mapped.items() if column in table.columns}
        found = found if lacking(items, upload.instrument) else items
    return drawn(population(table, found, upload.instrument))


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


def _commands(upload: Upload, table: Table, mapped: Mapping[str, str]) -> list[str]:
    """What to type for the same numbers; nothing where columns were chosen otherwise or respondents drawn."""
    if dict(mapped) != mapping(table, upload.instrument) or len(table) > MOST:
        return []
    bundled = CALIBRATED if has_people(upload.instrument) else ""
    people = shown_name(upload.reference_name) if upload.reference else bundled
    beside = ["--reference", people] if people else []
    return [shlex.join(["persona-collapse", "measure", shown_name(upload.name), *beside])]


def _note(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more
