"""Every number between its ceiling and its floor, what to beware of, and the numbers of known populations."""

from persona_collapse.instruments import catalogue
from persona_collapse.report.numbers import LABELS, WORDS, range_text
from persona_collapse.report.parts.orders import orders
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import interval_text, number, people_text, sentence, shown, text_of
from persona_collapse.report.section import ON_PAGE, Grid, GridRow, RowGroup, Section, Sentence
from persona_collapse.results import Diagnosis
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import NUMBERS

INTERVAL, PEOPLE, NOISE = "95 % interval", "held-out people", "noise"
HEAD = ("", "value", INTERVAL, PEOPLE, "shuffled population", NOISE)

UNIFORM = "uniform answers"
"""The known population that is in the column of noise."""

KNOWN = ("coverage", "precision", "recall", "trait_coverage", "lid", "effective_likert")
"""The numbers of known populations that are shown."""

WHAT_THE_COLUMNS_ARE = (
    "Held-out people: people compared with other people of the reference, or what the labels allow. Shuffled population: "
    f"the population's own answers, shuffled item by item. Noise: {UNIFORM}."
)
NO_LABELS = (
    "no trait labels: columns named after a trait (Openness, big_five_openness), or named by --targets, with High, "
    "Neutral or Low say how well personas follow theirs"
)


def numbers(diagnosis: Diagnosis, name: str = "") -> Section:
    """The table: a row per number, each with its sentence."""
    cards = (diagnosis.values, diagnosis.held_out_people, diagnosis.shuffled_population)
    groups = [
        RowGroup(
            titled(title, diagnosis),
            tuple(GridRow(_cells(one, diagnosis), sentence(one, diagnosis), explained=_explained(one)) for one in some),
        )
        for title, some in shown(cards)
    ]
    grid = Grid(HEAD, tuple(groups), by="section", orders=orders(diagnosis, groups))
    unknown = [
        *([INTERVAL] if diagnosis.intervals is None else []),
        *([PEOPLE] if diagnosis.held_out_people is None else []),
    ]
    unlabelled = diagnosis.values.fidelity is None and _has_traits(diagnosis.instrument)
    return Section(
        "numbers",
        "Every number between its ceiling and its floor",
        (
            Sentence(f"{_how(diagnosis)} {WHAT_THE_COLUMNS_ARE}", "small"),
            *([Sentence(NO_LABELS, "hint")] if unlabelled else []),
        ),
        grid,
        terminal=tuple(grid_lines(grid.without(NOISE, *unknown))),
        link="numbers",
    )


def _explained(one: Number) -> str:
    """What a number is, how to read it, and its range: the words of the register."""
    words = WORDS[one.name]
    return f"{words.says} {words.direction} Range: {range_text(one)}."


def titled(title: str, diagnosis: Diagnosis) -> str:
    """The title of a section of the table; that of labels says of how many traits there are some."""
    found = diagnosis.values.fidelity
    if title != LABELS or found is None or not (found.undefined_traits and found.per_trait):
        return title
    traits = len(found.per_trait)
    return f"{title}, over {traits - found.undefined_traits} of {traits} traits"


def _has_traits(instrument: str) -> bool:
    return instrument in catalogue.names() and bool(catalogue.bundled(instrument).traits)


def _cells(one: Number, found: Diagnosis) -> tuple[str, ...]:
    panel = None if found.null_panel is None else found.null_panel.row(UNIFORM)
    return (
        one.label,
        text_of(one, found.values),
        interval_text(one, found),
        people_text(one, found),
        text_of(one, found.shuffled_population),
        number(getattr(panel, one.name, None), one.digits),
    )


def _how(diagnosis: Diagnosis) -> str:
    how = diagnosis.settings
    if how.protocol == "paper":
        return "By the published definitions."
    if not how.size:
        return "All respondents at once."
    sides = " from each side" if diagnosis.reference else ""
    return f"Means over {how.draws} draws of {how.size}{sides}."


def warnings(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """What to beware of; None where there is nothing."""
    said = tuple(Sentence(one, "warning") for one in diagnosis.warnings)
    return Section("warnings", "Warnings", said) if said else None


def known(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """Populations whose collapse, or noise, is complete; None where they were not measured."""
    panel = diagnosis.null_panel
    if panel is None:
        return None
    columns = [NUMBERS[one] for one in KNOWN]
    rows = tuple(
        GridRow((row.name, *(number(getattr(row, one.name), one.digits) for one in columns))) for row in panel.rows
    )
    said = f"What the numbers would be if the collapse, or the noise, were complete ({panel.n} at a time)."
    grid = Grid(("", *(one.label for one in columns)), (RowGroup("", rows),))
    return Section("known", "Known populations of the same size", (said,), grid, absent=ON_PAGE)
