"""A small page around one `evaluate` module: a table in, its numbers out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import evaluate
import numpy as np

from persona_collapse.diagnosis.axes import ATTRIBUTES
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.errors import InputError
from persona_collapse.hub.cards import Card, card_of
from persona_collapse.hub.text_page import text_page
from persona_collapse.instruments import TRAITS
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.level import Level
from persona_collapse.resources import metric_path
from persona_collapse.results import as_json_types
from persona_collapse.simulation import KINDS, simulate
from persona_collapse.study import DEFAULT
from persona_collapse.tables import IDENTIFIERS

if TYPE_CHECKING:
    import gradio

OWN_TABLE = "my own table"
TABLES = [".csv", ".tsv", ".parquet", ".jsonl"]
SIMULATED_RESPONDENTS = 300
IN_A_TABLE = {
    "personas": "The table has one row per repetition of a persona, and a column that names it, such as `persona` (docs/formats.md).",
    "default": f"The table has one or more rows of the respondent `{DEFAULT}`: what the model answers without a persona.",
}
"""How a table holds what some modules need beside answers."""


def metric_page(name: str) -> "gradio.Blocks":
    """A Gradio page that measures an uploaded table, or a simulated population to try it.

    Parameters
    ----------
    name : a module of metrics/, such as "persona_coverage"
    """
    import gradio as gr

    card = card_of(name)
    if card.texts:
        return text_page(name, card)

    def compute(answers: str | None, people: str | None, population: str, protocol: str) -> dict[str, Any]:
        """Measure a table of BFI-44 answers, or a simulated population.

        Args:
            answers: a CSV, TSV, Parquet or JSON Lines file: a row per respondent, columns bfi44_1.. or BFI_Q1.. or 1..;
                for repeats one row per repetition, the persona's name in a column such as persona (docs/formats.md);
                what the model answers without a persona in rows of the respondent "default"
            people: a table of people's answers to compare with; the bundled reference when there is none
            population: "my own table", or a simulated population: human, collapsed, shallow, caricature or noise
            protocol: calibrated or paper
        """
        try:
            return computed(name, answers, people, population, protocol)
        except InputError as mistake:
            raise gr.Error(str(mistake)) from None

    with gr.Blocks(title=card.title, analytics_enabled=False) as page:
        gr.Markdown(f"# {card.title}\n{card.summary}\n\n{card.how}")
        for need in filter(IN_A_TABLE.get, (*card.needs, *card.takes)):
            gr.Markdown(IN_A_TABLE[need])
        with gr.Row():
            answers = gr.File(label="Answers", file_types=TABLES, type="filepath")
            people = gr.File(label="People to compare with (optional)", file_types=TABLES, type="filepath")
        with gr.Row():
            choices = [OWN_TABLE, *_simulated(card)]
            population = gr.Dropdown(choices, value=OWN_TABLE, label="Population (simulated ones to try it out)")
            protocol = gr.Radio(["calibrated", "paper"], value="calibrated", label="Protocol")
        measure = gr.Button("Measure", variant="primary")
        numbers = gr.JSON(label="Result")
        gr.Markdown("\n".join(f"- **{key}**: {text}" for key, text in card.outputs.items()))
        measure.click(compute, [answers, people, population, protocol], numbers, api_name="compute")
    built: gradio.Blocks = page
    return built


def computed(name: str, answers: str | None, people: str | None, population: str, protocol: str) -> dict[str, Any]:
    """The module's result for a table or a simulated population, as JSON can hold it.

    Raises
    ------
    InputError : no table was given, or it cannot be used.
    """
    if population != OWN_TABLE:
        matrix = simulate(population, SIMULATED_RESPONDENTS)
    elif answers is None:
        others = ", or choose a simulated population" if _simulated(card_of(name)) else ""
        raise InputError(f"no table was given; upload one{others}")
    else:
        matrix = BehavioralTraitMatrix.read(answers)
    references = None if people is None else BehavioralTraitMatrix.read(people).values
    module = evaluate.load(metric_path(name), "bfi44", keep_in_memory=True)
    names = _names(matrix)
    own = np.array([one == DEFAULT for one in names])
    if own.all():
        raise InputError(f"every row is of the respondent {DEFAULT}; give rows of personas too")
    asked = rows_of(matrix, np.flatnonzero(~own))
    found: dict[str, Any] = as_json_types(
        module.compute(
            predictions=matrix.values[~own],
            references=references,
            targets=_targets(asked),
            attributes=_attributes(asked),
            personas=[one for one in names if one != DEFAULT],
            default=matrix.values[own] if own.any() else None,
            protocol=protocol,
        )
    )
    return found


def _attributes(matrix: BehavioralTraitMatrix) -> dict[str, Sequence[Any]] | None:
    """The paper's attributes that are there; if none is, the labels of traits; if none is, None."""
    demographic: dict[str, Sequence[Any]] = {
        name: matrix.attributes[name] for name in ATTRIBUTES if name in matrix.attributes
    }
    labels = _targets(matrix)
    if demographic or labels is None:
        return demographic or None
    return {trait: [one.get(trait) for one in labels] for trait in TRAITS if any(trait in one for one in labels)}


def _simulated(card: Card) -> tuple[str, ...]:
    """The simulated populations that a module can be tried with: they were asked once, and never without a persona."""
    return () if any(need in IN_A_TABLE for need in card.needs) else tuple(KINDS)


def _names(matrix: BehavioralTraitMatrix) -> list[str]:
    """Whose answers each row holds: repeated names are kept, which the names of a matrix's respondents are not."""
    for column in IDENTIFIERS:
        if column in matrix.attributes:
            return [str(cell) for cell in matrix.attributes[column]]
    return list(matrix.respondents)


def _targets(matrix: BehavioralTraitMatrix) -> list[dict[str, str]] | None:
    """Labels from the columns named after traits, if there are any."""
    levels = matrix.levels()
    if levels is None:
        return None
    names = {float(one): one.label for one in Level}
    return [
        {trait: names[one] for trait, one in zip(TRAITS, row, strict=True) if one in names} for row in levels.tolist()
    ]
