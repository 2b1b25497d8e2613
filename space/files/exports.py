"""Tables that the app hands out, such that a spreadsheet shows their cells and runs none of them."""

from typing import Any

from persona_collapse.tables import Columns

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet may take for a formula; the last four are the wide forms of = + - @."""


def harmless(columns: Columns) -> dict[str, list[Any]]:
    """The same table with an apostrophe before every text that a spreadsheet could run; numbers stay as they are.

    Parameters
    ----------
    columns : name -> cells; names are texts too

    >>> harmless({"=a": ["=1+1", "+49", "fine", -3, None]})
    {"'=a": ["'=1+1", "'+49", 'fine', -3, None]}
    """
    return {_harmless(name): [_harmless(cell) for cell in cells] for name, cells in columns.items()}


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
