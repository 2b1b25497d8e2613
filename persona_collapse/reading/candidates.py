"""Scale points named in a text, and which of them are meant as the answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_collapse.instruments import ResponseScale

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WORD = re.compile(r"\b(" + "|".join(WORDS[2:]) + r"|zero)\b", re.I)
ONE = re.compile(
    r"(\b(?:answer|rating|score|choice|choose|pick|say|with)(?: is|:)?\s*'?(?:an? )?|\A\W*|\b(?:for|be|am) an? )one\b(?! (?:of|number))",
    re.I,
)
HALF = re.compile(r"\b(\d+) and a half\b", re.I)

NUMBER = re.compile(r"(?<![\w.,^/])(?<![A-Za-z]-)(-(?=\d))?(\d+)([.,]\d+)?")
OTHER_NUMBER = re.compile(r"(?i)\b(?:step|item|question|statement|point|part|page|chapter|version|section)\s*#?$")
ALLOWED_AFTER = re.compile(
    r"(?i)\s*(?:\Z|[.,;:!?)\]'\"(/=-]|[^\w\s]|\n|\d)"
    r"|\s+(?:on|for|because|since|as|but|here|given|due|please|if|wähl\w*|nehm\w*|points?)\b|\s+\d"
)
GLUED_AFTER = re.compile(r"[%^]|(?:st|nd|rd|th)\b|-?[A-Za-z]|\s*(?:%|percent\b)")
LIST_MARK = re.compile(r"^\s*\d+[.)]\s+\S", re.M)

NEGATION = re.compile(
    r"(?i)(?:\bnot\b|n't\b|\bnever\b|\banything but\b|\bat (?:least|most)\b|\b(?:lower|higher|more|less|other|rather) than\b"
    r"|\babove\b|\bbelow\b|\bexcept\b|\binstead of\b|\bneither\b|\bbetween\b)[^.,;!?\n]{0,25}\Z"
)
REJECTED_AFTER = re.compile(r"(?i)'?\s*(?:would|is|seems|feels|might be)\s+(?:be\s+)?(?:too|wrong|not|mean)\b")
HYPOTHETICAL = re.compile(r"(?i)(?:\A|[.!?\n]\s*)if (?:i were|you|she|he|they|someone)\b[^.!?\n]*\Z")

CUE = re.compile(
    r"(?i)(?:\b(?:answer|rating|score|choice|choose|chose|pick|select|selected|opt for|go with|going with|say|rate|give it|more like|"
    r"rated|response|option|be an?|am an?|at an?|put|antwort|réponse|respuesta|ответ|no\.)|答案是|#)[^.;!?\n\d]{0,25}\Z"
)
COLON = re.compile(r"[:=]\s*\Z")
OTHER_SCALE = re.compile(r"\s*(?:/|out of|of)\s*(\d+)", re.I)
SECOND = re.compile(r"\s*(?:-|or|to|and)\s*(\d+)(?!\.?\d)", re.I)
STATED = re.compile(r"(?i)\b(?:answer|rating|score|choice|response)\s*[:=]\s*'?\Z")
FINAL = re.compile(
    r"(?i)(?:\b(?:final\w*|corrected|actually|rather|overall|in the end|no wait|i'll (?:go|choose|pick|say)|"
    r"i will (?:go|choose|pick|answer|say))\b)[^.;!?\n\d]{0,40}\Z"
)
CONCLUSION = re.compile(r"(?i)\b(?:so|therefore|thus|hence)\b[^.;!?\n\d]{0,40}\Z")
REFUSAL = re.compile(
    r"(?i)\b(?:as an ai|language model|i (?:cannot|can't|can not|won't|will not|am unable|'m unable|am not able)|unable to|"
    r"no (?:feelings|personality|opinions))\b"
)


@dataclass(frozen=True)
class Candidate:
    """A place in a reply that names a scale point.

    Attributes
    ----------
    point : the scale point; None for anything else: a decimal, a number off the scale, another scale
    start : its position
    cued : the words before it announce an answer
    concluded : they draw a conclusion ("so")
    final : they say that it is final
    stated : it comes directly after "Answer:"
    problem : why it is not a scale point
    label : whether it is a label, not a number
    """

    point: int | None
    start: int
    cued: bool = False
    concluded: bool = False
    final: bool = False
    stated: bool = False
    problem: str = ""
    label: bool = False


def digits(text: str) -> str:
    """Number words as digits; "one" only if it cannot be a pronoun.

    >>> digits("Five out of seven")
    '5 out of 7'
    """
    text = WORD.sub(lambda found: str(WORDS.index(found.group().lower())), text)
    return HALF.sub(r"\1.5", ONE.sub(r"\g<1>1", text))


def candidates(text: str, scale: ResponseScale) -> list[Candidate]:
    """Every candidate in a text, in order; points that are negated, hypothetical or counts are not candidates."""
    text = without_scale(text, scale)
    return sorted([*_numbers(text, scale), *_labels(text, scale)], key=lambda one: one.start)


def meant(found: list[Candidate], text: str) -> list[Candidate]:
    """The candidates without a refusal after them, as in "some would answer 5, but I cannot"."""
    refused = max((refusal.start() for refusal in REFUSAL.finditer(text)), default=-1)
    return [one for one in found if one.start > refused]


def without_scale(text: str, scale: ResponseScale) -> str:
    """The text without a repetition of the scale: its ends ("from 1 to 5"), its points in a row, its points with labels."""
    low, high = scale.low, scale.high
    ends = re.compile(rf"(?<![\d.]){low}\s*(?:-|\.\.+|to|and|through|bis|or)\s*{high}(?!\.?\d)", re.I)
    row = re.compile(r"(?<!\d)" + r"[\s,;]+(?:and |or )?".join(map(str, scale.points)) + r"(?!\d)")
    text = row.sub(" ", ends.sub("the scale", text))
    for start, end in repeated_points(text, scale):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def repeated_points(text: str, scale: ResponseScale) -> list[tuple[int, int]]:
    """The places of three or more points with their labels, which repeat the scale and are not an answer."""
    spelled = [
        f"{point}\\s*[-=:.)(]*\\s*'?{re.escape(_american(scale.label(point)))}"
        for point in scale.points
        if scale.labels
    ]
    pairs = [found.span() for one in spelled for found in re.finditer(rf"(?i)(?<!\d){one}\b", text)]
    return pairs if len({text[start:end] for start, end in pairs}) > 2 else []


def _numbers(text: str, scale: ResponseScale) -> Iterator[Candidate]:
    several_listed = len(LIST_MARK.findall(text)) > 1
    taken_to = 0
    for found in NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        cued = bool(CUE.search(before))
        if found.start() < taken_to or OTHER_NUMBER.search(before) or _ruled_out(before, after):
            continue
        if (
            several_listed
            and LIST_MARK.match(text[text.rfind("\n", 0, found.start()) + 1 :])
            and not before.split("\n")[-1].strip()
        ):
            continue
        if GLUED_AFTER.match(after) and not re.match(r"(?i)\s*out of\b", after):
            if re.match(r"[%^]|\s*%", after) and not before.strip():
                yield Candidate(None, found.start(), problem=f"{found.group()}{after[:1]} is not a scale point")
            continue
        other, second = OTHER_SCALE.match(after), SECOND.match(after)
        if pair := other or second:
            taken_to = found.end() + pair.end()
        elif not (cued or COLON.search(before) or ALLOWED_AFTER.match(after)):
            continue
        if second and not other:
            yield _candidate(None, found, before, f"several answers: {found.group()}, {second.group(1)}")
        else:
            yield _number(found, other, scale, before)


def _candidate(
    point: int | None, found: re.Match[str], before: str, problem: str = "", label: bool = False
) -> Candidate:
    cued, concluded, final, stated = (bool(pattern.search(before)) for pattern in (CUE, CONCLUSION, FINAL, STATED))
    return Candidate(point, found.start(), cued, concluded, final, stated, problem, label)


def _number(found: re.Match[str], other: re.Match[str] | None, scale: ResponseScale, before: str) -> Candidate:
    """The candidate for a number: a scale point, or why it is not one."""
    text = found.group()
    whole = not found.group(3) or set(found.group(3)[1:]) == {"0"}
    value = int(found.group(2)) * (-1 if found.group(1) else 1)
    problem = ""
    if not whole:
        problem = f"{text} lies between scale points"
    elif other and int(other.group(1)) != scale.high:
        problem = f"{text} is on another scale, up to {other.group(1)}"
    elif value not in scale.points:
        problem = f"{text} is not on the scale from {scale.low} to {scale.high}"
    return _candidate(None if problem else value, found, before, problem)


def _labels(text: str, scale: ResponseScale) -> Iterator[Candidate]:
    for point in scale.points if scale.labels else ():
        for spelled in _spellings(_american(scale.label(point))):
            for found in re.finditer(rf"(?i)\b{re.escape(spelled)}\b", text):
                side = spelled.split()[-1]
                lost = len(side) == 1 and not found.group().endswith(side) and found.group() != text.strip(" .'")
                before, after = text[: found.start()], text[found.end() :]
                if not (lost or _ruled_out(before, after)):
                    yield _candidate(point, found, before, label=True)


def _spellings(label: str) -> list[str]:
    """A label, and for two words also the reverse order: "strongly agree"."""
    words = label.split()
    return [label, " ".join(reversed(words))] if len(words) == 2 and len(words[-1]) > 1 else [label]


def _ruled_out(before: str, after: str) -> bool:
    return bool(NEGATION.search(before) or REJECTED_AFTER.match(after) or HYPOTHETICAL.search(before))


def _american(text: str) -> str:
    return text.replace("avour", "avor")
