"""How well a run went: what came back, what of it could not be read, and examples of that."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import fmean

import numpy as np

from persona_collapse.backends import Prompt
from persona_collapse.backends.faults import failure_kind
from persona_collapse.measures.randomness import generator
from persona_collapse.results import AnswerMass, Quality, Read, Unreadable
from persona_collapse.study.browsing import shown_of
from persona_collapse.study.endings import was_cut
from persona_collapse.study.replies import OFF_THE_SCALE, RunReplies

EXAMPLES = 5
"""Unreadable replies kept of each reason."""

SAMPLE = 10
"""Replies drawn at random, the same ones whenever the same run is read."""


def quality(replies: RunReplies) -> Quality:
    """What came of a run's questions.

    Raises
    ------
    InputError : the run asked an open question.
    """
    first, mass = replies.manifest.example, answer_mass(replies)
    return Quality(
        expected=replies.manifest.expected,
        replies=len(replies.stored),
        unreadable=dict(unreadable(replies)),
        failures=failure_kinds(replies.failures.values()),
        examples=tuple(_examples(replies)),
        prompt="\n\n".join([*([first.system] if first.system else []), *_said(first), first.question]),
        mass=None if mass is None else mass.mean,
        answer_mass=mass,
        rules=dict(Counter(one.reading.rule for one in replies.answers if one.answer is not None).most_common()),
        cut=sum(was_cut(one.reply, replies.manifest.asked.sampling) for one in replies.stored),
        sample=tuple(_sample(replies)),
        left_out=replies.manifest.left_out,
        preflight=replies.manifest.preflight,
    )


def _said(first: Prompt) -> list[str]:
    """The conversation of a prompt, a text per turn."""
    return [f"[{one.role}]\n{one.content}" for one in first.turns]


def unreadable(replies: RunReplies) -> Counter[str]:
    """Reason -> replies without an answer."""
    return Counter(kind_of(one.reading.reason) for one in replies.unread)


def failure_kinds(errors: Iterable[str]) -> dict[str, int]:
    """Kind of failure -> how many; those that differ only by a number or an identifier are one kind.

    >>> failure_kinds(["429: 3 s left", "429: 2 s left", "400: at most 5", "400: at most 5"])
    {'429: N s left': 2, '400: at most 5': 2}
    """
    kinds: dict[str, Counter[str]] = {}
    for error in errors:
        kinds.setdefault(failure_kind(error), Counter())[error] += 1
    return {kind if len(alike) > 1 else next(iter(alike)): alike.total() for kind, alike in kinds.items()}


def answer_mass(replies: RunReplies) -> AnswerMass | None:
    """How much of the probability goes to scale points; None where no probabilities were asked for."""
    masses = [math.fsum(one.reply.probabilities) for one in replies.stored if one.reply.probabilities]
    return AnswerMass(fmean(masses), float(np.quantile(masses, 0.05))) if masses else None


def _examples(replies: RunReplies) -> Iterator[Unreadable]:
    """The first few of each reason, each with its question (without the persona, which is in the run's prompt)."""
    kept: Counter[str] = Counter()
    for one in replies.unread:
        reason = kind_of(one.reading.reason)
        kept[reason] += 1
        if kept[reason] <= EXAMPLES:
            stored = one.stored
            question = shown_of(replies, one).question
            yield Unreadable(one.reading.reason, stored.respondent, stored.item, question, stored.reply.text)


def _sample(replies: RunReplies) -> Iterator[Read]:
    """Replies drawn at random among all that were read."""
    rng = generator("sample of replies", replies.manifest.asked.sampling.seed)
    places = sorted(rng.permutation(len(replies.answers))[:SAMPLE])
    for place in places:
        one = shown_of(replies, replies.answers[place])
        yield Read(one.respondent, one.item, one.question, one.reply, one.reading)


def kind_of(reason: str) -> str:
    """A reason without the numbers of the case.

    >>> kind_of("several answers: 2, 3"), kind_of("3.5 lies between scale points")
    ('several answers', 'between scale points')
    """
    kinds = {
        "not on the scale": "off the scale",
        "no scale point": "off the scale",
        "on another scale": "on another scale",
        "between scale points": "between scale points",
        OFF_THE_SCALE: "little probability on the scale",
    }
    return next((kind for words, kind in kinds.items() if words in reason), reason.split(":")[0])
