"""Diagnoses as people read them."""

from persona_collapse.report.page import html, markdown
from persona_collapse.report.plan import plan_table
from persona_collapse.report.table import side_by_side, table

__all__ = ["html", "markdown", "plan_table", "side_by_side", "table"]
