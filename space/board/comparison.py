"""Two rows of the leaderboard side by side."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.results.number import Number
from space.board.entries import COLUMNS, Entry


@dataclass(frozen=True)
class RowComparison:
    """Two rows side by side.

    Attributes
    ----------
    lines : name, first, second, difference of every number that one of them has
    note : which differences are left out, and why; empty where none is
    """

    lines: tuple[tuple[str, str, str, str], ...]
    note: str


def compared(first: Entry, second: Entry) -> RowComparison:
    """Two rows, number by number; a difference only where both were measured alike.

    Parameters
    ----------
    first, second : rows; the difference is second - first
    """
    why = unlike(first, second)
    lines, reasons = [], []
    for one in COLUMNS.values():
        here, there = first.numbers.get(one.name), second.numbers.get(one.name)
        if here is None and there is None:
            continue
        reason = "" if here is None or there is None else why(one)
        reasons.append(reason)
        lines.append((one.label, first.text(one), second.text(one), "" if reason else gap(here, there, one.digits)))
    return RowComparison(tuple(lines), " ".join(dict.fromkeys(filter(None, reasons))))


def gap(first: float | None, second: float | None, digits: int) -> str:
    """second - first with its sign; empty where one is unknown or infinite.

    >>> gap(0.5, 0.25, 2), gap(3, 17, 2), gap(None, 1.0, 2)
    ('-0.25', '+14', '')
    """
    if first is None or second is None or not math.isfinite(second - first):
        return ""
    whole = isinstance(first, int) and isinstance(second, int)
    return f"{second - first:+.{0 if whole else digits}f}"


def unlike(first: Entry, second: Entry) -> Callable[[Number], str]:
    """Number -> why it cannot be subtracted; an empty text where it can."""
    for what, one, other in (
        ("answered different instruments", first.instrument, second.instrument),
        ("were measured by different definitions", first.protocol, second.protocol),
        ("were compared with different references", first.reference, second.reference),
    ):
        if one != other:
            return lambda number: f"The two {what}, {one or 'none'} and {other or 'none'}: no difference is given."
    if first.size == second.size:
        return lambda number: ""
    sizes = f"{first.size} and {second.size}"
    said = f"Coverage, uniformity and complexity depend on how many are compared at a time, here {sizes}: no difference is given of them."
    return lambda number: said if number.sized else ""
