"""Every script of examples/ as a newcomer runs it, with fewer personas: in a fresh folder, without a network."""

import contextlib
import io
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import persona_collapse as pc
from persona_collapse.study import answers, read_replies
from tests.conftest import ROOT
from tests.support import checkpoint

EXAMPLES = ROOT / "examples"


def typed(command, stdout):
    """`subprocess.run` of a command of persona-collapse, in this process."""
    from persona_collapse.cli import main

    assert command[:3] == [sys.executable, "-m", "persona_collapse"]
    assert stdout == subprocess.DEVNULL
    sys.argv = ["persona-collapse", *command[3:]]
    with contextlib.redirect_stdout(io.StringIO()), pytest.raises(SystemExit) as ended:
        main()
    return SimpleNamespace(returncode=ended.value.code)


@pytest.fixture
def example(tmp_path, monkeypatch, capsys, few_pairs):
    """A script's name and arguments in, what it prints out; it runs in a fresh folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(EXAMPLES)
    monkeypatch.setattr("commands.subprocess", SimpleNamespace(run=typed, DEVNULL=subprocess.DEVNULL))
    compare = pc.compare
    monkeypatch.setattr(pc, "compare", lambda *sides, **how: compare(*sides, **how | {"pairs": 2, "permutations": 9}))

    def run(name, *arguments):
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        return capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A tiny chat model, and a tiny base model."""
    folder = tmp_path_factory.mktemp("tiny")
    chat = checkpoint.make(folder / "chat", layers=1, width=64, positions=16384)
    return chat, checkpoint.make(folder / "base", layers=1, width=64, seed=2, chat_template=False)


def test_score_a_table(example):
    printed = example("score_a_table.py", "--quick")
    assert "no table was given: 200 simulated respondents" in printed
    assert "\nsignature: shallow\n  personas are close to people" in printed
    found = pc.Diagnosis.from_json("runs/scored/diagnosis.json")
    assert (found.signature.name, found.population.source) == ("shallow", "runs/scored/simulated.csv")
    assert Path("runs/scored/report.html").read_text().startswith("<!doctype html>")


def test_score_your_own_table(example):
    Path("answers.csv").write_text(pc.simulate("human", 60).to_csv())
    Path("people.csv").write_text(pc.simulate("human", 60, seed=1).to_csv())
    printed = example("score_a_table.py", "answers.csv", "--people", "people.csv", "--out", "own", "--quick")
    assert "reference: people.csv: 60 respondents" in printed
    assert "signature: too few to say" in printed
    assert pc.Diagnosis.from_json("own/diagnosis.json").population.respondents == 60
    with pytest.raises(SystemExit, match=r"score_a_table.py: file not found: no-such\.csv"):
        example("score_a_table.py", "no-such.csv")


def test_run_and_resume(example):
    printed = example("run_and_resume.py", "--personas", 12)
    assert "replies after the first part: 264; after the second: 528 of 528" in printed
    assert "questions with more than one reply: 0" in printed
    assert "replies of the first part are unchanged: yes" in printed
    with pytest.raises(SystemExit, match="runs/resumed is there already; give another --out"):
        example("run_and_resume.py")


def test_thinking_on_and_off(example, tiny):
    printed = example("thinking_on_and_off.py", "--personas", 21, "--quick")
    assert "both runs are simulated, so their difference says nothing about thinking" in printed
    assert "A to B, 21 personas in both, known by their ids" in printed
    printed = example("thinking_on_and_off.py", tiny[0], "--personas", 21, "--out", "asked", "--quick")
    assert "simulated, " not in printed.partition("reference:")[0]
    for switch, thinking in (("on", True), ("off", False)):
        sampling = read_replies(f"asked/thinking-{switch}").manifest.study.sampling
        assert (sampling.thinking, sampling.mode) == (thinking, "generate")


def test_base_and_instruct(example, tiny):
    printed = example("base_and_instruct.py", "--personas", 21, "--quick")
    assert "both runs are simulated, so their difference says nothing about training" in printed
    assert "base: 100.0 % of the probability is on the scale" in printed
    chat, base = tiny
    printed = example("base_and_instruct.py", base, chat, "--personas", 21, "--out", "asked", "--quick")
    assert re.search(r"^base: 9\d\.\d % of the probability is on the scale", printed, re.MULTILINE)
    assert "A to B, 21 personas in both, known by their ids" in printed
    assert not np.array_equal(answers("asked/base").values, answers("asked/instruct").values)
    with pytest.raises(SystemExit):
        example("base_and_instruct.py", base)


def test_several_models(example):
    printed = example("several_models.py", "--personas", 40, "--size", 30, "--quick")
    heads = next(line for line in printed.splitlines() if "held-out people" in line)
    assert heads.split()[:3] == ["simulated:human", "simulated:shallow", "simulated:caricature"]
    assert "panel: 30 of 120 personas" in printed
    assert sum(map(int, re.findall(r"^ *(\d+) of the panel are from", printed, re.MULTILINE))) == 30
    chosen = pc.BehavioralTraitMatrix.read("runs/several/panel.csv")
    assert len(chosen) == 30
    assert len(set(chosen.attributes["source"])) > 1


def test_before_and_after_training(example, tiny):
    small = ("--learning-rate", 3e-3, "--steps", 15, "--personas", 21, "--quick")
    printed = example("before_and_after_training.py", tiny[0], *small)
    assert "A to B, 21 personas in both, known by their ids" in printed
    before, after = (answers(f"runs/training/{name}").values for name in ("before", "after"))
    assert len(np.unique(before)) == 5
    assert np.mean(after == 3) > 0.9 > 0.5 > np.mean(before == 3), "it was trained to say 3"


def test_the_gate_in_a_trainer(example, tiny, monkeypatch):
    monkeypatch.setattr("persona_collapse.gates.training.PAIRS", 20)
    printed = example("gate_in_a_trainer.py", tiny[0], "--learning-rate", 3e-3, "--steps", 60, "--every", 15)
    readings = printed.partition("step  signature\n")[2].splitlines()
    assert "the gate is closed" not in readings[0]
    assert readings[1].startswith("  15  mode collapse; the gate is closed: mode collapse (")
    assert "trained for 15 of 60 steps" in printed
    assert {one.name for one in Path("runs/gate/persona-gate").iterdir()} == {"step-0", "step-15"}


def test_a_command_that_fails_ends_the_script(tmp_path, monkeypatch, capfd):
    monkeypatch.syspath_prepend(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    from commands import persona_collapse as type_

    with pytest.raises(SystemExit) as ended:
        type_("status", "no such run")
    assert ended.value.code == 2
    assert "$ persona-collapse status 'no such run'\n" in capfd.readouterr().out


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda one: one.stem)
def test_the_index_has_every_script_and_its_command(script):
    index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"]({script.name})" in index
    usage = re.findall(r"^    python (examples/\S+)", script.read_text(encoding="utf-8"), re.MULTILINE)
    assert usage in ([f"examples/{script.name}"], []), "its docstring says how it is run"
    assert bool(usage) == (script.name != "commands.py")
