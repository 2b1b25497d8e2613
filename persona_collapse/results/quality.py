"""What came back, and which replies could not be read."""

import math
from dataclasses import dataclass, field

from persona_collapse.results.preflight import Preflight


@dataclass(frozen=True)
class Unreadable:
    """A reply in which no answer was found.

    Attributes
    ----------
    reason : why
    respondent, item : of the question
    question : its text
    reply : its text
    """

    reason: str
    respondent: str
    item: str
    question: str
    reply: str


@dataclass(frozen=True)
class Read:
    """A reply with what was read in it.

    Attributes
    ----------
    respondent, item : of the question
    question, reply : their texts
    reading : the answer and the rule that found it, or why there is none
    """

    respondent: str
    item: str
    question: str
    reply: str
    reading: str


@dataclass(frozen=True)
class AnswerMass:
    """How much of the probability goes to the scale points, where probabilities were asked for.

    Attributes
    ----------
    mean : over replies, 0 to 1; the rest goes to other tokens
    low : 5 % quantile over replies
    """

    mean: float
    low: float

    def __str__(self) -> str:
        """In words, in percent rounded down: 99.99 % is not all of it.

        >>> str(AnswerMass(0.9824, 0.5))
        '98.2 % of the probability is on the scale (5 % of the replies: at most 50.0 %)'
        """
        mean, low = (f"{math.floor(1000 * one + 1e-6) / 10:.1f} %" for one in (self.mean, self.low))
        return f"{mean} of the probability is on the scale (5 % of the replies: at most {low})"


@dataclass(frozen=True)
class Quality:
    """How well a run went.

    Attributes
    ----------
    expected, replies : questions in the run, and replies that came
    unreadable : reason -> replies without an answer
    failures : error -> questions without a reply
    examples : up to five unreadable replies of each reason
    prompt : the whole of the run's first prompt
    mass : as the mean in `answer_mass`, which older records do not have
    answer_mass : how much of the probability the scale points have; None unless probabilities were asked for
    rules : rule of the reader -> replies that it read
    cut : replies that the token limit ended; None where that is not known
    sample : ten replies drawn at random, each with its question and what was read
    left_out : what the server did not accept: not sent, or sent in another form
    preflight : the trial questions before the run; None where none were asked
    """

    expected: int
    replies: int
    unreadable: dict[str, int]
    failures: dict[str, int]
    examples: tuple[Unreadable, ...]
    prompt: str
    mass: float | None
    answer_mass: AnswerMass | None = None
    rules: dict[str, int] = field(default_factory=dict)
    cut: int | None = None
    sample: tuple[Read, ...] = ()
    left_out: tuple[str, ...] = ()
    preflight: Preflight | None = None
