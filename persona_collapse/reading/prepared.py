"""A reply made ready to find scale points in it: its languages, number words as digits, the scale left out."""

import re
from dataclasses import dataclass

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.echoes import without_scale
from persona_collapse.reading.languages import (
    Words,
    compiled,
    language,
    languages_of,
    lone_number_word,
    number_words,
    words,
)
from persona_collapse.reading.patterns import (
    HALF,
    HAN,
    HAN_PAIR,
    HAN_POINT,
    KOREAN_ALONE,
    KOREAN_POINT,
    KOREAN_WORD,
    ONE,
)


@dataclass(frozen=True)
class Text:
    """A reply made ready to find candidates in it.

    Attributes
    ----------
    text : number words as digits, repetitions of the scale left out
    scale : as printed
    languages, words : the languages that it is written in, and their expressions
    """

    text: str
    scale: ResponseScale
    languages: tuple[str, ...]
    words: Words


def ready(text: str, scale: ResponseScale) -> Text:
    """A text made ready to find candidates in it."""
    languages = languages_of(text, scale.labels)
    said = words(languages)
    plain = _one_after_correction(digits(text, languages), languages, said)
    return Text(without_scale(plain, scale, said), scale, languages, said)


def _one_after_correction(text: str, languages: tuple[str, ...], said: Words) -> str:
    """The word for one as a digit where it stands alone after a correction: "2... enfin non, un." """
    ones = "|".join(lone_number_word(code, 1) for code in languages if code not in ("zh", "ja", "ko"))
    pattern = rf"{said.corrected.pattern}(?P<by>[\s,.:-]*)(?:{ones})(?=\s*[.!,;]|\s*\Z)"
    return (
        compiled(pattern).sub(lambda found: f"{found.group()[: found.end('by') - found.start()]}1", text)
        if ones
        else text
    )


def digits(text: str, languages: tuple[str, ...] = ("en",)) -> str:
    """Number words as digits; "one" only if it cannot be a pronoun.

    >>> digits("Five out of seven"), digits("Ich gebe eine Vier", ("de",))
    ('5 out of 7', 'Ich gebe eine 4')
    """
    pattern, values = number_words(languages)
    common = {word for code in languages for word in language(code)["words"]}

    def digit(found: re.Match[str]) -> str:
        word = found.group().lower()
        of_the = word in common and re.match(
            r"\s+(?!(?:o|u|y|e|a|ou)\b)[^\W\d]", text[found.end() :]
        )  # Portuguese "dos", in Spanish 2
        system = found.group() == "DOS" and not text.isupper()
        return found.group() if of_the or system else str(values[word])

    text = pattern.sub(digit, text)
    if {"zh", "ja"} & set(languages):
        text = HAN_PAIR.sub(lambda found: f"{HAN[found.group(1)]}-{HAN[found.group(2)]}", text)
        text = HAN_POINT.sub(lambda found: str(HAN[found.group(1)]), text)
    if "ko" in languages:
        count = language("ko")["numbers"].index
        text = KOREAN_WORD.sub(lambda found: f" {count(found.group(1))}", text)
        for pattern in (KOREAN_ALONE, KOREAN_POINT):
            text = pattern.sub(lambda found: str("일이삼사오".index(found.group(1)) + 1), text)
    return HALF.sub(r"\1.5", ONE.sub(r"\g<1>1", text) if "en" in languages else text)
