"""Answers and texts that a visitor uploads: which column is what, and the diagnosis of them."""

import random
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from persona_collapse import columns
from persona_collapse.columns import ColumnMapping
from persona_collapse.diagnosis import diagnose
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44, moral131
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import CALIBRATED, with_note
from persona_collapse.results import Diagnosis
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.study.texts import RunTexts, table_texts, text_columns
from persona_collapse.tables import Table
from space.files.bounds import read_bounded, shown_name

SAMPLE = Path(__file__).with_name("sample.csv")
"""Answers to try the app with: 120 simulated respondents who overdo their trait labels."""

QUESTIONNAIRES: dict[str, Callable[[], Instrument]] = {"bfi44": bfi44, "moral131": moral131}
TEXTS = "texts"
KINDS = {
    "bfi44": "BFI-44, 44 statements",
    "moral131": "Our 131 moral dilemmas",
    TEXTS: "Free texts, one per row",
}
"""What a file may hold -> what the page calls it."""

RESPONDENT, TEXT, PERSONA = "respondent", "text", "persona"
"""Roles of columns beside items and trait labels."""

MOST = 2058
"""Respondents measured, as many as the largest reference has; of more a part is drawn. 5,000 take 1.9 GiB, 2,000 0.6."""

MOST_TEXTS = 1000
"""Texts measured: a minute and a half on one core."""

PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_CELL = 5, 8, 40


@dataclass(frozen=True)
class Upload:
    """What a visitor wants measured.

    Attributes
    ----------
    path, name : the file, and what the visitor called it
    mapping : role (an item's name, a trait, "respondent", "text", "persona") -> column; empty to have it guessed
    instrument : a key of `KINDS`
    reference, reference_name : a file of people's answers to the same items; empty for the bundled simulated reference
    """

    path: str
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    instrument: str = "bfi44"
    reference: str = ""
    reference_name: str = ""

    def kept_in(self, folder: Path) -> "Upload":
        """The same upload with its files copied into a folder, under names of our own."""
        people = _copied(self.reference, folder / "people") if self.reference else ""
        return replace(self, path=_copied(self.path, folder / "answers"), reference=people)


def likely(table: Table) -> str:
    """What a table holds, by the names of its columns: a key of `KINDS`.

    >>> likely(Table("a.csv", {"persona": ["x"], "text": ["I am"]}, ["row 1"]))
    'texts'
    """
    found = columns.mapping(table)
    return TEXTS if not found.items and text_columns(table)[0] is not None else found.instrument.id


def roles(kind: str) -> dict[str, str]:
    """Every role that a column can have, and what the page calls it.

    >>> list(roles("bfi44").items())[6]
    ('bfi44_7', 'item 7: is helpful and unselfish with others')
    """
    if kind == TEXTS:
        return {TEXT: "the text", PERSONA: "who wrote it"}
    asked = _instrument(kind)
    items = {item.name: f"item {item.number}: {item.text}"[:60] for item in asked.items}
    labels = {trait: f"label of {trait}: High, Neutral or Low" for trait in asked.traits}
    return {**items, RESPONDENT: "name of the respondent", **labels}


def mapping(table: Table, kind: str) -> dict[str, str]:
    """Role -> column, as the library's rules take them; roles without a column are left out.

    >>> mapping(Table("a.csv", {"id": ["x"], "BFI_Q1": [3], "Openness": ["High"]}, ["row 1"]), "bfi44")
    {'bfi44_1': 'BFI_Q1', 'respondent': 'id', 'Openness': 'Openness'}
    """
    if kind == TEXTS:
        text, who = text_columns(table)
        return {role: column for role, column in ((TEXT, text), (PERSONA, who)) if column is not None}
    found = columns.mapping(table, _instrument(kind))
    named = {} if found.respondent is None else {RESPONDENT: found.respondent}
    return {**found.items, **named, **{trait: column for column, trait in found.labels.items()}}


def in_order(names: Sequence[str], kind: str, first: str) -> dict[str, str]:
    """Items -> columns where the items stand side by side in published order.

    Parameters
    ----------
    names : of all columns
    kind : a questionnaire
    first : the column of the first item

    Raises
    ------
    InputError : there are too few columns from there on.
    """
    asked = _instrument(kind)
    taken = names[names.index(first) :][: len(asked)] if first in names else []
    if len(taken) < len(asked):
        raise InputError(
            f"{len(taken)} columns begin at {first!r} and {asked.id} has {len(asked)} items; choose an earlier column"
        )
    return dict(zip((item.name for item in asked.items), taken, strict=True))


def lacking(mapped: Mapping[str, str], kind: str) -> list[str]:
    """Roles that must have a column and have none, as the page calls them."""
    needed = [TEXT] if kind == TEXTS else [item.name for item in _instrument(kind).items]
    return [roles(kind)[role] for role in needed if role not in mapped]


def population(table: Table, mapped: Mapping[str, str], kind: str) -> BehavioralTraitMatrix:
    """The answers of a table by the columns that were chosen.

    Raises
    ------
    InputError : an item without a column, a column that does not exist or is taken twice, a cell that is not an answer.
    """
    return with_note(BehavioralTraitMatrix.from_table(table, _chosen(mapped, _instrument(kind))))


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
    matrix.levels(_chosen(upload.mapping, matrix.instrument).labels)
    if upload.reference:
        _people(upload, upload.mapping)
    return upload


def preview(table: Table) -> tuple[list[str], list[list[str]]]:
    """Names and first cells of the first columns, shortened: text only, to be shown as such."""
    names = list(table.columns)[:PREVIEW_COLUMNS]
    rows = [[_short(table.columns[name][row]) for name in names] for row in range(min(PREVIEW_ROWS, len(table)))]
    return [_short(name) for name in names], rows


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
        targets=_chosen(mapped, matrix.instrument).labels,
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


def _instrument(kind: str) -> Instrument:
    if kind not in QUESTIONNAIRES:
        raise InputError(f"{str(kind)[:40]!r} is not a questionnaire of this app; choose {' or '.join(QUESTIONNAIRES)}")
    return QUESTIONNAIRES[kind]()


def _chosen(mapped: Mapping[str, str], asked: Instrument) -> ColumnMapping:
    """Roles as the library has them."""
    items = {item.name: mapped[item.name] for item in asked.items if item.name in mapped}
    labels = {mapped[trait]: trait for trait in asked.traits if trait in mapped}
    return ColumnMapping(asked, items, mapped.get(RESPONDENT), labels)


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
    bundled = CALIBRATED if upload.instrument == "bfi44" else ""
    people = shown_name(upload.reference_name) if upload.reference else bundled
    beside = ["--reference", people] if people else []
    return [shlex.join(["persona-collapse", "measure", shown_name(upload.name), *beside])]


def _note(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more


def _short(cell: object) -> str:
    words = "" if cell is None else str(cell)
    return words if len(words) <= PREVIEW_CELL else f"{words[: PREVIEW_CELL - 3]}..."
