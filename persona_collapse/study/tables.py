"""A run as tables: answers, a row per respondent; replies, a row each; and a manifest of how they were obtained."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from persona_collapse.columns.marks import CANDIDATES
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.store import StoredReply
from persona_collapse.study.answer_table import RunAnswers, run_answers
from persona_collapse.study.manifest import Manifest
from persona_collapse.study.replies import Answer, RunReplies, read_replies

Table: TypeAlias = dict[str, list[Any]]


@dataclass(frozen=True)
class Export:
    """What leaves a run.

    Attributes
    ----------
    answers : respondent, model, attributes, a column per item; first samples on the published scale, without the
        respondent that has no persona (its replies are among the others); None for free texts
    replies : a row per reply and sample: respondent, item, sample, answer, rule, reason, reply, and how it came
    manifest : study, model, prompts, versions, hashes, seeds, counts
    instrument : the questionnaire, by which the answers can be measured again; None for free texts, and for a bundled
        questionnaire, which the names of the columns say
    """

    answers: Table | None
    replies: Table
    manifest: dict[str, Any]
    instrument: Instrument | None = None


def export(run: str | Path | RunReplies) -> Export:
    """Everything in a run directory, as tables.

    Parameters
    ----------
    run : a run directory, or its replies where they have been read already

    Raises
    ------
    InputError : not a run directory, nothing asked in it.
    """
    replies = read_replies(run)
    manifest = {
        **replies.manifest.record,
        "replies": {name: value for name, value in asdict(replies.spent).items() if value is not None},
        "failures": [[*key, error] for key, error in replies.failures.items()],
    }
    asked = replies.manifest.instrument
    if not isinstance(asked, Instrument):
        return Export(None, _texts(replies.stored), manifest)
    return Export(
        _answers(run_answers(replies), replies.manifest),
        _read(replies.answers),
        manifest,
        None if catalogue.known(asked) else asked,
    )


def _answers(found: RunAnswers, manifest: Manifest) -> Table:
    of = manifest.asked.sampling.best_of
    attributes = {name: list(cells) for name, cells in found.attributes.items() if name != "respondent"}
    items = {
        found.instrument.column(item): [None if np.isnan(one) else int(one) for one in found.samples[0, :, place]]
        for place, item in enumerate(found.instrument.items)
    }
    names = list(found.respondents)
    marks: Table = {CANDIDATES: [of] * len(names)} if of > 1 else {}
    return {"respondent": names, "model": [manifest.asked.model] * len(names), **marks, **attributes, **items}


def _read(found: Sequence[Answer]) -> Table:
    return {
        **_keys([one.stored for one in found], [one.sample for one in found]),
        "answer": [one.answer for one in found],
        "rule": [one.reading.rule for one in found],
        "reason": [one.reading.reason for one in found],
        **_came([one.stored for one in found]),
    }


def _texts(found: Sequence[StoredReply]) -> Table:
    return {**_keys(found, [one.sample for one in found]), **_came(found)}


def _keys(stored: Sequence[StoredReply], samples: list[int]) -> Table:
    return {
        "respondent": [one.respondent for one in stored],
        "item": [one.item for one in stored],
        "sample": samples,
        "presentation": [one.presentation for one in stored],
    }


def _came(stored: Sequence[StoredReply]) -> Table:
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
