"""Whether a number in a reply takes the place of what was said before it, as in "4... no wait, 2"."""

import re

from persona_collapse.reading.languages import Words
from persona_collapse.reading.patterns import CLAUSES, PLAIN_NO, RATHER_WORD, SENTENCES


def corrects(mark: re.Match[str], text: str, start: int, said: Words) -> bool:
    """Whether nothing is between a correction and the number at `start` but words that announce it.

    The reason of a correction may be, where it says what was misread, or where the number is the whole last sentence.
    """
    return _follows(mark, text[mark.end() : start], re.sub(r"\A\d+", "", text[start:]), said)


def just_corrected(before: str, after: str, said: Words) -> bool:
    """Whether a correction stands directly before a number, of which the text before and after is given."""
    return any(_follows(mark, before[mark.end() :], after, said) for mark in said.corrected.finditer(before))


def may_correct(mark: re.Match[str], text: str, start: int, said: Words) -> bool:
    """Whether the number at `start` stands by itself in the sentence of a correction, behind other words."""
    gap = text[mark.end() : start]
    set_off = re.search(rf"(?i)([,:;-])\s*(?:(?:{said.articles})\s+)?\Z", gap)
    if not set_off or SENTENCES.search(gap) or (set_off[1] == ":" and PLAIN_NO.fullmatch(mark.group())):
        return False  # "No, I have no children, but cats: 2."
    return re.match(r"\d+\s*(?:\Z|[.!,;])", text[start:]) is not None


def _follows(mark: re.Match[str], gap: str, after: str, said: Words) -> bool:
    if said.misread.fullmatch(mark.group()):
        gap = CLAUSES.split(gap)[-1]
    elif not re.search(r"\w", after):
        gap = SENTENCES.split(gap)[-1]
    for pattern in (said.corrected, said.announcing, RATHER_WORD):
        gap = pattern.sub(" ", gap)
    return re.search(r"\w", gap) is None
