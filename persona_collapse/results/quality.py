"""What came back, and what of it could not be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unreadable:
    """A reply in which no answer was found.

    Attributes
    ----------
    reason : why
    respondent, item : to whose question
    question : as it was put
    reply : as it came
    """

    reason: str
    respondent: str
    item: str
    question: str
    reply: str


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
    mass : mean probability that went to the scale points; None unless probabilities were asked
    """

    expected: int
    replies: int
    unreadable: dict[str, int]
    failures: dict[str, int]
    examples: tuple[Unreadable, ...]
    prompt: str
    mass: float | None
