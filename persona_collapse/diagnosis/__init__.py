"""Diagnosis: one function per axis, then the whole scorecard."""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.attribution import attribution
from persona_collapse.diagnosis.scorecard import default_reference, measure

__all__ = ["attribution", "axes", "default_reference", "measure"]
