"""Free texts: which attributes of their personas they mention, and their whole diagnosis."""

from persona_collapse.diagnosis.texts.mention import mentions
from persona_collapse.diagnosis.texts.whole import STEPS, diagnose_texts

__all__ = ["STEPS", "diagnose_texts", "mentions"]
