"""Tables on disk: read from any format by `persona_collapse.formats`, written as CSV, Parquet or JSON Lines."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from persona_collapse.errors import InputError
from persona_collapse.formats import (
    ENDINGS,
    IDENTIFIERS,
    KNOWN,
    TEXTS,
    TOOL_ENDINGS,
    Table,
    columns_in_memory,
    content,
    decoded,
    delimited,
    ending,
    flat,
    give_memory_back,
    read_survey,
    read_table,
    rows_in,
)

__all__ = [
    "ENDINGS",
    "IDENTIFIERS",
    "KNOWN",
    "TEXTS",
    "TOOL_ENDINGS",
    "WRITTEN",
    "Columns",
    "Table",
    "columns_in_memory",
    "content",
    "decoded",
    "delimited",
    "encoded",
    "ending",
    "flat",
    "give_memory_back",
    "read_survey",
    "read_table",
    "rows_in",
]

Columns: TypeAlias = Mapping[str, Sequence[Any]]


def encoded(columns: Columns, suffix: str) -> bytes:
    """A table as the content of a file.

    Parameters
    ----------
    columns : name -> cells, all of the same length
    suffix : .csv, .tsv, .parquet, .jsonl or .ndjson

    Raises
    ------
    InputError : an unknown ending.

    >>> encoded({"a": [1, 2], "b": ["x", None]}, ".csv")
    b'a,b\\n1,x\\n2,\\n'
    """
    writer = _WRITERS.get(suffix.lower())
    if writer is None:
        raise InputError(
            f"a table cannot be written to a file ending in {suffix or 'nothing'}; use {', '.join(_WRITERS)}"
        )
    return writer(columns)


def _delimited(delimiter: str) -> Callable[[Columns], bytes]:
    def write(columns: Columns) -> bytes:
        text = io.StringIO()
        rows = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        rows.writerow(columns)
        rows.writerows(zip(*columns.values(), strict=True))
        return text.getvalue().encode()

    return write


def _json_lines(columns: Columns) -> bytes:
    records = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _parquet(columns: Columns) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    content = io.BytesIO()
    parquet.write_table(pa.table({name: list(cells) for name, cells in columns.items()}), content)
    return content.getvalue()


_WRITERS: dict[str, Callable[[Columns], bytes]] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".parquet": _parquet,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}

WRITTEN = tuple(_WRITERS)
"""The endings of files that are written."""
