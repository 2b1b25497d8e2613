"""Caveats about single respondents: careless answers, reversed items that are not answered as such, inconsistent traits."""

from collections.abc import Iterator, Mapping

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.signature_of_answers import people_share
from persona_collapse.results import Scorecard
from persona_collapse.results.percent import percent

SELDOM = 0.01
"""A caveat is given where a sample of people has as many respondents beyond a cut less often than this, over all the cuts."""

UNDER_PEOPLE = 0.2
"""A caveat is given where Cronbach's alpha is under people's by more than this."""

INCONSISTENT = 0.5
"""A reference's alpha is doubted below this, and only where the population's own is higher by `UNDER_PEOPLE`."""

SAID = {
    "inconsistent_share": "contradict themselves on reversed items",
    "long_string_share": "give one answer to many consecutive items",
    "low_variability_share": "hardly vary their answers",
    "unusual_share": "combine answers as hardly any person does",
    "unlike_pairs_share": "answer items alike in meaning differently",
}
"""Share -> what its respondents do."""


def answering_caveats(values: Scorecard, people: Scorecard | None) -> Iterator[str]:
    """That more respondents than people answer as few people do, and that reversed items are not answered as such.

    Parameters
    ----------
    values, people : the columns of the population and of held-out people
    """
    found = values.answering
    if found is None:
        return
    seldom = SELDOM / max(len(found.indices), 1)
    beyond = [
        f"{percent(one.share)} {SAID[name]} (people {percent(people_share(name, one, people))})"
        for name, one in found.indices.items()
        if one.p_value < seldom and (name == "long_string_share" or one.reread_p_value < seldom)
    ]
    if beyond:
        yield f"more respondents than among people answer as few people do: {', '.join(beyond)}; read some of them"
    if 2 * len(found.not_reversed) > len(found.opposite_sides):
        yield (
            f"reversed items are answered as if they were not ({', '.join(found.not_reversed)}): trait scores and all that "
            "is computed from them say little; were reversed items already reverse-scored?"
        )


def alpha_caveats(sides: Sides, *, said: bool) -> Iterator[str]:
    """That items of a trait agree less than among people; and that those of the reference agree less than expected.

    Parameters
    ----------
    sides : the population and its reference
    said : whether it is said already that items of a trait contradict each other
    """
    people, keying = sides.people, sides.keying
    if people is None or keying is None or sides.with_itself or said:
        return
    traits = sides.instrument.traits
    both = (measures.cronbach_alpha(side.answers, keying) for side in (sides.personas, people))
    ours, theirs = (
        {trait: one for trait, one in zip(traits, alphas, strict=True) if one is not None} for alphas in both
    )
    if less := _lower(ours, theirs):
        yield f"items of a trait agree less than among people (Cronbach's alpha: {_listed(less, ours, theirs)})"
    if doubtful := [trait for trait in _lower(theirs, ours) if theirs[trait] < INCONSISTENT]:
        yield (
            f"reference: items of a trait hardly agree (Cronbach's alpha: {_listed(doubtful, theirs, ours, 'population')}): "
            "are its reversed items answered, and given, as they were asked?"
        )


def _lower(some: Mapping[str, float], others: Mapping[str, float]) -> list[str]:
    return [trait for trait, one in some.items() if trait in others and one < others[trait] - UNDER_PEOPLE]


def _listed(traits: list[str], some: Mapping[str, float], others: Mapping[str, float], called: str = "people") -> str:
    return ", ".join(f"{trait} {some[trait]:.2f}, {called} {others[trait]:.2f}" for trait in traits)
