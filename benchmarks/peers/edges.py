"""What whole answers do to peers: copies and equal distances, which tables of answers are full of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.cases import answers
from benchmarks.peers.measuring import Workers
from persona_collapse.measures import scaler

SIZE, COPIES = 1144, 22
WAYS = {
    "coverage": (("ours", "ours.py", "coverage"), ("geometry", "theirs.py", "prdc")),
    "lid": (("ours", "ours.py", "lid"), ("geometry", "theirs.py", "skdim"), ("geometry", "theirs.py", "neighbours")),
}
PEERS = {"prdc": "prdc", "skdim": "scikit-dimension", "neighbours": "scikit-learn"}


def measured(workers: Workers, place: Path) -> Iterator[dict[str, Any]]:
    """Each measure of whole answers, and of 52 people 22 times each, by ours and by the peers."""
    for name, table in _tables().items():
        for measure, ways in WAYS.items():
            files = _saved(measure, table, place / name)
            for environment, module, call in ways:
                answer = workers.call(environment, module, call, 1, files=files, warm={}, settings={})
                value = {one: finite(number) for one, number in answer.get("value", {}).items()}
                yield {
                    "case": f"edges: {name}, {measure}",
                    "side": PEERS.get(call, "ours"),
                    "size": SIZE,
                    "cores": 1,
                    "value": value,
                    "failed": answer.get("failed", ""),
                }


def _tables() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """People and personas, whole answers standardised by the people."""
    people, personas = answers(SIZE), answers(SIZE, 1)
    standardise = scaler(people)
    copied = np.repeat(answers(SIZE // COPIES, 1), COPIES, axis=0)
    return {
        "whole answers": (standardise(people), standardise(personas)),
        "copies": (standardise(people), standardise(copied)),
    }


def _saved(measure: str, table: tuple[np.ndarray, np.ndarray], place: Path) -> dict[str, str]:
    place.mkdir(exist_ok=True)
    named = {"points": table[1]} if measure == "lid" else {"people": table[0], "personas": table[1]}
    for name, values in named.items():
        np.save(place / f"{name}.npy", values)
    return {name: str(place / f"{name}.npy") for name in named}


def finite(number: float | None) -> float | str | None:
    """A number as JSON may have it; what is not a finite number is a word."""
    return number if number is None or np.isfinite(number) else str(number)
