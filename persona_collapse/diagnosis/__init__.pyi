from . import axes
from .axes import attribution, default_pull, reliability, reliability_of_distributions
from .comparison import compare, drift
from .leaks import leakage
from .planning import plan
from .scorecard import default_reference, measure
from .subgroups import by_attribute
from .weighting import weighted
from .whole import diagnose

__all__ = [
    "attribution",
    "axes",
    "by_attribute",
    "compare",
    "default_pull",
    "default_reference",
    "diagnose",
    "drift",
    "leakage",
    "measure",
    "plan",
    "reliability",
    "reliability_of_distributions",
    "weighted",
]
