"""What `run` says about a table of one's own: which personas are asked, and which columns the model reads."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from persona_collapse.personas.columns import BESIDE

if TYPE_CHECKING:
    from persona_collapse.personas import PersonaPool
    from persona_collapse.personas.columns import ColumnUse

NAMELESS = "a column without a name"

MOST = 12
"""Columns that are named in a line; the preview of `--dry-run` names all."""


def of_columns(pool: "PersonaPool") -> str:
    """The preview of a pool: its rows, the columns that the model reads, and the others with the reason."""
    stated, silent = [one for one in pool.columns if one.stated], [one for one in pool.columns if not one.stated]
    lines = [
        f"personas    {pool.taken}; the first is {pool.respondents[0].id}, whose description is in the prompt above",
        f"stated      {_named(stated)}",
    ]
    if silent:
        lines.append(f"not stated  {_named(silent)}")
    lines += [f"            {one.column}: {one.note}" for one in stated if one.note]
    if others := _to_tell(silent):
        lines.append(f"            to state a column: --tell {others[0].column}")
    return "\n".join(lines)


def of_pool(pool: "PersonaPool") -> Iterator[str]:
    """Sentences for stderr: which rows were taken, and which columns are not stated."""
    if pool.taken:
        yield f"personas: {pool.taken}"
    silent = [one for one in _to_tell(pool.columns) if one.reason != BESIDE]
    if silent:
        more = f" and {len(silent) - MOST} more" if len(silent) > MOST else ""
        yield f"columns not stated: {_named(silent[:MOST])}{more}; to state one: --tell {silent[0].column}"


def _to_tell(columns: Iterable["ColumnUse"]) -> list["ColumnUse"]:
    """The columns that `--tell` would state."""
    never = ("the ids", "empty", "a short name")
    return [one for one in columns if one.column and not one.stated and one.reason not in never]


def _named(columns: Iterable["ColumnUse"]) -> str:
    """Columns by their reasons: "a, b (a code); c (the ids)"."""
    by_reason: dict[str, list[str]] = {}
    for one in columns:
        by_reason.setdefault(one.reason, []).append(one.column or NAMELESS)
    return "; ".join(", ".join(names) + (f" ({reason})" if reason else "") for reason, names in by_reason.items())
