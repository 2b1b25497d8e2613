"""Diagnosis: one function per axis, then the whole scorecard."""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.default import default_pull
from persona_collapse.diagnosis.reliability import reliability, reliability_of_distributions
from persona_collapse.diagnosis.scorecard import default_reference, measure

__all__ = ["axes", "default_pull", "default_reference", "measure", "reliability", "reliability_of_distributions"]
