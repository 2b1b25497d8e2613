"""When a run stops before everything is asked, and what a reply costs."""

from dataclasses import dataclass
from typing import NamedTuple

from persona_collapse.backends import Reply


class Price(NamedTuple):
    """Currency per million tokens.

    Attributes
    ----------
    read, written : tokens of prompts and of replies
    cached : tokens of prompts that the server had in its cache; None where they cost what others cost
    """

    read: float
    written: float
    cached: float | None = None


@dataclass(frozen=True)
class Limits:
    """When to stop before everything is asked.

    Attributes
    ----------
    requests : at most this number in this process
    cost : stop as soon as the run has cost this much (all of it, also what was asked before)
    price : currency per million tokens of a single request; None unless known
    made : requests that were made earlier in this process, of the same limit
    """

    requests: int | None = None
    cost: float | None = None
    price: Price | tuple[float, float] | None = None
    made: int = 0

    def cost_of(self, reply: Reply) -> float | None:
        """What a reply cost: as reported, else by its tokens and its share of the price, else unknown.

        >>> Limits(price=(1.0, 2.0)).cost_of(Reply(prompt_tokens=1_000_000, completion_tokens=500_000))
        2.0
        >>> half = Reply(prompt_tokens=1_000_000, cached_tokens=500_000, completion_tokens=0)
        >>> Limits(price=Price(1.0, 2.0, cached=0.1)).cost_of(half)
        0.55
        >>> Limits(price=(1.0, 2.0)).cost_of(Reply(prompt_tokens=1_000_000, completion_tokens=0, price_share=0.5))
        0.5
        """
        if reply.cost is not None:
            return reply.cost
        if self.price is None or reply.prompt_tokens is None or reply.completion_tokens is None:
            return None
        price = Price(*self.price)
        cached = 0 if price.cached is None else min(reply.cached_tokens or 0, reply.prompt_tokens)
        read = price.read * (reply.prompt_tokens - cached) + (price.cached or 0.0) * cached
        return reply.price_share * (read + price.written * reply.completion_tokens) / 1e6


UNLIMITED = Limits()
"""Everything is asked."""
