"""Whether a number in a reply belongs to something else: a list, an entry, a house."""

import re

from persona_collapse.reading.languages import Words
from persona_collapse.reading.patterns import (
    ASKED,
    CALENDAR,
    CALLED,
    ENTRY,
    LIST_MARK,
    MONEY,
    ORDINAL,
    OTHER_NUMBER,
    QUOTED_AFTER_QUOTE,
    RATIO,
    SEVERAL_ENTRIES,
    STATED,
    STREET,
    STREET_AFTER,
)


def about_something_else(before: str, after: str) -> bool:
    """Whether a number is that of a house, a match, an hour, a sum of money, a statement, or in program code."""
    ratio = RATIO.match(after) or re.search(r"\d(?::|\s*(?:대|比|对)\s*)\Z", before)
    reported = CALLED.search(before) or QUOTED_AFTER_QUOTE.search(before)
    other = OTHER_NUMBER.search(before) and not ASKED.search(before)
    house = STREET.search(before) or STREET_AFTER.match(after)
    return bool(
        ratio or reported or other or house or MONEY.search(before) or CALENDAR.search(before) or ORDINAL.match(after)
    )


def is_entry(text: str, found: re.Match[str], said: Words) -> bool:
    """Whether a number is the value of one of several entries, as in a description: "age: 58"."""
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    announced = STATED.search(line) or said.answer.search(line)
    return not announced and ENTRY.fullmatch(line.strip()) is not None and len(ENTRY.findall(text)) >= SEVERAL_ENTRIES


def is_list_mark(text: str, found: re.Match[str]) -> bool:
    """Whether a number begins a line of a list."""
    line = text[text.rfind("\n", 0, found.start()) + 1 :]
    return bool(LIST_MARK.match(line)) and not text[: found.start()].split("\n")[-1].strip()
