"""Reading replies: which answer a reply gives, or why it gives none. Nothing is guessed."""

from persona_collapse.reading.read import Reading, read_answer

__all__ = ["Reading", "read_answer"]
