"""Simulated respondents for the demo, for tests and as baselines. They are never called people."""

from persona_collapse.simulation.conditioned import answer_probabilities
from persona_collapse.simulation.respondents import KINDS, POPULATION, PREFIX, simulate

__all__ = ["KINDS", "POPULATION", "PREFIX", "answer_probabilities", "simulate"]
