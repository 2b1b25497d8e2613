"""A diagnosis as a plain-text table, for people to read in a terminal."""

import math
from collections.abc import Sequence

from persona_collapse.report.beside import Beside
from persona_collapse.report.numbers import WORDS, sections
from persona_collapse.results import Diagnosis, Sample, Scorecard, Settings
from persona_collapse.results.number import Number, Value


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


def text_of(one: Number, card: Scorecard | None, field: str | None = None) -> str:
    """A number of a scorecard as printed; a dash where it is undefined."""
    return "-" if card is None else number(one.value(card, field), one.digits)


def interval_text(one: Number, diagnosis: Diagnosis) -> str:
    """Its 95 % interval as printed; empty where there is none."""
    found = (diagnosis.intervals or {}).get(one.name)
    if found is None or one.value(diagnosis.values) is None:
        return ""
    return f"{number(found.low, one.digits)} to {number(found.high, one.digits)}"


def people_text(one: Number, diagnosis: Diagnosis) -> str:
    """The cell of held-out people: their number, or what the labels allow, with the word for it."""
    if one.allowed is None:
        return text_of(one, diagnosis.held_out_people)
    allowed = text_of(one, diagnosis.values, one.allowed)
    return allowed if allowed == "-" or not one.allowed_is else f"{one.allowed_is} {allowed}"


def sentence(one: Number, diagnosis: Diagnosis) -> str:
    """What a number of a diagnosis means; empty where it is undefined.

    Parameters
    ----------
    one : of the register
    diagnosis : whose number it is
    """
    value = one.value(diagnosis.values)
    if value is None:
        return ""
    if one.name == "sd_ratio" and diagnosis.settings.protocol == "paper":
        return (
            f"The spread of trait scores is {value:.2f} times the .75 scale points that the paper takes for people's."
        )
    card = diagnosis.values if one.allowed else diagnosis.held_out_people
    ceiling, floor = one.value(card, one.allowed), one.value(diagnosis.shuffled_population)
    return WORDS[one.name].told(Beside(float(value), _float(ceiling), _float(floor), one.allowed_is or "people"))


def _float(value: Value) -> float | None:
    return None if value is None else float(value)


def table(diagnosis: Diagnosis) -> str:
    """One population: value, interval, held-out people, shuffled population, the signature and the warnings.

    Parameters
    ----------
    diagnosis : what `persona_collapse.diagnose` or `measure` returns; the latter has no intervals and no signature

    Returns
    -------
    Lines of text. In the fidelity rows the column of held-out people holds what people, or the labels themselves,
    allow: the ceiling of rho, the reference's d, the spread within perfect labels.
    """
    people = [] if diagnosis.held_out_people is None else ["held-out people"]
    around = [] if diagnosis.intervals is None else ["95 % interval"]
    lines = [["", "value", *around, *people, "shuffled population"]]
    cards = (diagnosis.values, diagnosis.held_out_people, diagnosis.shuffled_population)
    for title, numbers in shown([card for card in cards if card is not None]):
        lines.append([title])
        for one in numbers:
            ceiling = [people_text(one, diagnosis)] if people else []
            floor = text_of(one, diagnosis.shuffled_population)
            interval = [interval_text(one, diagnosis)] if around else []
            lines.append([f"  {one.label}", text_of(one, diagnosis.values), *interval, *ceiling, floor])
    body = [
        *aligned(lines),
        *_tracked(diagnosis),
        *_repeats(diagnosis),
        *_default(diagnosis),
        *_notes(diagnosis.warnings),
        *_labels(diagnosis),
    ]
    return "\n".join([*_heading(diagnosis), *_signature(diagnosis), "", *body])


def side_by_side(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> str:
    """Several populations in one table, a column each, held-out people last.

    Parameters
    ----------
    diagnoses : measured against the same reference
    names : what to write above each
    """
    lines = [["", *names, "held-out people"]]
    if any(one.signature for one in diagnoses):
        lines.append(["signature", *("-" if one.signature is None else one.signature.name for one in diagnoses)])
    for title, rows in compared(diagnoses):
        lines.append([title])
        lines += [[f"  {name}", *values] for name, *values in rows]
    notes = [f"{name}: {warning}" for name, one in zip(names, diagnoses, strict=True) for warning in one.warnings]
    first = diagnoses[0]
    return "\n".join([*_reference_lines(first), "", *aligned(lines), *_notes(notes)])


def compared(diagnoses: Sequence[Diagnosis]) -> list[tuple[str, list[list[str]]]]:
    """The lines of `side_by_side` by section: name, a number for each population, and people's, as printed.

    Parameters
    ----------
    diagnoses : measured against the same reference
    """
    return [
        (
            title,
            [
                [one.label, *(text_of(one, each.values) for each in diagnoses), _of_all(one, diagnoses)]
                for one in numbers
            ],
        )
        for title, numbers in shown([each.values for each in diagnoses])
    ]


def _of_all(one: Number, diagnoses: Sequence[Diagnosis]) -> str:
    """The cell of people beside several populations; what labels allow only where it is the same for all."""
    if one.allowed is None:
        return people_text(one, diagnoses[0])
    allowed = {people_text(one, each) for each in diagnoses if one.value(each.values) is not None}
    return allowed.pop() if len(allowed) == 1 else "-"


def shown(cards: Sequence[Scorecard]) -> list[tuple[str, list[Number]]]:
    """The sections without numbers that are undefined in every column.

    Parameters
    ----------
    cards : the columns
    """
    kept = [
        (title, [one for one in numbers if any(one.value(card) is not None for card in cards)])
        for title, numbers in sections()
    ]
    return [(title, numbers) for title, numbers in kept if numbers]


def _heading(diagnosis: Diagnosis) -> list[str]:
    return [
        f"{described(diagnosis.population)}, {diagnosis.instrument} ({diagnosis.n_items} items)",
        *_reference_lines(diagnosis),
    ]


def _reference_lines(diagnosis: Diagnosis) -> list[str]:
    return reference_lines(diagnosis.reference, diagnosis.settings)


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


def described(sample: Sample) -> str:
    """A population: where from, how many, and what must be said of it."""
    note = f" ({sample.note})" if sample.note else ""
    complete = "" if sample.complete == sample.respondents else f", {sample.complete} complete"
    return f"{sample.source}: {sample.respondents} respondents{complete}{note}"


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell: the first to the left, numbers to the right."""
    columns = max(len(line) for line in lines)
    widths = [max(len(line[i]) for line in lines if len(line) > i and len(line) > 1) for i in range(columns)]
    widths[0] = max(widths[0], *(len(line[0]) for line in lines))
    return [
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(widths[i + 1]) for i, cell in enumerate(line[1:]))]).rstrip()
        for line in lines
    ]


def _signature(diagnosis: Diagnosis) -> list[str]:
    """What it is like in one word, and why."""
    read = diagnosis.signature
    if read is None:
        return []
    also = f" (also: {', '.join(read.also)})" if read.also else ""
    return ["", f"signature: {read.name}{also}", *(f"  {reason}" for reason in read.evidence)]


def _tracked(diagnosis: Diagnosis) -> list[str]:
    """What the answers track of the attributes personas were given."""
    found = diagnosis.attribution
    if found is None or found.items.r2 is None:
        return []
    tracked = found.items
    p_value = "" if tracked.p_value is None else f", p {number(tracked.p_value, 3)}"
    chance = "" if tracked.r2_chance is None else f" (chance {number(tracked.r2_chance, 3)}{p_value})"
    most = ""
    if tracked.dominant is not None and tracked.dominance_chance is not None:
        share, expected = number(tracked.dominance), number(tracked.dominance_chance)
        most = f"; largest share {tracked.dominant} {share} (chance {expected})"
    return ["", f"items track {', '.join(found.attributes)}: R2 {number(tracked.r2, 3)}{chance}{most}"]


def _repeats(diagnosis: Diagnosis) -> list[str]:
    """How much of the answers is chance."""
    found = diagnosis.reliability
    if found is None or found.noise_share is None:
        return []
    how = "from the probabilities of answers" if found.repeats is None else f"{found.repeats} answers to each question"
    lines = ["", f"noise share {number(found.noise_share)}, ICC {number(found.icc)} ({how})"]
    if found.coverage is not None and found.lid is not None:
        people = "-" if found.people_lid is None else number(found.people_lid.lid, 1)
        lines.append(
            f"persona means: coverage {number(found.coverage.coverage)}, recall {number(found.coverage.recall)}, "
            f"LID {number(found.lid.lid, 1)} (people {people})"
        )
    return lines


def _default(diagnosis: Diagnosis) -> list[str]:
    """How strongly personas are pulled to what the model answers as itself."""
    found = diagnosis.default_pull
    if found is None or found.default_pull is None:
        return []
    towards = f"towards single people {number(found.null_low)} to {number(found.null_high)}"
    shift = f", shift {number(found.default_shift)}" if found.default_shift is not None else ""
    return ["", f"pull to the model without a persona {number(found.default_pull)} ({towards}){shift}"]


def _labels(diagnosis: Diagnosis) -> list[str]:
    """How to get the section on labels, where there are none."""
    if diagnosis.values.fidelity is not None or diagnosis.instrument != "bfi44":
        return []
    return [
        "",
        "no trait labels: columns named after a trait (Openness, big_five_openness), or named by --targets, with High, "
        "Neutral or Low say how well personas follow theirs",
    ]


def _notes(warnings: Sequence[str]) -> list[str]:
    return ["", *(f"! {warning}" for warning in warnings)] if warnings else []
