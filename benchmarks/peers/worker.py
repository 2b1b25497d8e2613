"""A long-lived process that measures calls of one module, each in a fork of itself; any interpreter with NumPy can run it.

python worker.py MODULE.py

A request is a line of JSON (`Request` in measuring.py has its fields), and so is the answer. The module has a function
per call that imports what is needed and returns what is to be measured. The fork has a limit of processor time, of wall
time and of memory, so a call that needs more ends alone.
"""

import importlib.metadata
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

import numpy as np

SHORT = 0.1
"""Seconds of processor time up to which a call is repeated, four times as often each time, and the mean taken."""

MOST_REPEATS = 20_000


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print does not belong to the answers
    module = load(Path(sys.argv[1]))
    known = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["call"]
        if name == "versions":
            answer = {one: importlib.metadata.version(one) for one in request["packages"]}
        else:
            try:
                if name not in known:
                    known[name] = getattr(module, name)()
                answer = forked(known[name], request)
            except Exception as error:  # a peer may fail in any way, and how it fails is the result
                answer = {"failed": said(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def load(path: Path):
    """The module at a path; its neighbours can be imported by it."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def forked(run, request: dict) -> dict:
    """What a fork of this process measures, or why it did not end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            os.close(reading)
            found = json.dumps(measured(run, request))
        except MemoryError as error:
            found = json.dumps({"failed": f"memory: {said(error)}"})
        except BaseException as error:  # also what ends a process: only its parent goes on
            found = json.dumps({"failed": said(error)})
        with os.fdopen(writing, "w") as pipe:
            pipe.write(found)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = received(pipe, time.monotonic() + request["wall_s"])
    if text is None:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if text:
        return json.loads(text)
    by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    limit = f"{request['cpu_s']} s of processor time" if by == signal.SIGXCPU else f"{request['wall_s']} s"
    if text is None or by == signal.SIGXCPU:
        return {"failed": f"not ended in {limit}"}
    return {"failed": f"ended by signal {by}" if by else "ended without an answer"}


def received(pipe, deadline: float) -> str | None:
    """All that is written until the pipe is closed; None if that takes too long."""
    found = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            some = os.read(pipe.fileno(), 1 << 16)
            if not some:
                return found.decode()
            found += some
    return None


def measured(run, request: dict) -> dict:
    """Processor time, wall time, peak of memory and value of one call, after one on a small sample of the same data."""
    settings = request["settings"]
    if request["warm"]:
        run(**opened(request["warm"]), **settings)
    data = opened(request["files"])
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + request["memory"],) * 2)
    allowed = int(time.process_time()) + request["cpu_s"]
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed + 5))
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    value, (cpu, wall) = timed(lambda: run(**data, **settings))
    most = peak() - before
    count = 1
    while cpu < SHORT and count < MOST_REPEATS:
        count *= 4
        _, (cpu, wall) = timed(lambda often=count: [run(**data, **settings) for _ in range(often)])
    return {"cpu": cpu / count, "wall": wall / count, "peak": most / 2**20, "value": value}


def timed(call) -> tuple[object, tuple[float, float]]:
    """The value of a call, and its seconds of processor time (children included) and of wall time."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, wall = time.process_time(), time.perf_counter()
    value = call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return value, (cpu + after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime, wall)


def opened(files: dict) -> dict:
    """Arrays and JSON from their files; a folder is handed over as its path."""
    return {name: one(Path(path)) for name, path in files.items()}


def one(path: Path):
    """The content of one file."""
    if path.suffix == ".npy":
        return np.load(path)
    return json.loads(path.read_text()) if path.suffix == ".json" else str(path)


def peak() -> int:
    """The most memory (bytes) that this process has had since it was last reset."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def said(error: BaseException) -> str:
    """An error as one short line."""
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:160] if text else ''}"


if __name__ == "__main__":
    main()
