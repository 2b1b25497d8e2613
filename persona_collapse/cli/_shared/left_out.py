"""What it means for a run that a server did not accept a parameter."""

from collections.abc import Iterator, Sequence

MEANING = {
    "seed": "the server draws with seeds of its own, so the same replies cannot be drawn again",
    "temperature": "replies were drawn at the server's own temperature, not at the one of --temperature",
    "max_tokens": "the server decides how long a reply may be",
}


def warnings(left_out: Sequence[str]) -> Iterator[str]:
    """A line for each parameter that was not sent; one that was sent under another name changes nothing.

    >>> list(warnings(["max_tokens as max_completion_tokens", "stream_options", "top_p"]))
    ['warning: the server does not accept top_p, so it was not sent']
    """
    for name in left_out:
        if " as " in name or " below " in name or name == "stream_options":
            continue
        meaning = f": {MEANING[name]}" if name in MEANING else ", so it was not sent"
        yield f"warning: the server does not accept {name}{meaning}"
