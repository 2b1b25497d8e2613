"""What a difference between two populations comes to, in a sentence."""

from dataclasses import dataclass

from persona_collapse.results import Difference


@dataclass(frozen=True)
class Phrase:
    """How a difference in one number is told.

    Attributes
    ----------
    name : of the number, in words
    text : {b} and {a} the populations, {by} how much, {way} one of the two words
    more, less : the words for a rise and a fall
    digits : after the point
    """

    name: str
    text: str
    more: str = "more"
    less: str = "less"
    digits: int = 2


PHRASES = {
    "coverage": Phrase("coverage", "{b} reaches {by} {way} of people's neighbourhoods than {a}"),
    "density": Phrase(
        "density", "people's neighbourhoods hold {by} {way} of {b} than of {a}, 1 being as many as of people"
    ),
    "precision": Phrase("precision", "{by} {way} of {b} stands where people stand than of {a}"),
    "recall": Phrase("recall", "{by} {way} of people stand in a neighbourhood of {b} than of {a}", less="fewer"),
    "trait_coverage": Phrase("trait coverage", "in traits, {b} reaches {by} {way} of people's neighbourhoods than {a}"),
    "trait_density": Phrase(
        "trait density",
        "in traits, people's neighbourhoods hold {by} {way} of {b} than of {a}, 1 being as many as of people",
    ),
    "trait_precision": Phrase("trait precision", "in traits, {by} {way} of {b} stands where people stand than of {a}"),
    "trait_recall": Phrase(
        "trait recall", "in traits, {by} {way} of people stand in a neighbourhood of {b} than of {a}", less="fewer"
    ),
    "hopkins": Phrase("Hopkins", "{b} is {by} {way} clumped than {a}"),
    "lid": Phrase(
        "LID", "personas of {b} differ in {by} {way} independent ways than those of {a}", less="fewer", digits=1
    ),
    "participation_ratio": Phrase(
        "participation ratio", "items vary in {by} {way} directions in {b} than in {a}", less="fewer", digits=1
    ),
    "vendi_ratio": Phrase("Vendi score / people's", "{b} holds {by} {way} of people's variety (Vendi score) than {a}"),
    "effective_likert": Phrase("effective Likert", "{b} uses {by} {way} points of the scale than {a}", less="fewer"),
    "midpoint_share": Phrase(
        "midpoint share", "{by} {way} of all answers are at the midpoint in {b} than in {a}", less="fewer"
    ),
    "extreme_share": Phrase(
        "extreme share", "{by} {way} of all answers are at an end of the scale in {b} than in {a}", less="fewer"
    ),
    "marginal_distance": Phrase(
        "marginal distance", "item by item, {b} answers {by} points {way} people than {a}", "farther from", "nearer to"
    ),
    "sd_ratio": Phrase("sd ratio", "traits vary by {by} {way} of people's SD in {b} than in {a}"),
    "desirability_shift": Phrase(
        "desirability shift", "{b} presents itself {by} of people's SD {way} than {a}", "nicer", "less nice"
    ),
    "rho": Phrase(
        "rho",
        "{b} follows its trait labels {way} than {a}, by {by} of rank correlation",
        "more closely",
        "less closely",
    ),
    "d": Phrase(
        "d", "High and Low personas stand {by} SDs {way} in {b} than in {a}", "farther apart", "less far apart"
    ),
}
"""Every number that is compared, in the order of a scorecard."""


def sentence(found: Difference, first: str, second: str) -> str:
    """A difference in a plain sentence.

    Parameters
    ----------
    found : all of it but the sentence
    first, second : names of the populations

    >>> rise = Difference("coverage", 0.2, 0.32, 0.12, 0.08, 0.16, None, 0.001, 0.01, True, "")
    >>> sentence(rise, "A", "B")
    "B reaches 0.12 (0.08 to 0.16) more of people's neighbourhoods than A"
    """
    phrase = PHRASES[found.name]
    if found.difference is None:
        without = [name for name, value in ((first, found.first), (second, found.second)) if value is None]
        why = f"undefined for {' and '.join(without)}" if without else "infinite for both"
        return f"{phrase.name} cannot be compared: {why}"
    if found.difference == 0:
        return f"{phrase.name} is the same in {first} and {second}"
    if not found.differs:
        return f"no difference in {phrase.name} that chance would not give: {_amount(found, 1, phrase.digits)}"
    sign, way = (1, phrase.more) if found.difference > 0 else (-1, phrase.less)
    return phrase.text.format(a=first, b=second, by=_amount(found, sign, phrase.digits), way=way)


def _amount(found: Difference, sign: int, digits: int) -> str:
    """A difference and its interval, as a rise of a number that is turned round where the sign is -1."""
    assert found.difference is not None
    ends = [] if found.low is None or found.high is None else sorted((sign * found.low, sign * found.high))
    told, *around = (f"{round(one, digits) + 0.0:.{digits}f}" for one in (sign * found.difference, *ends))
    return f"{told} ({' to '.join(around)})" if around else told
