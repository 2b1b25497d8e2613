"""Files of other tools that ask personas, as tables: EDSL, TinyTroupe, Concordia, inspect_ai, OASIS, MiroFish, MatrAIx.

A file is known by its content. It becomes a table of one of two forms, from which everything else is found as in any other
table: a row per answer sheet with a column per question, or a row per answer with the columns `persona`, `item` and `answer`
(or `reply`, in words), and `time` and `sample` where there are several.
"""

from persona_collapse.formats.tools.files import ENDINGS, table_in_archive, table_in_database, table_in_folder
from persona_collapse.formats.tools.registry import of_columns, of_lines, of_structure

__all__ = [
    "ENDINGS",
    "of_columns",
    "of_lines",
    "of_structure",
    "table_in_archive",
    "table_in_database",
    "table_in_folder",
]
