"""A small page around one `evaluate` module about free texts: a table in, its numbers out."""

from typing import TYPE_CHECKING, Any

import evaluate

from persona_collapse.errors import InputError
from persona_collapse.hub.cards import Card, card_of
from persona_collapse.personas import schema
from persona_collapse.resources import metric_path
from persona_collapse.tables import IDENTIFIERS, read_table

if TYPE_CHECKING:
    import gradio

TEXT = "text"
"""The column that holds the texts."""


def text_page(name: str, card: Card) -> "gradio.Blocks":
    """A Gradio page that measures the texts of an uploaded table.

    Parameters
    ----------
    name : a module of metrics/ about texts
    card : its card
    """
    import gradio as gr

    def compute(texts: str | None) -> dict[str, Any]:
        """Measure the free texts that personas wrote.

        Args:
            texts: a CSV, TSV, Parquet or JSON Lines file: a row per text, its words in the column text, who wrote it in a
                column such as persona (docs/formats.md); every other column is an attribute of that persona
        """
        try:
            return computed(name, texts)
        except InputError as mistake:
            raise gr.Error(str(mistake)) from None

    with gr.Blocks(title=card.title, analytics_enabled=False) as page:
        gr.Markdown(f"# {card.title}\n{card.summary}\n\n{card.how}")
        gr.Markdown(
            "A row per text: the column `text`, and one that names the persona, such as `persona` (docs/formats.md); others are "
            "attributes of the persona."
        )
        texts = gr.File(label="Texts", file_types=[".csv", ".tsv", ".parquet", ".jsonl"], type="filepath")
        measure = gr.Button("Measure", variant="primary")
        numbers = gr.JSON(label="Result")
        gr.Markdown("\n".join(f"- **{key}**: {text}" for key, text in card.all_outputs.items()))
        measure.click(compute, [texts], numbers, api_name="compute")
    built: gradio.Blocks = page
    return built


def computed(name: str, path: str | None) -> dict[str, Any]:
    """The module's result for a table of texts.

    Raises
    ------
    InputError : no table was given, or it has no column of texts or of personas.
    """
    if path is None:
        raise InputError("no table was given; upload one with the columns text and persona_id")
    table = read_table(path)
    columns, whose = dict(table.columns), table.first_of(IDENTIFIERS)
    needs = card_of(name).needs
    if TEXT not in columns or (whose is None and "personas" in needs):
        raise InputError(
            f"the table has the columns {', '.join(columns)}; it needs text, and {' or '.join(IDENTIFIERS)} for the writer"
        )
    texts, personas = columns.pop(TEXT), None if whose is None else columns.pop(whose)
    if "attributes" in needs:  # those of the dataset personas; other columns of an uploaded table are allowed
        columns = {one.column: columns[one.column] for one in schema() if one.column in columns}
    module = evaluate.load(metric_path(name), keep_in_memory=True)
    found: dict[str, Any] = module.compute(predictions=texts, personas=personas, attributes=columns or None)
    return found
