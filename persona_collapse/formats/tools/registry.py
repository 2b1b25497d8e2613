"""Which tools are known, and whose file something is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from persona_collapse.formats.table import Table
from persona_collapse.formats.tools import concordia, edsl, inspect_log, interviews, matraix, tinytroupe

TOOLS: tuple[Callable[[Any, Path], Table | None], ...] = (
    edsl.read,
    tinytroupe.read,
    inspect_log.read,
    interviews.read,
    matraix.read,
    concordia.read,
)
"""Readers of the JSON of each tool: a table, None for another tool's file, InputError for one's own that cannot be read."""


def of_structure(found: Any, file: Path) -> Table | None:
    """The table in the JSON of a tool; None where it is that of no tool known here.

    Parameters
    ----------
    found : what the file holds
    file : its name

    Raises
    ------
    InputError : a tool's file that lacks what is needed; the message says what.

    >>> saved = {"agent_extractions": {"Ann": {"mini_ipip_1": 4}}, "world_extraction": {}}
    >>> of_structure(saved, Path("a.json")).columns
    {'persona': ['Ann'], 'mini_ipip_1': [4]}
    """
    return next((table for read in TOOLS if (table := read(found, file)) is not None), None)


def of_lines(lines: Sequence[dict[str, Any]], file: Path) -> Table | None:
    """The same of JSON Lines: EDSL's, or a result per line."""
    found = edsl.of_lines(lines, file)
    return of_structure(list(lines), file) if found is None else found


def of_columns(table: Table) -> Table:
    """A table from a CSV file of a tool, with what the tool's columns say; any other as it is."""
    return edsl.of_columns(table)
