"""JSON, JSON Lines and YAML: records, or columns; nested objects stay as they are until `flat` makes columns of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats import tools
from persona_collapse.formats.long_columns import WholeNumbers
from persona_collapse.formats.table import IDENTIFIERS, Table, column_name, numbered, unique
from persona_collapse.formats.text import decoded


def read_json_lines(content: bytes, file: Path) -> Table:
    """The table in a JSON Lines file: an object per line, the names of its columns as keys.

    Raises
    ------
    InputError : a line that is not an object; the message names it.
    """
    text, notes = decoded(content, file)
    records: list[dict[str, Any]] = []
    places: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"row {len(records) + 1} (line {number})"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{file}, {place} is not JSON: {error}") from None
        except RecursionError:
            raise InputError(f"{file}, {place} is nested too deeply; give one value per column") from None
        if not isinstance(record, dict):
            raise InputError(f"{file}, {place} is not a JSON object; give one object per line, column names as keys")
        records.append(record)
        places.append(place)
    of_tool = tools.of_lines(records, file)
    return _of_records(file, records, places, notes) if of_tool is None else replace(of_tool, notes=notes)


def read_json(content: bytes, file: Path) -> Table:
    """The table in a JSON file: an array of objects, alone or as the only array of an object, or an array per column.

    Raises
    ------
    InputError : something else.
    """
    text, notes = decoded(content, file)
    try:
        found: Any = json.loads(text)
    except RecursionError:
        raise InputError(f"{file} is nested too deeply; give a list of objects") from None
    except ValueError as error:
        raise InputError(f"{file} is not JSON: {error}; for one object per line, name it .jsonl") from None
    return _of_structure(found, file, notes)


def read_yaml(content: bytes, file: Path) -> Table:
    """The table in a YAML file, as in a JSON file; several documents are a row each.

    Raises
    ------
    InputError : it is not YAML, or something else than objects.
    """
    import yaml

    text, notes = decoded(content, file)
    try:
        loaded = yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        documents = [_with_text_keys(one) for one in loaded if one is not None]
    except RecursionError:
        raise InputError(f"{file} is nested too deeply; give a list of objects") from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{file} is not YAML: {' '.join(str(error).split())}; check the line") from None
    return _of_structure(documents[0] if len(documents) == 1 else documents, file, notes)


def _with_text_keys(found: Any) -> Any:
    """The same with names as text, as in JSON: YAML reads `1:` as a number and `yes:` as true."""
    if isinstance(found, dict):
        return {column_name(name): _with_text_keys(one) for name, one in found.items()}
    return [_with_text_keys(one) for one in found] if isinstance(found, list) else found


def _of_structure(found: Any, file: Path, notes: tuple[str, ...]) -> Table:
    """The rows of what a JSON or YAML file holds."""
    first = found[0] if isinstance(found, list) and found else found
    schema = first.get("schema") if isinstance(first, dict) else None
    if isinstance(schema, str) and schema.startswith("persona-collapse/"):
        raise InputError(
            f"{file} is a record ({schema}), not a table; show a result with persona-collapse report {file}"
        )
    of_tool = tools.of_structure(found, file)
    if of_tool is not None:
        return replace(of_tool, notes=notes)
    columns = _columns(found)
    if columns is not None:
        return Table(file, columns, numbered(len(next(iter(columns.values())))), notes=notes)
    if isinstance(found, dict):
        arrays = [one for one in found.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        found = arrays[0] if len(arrays) == 1 else [found]
    if not isinstance(found, list):
        raise InputError(f"{file} is not a list of JSON objects; give one object per row, column names as keys")
    for number, record in enumerate(found, start=1):
        if not isinstance(record, dict):
            raise InputError(
                f"{file}, row {number} is not a JSON object; give one object per row, column names as keys"
            )
    return _of_records(file, found, numbered(len(found)), notes)


def _columns(found: Any) -> dict[str, list[Any]] | None:
    """Columns of cells: lists of one length, or objects with the same keys (as pandas writes them); None if not."""
    if not isinstance(found, dict) or not found:
        return None
    cells = list(found.values())
    if all(isinstance(one, dict) for one in cells) and all(_index(one) == _index(cells[0]) for one in cells):
        return {name: list(one.values()) for name, one in found.items()} if _index(cells[0]) else None
    if all(isinstance(one, list) and not _are_records(one) for one in cells) and len({len(one) for one in cells}) == 1:
        return {name: list(one) for name, one in found.items()}
    return None


def _are_records(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, dict) for one in found)


def _index(rows: dict[str, Any]) -> list[str] | None:
    """The numbers of rows, as pandas writes them; None for other keys."""
    return list(rows) if all(key.isdecimal() for key in rows) else None


def _of_records(file: Path, records: list[dict[str, Any]], places: Sequence[str], notes: tuple[str, ...]) -> Table:
    names = list(dict.fromkeys(str(name) for record in records for name in record))
    return Table(file, {name: [record.get(name) for record in records] for name in names}, places, notes=notes)


def flat(table: Table) -> Table:
    """The same table with a column per value: nested keys are joined by dots, lists of numbers are numbered from 1.

    >>> flat(Table("a", {"p": [{"age": 3, "job": {"now": "x"}}], "answers": [[4, 5]]}, ["row 1"])).columns
    {'p.age': [3], 'p.job.now': ['x'], 'answers.1': [4], 'answers.2': [5]}
    """
    columns = table.columns
    for _ in range(DEEPEST):
        nested = {name for name, cells in columns.items() if _opened(cells, lists=name not in IDENTIFIERS)}
        if not nested:
            break
        opened = [(_parts(name, cells) if name in nested else {name: cells}) for name, cells in columns.items()]
        unique(table.path, [name for part in opened for name in part])
        columns = {name: cells for part in opened for name, cells in part.items()}
    if columns is table.columns:
        return table
    return replace(table, columns=columns)


DEEPEST = 8
"""Levels of nesting that become columns; what is nested more deeply stays one cell."""


def _opened(cells: Sequence[Any], *, lists: bool) -> bool:
    """Whether cells are objects, or lists of the same number of numbers."""
    if isinstance(cells, WholeNumbers):
        return False
    given = [one for one in cells if one is not None]
    if not given:
        return False
    if all(isinstance(one, Mapping) for one in given):
        return any(given)
    return (
        lists
        and all(isinstance(one, (list, tuple)) for one in given)
        and (
            len({len(one) for one in given}) == 1
            and len(given[0]) > 1
            and all(isinstance(value, (int, float, type(None))) for one in given for value in one)
        )
    )


def _parts(name: str, cells: Sequence[Any]) -> dict[str, list[Any]]:
    given = [
        dict(enumerate(one, start=1)) if isinstance(one, (list, tuple)) else ({} if one is None else one)
        for one in cells
    ]
    keys = dict.fromkeys(key for one in given for key in one)
    return {f"{name}.{column_name(key)}": [one.get(key) for one in given] for key in keys}
