"""The answer of a reply on a scale, or why there is none."""

import re
from dataclasses import dataclass

from persona_collapse.cleaning import normalised, own_answer, own_turn, without_marks, without_thinking
from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.candidates import REFUSAL, Candidate, candidates, digits, meant, repeated_points
from persona_collapse.reading.marked import fields, tagged, ticked


@dataclass(frozen=True)
class Reading:
    """The answer found in a reply.

    Attributes
    ----------
    answer : a point of the printed scale; None when there is none
    rule : how it was found: "alone", "marked", "first line", "decision", "said", "label", "judge"
    reason : why there is no answer
    """

    answer: int | None
    rule: str = ""
    reason: str = ""


def read_answer(reply: str, scale: ResponseScale) -> Reading:
    """The scale point that a reply chooses. Nothing is guessed; several different points give no answer.

    Thinking blocks are removed. Then the rules are tried in this order: a JSON field, an answer tag or a box; a first
    line that is only an answer; the last decision in words; the only scale point that is meant as an answer.

    Parameters
    ----------
    reply : as returned by the backend
    scale : as printed

    Returns
    -------
    A reading with an answer and the rule that found it, or with None and the reason.

    >>> read_answer("On a scale of 1 to 5, I choose 4", ResponseScale(1, 5)).answer
    4
    >>> read_answer("3 or 4", ResponseScale(1, 5)).reason
    'several answers: 3, 4'
    """
    after = without_thinking(reply)
    if after is None:
        return Reading(None, reason="the thinking never ends")
    text = normalised(own_turn(after))
    if not any(letter.isalnum() for letter in text):
        return Reading(None, reason="empty")
    for find in (fields, tagged, ticked):
        marked = find(text)
        if marked is not None:
            return _agreed([_part(one, scale) for one in marked], "marked")
    return _in_words(digits(without_marks(own_answer(text))), scale)


def _part(text: str, scale: ResponseScale) -> Reading:
    """The reading of a marked part, with a reason if it has no answer."""
    return _in_words(digits(without_marks(text)), scale) if text.strip() else Reading(None, reason="marked as none")


def _agreed(readings: list[Reading], rule: str) -> Reading:
    answers = sorted({one.answer for one in readings if one.answer is not None})
    if len(answers) == 1:
        return Reading(answers[0], rule)
    if answers:
        return _none(set(answers))
    return readings[0] if readings else Reading(None, reason="nothing is ticked")


def _in_words(text: str, scale: ResponseScale) -> Reading:
    found = candidates(text, scale)
    lines = [line for line in text.split("\n") if line.strip()]
    echoed = min(repeated_points(text, scale), default=None)
    echo_first = echoed is not None and echoed[0] <= text.find(lines[0])
    if lines and not echo_first and (first := _alone(lines[0], scale)) is not None:
        if echoed:
            return Reading(first, "first line")  # it answered and continued with the next question
        last = {one.point for one in found if one.final and one.point is not None}
        answers = {one for one in (_alone(line, scale) for line in lines) if one is not None} | last
        return Reading(first, "alone" if len(lines) == 1 else "first line") if len(answers) == 1 else _none(answers)
    found = meant(found, text)
    if not found:
        return Reading(None, reason="refusal" if REFUSAL.search(text) else "no answer in it")
    return _decided(found)


def _decided(found: list[Candidate]) -> Reading:
    """The final answer, else the conclusion, else the stated answer, else the only point."""
    final = [one for one in found if one.final]
    if final:
        return _one(final[-1:] if final[-1].point is not None else final, "decision", final[-1:])
    concluded = [one for one in found if one.concluded]
    if concluded:
        said_first = [one for one in found if one.stated and one not in concluded]
        return _one(concluded[-1:], "decision", [*concluded[-1:], *said_first])
    cued = [one for one in found if one.cued]
    return _one(cued or found, "said", found)


def _alone(line: str, scale: ResponseScale) -> int | None:
    """The answer of a line that contains nothing else, except its label and punctuation."""
    found = candidates(line, scale)
    points = {one.point for one in found}
    if len(points) != 1 or None in points:
        return None
    point = points.pop()
    assert point is not None
    beside = _letters(re.sub(r"\(.*?\)", "", line)) or _letters(line)
    label = _letters(scale.label(point)).replace("avour", "avor")
    return point if beside.replace(str(point), "").replace(label, "") == "" else None


def _letters(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text).lower()


def _one(kept: list[Candidate], rule: str, beside: list[Candidate]) -> Reading:
    """The one point that these candidates name; no answer if a label contradicts its number."""
    wrong = [one.problem for one in kept if one.point is None]
    if wrong:
        return Reading(None, reason=wrong[0])
    points = {one.point for one in kept if one.point is not None}
    points |= {one.point for one in beside if one.point is not None and (one.label or one.stated or kept[0].label)}
    if len(points) > 1:
        return _none(points)
    return Reading(points.pop(), "label" if all(one.label for one in kept) else rule)


def _none(points: set[int]) -> Reading:
    return Reading(None, reason=f"several answers: {', '.join(map(str, sorted(points)))}")
