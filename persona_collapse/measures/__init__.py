"""Every number this project reports, as a function of arrays; records out, no files, no pandas.

Letters: N respondents of the population, M of the reference, D items, T traits, k neighbours, n the matched size.
"""

from persona_collapse.measures.arrays import Array, complete_cases, sorted_respondents
from persona_collapse.measures.ball_coverage import Coverage, Ties, coverage, rarefied_coverage
from persona_collapse.measures.correlations import ItemCorrelations, TraitPair, correlation_difference, trait_pairs
from persona_collapse.measures.default import DefaultPull, default_pull, default_shift
from persona_collapse.measures.eta import EtaSquared, eta_squared
from persona_collapse.measures.hopkins_statistic import Hopkins, hopkins
from persona_collapse.measures.intrinsic_dimension import LID, lid
from persona_collapse.measures.items import (
    EffectiveLikert,
    desirability_shift,
    effective_likert,
    marginal_distance,
    sd_ratio,
)
from persona_collapse.measures.label_fidelity import Fidelity, TraitFidelity, fidelity
from persona_collapse.measures.nulls import archetypes, clones, jittered, jittered_clones, shuffled, uniform_answers
from persona_collapse.measures.psychometrics import Contradiction, contradiction, cronbach_alpha, tucker_phi
from persona_collapse.measures.rarefaction import Draws, Pair, held_out, matched_size
from persona_collapse.measures.reliability import (
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
from persona_collapse.measures.scaling import Keying, Scaler, keying, scaler
from persona_collapse.measures.spread import (
    cosine_vendi,
    hyperspherical_uniformity,
    kernel_scale,
    mean_nearest_neighbour_distance,
    participation_ratio,
    unbiased_participation_ratio,
    vendi,
    vendi_of,
)
from persona_collapse.measures.twosample import Energy, energy_distance, energy_of, separability
from persona_collapse.measures.variance_explained import Attribution, attribution

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
    "energy_distance",
    "energy_of",
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
