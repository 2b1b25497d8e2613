"""Further geometry: directions in use, nearest neighbours, effective number of respondents, and two-sample tests."""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse import measures, paper
from persona_collapse.diagnosis.preparation import (
    Answers,
    comparable,
    draws_for,
    same_answers,
    scale_of,
    taking_part,
)
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Draws, Pair
from persona_collapse.measures.arrays import Array, mean_or_none
from persona_collapse.measures.scaling import Scaler
from persona_collapse.results import Settings, SpreadAxis

VENDI_DRAWS = 100
PERMUTATIONS = 199


@dataclass(frozen=True)
class HumanVendi:
    """The Vendi score of people at one size, and the kernel's scale: what every population's score is divided by.

    Both are 0 when most of the reference are copies of each other, where likeness has no unit.
    """

    scale: float
    score: float


def spread(
    matrix: BehavioralTraitMatrix,
    reference: BehavioralTraitMatrix | None = None,
    settings: Settings | None = None,
    *,
    held_out: bool | None = None,
    against_people: bool = True,
    human: HumanVendi | None = None,
) -> SpreadAxis:
    """Participation ratio, nearest neighbours, and how the population differs from people as a whole.

    Parameters
    ----------
    matrix : answers
    reference : people; None leaves what needs them undefined
    settings : protocol, seed, draws, rarefaction
    held_out : the population is the reference; by default when the two hold the same answers
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds
    human : `human_vendi` of the reference at the same size, where it is known already

    Raises
    ------
    InputError : different items.
    """
    how = settings or Settings()
    if reference is not None:
        comparable(matrix, reference)
    personas = taking_part(matrix, how)
    people = None if reference is None else taking_part(reference, how)
    if how.protocol == "paper":
        return _published(personas)
    scale, draws = scale_of(people), draws_for(personas, people, how)
    mean = _over(personas, draws, how)
    ratio, energy, separable = None, None, None
    if people is not None and scale is not None and against_people and draws.n >= 10:
        yardstick = human or human_vendi(people, draws)
        if yardstick.scale > 0:
            ratio = _mean_vendi(personas, scale, yardstick.scale, draws) / yardstick.score
        itself = same_answers(personas, people) if held_out is None else held_out
        ours, theirs = _one_draw(scale(personas.complete), scale(people.complete), draws, itself)
        energy = measures.energy_distance(ours, theirs, permutations=PERMUTATIONS, seed=how.seed)
        separable = measures.separability(ours, theirs, seed=how.seed)
    return SpreadAxis(
        participation_ratio=mean(measures.participation_ratio),
        mean_nearest_neighbour_distance=mean(lambda sample: _nearest(sample, scale)),
        vendi_ratio=ratio,
        energy_distance=None if energy is None else energy.distance,
        energy_p_value=None if energy is None else energy.p_value,
        separability=separable,
        n=draws.n if how.rarefy else len(personas.complete),
    )


def human_vendi(people: Answers, draws: Draws) -> HumanVendi:
    """The kernel's scale (median nearest-neighbour distance, mean over draws) and people's Vendi score with it."""
    scale = scale_of(people)
    assert scale is not None, "there is a reference"
    many = Draws(draws.n, VENDI_DRAWS, draws.seed)
    width = mean_or_none(
        measures.over_draws(lambda sample: measures.kernel_scale(scale(sample)), people.complete, many)
    )
    assert width is not None, "a distance is always defined"
    return HumanVendi(width, _mean_vendi(people, scale, width, draws) if width > 0 else 0.0)


def _mean_vendi(answers: Answers, scale: Scaler, width: float, draws: Draws) -> float:
    many = Draws(draws.n, VENDI_DRAWS, draws.seed)
    scores = measures.over_draws(lambda sample: measures.vendi(scale(sample), scale=width), answers.complete, many)
    return sum(scores) / len(scores)


def _one_draw(personas: Array, people: Array, draws: Draws, held_out: bool) -> tuple[Array, Array]:
    pair = Pair(personas, people, held_out)
    ours, theirs = next(iter(draws.pairs(pair)))
    return pair.population[ours], pair.reference[theirs]


def _over(personas: Answers, draws: Draws, how: Settings) -> Callable[[Callable[[Array], float | None]], float | None]:
    """The mean of a measure over the draws; its one value without rarefaction."""
    if not how.rarefy:
        return lambda measure: measure(personas.complete)
    return lambda measure: mean_or_none(measures.over_draws(measure, personas.complete, draws))


def _nearest(sample: Array, scale: Scaler | None) -> float | None:
    if len(sample) < 2:
        return None
    return measures.mean_nearest_neighbour_distance(sample if scale is None else scale(sample))


def _published(personas: Answers) -> SpreadAxis:
    rows = paper.draw(personas.complete)
    return SpreadAxis(
        participation_ratio=measures.participation_ratio(rows),
        mean_nearest_neighbour_distance=_nearest(rows, None),
        vendi_ratio=None,
        energy_distance=None,
        energy_p_value=None,
        separability=None,
        n=len(rows),
    )
