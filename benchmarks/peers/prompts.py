"""The model and the prompts of the comparison of asking, and how many tokens must be read at the least."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Study
from tests.support.checkpoint import make

SHAPE = {"layers": 6, "width": 384}
PERSONAS = 1


def files(folder: Path, personas: int, items: int = 44, *, answers: bool = True) -> dict[str, str]:
    """The model's folder, the prompts as JSON, and their tokens, for probabilities of `answers` or for replies in words."""
    model = folder / "model"
    if not model.exists():
        make(model, **SHAPE)
    checkpoint = Checkpoint.load(str(model))
    study = Study(bfi44(), bundled_pool(), personas=personas, sampling=Sampling(mode="probabilities"))
    asked = [one for number, one in enumerate(study.prompts()) if number % 44 < items]
    prompts = [
        {
            "place": [one.respondent, one.item, one.sample],
            "system": one.system,
            "question": one.question,
            "choices": list(one.choices),
        }
        for one in asked
    ]
    ids = [checkpoint.tokens.ids(one, None, answers=answers) for one in asked]
    found = {"model": str(model)}
    for name, value in {"prompts": prompts, "ids": ids}.items():
        path = folder / f"{name}-{personas}-{items}-{answers}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        found[name] = str(path)
    return found


def needed(rows: Sequence[Sequence[int]]) -> int:
    """The least tokens to be read: what several rows begin with is read once.

    >>> needed([[1, 2, 3], [1, 2, 4], [5]])
    5
    """
    return len({tuple(row[:end]) for row in rows for end in range(1, len(row) + 1)})


def summed(kind: str, rows: list[list[int]], expected: list[Any] | None, value: dict[str, Any]) -> dict[str, Any]:
    """Tokens of the prompts, needed and computed, and how far what was found is from ours.

    Parameters
    ----------
    kind : "probabilities" (the largest difference of a logarithm) or "replies" (the share of replies that are equal)
    rows : tokens of each prompt
    expected, value : what ours found, and what the way found and computed
    """
    found = value.get("found")
    if found is None or expected is None:
        return {}
    if kind == "probabilities":
        written, gap = 0, float(np.abs(np.log(np.array(found)) - np.log(np.array(expected))).max())
    else:
        written = sum(map(len, expected))
        gap = sum(one == other for one, other in zip(found, expected, strict=True)) / len(rows)
    tokens = {"prompts": sum(map(len, rows)) + written, "needed": needed(rows) + written}
    return {**tokens, "computed": value["computed"], "gap": gap}
