"""The cells of a persona table as values: missing ones are None, whole numbers have no decimals, written lists are lists."""

import ast
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from persona_collapse.errors import InputError

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""A text, a list or an object; None where nothing is known."""

MISSING = frozenset({"nan", "<na>", "nat", "null", "n/a", "#n/a"})
"""What programs write for a missing value, in lower case."""

NONE = "None"
"""What Python writes for one; a value of its own where a column says so."""

R_MISSING = "NA"
"""What R writes for one."""

DEEPEST = 20
"""Levels of lists and objects that are stated."""

_WHOLE = re.compile(r"(-?\d+)\.0+")
_QUOTED = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ONLY_QUOTED = re.compile(rf"\[\s*{_QUOTED}(?:[\s,]+{_QUOTED})*\s*\]", re.DOTALL)
_BEGUN = re.compile(rf"\[\s*{_QUOTED}\s*,", re.DOTALL)
_WORDS = {"nan": None, "NaN": None, "null": None, "true": True, "false": False}


def values_of(cells: Sequence[Any], *, none_is_a_value: bool = False) -> list[Value]:
    """The cells of one column as values; lists and objects may be written as JSON or as Python writes them.

    Parameters
    ----------
    cells : of one column, of any type
    none_is_a_value : whether the written word None is a value ("disability_status: None")

    Returns
    -------
    A value per cell; a written one that is nested too deeply stays a text. 34.0 is "34" where all numbers of the column are whole; "3.0" stays next to "3.5".

    Raises
    ------
    InputError : lists or objects nested too deeply.

    >>> values_of([34.0, float("nan"), None, "NA"])
    ['34', None, None, None]
    >>> values_of(["34.0", "nan", "None"]), values_of(["3.0", "3.5"])
    (['34', None, None], ['3.0', '3.5'])
    >>> values_of(["['chess', 'tea']", '{"city": "Rome", "zip": null}', "[]"])
    [['chess', 'tea'], {'city': 'Rome'}, None]
    """
    read = [structure(cell) for cell in cells]
    if any(isinstance(one, (list, dict)) and _depth(one, DEEPEST + 1) > DEEPEST for one in read):
        raise InputError(f"a value is nested more than {DEEPEST} levels deep; give one value per column")
    texts = [
        None if isinstance(one, (list, dict)) else _text(one, none_is_a_value=none_is_a_value) or None for one in read
    ]
    numbers = [one for one in texts if one is not None and _is_number(one)]
    if all(_WHOLE.fullmatch(one) or "." not in one for one in numbers):
        texts = [one if one is None else _whole(one) for one in texts]
    return [_cleaned(one) if isinstance(one, (list, dict)) else text for one, text in zip(read, texts, strict=True)]


def _depth(value: Any, most: int) -> int:
    """Levels of lists and objects in a value, counted up to `most`."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else None
    if inner is None or most == 0:
        return 0
    return 1 + max((_depth(one, most - 1) for one in inner), default=0)


def structure(cell: Any) -> Any:
    """The list or object that a cell is or is the written form of; any other cell as it is.

    A written list that was cut off before its end is a list of its whole entries.

    >>> structure('["a", "b"]'), structure("['a' 'b']"), structure("['a', 'b c', 'd e"), structure("[sic]")
    (['a', 'b'], ['a', 'b'], ['a', 'b c'], '[sic]')
    """
    if isinstance(cell, Mapping):
        return dict(cell)
    if isinstance(cell, (list, tuple, set, frozenset)) or type(cell).__name__ == "ndarray":
        return list(cell)
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text[:1] not in ("[", "{"):
        return cell
    found = _written(text)
    return found if isinstance(found, (list, dict)) and _depth(found, DEEPEST + 1) <= DEEPEST else cell


def is_cut_off(cell: Any) -> bool:
    """Whether a cell is a written list without its end.

    >>> is_cut_off("['a', 'b c"), is_cut_off("['a', 'b c']")
    (True, False)
    """
    return isinstance(cell, str) and bool(_BEGUN.match(cell.strip())) and not cell.strip().endswith("]")


def _written(text: str) -> Any:
    """What a text writes out, or None."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a backslash in the text of a persona
        return _written_by_python(text)


def _written_by_python(text: str) -> Any:
    if _ONLY_QUOTED.fullmatch(text):  # Python would join 'a' 'b', as NumPy writes lists, to one word
        return _entries(text)
    try:
        return _evaluated(ast.parse(text, mode="eval").body)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return _entries(text) if is_cut_off(text) else None


def _entries(text: str) -> list[str]:
    """The quoted entries of a text."""
    return [_unquoted(one) for one in re.findall(_QUOTED, text, re.DOTALL)]


def _unquoted(quoted: str) -> str:
    """A quoted text; one whose backslashes mean nothing is taken as it is.

    >>> _unquoted("'rock \\\\'n\\\\' roll'"), _unquoted("'a\\\\x'") == "a\\\\x"
    ("rock 'n' roll", True)
    """
    try:
        return str(ast.literal_eval(quoted.replace("\n", "\\n")))
    except (ValueError, SyntaxError):
        return quoted[1:-1]


def _evaluated(node: ast.expr) -> Any:
    """A literal of Python, in which nan, null, true and false may stand too."""
    if isinstance(node, ast.Name) and node.id in _WORDS:
        return _WORDS[node.id]
    if isinstance(node, ast.Dict):
        keys = [ast.literal_eval(key) for key in node.keys if key is not None]
        return dict(zip(keys, map(_evaluated, node.values), strict=True))
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [_evaluated(one) for one in node.elts]
    return ast.literal_eval(node)


def _cleaned(value: Any) -> Value:
    """A nested value without what is missing in it; None if nothing is left."""
    found = structure(value)
    if isinstance(found, dict):
        entries = {str(name).strip(): _cleaned(one) for name, one in found.items()}
        return {name: one for name, one in entries.items() if one is not None} or None
    if isinstance(found, list):
        return [one for one in map(_cleaned, found) if one is not None] or None
    text = _text(found, none_is_a_value=False)
    return (_whole(text) if isinstance(found, float) else text) or None


def _text(cell: Any, *, none_is_a_value: bool) -> str:
    """A cell as text; a missing one is empty."""
    text = "" if cell is None else str(cell).strip()
    absent = text.lower() in MISSING or text == R_MISSING or (text == NONE and not none_is_a_value)
    return "" if absent else text


def _whole(text: str) -> str:
    return _WHOLE.sub(r"\1", text) if _WHOLE.fullmatch(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
