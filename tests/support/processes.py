"""The command line, or a script, in a process of its own."""

import atexit
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.waiting import PATIENCE

COMMAND = [sys.executable, "-c", "from persona_collapse.cli import main; main()"]

SLOW = (
    "fsspec.implementations.local",
    "jinja2.sandbox",
    "matplotlib.figure",
    "multiprocess.pool",
    "pandas",
    "pyarrow.dataset",
    "regex",
    "requests",
    "scipy.stats",
    "sklearn.ensemble",
    "torch._dynamo",
    "torch.distributed.tensor",
    "typer",
    "yaml",
)
"""What takes seconds to import and reads nothing from the environment that a script is given."""

WARM = """
import contextlib, gc, importlib, json, os, socket, sys
gc.disable()
control = socket.socket(fileno=int(sys.argv[1]))
for name in sys.argv[2:]:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
gc.freeze()
while True:
    message, streams, _, _ = socket.recv_fds(control, 1_000_000, 2)
    if not message:
        sys.exit()
    child = os.fork()
    if not child:
        break
    for stream in streams:
        os.close(stream)
    control.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
gc.enable()
control.close()
for place, stream in enumerate(streams, start=1):
    os.dup2(stream, place)
    os.close(stream)
given = json.loads(message)
os.chdir(given["cwd"])
os.environ.clear()
os.environ.update(given["env"])
sys.argv = ["-c", *given["arguments"]]
exec(compile(given["script"], "<string>", "exec"), {"__name__": "__main__"})
"""
"""Imports what is slow once, then forks for every script: out of the loop is the forked process, which runs it and ends.

What was imported stays, so no search for garbage looks at it.
"""


def run(*arguments, cwd=None):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=2 * PATIENCE
    )


def python(script, *arguments, cwd, env):
    """`python -c script arguments`, with modules of its own but without the time that slow libraries take to import."""
    message = {"script": script, "arguments": [*map(str, arguments)], "cwd": str(cwd), "env": dict(env)}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        control = _warm()
        socket.send_fds(control, [json.dumps(message).encode()], [out.fileno(), err.fileno()])
        code = int(control.recv(20))
        printed = []
        for stream in (out, err):
            stream.seek(0)
            printed.append(stream.read())
    return subprocess.CompletedProcess(script, code, *printed)


@functools.cache
def _warm():
    """The process that forks, as the socket by which it is told what to run."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(2 * PATIENCE)
    server = subprocess.Popen(
        [sys.executable, "-c", WARM, str(theirs.fileno()), *SLOW],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    theirs.close()
    atexit.register(server.wait)
    atexit.register(ours.close)
    return ours


def in_a_process(hub, home, script, capture=None, **others):
    """Run a script against the double, with a cache of its own; `capture` gets what it says on stderr."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": str(home),
        "HF_TOKEN": "t",
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",
        **others,
    }
    done = python(script, cwd=home, env=environment)
    assert done.returncode == 0, done.stderr
    if capture is not None:
        capture.append(done.stderr)
    return done.stdout
