"""Whether a number in a reply belongs to something else: a list, an entry, a house, a thing that is rated."""

import re
from functools import lru_cache

from persona_collapse.reading.languages import CJK, Words
from persona_collapse.reading.patterns import (
    ASKED,
    ASSIGNED,
    BARE_MARK,
    CALENDAR,
    CALLED,
    DESERVES,
    DETERMINERS,
    ENTRY,
    FOOTNOTE,
    HEADER,
    IN_GLUED_BRACKET,
    IN_ROW,
    KEY,
    KEYS_OF_ANSWERS,
    LIST_MARK,
    MONEY,
    NAMED_BY_NUMBER,
    NOTE,
    NOTED,
    NUMBERED,
    NUMBERED_BY_SIGN,
    OF_ONESELF,
    ORDINAL,
    OTHER_NUMBER,
    QUOTED_AFTER_QUOTE,
    RATIO,
    REFERRED,
    REPORT,
    RETRIED,
    SELF_OBJECT,
    SERVER_ERROR,
    SEVERAL_ENTRIES,
    SMILE,
    STATED,
    STATEMENTS,
    STREET,
    STREET_AFTER,
    SUBJECTS,
    TAIL,
)
from persona_collapse.reading.undecided import given_to_a_thing
from persona_collapse.reading.whose import clause_before


def about_something_else(before: str, number: str, after: str) -> bool:
    """Whether a number is that of a house, a match, an hour, a sum of money, a statement, a thing, or in program code."""
    ratio = RATIO.match(after) or re.search(r"\d(?::|\s*(?:대|比|对)\s*)\Z", before)
    reported = CALLED.search(before) or QUOTED_AFTER_QUOTE.search(before)
    french = re.search(r"(?i)\bnote\s+:\s*\Z", before)  # "Note : 4", what a mark is called
    other = OTHER_NUMBER.search(before) and not (ASKED.search(before) or french)
    counted = (RETRIED.search(before) and re.match(r"\s*/\s*\d", after)) or given_to_a_thing(before)
    house = STREET.search(before) or STREET_AFTER.match(after)
    return bool(
        ratio
        or reported
        or other
        or counted
        or house
        or _after_a_name(before, number, after)
        or ASSIGNED.search(before)
        or NAMED_BY_NUMBER.search(before)
        or REPORT.search(before)
        or MONEY.search(before)
        or CALENDAR.search(before)
        or ORDINAL.match(after)
    )


def _after_a_name(before: str, number: str, after: str) -> bool:
    """Whether a number belongs to the word before it, as that of a hint, a manual, a footnote, or as a smile.

    >>> _after_a_name("poll(", "2", ")"), _after_a_name("Hint #", "5", ": read"), _after_a_name("Fun :", "3", " ")
    (True, True, True)
    """
    named = IN_GLUED_BRACKET.search(before) if re.match(r"[)\]]", after) else None
    if number == "3" and re.match(r"[)_\s]|\Z", after):
        named = named or SMILE.search(before)
    if (sign := NUMBERED_BY_SIGN.search(before)) and (re.match(r"\s*:", after) or before.endswith(f"{sign[1]}#")):
        named = sign
    note = NOTE.search(before) and re.match(r"\s*:\s*[^\W\d]", after) and not OF_ONESELF.search(after)
    return bool(note or REFERRED.search(before) or (named and not KEYS_OF_ANSWERS.search(named[1])))


def is_entry(text: str, found: re.Match[str], said: Words) -> bool:
    """Whether a number is the value of one of several entries, as in a description: "age: 58"."""
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    announced = STATED.search(line) or said.answer.search(line)
    return not announced and ENTRY.fullmatch(line.strip()) is not None and len(ENTRY.findall(text)) >= SEVERAL_ENTRIES


def is_list_mark(text: str, found: re.Match[str]) -> bool:
    """Whether a number begins a line of a list, or is a mark with which it breaks off: "1. wash, 2. rinse, 3."."""
    begins = text.rfind("\n", 0, found.start()) + 1
    if text[begins : found.start()].strip():
        return False
    if (bare := BARE_MARK.match(text[begins:])) and begins:
        before = LIST_MARK.findall(text[:begins])
        last = [int(re.findall(r"\d+", one)[0]) for one in before][-1:]
        return last == [int(bare[1]) - 1] or (bool(last) and bare[1] == "1" and text[:begins].rstrip().endswith(":"))
    return LIST_MARK.match(text[begins:]) is not None


def numbered(text: str) -> set[int]:
    """Where the numbers of things stand that a text numbers with one word, of points in a row, and of footnotes.

    >>> numbered("Plan 1: wait. Plan 2: go") == {5, 19}, numbered("Plan 1: wait")
    (True, set())
    >>> numbered("Choose: (1) stay or (2) go") == {9, 21}, numbered("A book [2].\\n[2] Out of print.") == {8, 13}
    (True, True)
    """
    places: dict[str, dict[str, int]] = {}
    for one in NUMBERED.finditer(text):
        places.setdefault(one[1].lower(), {})[one[2]] = one.start(2)
    found = {place for several in places.values() if len(several) > 1 for place in several.values()}
    noted = NOTED.search(text) is not None
    marks = [re.escape(one[1]) for one in FOOTNOTE.finditer(text)] if noted else []
    if IN_ROW.search(text):
        marks.append(r"\(\d\)(?=\s)")
    return found | {one.start() + 1 for mark in marks for one in re.finditer(mark, text)}


def is_of_a_machine(before: str, text: str) -> bool:
    """Whether a number is a value in an object of JSON, or of a server's error, under a name that is no answer.

    >>> is_of_a_machine("{'persona_id': ", "{'persona_id': 4}"), is_of_a_machine("{'my_rating': ", "{'my_rating': 4}")
    (True, False)
    """
    key = KEY.search(before) if "{" in before else HEADER.search(before)
    return SERVER_ERROR.match(text) is not None or (key is not None and not KEYS_OF_ANSWERS.search(key[1]))


def names_a_thing(text: str, said: Words) -> bool:
    """Whether a text names anything that `rates_a_thing` looks for."""
    return _named(said.things).search(text) is not None


def rates_a_thing(before: str, after: str, said: Words) -> bool:
    """Whether a number rates a thing, neither a statement nor a person: "the film? 3", "I gave the hotel a 4"."""
    for named in _things(said.things, said.rates):
        found = named.search(clause_before(before, said, ends=r"[.!\n]"))
        if found and not SELF_OBJECT.search(found["between"]):
            alone = "rates" not in named.groupindex
            if not (alone and said.own.search(found["between"])):
                return True
    return _rated_after(said.things).match(after) is not None


def of_oneself(before: str, said: Words) -> bool:
    """Whether a number behind those of things is the respondent's own answer."""
    clause = clause_before(before, said)
    announced = STATED.search(before) or said.final.search(before) or said.conclusion.search(before)
    return bool(announced or said.own.search(clause) or SELF_OBJECT.search(clause))


@lru_cache(maxsize=64)
def _named(things: str) -> re.Pattern[str]:
    return re.compile(rf"(?i){things}|{SUBJECTS}|{DESERVES}|值")


@lru_cache(maxsize=64)
def _things(things: str, rates: str) -> tuple[re.Pattern[str], ...]:
    """What stands before a number that rates a thing: the thing alone, behind the verb, before the verb."""
    thing, few = rf"(?:{things}|{SUBJECTS})", r"(?:\W+\w+)"
    topic = rf"\A\W*(?:(?:{rates})\W+)?(?:\w{{1,3}}\W+)?(?:{DETERMINERS})\W*(?:\w+\W+){{0,2}}?{thing}(?P<between>(?:\W+(?:{TAIL}){few}{{0,4}}?)?)\W*\Z"
    behind = rf"(?P<rates>{rates})(?:\W+(?!(?:of|for|von|für|zu|pour|por|per|voor)\b)\w+){{0,4}}?\W+{thing}(?P<between>{few}{{0,4}}?)\W*\Z"
    fronted = rf"\A\W*(?:\w+\W+){{0,4}}?{thing}(?P<between>{few}{{0,3}}?\W+(?P<rates>{rates}){few}{{0,4}}?)\W*\Z"
    beside = rf"(?<!在){thing}(?!에서|보다|で|より)(?P<rates>)(?P<between>(?:[, ]?{CJK}[^.,!?\n\d]{{0,9}})?)\Z"
    worth = rf"\A\W*(?:the|an?|that|der|die|das|le|la|l'|les|el|los|las|il|lo|gli|o|a|os|as|de|het|die|dieser|dieses|diese|dit|那[个家部])\W*(?!(?:\w+\W+){{0,2}}?(?:{STATEMENTS})\b)\w+{few}{{0,2}}?\W*(?:{DESERVES}|值)(?:\s+(?:from me|von mir|van mij|de moi|de mí|da me|de mim))?(?P<between>(?:\s+\w+){{0,2}}?)\s*\Z"
    return tuple(re.compile(rf"(?i){one}") for one in (topic, behind, fronted, beside, worth))


@lru_cache(maxsize=64)
def _rated_after(things: str) -> re.Pattern[str]:
    """What stands behind a number that rates a thing: "4 out of 5 for the film", "a 2 in maths"."""
    top = r"(?:\s*(?:/|out of|von|sur|de|su|van(?: de)?|em)\s*\d+)?(?:\s+(?:points?|stars?|sterne|punkte|étoiles|puntos|punti|pontos|punten|sterren))?"
    to = rf"(?:for|to|für|à|au|aux|pour|al|alla|allo|all'|a|para|ao|voor|aan)\s+(?:\w+\s+){{0,3}}?(?:{things})"
    return re.compile(rf"(?i){top}\s+(?:{to}|(?:in|en|em)\s+(?:{SUBJECTS}))(?!\w)")
