"""Files and tables in memory, whatever their format, as one `Table` of named columns."""

from persona_collapse.formats.columnar import give_memory_back
from persona_collapse.formats.csv_tables import delimited, rows_in
from persona_collapse.formats.long_columns import WholeNumbers
from persona_collapse.formats.memory import columns_in_memory, frame_of
from persona_collapse.formats.nested import flat
from persona_collapse.formats.reading import ENDINGS, KNOWN, TOOL_ENDINGS, ending, read_survey, read_table
from persona_collapse.formats.table import IDENTIFIERS, TEXTS, Reply, Table, content
from persona_collapse.formats.text import decoded

__all__ = [
    "ENDINGS",
    "IDENTIFIERS",
    "KNOWN",
    "TEXTS",
    "TOOL_ENDINGS",
    "Reply",
    "Table",
    "WholeNumbers",
    "columns_in_memory",
    "content",
    "decoded",
    "delimited",
    "ending",
    "flat",
    "frame_of",
    "give_memory_back",
    "read_survey",
    "read_table",
    "rows_in",
]
