"""The body of an answer, in all the shapes that servers give it, as a reply or as a fault."""

import json
from collections.abc import Mapping
from typing import Any

from persona_collapse.backends.base import Reply
from persona_collapse.backends.faults import Fault, fault
from persona_collapse.backends.retry import Passing
from persona_collapse.backends.sse import assembled, is_stream

Body = Mapping[str, Any]

BROKEN = (
    "error",
    "abort",
    "aborted",
    "cancelled",
    "canceled",
    "failed",
    "network_error",
    "insufficient_system_resource",
)
"""Ends of a reply that the server did not finish."""

WITHHELD = (
    "content_filter",
    "safety",
    "recitation",
    "prohibited_content",
    "blocklist",
    "spii",
    "language",
    "sensitive",
    "image_safety",
)
"""Ends of a reply that the server does not show."""

CUT = ("length", "max_tokens", "model_length")
"""Ends of a reply that took all tokens it might; thinking may have taken them, so that there is no message."""

THINKING = ("reasoning_content", "reasoning", "thinking", "reasoning_details")


def decoded(text: str) -> Body:
    """The answer of a server as a record.

    Parameters
    ----------
    text : the whole body: JSON, or a stream of events

    Raises
    ------
    Passing : neither, or a stream that breaks off.
    """
    if is_stream(text):
        return assembled(text)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        page = text.lstrip().startswith("<")
        raise Passing(
            "the server sent a web page, not a reply" if page else "the server sent something that is not JSON"
        ) from None
    if isinstance(found, list) and found and isinstance(found[0], Mapping):
        found = found[0]
    return found if isinstance(found, Mapping) else {}


def fault_in(body: Body) -> Fault | None:
    """The fault in an answer whose status says that all is well; None without one."""
    choice = choice_of(body)
    if body.get("error") or (body.get("object") == "error" and not choice):
        return fault(body)
    if choice.get("error"):
        return fault(choice)
    end, message = ending(choice), choice.get("message")
    kind = end.lower().split(":")[0]  # Gemini: "content_filter: PROHIBITED_CONTENT"
    if kind in BROKEN:
        return Fault(0, f"the server ended the reply with {end!r}", end)
    if kind in WITHHELD and not _has_words(choice):
        return Fault(0, "the server withheld the reply", end, kind=end)
    if kind in CUT or isinstance(message, Mapping) or "text" in choice:
        return None
    said = fault(body).said if not choice else f"it ended with {end!r}" if end else "no message"
    return Fault(
        0, f"a reply without {'a message' if choice else 'choices'}{'' if said == 'no message' else f' ({said})'}", ""
    )


def _has_words(choice: Body) -> bool:
    message = _message(choice)
    return bool(_text(message.get("content")).strip() or _refusal(message))


def choice_of(body: Body) -> Body:
    """The first choice; empty without one."""
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, Mapping) else {}


def reply_of(body: Body) -> Reply:
    """The reply of an answer without a fault; its probabilities are read elsewhere.

    A refusal in a field of its own is the text of the reply. A call of a tool without words is a reply without a text.

    >>> reply_of({"choices": [{"message": {"content": None, "refusal": "I cannot."}, "finish_reason": "stop"}]}).text
    'I cannot.'
    """
    choice = choice_of(body)
    message = _message(choice)
    text, refusal = _text(message.get("content")), _refusal(message)
    end = ending(choice)
    if refusal and not text.strip():
        text, end = refusal, "refusal"
    elif not text.strip() and (message.get("tool_calls") or message.get("function_call")):
        end = "tool_calls"
    usage = body.get("usage")
    counts = usage if isinstance(usage, Mapping) else {}
    return Reply(
        text=text,
        reasoning=_reasoning(message),
        prompt_tokens=_whole(counts.get("prompt_tokens")),
        completion_tokens=_whole(counts.get("completion_tokens")),
        cached_tokens=_cached(counts),
        cost=_number(counts.get("cost")),
        finish_reason=end,
        model=_text(body.get("model")),
    )


def ending(choice: Body) -> str:
    """How a reply ended, in the server's word; empty if it does not say."""
    end = choice.get("finish_reason")
    end = end.get("type") if isinstance(end, Mapping) else end
    return end if isinstance(end, str) else ""


def _message(choice: Body) -> Body:
    found = choice.get("message")
    if found is None and isinstance(choice.get("text"), str):
        return {"content": choice["text"]}  # as the endpoint for completions answers
    return found if isinstance(found, Mapping) else {}


def _text(content: Any) -> str:
    """The text itself, or the text parts of a list of parts.

    >>> _text([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "4"}])
    '4'
    """
    if isinstance(content, list):
        return "".join(
            part
            if isinstance(part, str)
            else str(part.get("text") or "")
            if isinstance(part, Mapping) and not _is_thought(part)
            else ""
            for part in content
        )
    if isinstance(content, Mapping):
        return _text([content])
    return content if isinstance(content, str) else "" if content is None else str(content)


def _is_thought(part: Mapping[str, Any]) -> bool:
    return part.get("thought") is True or str(part.get("type", "")).startswith(("thinking", "reasoning"))


def _reasoning(message: Body) -> str:
    """The thinking: of a field of its own, else the parts of the content that are thinking."""
    apart = next((message[name] for name in THINKING if message.get(name)), None)
    content = message.get("content")
    parts = (
        [part for part in content if isinstance(part, Mapping) and _is_thought(part)]
        if isinstance(content, list)
        else []
    )
    return _thought(parts if apart is None else apart)


def _thought(value: Any) -> str:
    """The text of thinking, as text or as parts in parts (Mistral has a list of texts in each)."""
    if isinstance(value, list):
        return "".join(map(_thought, value))
    if isinstance(value, Mapping):
        return _thought(
            next((value[name] for name in ("thinking", "text", "content", "summary") if value.get(name)), "")
        )
    return value if isinstance(value, str) else ""


def _refusal(message: Body) -> str:
    """The words of a refusal, from the field of the message or from a part of its content."""
    if isinstance(message.get("refusal"), str):
        return str(message["refusal"])
    content = message.get("content")
    parts = [part.get("refusal") for part in content if isinstance(part, Mapping)] if isinstance(content, list) else []
    return "".join(part for part in parts if isinstance(part, str))


def _cached(usage: Body) -> int | None:
    """Tokens of the prompt that were in the server's cache; None if it does not say."""
    details = usage.get("prompt_tokens_details")
    places = (
        details.get("cached_tokens") if isinstance(details, Mapping) else None,
        usage.get("prompt_cache_hit_tokens"),
        usage.get("cached_tokens"),
        usage.get("cache_read_input_tokens"),
    )
    return next((count for count in map(_whole, places) if count is not None), None)


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
