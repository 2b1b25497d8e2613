"""Records from files that hold them, or from answers measured now."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_collapse.cli._shared.measured import How
    from persona_collapse.results.files import AnyStored


def records_of(name: str, how: "How") -> "list[AnyStored]":
    """The records of a file, or answers measured now.

    Parameters
    ----------
    name : a file that `measure --json` wrote, a table, a run directory or a Hub dataset
    how : as typed, for answers

    Raises
    ------
    InputError : neither, or it cannot be read.
    """
    if Path(name).suffix.lower() == ".json" and not _is_table(name):
        from persona_collapse.results.files import read_records

        return read_records(name)
    from persona_collapse.cli._shared.measured import measured
    from persona_collapse.inputs import read_given

    return [*measured([name], [read_given(name, read_as=how.reading.population)], how)]


def _is_table(name: str) -> bool:
    """Whether a JSON file holds a table rather than records."""
    import json
    from contextlib import suppress

    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(Path(name).read_text(encoding="utf-8-sig"))
        first = found[0] if isinstance(found, list) and found else found
        return isinstance(first, dict) and "schema" not in first
    return False
