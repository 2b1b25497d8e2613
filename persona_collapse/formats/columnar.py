"""Parquet and Feather."""

from pathlib import Path

from persona_collapse.errors import InputError
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
    columns = {name: found.column(name).to_pylist() for name in found.column_names}
    return Table(file, columns, numbered(found.num_rows))
