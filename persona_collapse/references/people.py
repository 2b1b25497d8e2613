"""References: the people, or simulated people, that populations are compared with."""

from dataclasses import replace
from functools import cache

from persona_collapse import resources
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.references.bfi44_copula import simulate_people

CALIBRATED = "calibrated-2058"
CALIBRATED_SIZE = 2058
CALIBRATED_SEED = 0
"""The first seed from 0 upwards with all trait means and SDs within `CALIBRATED_WITHIN`."""

CALIBRATED_WITHIN = 0.03
"""Largest allowed difference, in scale points, from the published trait means and SDs."""

SIMULATED = "simulated from published norms, not people"


@cache
def calibrated_2058() -> BehavioralTraitMatrix:
    """The bundled human reference: 2,058 respondents simulated from published norms, not people.

    Thresholds and correlations were estimated from 228 respondents; trait means, SDs and correlations are those of the
    2,058 people of Twin-2K-500. Use it when no real answers are available, and report this.

    >>> people = calibrated_2058()
    >>> people.values.shape, people.source, people.note
    ((2058, 44), 'calibrated-2058', 'simulated from published norms, not people')
    """
    answers = simulate_people(CALIBRATED_SIZE, CALIBRATED_SEED)
    answers.flags.writeable = False  # the whole process shares this array
    return BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44(), source=CALIBRATED, note=SIMULATED)


def furthest_from_norms(answers: Array) -> float:
    """The largest difference (scale points) between trait means and SDs of these answers and those of Twin-2K-500."""
    keying = bfi44().keying()
    assert keying is not None, "the BFI-44 has traits"
    scores, norms = keying.scores(answers), resources.data("references/data/twin2k500_factor_statistics.json")
    gaps = abs(scores.mean(axis=0) - norms["mean"]).tolist() + abs(scores.std(axis=0) - norms["sd"]).tolist()
    return float(max(gaps))


def with_note(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """The same answers; a column `source` that says they are simulated from published norms becomes their note."""
    said = any(SIMULATED in str(cell) for cell in matrix.attributes.get("source", ()))
    return replace(matrix, note=SIMULATED) if said else matrix
