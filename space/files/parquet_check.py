"""A Parquet file of a visitor: its footer, then its columns, one at a time. Called by `trial`, in a process of its own."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from persona_collapse.errors import InputError
from space.files.limits import Limits, cell_fault, refuse_names, refuse_shape, refuse_unpacked

PLAIN = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_boolean,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_null,
    pa.types.is_date,
    pa.types.is_timestamp,
)
"""Types of columns that a table of answers has."""


def check_parquet(path: Path, limits: Limits) -> None:
    """Refuse a file by its footer first, then by what its columns hold, one at a time.

    Raises
    ------
    InputError : no Parquet file, too much of anything, columns of other types.
    """
    try:
        file = parquet.ParquetFile(path, pre_buffer=False)
        footer, schema = file.metadata, file.schema_arrow
    except (pa.ArrowException, OSError, ValueError):
        raise InputError(f"{path} is not a Parquet file, or a broken one; write it again") from None
    refuse_shape(path, footer.num_rows, len(schema.names), limits)
    refuse_names(path, schema.names, limits)
    for column in schema:
        if schema.names.count(column.name) > 1:
            raise InputError(f"{path} has two columns called {column.name!r}; rename one")
        if not is_readable(column.type):
            raise InputError(f"{path}: column {column.name} is of type {column.type}; save it as numbers or as text")
    refuse_unpacked(path, sum(footer.row_group(one).total_byte_size for one in range(footer.num_row_groups)), limits)
    unpacked = 0
    for name in schema.names:
        cells = column_of(file, path, name)
        unpacked += cells.nbytes
        refuse_unpacked(path, unpacked, limits)
        unpacked += characters(path, name, cells, limits)
        refuse_unpacked(path, unpacked, limits)


def is_readable(kind: Any) -> bool:
    """Whether a column of this type holds numbers, texts or dates: one per cell, in lists or in objects."""
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return is_readable(kind.value_type)
    if pa.types.is_struct(kind):
        return all(is_readable(field.type) for field in kind)
    return any(known(kind) for known in PLAIN)


def column_of(file: Any, path: Path, name: str) -> Any:
    """One column as it is stored; a column that cannot be read is named."""
    try:
        return file.read(columns=[name], use_threads=False).column(name)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, KeyError):
        raise InputError(f"{path}: column {name} is damaged; write the file again") from None


def characters(path: Path, name: str, cells: Any, limits: Limits) -> int:
    """Characters of all texts of a column, each counted wherever it stands; a cell that is none is refused.

    Raises
    ------
    InputError : names the column, and the row where it is one cell.
    """
    try:
        values = cells.to_pylist()
    except (ValueError, OverflowError):
        raise InputError(f"{path}: column {name} holds neither text nor dates; write the file again") from None
    for row, cell in enumerate(values, start=1):
        fault = cell_fault(cell, limits)
        if fault:
            raise InputError(f"{path}, row {row}: column {name} holds {fault}")
    return sum(len(cell) for cell in values if isinstance(cell, str))
