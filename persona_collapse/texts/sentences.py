"""A text prepared for search: one sentence per line, in lower case, without markup and quotations."""

import html
import re
import unicodedata

INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|table|section)\b[^<>]{0,300}>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,300}>")
DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
SINGLE = "\u2018\u2019\u201a\u201b\u2032"
HYPHENS = "\u2010\u2011\u2012"
DASHES = "\u2013\u2014\u2015"
LETTERS = str.maketrans(
    {
        **dict.fromkeys(DOUBLE, '"'),
        **dict.fromkeys(SINGLE, "'"),
        **dict.fromkeys(HYPHENS, "-"),
        **dict.fromkeys(DASHES, "\u2014"),
        **dict.fromkeys("*_#>`|~", " "),
    }
)
UNITED_STATES = re.compile(r"\bU\.S\.(?:A\.)?(?!\w)|\bUSA\b|(?<=\b[Tt]he )US\b|(?<=\bin )US\b")
INCHES = re.compile(r"(?<=\d)[\"']{1,2}(?=[\s.,;)]|$)")
DOUBLE_QUOTES = re.compile(r'"[^"\n]{1,600}"')
SINGLE_QUOTES = re.compile(r"(?<![\w'])'(?=\w)(?:[^'\n]|'(?=\w)){2,400}'(?!\w)")
WRAPPED_LINE = re.compile(r"[ \t]*\n(?=[a-z(])")
SPACES = re.compile(r"[^\S\n]+")
SENTENCE_END = re.compile(r"[.!?;]+(?=\s|$)|[\u061f\u3002\u0964]|\n")


def sentences(text: str) -> list[str]:
    """The sentences of a text: lower case, single spaces, without markup and quotations.

    A quotation becomes a quotation mark, so that the first person in it is not taken for the narrator. A text that is
    in quotation marks as a whole is kept.

    >>> sentences('I am 34. My boss said: "I am a <b>nurse</b>." He is!')
    ['i am 34', 'my boss said: "', 'he is']
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text.replace("\r\n", "\n")))
    plain = TAG.sub(" ", BLOCK_TAG.sub("\n", html.unescape(plain) if "&" in plain else plain)).translate(LETTERS)
    plain = UNITED_STATES.sub("United States", WRAPPED_LINE.sub(" ", plain))
    plain = _unwrapped(INCHES.sub("", plain))
    plain = SINGLE_QUOTES.sub(_mark, DOUBLE_QUOTES.sub(_mark, plain))
    return [line for part in SENTENCE_END.split(SPACES.sub(" ", plain).lower()) if (line := part.strip(" -\u2014•\t"))]


def _mark(quotation: re.Match[str]) -> str:
    """The replacement of a quotation: a mark, and the end of the sentence if it ended there."""
    return '". ' if quotation[0][-2] in ".!?" else '"'


def _unwrapped(text: str) -> str:
    stripped = text.strip()
    whole = len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and stripped.count('"') == 2
    return stripped[1:-1] if whole else text
