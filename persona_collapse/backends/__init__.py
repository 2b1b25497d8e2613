"""Backends take prompts and return replies as they arrive; a failure is a reply with an error."""

from persona_collapse.backends.base import Arrived, Backend, Mode, Prompt, Reply, Sampling
from persona_collapse.backends.introductions import SimulatedIntroductions
from persona_collapse.backends.simulated import Simulated

__all__ = ["Arrived", "Backend", "Mode", "Prompt", "Reply", "Sampling", "Simulated", "SimulatedIntroductions"]
