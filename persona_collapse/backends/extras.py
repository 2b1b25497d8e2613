"""A server's own fields of a request, as one text that is the same however they were typed."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from persona_collapse.errors import InputError

RESERVED = ("messages", "model", "n")
"""What makes up the question itself, and the number of replies to it."""

EXAMPLE = """'{"top_p": 0.9}'"""

EFFORTS = ("none", "minimal", "low", "medium", "high")


def canonical(given: str) -> str:
    """A JSON object with sorted names and without spaces; empty for an object without fields.

    Parameters
    ----------
    given : the text of a JSON object

    Raises
    ------
    InputError : not a JSON object, or one that replaces the question.

    >>> canonical('{"top_p": 0.9, "provider": {"order": ["x"]}}')
    '{"provider":{"order":["x"]},"top_p":0.9}'
    """
    found = _object(given)
    taken = [name for name in RESERVED if name in found]
    if taken:
        raise InputError(
            f"--extra-body sets {' and '.join(taken)}, which the study sets itself; remove {'them' if taken[1:] else 'it'}"
        )
    return json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")) if found else ""


def fields(extra_body: str) -> dict[str, Any]:
    """The fields of an `extra_body`."""
    return dict(_object(extra_body)) if extra_body else {}


def effort(given: str) -> str:
    """A reasoning effort.

    Raises
    ------
    InputError : an unknown one.
    """
    if given not in EFFORTS:
        raise InputError(f"--reasoning-effort {given}: use one of {', '.join(EFFORTS)}")
    return given


def _object(given: str) -> Mapping[str, Any]:
    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is not JSON")

    try:
        found = json.loads(given, parse_constant=refuse)
    except ValueError as error:
        raise InputError(f"--extra-body {given[:60]}: not JSON ({error}); give an object like {EXAMPLE}") from None
    if not isinstance(found, dict):
        raise InputError(f"--extra-body {given[:60]}: not a JSON object; give one like {EXAMPLE}")
    return found
