"""Workers of several interpreters, and rounds in which ours, the peer's and the bound take turns on the same data."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS")
ROUNDS = 3

LONG = 5.0
"""Seconds of processor time above which a call is made once."""


@dataclass(frozen=True)
class Limits:
    """What one call may take.

    Attributes
    ----------
    cpu_s, wall_s : seconds
    memory : bytes
    """

    cpu_s: int = 60
    wall_s: int = 240
    memory: int = 12 * 2**30


@dataclass(frozen=True)
class Side:
    """One way of a comparison at one size.

    Attributes
    ----------
    case, side, size, cores : which; the side is "ours", "bound", or the peer's name
    cpu, wall : seconds of each round
    peak : MiB, the most of the rounds, beyond what the process had before with the data
    value : what it computed
    failed : why there is nothing; empty where there is something
    """

    case: str
    side: str
    size: int
    cores: int = 1
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: float = 0.0
    value: dict[str, Any] = field(default_factory=dict)
    failed: str = ""

    def after(self, answer: dict[str, Any]) -> "Side":
        """With one more round."""
        if "failed" in answer:
            return replace(self, failed=answer["failed"])
        return replace(
            self,
            cpu=[*self.cpu, answer["cpu"]],
            wall=[*self.wall, answer["wall"]],
            peak=max(self.peak, answer["peak"]),
            value=answer["value"],
        )

    @property
    def over(self) -> bool:
        """Whether no round is needed any more."""
        return bool(self.failed) or (bool(self.cpu) and self.cpu[0] > LONG)

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


class Workers:
    """One process per interpreter, module and number of cores, started when it is needed first.

    Parameters
    ----------
    interpreters : environment -> interpreter; "ours" is this one
    limits : of every call
    """

    def __init__(self, interpreters: dict[str, str], limits: Limits) -> None:
        self.interpreters = {"ours": sys.executable, **interpreters}
        self.limits = limits
        self._running: dict[tuple[str, str, int], subprocess.Popen[str]] = {}

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._running.values():
            one.stdin.close()
            one.wait()

    def ask(self, environment: str, module: str, cores: int, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        key = environment, module, cores
        if key not in self._running:
            threads = {name: str(cores) for name in THREADS}
            own = {"PYTHONPATH": str(ROOT)} if environment == "ours" else {}
            self._running[key] = subprocess.Popen(
                [self.interpreters[environment], str(HERE / "worker.py"), str(HERE / module)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, **threads, **own, "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"},
            )
        process = self._running[key]
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        return json.loads(line) if line else {"failed": "its process ended"}

    def call(self, environment: str, module: str, name: str, cores: int, **request: Any) -> dict[str, Any]:
        """One measured call.

        Parameters
        ----------
        request : `files`, `warm` (argument -> file) and `settings`
        """
        given = {"call": name, **asdict(self.limits), **request}
        given["settings"] = {"jobs": cores, **given["settings"]}
        return self.ask(environment, module, cores, given)


@dataclass(frozen=True)
class Way:
    """How one side of a comparison is called.

    Attributes
    ----------
    side, environment, module, call : its name, interpreter, module, and the function of it
    settings : the call's own
    turns : calls in each round
    """

    side: str
    environment: str
    module: str
    call: str
    settings: dict[str, Any] = field(default_factory=dict)
    turns: int = 1


def in_turn(
    workers: Workers,
    case: str,
    size: int,
    ways: list[Way],
    files: dict[str, str],
    warm: dict[str, str],
    *,
    cores: int = 1,
    rounds: int = ROUNDS,
) -> Iterator[Side]:
    """Rounds in which every way has its turn, in the opposite order every second time."""
    found = {one.side: Side(case, one.side, size, cores) for one in ways}
    for number in range(rounds):
        for one in (each for way in ways[:: -1 if number % 2 else 1] for each in way.turns * [way]):
            if not found[one.side].over:
                answer = workers.call(
                    one.environment, one.module, one.call, cores, files=files, warm=warm, settings=one.settings
                )
                found[one.side] = found[one.side].after(answer)
    yield from found.values()
