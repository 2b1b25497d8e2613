"""A small page around an `evaluate` module about texts: a table in, its numbers out."""

from typing import TYPE_CHECKING, Any

import evaluate

from persona_collapse.errors import InputError
from persona_collapse.hub.cards import card_of
from persona_collapse.personas import schema
from persona_collapse.personas.pool import NAMES
from persona_collapse.resources import metric_path
from persona_collapse.results import plain
from persona_collapse.tables import read_table

if TYPE_CHECKING:
    import gradio

TEXTS = ("text", "reply")
"""Columns that hold texts, in a table of one's own or one of `export --long`."""


def metric_page(name: str) -> "gradio.Blocks":
    """A Gradio page that measures an uploaded table of texts.

    Parameters
    ----------
    name : a module of metrics/, such as "persona_attribute_mention"
    """
    import gradio as gr

    card = card_of(name)

    def compute(texts: str | None) -> dict[str, Any]:
        """Measure a table of texts.

        Args:
            texts: a CSV, TSV, Parquet or JSON Lines file: a row per text in the column text, whose it is in the column
                persona_id or respondent, and columns of attributes such as gender
        """
        try:
            return computed(name, texts)
        except InputError as mistake:
            raise gr.Error(str(mistake)) from None

    with gr.Blocks(title=card.title, analytics_enabled=False) as page:
        gr.Markdown(f"# {card.title}\n{card.summary}\n\n{card.how}")
        gr.Markdown(
            "A row per text in the column `text`, its persona in `persona_id`, attributes such as `gender` beside it."
        )
        texts = gr.File(label="Texts", file_types=[".csv", ".tsv", ".parquet", ".jsonl"], type="filepath")
        measure = gr.Button("Measure", variant="primary")
        numbers = gr.JSON(label="Result")
        gr.Markdown("\n".join(f"- **{key}**: {text}" for key, text in card.outputs.items()))
        measure.click(compute, [texts], numbers, api_name="compute")
    built: gradio.Blocks = page
    return built


def computed(name: str, path: str | None) -> dict[str, Any]:
    """The module's result for a table of texts, as JSON can hold it.

    Raises
    ------
    InputError : no table was given, it has no texts, or it cannot be used.
    """
    if path is None:
        raise InputError("no table was given; upload one")
    table = read_table(path)
    column = next((one for one in TEXTS if one in table.columns), None)
    if column is None:
        raise InputError(f"{table.path} has no column text; its columns: {', '.join(table.columns)}")
    whose = next((one for one in NAMES if one in table.columns), None)
    module = evaluate.load(metric_path(name), keep_in_memory=True)
    found: dict[str, Any] = plain(
        module.compute(
            predictions=table.columns[column],
            personas=None if whose is None else table.columns[whose],
            attributes={one.column: table.columns[one.column] for one in schema() if one.column in table.columns},
        )
    )
    return found
