"""Scale points named in a text, and which of them are meant as the answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from persona_collapse.reading.corrections import corrects, just_corrected, may_correct
from persona_collapse.reading.echoes import TO
from persona_collapse.reading.elsewhere import (
    about_something_else,
    is_entry,
    is_list_mark,
    is_of_a_machine,
    names_a_thing,
    numbered,
    of_oneself,
    rates_a_thing,
)
from persona_collapse.reading.labels import spelled_labels
from persona_collapse.reading.languages import CJK, Words, compiled
from persona_collapse.reading.patterns import (
    ALLOWED_AFTER,
    ASKED,
    BESIDE_CJK,
    COLON,
    COMPARED,
    EMPHASIS,
    FAR_OFF,
    FEW_BEFORE_COLON,
    FEW_WORDS,
    GLUED_AFTER,
    IN_QUOTE,
    LABEL_ENDS,
    LIST_MARK,
    LISTED,
    MANY_WORDS,
    NUMBER,
    NUMBER_SIGN,
    OF_SO_MANY,
    POINT_MEANS,
    QUESTIONED,
    SECOND,
    SENTENCES,
    SET_OFF,
    SIGN_BEFORE,
    STATED,
    TAG_QUESTION,
    TIME,
)
from persona_collapse.reading.prepared import Text
from persona_collapse.reading.unanswered import agrees_with_somebody, of_another_item, rates_a_name
from persona_collapse.reading.undecided import agrees_with_people, left_open
from persona_collapse.reading.whose import (
    another_denied,
    clause_before,
    of_others,
    only_words,
    ruled_out,
    told_of_others,
)


@dataclass(frozen=True)
class Candidate:
    """A place in a reply that names a scale point.

    Attributes
    ----------
    point : the scale point; None for anything else: a decimal, a number off the scale, another scale
    start : its position
    cued : the words before or after it announce an answer
    leads : it begins the reply, apart from what follows
    concluded : they draw a conclusion ("so")
    final : they say that it is final
    stated : it comes directly after "Answer:"
    weak : it is only considered ("I could say 4"), or asked about ("4?"), or perhaps about other people
    others : it is perhaps about other people
    problem : why it is not a scale point
    label : whether it is a label, not a number
    of_top : it is a fraction of the top of the scale, as in "4/5"
    """

    point: int | None
    start: int
    cued: bool = False
    leads: bool = False
    concluded: bool = False
    final: bool = False
    stated: bool = False
    weak: bool = False
    others: bool = False
    problem: str = ""
    label: bool = False
    of_top: bool = False


def candidates(given: Text) -> list[Candidate]:
    """Every candidate of a text, in order; points that are negated, hypothetical, others' or counts are not candidates."""
    return sorted([*_numbers(given), *_labels(given)], key=lambda one: one.start)


def corrected(found: list[Candidate], given: Text) -> list[Candidate]:
    """The candidates after the last correction, as in "4... no wait, 2"; all where no answer follows one directly.

    Where a number ends a clause later in the sentence of a correction, nothing tells which of them is the answer:
    "4... no wait, I am not that outgoing, 2" and "4. Wait for my brother, 2 at the most".
    """
    for mark in reversed(list(given.words.corrected.finditer(given.text))):
        later = [one for one in found if one.start >= mark.end()]
        if not later or not any(one.start < mark.start() for one in found):
            continue
        announced = later[0].cued or later[0].stated or later[0].final or later[0].concluded
        if corrects(mark, given.text, later[0].start, given.words) or (
            announced and given.words.misread.fullmatch(mark.group())
        ):
            return later
        if may_correct(mark, given.text, later[0].start, given.words):
            return [replace(one, cued=False, leads=False, stated=False, final=False, concluded=False) for one in found]
    return found


def meant(found: list[Candidate], given: Text) -> list[Candidate]:
    """The candidates that are neither refused nor taken back afterwards: "some would answer 5, but I cannot", "4, forget it"."""
    if not found:
        return []
    refusal, undecided = refused(given), withdrawn(given)
    for one in given.words.neither.finditer(given.text):
        if len({other.point for other in found if other.start < one.start()}) > 1:
            undecided = max(undecided, one.start())
    kept = [one for one in found if one.start > undecided]
    return [one for one in kept if one.start > refusal or (one.start == 0 and one.cued)]


def refused(given: Text) -> int:
    """Where an answer is last refused; -1 where none is."""
    return max((one.start() for one in given.words.refusal.finditer(given.text)), default=-1)


def withdrawn(given: Text) -> int:
    """Where an answer is last taken back; -1 where none is: "4, forget it", "4. Correction: I cannot give a number"."""
    said, text = given.words, given.text
    back = [one.start() for one in said.withdrawn.finditer(text)]
    back += [
        mark.start()
        for mark in said.corrected.finditer(text)
        if said.refusal.search(SENTENCES.split(text[mark.end() :])[0])
    ]
    return max(back, default=-1)


def _numbers(given: Text) -> Iterator[Candidate]:
    text, said = given.text, given.words
    several_listed = len(LIST_MARK.findall(text)) > 1
    taken_to, rated, things, apart = 0, False, names_a_thing(text, said), numbered(text)
    for found in NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if found.start() < taken_to:
            continue
        if (things and rates_a_thing(before, after, said)) or (rated and not of_oneself(before, said)):
            rated = True
            continue
        if rates_a_name(before, after) or of_another_item(before):
            rated = True
            continue
        if about_something_else(before, found.group(2), after) or found.start(2) in apart:
            many = OF_SO_MANY.match(after)
            taken_to = found.end() + many.end() if many else taken_to
            continue
        if POINT_MEANS.match(after):
            continue
        if is_of_a_machine(before, text) or ruled_out(before, after, given.words, given.languages):
            continue
        if (several_listed and is_list_mark(text, found)) or is_entry(text, found, said):
            continue
        if GLUED_AFTER.match(after) and not re.match(r"(?i)\s*out of\b", after):
            if re.match(r"[%^]|\s*%", after) and not before.strip():
                yield Candidate(None, found.start(), problem=f"{found.group()}{after[:1]} is not a scale point")
            continue
        if COMPARED.search(before) or after.startswith("+"):
            yield _candidate(None, found, given, f"{_shown(before, found, after)} is not one scale point")
            continue
        other, second = _other_scale(after, given), compiled(_second(said)).match(after) or _perhaps(after, said)
        if second and other is None and _counted(found, after[second.end() :], given):
            continue
        if second and other is None:
            taken_to = found.end() + second.end()
            yield _candidate(None, found, given, f"several answers: {found.group()}, {second.group(1)}")
            continue
        if other is not None:
            taken_to = found.end() + other.end()
            if _share_of_something(before, said):
                continue
        elif not _set_off(before, after, found, given):
            continue
        if _either_behind(before, said):
            yield replace(_candidate(None, found, given, f"several answers: {found.group()} or another"), cued=True)
            continue
        if LISTED.search(before) and re.search(r"[^\W\d]", before) and not said.corrected.search(before):
            yield _candidate(None, found, given, f"several answers: {found.group()} among others")
            continue
        yield _number(found, other, given)


def _counted(found: re.Match[str], after: str, given: Text) -> bool:
    """Whether a pair of numbers counts something, as in "4 and 7 years", or is an age and a number: "61 and 2 grandsons"."""
    age = int(found.group(2)) > max(FAR_OFF, given.scale.high) and not _may_follow(after, given.words)
    return age or given.words.count.match(after) is not None


def _either_behind(before: str, said: Words) -> bool:
    """Whether a number is a choice beside another one, with words between: "put down a 5, or a 1, nobody reads it"."""
    return (
        compiled(rf"(?i)\d[^.!?\n\d]{{0,25}},\s*(?:{said.pair})\s*(?:(?:{said.articles})\s+)?\Z").search(before)
        is not None
    )


def _second(said: Words) -> str:
    return "(?i)" + SECOND.format(ends=f"{said.ends}|{said.pair}", articles=said.articles)


def _perhaps(after: str, said: Words) -> re.Match[str] | None:
    """Another number that may as well be the answer: "4, or maybe 2"."""
    either = compiled(rf"(?i)\s*,?\s*(?:{said.pair})\s+").match(after)
    perhaps = said.considered.match(after, either.end()) if either else None
    number = compiled(rf"(?i)\s+(?:(?:{said.articles})\s+)?(\d+)(?!\.?\d)")
    return number.match(after, perhaps.end()) if perhaps else None


def _other_scale(after: str, given: Text) -> re.Match[str] | None:
    """The end of the scale after a number: "/5", "out of 7", in any language a short word and the top of the scale."""
    said = given.words
    known = compiled(rf"(?i)\s*(?:/|out of|of|{said.of})\s*(?:(?:the|den|les|las|los|os|de)\s)?(\d+)(?![.,]?\d)").match(
        after
    )
    if not known or compiled(rf"(?i)\s*(?:{said.pair})\s").match(after):
        known = compiled(rf"(?i)\s+(?!vs?\b)[^\W\d_]{{1,4}}\s+({given.scale.high})(?![.,]?\d)").match(after)
        if not known or compiled(_second(said)).match(after):
            return None
    return known if _may_follow(after[known.end() :], said) else None


def _may_follow(after: str, said: Words) -> bool:
    """Whether the words after a number may follow an answer; another word is what the number counts."""
    if ALLOWED_AFTER.match(after) or said.answer_after.match(after) or not after.strip():
        return True
    word = re.match(r"\s+(?!of\b)([^\W\d_]+(?:'[^\W\d_]+)?)", after)
    return word is not None and (word[1].lower() in said.follows or word[1].lower().endswith("ly"))


def _share_of_something(before: str, said: Words) -> bool:
    """Whether a fraction stands in the middle of a clause that announces nothing: "the key is split into 3 of 5"."""
    announced = said.answer.search(before) or said.answer_directly.search(before) or said.own.search(before)
    return not announced and _words_beside(before, "", said) > FEW_WORDS


def _set_off(before: str, after: str, found: re.Match[str], given: Text) -> bool:
    """Whether a number stands as an answer does: announced, or apart from the words around it, and counts nothing."""
    said = given.words
    top = int(found.group(2)) == given.scale.high and compiled(rf"(?i)\b(?:{said.of})\s*\Z").search(before)
    cued, directly, colon = said.answer.search(before), said.answer_directly.search(before), _colon(before, given)
    time = TIME.search(before)
    if time and re.fullmatch(said.articles, time.group().strip(), re.I):
        time = None  # "Um 3": in Portuguese an article, in German a time
    if (top or time or SIGN_BEFORE.search(before)) and not (cued or directly or NUMBER_SIGN.match(before)):
        return False
    if top and compiled(rf"(?i)\s*(?:{said.pair})\s+(?:{said.of})\s+\d").match(after):
        return False  # "whether of 5 or of 20"
    if said.count.match(after) and not said.answer_after.match(after):
        return False
    if said.answer_after.match(after):
        return True
    if re.match(rf"\s*{CJK}", after):
        contrast = any(not before[one.end() :].strip() for one in said.but.finditer(before))
        points = (contrast or SET_OFF.search(before)) and re.match(r"\s*[分点點점번番](?:\Z|[.,!;]|이요|요)", after)
        leads = not re.search(r"\w", before) and BESIDE_CJK.match(after)
        return bool(cued or directly or colon or points or leads)
    begins = not re.search(r"\w", before)
    if int(found.group(2)) > FAR_OFF and not (cued or begins):
        return False  # an age, a year
    if cued or ASKED.search(before) or just_corrected(before, after, said) or NUMBER_SIGN.match(before):
        return _may_follow(after, said)
    contrast = any(not before[one.end() :].strip() for by in (said.but, said.considered) for one in by.finditer(before))
    article = compiled(rf"(?i)(?:\A|\W)(?:{said.articles})\s*\Z").search(before)
    clause = clause_before(before[: directly.start()], said) if directly else ""
    if directly and not re.search(r"\w", clause) and EMPHASIS.match(after):
        return True  # "It's 2 really."
    if (directly or contrast or article) and EMPHASIS.match(after) and another_denied(before, said):
        return True
    if colon or directly or begins or said.final.search(before) or said.conclusion.search(before):
        return bool(ALLOWED_AFTER.match(after))
    apart = contrast or article or SET_OFF.search(before)
    asked_back = re.search(rf"(?<!\d){found.group(2)}(?!\d)[^.!?\n]*\?", after)  # "Who is there? 2. 2 who?"
    if asked_back or IN_QUOTE.search(before):
        return False
    if not (apart and ALLOWED_AFTER.match(after)) or _words_beside(before, after, said) > FEW_WORDS:
        return False
    return len(re.findall(r"\w+", given.text)) <= MANY_WORDS or _is_first_or_last(before, after)


def _is_first_or_last(before: str, after: str) -> bool:
    """Whether a number stands in a few words of its own at the beginning or at the end of a text."""
    sentence = re.split(r"[.!?\n]", before)[-1], re.split(r"[.!?\n]", after)[0]
    edge = not before[: len(before) - len(sentence[0])].strip() or not after[len(sentence[1]) :].strip(" .!?\n\"')*")
    return edge and len(re.findall(r"\w+", " ".join(sentence))) <= FEW_WORDS


def _colon(before: str, given: Text) -> bool:
    """Whether a colon announces a number: after a word such as "answer", or in a short text."""
    short = len(re.findall(r"\w+", given.text)) <= FEW_BEFORE_COLON
    return bool(STATED.search(before) or (COLON.search(before) and short))


def _words_beside(before: str, after: str, said: Words) -> int:
    """The number of words in the same clause as a number."""
    clause = clause_before(before, said, ends=r"[.;:!?\n,()]") + " " + re.split(r"[.;:!?\n,()]", after)[0]
    return len(re.findall(r"\w+", clause))


def _shown(before: str, found: re.Match[str], after: str) -> str:
    compared = COMPARED.search(before)
    return f"{compared.group().strip() if compared else ''}{found.group()}{'+' if after.startswith('+') else ''}"


def _candidate(
    point: int | None, found: re.Match[str], given: Text, problem: str = "", label: bool = False
) -> Candidate:
    said = given.words
    before, after = given.text[: found.start()], given.text[found.end() :]
    stated = bool(STATED.search(before))
    only_stated = stated and not re.search(r"\w", STATED.sub("", before))
    leads = (only_stated or not re.search(r"\w", before)) and bool(
        re.match(r"\s*(?:\Z|[.,;:!\n(=/-]|" + CJK + ")", after)
    )
    cued = bool(said.answer.search(before) or said.answer_directly.search(before) or said.answer_after.match(after))
    others = not stated and of_others(before, said)
    considered = not stated and said.considered.search(clause_before(before, said))
    asked = QUESTIONED.match(after) and not (cued and TAG_QUESTION.match(after))
    weak = others or bool(asked or considered)
    return Candidate(
        point,
        found.start(),
        cued=cued,
        leads=leads,
        concluded=bool(said.conclusion.search(before)),
        final=bool(said.final.search(before)),
        stated=stated,
        weak=weak,
        others=others,
        problem=problem,
        label=label,
    )


def _number(found: re.Match[str], other: re.Match[str] | None, given: Text) -> Candidate:
    """The candidate for a number: a scale point, or why it is not one."""
    text, scale = found.group(), given.scale
    whole = (not found.group(3) or set(found.group(3)[1:]) == {"0"}) and not re.match(r"0\d", found.group(2))
    value = int(found.group(2)) * (-1 if found.group(1) else 1)
    problem = ""
    if not whole:
        problem = f"{text} lies between scale points"
    elif other and int(other.group(1)) != scale.high:
        problem = f"{text} is on another scale, up to {other.group(1)}"
    elif value not in scale.points:
        problem = f"{text} is not on the scale from {scale.low} to {scale.high}"
    one = _candidate(None if problem else value, found, given, problem)
    return replace(one, of_top=other is not None and not problem)


def _labels(given: Text) -> Iterator[Candidate]:
    text = given.text
    lower = text.lower() if text.isascii() else None
    taken: list[tuple[int, int]] = []
    joined = rf"\s*(?:{TO}|{given.words.ends}|{given.words.pair})\s*"  # 'agree' and 'disagree'
    for spelled in spelled_labels(given.scale, given.languages):
        if lower is not None and spelled.lower is not None and spelled.lower not in lower:
            continue
        for found in spelled.pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            lost = spelled.side and not found.group().endswith(spelled.side) and found.group() != text.strip(" .'")
            before, after = text[: found.start()], text[found.end() :]
            inside = not spelled.apart and not LABEL_ENDS.match(after)
            beside = compiled(rf"'{joined}'\s*\Z").search(before) or compiled(rf"\s*'{joined}'").match(after)
            if not (
                lost
                or inside
                or beside
                or agrees_with_people(after, given.words)
                or agrees_with_somebody(after)
                or told_of_others(before, after, given.words)
                or only_words(before, after, middle=2 * spelled.point == given.scale.low + given.scale.high)
                or left_open(before, given.words)
                or ruled_out(before, after, given.words, given.languages)
            ):
                yield _candidate(spelled.point, found, given, label=True)
