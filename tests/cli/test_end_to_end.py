"""From a model to a scorecard by the command line: a checkpoint on this machine, and the same behind a server."""

import os
import signal
import subprocess
import sys

import pytest

from persona_collapse.study import answers, status
from tests.conftest import ROOT
from tests.support.checkpoint import make
from tests.support.openai_stub import openai_stub
from tests.support.serving import served
from tests.support.waiting import PATIENCE, until

PERSONAS = 26  # LID wants 21 complete ones, and a reply in five hundred or so cannot be read
BATCHED = ("--continuous-batching", "--cb-num-blocks", "64", "--cb-max-batch-tokens", "2048")
INTERRUPTED = 130


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("small") / "model", layers=2, width=64)


def command(*arguments):
    """The command line in a process of its own."""
    script = "from persona_collapse.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], env=environment, **told)


def check(cli, run, *, unreadable):
    """A finished run: everybody has answered, and `measure` reads the directory."""
    found = status(run)
    assert (found.replies, found.expected, found.failures) == (PERSONAS * 44, PERSONAS * 44, {})
    assert sum(found.unreadable.values()) <= unreadable
    matrix = answers(run)
    assert matrix.values.shape == (PERSONAS, 44)
    code, out, err = cli("measure", run, "--protocol", "paper")
    assert code == 0, err
    for word in ("coverage", "held-out people", str(run)):
        assert word in out
    return matrix


@pytest.mark.parametrize("mode", ["probabilities", "generate"])
def test_a_local_checkpoint(cli, folder, tmp_path, mode):
    code, out, err = cli("run", folder, "--mode", mode, "--personas", PERSONAS, "--out", tmp_path / "run")
    assert code == 0, err
    assert "--backend transformers" in err
    assert "coverage" in out, err
    check(cli, tmp_path / "run", unreadable=PERSONAS * 44 // 20)


def test_the_same_behind_transformers_serve(cli, folder, tmp_path):
    with served(folder, options=BATCHED) as base_url:
        asked = ("run", folder, "--base-url", base_url, "--personas", PERSONAS)
        code, out, err = cli(*asked, "--mode", "probabilities", "--out", tmp_path / "refused")
        assert (code, out) == (2, "")
        assert (
            f"{base_url} sends no log-probabilities for {folder}, although they were requested" in err.splitlines()[-1]
        )
        code, out, err = cli(*asked, "--max-tokens", 4, "--concurrency", 16, "--out", tmp_path / "run")
    assert code == 0, err
    assert "coverage" in out, err
    check(cli, tmp_path / "run", unreadable=PERSONAS * 44 // 20)


def test_a_population_too_small_to_be_measured_is_no_mistake(cli, folder, tmp_path):
    code, out, err = cli("run", folder, "--mode", "probabilities", "--personas", 1, "--out", tmp_path / "run")
    assert (code, out) == (0, "")
    assert "no scorecard: 1 complete respondents" in err


def test_an_interrupted_run_goes_on_where_it_was(cli, folder, tmp_path):
    with openai_stub(folder, held=12) as stub:
        asked = ("run", stub.name, "--base-url", stub.base_url, "--personas", 1, "--max-tokens", 2, "--concurrency", 4)
        asked = (*asked, "--no-check")  # so that every request is one of the run
        first = command(*asked, "--out", tmp_path / "run")
        until(lambda: len(stub.requests) > 12, alive=lambda: first.poll() is None)
        first.send_signal(signal.SIGINT)
        stub.release.set()
        out, err = first.communicate(timeout=PATIENCE)
        assert (first.returncode, out) == (INTERRUPTED, "")
        assert "stopped: interrupted" in err
        received = len(stub.requests)
        assert 12 < received < 30
        assert status(tmp_path / "run").replies == received, "whatever was under way is there"
        code, _, err = cli(*asked, "--out", tmp_path / "run")
        assert code == 0, err
        assert f"{received} replies are already stored" in err
        assert len(stub.requests) == 44
    found = status(tmp_path / "run")
    assert (found.replies, found.failures) == (44, {})
