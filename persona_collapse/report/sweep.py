"""A sweep as plain text and as a figure: what each way of asking does to variety."""

from typing import TYPE_CHECKING, Any

from persona_collapse.report.drawing.files import in_style
from persona_collapse.report.drawing.palette import LIGHT
from persona_collapse.report.plain_text import aligned
from persona_collapse.report.printed import number
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


def sweep_table(found: Sweep) -> str:
    """The sweep, for people to read in a terminal.

    Parameters
    ----------
    found : what `persona_collapse.remedy.sweep` returns

    Returns
    -------
    Lines of text: a line per way with its numbers, then a line per way with its verdict.
    """
    shown = [name for name in COLUMNS if any(way.numbers.get(name) is not None for way in found.ways)]
    head = ["", *map(label, shown), "signature"]
    lines = [head, *(_line(way, shown) for way in found.ways)]
    if found.people:
        lines.append(["held-out people", *(number(found.people.get(name)) for name in shown), ""])
    note = f" ({found.note})" if found.note else ""
    first = found.ways[0].name
    return "\n".join(
        [
            f"sweep: {len(found.ways)} ways of asking {found.ways[0].personas:,} personas, {found.instrument}",
            f"reference: {found.reference}{note}",
            f"+ and -: higher or lower than with {first}, beyond chance (paired by persona, Benjamini-Hochberg)",
            "",
            *aligned(lines),
            "",
            *verdicts(found),
        ]
    )


def verdicts(found: Sweep) -> list[str]:
    """A line per way but the first: what it does, and what differs."""
    return [f"{one.name}: {one.verdict} ({one.why})" for one in found.ways[1:]]


def _line(way: SweptWay, shown: list[str]) -> list[str]:
    moved = {one.name: one.direction for one in way.changes}
    moved["caricature"] = moved.get("d", 0)
    cells = [number(way.numbers.get(name)) + MARKS[moved.get(name, 0)] for name in shown]
    return [way.name, *cells, way.signature]


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
