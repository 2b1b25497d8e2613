"""The axes by name, for those who want one of them alone."""

from persona_collapse.diagnosis.attribution import attribution
from persona_collapse.diagnosis.coverage import coverage
from persona_collapse.diagnosis.default import default_pull
from persona_collapse.diagnosis.fidelity import fidelity
from persona_collapse.diagnosis.hopkins import hopkins
from persona_collapse.diagnosis.items import effective_likert, items
from persona_collapse.diagnosis.lid import lid
from persona_collapse.diagnosis.reliability import reliability, reliability_of_distributions
from persona_collapse.diagnosis.spread import spread

__all__ = [
    "attribution",
    "coverage",
    "default_pull",
    "effective_likert",
    "fidelity",
    "hopkins",
    "items",
    "lid",
    "reliability",
    "reliability_of_distributions",
    "spread",
]
