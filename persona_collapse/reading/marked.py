"""Answers that a reply marks: a JSON field, an answer tag, or a drawn or ticked box."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

FIELDS = ("final_answer", "answer", "rating", "score", "choice", "response", "value", "number", "likert")
OBJECT = re.compile(r"\{[^{}]*\}", re.S)
ANSWER_TAG = re.compile(r"<(answer|rating|score|choice|response)>(.*?)</\1>", re.S | re.I)
BOXED = re.compile(r"\\boxed\{(?:\\text\{)?\s*([^{}]*?)\s*\}")
TICKED = re.compile(r"\[\s*[xX\u2713\u2714]\s*\]\s*([^\n\[]*)")
BOX = re.compile(r"\[\s*\]")


def fields(text: str) -> list[str] | None:
    """The answers in JSON objects, with null as an empty one; None if no object has an answer."""
    found = [str("" if one is None else one) for one in map(_field, _objects(text)) if one is not _ABSENT]
    return found or None


def tagged(text: str) -> list[str] | None:
    """The text in answer tags or in a drawn box; None without either."""
    found = [one.group(2) for one in ANSWER_TAG.finditer(text)] + BOXED.findall(text)
    return found or None


def ticked(text: str) -> list[str] | None:
    """The text next to ticked boxes, if there are several boxes; None without such boxes."""
    found = TICKED.findall(text)
    return found if found or len(BOX.findall(text)) > 1 else None


_ABSENT = object()


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for found in OBJECT.finditer(text):
        for parse in (json.loads, ast.literal_eval):
            try:
                record = parse(found.group())
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record
                break


def _field(record: dict[str, Any]) -> Any:
    lower = {str(name).lower(): value for name, value in record.items()}
    return next((lower[name] for name in FIELDS if name in lower), _ABSENT)
