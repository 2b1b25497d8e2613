"""Parquet and Feather."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.long_columns import MANY, WholeNumbers
from persona_collapse.formats.table import Table, numbered, unique


def read_parquet(content: bytes, file: Path) -> Table:
    """The table in a Parquet file.

    Raises
    ------
    InputError : it is not one, or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        found = parquet.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError):
        raise InputError(f"{file} is not a Parquet file, or it is damaged; save it again") from None
    return _of_arrow(found, file)


def read_feather(content: bytes, file: Path) -> Table:
    """The table in a Feather file.

    Raises
    ------
    InputError : it is not one, or damaged.
    """
    import pyarrow as pa
    from pyarrow import feather

    try:
        found = feather.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError):
        raise InputError(f"{file} is not a Feather file, or it is damaged; save it again") from None
    return _of_arrow(found, file)


def _of_arrow(found: "object", file: Path) -> Table:
    import pyarrow as pa

    assert isinstance(found, pa.Table)
    unique(file, found.column_names)
    columns = {name: _cells(found.column(name)) for name in found.column_names}
    return Table(file, columns, numbered(found.num_rows))


def _cells(column: Any) -> Sequence[Any]:
    """The cells of a column; of many whole numbers or texts, without an object for each."""
    import pyarrow as pa

    if len(column) < MANY:
        return list(column.to_pylist())
    if pa.types.is_integer(column.type):
        whole = column.combine_chunks().fill_null(0)
        missing = column.is_null().to_numpy() if column.null_count else None
        return WholeNumbers(whole.to_numpy(zero_copy_only=False), missing)
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        coded = column.combine_chunks()
        coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
        names = [*coded.dictionary.to_pylist(), None]
        places = coded.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
        return [names[place] for place in places.tolist()]
    return list(column.to_pylist())


def give_memory_back() -> None:
    """Give the memory of Arrow tables that are gone back to the system; Arrow would keep it for later ones."""
    if (arrow := sys.modules.get("pyarrow")) is not None:
        arrow.default_memory_pool().release_unused()
