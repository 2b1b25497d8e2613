"""Who sends a request, as far as limits go."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from space.asking.addresses import Address, is_public

HOUSEHOLD = 64
"""Bits of an IPv6 address that are given out together (RFC 6177): whoever has one address has all that share them."""


@dataclass(frozen=True)
class Visitor:
    """Who submits, as far as limits go; neither is kept on disk.

    Attributes
    ----------
    session : of the page; the browser names it, so it can be made up
    address : of the connection, hashed
    """

    session: str
    address: str


def visitor_of(request: Any, *, behind_proxy: bool) -> Visitor:
    """Who sent a request.

    Parameters
    ----------
    request : as Gradio hands it to a handler
    behind_proxy : whether the Hub's proxy stands before the app; elsewhere X-Forwarded-For is whatever a visitor writes
    """
    address = str(getattr(request.client, "host", "") or "")
    if behind_proxy:
        address = _forwarded(request.headers.get("x-forwarded-for", "").split(",")) or address
    return Visitor(str(request.session_hash or address), hashlib.sha256(address.encode()).hexdigest())


def _forwarded(hops: Iterable[str]) -> str:
    """The last public address among hops; each proxy adds one at the end, and what a visitor made up stands before it.

    >>> _forwarded(["6.6.6.6", " 1.1.1.1", " 10.16.3.80"]), _forwarded(["2606:4700::1"]), _forwarded(["?", ""])
    ('1.1.1.1', '2606:4700::/64', '')
    """
    found = [one for one in map(_read, hops) if one is not None and is_public(one)]
    if not found:
        return ""
    last = found[-1]
    return str(ip_network((last, HOUSEHOLD), strict=False)) if isinstance(last, IPv6Address) else str(last)


def _read(hop: str) -> Address | None:
    try:
        return ip_address(hop.strip())
    except ValueError:
        return None
