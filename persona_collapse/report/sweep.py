"""A sweep as a report and as a figure: what each way of asking does to variety."""

import math
from typing import TYPE_CHECKING, Any

from persona_collapse.report.dots import DotRow, Dots, Kind, dot, dots_of
from persona_collapse.report.drawing.files import in_style
from persona_collapse.report.drawing.palette import LIGHT
from persona_collapse.report.plain_text import printed
from persona_collapse.report.printed import between, number
from persona_collapse.report.remedy_page import as_drawn, as_printed, heading, remedy_report
from persona_collapse.report.section import Grid, GridRow, Report, RowGroup
from persona_collapse.results.diagnosis import in_words
from persona_collapse.results.sweep import Sweep, SweptWay, label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = (
    *("coverage", "recall", "precision", "trait_coverage", "caricature"),
    *("repeated_variance", "noise_share", "human_likeness"),
)
"""Numbers of the table."""

MARKS = {1: "+", -1: "-", 0: " "}
"""Direction of a difference -> what stands behind the number."""

DRAWN = ("coverage", "recall", "precision", "repeated_variance", "noise_share")
"""Numbers of the figure, a panel each."""

ON_PAGE = ("coverage", "trait_coverage", "precision", "recall", "repeated_variance", "noise_share")
"""Numbers that a page draws, a figure each."""

DOES_NOT_SAY = (
    "That a way without a difference does nothing: with this many personas, a difference has to exceed its interval to be "
    "shown.",
    "That better coverage alone is variety: noise reaches people, too. So the verdict rests on what personas answer again when "
    "they are asked again.",
    "What another model does, or this one in another questionnaire.",
)


def sweep_table(found: Sweep) -> str:
    """The sweep, for people to read in a terminal.

    Parameters
    ----------
    found : what `persona_collapse.remedy.sweep` returns

    Returns
    -------
    Lines of text: a line per way with its verdict, then a line per way with its numbers.
    """
    return printed(sweep_report(found).sections)


def sweep_report(found: Sweep) -> Report:
    """A page about ways of asking: each number with its interval for every way, and what each way does to variety.

    Parameters
    ----------
    found : as in `sweep_table`
    """
    return remedy_report(
        f"{found.instrument}: which way of asking keeps variety?",
        heading("Which way of asking keeps variety?", _heading(found), [sweep_sentence(found), *verdicts(found)]),
        (
            as_drawn("Every way beside the first one", _figures(found)),
            as_printed("Numbers of every way", _grid(found), _key(found)),
        ),
        does_not_say=DOES_NOT_SAY,
        commands=found.commands,
        version=found.version,
    )


def sweep_sentence(found: Sweep) -> str:
    """Which ways restore variety, in a sentence.

    Parameters
    ----------
    found : any
    """
    restoring = [one.name for one in found.ways[1:] if one.verdict == "restores variety"]
    others = found.ways[1:]
    if not restoring:
        return f"no way of {len(others)} is shown to restore variety, compared with {found.ways[0].name}"
    what = "restores" if len(restoring) == 1 else "restore"
    return f"{len(restoring)} of {len(others)} ways {what} variety, compared with {found.ways[0].name}: {', '.join(restoring)}"


def verdicts(found: Sweep) -> list[str]:
    """A line per way but the first: what it does, and what differs."""
    return [f"{one.name}: {one.verdict} ({one.why})" for one in found.ways[1:]]


def _heading(found: Sweep) -> list[str]:
    note = f" ({found.note})" if found.note else ""
    return [
        f"sweep: {len(found.ways)} ways of asking {found.ways[0].personas:,} personas, {found.instrument}",
        f"reference: {found.reference}{note}",
    ]


def _key(found: Sweep) -> str:
    first = found.ways[0].name
    return f"+ and -: higher or lower than with {first}, beyond chance (paired by persona, Benjamini-Hochberg)"


def _grid(found: Sweep) -> Grid:
    shown = [name for name in COLUMNS if any(way.numbers.get(name) is not None for way in found.ways)]
    rows = [_row(way, shown) for way in found.ways]
    if found.people:
        rows.append(GridRow(("held-out people", *(number(found.people.get(name)) for name in shown), "")))
    return Grid(("", *map(label, shown), "signature"), (RowGroup("", tuple(rows)),))


def _row(way: SweptWay, shown: list[str]) -> GridRow:
    moved = {one.name: one.direction for one in way.changes}
    moved["caricature"] = moved.get("d", 0)
    cells = (number(way.numbers.get(name)) + MARKS[moved.get(name, 0)] for name in shown)
    return GridRow((way.name, *cells, in_words(way.signature)))


def _figures(found: Sweep) -> list[Dots]:
    """A figure per number: every way with the interval of its difference from the first one, and people."""
    return [one for name in ON_PAGE if (one := _figure(found, name)).rows]


def _figure(found: Sweep, name: str) -> Dots:
    first, people = found.ways[0].numbers.get(name), found.people.get(name)
    rules = [(first, found.ways[0].name)] if first is not None and math.isfinite(first) else []
    if people is not None and math.isfinite(people):
        rules.append((people, "held-out people"))
    names: dict[Kind, str] = {"now": "a way, with the 95 % interval of its difference from the first one"}
    rows = dots_of([_dotted(way, name, first) for way in found.ways])
    return Dots(_title(name), "", rows, names, rules=tuple(rules))


def _title(name: str) -> str:
    words = label(name)
    return f"{words[0].upper()}{words[1:]}"


def _dotted(way: SweptWay, name: str, first: float | None) -> DotRow:
    change = next((one for one in way.changes if one.name == name), None)
    value = way.numbers.get(name)
    low, high = (
        (None, None)
        if first is None or change is None or change.low is None or change.high is None
        else (first + change.low, first + change.high)
    )
    around = between(low, high)
    mark = "" if change is None else {1: "higher", -1: "lower", 0: ""}[change.direction]
    return DotRow(
        way.name, dot("now", value, number(value), low, high), beside=mark or (f"({around})" if around else "")
    )


def sweep_figure(found: Sweep) -> "Figure":
    """The ways one below the other, a panel per number: each value with the interval of its difference from the first way.

    Parameters
    ----------
    found : any

    Raises
    ------
    InputError : matplotlib is not installed.
    """
    names = [name for name in DRAWN if any(way.numbers.get(name) is not None for way in found.ways)]
    with in_style():
        from matplotlib.figure import Figure

        canvas = Figure(figsize=(2.1 * len(names) + 1.6, 0.36 * len(found.ways) + 1.2), layout="constrained")
        panels = canvas.subplots(1, len(names), sharey=True, squeeze=False)[0]
        for panel, name in zip(panels, names, strict=True):
            _draw(panel, found, name)
        panels[0].set_yticks(range(len(found.ways)), [way.name for way in found.ways])
        panels[0].invert_yaxis()
        canvas.supxlabel("bars: 95 % interval of the difference from the first way; dashed: people", fontsize=8)
    return canvas


def _draw(panel: Any, found: Sweep, name: str) -> None:
    """One panel; `panel` is matplotlib's Axes."""
    first = found.ways[0].numbers.get(name)
    people = found.people.get(name)
    if people is not None:
        panel.axvline(people, color=LIGHT["people"], linestyle="--", linewidth=1)
    for place, way in enumerate(found.ways):
        value = way.numbers.get(name)
        if value is None:
            continue
        change = next((one for one in way.changes if one.name == name), None)
        if first is not None and change is not None and change.low is not None and change.high is not None:
            ends = [first + change.low, first + change.high]
            panel.plot(ends, [place, place], color=LIGHT["population"], linewidth=2)
        panel.plot([value], [place], "o", color=LIGHT["population"], markersize=5)
    panel.set_title(label(name), fontsize=9)
    panel.grid(axis="x")
