"""Which attributes of its narrator a text states, and with which value."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from persona_collapse.texts.anchors import SHORTEST
from persona_collapse.texts.lexicons import Lexicon, Phrase, lexicons
from persona_collapse.texts.narrator import OF_NARRATOR, About, Narration, Standing, narration


@dataclass(frozen=True)
class Mentions:
    """What texts state about one attribute of their narrators.

    Attributes
    ----------
    attribute : its column
    values : (V,) possible values
    found : (T, V) whether text t states that its narrator has value v
    """

    attribute: str
    values: tuple[str, ...]
    found: NDArray[np.bool_] = field(repr=False)


def detect(texts: Sequence[str], those: Iterable[Lexicon] | None = None) -> list[Mentions]:
    """What each text states about its narrator, attribute by attribute.

    A text is read sentence by sentence; statements that are denied, imagined, quoted or about another person are not
    counted.

    Parameters
    ----------
    texts : T texts in English
    those : lexicons; by default those of all 26 attributes

    >>> gender = detect(["I am a man.", "My boss is a man."])[1]
    >>> gender.attribute, gender.values, gender.found.tolist()
    ('gender', ('Female', 'Male', 'Non-binary'), [[False, True, False], [False, False, False]])
    """
    detector = _all() if those is None else Detector(those)
    tables = [np.zeros((len(texts), len(one.values)), dtype=np.bool_) for one in detector.lexicons]
    for row, text in enumerate(texts):
        for one, table, stated in zip(detector.lexicons, tables, detector.stated(text), strict=True):
            table[row] = [value in stated for value in one.values]
    return [Mentions(one.attribute, one.values, table) for one, table in zip(detector.lexicons, tables, strict=True)]


class Detector:
    """Lexicons prepared for search: a phrase is searched only in sentences that contain one of its anchors."""

    def __init__(self, those: Iterable[Lexicon]) -> None:
        self.lexicons = tuple(those)
        phrases = [(number, phrase) for number, one in enumerate(self.lexicons) for phrase in one.phrases]
        self._always = [one for one in phrases if one[1].anchors is None]
        self._by_anchor: dict[str, list[tuple[int, Phrase]]] = {}
        for number, phrase in phrases:
            for anchor in phrase.anchors or ():
                self._by_anchor.setdefault(anchor, []).append((number, phrase))
        self._by_ending: dict[str, list[str]] = {}
        for anchor in self._by_anchor:
            self._by_ending.setdefault(anchor[-ENDING:], []).append(anchor)

    def stated(self, text: str) -> list[set[str]]:
        """The values that a text states for its narrator, one set per lexicon."""
        said = narration(text)
        searched = _Searched(said)
        stated: list[set[str]] = [set() for _ in self.lexicons]
        for number, phrase, sentences in self._tries(said):
            if phrase.value not in stated[number]:
                stated[number] |= searched.values(phrase, self.lexicons[number], sentences)
        return stated

    def _tries(self, said: Narration) -> Iterator[tuple[int, Phrase, Iterable[int]]]:
        """Which phrases to search for, and in which sentences."""
        for number, phrase in self._always:
            yield number, phrase, range(len(said.starts))
        endings = {said.text[at : at + ENDING] for at in range(len(said.text) - ENDING + 1)}
        for ending in endings & self._by_ending.keys():
            for anchor in self._by_ending[ending]:
                if sentences := _sentences_with(anchor, said):
                    for number, phrase in self._by_anchor[anchor]:
                        yield number, phrase, sentences


ENDING = SHORTEST
"""Number of letters by which anchors are sorted; no anchor is shorter."""


@cache
def _all() -> Detector:
    return Detector(lexicons())


def _sentences_with(anchor: str, said: Narration) -> list[int]:
    found: list[int] = []
    place = said.text.find(anchor)
    while place >= 0:
        found.append(said.sentence(place))
        place = said.text.find(anchor, said.span(found[-1])[1])
    return found


class _Searched:
    """One narration, and the sentences that contain each frame."""

    def __init__(self, said: Narration) -> None:
        self.said = said
        self._framed: dict[tuple[int, re.Pattern[str]], bool] = {}

    def values(self, phrase: Phrase, of: Lexicon, sentences: Iterable[int]) -> set[str]:
        """The values that a phrase states for the narrator, in some sentences."""
        stated: set[str] = set()
        for sentence in sentences:
            for found in phrase.pattern.finditer(self.said.text, *self.said.span(sentence)):
                value = phrase.value or _banded(of, found[0])
                if value and self._applies(phrase, of, sentence, found):
                    stated.add(value)
        return stated

    def _applies(self, phrase: Phrase, of: Lexicon, sentence: int, found: re.Match[str]) -> bool:
        """Whether a match fulfils the conditions of its phrase."""
        # the phrase may begin with a word that changes the context: "out of work", "no record", "not religious"
        begins = phrase.kind == "own" and FIRST_PERSON.match(found[0]) is not None
        standing = (self.said.standing if begins else self.said.standing_before)(found.start())
        if not standing.holds:
            return False
        if phrase.kind in NEEDS:
            return NEEDS[phrase.kind](standing)
        own_sentence = self.said.first_person[sentence]
        if phrase.kind in SPOKEN_BY_NARRATOR:
            at_first = standing == self.said.standing_before(self.said.starts[sentence])
            of_another = standing.about in (About.COMPANION, About.OTHER) and not (begins or at_first)
            named = phrase.kind == "own" and FIRST_PERSON.search(found[0]) is not None and not of_another
            nobody = standing.about in (About.NOBODY, About.FRAGMENT) and (own_sentence or phrase.kind == "own")
            return named or nobody or standing.about in OF_NARRATOR
        framed = own_sentence and standing.about is not About.OTHER
        return framed and self._is_framed(sentence, of.frames[phrase.kind])

    def _is_framed(self, sentence: int, frame: re.Pattern[str]) -> bool:
        if (sentence, frame) not in self._framed:
            self._framed[sentence, frame] = frame.search(self.said.text, *self.said.span(sentence)) is not None
        return self._framed[sentence, frame]


def _be(standing: Standing) -> bool:
    return standing.about in (About.BEING, About.FRAGMENT)


def _now(standing: Standing) -> bool:
    return _be(standing) and not standing.past


def _within(standing: Standing) -> bool:
    return standing.about in (About.BEING, About.BESIDE_BEING) and not standing.past


NEEDS = {"be": _be, "now": _now, "within": _within}
SPOKEN_BY_NARRATOR = ("own", "self")
FIRST_PERSON = re.compile(r"\b(?:i|my|we|our|me)\b")


def _banded(of: Lexicon, words: str) -> str | None:
    """The value with the band that contains a number."""
    assert of.reader is not None, "phrases without a value are numbers"
    number = of.reader(words)
    if number is None:
        return None
    return next((value for value, (low, high) in of.bands.items() if low <= number <= high), None)
