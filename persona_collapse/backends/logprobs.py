"""Probabilities of the choices, from the log-probabilities of the first token of a reply."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

ROUNDING = 1e-6
"""A log-probability may be above 0 by this much."""

NONE = "no log-probabilities"

NEGLIGIBLE = 0.001
"""A probability that two answers may share without changing either."""

SURPLUS = 0.01
"""Probabilities may add up to more than 1 by this much: servers round them."""

SPACES = " \t\r\n▁ĠĊ"
"""Spaces and line breaks, also as tokenizers write them: "▁4", "Ġ4" and " 4" are 4."""


class NoLogprobs(Exception):
    """A reply has none; the message continues "the server sent"."""


class BadLogprobs(Exception):
    """A reply has numbers that are not log-probabilities; the message continues "the server sent"."""


def shares(choice: Mapping[str, Any], choices: tuple[str, ...]) -> tuple[float, ...]:
    """The probability of each choice as the first token; tokens that differ by a space are the same choice.

    Parameters
    ----------
    choice : of the answer, with its log-probabilities
    choices : "1" .. "5"

    Returns
    -------
    A probability per choice, 0 to 1; their sum is below 1 because other tokens have the rest.

    Raises
    ------
    NoLogprobs : there are none, or only null.
    BadLogprobs : one is above 0, or their probabilities add up to more than 1.

    >>> top = [{"token": token, "logprob": math.log(0.25)} for token in ("4", " 4", "▁4", "Four")]
    >>> shares({"logprobs": {"content": [{"top_logprobs": top}]}}, ("3", "4"))
    (0.0, 0.75)
    """
    found = dict.fromkeys(choices, 0.0)
    listed = list(_first(choice.get("logprobs")))
    known = [(token, value) for token, value in listed if isinstance(value, int | float) and not math.isnan(value)]
    missing = [token for token, value in listed if not isinstance(value, int | float) and token.strip(SPACES) in found]
    if not known or missing:
        raise NoLogprobs(f"null as the log-probability of {missing[0]!r}" if missing and known else NONE)
    for token, value in known:
        if value > ROUNDING:
            raise BadLogprobs(f"{value:.4g} as the log-probability of {token!r}, and none can be above 0")
        if token.strip(SPACES) in found:
            found[token.strip(SPACES)] += math.exp(min(value, 0.0))
    if sum(found.values()) > 1 + SURPLUS:
        raise BadLogprobs(f"log-probabilities of the answers that add up to {sum(found.values()):.4g}")
    return tuple(min(share, 1.0) for share in found.values())


def unclear(choices: tuple[str, ...], found: tuple[float, ...], whole: set[str]) -> tuple[str, ...]:
    """Two answers that one token may begin ("1" and "10"), where that can change a probability; empty if there are none.

    A server that has ever listed "10" has it as one token, so "1" is then the answer 1. Without it, "1" matters only if it
    is likely.

    Parameters
    ----------
    choices, found : the answers and their probabilities as the first token
    whole : longer answers that were ever listed as one token; those of this reply are added

    >>> known = set()
    >>> unclear(("1", "10"), (0.4, 0.0), known), unclear(("1", "10"), (0.3, 0.2), known), unclear(("1", "10"), (0.4, 0.0), known)
    (('1', '10'), (), ())
    """
    share = dict(zip(choices, found, strict=True))
    whole.update(one for one in choices if share[one] and any(_begins(other, one) for other in choices))
    pairs = ((short, long) for short in choices for long in choices if _begins(short, long) and long not in whole)
    return next((pair for pair in pairs if share[pair[0]] > NEGLIGIBLE), ())


def _begins(short: str, long: str) -> bool:
    return short != long and long.startswith(short)


def _first(logprobs: Any) -> Iterator[tuple[str, Any]]:
    """Each likely first token and its log-probability, from either form of the protocol."""
    if not isinstance(logprobs, Mapping):
        return
    content, legacy = logprobs.get("content"), logprobs.get("top_logprobs")
    if isinstance(content, list) and content and isinstance(content[0], Mapping):
        for one in content[0].get("top_logprobs") or ():
            if isinstance(one, Mapping):
                yield str(one.get("token", "")), one.get("logprob")
    elif isinstance(legacy, list) and legacy and isinstance(legacy[0], Mapping):
        yield from legacy[0].items()
