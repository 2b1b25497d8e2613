"""Diagnoses as people read them."""

from persona_collapse.report.comparison import comparison_table
from persona_collapse.report.page import (
    comparison_html,
    comparison_markdown,
    html,
    markdown,
    texts_html,
    texts_markdown,
)
from persona_collapse.report.plan import plan_table
from persona_collapse.report.table import side_by_side, table
from persona_collapse.report.texts import text_table

__all__ = [
    "comparison_html",
    "comparison_markdown",
    "comparison_table",
    "html",
    "markdown",
    "plan_table",
    "side_by_side",
    "table",
    "text_table",
    "texts_html",
    "texts_markdown",
]
