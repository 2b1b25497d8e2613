"""Whether a text is in English, the language of the lexicons and word lists."""

from functools import cache

from persona_collapse.instruments import catalogue
from persona_collapse.measures.text.words import words
from persona_collapse.texts import lexicons

LEAST = 0.45
"""Share of known words from which a text is English. Introductions and stories in English have .5 to 1; texts of 40 other
languages up to .39 (Afrikaans, whose small words are often English ones). A list of names has less, and is taken for
another language."""


@cache
def known_words() -> frozenset[str]:
    """English words, in lower case: those of the bundled questionnaires in English (their 131 dilemmas above all) and of
    the lexicons, because a list of attributes has few other words.

    >>> {"nurse", "house", "the", "bookkeeper"} <= known_words(), "haus" in known_words()
    (True, False)
    """
    english = (name for name in catalogue.names() if catalogue.languages_of(name)[0] == "en")
    asked = (item.text for name in english for item in catalogue.bundled(name).items)
    return lexicons.vocabulary().union(*map(_lowered, asked))


def is_english(text: str) -> bool:
    """Whether a text is in English: nearly half of its words are known English words.

    Parameters
    ----------
    text : twenty words or more; a shorter text may be taken for another language

    >>> is_english("I am a nurse in Lagos, and I like quiet mornings"), is_english("Ich arbeite als Krankenpfleger in Lagos")
    (True, False)
    """
    said = _lowered(text)
    return bool(said) and sum(one in known_words() for one in said) >= LEAST * len(said)


def _lowered(text: str) -> list[str]:
    return [one.lower() for one in words(text.replace("\u2019", "'"))]
