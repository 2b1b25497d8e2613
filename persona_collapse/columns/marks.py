"""Columns that say of every answer in a table how it came to be, so that no copy of the table loses it."""

from collections.abc import Mapping, Sequence
from typing import Any

from persona_collapse.columns.cells import is_missing

CALIBRATED = "calibrated_answers"
"""The column that names the people to whose answers a row was mapped; empty where answers are as given."""

CANDIDATES = "candidates_per_answer"
"""The column with the number of candidates among which each answer was chosen; empty where none was chosen."""

CHOSEN = "each answer chosen among candidates"
"""What must be said of answers with several candidates each."""


def noted(note: str, attributes: Mapping[str, Sequence[Any]]) -> str:
    """A remark, with what the columns say of the answers where it does not say so yet.

    >>> noted("of 2026", {"candidates_per_answer": [3, 3]})
    'of 2026; each answer chosen among candidates: 3'
    """
    said = [one for one in (calibrated(attributes), _chosen(attributes)) if one not in note]
    return "; ".join(filter(None, (note, *said)))


def calibrated(attributes: Mapping[str, Sequence[Any]]) -> str:
    """Whose answers calibrated ones were mapped to, in words; empty where there are none."""
    people = _values(attributes, CALIBRATED)
    return f"calibrated answers, mapped to those of {' and '.join(people)}" if people else ""


def chosen_among(count: int | str) -> str:
    """What must be said of answers with so many candidates each.

    >>> chosen_among(3)
    'each answer chosen among candidates: 3'
    """
    return f"{CHOSEN}: {count}"


def _chosen(attributes: Mapping[str, Sequence[Any]]) -> str:
    counts = _values(attributes, CANDIDATES)
    return chosen_among(" and ".join(counts)) if counts else ""


def _values(attributes: Mapping[str, Sequence[Any]], column: str) -> list[str]:
    return list(dict.fromkeys(str(cell) for cell in attributes.get(column, ()) if not is_missing(cell)))
