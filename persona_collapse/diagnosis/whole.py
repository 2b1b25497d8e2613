"""The whole diagnosis: every number with its interval, beside known populations, and what it all amounts to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.diagnosis.axes import (
    ATTRIBUTES,
    attribution,
    default_pull,
    reliability,
    reliability_of_distributions,
)
from persona_collapse.diagnosis.intervals import PAIRS, intervals
from persona_collapse.diagnosis.nulls import null_panel
from persona_collapse.diagnosis.scorecard import beside, measure_between
from persona_collapse.diagnosis.signature import evidence, signature
from persona_collapse.diagnosis.views import views
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.intervals import FEWEST
from persona_collapse.results import (
    Asked,
    AttributionAxis,
    Diagnosis,
    Quality,
    ReliabilityAxis,
    Scorecard,
    Settings,
    Signature,
)

STEPS = 4
"""How often `progress` is called beyond the columns of the scorecard."""


def diagnose(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    pairs: int = PAIRS,
    samples: ArrayLike | None = None,
    distributions: ArrayLike | None = None,
    default: ArrayLike | None = None,
    quality: Quality | None = None,
    asked: Asked | None = None,
    commands: Sequence[str] = (),
    tsne: bool = False,
    held_out_people: Scorecard | None = None,
    progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Diagnoses a population: `measure`, with 95 % intervals, the null panel and a signature.

    Parameters
    ----------
    matrix, reference, targets, settings, held_out_people, progress : as in `measure`
    pairs : of disjoint draws, for the intervals of LID, recall and the like
    samples : (R, N, D) all answers where questions were put R times: how much of them is noise; without, noise is unknown
    distributions : (N, D, K) probabilities of the scale points, which say the same exactly; they go before `samples`
    default : (R, D) answers of a control run without a persona: how strongly personas are pulled to it

    quality : how well a run went, kept in the record
    asked : what a run asked, kept in the record
    commands : what was typed to obtain this, kept in the record
    tsne : also place everybody by t-SNE, for the report

    Raises
    ------
    InputError : as `measure`.
    """
    say = progress or (lambda step: None)
    people, sides = beside(matrix, reference, settings)
    how = sides.how
    found = measure_between(matrix, people, sides, targets=targets, held_out_people=held_out_people, progress=say)
    levels = matrix.levels(targets)
    around = intervals(matrix, sides, pairs=pairs, step=say, levels=levels)
    say("repeats")
    repeated = _repeats(matrix, samples, distributions, people, how, found)
    pulled = None if default is None or people is None else default_pull(matrix, default, people, how)
    say("null populations")
    panel = null_panel(sides, matrix.instrument.scale)
    read = evidence(
        found.values,
        found.held_out_people,
        found.shuffled_population,
        panel,
        complete=found.population.complete,
        missing=float(np.isnan(matrix.values).mean()),
        noise_share=None if repeated is None else repeated.noise_share,
    )
    return replace(
        found,
        intervals=around,
        null_panel=panel,
        signature=_named(found, sides.size, signature(read)),
        reliability=repeated,
        default_pull=pulled,
        attribution=_tracked(matrix, how),
        views=views(matrix, sides, levels, tsne=tsne),
        quality=quality,
        asked=asked,
        commands=tuple(commands),
    )


def _tracked(matrix: BehavioralTraitMatrix, how: Settings) -> AttributionAxis | None:
    """What answers track of the paper's attributes; None where none of them is beside the answers."""
    there = any(column in matrix.attributes for column in ATTRIBUTES)
    return attribution(matrix, settings=how) if there else None


def _repeats(
    matrix: BehavioralTraitMatrix,
    samples: ArrayLike | None,
    distributions: ArrayLike | None,
    people: BehavioralTraitMatrix | None,
    how: Settings,
    found: Diagnosis,
) -> ReliabilityAxis | None:
    """What repeats say; None without any, and where the published protocol has no word for it."""
    asked, ceiling = matrix.instrument, found.held_out_people
    if distributions is not None and how.protocol != "paper" and not np.isnan(np.asarray(distributions)).any():
        return reliability_of_distributions(distributions, asked, people, how, held_out_people=ceiling)
    if samples is None or how.protocol == "paper":
        return None
    return reliability(samples, asked, people, how, held_out_people=ceiling)


def _named(found: Diagnosis, size: int, read: Signature) -> Signature | None:
    """The signature, unless the published protocol or too few people leave nothing to read it from."""
    if found.settings.protocol == "paper":
        return None
    if size < FEWEST and read.name != "invalid":
        return Signature("unread", (f"{size} respondents can be compared at a time; a signature needs {FEWEST}",), ())
    return read
