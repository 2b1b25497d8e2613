"""A proxy in front of a model server that lets a planned share of requests fail, in the ways servers do.

A request's fate follows from the seed, its body and how often that body came before: the same requests meet the same faults
in any order and at any concurrency, and a request that is sent again has another fate. The model's name counts for nothing: it
is a folder that is called otherwise in every run of the tests.
"""

import hashlib
import http.client
import json
import math
import random
import re
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from tests.support.loopback import Handler, Server, running
from tests.support.waiting import PATIENCE

MODEL = re.compile(rb'"model": ?"[^"]*"')
FAULTS = ("429", "429 date", "500", "timeout", "truncated", "html", "empty", "reset")


class Proxy(Server):
    """Counts what it did: `requests` that came, `faults` by kind, `forwarded` to the server, most at once in `peak`.

    A request is under way until its answer is sent or its client has hung up. No request is answered before `together`
    of them have been under way at once: a client that asks several at a time shows it on a slow machine too.
    """

    def __init__(
        self, base_url: str, share: float, seed: int, kinds: Sequence[str], permanent: str | None, hang: float
    ):
        super().__init__(Passage)
        self.upstream, self.share, self.seed, self.kinds = base_url, share, seed, tuple(kinds)
        self.permanent, self.hang = permanent, hang
        self.requests = self.forwarded = self.peak = 0
        self.faults: Counter[str] = Counter()
        self.came: Counter[bytes] = Counter()
        self.under_way: set[Passage] = set()
        self.hung: set[Passage] = set()
        self.lock = threading.Lock()
        self.together, self.came_together = 1, threading.Condition(self.lock)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{urlsplit(self.upstream).path}"

    def fate(self, body: bytes) -> tuple[str | None, random.Random]:
        """The fault a request meets, or None; and the chance its details are drawn from."""
        digest = hashlib.sha256(MODEL.sub(b"", body)).digest()
        with self.lock:
            self.came[digest] += 1
            chance = random.Random(f"{self.seed} {digest.hex()} {self.came[digest]}")
            spoilt = chance.random() < self.share or (self.permanent is not None and self.permanent.encode() in body)
            kind = chance.choice(self.kinds) if spoilt else None
            self.faults.update([kind] if kind else [])
        return kind, chance

    def enter(self, request: "Passage") -> None:
        with self.lock:
            given_up = {one for one in self.hung if hangs_up(one.connection, within=0)}
            self.hung -= given_up
            self.under_way = self.under_way - given_up | {request}
            self.requests += 1
            self.peak = max(self.peak, len(self.under_way))
            self.came_together.notify_all()
            self.came_together.wait_for(lambda: self.peak >= self.together, PATIENCE)

    def is_silent(self, port: int) -> bool:
        """Whether it answers nothing, on purpose, to the client at a port."""
        with self.lock:
            return any(one.client_address[1] == port for one in self.hung)

    def impatient(self, seconds: float) -> httpx.Client:
        """A client that gives up an answer after some seconds of silence, and never one that is only late.

        Its timeouts are the real ones: when one is over, it looks whether the proxy is silent on purpose, and waits again
        if not. A machine that is slow thus adds no fault of its own.
        """
        transport = httpx.HTTPTransport()
        transport._pool = httpcore.ConnectionPool(network_backend=_Impatient(self, seconds))
        return httpx.Client(transport=transport, timeout=PATIENCE)

    def leave(self, request: "Passage") -> None:
        with self.lock:
            self.hung.discard(request)
            self.under_way.discard(request)


class _Impatient(httpcore.SyncBackend):
    def __init__(self, proxy: Proxy, seconds: float):
        self.proxy, self.seconds = proxy, seconds

    def connect_tcp(self, *given: Any, **options: Any) -> httpcore.NetworkStream:
        stream = super().connect_tcp(*given, **options)
        read, port = stream.read, stream.get_extra_info("client_addr")[1]

        def read_in_time(most: int, timeout: float | None = None) -> bytes:
            while True:
                try:
                    return read(most, self.seconds)
                except httpcore.ReadTimeout:
                    if self.proxy.is_silent(port):
                        raise

        stream.read = read_in_time  # type: ignore[method-assign]
        return stream


class Passage(Handler):
    server: Proxy

    def forward(self, body: bytes | None) -> tuple[int, bytes, str]:
        kept = {name: self.headers[name] for name in ("Authorization", "Content-Type") if name in self.headers}
        with self.server.lock:
            self.server.forwarded += body is not None
        upstream = http.client.HTTPConnection(urlsplit(self.server.upstream).netloc, timeout=PATIENCE)
        with closing(upstream):
            upstream.request(self.command, self.path, body, kept)
            reply = upstream.getresponse()
            return reply.status, reply.read(), reply.getheader("Content-Type", "")

    def answer(self, code: int, content: bytes | dict, kind: str = "application/json", **headers: str) -> None:
        self.server.leave(self)
        super().answer(code, content, kind, **headers)

    def do_GET(self) -> None:
        self.answer(*self.forward(None))

    def do_POST(self) -> None:
        body = self.body()
        self.server.enter(self)
        try:
            self.meet(*self.server.fate(body), body)
        finally:
            self.server.leave(self)

    def meet(self, kind: str | None, chance: random.Random, body: bytes) -> None:
        match kind:
            case "429":
                soon = f"{chance.uniform(0.05, 0.2):.2f}"
                self.refuse(429, "Rate limit reached", "rate_limit_exceeded", Retry_After=soon)
            case "429 date":  # dates are in whole seconds: the next one
                soon = formatdate(math.floor(time.time()) + 1, usegmt=True)
                self.refuse(429, "Rate limit reached", "rate_limit_exceeded", Retry_After=soon)
            case "500":
                self.refuse(500, "The server had an error", "server_error")
            case "timeout":
                self.stay_silent()
            case "html":
                self.answer(200, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")
            case "reset":
                self.reset()
            case "truncated":
                code, content, form = self.forward(body)
                self.answer(code, content[: len(content) // 2], form)
            case "empty":
                code, content, form = self.forward(body)
                self.answer(code, emptied(content), form)
            case None:
                self.answer(*self.forward(body))

    def stay_silent(self) -> None:
        with self.server.lock:
            self.server.hung.add(self)
        hangs_up(self.connection, within=self.server.hang)
        self.server.leave(self)
        self.close_connection = True

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.leave(self)
        for part in (self.rfile, self.wfile, self.connection):
            part.close()
        raise ConnectionAbortedError  # nothing is left to answer through


def hangs_up(connection: socket.socket, within: float) -> bool:
    """Whether the client closes its connection within some seconds; returns as soon as it does."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(within * 1000))


def emptied(content: bytes) -> bytes:
    """The same answer with nothing said in it."""
    answer = json.loads(content)
    for choice in answer.get("choices", []):
        choice["logprobs"] = None
        if "message" in choice:
            choice["message"]["content"] = ""
        else:
            choice["text"] = ""
    return json.dumps(answer).encode()


def fault_proxy(
    base_url: str,
    *,
    share: float = 0.3,
    seed: int = 0,
    kinds: Sequence[str] = FAULTS,
    permanent: str | None = None,
    hang: float = PATIENCE,
) -> AbstractContextManager[Proxy]:
    """Stand between a client and `base_url`; a `share` of the POSTs fails in one of `kinds`, as `seed` plans it.

    A request whose body contains `permanent` always fails (plain letters: JSON may escape others). "timeout" answers nothing
    for `hang` seconds, then closes the connection: give the client a shorter timeout, or let it be `impatient`.
    """
    return running(Proxy(base_url, share, seed, kinds, permanent, hang))
