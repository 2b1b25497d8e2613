"""A diagnosis as a plain-text table, for people to read in a terminal."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from persona_collapse.results import Diagnosis, Sample, Scorecard, Settings

Value = float | int | bool | None


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    name : as printed
    axis, field : where the scorecard has the number; its interval goes by the name of the field
    people : field of the same axis that stands in the column of held-out people, where that is not their own number
    digits : after the point
    """

    name: str
    axis: str
    field: str
    people: str | None = None
    digits: int = 2

    def value(self, card: Scorecard, field: str | None = None) -> Value:
        """The number; None where it is undefined."""
        record = getattr(card, self.axis)
        found: Value = None if record is None else getattr(record, field or self.field)
        return found

    def text(self, card: Scorecard | None) -> str:
        """The number as printed; a dash where it is undefined."""
        return "-" if card is None else number(self.value(card), self.digits)

    def interval(self, diagnosis: Diagnosis) -> str:
        """Its interval as printed; empty where there is none."""
        found = (diagnosis.intervals or {}).get(self.field)
        if found is None or self.value(diagnosis.values) is None:
            return ""
        return f"{number(found.low, self.digits)} to {number(found.high, self.digits)}"


SECTIONS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "Coverage, in items",
        tuple(Row(name, "coverage", name) for name in ("coverage", "density", "precision", "recall")),
    ),
    (
        "Coverage, in traits",
        tuple(
            Row(name, "coverage", name.replace(" ", "_"))
            for name in ("trait coverage", "trait density", "trait precision", "trait recall")
        ),
    ),
    (
        "Uniformity",
        (
            Row("Hopkins", "hopkins", "hopkins"),
            Row("hyperspherical uniformity", "hopkins", "hyperspherical_uniformity"),
        ),
    ),
    (
        "Complexity",
        (
            Row("LID", "lid", "lid", digits=1),
            Row("respondents sharing a pattern", "lid", "tied"),
            Row("participation ratio", "spread", "participation_ratio", digits=1),
            Row("mean nearest-neighbour distance", "spread", "mean_nearest_neighbour_distance"),
            Row("Vendi score / people's", "spread", "vendi_ratio"),
        ),
    ),
    (
        "Items",
        (
            Row("effective Likert", "likert", "effective_likert"),
            Row("midpoint share", "likert", "midpoint_share"),
            Row("extreme share", "likert", "extreme_share"),
            Row("zero-variance items", "likert", "zero_variance_items"),
            Row("marginal distance", "items", "marginal_distance"),
        ),
    ),
    (
        "Traits",
        (
            Row("sd ratio", "items", "sd_ratio"),
            Row("desirability shift", "items", "desirability_shift"),
        ),
    ),
    (
        "Told from people",
        (
            Row("energy distance", "spread", "energy_distance"),
            Row("its p-value", "spread", "energy_p_value", digits=3),
            Row("forest's AUC", "spread", "separability"),
        ),
    ),
    (
        "Fidelity to labels",
        (
            Row("rho, and its ceiling", "fidelity", "rho", "rho_ceiling"),
            Row("d, and people's", "fidelity", "d", "d_reference"),
            Row("caricature (d / people's)", "fidelity", "caricature"),
            Row(
                "sd within labels, and people's",
                "fidelity",
                "within_level_sd_ratio",
                "within_level_sd_ratio_perfect",
            ),
            Row("trapped, all traits together", "fidelity", "trapped"),
            Row("trapped traits, each alone", "fidelity", "trapped_traits"),
        ),
    ),
)


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
    for title, rows in _shown([card for card in cards if card is not None]):
        lines.append([title])
        for row in rows:
            ceiling = [people_text(row, diagnosis)] if people else []
            floor = row.text(diagnosis.shuffled_population)
            interval = [row.interval(diagnosis)] if around else []
            lines.append([f"  {row.name}", row.text(diagnosis.values), *interval, *ceiling, floor])
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
            [[row.name, *(row.text(one.values) for one in diagnoses), _of_all(row, diagnoses)] for row in rows],
        )
        for title, rows in _shown([one.values for one in diagnoses])
    ]


def _of_all(row: Row, diagnoses: Sequence[Diagnosis]) -> str:
    """What stands for people beside several populations; what labels allow only where it is the same for all."""
    if row.people is None:
        return people_text(row, diagnoses[0])
    allowed = {people_text(row, one) for one in diagnoses if row.value(one.values) is not None}
    return allowed.pop() if len(allowed) == 1 else "-"


def people_text(row: Row, diagnosis: Diagnosis) -> str:
    """What stands in the column of held-out people: their number, or what they or the labels allow."""
    if row.people is not None:
        return number(row.value(diagnosis.values, row.people), row.digits)
    return row.text(diagnosis.held_out_people)


def _shown(cards: Sequence[Scorecard]) -> list[tuple[str, tuple[Row, ...]]]:
    """The sections without rows that are undefined in every column."""
    kept = [
        (title, tuple(row for row in rows if any(row.value(card) is not None for card in cards)))
        for title, rows in SECTIONS
    ]
    return [(title, rows) for title, rows in kept if rows]


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
