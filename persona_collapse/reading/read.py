"""The answer of a reply on a scale, or why there is none."""

import re
from dataclasses import dataclass
from functools import partial

import numpy as np

from persona_collapse.cleaning import (
    normalised,
    own_answer,
    own_turn,
    stressed,
    thinking_ended,
    without_calls,
    without_marks,
    without_thinking,
)
from persona_collapse.instruments import AGREEMENT, ResponseScale
from persona_collapse.reading.candidates import Candidate, candidates, corrected, meant, refused, withdrawn
from persona_collapse.reading.decisions import Decision, decided, decisions, opening, staged, stars_only
from persona_collapse.reading.echoes import american, repeated_points
from persona_collapse.reading.labels import misspelled
from persona_collapse.reading.languages import CODES, language, lone_number_words
from persona_collapse.reading.marked import bold_option, fields, pointed, rated, starred, tagged, ticked, with_keycap
from persona_collapse.reading.patterns import UNFILLED
from persona_collapse.reading.prepared import Text, ready
from persona_collapse.reading.unanswered import (
    answers_nothing,
    begins_with_a_mark,
    says_nothing_of_its_writer,
    weighs_on,
)
from persona_collapse.reading.undecided import breaks_off, explains_scales

ITEM_NUMBER = re.compile(r"\A\s*\d+[.)]\s+([^\d\n:]*[^\W\d][^\d\n:]*(?::|->|=>|\u2192|\u21d2)\s*\d+\W*)\Z")
"""A reply that repeats the number and the words of an item before its answer: "4. Is talkative: 2"."""

FIRST_PERSON = r"(?i)(?:i(?:'d| would| will|'ll)? (?:rate|choose|pick|give|say|select|answer)|my (?:answer|rating) (?:is|would be))\b[^.!?\n]*\d\W?[.!]\s"
"""A reply that begins with its answer in a whole sentence."""

FIRST_REASON = r"(?i)\W*\d\W{0,3}(?:because|since|weil|denn|parce qu|car|porque|perché|pois|omdat|want|puisque|因)\b"
"""A reply that begins with its answer and a reason."""

CUT = "cut before it ends"
"""The reason of a reply that the token limit cut before an answer that cannot be thinking."""
BROKEN_OFF = "ends in the middle of a sentence"
"""The same of a reply that no limit cut."""


LONG, KEPT = 1000, 10
"""Letters of a reply that may loop, and how often what it repeats is read."""
LONGEST_REPEATED = 200
LOOP = re.compile(rf"(?s)(.{{1,{LONGEST_REPEATED}}}?)\1{{{KEPT},}}")
MOST_NUMBERS = 300
"""Numbers of a reply, whose reading takes time that grows with their square."""


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


def read_answer(reply: str, scale: ResponseScale, *, cut: bool = False) -> Reading:
    """The scale point that a reply chooses. Nothing is guessed; several different points give no answer.

    Thinking blocks are removed. Then the rules are tried in this order: a JSON field, an answer tag or a box; a first
    line that is only an answer; the last decision in words; the only scale point that is meant as an answer. The words
    are those of ten languages (`reading/data/languages`). A reply that was cut by the token limit, or that ends in the
    middle of a sentence, answers only where it cannot still be thinking: on its first line, at its very beginning, or
    after "Answer:" behind finished thinking.

    Parameters
    ----------
    reply : as returned by the backend
    scale : as printed
    cut : the token limit ended the reply

    Returns
    -------
    A reading with an answer and the rule that found it, or with None and the reason.

    >>> read_answer("On a scale of 1 to 5, I choose 4", ResponseScale(1, 5)).answer
    4
    >>> read_answer("3 or 4", ResponseScale(1, 5)).reason
    'several answers: 3, 4'
    >>> read_answer("Maria is shy, so the answer would be 2. However, she", ResponseScale(1, 5), cut=True).reason
    'cut before it ends'
    """
    after = without_thinking(reply)
    if after is None:
        return Reading(None, reason="the thinking never ends")
    turn = staged(own_turn(_without_loops(after)))
    if len(re.findall(r"\d+", turn)) > MOST_NUMBERS:
        return Reading(None, reason=f"more than {MOST_NUMBERS} numbers")
    if stars := starred(turn, scale.points):
        return Reading(stars, "marked")
    if not any(letter.isalnum() for letter in turn):
        return Reading(None, reason=CUT if cut else "empty")
    text = normalised(with_keycap(without_calls(turn)))
    text = ITEM_NUMBER.sub(r"\1", text)
    in_scale = (partial(pointed, points=scale.points), partial(bold_option, points=scale.points))
    for find in (fields, tagged, ticked, rated, *in_scale):
        marked = find(text)
        if marked is not None and not (cut and not thinking_ended(reply) and _begins_in_words(text)):
            return _agreed([_part(one, scale) for one in marked], "marked")
    if UNFILLED.search(text):
        return Reading(None, reason="no answer in it")
    said = without_marks(stressed(own_answer(text)))
    if cut or breaks_off(said) or weighs_on(said, scale):
        return _of_cut(said, scale, thinking_ended(reply), CUT if cut else BROKEN_OFF)
    return _in_words(said, scale)


def _without_loops(text: str) -> str:
    """A long text, in which what follows itself more often than ten times does so ten times: a model may end in a loop.

    >>> len(_without_loops("4, " * 800)), _without_loops("4, 4, 4")
    (30, '4, 4, 4')
    """
    return LOOP.sub(lambda found: found[1] * KEPT, text) if len(text) > LONG and _loops(text) else text


def _loops(text: str) -> bool:
    """Whether `LOOP` is found, in much less time: where a text is like itself, one length further on, for long enough.

    >>> _loops("I see. " * 11), _loops("I see. " * 10)
    (True, False)
    """
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    for length in range(1, min(LONGEST_REPEATED, len(letters) // (KEPT + 1)) + 1):
        same = letters[length:] == letters[:-length]
        if np.count_nonzero(same) >= KEPT * length:
            breaks = np.flatnonzero(~same)
            if np.diff(breaks, prepend=-1, append=len(same)).max() > KEPT * length:
                return True
    return False


def _begins_in_words(text: str) -> bool:
    """Whether words come before anything marked, which may be thinking."""
    return re.match(r"\s*(?:```\w*\s*)?[{<\[\\$(]", text) is None


def _of_cut(text: str, scale: ResponseScale, thought: bool, why: str) -> Reading:
    """The answer of a reply that was cut or breaks off: only where it cannot be thinking."""
    whole = _in_words(text, scale)
    open_end = re.search(r"(\d+)\W*\Z", text)
    if open_end and any(str(point) != open_end[1] and str(point).startswith(open_end[1]) for point in scale.points):
        return Reading(None, reason=why)
    if whole.rule in ("alone", "first line") or (whole.answer is not None and re.match(FIRST_REASON, text)):
        return whole
    given = ready(text, scale)
    sure = [one for one in candidates(given) if one.leads or (one.stated and thought)]
    sure = [one for one in sure if not one.weak]
    if re.match(FIRST_PERSON, given.text) and (first := _in_words(re.split(r"(?<=[.!])\s", text)[0], scale)).answer:
        return first if first.answer == whole.answer else Reading(None, reason=why)
    if whole.answer is not None and whole.answer in {
        *(one.point for one in sure),
        *(one.point for one in opening(given)),
    }:
        return whole
    return Reading(None, reason=why)


def _part(text: str, scale: ResponseScale) -> Reading:
    """The reading of a marked part, with a reason if it has no answer."""
    return _in_words(without_marks(text), scale) if text.strip() else Reading(None, reason="marked as none")


def _agreed(readings: list[Reading], rule: str) -> Reading:
    answers = sorted({one.answer for one in readings if one.answer is not None})
    if len(answers) == 1:
        return Reading(answers[0], rule)
    if answers:
        return _none(set(answers))
    return readings[0] if readings else Reading(None, reason="nothing is ticked")


def _in_words(text: str, scale: ResponseScale) -> Reading:
    lone = _lone_number(text, scale)
    for find in (lone_word, stars_only):
        lone = find(text, scale) if lone is None else lone
    if lone is not None:
        return Reading(lone, "alone")
    given = ready(text, scale)
    found = candidates(given)
    stated = any(one.stated for one in found)
    plain = decisions(given)
    if answers_nothing(text, given.words, decides=bool(plain), stated=stated) or (
        begins_with_a_mark(given) and not (plain or stated or any(one.label for one in found))
    ):
        return Reading(None, reason="no answer in it")
    lines = [line for line in text.split("\n") if line.strip()]
    echoed = min(repeated_points(text, scale), default=None)
    echo_first = echoed is not None and echoed[0] <= text.find(lines[0])
    if echoed is None and (sure := _plainly(plain, found, given)):
        return Reading(sure.point, "decision")
    first = None
    if lines and not echo_first:
        first = _only(found, given, text) if lines == [text] else _alone(lines[0], scale)
    if (
        first is not None
        and found
        and (found[0].start < withdrawn(given) or corrected(found, given)[0] is not found[0])
    ):
        first = None  # it is taken back, or corrected, further down
    if first is not None:
        if echoed:
            return Reading(first, "first line")  # it answered and continued with the next question
        last = {one.point for one in found if one.final and one.point is not None and not one.weak}
        answers = {one for one in (_alone(line, scale) for line in lines) if one is not None} | last
        return Reading(first, "alone" if len(lines) == 1 else "first line") if len(answers) == 1 else _none(answers)
    found = corrected(meant(found, given), given)
    if not found:
        return Reading(None, reason="refusal" if given.words.refusal.search(given.text) else "no answer in it")
    decided = _decided(found, given)
    announced = any((one.cued or one.leads) and not one.label for one in found)
    labelled = any(one.label for one in found)
    if decided.rule in ("said", "label") and not announced and explains_scales(given.text, given.words):
        return Reading(None, reason="no answer in it")
    if (
        decided.rule == "said"
        and not announced
        and (_many_others(decided.answer, given) or (not labelled and says_nothing_of_its_writer(given)))
    ):
        return Reading(None, reason="no answer in it")
    return decided


def _plainly(plain: list[Decision], found: list[Candidate], given: Text) -> Decision | None:
    """The decision in plain words of a reply that neither takes it back nor refuses to answer afterwards."""
    rivals = [(one.start, one.point) for one in found if one.point is not None and not (one.weak or one.label)]
    last = decided(given, plain, rivals)
    return last if last is not None and last.start > max(refused(given), withdrawn(given)) else None


def _many_others(answer: int | None, given: Text) -> bool:
    """Whether a text holds so many other scale points that one which nothing announces is no answer."""
    others = [int(one) for one in re.findall(r"(?<!\d)\d{1,2}(?!\d)", given.text)]
    return len([one for one in others if one in given.scale.points and one != answer]) > 2


def _decided(found: list[Candidate], given: Text) -> Reading:
    """The final answer, else the conclusion, else the stated answer, else the only point."""
    of_others = {one.point for one in found if one.others}
    if all(one.weak for one in found):
        if len(found) == 1 and found[0].leads:
            return _one(found, "said", found)
        return Reading(None, reason="only considered")
    found = [one for one in found if not one.weak]
    if not any(one.cued or one.leads or one.stated or one.final or one.concluded or one.label for one in found):
        points = {point for point in (*of_others, *(one.point for one in found)) if point is not None}
        if len(points) > 1:
            return _none(points)
    final = [one for one in found if one.final]
    if final:
        return _one(final[-1:] if final[-1].point is not None else final, "decision", final[-1:])
    concluded = [one for one in found if one.concluded]
    if concluded:
        said_first = [one for one in found if one.stated and one not in concluded]
        return _one(concluded[-1:], "decision", [*concluded[-1:], *said_first])
    stated = [one for one in found if one.stated]
    fractions = [one for one in found if one.of_top]
    begun = fractions if fractions and fractions[0].leads else []  # "4/5. My children are 2, 4 and 5."
    cued = stated or [one for one in found if one.cued] or begun
    apart = [one for one in found if one.point is not None or one.problem.startswith("several")]
    if cued and not stated and (others := _beside(apart, cued, given)):
        return _none(others)
    return _one(cued or apart or found, "said", found)


def _beside(apart: list[Candidate], cued: list[Candidate], given: Text) -> set[int]:
    """The points of a reply that names another one beside what it announces, and corrects nothing: "at home 5, at work it's 1"."""
    named = {one.start: one.point for one in (*apart, *cued) if one.point is not None and not one.label}
    points = set(named.values())
    if len(points) < 2 or any(given.text[: one.start].endswith("\ue000") for one in cued):
        return set()  # what is bold is announced more strongly
    return set() if given.words.corrected.search(given.text[min(named) : max(named)]) else points


def _lone_number(text: str, scale: ResponseScale) -> int | None:
    """The scale point of a reply that is its number and nothing else, as most are."""
    number = text.strip()
    return int(number) if number in map(str, scale.points) and number.isdigit() else None


def lone_word(text: str, scale: ResponseScale) -> int | None:
    """The scale point of a reply that is one number word, or one short label, of any language, and nothing else.

    >>> lone_word("Vier.", ResponseScale(1, 5)), lone_word("Neutral", ResponseScale(1, 5))
    (4, 3)
    """
    word = re.sub(
        r"(?i)\A(?:answer|antwort|réponse|respuesta|risposta|resposta|antwoord|答案|回答|答え|답변?)\s*:", "", text
    )
    word = word.strip(" .!,'\"\n。、()").lower()
    point = lone_number_words().get(word)
    if point is not None and point in scale.points:
        return point
    if set(scale.labels) == set(AGREEMENT):
        for code in CODES:
            for column in ("agreement", "alone"):
                for label, others in zip(AGREEMENT, language(code)[column], strict=True):
                    if word in others:
                        return scale.low + scale.labels.index(label)
    return misspelled(word, scale)


def _alone(line: str, scale: ResponseScale) -> int | None:
    """The answer of a line that contains nothing else, except its label and punctuation."""
    given = ready(line, scale)
    return _only(candidates(given), given, line)


def _only(found: list[Candidate], given: Text, line: str) -> int | None:
    """The same, where the candidates of the line are known."""
    points = {one.point for one in found}
    if len(points) != 1 or None in points:
        return lone_word(line, given.scale)
    point = points.pop()
    assert point is not None
    text = given.text
    beside = _letters(re.sub(r"\(.*?\)", "", text)) or _letters(text)
    label = american(_letters(given.scale.label(point)))
    return point if beside.replace(str(point), "").replace(label, "") == "" else None


def _letters(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[\W_\ue000\ue001]+", "", text).lower()


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
