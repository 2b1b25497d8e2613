"""References: people, simulated people, and published results."""

from persona_collapse.references._other_people import OtherPeople, other_people
from persona_collapse.references.bfi44_copula import Copula, Styles, copula, own_thresholds, simulate_people
from persona_collapse.references.generated import GENERATED, copula_of, is_bfi44
from persona_collapse.references.norms import FactorStatistics, factor_statistics, twin2k500_norms, twin2k500_r2
from persona_collapse.references.people import CALIBRATED, SIMULATED, calibrated_2058, with_note
from persona_collapse.references.published import PUBLISHED, published_mentions, published_results
from persona_collapse.references.twin import TWIN, read_twin2k500

__all__ = [
    "CALIBRATED",
    "GENERATED",
    "PUBLISHED",
    "SIMULATED",
    "TWIN",
    "Copula",
    "FactorStatistics",
    "OtherPeople",
    "Styles",
    "calibrated_2058",
    "copula",
    "copula_of",
    "factor_statistics",
    "is_bfi44",
    "other_people",
    "own_thresholds",
    "published_mentions",
    "published_results",
    "read_twin2k500",
    "simulate_people",
    "twin2k500_norms",
    "twin2k500_r2",
    "with_note",
]
