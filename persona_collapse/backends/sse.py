"""A reply that comes in pieces (server-sent events), put together into the reply it would have been."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from persona_collapse.backends.retry import Passing

DONE = "[DONE]"

WORDS = ("content", "refusal", "reasoning_content", "reasoning", "thinking")
"""Fields of a message whose pieces are joined."""

CALLS = ("tool_calls", "function_call")


def is_stream(text: str) -> bool:
    """Whether an answer is a stream of events.

    >>> is_stream('data: {"choices": []}'), is_stream('{"choices": []}')
    (True, False)
    """
    return text.lstrip().startswith(("data:", "event:", "id:", ": ", ":\n", "retry:"))


def assembled(text: str) -> dict[str, Any]:
    """The whole reply: the pieces of its message joined, with how it ended and what it took.

    Parameters
    ----------
    text : the stream, from its first event to its end

    Raises
    ------
    Passing : the stream breaks off before it says that it is complete.

    >>> piece = 'data: {"choices": [{"delta": {"content": "4"}, "finish_reason": "stop"}]}'
    >>> assembled(piece)["choices"][0]["message"]["content"]
    '4'
    """
    whole, choice, message = dict[str, Any](), dict[str, Any](), dict[str, Any]()
    complete = False
    for event in _events(text):
        if event == DONE:
            complete = True
            break
        piece = _decoded(event)
        if piece.get("error"):
            return dict(piece)
        whole |= {name: piece[name] for name in ("id", "model", "usage") if piece.get(name) is not None}
        for one in (piece.get("choices") or [])[:1]:
            _add(one, choice, message)
    if not complete and not choice.get("finish_reason"):
        raise Passing("the stream broke off before the reply was complete")
    return whole | ({"choices": [choice | {"message": message}]} if choice or message else {})


def _add(piece: Any, choice: dict[str, Any], message: dict[str, Any]) -> None:
    """Add a piece of a choice to what has come of it."""
    if not isinstance(piece, Mapping):
        return
    delta = piece.get("delta") or piece.get("message") or {}
    if isinstance(delta, Mapping):
        message |= {name: _joined(message.get(name), delta[name]) for name in WORDS if delta.get(name)}
        message |= {name: delta[name] for name in CALLS if delta.get(name)}
    choice |= {name: piece[name] for name in ("index", "finish_reason", "error") if piece.get(name) is not None}
    logprobs = piece.get("logprobs")
    tokens = logprobs.get("content") if isinstance(logprobs, Mapping) else None
    if tokens:
        choice["logprobs"] = {"content": [*choice.get("logprobs", {}).get("content", []), *tokens]}


def _joined(before: Any, piece: Any) -> Any:
    """A text and its next piece; texts and lists of parts make a list of parts."""
    if before is None or (isinstance(before, str) and isinstance(piece, str)):
        return piece if before is None else before + piece
    return [part for one in (before, piece) for part in (one if isinstance(one, list) else [str(one)])]


def _events(text: str) -> Iterator[str]:
    """The data of each event; servers write one event a line."""
    for line in re.split(r"\r\n|\n|\r", text):
        if line.startswith("data:") and line[5:].strip():
            yield line[5:].strip()


def _decoded(event: str) -> Mapping[str, Any]:
    try:
        found = json.loads(event)
    except ValueError:
        raise Passing("the stream holds something that is not JSON") from None
    return found if isinstance(found, Mapping) else {}
