"""Reading replies: the answer in a reply, or the reason why there is none. Nothing is guessed."""

from persona_collapse.reading.distributions import Stated, read_distribution
from persona_collapse.reading.read import Reading, read_answer

__all__ = ["Reading", "Stated", "read_answer", "read_distribution"]
