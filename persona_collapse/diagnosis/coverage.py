"""The coverage axis: does the population stand where people stand, and everywhere they do?"""

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import (
    Answers,
    comparable,
    draws_for,
    same_answers,
    scale_of,
    taking_part,
    trait_points,
)
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Coverage, Draws, Pair
from persona_collapse.measures.coverage import K
from persona_collapse.results import CoverageAxis, Settings


def coverage(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix,
    settings: Settings | None = None,
    *,
    held_out: bool | None = None,
) -> CoverageAxis:
    """Coverage, density, precision and recall of a population among people, in items and in traits.

    Parameters
    ----------
    matrix, reference : answers to the same instrument
    settings : protocol, seed, draws, rarefaction
    held_out : the population is the reference, so its respondents are compared with others of the reference, never with
        themselves; by default that is so when the two hold the same answers

    Raises
    ------
    InputError : different items, or too few respondents for a ball of 5 neighbours at the matched size.
    """
    how = settings or Settings()
    comparable(matrix, reference)
    personas, people = taking_part(matrix, how), taking_part(reference, how)
    scale = scale_of(people)
    assert scale is not None, "there is a reference"
    if how.protocol == "paper":
        published = paper.coverage(personas.complete, people.complete)
        return _axis(published, None, published.n, personas, people, scale.constant)
    itself = same_answers(personas, people) if held_out is None else held_out
    pairs = [(scale(personas.complete), scale(people.complete))]
    traits, human_traits = trait_points(personas, people, matrix), trait_points(people, people, reference)
    if traits is not None and human_traits is not None:
        pairs.append((traits, human_traits))
    if how.rarefy:
        draws = _large_enough(draws_for(personas, people, how), personas, people)
        found = [measures.rarefied_coverage(Pair(ours, theirs, itself), draws) for ours, theirs in pairs]
    else:
        found = [measures.coverage(ours, theirs) for ours, theirs in pairs]
    return _axis(found[0], found[1] if len(found) == 2 else None, found[0].n, personas, people, scale.constant)


def _large_enough(draws: Draws, personas: Answers, people: Answers) -> Draws:
    if draws.n < K + 1:
        raise InputError(
            f"{len(personas.complete)} complete respondents against a reference of {len(people.complete)} are compared "
            f"{draws.n} at a time, and a ball of the {K} nearest others (k = {K}) needs at least {K + 1}; "
            f"give at least {2 * (K + 1)} on both sides"
        )
    return draws


def _axis(
    items: Coverage | paper.Coverage,
    traits: Coverage | None,
    n: tuple[int, int],
    personas: Answers,
    people: Answers,
    constant: int,
) -> CoverageAxis:
    return CoverageAxis(
        coverage=items.coverage,
        density=items.density,
        precision=items.precision if isinstance(items, Coverage) else None,
        recall=items.recall if isinstance(items, Coverage) else None,
        trait_coverage=None if traits is None else traits.coverage,
        trait_density=None if traits is None else traits.density,
        trait_precision=None if traits is None else traits.precision,
        trait_recall=None if traits is None else traits.recall,
        n=n,
        excluded=personas.excluded,
        excluded_reference=people.excluded,
        constant_items=constant,
    )
