"""Diagnosis: one function per axis, then the whole scorecard."""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.attribution import attribution
from persona_collapse.diagnosis.comparison import compare
from persona_collapse.diagnosis.default import default_pull
from persona_collapse.diagnosis.planning import plan
from persona_collapse.diagnosis.reliability import reliability, reliability_of_distributions
from persona_collapse.diagnosis.scorecard import default_reference, measure
from persona_collapse.diagnosis.whole import diagnose

__all__ = [
    "attribution",
    "axes",
    "compare",
    "default_pull",
    "default_reference",
    "diagnose",
    "measure",
    "plan",
    "reliability",
    "reliability_of_distributions",
]
