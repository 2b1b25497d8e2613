"""HTTP to one checked address and nowhere else: no other look-up, no redirects, no proxies, no cookies, within bounds."""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from space.asking.addresses import Endpoint


@dataclass(frozen=True)
class Bounds:
    """What one answer may take.

    Attributes
    ----------
    seconds : from the first byte of the request to the last of the answer
    most : bytes of the answer, its head included
    connect : seconds until there is a connection
    """

    seconds: float = 180.0
    most: int = 2_000_000
    connect: float = 10.0


class TooLong(httpx.ReadError):
    """The answer has more bytes than it may."""


class Elsewhere(httpx.RequestError):
    """A request to another place than the one that was checked."""


class Compressed(httpx.DecodingError):
    """An answer that would have to be unpacked first, and it was asked for plain."""


def client(endpoint: Endpoint, bounds: Bounds = Bounds(), *, context: ssl.SSLContext | None = None) -> httpx.Client:
    """A client that reaches this endpoint only.

    Connections go to the checked address; certificates are verified against the host's name, which is also what the
    server receives. The environment is not read (proxies, .netrc, certificates).

    Parameters
    ----------
    endpoint : of `addresses.checked`
    bounds : of each answer
    context : whom to trust, where it is not the public certificate authorities
    """
    trusted = context or httpx.create_ssl_context(trust_env=False)
    return httpx.Client(
        transport=Pinned(endpoint, bounds, trusted),
        trust_env=False,
        follow_redirects=False,
        timeout=bounds.seconds,
        headers={"Accept-Encoding": "identity"},
    )


class Pinned(httpx.BaseTransport):
    """A transport to one endpoint, by the address it was checked with.

    Parameters
    ----------
    endpoint, bounds, context : as `client`
    """

    def __init__(self, endpoint: Endpoint, bounds: Bounds, context: ssl.SSLContext) -> None:
        self._origin = (endpoint.scheme, endpoint.host, endpoint.port)
        network = _OneAddress(endpoint.address, bounds)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=64, keepalive_expiry=15.0, network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read to its end."""
        url = request.url
        if (url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)) != self._origin:
            raise Elsewhere("requests go to the checked endpoint only")
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with _told():
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    target,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
            try:
                content = answer.read()
            finally:
                answer.close()
        headers = httpx.Headers(answer.headers)
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Compressed("the answer is compressed, although an uncompressed one was requested")
        headers.pop("set-cookie", None)
        return httpx.Response(answer.status, headers=headers, content=content)

    def close(self) -> None:
        """Hang up."""
        self._pool.close()


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the connection as those that clients of httpx know."""
    try:
        yield
    except httpcore.TimeoutException:
        raise httpx.ReadTimeout("no answer in time") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.NetworkError(f"no connection ({type(error).__name__})") from None


class _OneAddress(httpcore.NetworkBackend):
    """Whatever host is asked for, connections go to one address."""

    def __init__(self, address: str, bounds: Bounds) -> None:
        self._address, self._bounds, self._network = address, bounds, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """To the address, at this port."""
        stream = self._network.connect_tcp(self._address, port, self._bounds.connect, local_address, socket_options)
        return _Bounded(stream, self._bounds)

    def sleep(self, seconds: float) -> None:
        """Between attempts to connect, of which there is one."""
        self._network.sleep(seconds)


class _Bounded(httpcore.NetworkStream):
    """A connection on which each exchange has so many seconds and its answer so many bytes.

    In HTTP/1.1 a request is written and then its answer read, so an exchange begins where writing follows reading.
    """

    def __init__(self, stream: httpcore.NetworkStream, bounds: Bounds) -> None:
        self._stream, self._bounds = stream, bounds
        self._begin()

    def _begin(self) -> None:
        self._ends, self._read = time.monotonic() + self._bounds.seconds, 0

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Of the request; the first bytes of it begin the exchange."""
        if self._read:
            self._begin()
        self._stream.write(buffer, self._left(timeout))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Of the answer, while it stays within its bounds."""
        found = self._stream.read(max_bytes, self._left(timeout))
        self._read += len(found)
        if self._read > self._bounds.most:
            raise TooLong(f"the answer has more than {self._bounds.most:,} bytes")
        return found

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same bounds on what is read through it."""
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, self._bounds.connect), self._bounds)

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the socket."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        """Seconds this step may take."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer takes too long")
        return left if timeout is None else min(left, timeout)
