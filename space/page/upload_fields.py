"""What the tab for answers from elsewhere shows of a file, and the controls by which it is corrected."""

import html
from dataclasses import dataclass
from typing import Any

import gradio as gr

from space.files.bounds import ENDINGS
from space.files.received import NO_COLUMN, Received
from space.files.roles import KINDS, NOTHING, TEXTS, has_people
from space.files.spoken import CONTROLS
from space.page import wording
from space.page.declared_fields import DeclaredFields, PeopleFields, declared_fields, people_fields
from space.page.task_fields import Task, task_fields

BUNDLED, OWN = "bundled", "own"


@dataclass(frozen=True)
class Fields:
    """The components that change with the file, in the order of `shown_of`."""

    found: Any
    details: Any
    kind: Any
    written: Any
    preview: Any
    mapping: Any
    role: Any
    column: Any
    first: Any
    reference: Any
    without: Any
    measure: Any

    @property
    def all(self) -> list[Any]:
        """Each of them."""
        return list(vars(self).values())


@dataclass(frozen=True)
class OwnPeople:
    """The file of people, what was found in it, and how it is written."""

    file: Any
    found: Any
    group: Any
    table: PeopleFields


def file_fields() -> tuple[Fields, OwnPeople, DeclaredFields, Task]:
    """Everything below the file, empty."""
    found = gr.HTML("", elem_id="upload-found", label="What was found", padding=False)
    with gr.Column(visible=False) as details:
        kinds = [(words, key) for key, words in KINDS.items()]
        kind = gr.Dropdown(kinds, value=None, label=CONTROLS["instrument"], elem_id="upload-kind")
        with gr.Accordion(wording.WRITTEN, open=False, elem_id="upload-written") as written:
            table = declared_fields()
        preview = gr.Dataframe(label="The first rows", interactive=False, datatype="str", elem_id="upload-preview")
        mapping = gr.Dataframe(
            label="Which column was taken for what",
            headers=["taken for", "column"],
            interactive=False,
            datatype="str",
            max_height=300,
            column_widths=["60%", "40%"],
            wrap=True,
            elem_id="upload-mapping",
        )
        with gr.Accordion("Correct a column", open=False, elem_id="upload-correct"), gr.Row():
            role = gr.Dropdown([], label="What", elem_id="upload-role", min_width=220)
            column = gr.Dropdown([], label="is in column", elem_id="upload-column", min_width=220)
            first = gr.Dropdown([], label=CONTROLS["map"], elem_id="upload-first", min_width=220)
        reference = gr.Radio(
            [(wording.CALIBRATED, BUNDLED), (wording.OWN_PEOPLE, OWN)],
            value=BUNDLED,
            label="Compared with",
            elem_id="upload-reference",
        )
        without = gr.Markdown("")
        people_file = gr.File(
            label="People's answers", file_types=list(ENDINGS), elem_id="upload-people", visible=False
        )
        people_found = gr.HTML("", label="What was found of people", elem_id="upload-people-found", padding=False)
        with gr.Column(visible=False) as group:
            of_people = people_fields()
        task = task_fields()
    measure = gr.Button("Measure", variant="primary", interactive=False, elem_id="upload-measure")
    fields = Fields(found, details, kind, written, preview, mapping, role, column, first, reference, without, measure)
    task.wire(measure)
    return fields, OwnPeople(people_file, people_found, group, of_people), table, task


def as_it_is() -> list[Any]:
    """The page without a change."""
    return [gr.skip() for _ in range(len(Fields.__dataclass_fields__) + 1)]


def nothing_of(words: str) -> list[Any]:
    """The page without a file: what was wrong, and everything else hidden."""
    kept = [gr.skip() for _ in range(len(Fields.__dataclass_fields__) - 3)]
    return [None, paragraph(words, wrong=True), gr.update(visible=False), *kept, gr.update(interactive=False)]


def shown_of(received: Received, role: str | None = None) -> list[Any]:
    """The page with a file: updates in the order of `Fields`, the state first."""
    columns, is_texts = list(received.columns), received.kind == TEXTS
    is_odd = bool(received.problem) or received.declared != NOTHING or received.is_contradictory
    without = wording.TEXTS_REFERENCE if is_texts else "" if has_people(received.kind) else wording.NO_REFERENCE
    choices = [(words, name) for name, words in received.roles.items()]
    return [
        received,
        paragraph(received.sentences, wrong=bool(received.problem) or not received.is_complete),
        gr.update(visible=True),
        gr.update(value=received.kind if received.certain else None),
        gr.update(open=is_odd, visible=not is_texts),
        gr.update(value={"headers": received.headers, "data": received.cells}),
        gr.update(value=received.table),
        gr.update(choices=choices, value=role),
        gr.update(choices=[NO_COLUMN, *columns], value=role and received.mapping.get(role, NO_COLUMN)),
        gr.update(choices=columns, value=None, visible=not is_texts),
        gr.update(choices=_references(received.kind), visible=not is_texts),
        gr.update(value=without, visible=bool(without)),
        gr.update(interactive=received.is_complete),
    ]


def _references(kind: str) -> list[tuple[str, str]]:
    """Whom answers can be compared with."""
    bundled = wording.CALIBRATED if has_people(kind) else "no people"
    return [(bundled, BUNDLED), (wording.OWN_PEOPLE, OWN)]


def paragraph(words: str, *, wrong: bool = False) -> str:
    """A sentence for a screen reader too; whatever it quotes is escaped."""
    if not words:
        return ""
    return f'<p role="{"alert" if wrong else "status"}">{html.escape(words)}</p>'
