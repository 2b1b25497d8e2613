"""What the end of a reply says about its reading."""

from persona_collapse.backends import Reply, Sampling
from persona_collapse.reading import Reading

CUT_REASONS = (
    *("length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length", "model_context_window_exceeded"),
    "content_filter",
)
"""How servers say that a reply was ended before its end."""

CUT_KIND = "cut by the token limit"
TOOL_CALL = "tool call in place of an answer"


def by_ending(reading: Reading, reply: Reply) -> Reading:
    """The reading of a reply; the server's word that it is a refusal or the call of a tool counts more than its text.

    Parameters
    ----------
    reading : of its text, or of its probabilities
    reply : as stored

    >>> by_ending(Reading(4, "said"), Reply("I can't rate this 4 of 5.", finish_reason="refusal")).reason
    'refusal'
    """
    if reply.probabilities is not None:
        return reading
    if reply.finish_reason == "refusal":
        return Reading(None, reason="refusal")
    if reply.finish_reason == "tool_calls" and not reply.text.strip():
        return Reading(None, reason=TOOL_CALL)
    return reading


def was_cut(reply: Reply, sampling: Sampling) -> bool:
    """Whether the token limit ended a reply: the server says so, or counted as many tokens as it may write."""
    if reply.finish_reason in CUT_REASONS:
        return True
    return not reply.finish_reason and (reply.completion_tokens or 0) >= sampling.max_tokens
