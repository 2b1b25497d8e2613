"""Whether a number or a label is the respondent's own, now, and not denied."""

import re

from persona_collapse.reading.languages import CJK, Words
from persona_collapse.reading.patterns import (
    ASKED_ABOUT,
    COMPLEMENT,
    EXPLAINED,
    EXPLAINED_AFTER,
    EXPLAINED_BEFORE,
    FEW_BEFORE_NUMBER,
    FOR_SOMEBODY,
    HEARSAY,
    HYPOTHETICAL,
    IN_BRACKET,
    MACHINE,
    METHOD,
    OPINIONS,
    QUOTED_ITEM,
    REJECTED_AFTER,
    SAID_BY,
    SAID_OF_ALL,
    STATED,
    TRANSLATED,
    UNTIL,
)
from persona_collapse.reading.undecided import supposed


def ruled_out(before: str, after: str, said: Words, languages: tuple[str, ...]) -> bool:
    """Whether a number or label is negated, hypothetical, of the past or of other people."""
    quoted = IN_BRACKET.sub("", before)
    if (
        said.negation.search(clause_before(before, said))
        or said.negation.search(clause_before(quoted, said))
        or REJECTED_AFTER.match(after)
        or ASKED_ABOUT.match(after)
        or SAID_BY.match(after)
        or ({"ja", "ko"} & set(languages) and HEARSAY.match(after))
        or HYPOTHETICAL.search(before)
        or supposed(before, said)
    ):
        return True
    view = clause_before(before, said, ends=r"[.;!?\n]")
    if (source := said.source.search(view)) and not _own_behind(view[source.end() :], said):
        return True  # "According to my boss, I'm a 5"
    somebody = said.others.search(view)
    if somebody and FOR_SOMEBODY.fullmatch(view[: somebody.start()]) and not _own_behind(view, said):
        return True  # "For my kids I'm a 5"
    told = said.told.search(before)
    if told and not (said.own.search(before, told.end()) or said.but.search(before, told.end())):
        return True
    if said.between.search(before):
        return False  # a pair, which is read as one
    clause = clause_before(before, said)
    without_subjects = {"zh", "ja", "ko"} & set(languages)  # a clause may leave out who it is about
    few = len(clause.split()) < FEW_BEFORE_NUMBER and re.search(r",[^,]*\Z", before)  # "As a child, a 5."
    whole = clause_before(before, said, ends=r"[.;!?\n]")
    sentence = whole if without_subjects else clause
    if few and said.past.search(whole):
        return True
    if said.past.search(sentence) or said.past_after.match(after):
        return True
    others = max((one.end() for one in said.others.finditer(sentence)), default=-1)
    return others >= 0 and not said.own.search(sentence, others)


def _own_behind(view: str, said: Words) -> bool:
    """Whether a sentence has turned from somebody's number to the respondent: "according to my boss 4, I'd say"."""
    number = re.search(r"\d", view)
    return number is not None and said.own.search(view, number.end()) is not None


def told_of_others(before: str, after: str, said: Words) -> bool:
    """Whether a label tells that others agree: "they strongly agree", "residents strongly agree with the plan"."""
    sentence = clause_before(before, said, ends=r"[.;!?\n:]")
    others = max((one.end() for one in said.others.finditer(sentence)), default=0)
    third = said.third.search(sentence)
    if third and not re.search(CJK, sentence):
        return not said.own.search(sentence, third.start() + 1)
    if said.own.search(sentence, others) or STATED.search(before):
        return False
    if third:
        return True
    last = re.search(r"([^\W\d_]+(?:'[^\W\d_]+)?)\s+\Z", sentence)
    told = last is not None and last[1].lower() not in said.follows and not last[1].lower().endswith("ly")
    return told and COMPLEMENT.match(after) is not None


def only_words(before: str, after: str, *, middle: bool) -> bool:
    """Whether a label does not answer: it is explained, translated, of all others, or said of the questionnaire.

    >>> only_words("I can tell what '", "' means.", middle=False)
    True
    """
    told = SAID_OF_ALL.match(after) or METHOD.match(after) or (middle and (UNTIL.match(after) or OPINIONS.match(after)))
    translated = TRANSLATED.match(after) or re.search(rf"{TRANSLATED.pattern}\Z", before)
    explained = EXPLAINED.search(before) or (EXPLAINED_BEFORE.search(before) and EXPLAINED_AFTER.match(after))
    of_machine = middle and MACHINE.search(
        re.split(r"[.;:!?\n]|(?<!\w)(?:but|aber|mais|pero|ma|mas|maar)(?!\w)", before)[-1]
    )
    return bool(told or translated or explained or of_machine)


def of_others(before: str, said: Words) -> bool:
    """Whether a sentence is about other people, and the few words before a number do not say whom they are about."""
    if said.conclusion.search(before):
        return False
    clause, sentence = clause_before(before, said), clause_before(before, said, ends=r"[.;!?\n]")
    if QUOTED_ITEM.fullmatch(before):
        return False
    others = max((one.end() for one in said.others.finditer(sentence)), default=-1)
    return others >= 0 and len(clause.split()) <= FEW_BEFORE_NUMBER and not said.own.search(sentence, others)


def another_denied(before: str, said: Words) -> bool:
    """Whether a sentence has denied another number, as in "it is not 2, it is"."""
    sentence = re.split(r"[.;!?\n]", before)[-1]
    return any(said.negation.search(sentence[: one.start()]) for one in re.finditer(r"\d", sentence))


def clause_before(before: str, said: Words, ends: str = r"[.;!?\n,:]") -> str:
    """The words before a number back to where its clause, or its sentence, begins."""
    begins = max((one.end() for one in re.finditer(ends, before)), default=0)
    begins = max([begins, *(one.end() for one in said.but.finditer(before))])
    return before[begins:][-120:]
