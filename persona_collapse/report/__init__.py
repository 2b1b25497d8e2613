"""Diagnoses as people read them."""

from persona_collapse.report.comparison import comparison_table
from persona_collapse.report.page import html, markdown
from persona_collapse.report.table import side_by_side, table

__all__ = ["comparison_table", "html", "markdown", "side_by_side", "table"]
