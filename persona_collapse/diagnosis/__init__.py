"""Diagnosis: one function per axis, then the whole scorecard."""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.diagnose import diagnose
from persona_collapse.diagnosis.scorecard import default_reference, measure

__all__ = ["axes", "default_reference", "diagnose", "measure"]
