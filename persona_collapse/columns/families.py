"""Names of columns as people spell them: a prefix in any case and separator, and a number with or without padding."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from persona_collapse.instruments import Instrument

_NUMBERED = re.compile(r"(.*?)[\s_.\-:#/]*(\d+)[rR]?")
_WORDS = re.compile(r"[a-z]+|\d+")

GENERIC = re.compile(
    r"(?:.*\.)?(?:|q|qid\d*|q\d+|item|items|v|var|x|i|question|answers?|responses?|rating|statement|s|r|frage|bigfive|big5)"
)
"""Prefixes that say nothing of the questionnaire: Q1, item_1, V1, i1, 1; Q5_1 of Qualtrics; answers.1 of JSON."""

NOTHING = ("q", "item", "items", "i", "v", "question", "answer", "answers", "response", "responses")
"""Words after the name of a questionnaire that mean "item": BFI_Q1, bfi44_item_1."""


LONGEST = 37
"""Characters of the name of a column in a message."""


@dataclass(frozen=True)
class Family:
    """Numbered columns of one prefix.

    Attributes
    ----------
    prefix : in lower case, without separators
    columns : number -> column
    """

    prefix: str
    columns: Mapping[int, str]

    @property
    def generic(self) -> bool:
        """Whether the prefix says nothing of the questionnaire."""
        return GENERIC.fullmatch(self.prefix) is not None

    @property
    def printed(self) -> str:
        """The first and the last column.

        >>> families(["q1", "Q2", "Q3"])[0].printed
        'q1..Q3'
        """
        return span([self.columns[number] for number in sorted(self.columns)])

    def complete(self, items: int) -> bool:
        """Whether the numbers are those of that number of items, from 1, and no more."""
        return set(self.columns) >= set(range(1, items + 1)) and not self.longer(items)

    def longer(self, items: int) -> bool:
        """Whether the numbers begin below 1 or go on behind the last item."""
        return 0 in self.columns or items + 1 in self.columns


def shortened(column: str) -> str:
    """The name of a column on one line; a question that is its name is cut.

    >>> shortened("How well does this describe you? I am the life of the party")
    'How well does this describe you? I am..'
    """
    name = " ".join(column.split())
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}.."


def span(columns: Iterable[str]) -> str:
    """Columns in a few words.

    >>> span(["Q1", "Q2", "Q3"]), span(["Q1"])
    ('Q1..Q3', 'Q1')
    """
    names = [shortened(name) for name in columns]
    return names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"


def key_of(name: str) -> tuple[str, int] | None:
    """What a spelling means: its prefix without case and separators, and its number; None without a number.

    >>> key_of("BFI_Q01"), key_of("bfi44_1"), key_of("Big Five _1"), key_of("bfi.6R"), key_of("age")
    (('bfiq', 1), ('bfi44', 1), ('bigfive', 1), ('bfi', 6), None)
    """
    found = _NUMBERED.fullmatch(name.strip())
    if found is None or len(found[2]) > 6:
        return None
    head, dot, last = found[1].lower().rpartition(".")
    path = head + dot if dot and not last.strip("_ -").isdigit() else ""
    return path + re.sub(r"[\s_.\-:#/]+", "", found[1].lower()[len(path) :]), int(found[2])


def families(names: Iterable[str]) -> list[Family]:
    """Columns with a number, by prefix, the largest family first; a number that two columns have belongs to neither."""
    found: dict[str, dict[int, list[str]]] = {}
    for name in names:
        key = key_of(name)
        if key is not None:
            found.setdefault(key[0], {}).setdefault(key[1], []).append(name)
    every = [
        Family(prefix, {number: some[0] for number, some in numbers.items() if len(some) == 1})
        for prefix, numbers in found.items()
    ]
    return sorted(every, key=lambda family: -len(family.columns))


def names_the(instrument: Instrument, prefix: str) -> bool:
    """Whether a prefix names an instrument, or the kind that it is: bfi44, bfi, bfi44q for the BFI-44.

    >>> from persona_collapse.instruments import bfi44
    >>> [names_the(bfi44(), prefix) for prefix in ("bfi44", "bfiq", "bfi2", "hexaco", "q")]
    [True, True, False, False, False]
    """
    stripped = prefix.rpartition(".")[2]
    ways = {stripped, *(stripped.removesuffix(word) for word in NOTHING if stripped.endswith(word))}
    return any(_is_part(way, name) for way in ways for name in _names(instrument))


def mentions_the(instrument: Instrument, prefix: str) -> bool:
    """Whether a prefix ends in a name of an instrument, behind other words: human_bfi_1.

    >>> from persona_collapse.instruments import bfi44
    >>> [mentions_the(bfi44(), prefix) for prefix in ("humanbfi", "modelbfi44q", "hexaco")]
    [True, True, False]
    """
    return any(names_the(instrument, prefix[start:]) for start in range(1, len(prefix) - 2))


def pattern_of(column: str) -> str:
    """The pattern of --map by which the first column of a family is named.

    >>> pattern_of("model_bfi_1"), pattern_of("Q01")
    ('model_bfi_{}', 'Q{:02}')
    """
    digits = re.search(r"\d+$", column)
    if digits is None:
        return column
    return column[: digits.start()] + ("{}" if len(digits[0]) == 1 else f"{{:0{len(digits[0])}}}")


def _names(instrument: Instrument) -> set[str]:
    """The name of an instrument, and the prefixes that it says its columns have."""
    spelled = {spelling.partition("{")[0].lower() for spelling in instrument.spellings}
    return {instrument.id.lower(), *(one for one in spelled if not GENERIC.fullmatch(one.strip("_ .-")))}


def _is_part(prefix: str, name: str) -> bool:
    """Whether a prefix is made of words of a name, in order, one of them of letters."""
    words = [word for word in _WORDS.findall(name) if word not in NOTHING]
    ways = {""}
    for word in words:
        ways |= {way + word for way in ways}
    return prefix in ways and any(letter.isalpha() for letter in prefix)
