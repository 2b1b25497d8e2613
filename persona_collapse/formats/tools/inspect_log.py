"""inspect_ai (0.3.285): logs of an evaluation, .eval or .json.

Tried on files that the package made: `tests/data/tools/README.md`. A sample is one question to one persona. Who answered, and
which item, is in its metadata under names such as `persona` and `item`; without an item, the question is known by its text.
Epochs are samples. Of a multiple-choice question (`choice` scorer) the answer is the text of the chosen choice, in the order of
the sample, whatever order was shown. Samples of this package's own tasks (`persona_collapse/runners`) have their answer already.
"""

import re
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import IDENTIFIERS, Table
from persona_collapse.formats.tools.records import Line, at, long_table, name_of, records

NAME = "an inspect_ai log"
_CHOSEN = re.compile(r"(?i)\banswer\s*:\s*([a-z])\b")
"""How the package's multiple-choice question asks for the letter of a choice."""

_ITEM = ("item", "item_id", "item_name", "item_number", "question", "question_id", "statement")
"""Names in the metadata of a sample that say which item it is, in order of preference."""


def read(found: Any, file: Path) -> Table | None:
    """The replies in a log that is one JSON object; None for anything else.

    Raises
    ------
    InputError : as `of_samples`.
    """
    if not isinstance(at(found, "eval", "task"), str) or "status" not in found:
        return None
    return of_samples(found, records(found.get("samples")), file)


def of_samples(header: Any, samples: Iterable[dict[str, Any]], file: Path) -> Table:
    """The replies of the samples of a log.

    Parameters
    ----------
    header : what the log says of the evaluation
    samples : of the log
    file : its name

    Raises
    ------
    InputError : no samples; samples that do not say who answered.
    """
    there = list(samples)
    if not there:
        raise InputError(
            f"{file} is {NAME} without samples (status {name_of(at(header, 'status')) or 'unknown'}); give a log that was written "
            "with its samples (log_samples)"
        )
    model = at(header, "eval", "model")
    lines = [line for one in there if (line := _line(one, model)) is not None]
    if not lines:
        metadata = at(there, 0, "metadata")
        has = ", ".join(list(metadata)[:4]) if isinstance(metadata, dict) and metadata else "nothing"
        raise InputError(
            f"{file} is {NAME} whose samples do not say who answered; give each Sample metadata with persona and item "
            f"(that of the first has {has})"
        )
    return long_table(file, lines, NAME)


def _line(sample: dict[str, Any], model: Any) -> Line | None:
    """The reply of a sample; None where it does not say who gave it."""
    metadata = sample.get("metadata")
    known = {str(name).lower(): name for name in metadata} if isinstance(metadata, dict) else {}

    def of(names: Iterable[str]) -> str:
        found = (name_of(metadata[known[one.lower()]]) for one in names if one.lower() in known)  # type: ignore[index]
        return next((name for name in found if name), "")

    persona = of(IDENTIFIERS)
    item = of(_ITEM) or _question(sample)
    if not persona or not item:
        return None
    role = {*(one.lower() for one in IDENTIFIERS), *_ITEM}
    beside = {str(name): one for name, one in (metadata or {}).items() if str(name).lower() not in role}
    return Line(persona, item, _reply(sample), sample.get("epoch"), beside={**beside, "model": model})


def _question(sample: dict[str, Any]) -> str:
    """What the persona was asked: the input, or the last message in it that is a user's."""
    given = sample.get("input")
    if isinstance(given, list):
        asked = [one for one in records(given) if one.get("role") == "user"]
        return _text(at(asked, -1, "content"), sample).strip()
    return _text(given, sample).strip()


def _reply(sample: dict[str, Any]) -> str | None:
    """What was replied; of a multiple-choice question, the text of what was chosen; of our own tasks, the answer or why none is there."""
    own = at(sample, "scores", "answer", "value")
    if isinstance(own, dict) and own.keys() == {"answer", "unreadable"}:  # known with the layout of its question
        return name_of(own["answer"]) or name_of(at(sample, "scores", "answer", "reason"))
    choices, scores = sample.get("choices"), sample.get("scores")
    said = _text(at(sample, "output", "choices", 0, "message", "content"), sample)
    said = said or _text(at(sample, "output", "completion"), sample)
    if isinstance(choices, list) and choices:
        given = [at(score, "answer") for score in scores.values()] if isinstance(scores, dict) else []
        letters = [*given, *_CHOSEN.findall(said)]
        chosen = next((one.strip().upper() for one in letters if isinstance(one, str) and len(one.strip()) == 1), "")
        place = string.ascii_uppercase.find(chosen) if chosen else -1
        return name_of(at(choices, place)) or None if place >= 0 else None
    return said or None


def _text(content: Any, sample: dict[str, Any]) -> str:
    """The text of a message: a string, or the text parts of a list; what was put into attachments is fetched from there."""
    if isinstance(content, list):
        return "\n".join(_text(one.get("text"), sample) for one in records(content) if one.get("type") == "text")
    if not isinstance(content, str):
        return ""
    if content.startswith("attachment://"):
        return name_of(at(sample, "attachments", content.removeprefix("attachment://")))
    return content
