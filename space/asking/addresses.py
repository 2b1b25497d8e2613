"""A visitor's address of an endpoint: read strictly, its name resolved once, every address behind it checked."""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NoReturn, TypeAlias
from urllib.parse import SplitResult, urlsplit

from persona_collapse.errors import InputError

Address: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], Iterable[str]]

LONGEST = 300
"""Letters of an address; with a longest name of 253 there is room for a path."""

FIRST_FREE_PORT = 1024
"""Below it are mail, shells and the like, which may not be reached from here."""

EXAMPLE = "give one like https://example.org/v1"

NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
NUMERIC = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")
"""A name whose last part is a number is read as an IPv4 address by some programs, whatever its form."""

NEAR = tuple(
    ip_network(one)
    for one in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
)
"""This machine and its network."""

NOT_PUBLIC_4 = tuple(
    IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
    )
)
"""IANA's special-purpose registry (RFC 6890), multicast (RFC 5771), and the address of Azure's own services."""

PUBLIC_6 = IPv6Network("2000::/3")
"""All there is of global unicast (RFC 4291, section 2.4): loopback, mapped IPv4, NAT64, ULA, link-local lie outside it."""

NOT_PUBLIC_6 = tuple(IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""Within it: Teredo and other protocols, documentation, 6to4 (an IPv4 address in disguise)."""


@dataclass(frozen=True)
class Endpoint:
    """Where requests go, settled: nothing is looked up again.

    Attributes
    ----------
    url : as the client gets it, without a slash at its end
    scheme, host, port : of it
    address : the one that is connected to
    """

    url: str
    scheme: str
    host: str
    port: int
    address: str


def looked_up(host: str, port: int) -> list[str]:
    """Every address of a name, as the system finds them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked(url: str, local_use: bool = False, *, resolve: Resolve = looked_up) -> Endpoint:
    """What a visitor typed, as an endpoint that may be connected to.

    The name is resolved once; one address among several that may not be reached refuses the whole name.

    Parameters
    ----------
    url : https://HOST[:PORT][/PATH]
    local_use : whether endpoints on this machine and its network may be asked, those over http too
    resolve : host and port to addresses

    Raises
    ------
    InputError : not such an address, a port on which no models are served, a name that is not found, an address that is not
        public.

    >>> checked("https://1.1.1.1/v1/")
    Endpoint(url='https://1.1.1.1/v1', scheme='https', host='1.1.1.1', port=443, address='1.1.1.1')
    """
    parts, host, port = _settled(url)
    found = [_read(one) for one in _addresses(host, port, resolve)]
    for address in found:
        if not (is_public(address) or (local_use and _is_near(address))):
            raise InputError(f"{host} is not on the public network, and only public addresses are asked; {EXAMPLE}")
    if parts.scheme == "http" and not all(map(_is_near, found)):
        raise InputError(
            f"http would show your key and the answers to every machine on the way to {host}; give https://"
        )
    shown = f"[{host}]" if ":" in host else host
    at = f":{port}" if parts.port else ""
    url = f"{parts.scheme}://{shown}{at}{parts.path.rstrip('/')}"
    return Endpoint(url, parts.scheme, host, port, str(found[0]))


def refuse_form(url: str) -> None:
    """Refuse what is not an address of an endpoint, or holds a password, without looking anything up.

    Raises
    ------
    InputError : as `checked`, as far as the letters of the address go.
    """
    _settled(url)


def is_public(address: Address) -> bool:
    """Whether an address belongs to a host on the public network, and hides no other.

    >>> is_public(ip_address("1.1.1.1")), is_public(ip_address("10.0.0.1")), is_public(ip_address("::ffff:1.1.1.1"))
    (True, False, False)
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    return address in PUBLIC_6 and not any(address in network for network in NOT_PUBLIC_6)


def _is_near(address: Address) -> bool:
    return any(address.version == network.version and address in network for network in NEAR)


def _settled(url: str) -> tuple[SplitResult, str, int]:
    """Its parts, its host in the one form there is of it, and its port."""
    parts = _parts(url)
    return parts, _host(parts), _port(parts)


def _parts(url: str) -> SplitResult:
    """Scheme, host and path of an address that has nothing else and is plain ASCII."""
    given = url.strip()
    if len(given) > LONGEST:
        raise InputError(f"the address has {len(given)} characters; at most {LONGEST} are allowed; {EXAMPLE}")
    if re.search(r"[^!-~]|[\\<>\"^`{|}]", given):
        raise InputError(
            f"the address has characters that an address cannot have (write xn-- names as such); {EXAMPLE}"
        )
    try:
        parts = urlsplit(given)
    except ValueError:
        _half()
    if parts.scheme not in ("http", "https") or not parts.netloc:
        _half()
    if "@" in parts.netloc:
        raise InputError("the address has a name or password in it; remove it and give the key in its own field")
    if "?" in given or "#" in given:
        raise InputError(f"the address continues after its path (? or #), which is not sent; {EXAMPLE}")
    if "%" in parts.path or ".." in parts.path:
        raise InputError(f"the path of the address has % or .. in it, which no endpoint needs; {EXAMPLE}")
    return parts


def _half() -> NoReturn:
    raise InputError(f"that is not an address of an endpoint; {EXAMPLE}") from None


def _host(parts: SplitResult) -> str:
    """The name or address in it, in the one form there is of it."""
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            return str(IPv6Address(host)) if "%" not in host else _half()
        except ValueError:
            _half()
    if NUMERIC.fullmatch(host.rstrip(".")):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise InputError(f"{host} is a number in place of a name; write all four parts, or its name") from None
    return host if NAME.fullmatch(host) else _half()


def _port(parts: SplitResult) -> int:
    usual = {"http": 80, "https": 443}[parts.scheme]
    try:
        port = parts.port if parts.port is not None else usual
    except ValueError:
        _half()
    if port != usual and port < FIRST_FREE_PORT:
        raise InputError(f"port {port} is kept for other services than models; give {usual}, or one above 1023")
    return port


def _addresses(host: str, port: int, resolve: Resolve) -> list[str]:
    try:
        found = list(resolve(host, port))
    except OSError:
        found = []
    if not found:
        raise InputError(f"there is no host {host}, or its name cannot be looked up now; check the address") from None
    return found


def _read(address: str) -> Address:
    """An address as the resolver gives it; one of a single link ("fe80::1%eth0") without the link."""
    return ip_address(address.partition("%")[0])
