"""Answers that a reply marks: a JSON field, an answer tag, or a drawn or ticked box."""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

FIELDS = ("final_answer", "answer", "rating", "score", "choice", "response", "value", "number", "likert")
OBJECT = re.compile(r"\{[^{}]*\}", re.S)
OPEN_OBJECT = re.compile(
    rf"\A\s*(?:```\w*\s*)?\{{\s*['\"](?:{'|'.join(FIELDS)})['\"]\s*:\s*['\"]?(\d+)['\"]?\s*,(?![^{{}}]*\}})"
)
"""An object that begins with its answer and was cut before it ends."""
ANSWER_TAG = re.compile(r"<(answer|rating|score|choice|response)>(.*?)</\1>", re.S | re.I)
BOXED = re.compile(r"\\boxed\{(?:\\text\{)?\s*([^{}]*?)\s*\}")
BOX_TOKENS = re.compile(r"<\|begin_of_box\|>(.*?)<\|end_of_box\|>", re.S)
TICKED = re.compile(r"\[\s*[xX\u2713\u2714]\s*\]\s*([^\n\[]*)")
DRAWN_BOX = re.compile("[\u2610\u25a1\u25cb\u25ef\u2611\u2612\u2705\u25a0\u25cf\u25c9]")
OPEN_BOXES = "\u2610\u25a1\u25cb\u25ef"
HEADING = re.compile(
    r"(?i)(?:my |your )?(?:answer|rating|score|response|choice|antwort|bewertung|réponse|respuesta|risposta|resposta|antwoord|评分|回答|답변)"
)
CROSS = re.compile("[xX\u2713\u2714\u2705\u2611]")
BOX = re.compile(r"\[\s*\]")


def fields(text: str) -> list[str] | None:
    """The answers in JSON objects, with null as an empty one; None if no object has an answer."""
    found = [str("" if one is None else one) for one in map(_field, _objects(text)) if one is not _ABSENT]
    return found or OPEN_OBJECT.findall(text) or None


def tagged(text: str) -> list[str] | None:
    """The text in answer tags or in a drawn box; None without either."""
    found = [one.group(2) for one in ANSWER_TAG.finditer(text)] + BOXED.findall(text) + BOX_TOKENS.findall(text)
    return found or None


def ticked(text: str) -> list[str] | None:
    """The text next to ticked boxes, if there are several boxes; None without such boxes."""
    found = TICKED.findall(text)
    if found or len(BOX.findall(text)) > 1:
        return found
    boxes = list(DRAWN_BOX.finditer(text))
    if len(boxes) < 2 or not any(one.group() in OPEN_BOXES for one in boxes):
        return None
    after = not re.search(r"\w", text[: boxes[0].start()])
    edges = [0, *(one.end() for one in boxes)] if not after else [*(one.start() for one in boxes), len(text)]
    parts = [text[start:end] for start, end in pairwise(edges)]
    return [DRAWN_BOX.sub("", part) for box, part in zip(boxes, parts, strict=True) if box.group() not in OPEN_BOXES]


def rated(text: str) -> list[str] | None:
    """The cells under a heading such as "Rating" in a table; None without such a table."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.split("\n") if "|" in line]
    rows = [row for row in rows if not all(set(cell) <= set(":- ") for cell in row)]
    if len(rows) < 2:
        return None
    crossed = [row for row in rows[1:] if any(CROSS.fullmatch(cell.strip("* ")) for cell in row)]
    if crossed:
        return [row[0] for row in crossed]
    place = next((place for place, cell in enumerate(rows[0]) if HEADING.fullmatch(cell.strip("* "))), None)
    return None if place is None else [row[place] for row in rows[1:] if len(row) > place]


_ABSENT = object()


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for found in OBJECT.finditer(text):
        for parse in (json.loads, ast.literal_eval):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # Python comments on odd numbers in what a model wrote
                    record = parse(found.group())
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            if isinstance(record, dict):
                yield record
                break


def _field(record: dict[str, Any]) -> Any:
    lower = {str(name).lower(): value for name, value in record.items()}
    return next((lower[name] for name in FIELDS if name in lower), _ABSENT)
