from .arrays import Array, complete_cases, sorted_respondents
from .ball_coverage import Coverage, Ties, coverage, rarefied_coverage
from .correlations import ItemCorrelations, TraitPair, correlation_difference, trait_pairs
from .default import DefaultPull, default_pull, default_shift
from .eta import EtaSquared, eta_squared
from .hopkins_statistic import Hopkins, hopkins
from .intrinsic_dimension import LID, lid
from .items import (
    EffectiveLikert,
    desirability_shift,
    effective_likert,
    marginal_distance,
    sd_ratio,
)
from .label_fidelity import Fidelity, TraitFidelity, fidelity
from .nulls import archetypes, clones, jittered, jittered_clones, shuffled, uniform_answers
from .psychometrics import Contradiction, contradiction, cronbach_alpha, tucker_phi
from .rarefaction import Draws, Pair, held_out, matched_size
from .reliability import (
    ICC,
    Components,
    expected_answers,
    expected_components,
    expected_icc,
    icc,
    persona_means,
    repeats_of,
    variance_components,
)
from .scaling import Keying, Scaler, keying, scaler
from .spread import (
    cosine_vendi,
    hyperspherical_uniformity,
    kernel_scale,
    mean_nearest_neighbour_distance,
    participation_ratio,
    unbiased_participation_ratio,
    vendi,
    vendi_of,
)
from .twosample import Energy, energies, energy_distance, recognition, separability
from .variance_explained import Attribution, attribution

__all__ = [
    "ICC",
    "LID",
    "Array",
    "Attribution",
    "Components",
    "Contradiction",
    "Coverage",
    "DefaultPull",
    "Draws",
    "EffectiveLikert",
    "Energy",
    "EtaSquared",
    "Fidelity",
    "Hopkins",
    "ItemCorrelations",
    "Keying",
    "Pair",
    "Scaler",
    "Ties",
    "TraitFidelity",
    "TraitPair",
    "archetypes",
    "attribution",
    "clones",
    "complete_cases",
    "contradiction",
    "correlation_difference",
    "cosine_vendi",
    "coverage",
    "cronbach_alpha",
    "default_pull",
    "default_shift",
    "desirability_shift",
    "effective_likert",
    "energies",
    "energy_distance",
    "eta_squared",
    "expected_answers",
    "expected_components",
    "expected_icc",
    "fidelity",
    "held_out",
    "hopkins",
    "hyperspherical_uniformity",
    "icc",
    "jittered",
    "jittered_clones",
    "kernel_scale",
    "keying",
    "lid",
    "marginal_distance",
    "matched_size",
    "mean_nearest_neighbour_distance",
    "participation_ratio",
    "persona_means",
    "rarefied_coverage",
    "recognition",
    "repeats_of",
    "scaler",
    "sd_ratio",
    "separability",
    "shuffled",
    "sorted_respondents",
    "trait_pairs",
    "tucker_phi",
    "unbiased_participation_ratio",
    "uniform_answers",
    "variance_components",
    "vendi",
    "vendi_of",
]
