"""Diagnoses, comparisons and texts as people read them: in a terminal, as an HTML page, in Markdown."""

from persona_collapse.report.advice import advice_lines
from persona_collapse.report.markdown_page import comparison_markdown, markdown, texts_markdown
from persona_collapse.report.page import comparison_html, html, texts_html
from persona_collapse.report.panel import panel_table
from persona_collapse.report.plan import plan_table
from persona_collapse.report.terminal import comparison_table, side_by_side, table, text_table
from persona_collapse.report.worth import worth_table

__all__ = [
    "advice_lines",
    "comparison_html",
    "comparison_markdown",
    "comparison_table",
    "html",
    "markdown",
    "panel_table",
    "plan_table",
    "side_by_side",
    "table",
    "text_table",
    "texts_html",
    "texts_markdown",
    "worth_table",
]
