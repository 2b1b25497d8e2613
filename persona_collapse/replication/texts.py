"""How replies are read, and what detectors find in texts."""

import re
from dataclasses import dataclass
from typing import Annotated

from persona_collapse.instruments import bfi44, moral131
from persona_collapse.personas import published_margins
from persona_collapse.reading import read_answer
from persona_collapse.references import published_mentions
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NOT_REPRODUCIBLE,
    REPRODUCED,
    Claim,
    Nothing,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.results.percent import percent

NO_TEXTS = "the introductions were not released"

REPLIES = (
    ("4", 4),
    ("Rating: 2", 2),
    ("On a scale of 1 to 5, I choose 4", 4),
    ("From 1 (disagree strongly) to 5 (agree strongly), my answer is 5", 5),
    ("I am one of 3 siblings and love company. Answer: 5", 5),
)
"""Our own replies, and the scale point that each chooses."""


@dataclass(frozen=True)
class FirstNumber(Numbers):
    """Replies read with the rule "first number in range"."""

    replies: Annotated[float, "number of replies, each with one answer that a human reader would find"]
    misread: Annotated[float, "misread by taking the first number from 1 to 5"]
    ours: Annotated[float, "misread by read_answer of this package"]
    unread: Annotated[float, "without an answer from read_answer, which never guesses"]

    def reading(self) -> Verdict:
        """Read differently when the first number is not the answer."""
        if not self.misread:
            return Verdict(REPRODUCED, "The first number in range is the answer in all of these replies.")
        return Verdict(
            DIFFERENTLY,
            f"The first number in range is not the answer in {shown(self.misread)} of {shown(self.replies)} replies (“On a scale of 1 to 5, I "
            f"choose 4” becomes 1); our reader misreads {shown(self.ours)} and gives no answer for {shown(self.unread)}. Models that repeat the scale would seem to disagree.",
        )


def first_number(released: Released) -> FirstNumber:
    """Both readers, applied to the same replies."""
    scale = bfi44().scale
    in_range = re.compile(f"[{scale.low}-{scale.high}]")
    first = [in_range.search(reply) for reply, _ in REPLIES]
    read = [read_answer(reply, scale).answer for reply, _ in REPLIES]
    return FirstNumber(
        len(REPLIES),
        sum(found is None or int(found[0]) != meant for found, (_, meant) in zip(first, REPLIES, strict=True)),
        sum(found not in (None, meant) for found, (_, meant) in zip(read, REPLIES, strict=True)),
        read.count(None),
    )


@dataclass(frozen=True)
class Mentions(Numbers):
    """The detector of gender on texts that are not introductions, compared with the printed mentions."""

    gender: Annotated[float, "gender mentioned, as printed (mean over models)"]
    country: Annotated[float, "country, as printed"]
    political: Annotated[float, "political spectrum, as printed"]
    age: Annotated[float, "age, as printed"]
    social_class: Annotated[float, "social class, as printed"]
    substring: Annotated[float, "share of 131 texts about other people in which “he ” is found"]
    word: Annotated[float, "share of these texts with the word “he”"]
    men: Annotated[float, "share of men in the published pool of personas"]

    def reading(self) -> Verdict:
        """Read differently when the detector alone gives the printed share."""
        floor = self.men * self.substring
        if floor >= self.gender:
            return Verdict(DIFFERENTLY, f"The detector alone reports gender in {percent(floor)} of the texts.")
        stated = min(self.gender - floor, self.country, self.political)
        least = "stay last" if max(self.age, self.social_class) < stated else "may not be last"
        order = "stays first" if self.gender - floor > self.country else "may not be first"
        return Verdict(
            NOT_REPRODUCIBLE,
            f"{NO_TEXTS}. The released detector finds “he ” in {percent(self.substring)} of texts about other people (the word “he” is in "
            f"{percent(self.word)}), so every man ({percent(self.men)} of the pool) counts as stating his gender. If it is wrong only for men, between {percent(self.gender - floor)} and "
            f"{percent(self.gender)} of the texts actually state it, and gender {order}. Age ({percent(self.age)}) and social class "
            f"({percent(self.social_class)}) {least}.",
        )


def mentions(released: Released) -> Mentions:
    """Printed shares, and the detector on this package's dilemmas."""
    printed = published_mentions()
    texts = [item.text.lower() for item in moral131().items]
    gender = published_margins()["gender"]
    return Mentions(
        **printed,
        substring=sum("he " in text for text in texts) / len(texts),
        word=sum(re.search(r"\bhe\b", text) is not None for text in texts) / len(texts),
        men=gender["Male"] / sum(gender.values()),
    )


@dataclass(frozen=True)
class Skeletons(Numbers):
    """Names to mask before and after lower-casing."""

    before: Annotated[float, "capitalised words in 131 texts"]
    after: Annotated[float, "capitalised words found after lower-casing"]

    def reading(self) -> Verdict:
        """Read differently when no names are found after lower-casing."""
        if self.after >= self.before / 2:
            return Verdict(REPRODUCED, "Names are found.")
        return Verdict(
            DIFFERENTLY,
            f"A search for capitals after lower-casing finds {shown(self.after)} of {shown(self.before)} capitalised words, so names and places stay "
            f"in the skeletons, and texts that differ only in names count as different. The printed share of introductions with "
            f"the same skeleton, which cannot be rerun ({NO_TEXTS}), is a lower bound.",
        )


def skeletons(released: Released) -> Skeletons:
    """Capitals in this package's dilemmas."""
    capitalised = re.compile(r"\b[A-Z][a-z]+")
    texts = [item.text for item in moral131().items]
    return Skeletons(
        sum(len(capitalised.findall(text)) for text in texts),
        sum(len(capitalised.findall(text.lower())) for text in texts),
    )


def similarity(released: Released) -> Nothing:
    """Needs the texts."""
    return Nothing(f"{NO_TEXTS}.")


CLAIMS = (
    Claim(
        "first-number",
        "released code, reading replies",
        "The answer is the first number in range.",
        "Five replies of ours, read by the first number from 1 to 5 and by read_answer.",
        first_number,
    ),
    Claim(
        "mentions",
        "self-introductions",
        "Attributes are truncated: texts state gender and country, and omit age and social class.",
        "Printed means over models. The released detector looks for “he ”, which is in “the ”; here on this package's 131 dilemmas, "
        "which are not introductions.",
        mentions,
    ),
    Claim(
        "skeletons",
        "self-introductions",
        "Even with names and places masked, many introductions of one model share one skeleton.",
        "Capitalised words in this package's 131 dilemmas, before and after lower-casing.",
        skeletons,
    ),
    Claim(
        "own-samples",
        "self-introductions",
        "A model's samples of one persona are hardly more similar than those of different personas (I/E ratio).",
        "Not rerun.",
        similarity,
    ),
)
