"""The whole diagnosis: every number with its interval, beside known populations, and what it all amounts to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.diagnosis.alike import alike
from persona_collapse.diagnosis.axes import (
    attribution,
    default_columns,
    definitions,
    reliability_of,
    reliability_of_shares,
)
from persona_collapse.diagnosis.caveats import mass_caveat
from persona_collapse.diagnosis.common import Repeated
from persona_collapse.diagnosis.full_size import at_full_size
from persona_collapse.diagnosis.intervals import PAIRS, intervals_and_draws
from persona_collapse.diagnosis.leaks import leakage
from persona_collapse.diagnosis.nulls import null_panel
from persona_collapse.diagnosis.other_people import as_far_as_people
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.reread import reread_of
from persona_collapse.diagnosis.scorecard import beside, measured
from persona_collapse.diagnosis.signature import TOO_FEW, Evidence, evidence
from persona_collapse.diagnosis.subgroups import by_attribute
from persona_collapse.diagnosis.support import drawn_cards, ends_of_parts, likeness, read_with_support
from persona_collapse.diagnosis.views import views
from persona_collapse.diagnosis.weighting import around_weighted
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.cores import one_thread
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
from persona_collapse.results.leakage import Leakage
from persona_collapse.results.subgroups import Subgroups

STEPS = 4
"""How often `progress` is called beyond the columns of the scorecard."""


@one_thread()
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
    attributes: Sequence[str] | None = None,
    by: Sequence[str] = (),
    full_size: bool = False,
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
    tsne : also place all respondents by t-SNE, for the report
    attributes : what attribution and leakage are asked of; None: attribution of the paper's four, as far as they are there
    by : attributes whose levels are measured one by one (`by_attribute`)
    full_size : also measure the whole population at the size it has (`FullSize`)

    Raises
    ------
    InputError : as `measure`, `attribution` and `by_attribute`; a full size that cannot be measured.
    """
    say = progress or (lambda step: None)
    sides, levels = beside(matrix, reference, settings), matrix.levels(targets)
    tracked, leaked = _asked_of(matrix, reference, targets, sides.how, attributes)
    groups = _levels(matrix, by, reference, targets, sides.how, say) if by else None
    if full_size:
        say("full size")
    whole = at_full_size(sides) if full_size else None
    found = measured(sides, levels, held_out_people=held_out_people, progress=say)
    if not sides.published:  # what follows is ours alone
        found = judged(
            found,
            sides,
            levels,
            pairs=pairs,
            samples=samples,
            distributions=distributions,
            quality=quality,
            progress=say,
        )
    return replace(
        found,
        default_pull=None
        if default is None or sides.people is None
        else definitions(sides.how).default_pull(sides, default),
        attribution=tracked,
        warnings=(*mass_caveat(quality), *found.warnings),
        views=views(sides, levels, tsne=tsne),
        quality=quality,
        asked=asked,
        commands=tuple(commands),
        subgroups=groups,
        leakage=leaked,
        alike=None if sides.published else alike(matrix, sides, targets),
        full_size=whole,
    )


def judged(
    found: Diagnosis,
    sides: Sides,
    levels: Array | None,
    *,
    pairs: int,
    samples: ArrayLike | None = None,
    distributions: ArrayLike | None = None,
    quality: Quality | None = None,
    progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """The measured numbers with their intervals, what repeats say, known populations beside them, and the signature.

    Parameters
    ----------
    found : what `measured` returned for these sides and levels
    sides, levels : the population
    pairs, samples, distributions, quality, progress : as in `diagnose`
    """
    say = progress or (lambda step: None)
    around, drawn = intervals_and_draws(sides, pairs=pairs, step=say, levels=levels)
    around = around_weighted(around, found.values, sides.personas)
    say("repeats")
    rows = sides.personas
    if samples is None and rows.persona is not None:
        samples = measures.repeats_of(rows.answers, rows.persona.tolist())
    repeated = _repeats(sides, samples, distributions, found.held_out_people)
    say("null populations")
    panel = null_panel(sides)
    again = reread_of(sides, found.held_out_people)

    def judge(card: Scorecard) -> Evidence:
        return evidence(
            card,
            found.held_out_people,
            found.shuffled_population,
            panel,
            complete=found.population.independent,
            missing=float(np.isnan(sides.personas.answers).mean()),
            noise_share=None if repeated is None else repeated.noise_share,
            quality=quality,
            crowding=(around or {}).get("crowding"),
            excluded=sides.personas.excluded / len(sides.personas.answers),
            reread=again,
        )

    if drawn is not None and drawn.sides.personas.count < sides.personas.count:
        found = replace(found, population=replace(found.population, paired_from=drawn.sides.personas.count))
    whole = judge(found.values)
    each = [] if drawn is None else [judge(card) for card in drawn_cards(found.values, drawn)]
    read = _unless_too_few(sides.size, read_with_support(whole, each))
    return replace(
        found,
        intervals=around,
        null_panel=panel,
        reread=again,
        signature=_beside_other_people(read, found, whole, each),
        likeness=likeness(whole, each, ends_of_parts(found.values, found.held_out_people, around or {})),
        reliability=repeated,
    )


def _beside_other_people(read: Signature, found: Diagnosis, whole: Evidence, drawn: Sequence[Evidence]) -> Signature:
    """The signature, with a word more where the population is as far from people as other people are."""
    if found.reference is None or read.name in ("human-like", "invalid", TOO_FEW, "unread"):
        return read
    said = as_far_as_people(found.values, whole, drawn, found.instrument)
    return replace(read, evidence=(*read.evidence, said)) if said else read


def _asked_of(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None,
    targets: Mapping[str, str] | None,
    how: Settings,
    attributes: Sequence[str] | None,
) -> tuple[AttributionAxis | None, Leakage | None]:
    """What the attributes predict of the answers, and the answers give away of them; without a choice, the first of the paper's."""
    if attributes is None:
        return attribution(matrix, settings=how) if default_columns(matrix, how.by_persona) else None, None
    tracked = attribution(matrix, attributes, settings=how)
    if how.protocol == "paper":
        return tracked, None
    return tracked, leakage(matrix, attributes, reference, targets=targets, settings=how)


def _levels(
    matrix: BehavioralTraitMatrix,
    by: Sequence[str],
    reference: BehavioralTraitMatrix | None,
    targets: Mapping[str, str] | None,
    how: Settings,
    say: Callable[[str], None],
) -> Subgroups:
    """The scorecard of each level of some attributes, as one step of the progress."""
    say("levels of attributes")
    return by_attribute(matrix, by, reference, targets=targets, settings=how)


def _repeats(
    sides: Sides, samples: ArrayLike | None, distributions: ArrayLike | None, held_out_people: Scorecard | None
) -> ReliabilityAxis | None:
    """What repeats say; None without any."""
    asked, people, how = sides.instrument, sides.people, sides.how
    if distributions is not None and not np.isnan(np.asarray(distributions)).any():
        return reliability_of_shares(distributions, asked, people, how, held_out_people)
    if samples is None:
        return None
    size = None if sides.personas.sheets is None else sides.size  # as many means as personas beside them
    return reliability_of(Repeated.of(samples, asked), people, how, held_out_people, size=size)


def _unless_too_few(size: int, read: Signature) -> Signature:
    """The signature, unless too few respondents leave nothing to read it from."""
    if size < FEWEST and read.name not in ("invalid", TOO_FEW):
        return Signature(TOO_FEW, (f"{size} respondents can be compared at a time; a signature needs {FEWEST}",), ())
    return read
