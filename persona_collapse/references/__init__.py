"""References: people, simulated people, and published results."""

from persona_collapse.references.copula import Copula, copula, simulate_people
from persona_collapse.references.people import CALIBRATED, SIMULATED, calibrated_2058, furthest_from_norms
from persona_collapse.references.published import published_results

__all__ = [
    "CALIBRATED",
    "SIMULATED",
    "Copula",
    "calibrated_2058",
    "copula",
    "furthest_from_norms",
    "published_results",
    "simulate_people",
]
