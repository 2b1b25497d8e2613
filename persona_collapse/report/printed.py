"""How numbers, intervals and populations are printed, wherever they are printed."""

import math
from collections.abc import Sequence

from persona_collapse.report.beside import Beside
from persona_collapse.report.numbers import WORDS, by_section
from persona_collapse.results import Diagnosis, Sample, Scorecard, Settings
from persona_collapse.results.number import Number, Value

ROUNDING = 1e-9
"""A value within this share of the smallest possible one is it."""


def number(value: Value, digits: int = 2) -> str:
    """A number as printed: fixed digits, whole counts, yes or no, a dash for what is undefined.

    >>> [number(one) for one in (0.5, 3, None, True, float("inf"))]
    ['0.50', '3', '-', 'yes', 'infinite']
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    rounded = f"{value:.{digits}f}"
    return rounded.removeprefix("-") if float(rounded) == 0 else rounded


def between(low: float | None, high: float | None, digits: int = 2) -> str:
    """An interval as printed; empty where there is none.

    >>> between(0.68, 0.742)
    '0.68 to 0.74'
    """
    return "" if low is None or high is None else f"{number(low, digits)} to {number(high, digits)}"


def whole_sentence(text: str) -> str:
    """A line of a terminal as a sentence of a page; nothing stays nothing.

    >>> whole_sentence("noise share 0.33, ICC 0.66"), whole_sentence("")
    ('Noise share 0.33, ICC 0.66.', '')
    """
    return f"{text[0].upper()}{text[1:]}." if text else ""


def text_of(one: Number, card: Scorecard | None, field: str | None = None) -> str:
    """A number of a scorecard as printed; a dash where it is undefined."""
    value = None if card is None else one.value(card, field)
    least = value is not None and one.smallest is not None and value <= one.smallest * (1 + ROUNDING)
    return f"{'<= ' if least else ''}{number(value, one.digits)}"


def interval_text(one: Number, diagnosis: Diagnosis) -> str:
    """Its 95 % interval as printed; empty where there is none."""
    found = (diagnosis.intervals or {}).get(one.name)
    if found is None or one.value(diagnosis.values) is None:
        return ""
    return between(found.low, found.high, one.digits)


def people_text(one: Number, diagnosis: Diagnosis) -> str:
    """The cell of held-out people: their number, or what the labels allow, with the word for it."""
    if one.allowed is None:
        return text_of(one, diagnosis.held_out_people)
    allowed = text_of(one, diagnosis.values, one.allowed)
    return allowed if allowed == "-" or not one.allowed_is else f"{one.allowed_is} {allowed}"


def people_text_of_all(one: Number, diagnoses: Sequence[Diagnosis]) -> str:
    """The cell of people next to several populations; what labels allow only where it is the same for all."""
    if one.allowed is None:
        return people_text(one, diagnoses[0])
    allowed = {people_text(one, each) for each in diagnoses if one.value(each.values) is not None}
    return allowed.pop() if len(allowed) == 1 else "-"


def sentence(one: Number, diagnosis: Diagnosis) -> str:
    """What a number of a diagnosis means; empty where it is undefined.

    Parameters
    ----------
    one : of the register
    diagnosis : whose number it is
    """
    value = one.of_population(diagnosis)
    if value is None:
        return ""
    if not one.in_scorecard:
        return WORDS[one.name].about(Beside(float(value), None, None))
    if one.name == "sd_ratio" and diagnosis.settings.protocol == "paper":
        return (
            f"The spread of trait scores is {value:.2f} times the .75 scale points that the paper assumes for people."
        )
    card = diagnosis.values if one.allowed else diagnosis.held_out_people
    ceiling, floor = one.value(card, one.allowed), one.value(diagnosis.shuffled_population)
    return WORDS[one.name].about(Beside(float(value), ceiling, floor, one.allowed_is or "people"))


def shown(cards: Sequence[Scorecard | None]) -> list[tuple[str, list[Number]]]:
    """The numbers by section of the table, without those that are undefined in every column.

    Parameters
    ----------
    cards : the columns
    """
    kept = [
        (title, [one for one in numbers if any(one.value(card) is not None for card in cards)])
        for title, numbers in by_section()
    ]
    return [(title, numbers) for title, numbers in kept if numbers]


def described(sample: Sample) -> str:
    """A population: its source, its size, and what must be said of it."""
    said = [
        *([sample.note] if sample.note else []),
        *([f"items in {sample.language}"] if sample.language != "en" else []),
    ]
    note = f" ({', '.join(said)})" if said else ""
    complete = "" if sample.complete == sample.respondents else f", {sample.complete} complete"
    return f"{sample.source}: {sample.size}{complete}{note}"


def reference_lines(people: Sample | None, how: Settings) -> list[str]:
    """What numbers are compared with, and how they were obtained."""
    reference = "none, distances in raw scale points" if people is None else described(people)
    reference = f"reference: {reference}"
    if how.protocol == "paper":
        return [
            reference,
            "protocol: paper (published definitions, one draw of at most 500 rows; not comparable across sizes)",
        ]
    size = f"{how.draws} draws of {how.size} from each side" if how.rarefy else "all respondents at once"
    return [reference, f"protocol: calibrated, {size}, seed {how.seed}"]
