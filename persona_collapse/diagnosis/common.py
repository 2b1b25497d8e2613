"""What both protocols do alike: checks of what an axis is given, and records that differ in a number or two."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides, persona_means
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.measures import Fidelity
from persona_collapse.measures.arrays import Array, as_matrix, number_or_none
from persona_collapse.measures.items import on_scale
from persona_collapse.measures.label_fidelity import mean_fidelity
from persona_collapse.results import DefaultAxis, ItemsAxis, LikertAxis

PERSONAS = "personas"
"""What personas that were asked repeatedly are called in messages."""

WORST = 5
"""How many items are named for being farthest from people's answers."""


def likert_record(population: Respondents, answers: Array) -> LikertAxis:
    """How much of the response scale some answers of a population use.

    Parameters
    ----------
    population : the respondents
    answers : theirs (n, D), whole scale points, nan where missing
    """
    scale = population.instrument.scale
    weights = None
    if answers is population.answers:
        answers, weights = population.weighed
    found = measures.effective_likert(answers, low=scale.low, high=scale.high, weights=weights)
    return LikertAxis(
        effective_likert=found.mean,
        midpoint_share=found.midpoint_share,
        extreme_share=found.extreme_share,
        zero_variance_items=found.zero_variance_items,
        unanswered_items=found.unanswered_items,
        per_item=tuple(map(number_or_none, found.per_item)),
        missing_answers=int(np.isnan(answers if weights is not None else population.answers).sum()),
    )


def items_record(sides: Sides, sd_ratio: float | None) -> ItemsAxis:
    """How item answers and trait scores differ from people's, over all answers, with the SD ratio of a protocol."""
    assert sides.people is not None, "items are compared with people's"
    instrument, ours, theirs = sides.instrument, sides.personas, sides.people
    (answers, weights), (human, reference_weights) = ours.weighed, theirs.weighed
    both = {"weights": weights, "reference_weights": reference_weights}
    distance = measures.marginal_distance(answers, human, low=instrument.scale.low, high=instrument.scale.high, **both)
    answered = np.flatnonzero(~np.isnan(distance))
    worst = answered[np.argsort(-distance[answered], kind="stable")][:WORST]
    alphas: list[float | None] = []
    phis: list[float | None] = []
    shift = None
    if sides.keying is not None:
        alphas = measures.cronbach_alpha(answers, sides.keying, weights)
        phis = measures.tucker_phi(ours.complete, theirs.complete, sides.keying)
        scores, of_people = sides.keying.scores(answers), sides.keying.scores(human)
        shift = measures.desirability_shift(scores, of_people, undesired(instrument), **both)
    return ItemsAxis(
        sd_ratio=sd_ratio,
        marginal_distance=float(distance[answered].mean()) if len(answered) else None,
        marginal_distance_per_item=tuple(map(number_or_none, distance)),
        worst_items=tuple(instrument.items[item].number for item in worst),
        cronbach_alpha=dict(zip(instrument.traits, alphas, strict=True)),
        tucker_phi=dict(zip(instrument.traits, phis, strict=True)),
        desirability_shift=shift,
    )


def undesired(instrument: Instrument) -> NDArray[np.bool_]:
    """Which traits (T,) people would rather not have."""
    return np.array([trait in instrument.undesirable for trait in instrument.traits], dtype=np.bool_)


def fidelity_record(sides: Sides, levels: Array, people: Respondents | None) -> Fidelity:
    """How well trait scores follow trait labels.

    Parameters
    ----------
    sides : a population
    levels : (N, T) 3 High, 2 Neutral, 1 Low, nan unknown
    people : respondents whose spread says how far apart High and Low are; None leaves that undefined

    Raises
    ------
    InputError : an instrument without traits, levels of another shape.
    """
    if sides.keying is None:
        raise InputError(f"{sides.instrument.id} has no traits, so there are no trait labels to follow")
    people_sums, ours, traits = None if people is None else people.sums, sides.personas, sides.instrument.traits
    found = [measures.fidelity(ours.sums[rows], levels[rows], people_sums, traits=traits) for rows in ours.in_turn]
    return mean_fidelity(found, people is not None)


@dataclass(frozen=True)
class Repeated:
    """The same questions answered several times.

    Attributes
    ----------
    answers : (R, N, D), nan where missing
    means : the personas' mean answers, prepared
    """

    answers: Array
    means: Respondents

    @classmethod
    def of(cls, samples: ArrayLike, instrument: Instrument) -> "Repeated":
        """Answers (R, N, D), checked.

        Raises
        ------
        InputError : not three dimensions, another number of items, answers off the scale.
        """
        means = mean_answers(measures.persona_means(samples), instrument)
        answers = np.asarray(samples, dtype=np.float64)
        for number, one in enumerate(answers, start=1):
            on_scale(one, low=instrument.scale.low, high=instrument.scale.high, name=f"{PERSONAS}, repeat {number}")
        return cls(answers, means)


def mean_answers(means: Array, instrument: Instrument) -> Respondents:
    """Mean answers (N, D) of personas, prepared.

    Raises
    ------
    InputError : another number of items.
    """
    if means.shape[1] != len(instrument):
        raise InputError(f"{PERSONAS} answered {means.shape[1]} items and {instrument.id} has {len(instrument)}")
    return persona_means(means, instrument, PERSONAS)


def control_run(sides: Sides, default_answers: ArrayLike) -> Array:
    """Answers (R, D) of a control run without a persona, checked.

    Raises
    ------
    InputError : another number of items, answers off the scale.
    """
    answers, asked = as_matrix(np.atleast_2d(default_answers), "the default"), sides.instrument
    if answers.shape[1] != len(asked):
        raise InputError(
            f"the default answered {answers.shape[1]} items and {sides.personas.source} {len(asked)}; "
            "both must answer the same items in the same order"
        )
    on_scale(answers, low=asked.scale.low, high=asked.scale.high, name="the default")
    return answers


def undefined_default(sides: Sides, answers: Array) -> DefaultAxis:
    """The default axis with nothing but its counts.

    Parameters
    ----------
    sides : a population beside people
    answers : (R, D) of the control run
    """
    return DefaultAxis(
        default_pull=None,
        null_mean=None,
        null_low=None,
        null_high=None,
        undefined_null=0,
        default_shift=None,
        distance=None,
        held_out=0,
        samples=len(answers),
        unanswered_items=int(np.isnan(answers).all(axis=0).sum()),
        n=(sides.personas.count, 0 if sides.people is None else len(sides.people.complete)),
        profile={},
        **sides.left_out,
    )


def ratio_to(own: float | None, other: float | None) -> float | None:
    """A number over another one; None where one of them is undefined or the other one is not above 0.

    >>> ratio_to(1.0, 4.0), ratio_to(1.0, 0.0), ratio_to(None, 1.0)
    (0.25, None, None)
    """
    return None if own is None or other is None or other <= 0 else own / other
