"""`transformers serve` in a process of its own, ready when the block begins and gone when it ends."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests.support.waiting import PATIENCE

COMMAND = [sys.executable, "-c", "from transformers.cli.transformers import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def healthy(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as server:
        try:
            server.request("GET", "/health")
            return server.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def end(process: subprocess.Popen[bytes], patience: float = 10) -> None:
    """End a process and those it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def served(checkpoint: str | Path, *, options: Sequence[str] = (), patience: float = PATIENCE) -> Iterator[str]:
    """Serve a checkpoint and give the base URL; the field `model` of a request must be this same folder.

    `options` are further options of `transformers serve`, such as "--continuous-batching". A server that ends, or is not
    ready after `patience` seconds, raises RuntimeError with its log.
    """
    with tempfile.TemporaryDirectory() as home, open(Path(home, "log"), "wb+") as log:
        cache = Path(home, "hub")
        cache.mkdir()  # without it /v1/models fails
        environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": home, "HF_HUB_CACHE": str(cache)}
        port = free_port()
        where = [str(checkpoint), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", *options]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
        process = subprocess.Popen([*COMMAND, *where], env=environment, start_new_session=True, **quiet)
        try:
            last = time.monotonic() + patience
            while not healthy(port):
                ended = process.poll() is not None
                if ended or time.monotonic() > last:
                    log.seek(0)
                    state = f"ended with {process.returncode}" if ended else f"was not ready after {patience} s"
                    raise RuntimeError(f"transformers serve {state}:\n{log.read().decode(errors='replace')}")
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            end(process)
