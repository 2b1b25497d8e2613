"""References: the people, or simulated people, that populations are compared with."""

from dataclasses import replace
from functools import cache

from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references.bfi44_copula import simulate_people

CALIBRATED = "calibrated-2058"
CALIBRATED_SIZE = 2058
CALIBRATED_SEED = 2
"""The first seed from 0 upwards with all trait means, SDs and alphas within `CALIBRATED_WITHIN`."""

CALIBRATED_WITHIN = 0.03
"""Largest allowed difference, in scale points, from the trait means and SDs that the generator aims at, and from alphas."""

SIMULATED = "simulated from published norms, not people"


@cache
def calibrated_2058() -> BehavioralTraitMatrix:
    """The bundled human reference: 2,058 respondents simulated from published norms, not people.

    Version 2. Answers and correlations of items, and how respondents differ in their use of the scale, were fitted to
    146 respondents of Twin-2K-500 (and 228 of another study); trait means, SDs and correlations are those of all 2,058
    respondents. Use it when no real answers are available, and report this.

    >>> people = calibrated_2058()
    >>> people.values.shape, people.source, people.note
    ((2058, 44), 'calibrated-2058', 'simulated from published norms, not people')
    """
    answers = simulate_people(CALIBRATED_SIZE, CALIBRATED_SEED)
    answers.flags.writeable = False  # the whole process shares this array
    return BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44(), source=CALIBRATED, note=SIMULATED)


def with_note(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """The same answers; a column `source` that says they are simulated from published norms becomes their note."""
    said = any(SIMULATED in str(cell) for cell in matrix.attributes.get("source", ()))
    return replace(matrix, note=SIMULATED) if said else matrix
