"""Which person each place of a text is about: the narrator (and what it is, or only does), another person, or none yet.

A sentence is read once, from left to right; words such as "I am", "my boss", "not" or "if I were" (data/narrator.json)
change the context from there on. Phrases of all attributes are then looked up in these contexts.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from persona_collapse import resources
from persona_collapse.texts.sentences import sentences


class About(Enum):
    """Which person the words at some place are about."""

    NOBODY = "no person yet"
    FRAGMENT = "no person, in a sentence too short to name one"
    BEING = "what the narrator is"
    BESIDE_BEING = "an adjunct of what the narrator is: in, of, from"
    NARRATOR = "what the narrator does or has"
    COMPANION = "another person, in a subordinate clause"
    OTHER = "another person"


OF_NARRATOR = (About.BEING, About.BESIDE_BEING, About.NARRATOR)


@dataclass(frozen=True)
class Standing:
    """The context from some place on.

    Attributes
    ----------
    about : the person
    past : in the past
    negated : denied
    unsaid : imagined, wished or believed by others
    """

    about: About = About.NOBODY
    past: bool = False
    negated: bool = False
    unsaid: bool = False

    @property
    def holds(self) -> bool:
        """Whether the words here are stated and not denied."""
        return not (self.negated or self.unsaid)


@dataclass(frozen=True)
class Narration:
    """A text prepared for search.

    Attributes
    ----------
    text : its sentences, one per line
    starts : (S,) where each sentence begins
    first_person : (S,) whether the sentence has a word such as I or my, or is too short to need one
    places : (P,) where a standing begins
    standings : (P,)
    """

    text: str
    starts: tuple[int, ...]
    first_person: tuple[bool, ...]
    places: tuple[int, ...]
    standings: tuple[Standing, ...]

    def standing(self, place: int) -> Standing:
        """The context at a place of the text."""
        return self.standings[bisect_right(self.places, place) - 1]

    def standing_before(self, place: int) -> Standing:
        """The context before the word at a place; at the beginning of a sentence, the initial context."""
        if place in self.starts:
            return self.standings[bisect_left(self.places, place)]
        return self.standing(place - 1)

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place is in."""
        return bisect_right(self.starts, place) - 1

    def span(self, sentence: int) -> tuple[int, int]:
        """Where a sentence begins and ends."""
        last = sentence + 1 == len(self.starts)
        return self.starts[sentence], len(self.text) if last else self.starts[sentence + 1] - 1


NOTHING_SAID = Standing()
FRAGMENT = Standing(About.FRAGMENT)
OTHERS_FIRST = re.compile(r"(?:an?|the|two|three|four|five|most|some|many|all|both|every|each|another|several) ")
"""A sentence that begins like this is about another person until it says I .."""
APPOSITION = re.compile(r"an? (?:[\w'-]{1,25} ){0,8}[\w'-]{1,25}, i(?:'m|'ve|'d)? ")
""".. but "A lifelong nurse, I .." is about the narrator."""
PARTICIPLE = re.compile(r"(?:having|being|born|raised|living|working|coming) ")
"""A sentence that begins like this is about its subject, which comes later."""
LONGEST_FRAGMENT = 6
"""The most words of a sentence that may mean "I am ..." without naming a person: "34 years old, from Lagos."."""

BREAKS = r", and (?=an? )|, (?=(?:an?|or|nor) )|,| but | yet | \u2014 | - |:| and "
NO_FRAGMENT = re.compile(
    r"(?:the|this|that|these|those|there|it|its|what|who|how|when|where|why|is|are|was|were|do|does|did|if|one|some)\b"
    r"|.*(?:\b(?:is|are|was|were|has|had|have|said|says|it|you|did|does|made|took|came|went|got|can|will|would|her|him|us)\b"
    r"|\w'|[a-z]{2}ed\b(?! \w+(?: from|$)))"
)


def persons() -> list[str]:
    """Words for persons, such as boss and sister, as regular expressions."""
    listed: list[str] = resources.data("texts/data/narrator.json")["persons"]
    return listed


@cache
def _cues() -> re.Pattern[str]:
    person = f"(?:{'|'.join(persons())})"
    groups = [
        f"(?P<{name.replace(' ', '_')}>{'|'.join(phrases).replace('{person}', person)})"
        for name, phrases in resources.data("texts/data/narrator.json")["cues"]
    ]
    return re.compile(rf"(?P<mark>{BREAKS})|(?<![\w'-])(?:{'|'.join(groups)})(?![\w-])(?!'\w)")


def narration(text: str) -> Narration:
    """A text with, for every place, the person it is about.

    >>> said = narration("I am a nurse, but my boss is a veteran.")
    >>> [said.standing(said.text.index(word)).about.name for word in ("nurse", "veteran")]
    ['BEING', 'OTHER']
    """
    places: list[int] = []
    standings: list[Standing] = []
    starts: list[int] = []
    first_person: list[bool] = []
    lines = sentences(text)
    at = 0
    for line in lines:
        changes = list(_changes(line))
        own = any(standing.about in (*OF_NARRATOR, About.FRAGMENT) for _, standing in changes)
        starts.append(at)
        first_person.append(own)
        places += [at + place for place, _ in changes]
        standings += [standing for _, standing in changes]
        at += len(line) + 1
    return Narration(
        "\n".join(lines),
        tuple(starts) or (0,),
        tuple(first_person) or (False,),
        tuple(places) or (0,),
        tuple(standings) or (NOTHING_SAID,),
    )


def _changes(line: str) -> Sequence[tuple[int, Standing]]:
    """Where the context changes in a sentence, and to what."""
    reader = _Reader(_at_first(line), PARTICIPLE.match(line) is not None)
    for cue in _cues().finditer(line):
        reader.read(str(cue.lastgroup), cue[0], cue.start())
    nobody = all(standing.about is About.NOBODY and standing.holds for _, standing in reader.changes)
    if nobody and len(line.split()) <= LONGEST_FRAGMENT and not NO_FRAGMENT.match(line):
        return [(0, FRAGMENT)]
    return reader.changes


def _at_first(line: str) -> Standing:
    if APPOSITION.match(line):
        return Standing(About.BEING)
    return Standing(About.OTHER) if OTHERS_FIRST.match(line) else NOTHING_SAID


class _Reader:
    """Reads the cues of one sentence in order.

    `broken`: a comma or conjunction came after the subject was named. `predicate`: the last statement about the
    narrator said what it is. `open_as`: where a leading "As a nurse, .." or "Having no children, .." waits for its
    subject.
    """

    def __init__(self, first: Standing, participle: bool = False) -> None:
        self.changes: list[tuple[int, Standing]] = [(0, first)]
        self.broken = False
        self.predicate = False
        self.open_as: int | None = 0 if participle else None

    @property
    def now(self) -> Standing:
        return self.changes[-1][1]

    def read(self, kind: str, words: str, place: int) -> None:
        after: Standing | None = getattr(self, f"_{kind}")(words)
        if after is not None and after != self.now:
            self.changes.append((place, after))
        if kind in ("was", "be", "narrator", "unsaid") and after is not None:
            self.broken = False
            self.predicate = after.about is About.BEING
        if kind in ("person", "pronoun") and self.open_as is not None and self.now.about is About.OTHER:
            self._as_of_another()
        if after is not None and self.open_as is not None and words[0] in "im":
            self.open_as = None

    def _as_of_another(self) -> None:
        """ "As a nurse, she ..": words that seemed to be about the narrator are about another person."""
        assert self.open_as is not None
        for at in range(self.open_as, len(self.changes)):
            place, standing = self.changes[at]
            self.changes[at] = (place, replace(standing, about=About.OTHER))
        self.open_as = None

    def _mark(self, words: str) -> Standing | None:
        self.broken = True
        about = self.now.about
        if about is About.BESIDE_BEING or (about is About.COMPANION and words == ", and " and self.predicate):
            about = About.BEING
        goes_on = words == ", " or (words == " and " and self.now.unsaid)  # ", a", ", or": a list continues
        return replace(self.now, about=about) if goes_on else Standing(about, self.now.past)

    def _unsaid(self, words: str) -> Standing:
        return Standing(About.NARRATOR, unsaid=True)

    def _nothing(self, words: str) -> None:
        return None

    def _was(self, words: str) -> Standing:
        return Standing(About.BEING, past=True)

    def _be(self, words: str) -> Standing | None:
        of_itself = words.startswith(("i", "my ", "we", "me ")) or "myself" in words
        if not of_itself and self.now.about in (About.OTHER, About.COMPANION):
            return None
        if not of_itself and self.now.about is About.NOBODY and words.startswith("as"):
            self.open_as = len(self.changes)
        return Standing(About.BEING) if of_itself else replace(self.now, about=About.BEING, past=False)

    def _to_be(self, words: str) -> Standing | None:
        at_first = self.open_as == 0 and self.now.about is About.NOBODY  # "Being gentle, I .."
        return replace(self.now, about=About.BEING) if self.now.about in OF_NARRATOR or at_first else None

    def _beside(self, words: str) -> Standing:
        ours = self.now.about in OF_NARRATOR or self.now.about is About.COMPANION
        return replace(self.now, about=About.COMPANION if ours else About.OTHER)

    def _person(self, words: str) -> Standing:
        about = self.now.about
        if about is About.COMPANION or (about in OF_NARRATOR and not self.broken):
            return replace(self.now, about=About.COMPANION)
        return Standing(About.OTHER)

    def _somebody(self, words: str) -> Standing | None:
        about = self.now.about
        if about is About.NOBODY:
            return Standing(About.OTHER)
        return replace(self.now, about=About.COMPANION) if about in (About.BESIDE_BEING, About.NARRATOR) else None

    def _negation(self, words: str) -> Standing:
        return replace(self.now, negated=True)

    def _narrator(self, words: str) -> Standing | None:
        about = self.now.about
        if words in ("me", "mine", "myself"):
            return replace(self.now, about=About.NARRATOR) if about is About.NOBODY else None
        if words in ("my", "our") and about in (About.BEING, About.BESIDE_BEING, About.COMPANION):
            return None
        if words in ("my", "our") and not self.broken and about in (About.NARRATOR, About.OTHER):
            return None
        return Standing(About.NARRATOR)

    def _pronoun(self, words: str) -> Standing | None:
        if words == "her" and self.now.about is not About.NOBODY:
            return None
        theirs = words.startswith(("he", "she", "they", "his", "you")) or words == "their"
        return Standing(About.OTHER) if theirs else self._person(words)

    def _verb_of_others(self, words: str) -> Standing | None:
        return replace(self.now, about=About.OTHER) if self.now.about is About.COMPANION else None

    def _hard(self, words: str) -> Standing | None:
        return replace(self.now, about=About.NARRATOR) if self.now.about is About.BEING else None

    def _soft(self, words: str) -> Standing | None:
        return replace(self.now, about=About.BESIDE_BEING) if self.now.about is About.BEING else None
