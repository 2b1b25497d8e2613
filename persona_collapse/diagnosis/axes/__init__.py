"""The axes of the scorecard: one function and one file each; a file has its function's name behind an underscore."""

from persona_collapse.diagnosis.axes._attribution import ATTRIBUTES, attribution
from persona_collapse.diagnosis.axes._coverage import coverage
from persona_collapse.diagnosis.axes._default import default_pull
from persona_collapse.diagnosis.axes._fidelity import fidelity
from persona_collapse.diagnosis.axes._hopkins import hopkins
from persona_collapse.diagnosis.axes._items import effective_likert, items, undesired
from persona_collapse.diagnosis.axes._lid import lid
from persona_collapse.diagnosis.axes._reliability import reliability, reliability_of_distributions
from persona_collapse.diagnosis.axes._spread import kernel_width, mean_vendi, spread

__all__ = [
    "ATTRIBUTES",
    "attribution",
    "coverage",
    "default_pull",
    "effective_likert",
    "fidelity",
    "hopkins",
    "items",
    "kernel_width",
    "lid",
    "mean_vendi",
    "reliability",
    "reliability_of_distributions",
    "spread",
    "undesired",
]
