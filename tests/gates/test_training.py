"""The gate in a Trainer: a tiny model is trained towards a constant, and the gate stops it."""

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

from persona_collapse.api import diagnose
from persona_collapse.backends import Sampling
from persona_collapse.backends.tokens import PromptTokens
from persona_collapse.diagnosis.over_time import over_all
from persona_collapse.errors import InputError
from persona_collapse.gates import PersonaGate
from persona_collapse.instruments import bfi44, catalogue
from persona_collapse.measures.intervals import around
from persona_collapse.personas.pool import bundled_pool
from persona_collapse.study.study import Study
from tests.support import checkpoint
from validity.gates import closed_at


class Towards(torch.utils.data.Dataset):
    """Questions of the panel, each with the answer that is trained."""

    def __init__(self, tokenizer, answer, questions=96):
        study = Study(bfi44(), bundled_pool(), personas=12, sampling=Sampling(mode="probabilities"))
        tokens = PromptTokens(tokenizer, "tiny")
        (digit,) = tokenizer.encode(answer, add_special_tokens=False)
        prompts = list(study.prompts())[:: len(study) // questions][:questions]
        self.rows = [(ids, digit) for ids in (tokens.ids(one, None, answers=True) for one in prompts)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, place):
        ids, digit = self.rows[place]
        return {"input_ids": [*ids, digit], "labels": [-100] * len(ids) + [digit]}


def padded(rows):
    width = max(len(one["input_ids"]) for one in rows)
    fill = [width - len(one["input_ids"]) for one in rows]
    return {
        "input_ids": torch.tensor([one["input_ids"] + [0] * n for one, n in zip(rows, fill, strict=True)]),
        "attention_mask": torch.tensor(
            [[1] * len(one["input_ids"]) + [0] * n for one, n in zip(rows, fill, strict=True)]
        ),
        "labels": torch.tensor([one["labels"] + [-100] * n for one, n in zip(rows, fill, strict=True)]),
    }


def trainer(folder, tmp_path, gate, **others):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    data = Towards(tokenizer, "3")
    arguments = TrainingArguments(
        output_dir=str(tmp_path / "out"),
        per_device_train_batch_size=8,
        per_device_eval_batch_size=8,
        max_steps=36,
        learning_rate=3e-3,
        lr_scheduler_type="constant",
        eval_strategy="steps",
        eval_steps=12,
        logging_steps=12,
        save_strategy="no",
        report_to="none",
        use_cpu=True,
        disable_tqdm=True,
        **others,
    )
    return Trainer(
        model,
        arguments,
        data_collator=padded,
        train_dataset=data,
        eval_dataset=torch.utils.data.Subset(data, range(8)),
        processing_class=tokenizer,
        callbacks=[gate],
    )


def test_a_model_trained_towards_a_constant_is_stopped(tmp_path, monkeypatch, few_pairs):
    monkeypatch.setattr("persona_collapse.gates.training.PAIRS", 20)
    folder = checkpoint.make(tmp_path / "tiny", layers=1, width=64)
    gate = PersonaGate(fail_on="mode collapse", patience=1)
    training, told = trainer(folder, tmp_path, gate), []
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
