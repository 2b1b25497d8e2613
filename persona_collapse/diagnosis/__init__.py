"""Diagnosis: one function per axis, then the whole scorecard.

- axes/ measures: one file per axis of the scorecard
- intervals/ says how far the numbers would move with other respondents
- comparison/ tests whether two populations differ
- planning/ says how many personas and repeats are enough
- texts/ diagnoses free texts
- the whole: preparation, scorecard, caveats, noise floor, null populations, signature, views, and `diagnose` itself
"""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.axes import attribution, default_pull, reliability, reliability_of_distributions
from persona_collapse.diagnosis.comparison import compare
from persona_collapse.diagnosis.planning import plan
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
