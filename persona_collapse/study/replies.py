"""Stored replies as readings: everything that a run directory holds, read once, by the reader of today."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from persona_collapse.backends import Reply, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, Presentation, ResponseScale
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import DEFAULT
from persona_collapse.reading import Reading, Stated, read_answer, read_distribution
from persona_collapse.store import Key, StoredReply, open_run
from persona_collapse.study.endings import by_ending, was_cut
from persona_collapse.study.manifest import Manifest, read_manifest
from persona_collapse.study.rated_texts import Rated, rated_of

LEAST_MASS = 0.5
"""A reply with less probability on the scale points says something else, and is not read."""

OFF_THE_SCALE = "of the probability is on the scale"
"""The end of the reason for that."""

JUDGE = "judge"
"""The rule of a reading that a judge has made."""


@dataclass(frozen=True)
class Answer:
    """One reply and what it answers.

    Attributes
    ----------
    stored : the reply; one with probabilities, or that states a distribution, answers every sample
    sample : which sample it answers
    reading : how it was read; its answer is on the scale as printed
    answer : on the published scale; None when unreadable
    shares : of each point of the printed scale, where answers are drawn from them; None elsewhere
    """

    stored: StoredReply
    sample: int
    reading: Reading
    answer: int | None
    shares: tuple[float, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Spent:
    """Replies, their tokens and reported cost, summed; 0 where nothing was reported, for cached tokens None."""

    replies: float
    prompt_tokens: float
    completion_tokens: float
    cost: float
    cached_tokens: float | None = None


@dataclass(frozen=True)
class RunReplies:
    """Everything that a run directory holds, read once.

    Attributes
    ----------
    run : the directory, as it was named
    manifest : what the run is
    stored : every reply, in the order of asking, so that nothing depends on how fast which reply came
    answers : every reply read, one from whose shares answers are drawn once for every sample asked for; empty for free
        texts
    judged : key -> what the last judge of a reply said
    failures : key of a question without a reply -> its last error
    """

    run: str
    manifest: Manifest = field(repr=False)
    stored: tuple[StoredReply, ...] = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)
    judged: Mapping[Key, str] = field(repr=False)
    failures: Mapping[Key, str] = field(repr=False)

    @property
    def unread(self) -> list[Answer]:
        """The replies in which no answer was found."""
        return [one for one in self.answers if one.answer is None]

    @property
    def spent(self) -> Spent:
        """What the replies took."""
        replies = [one.reply for one in self.stored]
        cached = [one.cached_tokens for one in replies if one.cached_tokens is not None]
        return Spent(
            replies=float(len(replies)),
            prompt_tokens=math.fsum(one.prompt_tokens or 0 for one in replies),
            completion_tokens=math.fsum(one.completion_tokens or 0 for one in replies),
            cost=math.fsum(one.cost or 0 for one in replies),
            cached_tokens=math.fsum(cached) if cached else None,
        )

    @property
    def seconds(self) -> float:
        """From the first reply to the last; 0 without any."""
        times = [one.received for one in self.stored]
        return max(times) - min(times) if times else 0.0


def read_replies(run: str | Path | RunReplies, *, progress: bool = False) -> RunReplies:
    """What a run directory holds; what has been read already is returned as it is.

    Parameters
    ----------
    run : a run directory, finished or not; it may be written to meanwhile
    progress : show a bar on stderr where replies in words have to be embedded first

    Raises
    ------
    InputError : not a run directory, nothing asked in it, or a manifest that cannot be used; as `rated_texts.rated_of`.
    """
    if isinstance(run, RunReplies):
        return run
    with open_run(run) as store:
        manifest = read_manifest(store)
        place = _order_of_asking(manifest)
        stored = tuple(sorted(store.replies(), key=lambda one: place(one.key)))
        judged = {key: text for key, (_, text) in store.judgements().items()}
        failed = store.failures()
    rated: Mapping[Key, Rated] = {}
    if isinstance(manifest.instrument, Instrument) and manifest.asked.sampling.mode == "text":
        rated = rated_of(stored, manifest.asked.sampling, manifest.similarity, str(run), progress=progress)
    answers = tuple(_read(stored, manifest, judged, rated)) if isinstance(manifest.instrument, Instrument) else ()
    return RunReplies(
        str(run), manifest, stored, answers, judged, {key: failed[key] for key in sorted(failed, key=place)}
    )


def _order_of_asking(manifest: Manifest) -> Callable[[Key], tuple[int, int, int]]:
    """The place of a key when one process asks everything: by respondent, sample and item."""
    asked = manifest.instrument
    names = [one.name for one in asked.items] if isinstance(asked, Instrument) else [asked.id]
    items = {name: place for place, name in enumerate(names)}
    respondents = {name: place for place, name in enumerate((*manifest.pool, DEFAULT))}
    last = len(respondents)

    def place(key: Key) -> tuple[int, int, int]:
        respondent, item, sample = key
        return respondents.get(respondent, last), sample, items.get(item, len(items))

    return place


def questionnaire(replies: RunReplies) -> Instrument:
    """The questionnaire of a run.

    Raises
    ------
    InputError : the run asked an open question.
    """
    asked = replies.manifest.instrument
    if not isinstance(asked, Instrument):
        raise InputError(
            f"{replies.run} holds free texts ({asked.id}), which have no scale; give a run of a questionnaire"
        )
    return asked


def _read(
    stored: tuple[StoredReply, ...], manifest: Manifest, judged: Mapping[Key, str], rated: Mapping[Key, Rated]
) -> Iterator[Answer]:
    instrument, sampling = manifest.instrument, manifest.asked.sampling
    assert isinstance(instrument, Instrument), "free texts are not read"
    read = lru_cache(maxsize=4096)(read_answer)  # most replies are a number, the same few again and again
    read_shares = lru_cache(maxsize=4096)(read_distribution)
    for one in stored:
        presentation = Presentation.named(one.presentation)
        printed = presentation.scale(instrument.scale)
        shares, none = one.reply.probabilities, ""
        if sampling.mode == "distribution":
            stated = stated_by(one.reply, printed, read_shares)
            shares, none = stated.shares, stated.reason
        for sample in range(1, manifest.extent.samples + 1) if shares or none else (one.sample,):
            if one.key in rated:
                reading = rated[one.key].reading(printed.low)
            elif none:
                reading = Reading(None, reason=none)
            elif shares:
                reading = _drawn(shares, one, sample, sampling, printed.low)
            else:
                reading = read_reply(one.reply, printed, sampling, read)
            if reading.answer is None and one.key in judged:
                second = read_answer(judged[one.key], printed)
                reading = by_ending(Reading(second.answer, JUDGE), one.reply) if second.answer is not None else reading
            answer = None if reading.answer is None else presentation.back(reading.answer, instrument.scale)
            yield Answer(one, sample, reading, answer, shares)


def read_reply(
    reply: Reply, printed: ResponseScale, sampling: Sampling, read: Callable[..., Reading] = read_answer
) -> Reading:
    """The reading of a reply in words: of its text, knowing how it ended.

    Parameters
    ----------
    reply : as received
    printed : the scale as the model saw it
    sampling : how it was drawn
    read : the reader; by default `read_answer`
    """
    return by_ending(read(reply.text, printed, cut=was_cut(reply, sampling)), reply)


def stated_by(
    reply: Reply, printed: ResponseScale, read: Callable[[str, ResponseScale], Stated] = read_distribution
) -> Stated:
    """The distribution that a reply states, knowing how it ended: not that of a refusal.

    Parameters
    ----------
    reply : as received
    printed : the scale as the model saw it
    read : the reader; by default `read_distribution`
    """
    ended = by_ending(Reading(None), reply)
    return Stated(None, ended.reason) if ended.reason else read(reply.text, printed)


def little_mass(mass: float) -> str:
    """Why a reply with this much of the probability on the scale is not read; empty if it is.

    >>> little_mass(0.034), little_mass(0.5)
    ('only 3 % of the probability is on the scale', '')
    """
    if not mass > 0:
        return "no probability on any choice"
    if mass >= LEAST_MASS:
        return ""
    much = f"only {math.floor(100 * mass)} %" if mass >= 0.01 else "less than 1 %"
    return f"{much} {OFF_THE_SCALE}"


def _drawn(distribution: tuple[float, ...], stored: StoredReply, sample: int, sampling: Sampling, low: int) -> Reading:
    """An answer drawn from the shares of the choices: probabilities at the study's temperature, stated ones as stated."""
    share = np.array(distribution, dtype=np.float64)
    if reason := little_mass(float(share.sum())):
        return Reading(None, reason=reason)
    temperature = 1.0 if sampling.mode == "distribution" else sampling.temperature
    if temperature == 0:
        return Reading(low + int(share.argmax()), sampling.mode)
    heated = (share / share.max()) ** (1 / temperature)
    rng = generator(f"answer {stored.respondent} {stored.item} {sample}", sampling.seed)
    place = int(np.searchsorted(heated.cumsum() / heated.sum(), rng.random(), side="right"))
    return Reading(low + min(place, len(share) - 1), sampling.mode)
