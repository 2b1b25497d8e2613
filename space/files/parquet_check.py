"""A Parquet file of a visitor, tried in a process of its own: says what is wrong with it, or ends with 0.

    python -m space.files.parquet_check FILE LIMITS

Compressed pages and dictionaries can unpack to any size whatever the file's footer says, so the process limits itself.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others set memory aside that counts against the limit

import pyarrow as pa
import pyarrow.parquet as parquet

from persona_collapse.errors import InputError
from space.files.bounds import Limits, cell_fault, refuse_names, refuse_shape

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


def check(path: Path, limits: Limits) -> None:
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
        if not single_valued(column.type):
            raise InputError(f"{path}: column {column.name} is of type {column.type}; save it as numbers or as text")
    refuse_unpacked(path, sum(footer.row_group(one).total_byte_size for one in range(footer.num_row_groups)), limits)
    unpacked = 0
    for name in schema.names:
        cells = column_of(file, path, name)
        unpacked += cells.nbytes
        refuse_unpacked(path, unpacked, limits)
        unpacked += characters(path, name, cells, limits)
        refuse_unpacked(path, unpacked, limits)


def single_valued(kind: Any) -> bool:
    """Whether a column of this type holds one number, text or date per cell."""
    if pa.types.is_dictionary(kind):
        return single_valued(kind.value_type)
    return any(known(kind) for known in PLAIN)


def column_of(file: Any, path: Path, name: str) -> Any:
    """One column as it is stored; a column that cannot be read is named."""
    try:
        return file.read(columns=[name], use_threads=False).column(name)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, KeyError):
        raise InputError(f"{path}: column {name} is damaged; write the file again") from None


def refuse_unpacked(path: Path, size: int, limits: Limits) -> None:
    """Refuse what takes more room than is given.

    Raises
    ------
    InputError : says how much is.
    """
    if size > limits.unpacked:
        raise InputError(f"{path} unpacks to more than {limits.unpacked // 2**20} MB; remove columns or rows")


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


def taken() -> int:
    """Bytes of address space that this process has before it reads anything."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def main() -> None:
    """Check the file that is named, within the limits that are given."""
    path, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    most = taken() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    said = ""
    try:
        check(path, limits)
    except InputError as refused:
        said = str(refused)
    except MemoryError:
        said = f"{path} unpacks to more than the memory holds; remove columns or rows"
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
