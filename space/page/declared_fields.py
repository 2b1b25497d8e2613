"""The controls by which a visitor says how a table is written: what the command line has options for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from space.files.declared import Declared
from space.files.spoken import CONTROLS
from space.page import wording


@dataclass(frozen=True)
class DeclaredFields:
    """Controls of one table, in the order of `said`."""

    missing: Any
    scale: Any
    where: Any
    labels: Any
    reversed_already: Any

    @property
    def all(self) -> list[Any]:
        """Each of them."""
        return list(vars(self).values())


def declared_fields() -> DeclaredFields:
    """Make the controls of the visitor's answers."""
    with gr.Row():
        missing = _text("missing", wording.MISSING_INFO, "0, 99, -1")
        scale = _text("scale", wording.SCALE_INFO, "0-4")
        where = _text("where", wording.WHERE_INFO, "model=gpt-4o")
    labels = gr.Checkbox(label=CONTROLS["labels"], info=wording.LABELS_INFO, elem_id="upload-labels")
    turned = gr.Checkbox(label=CONTROLS["reversed_already"], info=wording.REVERSED_INFO, elem_id="upload-reversed")
    return DeclaredFields(missing, scale, where, labels, turned)


@dataclass(frozen=True)
class PeopleFields:
    """Controls of the table of people; what it shares with the other is said there."""

    scale: Any
    where: Any
    reversed_already: Any

    @property
    def all(self) -> list[Any]:
        """Each of them."""
        return list(vars(self).values())


def people_fields() -> PeopleFields:
    """Make the controls of the file of people."""
    with gr.Row():
        scale = _text("reference_scale", wording.PEOPLE_SCALE_INFO, "0-4")
        where = _text("reference_where", wording.WHERE_INFO, "group=adults")
    turned = gr.Checkbox(label=CONTROLS["reference_reversed_already"], elem_id="upload-people-reversed")
    return PeopleFields(scale, where, turned)


def _text(option: str, info: str, example: str) -> Any:
    return gr.Textbox(
        label=CONTROLS[option],
        info=info,
        placeholder=example,
        max_lines=1,
        min_width=220,
        elem_id=f"upload-{option.replace('_', '-')}",
    )


def said(values: Sequence[Any]) -> Declared:
    """What the controls of a table say.

    Parameters
    ----------
    values : in the order of `DeclaredFields`; none for controls that were not touched

    >>> said(["0, 99", "", None, False, True])
    Declared(missing='0, 99', labels=False, scale='', reversed_already=True, where='', columns='')
    """
    if not values:
        return Declared()
    missing, scale, where, labels, turned = values
    return Declared(missing or "", bool(labels), scale or "", bool(turned), where or "")


def said_of_people(values: Sequence[Any], answers: Declared) -> Declared:
    """What the controls say of people: their own scale, rows and reversal, and the rest as of the answers.

    Parameters
    ----------
    values : in the order of `PeopleFields`; none for controls that were not touched
    answers : what is said of the visitor's answers

    >>> said_of_people(["", "", True], Declared(missing="0", scale="0-4", where="model=x"))
    Declared(missing='0', labels=False, scale='0-4', reversed_already=True, where='', columns='')
    """
    scale, where, turned = values or ("", "", False)
    return replace(answers, scale=scale or answers.scale, where=where or "", reversed_already=bool(turned))


THREE = len(PeopleFields.__dataclass_fields__)
"""Controls of the table of people."""
