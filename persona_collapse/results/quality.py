"""What came back, and which replies could not be read."""

from dataclasses import dataclass


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
class Quality:
    """How well a run went.

    Attributes
    ----------
    expected, replies : questions in the run, and replies that came
    unreadable : reason -> replies without an answer
    failures : error -> questions without a reply
    examples : up to five unreadable replies of each reason
    prompt : the whole of the run's first prompt
    mass : mean probability of the scale points; None unless probabilities were asked for
    """

    expected: int
    replies: int
    unreadable: dict[str, int]
    failures: dict[str, int]
    examples: tuple[Unreadable, ...]
    prompt: str
    mass: float | None
