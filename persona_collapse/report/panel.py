"""A panel as plain text: what it gains among other people, and what no panel can mend."""

from persona_collapse.report.plain_text import aligned
from persona_collapse.report.printed import number
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


def panel_table(panel: Panel) -> str:
    """The panel, for people to read in a terminal.

    Parameters
    ----------
    panel : what `persona_collapse.remedy.panel` returns

    Returns
    -------
    Lines of text: what was chosen, a line per number, the verdict, people out of reach.
    """
    chance = "random choice" if len(panel.members) < panel.pool else "shuffled weights"
    head = ["", "pool", chance, "panel", "people", f"panel less {chance}", "SE"]
    lines = [head, *(_line(one) for one in panel.gains)]
    return "\n".join([*_heading(panel), "", *aligned(lines), "", *_said(panel)])


def _line(one: Gain) -> list[str]:
    values = (one.pool, one.random, one.panel, one.people, one.difference, one.se)
    return [LABELS[one.name], *(number(value, DIGITS) for value in values)]


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
    ]


def _said(panel: Panel) -> list[str]:
    return [
        verdict_sentence(panel),
        reach_sentence(panel),
        f"effective size: {panel.effective_size:,.0f} equally weighted personas",
        *_warnings(panel),
    ]


def verdict_sentence(panel: Panel) -> str:
    """What the panel gains, in a sentence.

    Parameters
    ----------
    panel : any
    """
    judged = panel.gain(panel.judged_by)
    what, chance = LABELS[panel.judged_by], "random choice" if len(panel.members) < panel.pool else "shuffled weights"
    values = (
        f"{what} {number(judged.panel, DIGITS)}, of {chance} {number(judged.random, DIGITS)}, "
        f"of other people {number(judged.people, DIGITS)}"
    )
    said = {
        "gain": f"gain: the panel is nearer to people than {chance}, beyond chance ({values})",
        "nothing to mend": f"nothing to mend: {chance} is as near to people as other people are, within chance ({values})",
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
            f"! only {panel.near:,} personas of the pool are as near to a person as people are to each other; the other "
            f"{len(panel.members) - panel.near:,} of the panel are not. Use a smaller --size, or give more runs"
        )
    if panel.verdict == "gain" and panel.effective_size < 0.1 * len(panel.members):
        lines.append(
            "! a few personas carry most of the weight: numbers of this panel vary as those of "
            f"{panel.effective_size:.0f} personas"
        )
    return lines
