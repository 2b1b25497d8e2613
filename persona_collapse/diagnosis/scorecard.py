"""The scorecard of a population: every axis, beside held-out people and beside its own answers, shuffled."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.axes import definitions
from persona_collapse.diagnosis.caveats import caveats
from persona_collapse.diagnosis.further import further_numbers
from persona_collapse.diagnosis.preparation import Sides, prepare
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.cores import one_thread
from persona_collapse.references import CALIBRATED, calibrated_2058
from persona_collapse.results import Diagnosis, Sample, Scorecard, Scoring, Settings, TraitScoring

Progress = Callable[[str], None]

STEPS_OF_A_COLUMN = ("coverage", "LID", "Hopkins", "items", "spread")
"""What `progress` is called with for each column: the population, held-out people, the shuffled population."""

COLUMN_STEPS = len(STEPS_OF_A_COLUMN)


@one_thread()
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
    return measured(
        beside(matrix, reference, settings),
        matrix.levels(targets),
        against_people=against_people,
        held_out_people=held_out_people,
        progress=progress or (lambda step: None),
    )


def beside(matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None, settings: Settings | None) -> Sides:
    """The population prepared beside the reference that is meant, or alone where there is none.

    Raises
    ------
    InputError : something else than a matrix; as `prepare`.
    """
    if not isinstance(matrix, BehavioralTraitMatrix):
        raise InputError(
            f"measure was given a {type(matrix).__name__}; give BehavioralTraitMatrix.read(path) or .from_arrays(answers)"
        )
    return prepare(matrix, reference if reference is not None else default_reference(matrix), settings)


def measured(
    sides: Sides,
    levels: Array | None,
    *,
    held_out_people: Scorecard | None = None,
    progress: Progress,
    against_people: bool = True,
) -> Diagnosis:
    """`measure` of sides that are prepared: a preparation more for each further column, and none beside these.

    Parameters
    ----------
    sides : what `beside` made
    levels : (N, T) target levels of the population; None without labels
    held_out_people, progress, against_people : as in `measure`
    """
    how, people = sides.how, sides.people
    values = _card(sides, levels, progress, "population", against_people)
    ceiling = held_out_people
    if ceiling is None and people is not None:
        ceiling = _held_out_people(sides, progress, against_people)
    floor = None
    if not sides.personas.imputed:
        mixed, labels = shuffled(sides.personas, levels, how.seed)
        floor = _card(prepare(mixed, people, how, size=sides.size), labels, progress, "shuffled population", False)
        floor = replace(floor, likert=values.likert)  # shuffling the answers changes no item
        if sides.personas.places is not None:
            floor = _with_the_same_items(floor, values)
    return Diagnosis(
        population=sample(sides.personas),
        reference=None if people is None else sample(people),
        instrument=sides.instrument.id,
        n_items=len(sides.instrument),
        settings=replace(how, size=sides.size if how.rarefy and not sides.published else None),
        values=values,
        held_out_people=ceiling,
        shuffled_population=floor,
        warnings=caveats(sides, values, ceiling, floor),
        version=version("persona-collapse"),
        scoring=scoring(sides),
    )


def _with_the_same_items(floor: Scorecard, values: Scorecard) -> Scorecard:
    """The floor of respondents that were drawn, with the whole population's numbers of items, which shuffling leaves."""
    if floor.items is None or values.items is None:
        return floor
    same = {
        name: getattr(values.items, name)
        for name in ("marginal_distance", "marginal_distance_per_item", "worst_items", "desirability_shift")
    }
    return replace(floor, items=replace(floor.items, **same))


def default_reference(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix | None:
    """The bundled reference for the instrument; None when there is none."""
    return bundled_reference(matrix.instrument)


def bundled_reference(instrument: Instrument) -> BehavioralTraitMatrix | None:
    """The bundled people's answers to an instrument; None when there are none."""
    return calibrated_2058() if CALIBRATED in catalogue.references_of(instrument) else None


def _card(sides: Sides, levels: Array | None, say: Progress, column: str, against_people: bool) -> Scorecard:
    axes = definitions(sides.how)
    say(f"{column}: coverage")
    coverage = None if sides.people is None else axes.coverage(sides)
    say(f"{column}: LID")
    lid = axes.lid(sides)
    say(f"{column}: Hopkins")
    hopkins = axes.hopkins(sides)
    say(f"{column}: items")
    likert = axes.likert(sides)
    items = None if sides.people is None else axes.items(sides)
    say(f"{column}: spread")
    spread = axes.spread(sides, against_people)
    fidelity = None if levels is None else axes.fidelity(sides, levels)
    answering, styles = axes.answering(sides), axes.styles(sides)
    return Scorecard(coverage, hopkins, lid, likert, items, spread, fidelity, _further(sides), answering, styles)


def _held_out_people(sides: Sides, say: Progress, against_people: bool) -> Scorecard:
    """People measured beside people, as it is kept with them or anew."""
    people, how = sides.people, sides.how
    assert people is not None, "held-out people are those of a reference"
    cards, key = people.cards, (how, sides.size, against_people)
    if key not in cards:
        cards[key] = _people(prepare(people, people, how, size=sides.size), say, against_people)
    else:
        for step in STEPS_OF_A_COLUMN:
            say(f"held-out people: {step}")
    return cards[key]


def _people(sides: Sides, say: Progress, against_people: bool) -> Scorecard:
    """People measured against other people of the same reference, never against themselves."""
    axes = definitions(sides.how)
    say("held-out people: coverage")
    coverage = axes.coverage_of_people(sides)
    say("held-out people: LID")
    lid = axes.lid_of_people(sides)
    say("held-out people: Hopkins")
    hopkins = axes.hopkins(sides)
    say("held-out people: items")
    likert, items = axes.likert(sides), axes.items(sides.halves)
    say("held-out people: spread")
    spread = axes.spread(sides, against_people)
    answering, styles = axes.answering(sides.halves), axes.styles(sides)
    return Scorecard(coverage, hopkins, lid, likert, items, spread, None, _further(sides), answering, styles)


def _further(sides: Sides) -> dict[str, float | None]:
    return further_numbers(sides.personas.answers, sides.instrument.scale)


def shuffled(population: Respondents, levels: Array | None, seed: int) -> tuple[Respondents, Array | None]:
    """The complete respondents with each item's answers shuffled among them, and their labels, which stay in place.

    Parameters
    ----------
    population : all respondents
    levels : (N, T) of their labels; None without
    seed : of the shuffle, which does not depend on the order of the respondents
    """
    answers = population.answers
    complete = np.flatnonzero(measures.complete_cases(answers)) if population.places is None else population.places
    labels = np.zeros((len(answers), 0)) if levels is None else levels
    order = complete[np.lexsort(np.hstack([answers, labels])[complete].T[::-1])]
    mixed = replace(
        population,
        source=f"{population.source}, shuffled",
        answers=measures.shuffled(answers[order], seed=seed),
        repeats=None,
        persona=None,
    )
    return mixed, None if levels is None else levels[order]


def sample(respondents: Respondents) -> Sample:
    """Which respondents were measured, for a record."""
    answers = respondents.answers
    return Sample(
        source=respondents.source,
        note=respondents.note,
        respondents=len(answers),
        complete=int(measures.complete_cases(answers).sum()),
        missing_answers=int(np.isnan(answers).sum()),
        imputed=respondents.imputed,
        language=respondents.instrument.language,
        repeats="" if respondents.repeats is None else respondents.repeats.printed,
        personas=None if respondents.persona is None else respondents.count,
        drawn_from=None if respondents.places is None else len(respondents.places),
    )


def scoring(sides: Sides) -> Scoring:
    """How the answers of both sides were read, for a record."""
    instrument, keying, answers = sides.instrument, sides.keying, sides.personas.answers
    traits = {}
    if keying is not None:
        ours = measures.cronbach_alpha(answers, keying)
        theirs = [None] * len(ours) if sides.people is None else measures.cronbach_alpha(sides.people.answers, keying)
        traits = {
            trait: TraitScoring(int((keys != 0).sum()), int((keys < 0).sum()), alpha, people)
            for trait, keys, alpha, people in zip(instrument.traits, keying.keys, ours, theirs, strict=True)
        }
    return Scoring(
        low=instrument.scale.low,
        high=instrument.scale.high,
        lowest=int(np.nanmin(answers)),
        highest=int(np.nanmax(answers)),
        traits=traits,
    )
