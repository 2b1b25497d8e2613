"""Simulated respondents, for the demo, for tests and as baselines; never called people."""

from persona_collapse.simulation.conditioned import answer_probabilities
from persona_collapse.simulation.respondents import KINDS, POPULATION, simulate

__all__ = ["KINDS", "POPULATION", "answer_probabilities", "simulate"]
