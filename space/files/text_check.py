"""Text files of visitors, looked at row by row before anything is made of them: too much of anything ends it early."""

import csv
import json
from contextlib import suppress
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.tables import decoded, rows_in
from space.files.limits import Limits, columns_of, refuse_cells, refuse_names, refuse_shape


def check_delimited(path: Path, limits: Limits) -> None:
    """Refuse a CSV file with too much of anything; what `read_table` refuses is left to it.

    Raises
    ------
    InputError : as `limits`; lines without end, a null byte.
    """
    content = path.read_bytes()
    _refuse_lines(path, content, limits)
    rows, above = rows_in(decoded(content, path)[0])
    with suppress(csv.Error):
        header: list[str] = next(filter(None, rows), [])
        refuse_shape(path, 0, len(header), limits)
        refuse_names(path, header, limits)
        for number, row in enumerate(filter(None, rows), start=1):
            refuse_shape(path, number, len(header), limits)
            if max(map(len, row)) > limits.cell:
                place = f"row {number} (line {rows.line_num + above})"
                refuse_cells(path, place, zip(header, row, strict=False), limits)


def check_json_lines(path: Path, limits: Limits) -> None:
    """Refuse a JSON Lines file with too much of anything; what `read_table` refuses is left to it.

    Raises
    ------
    InputError : as `limits`; lines without end, a null byte.
    """
    content = path.read_bytes()
    _refuse_lines(path, content, limits)
    names: set[str] = set()
    columns: set[tuple[str, ...]] = set()
    rows = 0
    for number, line in enumerate(decoded(content, path)[0].split("\n"), start=1):
        if not line.strip():
            continue
        rows += 1
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(record, dict):
            return
        refuse_names(path, record.keys() - names, limits)
        names |= record.keys()
        refuse_cells(path, f"row {rows} (line {number})", record.items(), limits)
        for name, cell in record.items():
            columns |= columns_of(name, cell) if isinstance(cell, (list, dict)) else {(name,)}
        refuse_shape(path, rows, len(columns), limits)


def _refuse_lines(path: Path, content: bytes, limits: Limits) -> None:
    """Refuse a text with a line without end."""
    begin = 0
    while len(content) - begin > limits.line:
        begin, before = content.rfind(b"\n", begin, begin + limits.line + 1) + 1, begin
        if not begin:
            line = content.count(b"\n", 0, before) + 1
            raise InputError(f"{path}, line {line} has more than {limits.line} bytes; is it a table, a row per line?")
