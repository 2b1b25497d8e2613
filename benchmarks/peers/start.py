"""How long the command takes to start, to measure a population, and to show all it does, beside importing NumPy and SciPy."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.peers.measuring import ROOT
from persona_collapse.simulation import simulate

PROGRAM = """
import os, resource, sys
code = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, *sys.argv[1:]])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code, file=sys.stderr)
"""
COMMANDS = {
    "ours": ["-m", "persona_collapse", "--help"],
    "bound": ["-c", "import numpy, scipy"],
    "python": ["-c", "pass"],
}
WHOLE = {
    "measure": ["-m", "persona_collapse", "measure", "answers.csv", "--json", "diagnosis.json"],
    "demo": ["-m", "persona_collapse", "demo"],
}
SIZE = 1144


def measured(rounds: int) -> dict[str, Any]:
    """Processor time and memory of `--help`, of importing NumPy and SciPy, and of Python alone; of whole commands once."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    peaks: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):  # the first round reads the files
        for name, command in COMMANDS.items():
            cpu, peak, code = _run(command)
            assert code == 0, f"{command} ended with {code}"
            times[name].append(cpu)
            peaks[name].append(peak)
    value = {name: {"cpu": statistics.median(times[name][1:]), "peak": max(peaks[name])} for name in COMMANDS}
    with tempfile.TemporaryDirectory() as place:
        table = simulate("human", SIZE).to_csv()
        (Path(place) / "answers.csv").write_text(table, encoding="utf-8")
        for name, command in WHOLE.items():
            cpu, peak, code = _run(command, Path(place))
            assert code == 0, f"{command} ended with {code}"
            value[name] = {"cpu": cpu, "peak": peak}
    return {"case": "start", "side": "ours", "size": 0, "cores": 1, "value": value}


def _run(command: list[str], place: Path = ROOT) -> tuple[float, float, int]:
    """Seconds of processor time, MiB, and exit code of one run of this interpreter in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        capture_output=True,
        text=True,
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    cpu, peak, code = done.stderr.split()[-3:]
    return float(cpu), float(peak), int(code)
