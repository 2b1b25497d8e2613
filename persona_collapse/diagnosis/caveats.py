"""What a reader must know before believing a number, one sentence each."""

from collections.abc import Iterator

from persona_collapse.diagnosis.noise_floor import noise_floor_warnings
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.results import Quality, Scorecard

OVERLAP = 0.1
"""A caveat is given above this share of a population that is in the reference too."""

COPIES = 0.1
"""A caveat is given above this share of respondents that share their answers with another."""

LITTLE_MASS = 0.8
"""A caveat is given below this share of the probability on the scale points."""

CONTRADICTORY = -0.2
"""Cronbach's alpha below which a trait's items contradict each other, as they do when answers are already keyed."""


def caveats(sides: Sides, values: Scorecard, people: Scorecard | None, shuffled: Scorecard | None) -> tuple[str, ...]:
    """Everything to be said about a scorecard, most basic first.

    Parameters
    ----------
    sides : the population and its reference
    values, people, shuffled : the three columns
    """
    return (
        *_comparison(sides),
        *_excluded(sides),
        *_keys(values),
        *_copies(values),
        *_undefined(values),
        *(() if shuffled is None else noise_floor_warnings(values, people, shuffled)),
        *_trapped(values),
    )


def mass_caveat(quality: Quality | None) -> Iterator[str]:
    """That answers were drawn from a small part of the probability.

    Parameters
    ----------
    quality : how well a run went; None for answers from elsewhere
    """
    mass = None if quality is None else quality.answer_mass
    if mass is not None and mass.mean < LITTLE_MASS:
        yield (
            f"only {mass}: answers are drawn from what is left of what the model would say; "
            "ask again with --mode generate and read some replies"
        )


def _comparison(sides: Sides) -> Iterator[str]:
    if sides.with_itself and sides.published:
        yield "the population is the reference itself, and the paper's protocol compares it with itself"
    elif sides.with_itself:
        yield "the population is the reference itself: its respondents are compared with others of it"
    elif sides.shared >= OVERLAP:
        yield (
            f"{sides.shared:.0%} of the respondents give the same answers as a respondent of the reference; "
            "respondents on both sides are compared with themselves"
        )


def _excluded(sides: Sides) -> Iterator[str]:
    personas = sides.personas
    respondents = len(personas.complete) + personas.excluded
    if personas.excluded:
        yield f"{personas.excluded} of {respondents} respondents have missing answers and are excluded from all distances"
    if personas.imputed:
        yield (
            f"{personas.imputed} missing answers were filled with the respondent's median, as the paper's protocol does; "
            "such answers cannot be shuffled, so there is no noise floor"
        )


def _keys(values: Scorecard) -> Iterator[str]:
    alphas = {} if values.items is None else values.items.cronbach_alpha
    contradictory = [
        f"{trait} {alpha:.2f}" for trait, alpha in alphas.items() if alpha is not None and alpha < CONTRADICTORY
    ]
    if contradictory:
        yield (
            f"items of a trait contradict each other (Cronbach's alpha: {', '.join(contradictory)}): are reversed items "
            "already reverse-scored? give the answers as they were given"
        )


def _copies(values: Scorecard) -> Iterator[str]:
    complete = values.lid.complete
    if values.lid.tied > COPIES * complete:
        patterns = round(values.lid.distinct * complete)
        yield (
            f"{values.lid.tied} of {complete} respondents give exactly the same answers as another: "
            f"there are {patterns} different sheets of answers"
        )


def _undefined(values: Scorecard) -> Iterator[str]:
    lid = values.lid
    if lid.lid is None:
        yield (
            f"LID is undefined: {lid.n} respondents compared at once leave too few answer patterns for {lid.k} neighbours; "
            f"with all answers different, {2 * (lid.k + 1)} respondents on both sides are enough"
        )


def _trapped(values: Scorecard) -> Iterator[str]:
    per_trait = {} if values.fidelity is None else values.fidelity.per_trait
    trapped = {trait: one for trait, one in per_trait.items() if one.trapped}
    if trapped:
        distances = ", ".join(
            f"{trait} (d {one.d:.1f}, people {one.d_reference:.1f})" for trait, one in trapped.items()
        )
        yield f"labels followed as closely as possible, and overdone: {distances}"
