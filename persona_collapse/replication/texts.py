"""Reading replies, and what detectors see in texts."""

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
    percent,
    shown,
)

NO_TEXTS = "the introductions were not released"

REPLIES = (
    ("4", 4),
    ("Rating: 2", 2),
    ("On a scale of 1 to 5, I choose 4", 4),
    ("From 1 (disagree strongly) to 5 (agree strongly), my answer is 5", 5),
    ("I am one of 3 siblings and love company. Answer: 5", 5),
)
"""Replies of our own, and the scale point that each decides for."""


@dataclass(frozen=True)
class FirstNumber(Numbers):
    """Replies read by the first number in range."""

    replies: Annotated[float, "replies tried, each with one answer that a reader would find"]
    misread: Annotated[float, "misread by taking the first number from 1 to 5"]
    ours: Annotated[float, "misread by read_answer of this package"]
    unread: Annotated[float, "left unread by read_answer, which guesses nothing"]

    def reading(self) -> Verdict:
        """Read differently when the first number is not the answer."""
        if not self.misread:
            return Verdict(REPRODUCED, "The first number in range is the answer in all of these replies.")
        return Verdict(
            DIFFERENTLY,
            f"The first number in range is not the answer in {shown(self.misread)} of {shown(self.replies)} replies (“On a scale of 1 to 5, I "
            f"choose 4” becomes 1); our reader misreads {shown(self.ours)} and leaves {shown(self.unread)} unread. Models that repeat the scale would look as if they disagreed.",
        )


def first_number(released: Released) -> FirstNumber:
    """Both readers on the same replies."""
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
    """The detector of gender on texts that are no introductions, beside the printed mentions."""

    gender: Annotated[float, "gender mentioned, as printed (mean over models)"]
    country: Annotated[float, "country, as printed"]
    political: Annotated[float, "political spectrum, as printed"]
    age: Annotated[float, "age, as printed"]
    social_class: Annotated[float, "social class, as printed"]
    substring: Annotated[float, "share of 131 texts about somebody else in which “he ” is found"]
    word: Annotated[float, "share of them with the word “he”"]
    men: Annotated[float, "share of men in the published pool"]

    def reading(self) -> Verdict:
        """Read differently when the detector alone gives the printed share."""
        floor = self.men * self.substring
        if floor >= self.gender:
            return Verdict(DIFFERENTLY, f"The detector alone reports gender in {percent(floor)} of the texts.")
        told = min(self.gender - floor, self.country, self.political)
        least = "stay last" if max(self.age, self.social_class) < told else "may not be last"
        order = "stays first" if self.gender - floor > self.country else "may not be first"
        return Verdict(
            NOT_REPRODUCIBLE,
            f"{NO_TEXTS}. The released detector finds “he ” in {percent(self.substring)} of texts about somebody else (the word “he” is in "
            f"{percent(self.word)}), so every man, {percent(self.men)} of the pool, counts as telling his gender. If it errs for them alone, between {percent(self.gender - floor)} and "
            f"{percent(self.gender)} then really do, and gender {order}. Age ({percent(self.age)}) and social class "
            f"({percent(self.social_class)}) {least}.",
        )


def mentions(released: Released) -> Mentions:
    """Printed shares; the detector on our own dilemmas."""
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
        """Read differently when nothing is left to mask."""
        if self.after >= self.before / 2:
            return Verdict(REPRODUCED, "Names are found where they are looked for.")
        return Verdict(
            DIFFERENTLY,
            f"Looking for capitals after lower-casing finds {shown(self.after)} of {shown(self.before)} capitalised words, so names and places stay "
            f"in the skeletons, and texts that differ only in them count as different. The printed share of introductions with "
            f"one skeleton, itself not to be rerun ({NO_TEXTS}), is a lower bound.",
        )


def skeletons(released: Released) -> Skeletons:
    """Capitals in our own dilemmas."""
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
        "Five replies of our own, read by the first number from 1 to 5 and by read_answer.",
        first_number,
    ),
    Claim(
        "mentions",
        "self-introductions",
        "Attributes are truncated: gender and country are told, age and social class vanish.",
        "Printed means over models. The released detector looks for “he ”, which is in “the ”; here on our own 131 dilemmas, in "
        "which nobody introduces himself.",
        mentions,
    ),
    Claim(
        "skeletons",
        "self-introductions",
        "Names and places are masked, and still many introductions of one model share one skeleton.",
        "Capitalised words in our own 131 dilemmas, before and after lower-casing.",
        skeletons,
    ),
    Claim(
        "own-samples",
        "self-introductions",
        "One model's samples of a persona are hardly more alike than those of different personas (I/E ratio).",
        "Not rerun.",
        similarity,
    ),
)
