"""Answers that a reply marks: a JSON field, an answer tag, a drawn or ticked box, a point of a written-out scale."""

import ast
import json
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

FIELDS = (
    *("final_answer", "answer", "rating", "score", "choice", "response", "value", "number", "likert"),
    *("antwort", "bewertung", "réponse", "reponse", "respuesta", "puntuación", "risposta", "punteggio", "resposta"),
    *("pontuação", "antwoord", "答案", "回答", "评分", "答え", "評価", "답변", "답", "점수"),
    *(
        "option",
        "selected",
        "selection",
        "wahl",
        "stufe",
        "choix",
        "opción",
        "elección",
        "scelta",
        "escolha",
        "keuze",
        "beoordeling",
    ),
    *("选项", "选择", "分数", "打分", "点数", "スコア", "選択", "선택", "평점"),
)
OBJECT = re.compile(r"\{[^{}]*\}", re.S)
OPEN_OBJECT = re.compile(
    rf"\A\s*(?:```\w*\s*)?\{{\s*['\"](?:{'|'.join(FIELDS)})['\"]\s*:\s*['\"]?(\d+)['\"]?\s*,(?![^{{}}]*\}})"
)
"""An object that begins with its answer and was cut before it ends."""
ANSWER_TAG = re.compile(r"<(answer|rating|score|choice|response)>(.*?)</\1>", re.S | re.I)
BOXED = re.compile(r"\\boxed\{(?:\\text\{)?\s*([^{}]*?)\s*\}")
BOX_TOKENS = re.compile(r"<\|begin_of_box\|>(.*?)<\|end_of_box\|>", re.S)
TICK = r"[xX\u2713\u2714]"
TICKED = re.compile(rf"(?<!\w)\[\s*{TICK}\s*\]\s*([^\n\[]*)")
DRAWN_BOX = re.compile("[\u2610\u25a1\u25cb\u25ef\u2611\u2612\u2705\u25a0\u25cf\u25c9]")
OPEN_BOXES = "\u2610\u25a1\u25cb\u25ef"
HEADING = re.compile(
    r"(?i)(?:my |your )?(?:answer|rating|score|response|choice|antwort|bewertung|réponse|respuesta|risposta|resposta|antwoord|评分|回答|답변)"
)
CROSS = re.compile("[xX\u2713\u2714\u2705\u2611]")
BOX = re.compile(r"\[\s*\]")
WRITTEN_BOX = re.compile(rf"(?<!\w)(?:\(\s*({TICK}|[*\u2022\u25cf])?\s*\)|\[\s*({TICK})?\s*\])")
"""A box of two brackets, empty or ticked: "( )", "(x)", "[ ]"."""
ROW = re.compile(
    r"(?:(?<=[:\n])|\A)[^\S\n]*((?:[\[(<{]|\*{1,2})?\d++(?:[\])>}]|\*{1,2})?(?:[\s,;|-]++(?:[\[(<{]|\*{1,2})?\d++(?:[\])>}]|\*{1,2})?)+)(?=\s*(?:\n|\.?\s*\Z))"
)
"""Numbers in a row, each alone, in brackets or bold, with a line or an end to themselves."""
SPACED = re.compile(r"([\[(<{])[^\S\n]+(\d+)[^\S\n]+(?=[\])>}])")
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
STARS = re.compile("(?:\u2605+|\u2b50+)\u2606*")
"""Filled stars, then empty ones."""
KEYCAP = re.compile("(?<!\\d)\\d\ufe0f?\u20e3|[\u2460-\u2468]")
APART = re.compile(
    "(?i)(?:[.!?,;:\u3002\uff01\uff1f\uff0c\u3001~\u2026\n)]|[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?|[\u314b\u314e\u3160\u315c]{2,}|haha\\w*|hehe\\w*|jaja\\w*|lol|mdr|kkk+|rsrs|www+|[\u54c8\u5475\u563f]{2,}|\u7b11)\\s*\\Z"
)
"""What a mark stands apart from: the end of a sentence or clause, an emoji, laughter."""
POINTED = re.compile(r"(?:[\[(<{]|\*{1,2})(\d+)(?:[\])>}]|\*{1,2})")


def fields(text: str) -> list[str] | None:
    """The answers in JSON objects, with null as an empty one; None if no object has an answer."""
    found = [str("" if one is None else one) for one in map(_field, _objects(text)) if one is not _ABSENT]
    return found or OPEN_OBJECT.findall(text) or None


def tagged(text: str) -> list[str] | None:
    """The text in answer tags or in a drawn box; None without either."""
    named = [one.group(2) for one in ANSWER_TAG.finditer(text)]
    inner = [part for one in named for part in (tagged(one) or [one])]  # <response><score>3</score>..</response>
    found = inner + BOXED.findall(text) + BOX_TOKENS.findall(text)
    return found or None


def ticked(text: str) -> list[str] | None:
    """The text next to ticked boxes, if there are several boxes; None without such boxes."""
    written = _written_boxes(text)
    if written is not None:
        return written
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


def _written_boxes(text: str) -> list[str] | None:
    """The text next to ticked boxes of brackets, where an empty one shows that they are boxes; None without such boxes.

    What a box belongs to stands after it, unless nothing stands after the last one: "1 ( ) 2 (x) 3 ( )".
    """
    boxes = list(WRITTEN_BOX.finditer(text))
    empty = [one for one in boxes if not (one.group(1) or one.group(2))]
    if len(boxes) < 2 or not empty:
        return None
    if re.search(r"\w", text[boxes[-1].end() :]):
        if not any(one.group().startswith("(") for one in boxes):
            return None
        edges, line = [*(one.start() for one in boxes), len(text)], 0
    elif re.search(r"\w", text[: boxes[0].start()]):
        edges, line = [0, *(one.end() for one in boxes)], -1
    else:
        return None
    parts = [text[start:end].split("\n")[line] for start, end in pairwise(edges)]
    named = zip(boxes, parts, strict=True)
    return [WRITTEN_BOX.sub("", part).strip(" ,;|") for box, part in named if box not in empty]


def pointed(text: str, points: Sequence[int]) -> list[str] | None:
    """The one point in brackets of a scale that is written out, as in "1 2 3 [4] 5"; None without one.

    >>> pointed("1 - 2 - (3) - 4 - 5", range(1, 6)), pointed("2 [3] 7", range(1, 6)), pointed("[1] [2] 3", range(1, 4))
    (['3'], None, None)
    """
    found = []
    for row in ROW.finditer(SPACED.sub(r"\1\2", text)):
        chosen = POINTED.findall(row.group())
        if len(chosen) == 1 and [int(one) for one in re.findall(r"\d+", row.group())] == list(points):
            found.append(chosen[0])
    return found or None


def bold_option(text: str, points: Sequence[int]) -> list[str] | None:
    """The one point in bold of a scale that is written out with its words; None without one.

    >>> bold_option("(1) no (2) **perhaps** (3) yes", range(1, 4)), bold_option("1 no\\n**2 perhaps**\\n3 yes", range(1, 4))
    (['2'], ['2'])
    >>> bold_option("**1 no** 2 perhaps **3 yes**", range(1, 4))
    """
    bold = list(BOLD.finditer(text))
    if len(bold) != 1 or list(map(int, re.findall(r"\d+", text))) != list(points):
        return None
    named, before = re.findall(r"\d+", bold[0][1]), re.search(r"(\d+)\s*[).:=-]*\s*\Z", text[: bold[0].start()])
    if len(named) == 1:
        return named if re.search(r"[^\W\d]", text) else None
    return [before[1]] if before and not named else None


def starred(text: str, points: Sequence[int]) -> int | None:
    """How many of the stars of a reply are filled that is a row of stars, as many as the scale has points; None otherwise.

    The emoji of a star is always filled, so a row of at least two of them needs no empty ones.

    >>> starred("\u2605\u2605\u2606", range(1, 4)), starred("\u2605\u2605\u2606 A film", range(1, 4)), starred("\u2606\u2606\u2606", range(1, 4))
    (2, None, None)
    """
    row = re.sub(r"[\s\ufe0f]", "", text)
    full = len(row.rstrip("\u2606"))
    emoji = set(row) == {"\u2b50"} and 1 < full < max(points)
    return full if full and (emoji or len(row) == max(points)) and STARS.fullmatch(row) else None


def with_keycap(text: str) -> str:
    """The text with its only keycap or circled digit marked as bold, where it stands by itself at the end.

    >>> with_keycap("I like company. \u2463"), with_keycap("\u2460 wash \u2461 rinse.")
    ('I like company. **4**', '① wash ② rinse.')
    """
    found = list(KEYCAP.finditer(text))
    if len(found) != 1 or not APART.search(text[: found[0].start()]) or re.search(r"\w", text[found[0].end() :]):
        return text
    digit = unicodedata.normalize("NFKC", found[0].group()[0])
    return f"{text[: found[0].start()]}**{digit}**{text[found[0].end() :]}"


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
        record = written(found.group())
        if isinstance(record, dict):
            yield record


def written(text: str) -> Any:
    """The value of a text in JSON, or as Python writes it; None where it is neither.

    >>> written('{"1": 20}'), written("{1: 20}"), written("{1: twenty}")
    ({'1': 20}, {1: 20}, None)
    """
    for parse in (json.loads, ast.literal_eval):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python comments on odd numbers in what a model wrote
                return parse(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None


def _field(record: dict[str, Any]) -> Any:
    lower = {str(name).lower(): value for name, value in record.items()}
    return next((lower[name] for name in FIELDS if name in lower), _ABSENT)
