"""Words, sentences and lines of a text; in scripts without spaces between words, each character counts as a word."""

import re
import unicodedata
from collections.abc import Iterable

SPACE = re.compile(r"[\s\u2013\u2014/]+|--+|\.{2,}|\u2026")
"""What separates words: white space, dashes, slashes, ellipses."""

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""A character of a script without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

CHARACTERS_PER_WORD = 2
"""Characters of such a script that are as long as a word; Chinese words have one or two, Thai ones more."""

END = re.compile(r"[.!?\u3002\uff01\uff1f\u061f\u0964]+[\"'\u201d\u2019)\]]*(?=\s|\Z)|[\u3002\uff01\uff1f]|\n\s*")
ABBREVIATION = re.compile(r"(?:\A|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|e\.g|i\.e|[A-Z])\.\Z")

HEADER = re.compile(r"^[ \t]*#{1,6}[ \t]+\S.*$|^[ \t]*(?:\*\*|__)[^*_\n]+(?:\*\*|__):?[ \t]*$", re.M)
LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+\u2022\u25cf]|\d{1,3}[.)])[ \t]+", re.M)
MARKS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+|^[ \t]*>[ \t]?", re.M)


def words(text: str) -> list[str]:
    """The words of a text as written, without punctuation at their ends; emoji and single marks are not words.

    Of scripts without spaces between words, each character is one.

    >>> words("Well\u2014I'm **Zoë** (34), a well-known poet... 😀")
    ['Well', "I'm", 'Zoë', '34', 'a', 'well-known', 'poet']
    >>> words("我是 Zoë。")
    ['我', '是', 'Zoë']
    """
    if not text.isascii():
        text = UNSPACED.sub(r" \g<0> ", text)
    parts = (part if part.isalnum() else _bare(part) for part in SPACE.split(text))
    return [part for part in parts if any(map(str.isalnum, part))]


def length(text: str) -> float:
    """The length of a text in words; two characters of a script without spaces are as long as one.

    >>> length("I am Zoë"), length("我是张三")
    (3.0, 2.0)
    """
    every = words(text)
    characters = 0 if text.isascii() else sum(UNSPACED.match(one) is not None for one in every)
    return len(every) - characters * (1 - 1 / CHARACTERS_PER_WORD)


def sentences(text: str) -> list[str]:
    """The sentences of a text: up to ., !, ?, their equivalents in other scripts, or the end of a line; "Dr." does not
    end a sentence.

    >>> sentences("I met Dr. Wu. Really?! Yes\\nA new line")
    ['I met Dr. Wu.', 'Really?!', 'Yes', 'A new line']
    """
    found, start = [], 0
    for end in END.finditer(text):
        if not ABBREVIATION.search(text, max(start, end.end() - 7), end.end()):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return [one for one in found if words(one)]


def running_text(text: str) -> str:
    """A text without headers, the marks of list items, and emphasis.

    >>> running_text("# About me\\n\\nI am *Ann*.\\n- I paint")
    'I am Ann.\\nI paint'
    """
    return MARKS.sub("", LIST_ITEM.sub("", HEADER.sub("", text))).strip()


def ngrams(tokens: list[str], n: int) -> set[tuple[str, ...]]:
    """The different sequences of n words; the whole text as one sequence when it is shorter.

    >>> sorted(ngrams(["a", "b", "a", "b"], 2))
    [('a', 'b'), ('b', 'a')]
    """
    return {tuple(tokens[place : place + n]) for place in range(max(1, len(tokens) - n + 1))}


def phrases(values: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the given words or phrases as a whole, in any case; None if there are none.

    >>> phrases(["Peru", "New Zealand"]).sub("_", "peru, Peruvian, New  Zealand")
    '_, Peruvian, _'
    """
    spelled = {r"\s+".join(map(re.escape, value.split())) for value in values if value.strip()}
    longest_first = sorted(spelled, key=lambda one: (-len(one), one))
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(longest_first)})(?!\w)") if spelled else None


def _bare(part: str) -> str:
    """A word without the characters at its ends that are not letters, accents or digits."""
    if part[:1].isalnum() and part[-1:].isalnum():
        return part
    first, end = 0, len(part)
    while first < end and unicodedata.category(part[first])[0] not in "LMN":
        first += 1
    while end > first and unicodedata.category(part[end - 1])[0] not in "LMN":
        end -= 1
    return part[first:end]
