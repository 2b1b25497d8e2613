"""Free self-introductions: one open question, asked several times."""

from dataclasses import dataclass
from functools import cache

from persona_collapse import resources


@dataclass(frozen=True)
class OpenQuestion:
    """A question answered in free text, and how to ask it.

    Attributes
    ----------
    id, version : of the question; a reworded question needs a new version
    system : the description of the task, before that of the persona
    question : the question
    temperature, max_tokens, samples : the protocol, as in arXiv 2604.24698
    source : the origin of wording and protocol
    """

    id: str
    version: str
    system: str
    question: str
    temperature: float
    max_tokens: int
    samples: int
    source: str


@cache
def self_introduction() -> OpenQuestion:
    """The free self-introduction: identity, background, values, priorities and view of the world.

    >>> self_introduction().samples, self_introduction().temperature
    (3, 0.9)
    """
    return OpenQuestion(**resources.data("instruments/data/self_introduction.json"))
