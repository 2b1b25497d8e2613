"""Free self-introductions: one open question, asked several times."""

from dataclasses import dataclass
from functools import cache

from persona_collapse import resources


@dataclass(frozen=True)
class OpenQuestion:
    """A question answered in free text, and how it is to be asked.

    Attributes
    ----------
    id, version : what was asked; a reworded question is another version
    system : what the respondent is told about the task, before who it is
    question : what it is asked
    temperature, max_tokens, samples : the protocol, as in arXiv 2604.24698
    source : where wording and protocol come from
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
    """The free self-introduction: who one is, one's background and values, what matters, how one sees the world.

    >>> self_introduction().samples, self_introduction().temperature
    (3, 0.9)
    """
    return OpenQuestion(**resources.data("instruments/data/self_introduction.json"))
