from .base import Arrived, Backend, Mode, Prompt, Reply, Sampling
from .introductions import SimulatedIntroductions
from .simulated import Simulated

__all__ = ["Arrived", "Backend", "Mode", "Prompt", "Reply", "Sampling", "Simulated", "SimulatedIntroductions"]
