"""A panel as a report: what it gains among other people, and what no panel can mend."""

from collections import Counter

from persona_collapse.measures.intervals import NORMAL
from persona_collapse.report.dots import DotRow, Dots, Kind, dot, dots_of
from persona_collapse.report.plain_text import printed
from persona_collapse.report.printed import number
from persona_collapse.report.remedy_page import as_drawn, as_printed, heading, remedy_report
from persona_collapse.report.section import Grid, GridRow, Report, RowGroup
from persona_collapse.results.panel import Gain, Panel

DIGITS = 3

LABELS = {
    "traits coverage": "trait coverage",
    "traits precision": "trait precision",
    "items coverage": "coverage",
    "items precision": "precision",
    "distance": "distance to people",
}
"""Name of a number -> as printed."""

DOES_NOT_SAY = (
    "How near the panel is to the people it was fitted to: measured against them it looks better than it is. Judge it by the "
    "numbers above, or measure it with other people.",
    "How numbers of different rows compare: they rest on half of the items and on as many personas as can be compared, so "
    "compare along a row only.",
    "That a persona of the panel is right about any single person.",
)


def panel_table(panel: Panel) -> str:
    """The panel, for people to read in a terminal.

    Parameters
    ----------
    panel : what `persona_collapse.remedy.panel` returns

    Returns
    -------
    Lines of text: what was chosen, the verdict, people out of reach, a line per number.
    """
    return printed(panel_report(panel).sections)


def panel_report(panel: Panel) -> Report:
    """A page about a panel: what it gains, drawn and as a table.

    Parameters
    ----------
    panel : as in `panel_table`
    """
    chance = _chance(panel)
    whole = len(panel.members) == panel.pool
    title = f"Is the {'weighted pool' if whole else 'panel'} nearer to people than {chance}?"
    conclusion = [
        verdict_sentence(panel),
        reach_sentence(panel),
        f"effective size: {panel.effective_size:,.0f} equally weighted personas",
    ]
    return remedy_report(
        f"{', '.join(panel.sources)}: a panel",
        heading(title, _heading(panel), conclusion, _warnings(panel)),
        (
            as_drawn("Before, by chance, and now", _figures(panel)),
            as_printed("Every number", _grid(panel)),
        ),
        does_not_say=DOES_NOT_SAY,
        commands=panel.commands,
        version=panel.version,
    )


def _chance(panel: Panel) -> str:
    return "random choice" if len(panel.members) < panel.pool else "shuffled weights"


def _grid(panel: Panel) -> Grid:
    chance = _chance(panel)
    head = ("", "pool", chance, "panel", "people", f"panel less {chance}", "SE")
    return Grid(head, (RowGroup("", tuple(GridRow(_cells(one)) for one in panel.gains)),))


def _cells(one: Gain) -> tuple[str, ...]:
    values = (one.pool, one.random, one.panel, one.people, one.difference, one.se)
    return (LABELS[one.name], *(number(value, DIGITS) for value in values))


def _figures(panel: Panel) -> list[Dots]:
    chance = _chance(panel)
    names: dict[Kind, str] = {
        "before": "pool, unweighted",
        "chance": chance,
        "now": f"panel, with the 95 % interval of its difference from {chance}",
        "people": "people of the other half",
    }
    near = [one for one in panel.gains if one.name != "distance"]
    far = [one for one in panel.gains if one.name == "distance"]
    reach = panel.reach
    interval = f"({100 * reach.low:.0f} to {100 * reach.high:.0f})"
    out = DotRow(
        f"hardly any persona near, in {reach.space}",
        dot("now", reach.share, f"{100 * reach.share:.0f} %", reach.low, reach.high),
        beside=interval,
    )
    return [
        Dots("Nearer is to the right", "share, among people and in items it was not fitted to", _rows(near), names),
        Dots("Nearer is to the left", "energy distance; 0 is a perfect copy", _rows(far), names),
        Dots(
            "People out of reach of any choice",
            "share of people",
            dots_of([out]),
            {"now": "people, with 95 % interval"},
            ends=(0.0, max(0.3, min(1.0, 1.1 * reach.high))),
            percent=True,
        ),
    ]


def _rows(gains: list[Gain]) -> tuple[DotRow, ...]:
    return dots_of([_row(one) for one in gains])


def _row(one: Gain) -> DotRow:
    reach = NORMAL * one.se
    pool, random, now, people = (number(value) for value in (one.pool, one.random, one.panel, one.people))
    points = (
        *dot("people", one.people, people),
        *dot("before", one.pool, pool),
        *dot("chance", one.random, random),
        *dot("now", one.panel, now, one.panel - reach, one.panel + reach),
    )
    return DotRow(LABELS[one.name], points, beside=f"people {people}")


def _heading(panel: Panel) -> list[str]:
    what = "weights for" if len(panel.members) == panel.pool else f"{len(panel.members):,} of"
    also = ", weighted" if panel.weighted and len(panel.members) < panel.pool else ""
    goal = "matching people" if panel.goal == "match" else "covering people"
    note = f" ({panel.note})" if panel.note else ""
    items = "other half of people and of items" if panel.items_held_out else "other half of people"
    return [
        f"panel: {what} {panel.pool:,} personas ({', '.join(panel.sources)}), {goal}{also}",
        f"fitted to: {panel.reference}, {panel.people:,} complete respondents{note}",
        f"scored on the {items}: means of {panel.splits} splits, seed {panel.seed}",
        *_whose(panel),
    ]


def _whose(panel: Panel) -> list[str]:
    """How many of the panel are from which source; nothing where there is one source."""
    counts = Counter(one.source for one in panel.members)
    if len(panel.sources) < 2 or len(panel.members) == panel.pool:
        return []
    return [f"chosen from: {', '.join(f'{name} {count:,}' for name, count in counts.most_common())}"]


def verdict_sentence(panel: Panel) -> str:
    """What the panel gains, in a sentence.

    Parameters
    ----------
    panel : any
    """
    judged = panel.gain(panel.judged_by)
    what, chance = LABELS[panel.judged_by], _chance(panel)
    values = (
        f"{what} {number(judged.panel, DIGITS)}, of {chance} {number(judged.random, DIGITS)}, "
        f"of other people {number(judged.people, DIGITS)}"
    )
    said = {
        "gain": f"gain: the panel is nearer to people than {chance}, beyond chance ({values})",
        "nothing to mend": f"no remedy needed: {chance} is as near to people as other people are, within chance ({values})",
        "no gain": f"no gain beyond chance ({values})",
        "not judged": (
            f"a gain is not judged: {panel.items} items are too few to hold half of them out, and what fits these items "
            f"may not fit others ({values})"
        ),
    }
    return said[panel.verdict]


def reach_sentence(panel: Panel) -> str:
    """How many people no choice can reach, in a sentence.

    Parameters
    ----------
    panel : any
    """
    reach = panel.reach
    around = f"(95 % interval {100 * reach.low:.0f} to {100 * reach.high:.0f})"
    if reach.low <= 0:
        return f"out of reach: {100 * reach.share:.0f} % of people {around}: there are personas nearly everywhere in {reach.space}"
    return (
        f"out of reach: {100 * reach.share:.0f} % of people {around} have hardly any persona near them, at least "
        f"{reach.rarer} times fewer than people in {reach.space}; no choice of these can repair that"
    )


def _warnings(panel: Panel) -> list[str]:
    lines = []
    if panel.near < len(panel.members) < panel.pool:
        lines.append(
            f"only {panel.near:,} personas of the pool are as near to a person as people are to each other; the other "
            f"{len(panel.members) - panel.near:,} of the panel are not. Choose fewer, or give more runs"
        )
    if panel.verdict == "gain" and panel.effective_size < 0.1 * len(panel.members):
        lines.append(
            "a few personas carry most of the weight: numbers of this panel vary as those of "
            f"{panel.effective_size:.0f} personas"
        )
    return lines
