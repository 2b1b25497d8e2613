"""What a gate and a reward say while a tiny model is fine-tuned: `python -m validity.fine_tuning --seeds 20`.

The model has two layers, about 0.7 M parameters, and random weights. It first learns to follow its labels a little, until its
personas are shallow, which the gate of a training lets through. From there it is trained on one answer to everything
(constant), on answers at the ends of the scale, where a persona's label of the item's trait is (caricature), on answers drawn
at random (noise), or on what it answers anyway (same). At every evaluation the gate asks 100 personas; the first evaluation
is before the training. The reward is the mean over the personas. There is no training towards people's variety: to learn what
so many people answer takes a larger model.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

from persona_collapse.backends import Sampling
from persona_collapse.backends.tokens import PromptTokens
from persona_collapse.gates import PersonaGate, reward
from persona_collapse.given import population_of
from persona_collapse.instruments import bfi44
from persona_collapse.measures.arrays import Array
from persona_collapse.personas.pool import bundled_pool
from persona_collapse.study.study import Study
from tests.support import checkpoint

FIRST_SEED = 75_000
"""Not the seeds of the bundled reference or of any test."""

PANEL = 100
"""Personas that are asked."""

STEPS = {"constant": (60, 15), "caricature": (800, 100), "noise": (60, 15), "same": (60, 15)}
"""Most steps of a training, and steps between two evaluations."""

AT_FIRST = (1000, 250)
"""The same of the training before."""


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

    def target(self, path: str, seed: int, same: Array | None = None) -> Callable[[int, int], int]:
        """What is trained: (row of the persona, column of the item) -> its answer, 1 to 5.

        Parameters
        ----------
        path : one of `STEPS`
        seed : of what is drawn at random
        same : (personas, 44) what the model answers, for the path of that name
        """
        if path == "constant":
            return lambda row, item: 3
        if path == "noise":
            rng = np.random.default_rng([seed, 2])
            return lambda row, item: int(rng.integers(1, 6))
        if path == "same":
            assert same is not None, "what the model answers is known"
            return lambda row, item: int(same[row, item])
        level = {"Low": -1, "Neutral": 0, "High": 1}
        return lambda row, item: 3 + 2 * self.keys[item] * level[self.labels[row][self.of_item[item]]]


class Questions(torch.utils.data.Dataset[dict[str, Any]]):
    """The panel's questions as tokens, each with the token of the answer that is trained."""

    def __init__(self, panel: Panel, tokenizer: Any, target: Callable[[int, int], int]) -> None:
        tokens = PromptTokens(tokenizer, "tiny")
        self.prompts = panel.prompts
        self.ids = cache(lambda place: tokens.ids(panel.prompts[place], None, answers=True))
        self.places = [(panel.rows[one.respondent], panel.items[one.item]) for one in panel.prompts]
        self.digits = [tokenizer.encode(str(one), add_special_tokens=False)[0] for one in range(1, 6)]
        self.target = target

    def __len__(self) -> int:
        return len(self.prompts)

    def __getitem__(self, place: int) -> dict[str, Any]:
        return {"input_ids": self.ids(place), "labels": self.digits[self.target(*self.places[place]) - 1]}


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


def untrained(folder: Path, panel: Panel, seed: int) -> Path:
    """A model with random weights of this seed, in a new folder."""
    lines = "\n".join(f"{one.system}\n{one.question}" for one in panel.prompts)
    return checkpoint.make(folder, layers=2, width=128, lines=lines, seed=seed)


def trained(
    start: Path,
    panel: Panel,
    path: str,
    seed: int,
    *,
    steps: tuple[int, int] | None = None,
    same: Array | None = None,
    keep: Path | None = None,
) -> list[dict[str, Any]]:
    """What gate and reward say at each evaluation of one training, which ends when the gate closes.

    Parameters
    ----------
    start : folder of the model
    panel, path, seed, same : what is trained
    steps : at most, and between two evaluations; None those of `STEPS`
    keep : a folder for the model at the end and for its answers; the gate only looks on
    """
    most, between = steps or STEPS[path]
    with tempfile.TemporaryDirectory() as scratch:
        questions = Questions(panel, AutoTokenizer.from_pretrained(start), panel.target(path, seed, same))
        training = trainer(
            start,
            questions,
            out=scratch,
            max_steps=most,
            learning_rate=1e-3,
            warmup_steps=5,
            logging_steps=between,
            eval_strategy="steps",
            eval_steps=between,
            seed=seed,
        )
        gate = PersonaGate(seed=seed, personas=len(panel.rows), stop=keep is None)
        training.add_callback(gate)
        training.evaluate()
        training.train()
        stored = Path(scratch) / "persona-gate"
        if keep is not None:
            training.save_model(str(keep))
            training.processing_class.save_pretrained(keep)
            shutil.copytree(stored / f"step-{gate.readings[-1].step}", keep / "answers")
        return [
            {
                "path": path,
                "seed": seed,
                "step": one.step,
                "signature": one.signature,
                "closed": one.closed,
                "reward": round(float(np.mean(reward(str(stored / f"step-{one.step}")))), 3),
            }
            for one in gate.readings
        ]


def main() -> None:
    """Print what each evaluation of each training found, one line of JSON each, and how many gates closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="trainings of each path")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    parser.add_argument("--start", type=Path, help="a folder for the first model; made if it is not there")
    given = parser.parse_args()
    torch.set_num_threads(1)
    panel = Panel()
    closed: dict[str, list[bool]] = {path: [] for path in STEPS}
    with tempfile.TemporaryDirectory() as scratch:
        start = given.start or Path(scratch) / "start"
        if not start.exists():
            random = untrained(Path(scratch) / "untrained", panel, given.first)
            _print(trained(random, panel, "caricature", given.first, steps=AT_FIRST, keep=start))
        same = population_of(str(start / "answers"), "fine_tuning").matrix.values
        for seed in range(given.first + 1, given.first + 1 + given.seeds):
            for path in STEPS:
                found = trained(start, panel, path, seed, same=same)
                closed[path].append(found[-1]["closed"])
                _print(found)
    for path, gates in closed.items():
        print(f"{path}: the gate closes in {sum(gates)} of {len(gates)}")


def _print(found: list[dict[str, Any]]) -> None:
    for one in found:
        print(json.dumps(one), flush=True)


if __name__ == "__main__":
    main()
