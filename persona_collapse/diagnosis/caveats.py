"""What a reader must know before believing a number, one sentence each."""

import math
from collections.abc import Iterator

from persona_collapse import measures
from persona_collapse.diagnosis.caveats_of_answers import alpha_caveats, answering_caveats
from persona_collapse.diagnosis.intervals import FEWEST_PERSONAS
from persona_collapse.diagnosis.noise_floor import noise_floor_warnings
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.diagnosis.trait_caveats import trait_caveats
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.intervals import FEWEST
from persona_collapse.measures.neighbours import radii
from persona_collapse.results import Quality, Scorecard
from persona_collapse.results.percent import percent

OVERLAP = 0.1
"""A caveat is given above this share of a population that is in the reference too."""

COPIES = 0.1
"""A caveat is given above this share of respondents that share their answers with another."""

LITTLE_MASS = 0.8
"""A caveat is given below this share of the probability on the scale points."""


LITTLE_PRECISION = 0.5
"""Recall is not to be read below this share of people's precision."""

SMALLEST = 1e-12
"""Instead of a width of 0, to divide by."""

BELOW_CHANCE = -3.29
"""A caveat is given where labels run against the answers by more standard errors than this."""


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
        *_repeats(sides),
        *(keys := tuple(_keys(sides))),
        *(() if sides.published else alpha_caveats(sides, said=bool(keys))),
        *answering_caveats(values, people),
        *_copies(values),
        *_traits(values, people, sides.personas.count),
        *_undefined(values),
        *(() if shuffled is None else noise_floor_warnings(values, people, shuffled)),
        *_wide_recall(sides, values, people),
        *_against_labels(values),
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
            f"{percent(sides.shared)} of the respondents give the same answers as a respondent of the reference; "
            "respondents on both sides are compared with themselves"
        )


def _excluded(sides: Sides) -> Iterator[str]:
    personas = sides.personas
    respondents = len(personas.answers)
    if personas.excluded and personas.persona is not None:
        lost = personas.repeats.personas - personas.count if personas.repeats is not None else 0
        left = f", and {lost} personas with them, which have no complete row" if lost else ""
        yield f"{personas.excluded} of {respondents} rows have missing answers and are excluded from all distances{left}"
    elif personas.excluded:
        yield f"{personas.excluded} of {respondents} respondents have missing answers and are excluded from all distances"
    if personas.imputed:
        yield (
            f"{personas.imputed} missing answers were filled with the respondent's median, as the paper's protocol does; "
            "such answers cannot be shuffled, so there is no noise floor"
        )


def _repeats(sides: Sides) -> Iterator[str]:
    for side, what in ((sides.personas, ""), (sides.people, "reference: ")):
        if side is not None and side.repeats is not None and not (what and sides.with_itself):
            rows = f"{what}{len(side.answers)} rows are {side.repeats.printed} (column {side.repeats.column})"
            if side.persona is None:
                yield f"{rows}; every number takes a row for a respondent, so intervals and p-values are too narrow"
            else:
                yield f"{rows}: distances compare one answer sheet of each persona, and every interval is over personas"
    yield from _few_personas(sides)


def _few_personas(sides: Sides) -> Iterator[str]:
    """What too few personas with repeats do not allow."""
    if sides.personas.sheets is None or sides.size >= FEWEST:
        return
    personas = sides.personas.count
    without = "no signature and no interval of distances (100 personas are needed)"
    if personas < FEWEST_PERSONAS:
        without = f"no signature (100 personas are needed) and no interval (of answers and labels: {FEWEST_PERSONAS})"
    yield f"{personas} personas are too few to say what the population is like: {without}"


def _keys(sides: Sides) -> Iterator[str]:
    said = contradiction_sentence(sides.personas)
    if said:
        yield said
    people = sides.people
    if people is not None and not sides.with_itself and (of_people := contradiction_sentence(people, reference=True)):
        yield f"reference: {of_people}"


def contradiction_sentence(side: Respondents | BehavioralTraitMatrix, *, reference: bool = False) -> str:
    """That items of a trait contradict each other as they are keyed, and what to type; empty where they do not.

    Parameters
    ----------
    side : answers with their instrument
    reference : whether they are the reference's, which has an option of its own
    """
    answers = side.answers if isinstance(side, Respondents) else side.values
    instrument, keying = side.instrument, side.instrument.keying()
    found = None if keying is None else measures.contradiction(answers, keying)
    if found is None:
        return ""
    alphas = ", ".join(f"{instrument.traits[number]} {alpha:.2f}" for number, alpha in found.traits.items())
    said = f"items of a trait contradict each other (Cronbach's alpha: {alphas})"
    if not found.turned:
        return f"{said}: are reversed items already reverse-scored? give the answers as they were given"
    turned = ", ".join(f"{alpha:.2f}" for alpha in found.turned.values())
    option = "--reference-reversed-already" if reference else "--reversed-already"
    return (
        f"{said}; with reversed items taken as already reverse-scored they agree ({turned}). If the table holds them so, "
        f"add {option}; if not, respondents agree whichever way an item is put, and the answers say little"
    )


def _copies(values: Scorecard) -> Iterator[str]:
    complete = values.lid.complete
    if values.lid.tied > COPIES * complete:
        patterns = round(values.lid.distinct * complete)
        yield (
            f"{values.lid.tied} of {complete} respondents give exactly the same answers as another: "
            f"there are {patterns} different sheets of answers"
        )


def _traits(values: Scorecard, people: Scorecard | None, respondents: int) -> Iterator[str]:
    shapes = {} if values.items is None else values.items.per_trait
    human = {} if people is None or people.items is None else people.items.per_trait
    yield from trait_caveats(shapes, human, respondents)


def _undefined(values: Scorecard) -> Iterator[str]:
    lid = values.lid
    if lid.lid is None:
        yield (
            f"LID is undefined: {lid.n} respondents compared at once leave too few answer patterns for {lid.k} neighbours; "
            f"with all answers different, {2 * (lid.k + 1)} respondents on both sides are enough"
        )


def _wide_recall(sides: Sides, values: Scorecard, people: Scorecard | None) -> Iterator[str]:
    """Recall of scattered personas: their neighbourhoods are wide, and hold people that no persona is like."""
    ours, theirs = values.coverage, None if people is None else people.coverage
    if ours is None or theirs is None or sides.published:
        return
    for prefix, pair in zip(("", "trait_"), sides.spaces, strict=False):
        recall, precision = (getattr(ours, f"{prefix}{name}") for name in ("recall", "precision"))
        human = getattr(theirs, f"{prefix}precision")
        if recall is None or precision is None or human is None or precision >= LITTLE_PRECISION * human:
            continue
        personas, others = next(sides.draws.pairs(pair))
        width = radii(pair.population[personas], K).mean() / max(radii(pair.reference[others], K).mean(), SMALLEST)
        label = f"{prefix}recall".replace("_", " ")
        yield (
            f"{label} {recall:.2f} is that of neighbourhoods {width:.1f} times as wide as people's, with a precision of "
            f"{precision:.2f} (people: {human:.2f}): personas are scattered, and it shows no variety"
        )


def _against_labels(values: Scorecard) -> Iterator[str]:
    """Labels that run against the answers: most often those of the opposite trait, such as emotional stability."""
    per_trait = {} if values.fidelity is None else values.fidelity.per_trait
    against = {
        trait: one.rho
        for trait, one in per_trait.items()
        if one.rho is not None and _is_below_0(one.rho, one.respondents)
    }
    for trait, rho in against.items():
        yield (
            f"labels of {trait} run against the answers (rho {rho:.2f}): if the column holds the opposite trait, exchange "
            "High and Low in it; until then rho, d and the fidelity trap are of no use for this trait"
        )


def _is_below_0(rho: float, count: int) -> bool:
    """Whether a rank correlation is below 0 by more than chance: z = rho sqrt(n - 1) under -3.29, p < .001 two-sided."""
    return rho * math.sqrt(max(count - 1, 0)) < BELOW_CHANCE


def _trapped(values: Scorecard) -> Iterator[str]:
    per_trait = {} if values.fidelity is None else values.fidelity.per_trait
    trapped = {trait: one for trait, one in per_trait.items() if one.trapped}
    if trapped:
        distances = ", ".join(
            f"{trait} (d {one.d:.1f}, people {one.d_reference:.1f})" for trait, one in trapped.items()
        )
        yield f"labels followed as closely as possible, and overdone: {distances}"
