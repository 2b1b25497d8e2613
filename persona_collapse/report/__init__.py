"""Diagnoses as people read them."""

from persona_collapse.report.table import side_by_side, table

__all__ = ["side_by_side", "table"]
