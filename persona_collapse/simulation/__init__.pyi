from .conditioned import answer_probabilities
from .respondents import KINDS, POPULATION, PREFIX, simulate

__all__ = ["KINDS", "POPULATION", "PREFIX", "answer_probabilities", "simulate"]
