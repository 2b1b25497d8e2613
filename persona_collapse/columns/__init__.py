"""Which columns of a table hold answers, names and labels, and what a cell means."""

from persona_collapse.columns._mapping import ColumnMapping, label_columns, mapping
from persona_collapse.columns.asked import ITEMS, ReadAs
from persona_collapse.columns.cells import MISSING, is_missing, names_in, naming
from persona_collapse.columns.repeats import Repeats
from persona_collapse.columns.rows import rows_where, wanted
from persona_collapse.columns.shapes import a_row_per_sheet

__all__ = [
    "ITEMS",
    "MISSING",
    "ColumnMapping",
    "ReadAs",
    "Repeats",
    "a_row_per_sheet",
    "is_missing",
    "label_columns",
    "mapping",
    "names_in",
    "naming",
    "rows_where",
    "wanted",
]
