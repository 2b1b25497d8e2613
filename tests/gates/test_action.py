"""The GitHub Action: its shell steps, run as a runner would run them."""

import os
import stat
import subprocess
import sys

import pytest
import yaml

from persona_collapse.simulation import simulate
from tests.conftest import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


COMMAND = """from functools import partial
from persona_collapse import diagnosis
from persona_collapse.cli import main

diagnosis.diagnose = partial(diagnosis.diagnose, pairs=5)
main()
"""
"""The command, with intervals from few pairs of draws."""


@pytest.fixture
def workplace(tmp_path):
    """A folder with two tables, and what a runner has: `python` that records what pip installs, and the command."""
    tools, home = tmp_path / "bin", tmp_path / "work"
    tools.mkdir()
    home.mkdir()
    scripts = {
        "python": f'#!/bin/sh\necho "$@" >> {tmp_path}/python.log\n',
        "persona-collapse": f'#!/bin/sh\nexec {sys.executable} {tmp_path}/command.py "$@"\n',
    }
    (tmp_path / "command.py").write_text(COMMAND)
    for name, text in scripts.items():
        (tools / name).write_text(text)
        (tools / name).chmod((tools / name).stat().st_mode | stat.S_IXUSR)
    for kind in ("human", "collapsed"):
        (home / f"{kind} answers.csv").write_text(simulate(kind, 200).to_csv())
    return tmp_path


def ran(workplace, **given):
    """The exit code of the first step that fails, and the files that the steps wrote."""
    inputs = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | given
    output, summary = workplace / "output", workplace / "summary.md"
    output.write_text("")
    summary.write_text("")
    code = 0
    for step in (one for one in ACTION["runs"]["steps"] if "run" in one):
        assert step["shell"] == "bash"
        if code and step.get("if") != "always()":
            continue
        values = {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {
            f"steps.measure.outputs.{line.partition('=')[0]}": line.partition("=")[2]
            for line in output.read_text().splitlines()
        }
        filled = {name: value.removeprefix("${{ ").removesuffix(" }}") for name, value in step["env"].items()}
        environment = {
            **os.environ,
            "PATH": f"{workplace / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(workplace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            **{name: values[place] for name, place in filled.items()},
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workplace / "work",
            env=environment,
            capture_output=True,
            text=True,
        )
        code = code or done.returncode
    return code, summary.read_text(), (workplace / "python.log").read_text()


def test_a_population_that_passes(workplace):
    code, summary, installed = ran(workplace, answers="human answers.csv", package="persona-collapse==9")
    assert (code, installed) == (0, "-m pip install --quiet persona-collapse==9\n")
    assert "human-like" in summary


def test_a_population_that_has_collapsed(workplace):
    given = {"answers": "collapsed answers.csv", "reference": "human answers.csv", "options": "--scale\n1-5\n"}
    code, summary, _ = ran(workplace, **given)
    assert code == 3
    assert "mode collapse" in summary, "the report is written all the same"


def test_the_inputs_are_described_and_used():
    used = str(ACTION["runs"]["steps"])
    for name, one in ACTION["inputs"].items():
        assert one["description"]
        assert f"${{{{ inputs.{name} }}}}" in used
    assert "${{" not in "".join(one.get("run", "") for one in ACTION["runs"]["steps"]), "inputs are data, never code"
