"""Levels of attributes one by one, and labels that answers give away."""

from collections.abc import Sequence

from persona_collapse.diagnosis.subgroups import ENOUGH
from persona_collapse.personas.wording import listed
from persona_collapse.report.printed import number
from persona_collapse.report.section import Grid, GridRow, RowGroup, Section, Sentence
from persona_collapse.results import Diagnosis
from persona_collapse.results.leakage import LabelLeak, Leakage
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.percent import percent
from persona_collapse.results.subgroups import ByAttribute, Called, LevelNumber, Subgroup, Subgroups

NAMES = ("caricature", "coverage", "recall", "sd_ratio")
"""The numbers of a level, in the order of the columns."""

SAYS: dict[Called, tuple[str, tuple[str, ...]]] = {
    "caricatured": ("is caricatured", ("caricature",)),
    "exaggerated": ("is exaggerated", ("sd_ratio",)),
    "vanishes": ("vanishes", ("coverage", "recall")),
    "narrow": ("hardly varies", ("sd_ratio",)),
}
"""What a level is called -> the words, and the numbers that say so."""

HOW = (
    "Each level at the size of the smallest, beside all others together. * differs from the others (adjusted p < .05): "
    "personas shuffled among the levels {permutations:,} times, all levels and numbers adjusted together (Benjamini and "
    "Hochberg)."
)
LEAKS = (
    "The share of a label that the answers recover: by all items together (cross-validated), and by one item alone. p: labels "
    "shuffled {permutations:,} times."
)
STRONGEST = 3
"""Items that are shown of each label, if no more answer it."""


def subgroups(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """The scorecard of each level of the attributes asked for; None where none was."""
    return None if diagnosis.subgroups is None else subgroups_section(diagnosis.subgroups)


def leakage(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """What the answers give away of the attributes asked for; None where none was."""
    return None if diagnosis.leakage is None else leakage_section(diagnosis.leakage)


def subgroups_section(found: Subgroups) -> Section:
    """Levels beside each other: who is caricatured, who vanishes.

    Parameters
    ----------
    found : of `persona_collapse.diagnosis.by_attribute`
    """
    title = f"Level by level: {listed([one.attribute for one in found.tables])}"
    said = [levels_sentence(one) for one in found.tables]
    how = Sentence(HOW.format(permutations=found.permutations), "small")
    warnings = [Sentence(text, "warning") for one in found.tables for text in _warnings(one)]
    return Section("subgroups", title, (*said, how, *warnings), _grid(found), link="levels")


def levels_sentence(one: ByAttribute) -> str:
    """Which level of an attribute is caricatured and which vanishes, in a sentence.

    Parameters
    ----------
    one : its levels
    """
    called = [_called(level, name) for level in one.subgroups for name in level.called]
    if called:
        return f"{one.attribute}: {'; '.join(called)}."
    differing = [
        f"{level.level} in {listed([_label(name) for name in _differing(level)])}"
        for level in one.subgroups
        if _differing(level)
    ]
    if differing:
        return f"{one.attribute}: no level is caricatured and none vanishes; different from the others: {'; '.join(differing)}."
    return f"{one.attribute}: no significant difference between its levels."


def _differing(level: Subgroup) -> list[str]:
    return [name for name, one in level.numbers.items() if one.differs]


def _called(level: Subgroup, name: Called) -> str:
    words, names = SAYS[name]
    said = [
        f"{_label(one)} {number(found.value)} (others {number(found.others)}, people {number(found.people)})"
        for one in names
        if (found := level.numbers.get(one)) is not None and found.differs
    ]
    return f"{level.level} {words}: {listed(said)}"


def _label(name: str) -> str:
    """The name of a number; of caricature without its unit, which a line has no room for."""
    return NUMBERS[name].short


def _grid(found: Subgroups) -> Grid:
    """A row per level, then people; without columns that are empty throughout."""
    head = ("", "personas", *map(_label, NAMES), "people's sd ratio", "human-likeness")
    rows = [row for one in found.tables for row in _rows(one)]
    empty = [column for place, column in enumerate(head) if place and all(row.cells[place] == "" for row in rows)]
    titled = [(f"{one.attribute}, {one.size} personas at a time", _rows(one)) for one in found.tables]
    return Grid(head, tuple(RowGroup(title, rows) for title, rows in titled)).without(*empty)


def _rows(one: ByAttribute) -> tuple[GridRow, ...]:
    levels = [
        GridRow(
            (
                level.level,
                str(level.personas),
                *(_cell(level.numbers.get(name)) for name in NAMES),
                "" if level.people is None else number(level.numbers["sd_ratio"].people),
                "" if level.human_likeness is None else number(level.human_likeness),
            )
        )
        for level in one.subgroups
    ]
    first = one.subgroups[0].numbers
    people = [first[name].people if name in ("coverage", "recall") else 1.0 for name in NAMES if name in first]
    cells = iter(people)
    return (
        *levels,
        GridRow(("held-out people", "", *(number(next(cells)) if name in first else "" for name in NAMES), "", "")),
    )


def _cell(found: LevelNumber | None) -> str:
    """A number, with a star where it differs from that of the others; empty where no level can have it."""
    return "" if found is None else f"{number(found.value)}{'*' if found.differs else ''}"


def _warnings(one: ByAttribute) -> list[str]:
    few = [f"{level.level} ({level.personas})" for level in one.subgroups if level.personas < ENOUGH]
    said = (
        [f"{one.attribute}: {listed(few)}: fewer than {ENOUGH} personas, so that only large differences show"]
        if few
        else []
    )
    left_out = [f"{level} ({count})" for level, count in one.left_out.items()]
    if left_out:
        said.append(f"{one.attribute}: excluded, with fewer than 50 complete personas: {', '.join(left_out)}")
    if one.unknown:
        said.append(f"{one.attribute}: {one.unknown} personas without a value are excluded")
    return said


def leakage_section(found: Leakage) -> Section:
    """Which labels the answers give away.

    Parameters
    ----------
    found : of `persona_collapse.diagnosis.leakage`
    """
    said = [leak_sentence(one) for one in found.labels]
    by_scores = any(one.people_by == "scores" for one in found.labels)
    how = LEAKS.format(permutations=found.permutations)
    if by_scores:
        how += " People are labelled by their own trait scores, in the same shares."
    groups = tuple(RowGroup(one.label, _leak_rows(one)) for one in found.labels if one.share is not None)
    grid = Grid(("", "personas", "people", "p"), groups) if groups else None
    return Section("leakage", "What the answers give away", (*said, Sentence(how, "small")), grid, link="leakage")


def leak_sentence(one: LabelLeak) -> str:
    """How much of a label the answers give away, and which items answer it, in a sentence.

    Parameters
    ----------
    one : a label
    """
    if one.share is None:
        return f"{one.label}: not determined: two levels of at least 10 complete personas are needed."
    answering = [item.item for item in one.items if item.answers_it]
    people = "" if one.people_share is None else f" (people: {_share(one.people_share)})"
    if one.adjusted_p is not None and one.adjusted_p >= 0.05 and not answering:
        return f"{one.label}: the answers give nothing away that chance would not."
    items = _answering(answering) if answering else "no item alone gives away half of it"
    return f"{one.label}: the answers give away {_share(one.share)} of it{people}; {items}."


def _share(share: float) -> str:
    return "less than 1 %" if share < 0.01 else percent(share)


def _answering(items: Sequence[str]) -> str:
    return f"{'item' if len(items) == 1 else 'items'} {listed(items)} alone give{'s' if len(items) == 1 else ''} away half of it or more"


def _leak_rows(one: LabelLeak) -> tuple[GridRow, ...]:
    shown = [item for place, item in enumerate(one.items) if place < STRONGEST or item.answers_it]
    first = GridRow(("all items together", number(one.share), _people(one.people_share), number(one.adjusted_p, 3)))
    return (
        first,
        *(
            GridRow((item.item, number(item.share), _people(item.people_share), number(item.p_value, 3)))
            for item in shown
        ),
    )


def _people(share: float | None) -> str:
    return "-" if share is None else number(share)
