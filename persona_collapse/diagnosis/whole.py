"""The whole diagnosis: every number with its interval, beside known populations, and what it all amounts to."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from persona_collapse.diagnosis.intervals import PAIRS, intervals
from persona_collapse.diagnosis.nulls import null_panel, pattern_copies
from persona_collapse.diagnosis.preparation import compare
from persona_collapse.diagnosis.scorecard import default_reference, measure
from persona_collapse.diagnosis.signature import evidence, signature
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import FEWEST
from persona_collapse.results import Diagnosis, Scorecard, Settings, Signature

STEPS = 4
"""How often `progress` is called beyond the columns of the scorecard."""


def diagnose(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    pairs: int = PAIRS,
    held_out_people: Scorecard | None = None,
    progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Diagnoses a population: `measure`, with 95 % intervals, the null panel and a signature.

    Parameters
    ----------
    matrix, reference, targets, settings, held_out_people, progress : as in `measure`
    pairs : of disjoint draws, for the intervals of LID, recall and the like

    Raises
    ------
    InputError : as `measure`.
    """
    how, say = settings or Settings(), progress or (lambda step: None)
    people = reference if reference is not None else default_reference(matrix)
    found = measure(matrix, people, targets=targets, settings=how, held_out_people=held_out_people, progress=progress)
    sides = compare(matrix, people, how)
    around = intervals(matrix, sides, pairs=pairs, step=say)
    say("null populations")
    panel = null_panel(sides, matrix.instrument.scale)
    complete = sides.personas.complete
    read = evidence(
        found.values,
        found.held_out_people,
        found.shuffled_population,
        panel,
        complete=found.population.complete,
        missing=float(np.isnan(matrix.values).mean()),
        copies=pattern_copies(complete),
    )
    return replace(found, intervals=around, null_panel=panel, signature=_named(found, sides.size, signature(read)))


def _named(found: Diagnosis, size: int, read: Signature) -> Signature | None:
    """The signature, unless the published protocol or too few people leave nothing to read it from."""
    if found.settings.protocol == "paper":
        return None
    if size < FEWEST and read.name != "invalid":
        return Signature("unread", (f"{size} respondents can be compared at a time; a signature needs {FEWEST}",), ())
    return read
