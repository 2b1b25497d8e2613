"""The scorecard of a population: every axis, beside held-out people and beside its own answers dealt anew."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.caveats import caveats
from persona_collapse.diagnosis.further import further_numbers
from persona_collapse.diagnosis.preparation import Sides, halves, rows_of, shuffled_matrix, sides_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Answers, Array
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Diagnosis, Sample, Scorecard, Settings

Progress = Callable[[str], None]

COLUMN_STEPS = 5
"""How often `progress` is called for each column: people, the population, the population shuffled."""


def measure(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    against_people: bool = True,
    held_out_people: Scorecard | None = None,
    progress: Progress | None = None,
) -> Diagnosis:
    """Measures a population: each number beside held-out people (its ceiling) and beside noise (its floor).

    Parameters
    ----------
    matrix : the population's answers
    reference : people's answers to the same instrument; by default the bundled `calibrated-2058` for the BFI-44
        (simulated from published norms, not people), and none for other instruments
    targets : column -> trait, for the labels personas were given; by default columns named after a trait or
        `big_five_<trait>`
    settings : protocol, seed, draws, rarefaction
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds
    held_out_people : that column of an earlier diagnosis with the same reference, settings and size, to save its time
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : different items, too few respondents, a target column or level that does not exist.
    """
    people, sides = beside(matrix, reference, settings)
    return measure_between(
        matrix,
        people,
        sides,
        targets=targets,
        against_people=against_people,
        held_out_people=held_out_people,
        progress=progress or (lambda step: None),
    )


def beside(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None, settings: Settings | None
) -> tuple[BehavioralTraitMatrix | None, Sides]:
    """The reference that is meant (None where there is none), and the population prepared beside it.

    Raises
    ------
    InputError : something else than a matrix; as `sides_of`.
    """
    if not isinstance(matrix, BehavioralTraitMatrix):
        raise InputError(
            f"measure was given a {type(matrix).__name__}; give BehavioralTraitMatrix.read(path) or .from_arrays(answers)"
        )
    people = reference if reference is not None else default_reference(matrix)
    return people, sides_of(matrix, people, settings)


def measure_between(
    matrix: BehavioralTraitMatrix,
    people: BehavioralTraitMatrix | None,
    sides: Sides,
    *,
    targets: Mapping[str, str] | None,
    held_out_people: Scorecard | None,
    progress: Progress,
    against_people: bool = True,
) -> Diagnosis:
    """`measure` of sides that are prepared.

    Parameters
    ----------
    matrix, people : whom the sides are made of
    sides : what `beside` made of them
    targets, held_out_people, progress, against_people : as in `measure`
    """
    levels = matrix.levels(targets)
    how = replace(sides.how, size=max(1, sides.size))
    values = _card(matrix, people, how, levels, progress, "population", against_people)
    ceiling = held_out_people
    if ceiling is None and people is not None:
        ceiling = _people(people, how, progress, against_people)
    floor = None if sides.personas.imputed else _shuffled(matrix, people, how, levels, progress)
    floor = floor and replace(floor, likert=values.likert)  # dealing answers anew changes no item
    return Diagnosis(
        population=sample(matrix, sides.personas),
        reference=None if people is None or sides.people is None else sample(people, sides.people),
        instrument=matrix.instrument.id,
        n_items=len(matrix.instrument),
        settings=how if how.rarefy and how.protocol == "calibrated" else replace(how, size=None),
        values=values,
        held_out_people=ceiling,
        shuffled_population=floor,
        warnings=caveats(sides, values, ceiling, floor),
        version=version("persona-collapse"),
    )


def default_reference(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix | None:
    """The bundled reference for the instrument; None when there is none."""
    return calibrated_2058() if matrix.instrument.id == calibrated_2058().instrument.id else None


def _card(
    matrix: BehavioralTraitMatrix,
    people: BehavioralTraitMatrix | None,
    how: Settings,
    levels: Array | None,
    say: Progress,
    column: str,
    against_people: bool,
) -> Scorecard:
    say(f"{column}: coverage")
    coverage = None if people is None else axes.coverage(matrix, people, how)
    say(f"{column}: LID")
    lid = axes.lid(matrix, people, how)
    say(f"{column}: Hopkins")
    hopkins = axes.hopkins(matrix, people, how)
    say(f"{column}: items")
    likert = axes.effective_likert(matrix, people, how)
    items = None if people is None else axes.items(matrix, people, how)
    say(f"{column}: spread")
    spread = axes.spread(matrix, people, how, against_people=against_people)
    fidelity = None if levels is None else axes.fidelity(matrix, levels, people, how)
    further = further_numbers(matrix.values, matrix.instrument.scale)
    return Scorecard(coverage, hopkins, lid, likert, items, spread, fidelity, further)


def _people(people: BehavioralTraitMatrix, how: Settings, say: Progress, against_people: bool) -> Scorecard:
    """People measured against other people of the same reference, never against themselves."""
    some, others = halves(people, how.seed)
    say("held-out people: coverage")
    if how.protocol == "paper" or not how.rarefy:
        coverage = axes.coverage(some, others, how)
    else:
        coverage = axes.coverage(people, people, how)
    say("held-out people: LID")
    lid = axes.lid(people, people, how, standardised=True)
    say("held-out people: Hopkins")
    hopkins = axes.hopkins(people, people, how)
    say("held-out people: items")
    likert, items = axes.effective_likert(people, people, how), axes.items(some, others, how)
    say("held-out people: spread")
    spread = axes.spread(people, people, how, against_people=against_people)
    further = further_numbers(people.values, people.instrument.scale)
    return Scorecard(coverage, hopkins, lid, likert, items, spread, None, further)


def _shuffled(
    matrix: BehavioralTraitMatrix,
    people: BehavioralTraitMatrix | None,
    how: Settings,
    levels: Array | None,
    say: Progress,
) -> Scorecard:
    """Complete respondents with every item's answers dealt anew among them; labels stay where they are."""
    complete = np.flatnonzero(measures.complete_cases(matrix.values))
    labels = np.zeros((len(matrix), 0)) if levels is None else levels
    keys = np.hstack([matrix.values, labels])[complete]
    order = complete[np.lexsort(keys.T[::-1])]
    dealt = shuffled_matrix(rows_of(matrix, order), measures.shuffled(matrix.values[order], seed=how.seed))
    return _card(dealt, people, how, None if levels is None else levels[order], say, "shuffled population", False)


def sample(matrix: BehavioralTraitMatrix, part: Answers) -> Sample:
    """Who was measured, for a record."""
    return Sample(
        source=matrix.source,
        note=matrix.note,
        respondents=len(matrix),
        complete=int(measures.complete_cases(matrix.values).sum()),
        missing_answers=int(np.isnan(matrix.values).sum()),
        imputed=part.imputed,
    )
