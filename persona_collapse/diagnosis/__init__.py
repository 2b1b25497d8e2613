"""Diagnosis: one function per axis, then the whole scorecard.

- preparation, respondents: two tables become two sides, prepared once for all axes
- axes/: one file per axis of the scorecard, by our definitions; published: all axes by the paper's
- scorecard: the axes of a population, of held-out people and of the shuffled population
- intervals/: how far the numbers would move with other respondents
- caveats, noise_floor, nulls, signature, views: what belongs to the whole; whole: `diagnose`, all of it
- comparison/: whether two populations differ
- subgroups, leaks: the scorecard of each level of an attribute; labels that answers give away
- planning/: how many personas and repeats are enough
- texts/: the diagnosis of free texts
"""

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.axes import attribution, default_pull, reliability, reliability_of_distributions
from persona_collapse.diagnosis.comparison import compare
from persona_collapse.diagnosis.leaks import leakage
from persona_collapse.diagnosis.planning import plan
from persona_collapse.diagnosis.scorecard import default_reference, measure
from persona_collapse.diagnosis.subgroups import by_attribute
from persona_collapse.diagnosis.weighting import weighted
from persona_collapse.diagnosis.whole import diagnose

__all__ = [
    "attribution",
    "axes",
    "by_attribute",
    "compare",
    "default_pull",
    "default_reference",
    "diagnose",
    "leakage",
    "measure",
    "plan",
    "reliability",
    "reliability_of_distributions",
    "weighted",
]
