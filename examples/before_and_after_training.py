"""Train a model a little, towards one answer, and compare its personas before and after.

    python examples/before_and_after_training.py MODEL [--steps 30] [--learning-rate 1e-5] [--personas 100] [--out DIR] [--quick]

MODEL is a chat model, a local folder or a name on the Hugging Face Hub. A small one is enough: examples/README.md has a
line that makes a tiny one with random weights. What is trained is made for this example: every question is answered with 3.
"""

import argparse
import sys
from pathlib import Path

import torch
from commands import persona_collapse
from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForSeq2Seq, Trainer, TrainingArguments

import persona_collapse as pc
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study


class AlwaysThree(torch.utils.data.Dataset):
    """Some of the questions to twelve personas, each answered with 3; the loss counts the answer only."""

    def __init__(self, tokenizer, questions: int = 96) -> None:
        study = Study(bfi44(), bundled_pool(), personas=12)
        prompts = list(study.prompts())[:: len(study) // questions]
        self.rows = [self._row(tokenizer, one.messages) for one in prompts]

    def _row(self, tokenizer, messages: list[dict[str, str]]) -> dict[str, list[int]]:
        # enable_thinking is for templates with a switch for thinking; others pass it over
        text = tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        question, answer = (tokenizer(one, add_special_tokens=False)["input_ids"] for one in (text, "3"))
        return {"input_ids": question + answer, "labels": [-100] * len(question) + answer}

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> dict[str, list[int]]:
        return self.rows[place]


def trainer(name: str, out: Path, steps: int, learning_rate: float, **others) -> Trainer:
    """The usual Trainer of transformers; `others` are further TrainingArguments."""
    tokenizer = AutoTokenizer.from_pretrained(name)
    data = AlwaysThree(tokenizer)
    return Trainer(
        AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32),  # bfloat16 would lose steps this small
        TrainingArguments(
            output_dir=str(out),
            max_steps=steps,
            learning_rate=learning_rate,
            lr_scheduler_type="constant",
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            **others,
        ),
        train_dataset=data,
        eval_dataset=torch.utils.data.Subset(data, range(8)),
        data_collator=DataCollatorForSeq2Seq(tokenizer),
        processing_class=tokenizer,
    )


def main() -> None:
    """Ask, train, ask again, compare."""
    options = argparse.ArgumentParser(description="Compare a model before and after training.")
    options.add_argument("model")
    options.add_argument("--steps", type=int, default=30)
    options.add_argument("--learning-rate", type=float, default=1e-5, help="3e-3 for the tiny model")
    options.add_argument("--personas", type=int, default=100, help="the first N; coverage has intervals from 100 on")
    options.add_argument("--out", type=Path, default=Path("runs/training"))
    options.add_argument("--quick", action="store_true", help="fewer draws: faster, with less exact intervals")
    given = options.parse_args()

    training = trainer(given.model, given.out, given.steps, given.learning_rate)
    training.train()
    training.save_model(str(given.out / "model"))  # with its tokenizer, which is the Trainer's processing_class

    # the probabilities of 1 to 5 as the next token: one pass per question, and no chance in the reply
    for name, model in (("before", given.model), ("after", given.out / "model")):
        ask = ("run", model, "--mode", "probabilities", "--personas", given.personas, "--out", given.out / name)
        persona_collapse(*ask)

    runs = [str(given.out / name) for name in ("before", "after")]
    how = {"settings": pc.Settings(draws=10), "pairs": 5, "permutations": 99} if given.quick else {}
    print(f"\n{pc.comparison_table(pc.compare(runs, signatures=True, **how))}")


if __name__ == "__main__":
    try:
        main()
    except pc.InputError as mistake:
        sys.exit(f"before_and_after_training.py: {mistake}")
