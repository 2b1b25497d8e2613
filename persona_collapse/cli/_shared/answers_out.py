"""Answers written as a table that every command reads again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_collapse.instruments import Instrument


def check_ending(out: Path | None) -> None:
    """Refuse a file that could not be written, before anything takes time.

    Raises
    ------
    InputError : an ending that no table has.
    """
    from persona_collapse.tables import WRITTEN

    if out is not None and out.suffix.lower() not in WRITTEN:
        raise InputError(f"--out {out}: a table ends in {', '.join(WRITTEN)}")


def write_answers(out: Path, columns: "Mapping[str, Sequence[Any]]", asked: "Instrument") -> None:
    """Write a table, and the questionnaire beside it where its columns do not say which it is.

    Parameters
    ----------
    out : the file
    columns : name -> cells
    asked : what was answered
    """
    from persona_collapse.cli._shared.output import write_bytes
    from persona_collapse.instruments import catalogue, instrument_to_json, path_beside
    from persona_collapse.tables import encoded

    write_bytes(out, encoded(columns, out.suffix))
    if not catalogue.known(asked):
        write_bytes(path_beside(out), instrument_to_json(asked).encode())
