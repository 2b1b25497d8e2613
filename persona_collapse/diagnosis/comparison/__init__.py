"""Comparison of populations: which personas they share, p-values by relabelling, and a sentence per difference."""

from persona_collapse.diagnosis.comparison._drift import drift, in_all_three
from persona_collapse.diagnosis.comparison.comparison import BEFORE_STEPS, compare
from persona_collapse.diagnosis.comparison.permutation import TICKS

__all__ = ["BEFORE_STEPS", "TICKS", "compare", "drift", "in_all_three"]
