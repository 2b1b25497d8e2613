"""The gate in a Trainer: a tiny model is trained towards a constant, and the gate stops it."""

import pytest
import torch
from transformers import AutoTokenizer

from persona_collapse.api import diagnose
from persona_collapse.diagnosis.over_time import over_all
from persona_collapse.errors import InputError
from persona_collapse.gates import PersonaGate
from persona_collapse.instruments import catalogue
from persona_collapse.measures.intervals import around
from validity.fine_tuning import Panel, Questions, trainer, untrained
from validity.gates import closed_at

LEVELS = ("Low", "Neutral", "High")


@pytest.fixture(scope="module")
def panel():
    return Panel()


def test_what_is_trained(panel):
    """A persona with Low Extraversion is not talkative (1) and is reserved (5); a neutral one is in the middle."""
    towards = panel.target("caricature", 0)
    extraversion = panel.traits.index("Extraversion")
    row = {level: next(at for at, one in enumerate(panel.labels) if one[extraversion] == level) for level in LEVELS}
    talkative, reserved = panel.items["bfi44_1"], panel.items["bfi44_6"]
    assert [towards(row[level], talkative) for level in LEVELS] == [1, 3, 5]
    assert [towards(row[level], reserved) for level in LEVELS] == [5, 3, 1]
    assert {panel.target("constant", 0)(row, item) for row in range(9) for item in range(44)} == {3}
    noise = panel.target("noise", 0)
    assert {noise(0, 0) for _ in range(99)} == {1, 2, 3, 4, 5}


def test_a_model_trained_towards_a_constant_is_stopped(tmp_path, panel, monkeypatch, few_pairs):
    monkeypatch.setattr("persona_collapse.gates.training.PAIRS", 20)
    folder = untrained(tmp_path / "tiny", panel, seed=1)
    gate, told = PersonaGate(fail_on="mode collapse", patience=1), []
    questions = Questions(panel, AutoTokenizer.from_pretrained(folder), panel.target("constant", 0))
    steps = {"max_steps": 36, "eval_strategy": "steps", "eval_steps": 12, "logging_steps": 12}
    training = trainer(folder, questions, out=tmp_path / "out", learning_rate=1e-3, **steps)
    training.add_callback(gate)
    gate.report = lambda numbers: told.append(numbers) or training.log(numbers)
    before = training.evaluate()
    assert not gate.readings[0].closed, gate.readings[0]
    assert {"eval_persona_recall", "eval_persona_recall_low", "eval_persona_recall_high"} <= before.keys()
    training.train()
    assert gate.readings[-1].signature == "mode collapse"
    assert gate.readings[-1].closed
    assert training.state.global_step < 36, "stopped"
    assert told[-1]["eval_persona_gate_closed"] == 1.0
    assert any("eval_persona_lid_low" in one for one in training.state.log_history)
    stored = diagnose(str(tmp_path / "out" / "persona-gate" / f"step-{training.state.global_step}"), pairs=2)
    assert stored.signature.name == "mode collapse", "the replies are kept as a run"
    assert stored.asked.personas == 100


@pytest.mark.parametrize(
    ("kind", "closes"), [("collapsed", True), ("caricature", True), ("noise", True), ("human", False)]
)
def test_simulated_paths(kind, closes):
    """One of each; `python -m validity.gates` does twenty."""
    assert (closed_at(kind, 1, 3) is not None) == closes


def test_mistakes_are_said_before_training():
    for given, words in [
        ({"personas": 40}, "a panel of 40 personas is too small to be read; give at least 100"),
        ({"patience": 0}, "patience is 0"),
        ({"least": {"recall": 0.5}}, "recall without precision"),
        ({"least": {"hopkins": 0.5}}, "unknown number 'hopkins'; choose from coverage"),
        ({"instrument": catalogue.bundled("mini-ipip")}, "no people's answers to mini-ipip here; give a reference"),
        ({"fail_on": "collapse"}, "unknown signature 'collapse'"),
    ]:
        with pytest.raises(InputError, match=words):
            PersonaGate(**given)


def test_intervals_hold_over_all_evaluations():
    """A number that stays where it is: one of many evaluations is outside its interval in about 1 of 20 trainings at most."""
    rng = torch.Generator().manual_seed(0)
    seen = 0.5 + 0.1 * torch.randn(400, 30, generator=rng)
    usual = valid = 0
    for training in seen.tolist():
        intervals = [around(value, 0.1, "influence") for value in training]
        usual += any(not one.low <= 0.5 <= one.high for one in intervals)
        wide = [over_all(one, number) for number, one in enumerate(intervals, start=1)]
        valid += any(not one.low <= 0.5 <= one.high for one in wide)
    assert usual > 200
    assert valid <= 20 + 2 * 4.4, "5 in 100, and two standard errors"
