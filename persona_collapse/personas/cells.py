"""The cells of a persona table as a model may read them: missing values are empty, whole numbers have no decimals."""

import re
from collections.abc import Sequence
from typing import Any

MISSING = frozenset({"nan", "<na>", "nat", "null", "n/a", "#n/a"})
"""What programs write for a missing value, in lower case."""

NONE = "None"
"""What Python writes for one; a value of its own where a column says so."""

_WHOLE = re.compile(r"(-?\d+)\.0+")


def cells_as_text(cells: Sequence[Any], *, none_is_a_value: bool = False) -> list[str]:
    """The cells of one column as text; a missing value is empty.

    Parameters
    ----------
    cells : of one column, of any type
    none_is_a_value : whether the written word None is a value ("disability_status: None")

    Returns
    -------
    34.0 is "34" where all numbers of the column are whole; "3.0" stays next to "3.5".

    >>> cells_as_text([34.0, float("nan"), None])
    ['34', '', '']
    >>> cells_as_text(["34.0", "nan", "None"]), cells_as_text(["3.0", "3.5"])
    (['34', '', ''], ['3.0', '3.5'])
    """
    words = ["" if cell is None else str(cell).strip() for cell in cells]
    words = ["" if one.lower() in MISSING or (one == NONE and not none_is_a_value) else one for one in words]
    numbers = [one for one in words if _is_number(one)]
    if all(_WHOLE.fullmatch(one) or "." not in one for one in numbers):
        return [_WHOLE.sub(r"\1", one) if _WHOLE.fullmatch(one) else one for one in words]
    return words


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
