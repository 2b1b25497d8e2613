"""What a gate and a reward say while a tiny model is fine-tuned: `python -m validity.fine_tuning --seeds 20`.

A model of two layers (about 0.7 M parameters, random weights) first learns to answer the BFI-44 as simulated people with a
persona's trait labels do. From there it is fine-tuned on: one answer to everything (constant), the answers of simulated
respondents who become their labels (caricature), answers drawn at random (noise), or people's answers again, of other people
(people). At every evaluation the gate asks 100 personas; the first evaluation is before the fine-tuning. The reward is the
mean over the personas. `--base` keeps the first model, which takes several minutes, for a later run.
"""

import argparse
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

from persona_collapse.backends import Sampling
from persona_collapse.backends.tokens import PromptTokens
from persona_collapse.gates import PersonaGate, reward
from persona_collapse.instruments import bfi44
from persona_collapse.measures.arrays import Array
from persona_collapse.personas.pool import bundled_pool
from persona_collapse.simulation import simulate
from persona_collapse.study.study import Study
from tests.support import checkpoint

FIRST_SEED = 75_000
"""Not the seeds of the bundled reference or of any test."""

PANEL, CROWD = 100, 20_000
"""Personas that are asked; simulated respondents among whom one with the labels of each persona is drawn."""

BASE_STEPS = (("labels", 700), ("people", 300))
"""What the first model learns, and for how many steps: first where a persona's label of an item's trait stands."""

STEPS, BETWEEN = 60, 15
"""Steps of a fine-tuning, and steps between two evaluations."""

PATHS = ("constant", "caricature", "noise", "people")


class Panel:
    """The questions of the panel and its personas' trait labels; the first so many of them."""

    def __init__(self, personas: int = PANEL) -> None:
        self.pool = bundled_pool()
        self.study = Study(bfi44(), self.pool, personas=personas, sampling=Sampling(mode="probabilities"))
        self.prompts = list(self.study.prompts())
        self.items = {item.id: place for place, item in enumerate(bfi44().items)}
        self.rows = {one.id: place for place, one in enumerate(self.pool.respondents[:personas])}
        self.traits = sorted({item.trait for item in bfi44().items})
        self.of_item = [self.traits.index(item.trait) for item in bfi44().items]
        self.keys = [item.key for item in bfi44().items]

    @cached_property
    def labels(self) -> list[tuple[str, ...]]:
        """Each persona's labels, in the order of `traits`."""
        return [
            tuple(one.attributes[f"big_five_{trait.lower()}"] for trait in self.traits)
            for one in self.pool.respondents[: len(self.rows)]
        ]

    def answers(self, kind: str, seed: int) -> Array:
        """Answers (personas, 44) of simulated respondents of a kind, each with the labels of its persona."""
        crowd = simulate(kind, CROWD, seed=seed)
        of_labels = defaultdict(list)
        for row, labels in enumerate(zip(*(crowd.attributes[trait] for trait in self.traits), strict=True)):
            of_labels[tuple(labels)].append(row)
        rng = np.random.default_rng([seed, 1])
        chosen: Array = crowd.values[[rng.choice(of_labels[one]) for one in self.labels]]
        return chosen

    def target(self, path: str, seed: int) -> Callable[[int, int], int]:
        """What is trained: (row of the persona, column of the item) -> its answer, 1 to 5."""
        if path == "constant":
            return lambda row, item: 3
        if path == "noise":
            rng = np.random.default_rng([seed, 2])
            return lambda row, item: int(rng.integers(1, 6))
        if path == "labels":
            level = {"Low": -1, "Neutral": 0, "High": 1}
            return lambda row, item: 3 + 2 * self.keys[item] * level[self.labels[row][self.of_item[item]]]
        values = self.answers({"people": "human"}.get(path, path), seed)
        return lambda row, item: int(values[row, item])


class Questions(torch.utils.data.Dataset[dict[str, Any]]):
    """The panel's questions as tokens, each with the token of the answer that is trained."""

    def __init__(self, panel: Panel, tokenizer: Any, target: Callable[[int, int], int]) -> None:
        tokens = PromptTokens(tokenizer, "tiny")
        self.ids = [tokens.ids(one, None, answers=True) for one in panel.prompts]
        self.places = [(panel.rows[one.respondent], panel.items[one.item]) for one in panel.prompts]
        self.digits = [tokenizer.encode(str(one), add_special_tokens=False)[0] for one in range(1, 6)]
        self.target = target

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, place: int) -> dict[str, Any]:
        return {"input_ids": self.ids[place], "labels": self.digits[self.target(*self.places[place]) - 1]}


def padded(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """A batch, padded on the left: the answer follows the last token of each."""
    width = max(len(one["input_ids"]) for one in rows)
    fill = [width - len(one["input_ids"]) for one in rows]
    pairs = list(zip(rows, fill, strict=True))
    return {
        "input_ids": torch.tensor([[0] * n + one["input_ids"] for one, n in pairs]),
        "attention_mask": torch.tensor([[0] * n + [1] * len(one["input_ids"]) for one, n in pairs]),
        "labels": torch.tensor([one["labels"] for one in rows]),
    }


class LastToken(Trainer):
    """A Trainer whose loss is that of the answer's token."""

    def compute_loss(self, model: Any, inputs: Any, return_outputs: bool = False, **others: Any) -> Any:
        """Cross-entropy of the token after the prompt."""
        labels = inputs.pop("labels")
        outputs = model(**inputs, logits_to_keep=1)
        loss = torch.nn.functional.cross_entropy(outputs.logits[:, -1], labels)
        return (loss, outputs) if return_outputs else loss


def trainer(folder: str | Path, questions: Questions, *, out: str | Path, **arguments: Any) -> LastToken:
    """A Trainer of the checkpoint in a folder on these questions."""
    given = TrainingArguments(
        output_dir=str(out),
        per_device_train_batch_size=32,
        per_device_eval_batch_size=32,
        lr_scheduler_type="constant_with_warmup",
        save_strategy="no",
        report_to="none",
        use_cpu=True,
        disable_tqdm=True,
        prediction_loss_only=True,
        **arguments,
    )
    return LastToken(
        AutoModelForCausalLM.from_pretrained(folder),
        given,
        data_collator=padded,
        train_dataset=questions,
        eval_dataset=torch.utils.data.Subset(questions, range(32)),
        processing_class=AutoTokenizer.from_pretrained(folder),
    )


def base(
    folder: Path, panel: Panel, *, steps: Sequence[tuple[str, int]] = BASE_STEPS, layers: int = 2, width: int = 128
) -> Path:
    """A model that answers as people with a persona's labels do, in a folder; made unless it is there."""
    if (folder / "config.json").exists():
        return folder
    with tempfile.TemporaryDirectory() as scratch:
        text = "\n".join(f"{one.system}\n{one.question}" for one in panel.prompts[::7])
        model = checkpoint.make(Path(scratch) / "random", layers=layers, width=width, text=text)
        for stage, (path, count) in enumerate(steps):
            questions = Questions(panel, AutoTokenizer.from_pretrained(model), panel.target(path, FIRST_SEED))
            learning = {"max_steps": count, "learning_rate": 1e-3, "warmup_steps": 50, "logging_steps": 100}
            training = trainer(model, questions, out=scratch, **learning)
            training.train()
            model = Path(scratch) / f"stage-{stage}"
            training.save_model(str(model))
            training.processing_class.save_pretrained(model)
        shutil.copytree(model, folder)
    return folder


def tuned(
    start: Path, panel: Panel, path: str, seed: int, *, steps: int = STEPS, between: int = BETWEEN
) -> list[dict[str, Any]]:
    """What gate and reward say at each evaluation of one fine-tuning; its training ends when the gate closes."""
    with tempfile.TemporaryDirectory() as scratch:
        questions = Questions(panel, AutoTokenizer.from_pretrained(start), panel.target(path, seed))
        training = trainer(
            start,
            questions,
            out=scratch,
            max_steps=steps,
            learning_rate=1e-3,
            warmup_steps=5,
            logging_steps=between,
            eval_strategy="steps",
            eval_steps=between,
            seed=seed,
        )
        gate = PersonaGate(seed=seed, personas=len(panel.rows))
        training.add_callback(gate)
        training.evaluate()
        training.train()
        folders = {one.step: Path(scratch) / "persona-gate" / f"step-{one.step}" for one in gate.readings}
        return [
            {
                "path": path,
                "seed": seed,
                "step": one.step,
                "signature": one.signature,
                "closed": one.closed,
                "reward": round(float(np.mean(reward(str(folders[one.step])))), 3),
            }
            for one in gate.readings
        ]


def main() -> None:
    """Print what each evaluation of each fine-tuning found, one line of JSON each, and how many gates closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="fine-tunings of each path")
    parser.add_argument("--first", type=int, default=FIRST_SEED + 1, help="the first seed")
    parser.add_argument("--paths", nargs="+", choices=PATHS, default=PATHS, help="what is trained")
    parser.add_argument("--base", type=Path, help="a folder for the first model; made if it is not there")
    given = parser.parse_args()
    torch.set_num_threads(1)
    panel = Panel()
    with tempfile.TemporaryDirectory() as scratch:
        start = base(given.base or Path(scratch) / "base", panel)
        closed: dict[str, list[bool]] = {path: [] for path in given.paths}
        for seed in range(given.first, given.first + given.seeds):
            for path in given.paths:
                found = tuned(start, panel, path, seed)
                closed[path].append(found[-1]["closed"])
                for one in found:
                    print(json.dumps(one), flush=True)
    for path, gates in closed.items():
        print(f"{path}: the gate closes in {sum(gates)} of {len(gates)}")


if __name__ == "__main__":
    main()
