"""What the test servers share: HTTP on 127.0.0.1, a thread for each connection, JSON in and out."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

from tests.support.waiting import PATIENCE


class Server(ThreadingHTTPServer):
    """A server on a free port of 127.0.0.1; a client that hangs up is no error."""

    request_queue_size = 512  # hundreds of clients may connect at once

    def __init__(self, handler: type["Handler"]):
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection, closed when there is no request for long."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True  # otherwise 40 ms between head and body

    def log_message(self, *_: Any) -> None:
        pass

    def body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        if len(content) < length:
            raise ConnectionError("the client has hung up")
        return content

    def answer(self, code: int, content: bytes | dict, kind: str = "application/json", **headers: str) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, code: int, message: str, reason: str, **headers: str) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": reason}
        self.answer(code, {"error": error}, **headers)


S = TypeVar("S", bound=Server)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Serve until the block ends."""
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
