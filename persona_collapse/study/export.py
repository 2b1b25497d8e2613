"""A run as tables: answers a row per respondent, replies a row each, and a manifest of how they came about."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from persona_collapse.store import open_run
from persona_collapse.study.answers import read_replies, run_answers

Table: TypeAlias = dict[str, list[Any]]


@dataclass(frozen=True)
class Export:
    """What leaves a run.

    Attributes
    ----------
    answers : respondent, model, attributes, a column per item; first samples on the published scale, without the
        respondent who has no persona (its replies are among the others); None for free texts
    replies : a row per reply and sample: respondent, item, sample, answer, rule, reason, reply, and how it came
    manifest : study, model, prompts, versions, hashes, seeds, counts
    """

    answers: Table | None
    replies: Table
    manifest: dict[str, Any]


def export(run: str | Path) -> Export:
    """Everything in a run directory, as tables.

    Raises
    ------
    InputError : no run directory, nothing asked in it.
    """
    with open_run(run) as store:
        manifest = store.manifest
        questionnaire = "items" in manifest["instrument"]
        replies = _read(store) if questionnaire else _texts(store)
        failures = store.failures()
        spent = store.spent()
    manifest["replies"] = spent
    manifest["failures"] = [[*key, error] for key, error in failures.items()]
    return Export(_answers(run, manifest["asked"]["model"]) if questionnaire else None, replies, manifest)


def _answers(run: str | Path, model: str) -> Table:
    found = run_answers(run)
    attributes = {name: list(cells) for name, cells in found.attributes.items() if name != "respondent"}
    items = {
        found.instrument.column(item): [None if np.isnan(one) else int(one) for one in found.samples[0, :, place]]
        for place, item in enumerate(found.instrument.items)
    }
    names = list(found.respondents)
    return {"respondent": names, "model": [model] * len(names), **attributes, **items}


def _read(store: Any) -> Table:
    found = list(read_replies(store))
    return {
        **_keys([one.stored for one in found], [one.sample for one in found]),
        "answer": [one.answer for one in found],
        "rule": [one.reading.rule for one in found],
        "reason": [one.reading.reason for one in found],
        **_came([one.stored for one in found]),
    }


def _texts(store: Any) -> Table:
    found = list(store.replies())
    return {**_keys(found, [one.sample for one in found]), **_came(found)}


def _keys(stored: list[Any], samples: list[int]) -> Table:
    return {
        "respondent": [one.respondent for one in stored],
        "item": [one.item for one in stored],
        "sample": samples,
        "presentation": [one.presentation for one in stored],
    }


def _came(stored: list[Any]) -> Table:
    fields = ("finish_reason", "prompt_tokens", "completion_tokens", "cost", "latency", "model")
    return {
        "reply": [one.reply.text for one in stored],
        "reasoning": [one.reply.reasoning for one in stored],
        "probabilities": [
            None if one.reply.probabilities is None else " ".join(f"{share:.6g}" for share in one.reply.probabilities)
            for one in stored
        ],
        **{field: [getattr(one.reply, field) for one in stored] for field in fields},
    }
